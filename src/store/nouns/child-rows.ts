import type { Child } from '../../core/children/child.ts';
import type { Day } from '../../core/rules/days.ts';

/** A child, as queries of children and of allocations read it. */
export interface ChildRow {
  setting: string;
  id: string;
  number: number;
  ref: string | null;
  name: string;
  starts_on: Day;
  leaves_on: Day | null;
  first_starts_on: Day;
  protected: number;
  sessions: string;
  looked_with: string | null;
}

/** What the column `protected` says. */
export const PROTECTED = { no: 0, yes: 1, was: 2 } as const;

export const CHILD_COLUMNS =
  'c.setting, c.id, c.number, c.ref, c.name, c.starts_on, c.leaves_on, c.first_starts_on, c.protected, c.sessions, c.looked_with';

export function childFromRow(row: ChildRow): Child {
  return {
    setting: row.setting,
    id: row.id,
    number: row.number,
    ref: row.ref,
    name: row.name,
    startsOn: row.starts_on,
    leavesOn: row.leaves_on,
    firstStartsOn: row.first_starts_on,
    protected: row.protected === PROTECTED.yes,
    wasProtected: row.protected === PROTECTED.was,
    sessions: JSON.parse(row.sessions),
    lookedWith: row.looked_with,
  };
}
