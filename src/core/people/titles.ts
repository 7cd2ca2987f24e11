import { fold, tidy, toCode } from '../rules/names.ts';
import { ROLES, type Role } from './person.ts';

// The roles behind the words for a job. What people are called differs from house to house: a title that is none of these is
// asked about, or taken as staff (commands: A setting is a folder).

/** Names of our own roles in other words, folded. No title that may mean less than the role stands here. */
const SYNONYMS: ReadonlyMap<string, Role> = new Map(
  Object.entries({
    staff: 'member of staff, staff member, employee',
    manager:
      'nursery manager, preschool manager, setting manager, playgroup manager, centre manager, registered manager',
    dso: 'dsl, designated safeguarding lead, designated safeguarding officer, safeguarding lead, designated safeguarding lead dsl, lead dsl',
    deputy_dso:
      'deputy, deputy dsl, ddsl, deputy designated safeguarding lead, deputy designated safeguarding officer, deputy safeguarding lead',
    chair:
      'chairperson, chairman, chairwoman, chair of trustees, chair of the trustees, chair of committee, chair of the committee, committee chair, chair of governors, chair of the board',
  } satisfies Partial<Record<Role, string>>).flatMap(([role, words]) =>
    words.split(', ').map((word) => [fold(word), role as Role] as const),
  ),
);

export interface Titles {
  roles: Role[];
  /** Words that are neither a role nor known. */
  unknown: string[];
  /** Words in place of our own for a role that can do more than staff, for telling. */
  taken: { title: string; role: Role }[];
}

/**
 * Reads roles and job titles, separated by `;`, `,`, `/` or “and”. `known`: what somebody has said of a title before, by its
 * folded words; no roles: it is no work with us.
 */
export function readTitles(said: string, known: ReadonlyMap<string, readonly Role[]> = new Map()): Titles {
  const titles: Titles = { roles: [], unknown: [], taken: [] };
  const found = new Set<Role>();
  const rolesOf = (word: string) => known.get(fold(word)) ?? roleOf(word);
  for (const part of partsOf(said, (word) => rolesOf(word) !== undefined)) {
    const roles = rolesOf(part);
    if (roles === undefined) titles.unknown.push(part);
    for (const role of roles ?? []) found.add(role);
    const [role] = roles ?? [];
    if (role && role !== 'staff' && !isOurs(part) && !known.has(fold(part)))
      titles.taken.push({ title: part, role });
  }
  titles.roles = ROLES.filter((role) => found.has(role));
  return titles;
}

function partsOf(said: string, isKnown: (word: string) => boolean): string[] {
  const whole = tidy(said);
  if (/^(?:\W*|n\/?a|none|nil)$/i.test(whole)) return [];
  if (isKnown(whole)) return [whole];
  return said
    .split(/[;,|/\n]/)
    .map(tidy)
    .filter((part) => fold(part) !== '')
    .flatMap((part) => {
      // A title may have “and” in it: it separates only what is known on both sides.
      const words = isKnown(part) ? [] : part.split(/ (?:and|&|\+) /i).map(tidy);
      return words.length > 1 && words.every(isKnown) ? words : [part];
    });
}

/** Our own words, which need no telling. */
function isOurs(word: string): boolean {
  const code = toCode(word);
  return ROLES.some((role) => role === code) || ['dsl', 'deputy_dsl', 'deputy'].includes(code);
}

function roleOf(word: string): Role[] | undefined {
  const code = toCode(word);
  const role = ROLES.find((role) => role === code) ?? SYNONYMS.get(fold(word));
  return role && [role];
}
