import type { Arrangement } from '../arrangements/arrangement.ts';
import { type CarerLink, type Child, countedStanding, isOrWasProtected } from '../children/child.ts';
import {
  type ChildDeclaration,
  type Clearance,
  type Declaration,
  kindsOf,
} from '../declarations/declaration.ts';
import { concerning } from '../declarations/matches.ts';
import { isUndecided, waitsSince } from '../declarations/states.ts';
import { type Person, rolesOn } from '../people/person.ts';
import { type Day, hasLeft } from '../rules/days.ts';
import {
  type CandidateFacts,
  type DeclarationFact,
  type Eligibility,
  eligibility,
  isConcerned,
} from '../rules/eligibility.ts';
import { strictestKind } from '../rules/relationship.ts';
import { type Session, sessionsOn } from '../rules/sessions.ts';
import type { Scene } from '../talk/context.ts';
import type { Hold } from './hold.ts';

/** One member of staff, and whether they may be key person for the child. */
export interface Candidate {
  person: Person;
  facts: CandidateFacts;
  result: Eligibility;
}

type Where = Pick<Scene, 'register' | 'setting' | 'today'>;

/** What holds of a setting's staff on a day, whichever child is asked about. */
export interface Staff {
  employed: Person[];
  away: Set<string>;
  owing: Set<string>;
  keyChildren: Map<string, number>;
}

/** Of all staff, or of these, on each of these days: four queries. */
export async function staffOn(
  { register, setting }: Where,
  days: Iterable<Day>,
  people?: Iterable<string>,
): Promise<(on: Day) => Staff> {
  const ids = people && [...new Set(people)];
  const asked = [...new Set(days)].sort();
  const [first = '', last = first] = [asked[0], asked.at(-1)];
  const [employed, absences, owing, keyChildren] = await Promise.all([
    register.people.employed(setting.id, ids),
    register.people.absencesOn(setting.id, first, last),
    register.policies.owing(setting.id, ids),
    register.allocations.keyChildren(setting.id, asked, ids),
  ]);
  return (on) => ({
    employed,
    away: new Set(absences.filter(({ from, to }) => from <= on && on <= to).map(({ person }) => person)),
    owing,
    keyChildren: keyChildren.get(on) ?? new Map(),
  });
}

/** What holds of a child's family, whoever is asked about. */
export interface Family {
  child: Child;
  links: CarerLink[];
  declarations: ChildDeclaration[];
  holds: Hold[];
  arrangements: Arrangement[];
  /** Officers' answers to checks about this child (K8, K16). */
  clearances: Pick<Clearance, 'declaration' | 'child' | 'may' | 'at'>[];
  /** Who has said whether they know this family (K15). */
  answered: ReadonlySet<string>;
  /** Partners, and members of one household, among the staff (K16). */
  partners: { declaration: Declaration; colleague: string }[];
}

/** Of each of these children, with a fixed number of queries. */
export async function familiesOf(
  where: Where,
  children: readonly Child[],
): Promise<(child: Child) => Family> {
  const { register, setting } = where;
  const ids = [...new Set(children.map(({ id }) => id))];
  const reading = register.children.linksOf(setting.id, ...ids);
  const [links, concerns, holds, arrangements, clearances, answers, partners] = await Promise.all([
    reading,
    concerning(where, children, reading),
    register.holds.ofChild(setting.id, ...ids),
    register.arrangements.ofFamily(setting.id, ...ids),
    register.declarations.clearancesFor(setting.id, ...ids),
    register.families.answeredAbout(setting.id, ...ids),
    register.declarations.amongStaff(setting.id),
  ]);
  return (child) => {
    const ofChild = (row: { child: string }) => row.child === child.id;
    return {
      child,
      links: links.filter(ofChild),
      declarations: concerns.filter(ofChild),
      holds: holds.filter(ofChild),
      arrangements: arrangements
        .filter(({ family }) => family === child.id)
        .map(({ arrangement }) => arrangement),
      clearances: clearances.filter(ofChild),
      answered: new Set(answers.filter(ofChild).map(({ person }) => person)),
      partners,
    };
  };
}

/**
 * Every person with the `staff` role, today or later, and the answer of K1–K16 for that child on that day (P4). A fixed
 * number of queries, all of them about this child, its family and the setting's own staff.
 */
export async function candidatesFor(scene: Where, child: Child, on: Day): Promise<Candidate[]> {
  const [staff, families] = await Promise.all([staffOn(scene, [on]), familiesOf(scene, [child])]);
  return candidatesAmong(scene, staff(on), families(child), on);
}

/** Of each of these children on a day of its own: a fixed number of queries, however many children there are. */
export async function candidatesForAll(
  scene: Where,
  asked: readonly { child: Child; on: Day }[],
): Promise<Candidate[][]> {
  if (asked.length === 0) return [];
  const [staff, families] = await Promise.all([
    staffOn(
      scene,
      asked.map(({ on }) => on),
    ),
    familiesOf(
      scene,
      asked.map(({ child }) => child),
    ),
  ]);
  return asked.map(({ child, on }) => candidatesAmong(scene, staff(on), families(child), on));
}

/** The same of those staff and that family, of whom everything is known. */
export function candidatesAmong(
  { setting, today }: Pick<Where, 'setting' | 'today'>,
  { employed, away, owing, keyChildren }: Staff,
  family: Family,
  on: Day,
): Candidate[] {
  const { child, links, holds, arrangements } = family;
  const held = new Set(holds.filter((hold) => hold.liftedAt === null).map((hold) => hold.staff));
  const standing = new Map(links.map((link) => [link.person, countedStanding(link)]));
  const isWithoutCarers = child.lookedWith === null && !links.some((link) => link.standing === 'carer');
  const sessions = sessionsOn(child.sessions, on);
  return employed
    .filter((person) => worksHere(person, today))
    .map((person) => {
      const roles = rolesOn(person, on);
      const declarations = factsOf(person.id, family);
      const facts: CandidateFacts = {
        carer: standing.get(person.id) ?? null,
        declarations,
        held: held.has(person.id),
        inPost: roles.includes('staff'),
        absent: away.has(person.id),
        capable: person.keyPersonCapable,
        arrangements: arrangements
          .filter((arrangement) => arrangement.staff === person.id)
          .map(({ number, state, kind }) => ({ ref: `A-${number}`, state, kind })),
        outstanding: roles.length > 0 && owing.has(person.id),
        // Allocations end with the stay.
        keyChildren: person.leavesOn !== null && person.leavesOn < on ? 0 : (keyChildren.get(person.id) ?? 0),
        days: daysInCommon(sessions, sessionsOn(person.sessions, on)),
        isProtected: isOrWasProtected(child),
        isWithoutCarers,
        hasAnswered:
          family.answered.has(person.id) ||
          standing.has(person.id) ||
          declarations.some(({ touch }) => touch !== 'surname'),
        partners: partnersOf(person.id, family),
      };
      return { person, facts, result: eligibility(facts, setting.profile) };
    });
}

/** What somebody has declared that concerns this child, by the strictest kind that is not decided yet. */
function factsOf(person: string, { declarations, clearances }: Family): DeclarationFact[] {
  return declarations
    .filter(({ declaration }) => declaration.declarer === person)
    .map(({ declaration, touch }) => ({
      ref: `D-${declaration.number}`,
      kind: strictestKind(kindsOf(declaration)),
      state: declaration.state,
      outcome: declaration.outcome,
      isRaised: declaration.state === 'active' && isUndecided(declaration),
      touch,
      cleared: answerTo(declaration, clearances),
    }));
}

/** The officer's answer to a check (K8). That they may counts no more once the declaration is undecided again. */
function answerTo(declaration: Declaration, clearances: Family['clearances']): boolean | undefined {
  const answer = clearances.find((clearance) => clearance.declaration === declaration.id);
  const waits = declaration.state !== 'active' || isUndecided(declaration);
  const isPast = waits && answer !== undefined && answer.at < waitsSince(declaration);
  return isPast && answer.may ? undefined : answer?.may;
}

/**
 * Declarations that make somebody the partner, or of the household, of a colleague who may not be key person here (K16): since
 * K2, K3 or K4 concern the colleague, or as a carer of the child (K1).
 */
function partnersOf(person: string, family: Family): CandidateFacts['partners'] {
  return family.partners.flatMap(({ declaration, colleague }) => {
    const { declarer, id, number } = declaration;
    const other = declarer === person ? colleague : colleague === person ? declarer : undefined;
    if (other === undefined || other === person) return [];
    const isCarer = family.links.some((link) => link.person === other && countedStanding(link) === 'carer');
    if (!isCarer && !isConcerned(factsOf(other, family), isOrWasProtected(family.child))) return [];
    const cleared = family.clearances.find((clearance) => clearance.declaration === id)?.may;
    return [{ ref: `D-${number}`, cleared }];
  });
}

function daysInCommon(
  child: readonly Session[] | undefined,
  person: readonly Session[] | undefined,
): CandidateFacts['days'] {
  if (child === undefined || person === undefined) return undefined;
  const common = child.filter((session) => person.includes(session)).length;
  return common === child.length ? 'all' : common === 0 ? 'none' : 'some';
}

/** Holds, or will hold, the `staff` role: who has left is no candidate. */
function worksHere(person: Person, today: Day): boolean {
  if (hasLeft(person, today)) return false;
  return person.posts.some((post) => post.role === 'staff' && (post.until === null || post.until >= today));
}

/** The day a question or an allocation is about when none is named: today, or a future child's first day. */
export function dayFor(child: Child, today: Day): Day {
  return child.startsOn > today ? child.startsOn : today;
}
