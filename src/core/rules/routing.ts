import type { Declaration } from '../declarations/declaration.ts';
import { OFFICER_ORDER, type Role } from '../people/person.ts';

/** An officer on one day. Pass officers sorted: of several who hold one role, the first one comes first. */
export interface OfficerFacts {
  person: string;
  /** Roles held on that day. */
  roles: Role[];
  absent: boolean;
}

/** The people whom a case is about, as ids; keys are names as `fold` returns them. */
export interface CaseOf {
  declarer?: string;
  /** The parent, where the register knows them. */
  counterpart?: string;
  counterpartKey?: string;
  /** The children concerned: the named child and every child of the counterpart. */
  children?: readonly string[];
  /** Current carers of the children concerned. */
  carers: readonly string[];
  carerKeys?: readonly string[];
  /** The people who have passed this case on. */
  passedBy: readonly string[];
}

/** An open declaration by `a` about `b`, or about a name. The caller leaves out those that K11 sets aside. */
export interface Link {
  a: string;
  b: string | null;
  bKey: string;
  /** The child that the declaration names, if any. */
  child?: string | null;
}

/** The folded name of a person; undefined when the register does not know them. */
type NameKeyOf = (person: string) => string | undefined;

/** Officers in the order DSO → deputy → manager → chair; each person once, whatever roles they have. */
export function order(officers: readonly OfficerFacts[]): OfficerFacts[] {
  const ranked = OFFICER_ORDER.flatMap((role) => officers.filter(({ roles }) => roles.includes(role)));
  return ranked.filter((officer, at) => ranked.findIndex(({ person }) => person === officer.person) === at);
}

/**
 * Whether an officer must stay out: as declarer, counterpart or carer; or by an open declaration by or about the officer
 * that links them with any of these people or with a child concerned. A name that is not linked counts as everybody of that
 * name, to be on the safe side.
 */
export function isInvolved(
  officer: string,
  of: CaseOf,
  links: readonly Link[],
  nameKeyOf: NameKeyOf,
): boolean {
  const people = new Set(
    [of.declarer, of.counterpart, ...of.carers].filter((person) => person !== undefined),
  );
  if (people.has(officer)) return true;
  const own = nameKeyOf(officer);
  if (of.counterpart === undefined && sameName(own, of.counterpartKey)) return true;
  const keys = [of.counterpartKey, ...(of.carerKeys ?? []), ...[...people].map(nameKeyOf)];
  return links.some(({ a, b, bKey, child }) => {
    if (a === officer) {
      if (child !== undefined && child !== null && of.children?.includes(child)) return true;
      return b === null ? keys.some((key) => sameName(key, bKey)) : people.has(b);
    }
    return people.has(a) && (b === null ? sameName(own, bKey) : b === officer);
  });
}

function sameName(one: string | undefined, other: string | undefined): boolean {
  return one !== undefined && one !== '' && one === other;
}

/** Who handles the case; undefined when it is unroutable. Nobody decides on their own declaration. */
export function handler(
  of: CaseOf,
  officers: readonly OfficerFacts[],
  links: readonly Link[],
  nameKeyOf: NameKeyOf,
): string | undefined {
  return order(officers).find(
    ({ person, absent }) =>
      !absent && !of.passedBy.includes(person) && !isInvolved(person, of, links, nameKeyOf),
  )?.person;
}

/**
 * The managers who learn the effect of a declaration: those who are neither involved nor absent. One who has passed the
 * case on still learns it.
 */
export function managersToTell(
  of: CaseOf,
  officers: readonly OfficerFacts[],
  links: readonly Link[],
  nameKeyOf: NameKeyOf,
): string[] {
  return officers
    .filter(({ roles, absent }) => roles.includes('manager') && !absent)
    .map(({ person }) => person)
    .filter((person) => !isInvolved(person, of, links, nameKeyOf));
}

/**
 * What routing needs to know of a setting, loaded together and limited to open cases and to officers, so that its cost does
 * not grow with the setting.
 */
export interface CaseFacts {
  /**
   * The current carers of each child concerned, by declaration id: of the named child and of every child of the
   * counterpart.
   */
  concerned: { declaration: string; child: string; carer: string; carerKey: string }[];
  /** Open declarations by, or about, somebody who holds an officer's role. */
  officers: (Pick<Declaration, 'declarer' | 'counterpart' | 'child' | 'kind' | 'state' | 'outcome'> & {
    counterpartKey: string;
  })[];
}
