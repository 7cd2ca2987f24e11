import { addDays, type Day } from '../rules/days.ts';
import { type Person, type Role, rolesOn } from './person.ts';

/** The roles that only the administrator gives. */
const OFFICES: readonly Role[] = ['manager', 'dso', 'deputy_dso', 'chair', 'admin'];

/** The offices that somebody has on any day from today on and would not have after a change, and the reverse. */
export function officesChanged(
  before: Person | undefined,
  after: Person,
  today: Day,
): { gained: Role[]; lost: Role[] } {
  // Roles begin and end on these days alone.
  const days = [before, after]
    .flatMap((person) => (person === undefined ? [] : [person, ...person.posts]))
    .flatMap((span) =>
      'from' in span ? [span.from, next(span.until)] : [span.startsOn, next(span.leavesOn)],
    )
    .filter((day): day is Day => day !== null && day > today);
  const held = (person: Person | undefined, day: Day) => (person === undefined ? [] : rolesOn(person, day));
  const differ = (one: Person | undefined, other: Person | undefined) =>
    OFFICES.filter((office) =>
      [today, ...days].some((day) => held(one, day).includes(office) && !held(other, day).includes(office)),
    );
  return { gained: differ(after, before), lost: differ(before, after) };
}

function next(day: Day | null): Day | null {
  return day === null ? null : addDays(day, 1);
}

export function isOffice(role: Role): boolean {
  return OFFICES.includes(role);
}
