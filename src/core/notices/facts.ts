import type { Allocation } from '../allocations/allocation.ts';
import { type ChildNeed, coversOf, isForeseen } from '../allocations/covers.ts';
import type { BoundaryAgreement } from '../boundaries/boundary.ts';
import { loadOfficers, type Officers } from '../cases/officers.ts';
import type { CarerLink, Child } from '../children/child.ts';
import type { FamilyQuestion } from '../children/family.ts';
import { isAskedAboutFamilies, type UnaskedFamily, unaskedFamilies } from '../children/unasked.ts';
import type { Declaration } from '../declarations/declaration.ts';
import { type Likely, openMatches } from '../declarations/matches.ts';
import { isOpen, isUndecided, waitsSince } from '../declarations/states.ts';
import type { Person } from '../people/person.ts';
import type { Duty, PolicyVersion } from '../policies/policy.ts';
import { type Calendar, type Day, LAST_DAY, localDay } from '../rules/days.ts';
import type { Route } from '../rules/routing.ts';
import { nextWindow, type Where } from '../rules/working-days.ts';
import type { Setting } from '../settings/setting.ts';
import type { Register } from '../store.ts';
import type { Scene } from '../talk/context.ts';
import type { Notice, NoticeRow } from './notice.ts';

/** A case that waits for an officer. */
export interface OpenCase {
  ref: string;
  dueOn: Day;
  /** Since when the case has waited. Earlier messages were about an earlier wait. */
  since: Date;
  /** The officers who may handle it, in order; the first one does. Empty: unroutable. */
  line: string[];
  /** Where it is the first one's only because nobody else is left: whose absence they recorded, and whom that concerns. */
  insteadOf: Route['insteadOf'];
}

/** A case with the messages about it, whoever received them. */
export interface CaseWithNotices extends OpenCase {
  notices: Notice[];
}

/** An allocation that needs a successor, and the current carers of its child. */
interface Flagged {
  allocation: Allocation;
  carers: CarerLink[];
}

/**
 * The facts that reminders are made of, for one setting at one instant. A function queries the register once, when it is
 * first called.
 */
export interface ReminderFacts extends Scene {
  where: Where;
  /** The day on which a routine message queued now will be delivered. */
  readonly on: Day;
  officers: Officers;
  inPost: ReadonlyMap<string, Person>;
  /** Declarations that are neither closed nor void. */
  open(): Promise<Declaration[]>;
  cases(): Promise<OpenCase[]>;
  casesWithNotices(): Promise<CaseWithNotices[]>;
  /** Declared names that closely resemble somebody's here (K5). */
  matches(): Promise<Likely[]>;
  policies(): Promise<PolicyVersion[]>;
  /** The duties of everyone in post, done or not. */
  duties(): Promise<Duty[]>;
  allocations(): Promise<Allocation[]>;
  flagged(): Promise<Flagged[]>;
  /** Children who attend now or later and have no key person. */
  unallocated(): Promise<Child[]>;
  /** What children will need because their key person is to be away for long, or to leave. */
  leave(): Promise<{ child: Child; need: ChildNeed }[]>;
  unsigned(): Promise<Unsigned[]>;
  /** Questions about new families that somebody has yet to answer. */
  newcomers(): Promise<FamilyQuestion[]>;
  /** The families about which each person who is asked whom they know was never asked. */
  unasked(): Promise<ReadonlyMap<string, UnaskedFamily[]>>;
  /** Messages of the last week that could not be delivered. */
  dead(): Promise<NoticeRow[]>;
  head(): Promise<{ seq: number; hash: string }>;
}

interface Unsigned {
  agreement: BoundaryAgreement;
  declaration: Declaration | undefined;
}

const WEEK = 7 * 86_400_000;

/**
 * Loads the facts; each kind takes a fixed number of queries. With `about`, the declarations, cases and agreements are only
 * those of these subjects.
 */
export async function loadReminderFacts(
  register: Register,
  setting: Setting,
  calendar: Calendar,
  now: Date,
  about?: ReadonlySet<string>,
): Promise<ReminderFacts> {
  const today = localDay(now, setting.timezone);
  const scene: Scene = { setting, now, today, calendar, register };
  const s = setting.id;
  const these = about && (await declarationsOf(register, s, about));
  const officers = await loadOfficers(
    scene,
    these?.map(({ id }) => id),
  );
  const on = once(() => localDay(nextWindow(now, setting, calendar), setting.timezone));
  const isAsked = (ref: string) => !about || about.has(ref);
  const open = once(async () =>
    these ? these.filter(({ state }) => isOpen(state)) : register.declarations.open(s),
  );
  const allocations = once(() => register.allocations.open(s, today));
  const cases = once(async () => [
    ...(await open())
      .filter((declaration) => isUndecided(declaration) && isAsked(`D-${declaration.number}`))
      .sort((a, b) => (a.dueOn === b.dueOn ? 0 : a.dueOn < b.dueOn ? -1 : 1))
      .map((declaration) => declarationCase(officers, declaration)),
    ...(await arrangementCases(scene, officers, isAsked)),
  ]);
  return {
    ...scene,
    where: { ...setting, calendar },
    get on() {
      return on();
    },
    officers,
    inPost: new Map(officers.people.map((person) => [person.id, person])),
    open,
    cases,
    casesWithNotices: once(async () => {
      const waiting = await cases();
      const notices = await register.notices.ofSubjects(
        s,
        waiting.map(({ ref }) => ref),
      );
      return waiting.map((openCase) => ({
        ...openCase,
        notices: notices.filter(({ subject }) => subject === openCase.ref),
      }));
    }),
    matches: once(() => openMatches(scene, today)),
    policies: once(() => register.policies.inForce(s)),
    duties: once(() => register.policies.duties(s, today)),
    allocations,
    flagged: once(async () => {
      const flagged = (await allocations()).filter(
        ({ flaggedOn, until }) => flaggedOn !== null && until === null,
      );
      const carersOf = await carersOfEach(scene, flagged);
      return flagged.map((allocation) => ({ allocation, carers: carersOf(allocation) }));
    }),
    unallocated: once(async () =>
      (await register.allocations.childrenInNeed(s, today))
        .filter((need) => need.flagged === null)
        .map((need) => need.child),
    ),
    leave: once(async () => {
      const absences = await register.people.absencesOn(s, today, LAST_DAY);
      const going = new Set([
        ...absences.map(({ person }) => person),
        ...officers.people.flatMap(({ id, leavesOn }) => (leavesOn === null ? [] : [id])),
      ]);
      const left = (await allocations()).filter(
        ({ role, staff }) => role === 'key_person' && going.has(staff),
      );
      const children = await register.children.byIds(s, [...new Set(left.map(({ child }) => child))]);
      return (await coversOf(scene, children, today)).flatMap(({ child, needs }) =>
        needs
          // Whose allocation needs a successor is told of with its day already.
          .filter((need) => isForeseen(need) && need.before?.flaggedOn === null)
          .map((need) => ({ child, need })),
      );
    }),
    unsigned: once(async () => {
      const declarations = await open();
      return (await register.boundaries.unsigned(s))
        .filter(({ number }) => isAsked(`B-${number}`))
        .map((agreement) => ({
          agreement,
          declaration: declarations.find((declaration) => declaration.id === agreement.declaration),
        }));
    }),
    newcomers: once(() => register.families.waiting(s)),
    unasked: once(() =>
      unaskedFamilies(
        scene,
        officers.people.filter((person) => isAskedAboutFamilies(person, today)),
      ),
    ),
    dead: once(async () =>
      (await register.notices.dead(s)).filter((row) => row.notBefore.getTime() > now.getTime() - WEEK),
    ),
    head: once(() => register.audit.head(s)),
  };
}

function once<T>(load: () => T): () => T {
  let loaded: T | undefined;
  return () => {
    loaded ??= load();
    return loaded;
  };
}

/** The declarations of these `D-…` subjects, and those of the agreements of the `B-…` subjects. */
async function declarationsOf(
  register: Register,
  setting: string,
  about: ReadonlySet<string>,
): Promise<Declaration[]> {
  const numbers = (letter: string) =>
    [...about].filter((ref) => ref.startsWith(`${letter}-`)).map((ref) => Number(ref.slice(2)));
  const [declarations, boundaries] = [numbers('D'), numbers('B')];
  if (declarations.length + boundaries.length === 0) return [];
  return register.declarations.ofCases(setting, declarations, boundaries);
}

function declarationCase(officers: Officers, declaration: Declaration): OpenCase {
  const { number, dueOn, voidProposedBy } = declaration;
  const proposer = voidProposedBy === null ? [] : [voidProposedBy];
  return {
    ref: `D-${number}`,
    dueOn,
    since: waitsSince(declaration),
    insteadOf: officers.routeOfDeclaration(declaration, proposer)?.insteadOf,
    line: lineOf((before) => officers.ofDeclaration(declaration, [...proposer, ...before])),
  };
}

async function arrangementCases(
  scene: Scene,
  officers: Officers,
  isAsked: (ref: string) => boolean,
): Promise<OpenCase[]> {
  const arrangements = (await scene.register.arrangements.undecided(scene.setting.id)).filter(({ number }) =>
    isAsked(`A-${number}`),
  );
  const carersOf = await carersOfEach(scene, arrangements);
  return arrangements.map((arrangement) => ({
    ref: `A-${arrangement.number}`,
    dueOn: arrangement.dueOn,
    since: arrangement.declaredAt,
    insteadOf: officers.routeOfArrangement(arrangement, carersOf(arrangement))?.insteadOf,
    line: lineOf((before) => officers.ofArrangement(arrangement, carersOf(arrangement), before)),
  }));
}

function lineOf(next: (before: readonly string[]) => string | undefined): string[] {
  const line: string[] = [];
  for (let found = next(line); found !== undefined && !line.includes(found); found = next(line))
    line.push(found);
  return line;
}

/** The current carers of the child of each of these. */
async function carersOfEach(
  { register, setting }: Scene,
  those: readonly { child: string }[],
): Promise<(of: { child: string }) => CarerLink[]> {
  if (those.length === 0) return () => [];
  const carers = await register.children.carersOf(setting.id, ...new Set(those.map(({ child }) => child)));
  return (of) => carers.filter(({ child }) => child === of.child);
}

/** Who receives what concerns a role: its holders, or, while all of them are away, whoever stands in. */
export function acting({ officers }: ReminderFacts, role: 'dso' | 'manager' | 'chair' | 'admin'): string[] {
  const here = (wanted: Parameters<Officers['holders']>[0]) =>
    officers.listed
      .filter(({ roles, absences }) => roles.includes(wanted) && absences.length === 0)
      .map(({ person }) => person);
  const standIns = {
    dso: ['deputy_dso', 'manager'],
    manager: ['dso', 'deputy_dso'],
    chair: [],
    admin: [],
  } as const;
  const choices = [here(role), ...standIns[role].map(here), officers.holders(role)];
  return choices.find((people) => people.length > 0) ?? [];
}
