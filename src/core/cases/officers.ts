import type { Arrangement } from '../arrangements/arrangement.ts';
import type { BoundaryAgreement } from '../boundaries/boundary.ts';
import type { Declaration } from '../declarations/declaration.ts';
import { OFFICER_ORDER, type Person, rolesOn } from '../people/person.ts';
import { fold } from '../rules/names.ts';
import { isSetAside } from '../rules/relationship.ts';
import {
  type CaseFacts,
  type CaseOf,
  handler,
  isInvolved,
  type Link,
  managersToTell,
  type OfficerFacts,
  order,
} from '../rules/routing.ts';
import type { Scene } from '../talk/context.ts';

/** The officers of a setting today, and who handles what (rules: Who handles it). */
export interface Officers {
  /** Everybody in post. */
  people: Person[];
  listed: OfficerFacts[];
  nameOf(person: string): string;
  /** The officer of a declaration's case, leaving out these people (a proposer of `void`, say). Undefined: unroutable. */
  ofDeclaration(declaration: Declaration, without?: readonly string[]): string | undefined;
  /** Whether an officer other than these could handle the case, today or on returning from an absence. */
  hasAnother(declaration: Declaration, without: readonly string[]): boolean;
  /** The officer of a boundary agreement: the declaration's officer, unless they have passed the agreement on. */
  ofBoundary(
    agreement: BoundaryAgreement,
    declaration: Declaration,
    without?: readonly string[],
  ): string | undefined;
  ofArrangement(
    arrangement: Arrangement,
    carers: readonly CarerOf[],
    without?: readonly string[],
  ): string | undefined;
  /** Who acts as officer for a family: for a child with these current carers. */
  ofFamily(carers: readonly CarerOf[], but?: { declarer?: string; child?: string }): string | undefined;
  /** Whether this officer is conflicted for anything that concerns these carers. */
  isConflicted(person: string, carers: readonly CarerOf[], child?: string): boolean;
  /** The managers who learn the effect of a declaration: those not involved in it. */
  managersFor(declaration: Declaration): string[];
  /** Everybody who holds this role today, longest in post first. */
  holders(role: OfficerFacts['roles'][number]): string[];
}

export interface CarerOf {
  person: string;
  personName: string;
}

/**
 * Loads the officers with a fixed number of queries, whatever the number of cases.
 * @param about ids of the declarations that will be asked about, if known; asking about another one is then an error
 * @param inPost everybody in post today, if already loaded
 */
export async function loadOfficers(
  { register, setting, today }: Pick<Scene, 'register' | 'setting' | 'today'>,
  about?: readonly string[],
  inPost?: Person[],
): Promise<Officers> {
  const [people, absences, facts, passes] = await Promise.all([
    inPost ?? register.people.inPost(setting.id, today),
    register.people.absencesOn(setting.id, today),
    register.caseFacts(setting.id, about),
    register.declarations.passes(setting.id),
  ]);
  const away = new Set(absences.map((absence) => absence.person));
  const officersListed = people
    .filter((person) =>
      rolesOn(person, today).some(
        (role) => role === 'admin' || (OFFICER_ORDER as readonly string[]).includes(role),
      ),
    )
    .sort(bySeniority)
    .map((person) => ({ person: person.id, roles: rolesOn(person, today), absent: away.has(person.id) }));
  const names = new Map(people.map((person) => [person.id, person.name]));
  const keys = new Map(people.map((person) => [person.id, fold(person.name)]));
  const nameKeyOf = (person: string) => keys.get(person);
  const links: Link[] = facts.officers
    .filter((declaration) => !isSetAside(declaration))
    .map(({ declarer, counterpart, counterpartKey, child }) => ({
      a: declarer,
      b: counterpart,
      bKey: counterpartKey,
      child,
    }));
  const passedBy = (ref: string) => passes.filter((pass) => pass.caseRef === ref).map((pass) => pass.person);

  const declarationCase = (declaration: Declaration): CaseOf => {
    // A declaration that was not loaded would make nobody seem involved.
    if (about && !about.includes(declaration.id))
      throw new Error('loadOfficers was not asked about this declaration');
    return {
      declarer: declaration.declarer,
      ...(declaration.counterpart === null ? {} : { counterpart: declaration.counterpart }),
      counterpartKey: fold(declaration.counterpartName),
      ...concernedBy(facts, declaration),
      passedBy: passedBy(`D-${declaration.number}`),
    };
  };
  const familyCase = (
    carers: readonly CarerOf[],
    { declarer, child, ref }: { declarer?: string; child?: string; ref?: string } = {},
  ): CaseOf => ({
    ...(declarer === undefined ? {} : { declarer }),
    ...(child === undefined ? {} : { children: [child] }),
    carers: carers.map((carer) => carer.person),
    carerKeys: carers.map((carer) => fold(carer.personName)),
    passedBy: ref === undefined ? [] : passedBy(ref),
  });

  const among = (those: readonly OfficerFacts[], about: CaseOf, without: readonly string[]) =>
    handler({ ...about, passedBy: [...about.passedBy, ...without] }, those, links, nameKeyOf);
  const ofDeclaration: Officers['ofDeclaration'] = (declaration, without = []) =>
    among(officersListed, declarationCase(declaration), without);
  const allBack = officersListed.map((officer) => ({ ...officer, absent: false }));

  return {
    people,
    listed: officersListed,
    nameOf: (person) => names.get(person) ?? '',
    ofDeclaration,
    hasAnother: (declaration, without) => among(allBack, declarationCase(declaration), without) !== undefined,
    ofBoundary: (agreement, declaration, without = []) =>
      ofDeclaration(declaration, [...passedBy(`B-${agreement.number}`), ...without]),
    ofArrangement: (arrangement, carers, without = []) => {
      const { staff: declarer, child, number } = arrangement;
      return among(officersListed, familyCase(carers, { declarer, child, ref: `A-${number}` }), without);
    },
    ofFamily: (carers, but) => handler(familyCase(carers, but), officersListed, links, nameKeyOf),
    isConflicted: (person, carers, child) =>
      isInvolved(person, familyCase(carers, child === undefined ? {} : { child }), links, nameKeyOf),
    managersFor: (declaration) =>
      managersToTell(declarationCase(declaration), officersListed, links, nameKeyOf),
    holders: (role) =>
      officersListed.filter((officer) => officer.roles.includes(role)).map((officer) => officer.person),
  };
}

/** Sorts by time in post, longest first: of several who hold one role, the first handles a case. */
export function bySeniority(a: Person, b: Person): number {
  const [since, than] = [a.startsOn ?? '', b.startsOn ?? ''];
  return since === than ? a.name.localeCompare(b.name) : since < than ? -1 : 1;
}

function concernedBy(
  facts: CaseFacts,
  declaration: Declaration,
): Pick<CaseOf, 'children' | 'carers' | 'carerKeys'> {
  const rows = facts.concerned.filter((row) => row.declaration === declaration.id);
  return {
    children: rows.map((row) => row.child),
    carers: rows.map((row) => row.carer),
    carerKeys: rows.map((row) => row.carerKey),
  };
}

/** For each officer, who would handle a declaration of their own. Undefined deserves a warning. */
export async function whoWouldHandle(
  scene: Pick<Scene, 'register' | 'setting' | 'today'>,
): Promise<{ officer: Person; handler: string | undefined }[]> {
  const officers = await loadOfficers(scene);
  return order(officers.listed).map(({ person }) => ({
    officer: officers.people.find((officer) => officer.id === person) as Person,
    handler: officers.ofFamily([], { declarer: person }),
  }));
}
