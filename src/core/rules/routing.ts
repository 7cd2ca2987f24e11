import type { Declaration } from '../declarations/declaration.ts';
import { OFFICER_ORDER, type Role } from '../people/person.ts';

/** An officer on one day. Pass them sorted (by name, say): among those of one role the first given comes first. */
export interface OfficerFacts {
  person: string;
  /** Roles held on that day. */
  roles: Role[];
  absent: boolean;
}

/** Whom a case is about. Persons are ids; keys are names as `fold` leaves them. */
export interface CaseOf {
  declarer?: string;
  /** The parent, when the register knows them. */
  counterpart?: string;
  counterpartKey?: string;
  /** The children concerned: the named child, and every child of the counterpart. */
  children?: readonly string[];
  /** Current carers of the children concerned. */
  carers: readonly string[];
  carerKeys?: readonly string[];
  /** Who has passed this case on. */
  passedBy: readonly string[];
}

/** An open declaration by `a` about `b`, or about a name; those of K11 are left out by whoever gathers them. */
export interface Link {
  a: string;
  b: string | null;
  bKey: string;
  /** The child it names, if any. */
  child?: string | null;
}

/** The folded name of a person; undefined when the register does not know them. */
export type NameKeyOf = (person: string) => string | undefined;

/** Officers in the order DSO → deputy → manager → chair; a person counts once, whatever their hats. */
export function order(officers: readonly OfficerFacts[]): OfficerFacts[] {
  const ranked = OFFICER_ORDER.flatMap((role) => officers.filter(({ roles }) => roles.includes(role)));
  return ranked.filter((officer, at) => ranked.findIndex(({ person }) => person === officer.person) === at);
}

/**
 * Whether an officer must stay out: declarer, counterpart or carer; in an open declaration, either way round, with any of
 * these or about a child concerned. Names not linked to anyone count as the people they may be: it fails closed.
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

/** Who handles the case; undefined when it is unroutable. Nobody ever decides their own. */
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

/** The managers who learn the effect of a declaration: those neither involved nor absent; passing on is no matter. */
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
 * What routing needs to know of a setting, loaded at once: `relatives` pairs two persons with an open declaration between
 * them (K11 aside); `carers` pairs a child with each of its current carers; both limited to what touches an officer or an
 * open case, so that the size of the setting does not matter.
 */
export interface CaseFacts {
  /** Current carers of each child concerned, by declaration id: the named child, and every child of the counterpart. */
  concerned: { declaration: string; child: string; carer: string; carerKey: string }[];
  /** Open declarations made by, or about, somebody who holds an officer's role. */
  officers: (Pick<Declaration, 'declarer' | 'counterpart' | 'child' | 'kind' | 'state' | 'outcome'> & {
    counterpartKey: string;
  })[];
}
