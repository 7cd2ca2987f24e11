import { OFFICER_ORDER, type Person, type Role, rolesOn } from '../people/person.ts';
import type { Day } from '../rules/days.ts';
import { numbersMissing, type Setting } from './setting.ts';

/** What the set-up of a setting lacks, and what to do about it. A `fault`: something does not work without it. */
export interface Lack {
  kind: 'fault' | 'warning';
  text: string;
}

/**
 * What a setting lacks in officers and telephone numbers, for whoever looks after it. It rests on roles alone, so that it tells
 * nothing of anybody's relationships.
 */
export function lacksOf(setting: Setting, inPost: readonly Person[], today: Day): Lack[] {
  const holders = (roles: readonly Role[]) =>
    inPost.filter((person) => rolesOn(person, today).some((role) => roles.includes(role))).length;
  const missing = numbersMissing(setting);
  return [
    holders(OFFICER_ORDER) === 0 && {
      kind: 'fault' as const,
      text: 'nobody handles cases. Give somebody the role of dso, deputy_dso, manager or chair in people.csv.',
    },
    holders(['dso']) === 0 && {
      kind: 'warning' as const,
      text: `nobody is in post as ${setting.titles.dso}. Give somebody the role of dso in people.csv.`,
    },
    holders(['dso', 'deputy_dso', 'manager']) < 2 && {
      kind: 'warning' as const,
      text: 'there is no second officer for staff to tell of a worry. Give somebody the role of dso, deputy_dso or manager in people.csv.',
    },
    missing.length > 0 && {
      kind: 'warning' as const,
      text: `the line about concerns leaves out the number of ${missing.join(', of ')}. Add what you know to setting.json, and import it.`,
    },
  ].filter((lack) => lack !== false);
}
