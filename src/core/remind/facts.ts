import type { BoundaryAgreement } from '../boundary.ts';
import type { Allocation, CarerLink, Child } from '../child.ts';
import type { Arrangement, Declaration, OpenMatch } from '../declaration.ts';
import { type Desk, openDesk } from '../facts/cases.ts';
import type { FamilyQuestion } from '../family.ts';
import type { Notification, NotificationRow } from '../notification.ts';
import type { Person } from '../person.ts';
import type { Duty, PolicyVersion } from '../policy.ts';
import { type Calendar, type Day, localDay } from '../rules/days.ts';
import { nextWindow, type Where } from '../rules/working-days.ts';
import type { Setting } from '../setting.ts';
import type { Register } from '../store.ts';
import type { Scene } from '../talk/context.ts';

/** A case that waits for an officer. */
export interface OpenCase {
  ref: string;
  dueOn: Day;
  /** When it came to wait: earlier messages were about something else. */
  since: Date;
  /** Who may handle it, in their order: the first one does. Empty: nobody can. */
  line: string[];
  /** What has been told about it, to whomever. */
  told: Notification[];
}

/** An allocation that needs a successor, with the current carers of its child. */
export interface Flagged {
  allocation: Allocation;
  carers: CarerLink[];
}

/** All that reminders are made of, for one setting at one instant; what is a function is asked of the register once, when it is needed. */
export interface Facts extends Scene {
  where: Where;
  /** The day on which something routine that is queued now reaches people. */
  on: Day;
  desk: Desk;
  inPost: ReadonlyMap<string, Person>;
  /** Declarations that are neither closed nor void. */
  open(): Promise<Declaration[]>;
  cases(): Promise<OpenCase[]>;
  matches(): Promise<OpenMatch[]>;
  policies(): Promise<PolicyVersion[]>;
  /** Of everyone in post, done or not. */
  duties(): Promise<Duty[]>;
  allocations(): Promise<Allocation[]>;
  flagged(): Promise<Flagged[]>;
  /** Present now or later, and nobody's key child. */
  unallocated(): Promise<Child[]>;
  unsigned(): Promise<Unsigned[]>;
  /** Questions about new families that somebody has yet to answer. */
  newcomers(): Promise<FamilyQuestion[]>;
  /** What could not be delivered in the last week. */
  dead(): Promise<NotificationRow[]>;
  head(): Promise<{ seq: number; hash: string }>;
}

export interface Unsigned {
  agreement: BoundaryAgreement;
  declaration: Declaration | undefined;
}

const WEEK = 7 * 86_400_000;

/**
 * Opens them: each kind is a fixed number of questions, and a few more for each case and flagged allocation; with `about`,
 * the cases are of those subjects alone.
 */
export async function gather(
  register: Register,
  setting: Setting,
  calendar: Calendar,
  now: Date,
  about?: ReadonlySet<string>,
): Promise<Facts> {
  const today = localDay(now, setting.timezone);
  const scene: Scene = { setting, now, today, calendar, register };
  const s = setting.id;
  const desk = await openDesk(scene);
  const isAsked = (ref: string) => !about || about.has(ref);
  const open = once(() => register.declarations.open(s));
  const allocations = once(() => register.allocations.open(s, today));
  return {
    ...scene,
    where: { ...setting, calendar },
    on: localDay(nextWindow(now, setting, calendar), setting.timezone),
    desk,
    inPost: new Map(desk.people.map((person) => [person.id, person])),
    open,
    cases: once(async () => {
      const cases: OpenCase[] = [];
      for (const declaration of await register.declarations.undecided(s)) {
        if (isAsked(`D-${declaration.number}`)) cases.push(await declarationCase(scene, desk, declaration));
      }
      for (const arrangement of await register.arrangements.undecided(s)) {
        if (isAsked(`A-${arrangement.number}`)) cases.push(await arrangementCase(scene, desk, arrangement));
      }
      return cases;
    }),
    matches: once(() => register.declarations.openMatches(s, today)),
    policies: once(() => register.policies.inForce(s)),
    duties: once(() => register.policies.duties(s, today)),
    allocations,
    flagged: once(async () => {
      const flagged: Flagged[] = [];
      for (const allocation of await allocations()) {
        if (allocation.flaggedOn === null || allocation.until !== null) continue;
        flagged.push({ allocation, carers: await carersOf(scene, allocation.child) });
      }
      return flagged;
    }),
    unallocated: once(async () =>
      (await register.allocations.childrenInNeed(s, today))
        .filter((need) => need.flagged === null)
        .map((need) => need.child),
    ),
    unsigned: once(async () => {
      const declarations = await open();
      return (await register.boundaries.unsigned(s)).map((agreement) => ({
        agreement,
        declaration: declarations.find((each) => each.id === agreement.declaration),
      }));
    }),
    newcomers: once(() => register.families.waiting(s)),
    dead: once(async () =>
      (await register.notifications.dead(s)).filter(
        (each) => each.notBefore.getTime() > now.getTime() - WEEK,
      ),
    ),
    head: once(() => register.audit.head(s)),
  };
}

function once<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | undefined;
  return () => {
    loaded ??= load();
    return loaded;
  };
}

async function declarationCase(
  { register, setting }: Scene,
  desk: Desk,
  declaration: Declaration,
): Promise<OpenCase> {
  const ref = `D-${declaration.number}`;
  const { submittedAt, raisedAt, decidedAt, voidProposedBy } = declaration;
  const proposer = voidProposedBy === null ? [] : [voidProposedBy];
  return {
    ref,
    dueOn: declaration.dueOn,
    since: new Date(Math.max(submittedAt.getTime(), raisedAt?.getTime() ?? 0, decidedAt?.getTime() ?? 0)),
    line: lineOf((before) => desk.ofDeclaration(declaration, [...proposer, ...before])),
    told: await register.notifications.ofSubject(setting.id, ref),
  };
}

async function arrangementCase(scene: Scene, desk: Desk, arrangement: Arrangement): Promise<OpenCase> {
  const ref = `A-${arrangement.number}`;
  const carers = await carersOf(scene, arrangement.child);
  return {
    ref,
    dueOn: arrangement.dueOn,
    since: arrangement.declaredAt,
    line: lineOf((before) => desk.ofArrangement(arrangement, carers, before)),
    told: await scene.register.notifications.ofSubject(scene.setting.id, ref),
  };
}

function lineOf(next: (before: readonly string[]) => string | undefined): string[] {
  const line: string[] = [];
  for (let found = next(line); found !== undefined && !line.includes(found); found = next(line))
    line.push(found);
  return line;
}

async function carersOf({ register, setting }: Scene, child: string): Promise<CarerLink[]> {
  const links = await register.children.carersOf(setting.id, child);
  return links.filter((link) => link.standing === 'carer');
}

/** Who is told what concerns a role: its holders, or, while all of them are away, whoever stands in. */
export function acting({ desk }: Facts, role: 'dso' | 'manager' | 'chair' | 'admin'): string[] {
  const here = (wanted: Parameters<Desk['holders']>[0]) =>
    desk.officers
      .filter(({ roles, absent }) => roles.includes(wanted) && !absent)
      .map(({ person }) => person);
  const standIns = {
    dso: ['deputy_dso', 'manager'],
    manager: ['dso', 'deputy_dso'],
    chair: [],
    admin: [],
  } as const;
  const choices = [here(role), ...standIns[role].map(here), desk.holders(role)];
  return choices.find((people) => people.length > 0) ?? [];
}
