import type { Arrangement } from '../arrangements/arrangement.ts';
import { awaits as awaitsAnswer } from '../arrangements/states.ts';
import { type BoundaryAgreement, boundaryDue } from '../boundaries/boundary.ts';
import { awaits as awaitsSignature } from '../boundaries/states.ts';
import { type Declaration, kindsOf } from '../declarations/declaration.ts';
import { isOwnWord, isUndecided } from '../declarations/states.ts';
import {
  type Absence,
  isOwnAbsence,
  OFFICER_ORDER,
  type Person,
  type Role,
  rolesOn,
} from '../people/person.ts';
import { isCloselyAlike } from '../rules/alike.ts';
import { addDays, type Day, LAST_DAY, localDay } from '../rules/days.ts';
import { isClose, isSetAside } from '../rules/relationship.ts';
import {
  type AbsenceFacts,
  type Acquaintance,
  type CaseFacts,
  type CaseOf,
  handler,
  isInvolved,
  managersToTell,
  type OfficerFacts,
  order,
  type Route,
  route,
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
  /** Likewise, with whose absence gave it to its recorder, where nobody else is left. */
  routeOfDeclaration(declaration: Declaration, without?: readonly string[]): Route | undefined;
  routeOfArrangement(arrangement: Arrangement, carers: readonly CarerOf[]): Route | undefined;
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
  /** Whether this officer has declared to be family, partner, of one household with or a close friend of that person. */
  isCloseTo(officer: string, person: { id: string; name: string }): boolean;
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
    register.people.absencesOn(setting.id, today, LAST_DAY),
    register.caseFacts(setting.id, about),
    register.declarations.passes(setting.id),
  ]);
  const officer = (person: Person): OfficerFacts => ({
    person: person.id,
    ...held(person, today),
    heldOn: (day) => held(person, day),
    absences: awayOn(
      today,
      absences.filter((absence) => absence.person === person.id),
      setting.timezone,
    ),
  });
  const officersListed = people
    .filter((person) => rolesOn(person, today).some((role) => role === 'admin' || ranksAsOfficer(role)))
    .sort(bySeniority)
    .map(officer);
  const names = new Map(people.map((person) => [person.id, person.name]));
  const known: Acquaintance = {
    links: facts.officers
      .filter((declaration) => !isSetAside(declaration) && isOwnWord(declaration))
      .map((declaration) => ({
        a: declaration.declarer,
        b: declaration.counterpart,
        bName: declaration.counterpartName,
        notThese: declaration.notThese,
        child: declaration.child,
        isClose: kindsOf(declaration).some(isClose),
      })),
    nameOf: (person) => names.get(person),
    isParent: (officer) => facts.parents.includes(officer),
    today,
    former: await formerOfficers(register, setting.id, today, people, officersListed, officer),
  };
  const began = (since: Date) => ({ since, sinceOn: localDay(since, setting.timezone) });
  const passedBy = (ref: string) => passes.filter((pass) => pass.caseRef === ref).map((pass) => pass.person);

  const declarationCase = (declaration: Declaration): CaseOf => {
    // A declaration that was not loaded would make nobody seem involved.
    if (about && !about.includes(declaration.id))
      throw new Error('loadOfficers was not asked about this declaration');
    return {
      declarer: declaration.declarer,
      ...(declaration.counterpart === null ? {} : { counterpart: declaration.counterpart }),
      counterpartName: declaration.counterpartName,
      ...concernedBy(facts, declaration),
      passedBy: passedBy(`D-${declaration.number}`),
      ...(declaration.onBehalfBy === null ? {} : { recordedBy: declaration.onBehalfBy }),
      ...began(declaration.openSince),
      ...(isUndecided(declaration) ? { dueOn: declaration.dueOn } : {}),
    };
  };
  const familyCase = (
    carers: readonly CarerOf[],
    { declarer, child, ref }: { declarer?: string; child?: string; ref?: string } = {},
  ): CaseOf => ({
    ...(declarer === undefined ? {} : { declarer }),
    ...(child === undefined ? {} : { children: [child] }),
    carers: carers.map((carer) => carer.person),
    carerNames: carers.map((carer) => carer.personName),
    passedBy: ref === undefined ? [] : passedBy(ref),
  });

  const arrangementCase = (arrangement: Arrangement, carers: readonly CarerOf[]): CaseOf => {
    const { staff: declarer, child, number, declaredAt, dueOn } = arrangement;
    return {
      ...familyCase(carers, { declarer, child, ref: `A-${number}` }),
      ...began(declaredAt),
      ...(awaitsAnswer(arrangement) === null ? {} : { dueOn }),
    };
  };
  const boundaryCase = (agreement: BoundaryAgreement, declaration: Declaration): CaseOf => ({
    ...declarationCase(declaration),
    passedBy: [...passedBy(`D-${declaration.number}`), ...passedBy(`B-${agreement.number}`)],
    ...began(agreement.staffSignedAt ?? agreement.draftedAt),
    ...(awaitsSignature(agreement) === null ? {} : { dueOn: boundaryDue(agreement, setting.timezone) }),
  });

  const among = (those: readonly OfficerFacts[], about: CaseOf, without: readonly string[]) =>
    route({ ...about, passedBy: [...about.passedBy, ...without] }, those, known);
  const routeOfDeclaration: Officers['routeOfDeclaration'] = (declaration, without = []) =>
    among(officersListed, declarationCase(declaration), without);
  const allBack = officersListed.map((officer) => ({ ...officer, absences: [] }));

  return {
    people,
    listed: officersListed,
    nameOf: (person) => names.get(person) ?? '',
    ofDeclaration: (declaration, without) => routeOfDeclaration(declaration, without)?.person,
    routeOfDeclaration,
    routeOfArrangement: (arrangement, carers) =>
      among(officersListed, arrangementCase(arrangement, carers), []),
    hasAnother: (declaration, without) => among(allBack, declarationCase(declaration), without) !== undefined,
    ofBoundary: (agreement, declaration, without = []) =>
      among(officersListed, boundaryCase(agreement, declaration), without)?.person,
    ofArrangement: (arrangement, carers, without = []) =>
      among(officersListed, arrangementCase(arrangement, carers), without)?.person,
    ofFamily: (carers, but) => handler(familyCase(carers, but), officersListed, known),
    isConflicted: (person, carers, child) =>
      isInvolved(person, familyCase(carers, child === undefined ? {} : { child }), known),
    isCloseTo: (officer, { id, name }) =>
      known.links.some(
        ({ a, b, bName, notThese = [], isClose }) =>
          a === officer &&
          isClose &&
          (b === null ? isCloselyAlike(bName, name) && !notThese.includes(id) : b === id),
      ),
    managersFor: (declaration) => managersToTell(declarationCase(declaration), officersListed, known),
    holders: (role) =>
      officersListed.filter((officer) => officer.roles.includes(role)).map((officer) => officer.person),
  };
}

/** Who may read a declaration or an arrangement, alike for everybody: whom exactly would tell who has a part in it. */
export function readersOf({ listed, nameOf }: Pick<Officers, 'listed' | 'nameOf'>): string {
  const [first = '', ...others] = order(listed)
    .slice(0, 3)
    .map(({ person }) => nameOf(person));
  return others.length === 0
    ? `${first}, unless involved`
    : `the first of ${[first, ...others].join(', ')} who is not involved`;
}

/** How long after somebody became an officer it is asked whose cases they were before, in days. */
const NEWCOMER_DAYS = 90;

/** Those who have been officers and are none today. They are read only where somebody became an officer lately. */
async function formerOfficers(
  register: Scene['register'],
  setting: string,
  today: Day,
  inPost: readonly Person[],
  listed: readonly OfficerFacts[],
  toFacts: (person: Person) => OfficerFacts,
): Promise<OfficerFacts[]> {
  const lately = addDays(today, -NEWCOMER_DAYS);
  if (!listed.some(({ heldFrom }) => Object.values(heldFrom ?? {}).some((from) => from >= lately))) return [];
  const present = new Set(listed.map(({ person }) => person));
  const gone = (await register.people.employed(setting)).filter(({ id }) => !inPost.some((p) => p.id === id));
  return [...inPost, ...gone]
    .filter(({ id, posts }) => !present.has(id) && posts.some(({ role }) => ranksAsOfficer(role)))
    .map(toFacts);
}

function ranksAsOfficer(role: string): boolean {
  return (OFFICER_ORDER as readonly string[]).includes(role);
}

/** The roles held on a day, and since when; those without that day have been held since always. */
function held(person: Person, day: Day): Required<Pick<OfficerFacts, 'roles' | 'heldFrom'>> {
  const posts = person.posts.filter(
    ({ from, until }) => from !== null && from <= day && (until === null || until >= day),
  );
  return {
    roles: rolesOn(person, day),
    heldFrom: Object.fromEntries(posts.map(({ role, from }) => [role, from])),
  };
}

/**
 * The absences that cover a day, of one person's from that day on. One lasts longer by what follows without a gap only where
 * that is settled, and by nobody else's word: whoever lengthens it could otherwise gain the case that waits for its end.
 */
function awayOn(day: Day, absences: readonly Absence[], timezone: string): AbsenceFacts[] {
  const facts = absences.map((absence) => {
    const { from, to, recordedBy, recordedAt, confirmedBy } = absence;
    const own = isOwnAbsence(absence);
    return {
      from,
      until: to,
      by: own ? [] : [recordedBy, confirmedBy].filter((person) => person !== null),
      isSettled: own || confirmedBy !== null,
      since: recordedAt,
      on: localDay(recordedAt, timezone),
    };
  });
  return facts
    .filter(({ from }) => from <= day)
    .map(({ from: _, ...covering }) => ({
      ...covering,
      until: facts
        .filter(({ isSettled, by }) => isSettled && by.every((person) => covering.by.includes(person)))
        .reduce(
          (last, { from, until }) => (from <= addDays(last, 1) && until > last ? until : last),
          covering.until,
        ),
    }));
}

/** So many who hold any of the roles, in the order of officers, without these people; those who are away come after all others. */
export function firstOfficers(
  { listed }: Pick<Officers, 'listed'>,
  roles: readonly Role[],
  most: number,
  but: readonly (string | null)[] = [],
): string[] {
  const holders = order(listed).filter(
    (officer) => roles.some((role) => officer.roles.includes(role)) && !but.includes(officer.person),
  );
  const isHere = ({ absences }: OfficerFacts) => absences.length === 0;
  return [...holders.filter(isHere), ...holders.filter((officer) => !isHere(officer))]
    .slice(0, most)
    .map(({ person }) => person);
}

/** Sorts by time in post, longest first: of several who hold one role, the first handles a case. */
export function bySeniority(a: Person, b: Person): number {
  const [since, than] = [a.startsOn ?? '', b.startsOn ?? ''];
  return since === than ? a.name.localeCompare(b.name) : since < than ? -1 : 1;
}

function concernedBy(
  facts: CaseFacts,
  declaration: Declaration,
): Pick<CaseOf, 'children' | 'carers' | 'carerNames'> {
  const rows = facts.concerned.filter((row) => row.declaration === declaration.id);
  return {
    children: rows.map((row) => row.child),
    carers: rows.map((row) => row.carer),
    carerNames: rows.map((row) => row.carerName),
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
