import type { BoundaryAgreement } from '../boundaries/boundary.ts';
import type { Declaration } from '../declarations/declaration.ts';
import { type Absence, isOwnAbsence } from '../people/person.ts';
import { afterProposal, isLapsed } from '../people/proposal.ts';
import { waitingOf } from '../policies/policy.ts';
import {
  COMMAND_KINDS,
  type CommandContent,
  type CommandKind,
  type CommandKindLaw,
} from './command-kinds.ts';
import type { ReminderFacts } from './facts.ts';
import { isMended } from './machine.ts';
import { type Audience, type Milestone, reached } from './milestones.ts';
import type { Content, Notice, NoticeClass, ReminderKind, Telling } from './notice.ts';
import type { Reminder, Subject } from './reminder.ts';
import {
  decisions,
  handlerChanges,
  lateCases,
  successors,
  takenOver,
  unroutableCases,
} from './reminders/cases.ts';
import { allFamiliesOpen, newcomers } from './reminders/families.ts';
import { leaves } from './reminders/leave.ts';
import { noDso, noKeyPerson } from './reminders/posts.ts';
import {
  acknowledgements,
  boundaries,
  declarationReviews,
  owes,
  policyReviews,
  signatures,
  unanswered,
  unconfirmed,
} from './reminders/reviews.ts';
import { weeklySummary } from './reminders/summary.ts';

type Law = typeof COMMAND_KINDS;
/**
 * The names in one column of the law. Each must have a function below, and each function a kind that uses it; the compiler
 * checks both.
 */
type Named<Column extends 'class' | 'may' | 'until'> = Law[CommandKind][Column];
/** The content of the kinds that use this name in this column. */
type Carried<Column extends 'class' | 'may' | 'until', Name> = {
  [Kind in CommandKind]: Law[Kind][Column] extends Name ? CommandContent<Kind> : never;
}[CommandKind];

type About = Pick<Notice, 'subject' | 'recipient' | 'createdAt'>;
type Condition<What extends CommandContent> = (
  facts: ReminderFacts,
  about: About,
  content: What,
) => Promise<boolean>;

const CLASS: { [Name in Named<'class'>]: (content: Carried<'class', Name>) => NoticeClass } = {
  alert: () => 'alert',
  routine: () => 'routine',
  'alert-if-it-affects-allocations': ({ allocations }) => (allocations.length > 0 ? 'alert' : 'routine'),
  'alert-to-an-officer': ({ asks }) => (asks === 'officer' ? 'alert' : 'routine'),
};

/** A condition that needs no function of its own. */
type InState = `${typeof NO_LONGER}${string}`;
const NO_LONGER = 'no-longer:';

function isInState(name: string): name is InState {
  return name.startsWith(NO_LONGER);
}

/** Whether this person may be told. */
const MAY: { [Name in Named<'may'>]: Condition<Carried<'may', Name>> } = {
  'whoever-was-told': async () => true,
  'its-officer': isItsOfficer,
  // Any open declaration counts, whether it waits for the officer or not.
  'officer-of-declaration': async ({ open, officers }, { subject, recipient }) =>
    (await open()).some(
      (declaration) =>
        `D-${declaration.number}` === subject && officers.ofDeclaration(declaration) === recipient,
    ),
  'an-officer-or-the-admin': async ({ officers }, { recipient }) =>
    officers.listed.some(({ person }) => person === recipient),
  'dso-or-chair': async ({ officers }, { recipient }) =>
    officers.holders('dso').includes(recipient) || officers.holders('chair').includes(recipient),
  'whom-it-asks': async (facts, about, { asks }) => asks === 'declarer' || isItsOfficer(facts, about),
};

/** Whether the condition has come true, after which the message is no longer sent. */
const UNTIL: { [Name in Exclude<Named<'until'>, InState>]: Condition<Carried<'until', Name>> } = {
  'for-good': async () => false,
  decided: async ({ cases }, { subject }) => !(await cases()).some(({ ref }) => ref === subject),
  /** Also once the officer was reached after all, or the case is another's: perhaps the recipient's own. */
  'its-officer-is-reached': async ({ casesWithNotices }, { subject, createdAt }, { officer }) => {
    const found = (await casesWithNotices()).find(({ ref }) => ref === subject);
    return (
      found?.line[0] !== officer ||
      found.notices.some(
        ({ recipient, class: urgency, sentAt }) =>
          recipient === officer && urgency === 'alert' && sentAt !== null && sentAt > createdAt,
      )
    );
  },
  'somebody-can-handle-it': async ({ cases }, { subject }) =>
    !(await cases()).some(({ ref, line }) => ref === subject && line.length === 0),
  matched: async ({ matches }, { subject }, { candidate }) =>
    !(await matches()).some(
      (match) => `D-${match.declaration.number}` === subject && match.candidate === candidate,
    ),
  'officer-has-acted': unlessDeclaration(
    ({ voidProposedBy, decidedAt }, { createdAt }) =>
      voidProposedBy === null && (decidedAt === null || decidedAt <= createdAt),
  ),
  'void-is-settled': unlessDeclaration(({ voidProposedBy }) => voidProposedBy !== null),
  // Where no question was asked, the decision remains true.
  'question-is-answered': async ({ open }, { subject }, { question }) =>
    question &&
    !(await open()).some(({ number, state }) => `D-${number}` === subject && state === 'returned'),
  // A no is an answer too: it asks for the end.
  confirmed: unlessDeclaration(({ confirmedAt, state }) => confirmedAt === null && state !== 'end_requested'),
  'own-absence-is-answered': async (facts, { recipient }, { absence }) =>
    !(await isUnanswered(facts, recipient, absence, isOwnAbsence)),
  'absence-is-answered': async (facts, _, { person, absence }) =>
    !(await isUnanswered(facts, person, absence, ({ confirmedBy }) => confirmedBy !== null)),
  'proposal-is-answered': async ({ register, setting, now, today }, _, { proposal }) => {
    const found = (await register.proposals.open(setting.id)).find(({ id }) => id === proposal);
    if (found === undefined || isLapsed(found, now)) return true;
    const person = await register.people.byId(setting.id, found.person);
    return person === undefined || afterProposal(found, person, today) === undefined;
  },
  'adoption-is-answered': async ({ register, setting, now }, _, { version, at }) => {
    const found = await register.policies.byId(setting.id, version);
    return found === undefined || waitingOf(found, now)?.at !== at;
  },
  'account-is-answered': async ({ register, setting }, _, { account }) =>
    !(await register.accounts.known(account)).some(
      (known) => known.setting === setting.id && known.state === 'waiting',
    ),
  'parent-has-answered': unlessUnsigned(() => true),
  // Also where the agreement has ended.
  'answer-has-changed': async ({ register, setting }, { subject }, { answer }) => {
    const agreement = await register.boundaries.byNumber(setting.id, numberOf(subject));
    return agreement === undefined || agreement.state === 'ended' || agreement.parentAnswer !== answer;
  },
  'allocation-has-ended': async ({ allocations }, { subject }) =>
    !(await allocations()).some(({ number }) => `KP-${number}` === subject),
  // Where no allocation is affected, it remains true that the declaration was recorded.
  'none-needs-a-successor': async ({ flagged }, _, { allocations }) =>
    allocations.length > 0 &&
    !(await flagged()).some(({ allocation }) => allocations.includes(`KP-${allocation.number}`)),
  'it-needs-no-successor': async ({ flagged }, { subject }) =>
    !(await flagged()).some(({ allocation }) => `KP-${allocation.number}` === subject),
  'it-needs-a-successor': async ({ flagged, allocations }, { subject }) =>
    (await flagged()).some(({ allocation }) => `KP-${allocation.number}` === subject) ||
    !(await allocations()).some(({ number }) => `KP-${number}` === subject),
  'child-has-key-person': async ({ unallocated, flagged }, { subject }) =>
    !(await unallocated()).some(({ number }) => `C-${number}` === subject) &&
    !(await flagged()).some(({ allocation }) => `C-${allocation.childNumber}` === subject),
  'links-are-settled': async ({ register, setting }, _, { links }) => {
    const unsettled = await register.children.unsettled(setting.id);
    return !links.some(({ child, person }) =>
      unsettled.some((link) => link.child === child && link.person === person),
    );
  },
  // A matter that was opened and closed in one act is told only once, as opened: no message says that it was closed.
  'closing-is-told': async ({ register, setting }, { subject, createdAt }) => {
    const matter = await register.conduct.byNumber(setting.id, numberOf(subject));
    return matter === undefined || (matter.closedAt !== null && matter.closedAt > createdAt);
  },
  'no-family-is-left': async ({ unasked }, { recipient }) =>
    ((await unasked()).get(recipient) ?? []).length === 0,
  // Nor is anybody reminded while they are away.
  'nothing-is-owed': async (facts, notice) =>
    !(await owes(facts, notice)) ||
    (await facts.register.people.absencesOn(facts.setting.id, facts.today)).some(
      ({ person }) => person === notice.recipient,
    ),
  'machine-is-mended': ({ register, setting }, about) => isMended(register, setting.id, about),
  'family-answers-are-given': async ({ newcomers: questions }, { recipient }) =>
    !(await questions()).some(({ asked }) =>
      asked.some(({ person, answer }) => person === recipient && answer === null),
    ),
};

/** The reminders that the calendar raises, in the order in which they are checked (rules: Time). */
const REMINDERS: Record<ReminderKind, Reminder> = {
  handler: { ...handlerChanges(announcesCase), stillAsks: isItsOfficer },
  nobody: unroutableCases,
  'taken-over': takenOver,
  decision: decisions(announcesCase),
  waits: lateCases,
  successor: successors,
  boundary: boundaries,
  families: newcomers,
  'all-families': allFamiliesOpen,
  'policy-review': policyReviews,
  'declaration-review': declarationReviews,
  unconfirmed,
  unanswered,
  acknowledge: acknowledgements,
  sign: signatures,
  'no-dso': noDso,
  'no-key-person': noKeyPerson,
  leave: leaves,
  week: weeklySummary,
};

async function isItsOfficer(
  { cases }: ReminderFacts,
  { subject, recipient }: Pick<Notice, 'subject' | 'recipient'>,
): Promise<boolean> {
  return (await cases()).some(({ ref, line }) => ref === subject && line[0] === recipient);
}

/** Whether this absence of the person is still to come or goes on, and has not been answered. */
async function isUnanswered(
  { register, setting, today }: ReminderFacts,
  person: string,
  absence: string,
  isAnswered: (absence: Absence) => boolean,
): Promise<boolean> {
  return (await register.people.absencesOf(setting.id, person)).some(
    (found) => found.id === absence && found.to >= today && !isAnswered(found),
  );
}

/** The number of a reference: 12 of `D-12`. */
function numberOf(subject: string): number {
  return Number(subject.slice(subject.indexOf('-') + 1));
}

/** True where the declaration is not open, or `so` does not hold for it. */
function unlessDeclaration(
  so: (declaration: Declaration, about: About) => boolean,
): Condition<CommandContent> {
  return async ({ open }, about) =>
    !(await open()).some(
      (declaration) => `D-${declaration.number}` === about.subject && so(declaration, about),
    );
}

/** True where the boundary agreement has all signatures, or `so` does not hold for it. */
function unlessUnsigned(so: (agreement: BoundaryAgreement) => boolean): Condition<CommandContent> {
  return async ({ unsigned }, { subject }) =>
    !(await unsigned()).some(({ agreement }) => `B-${agreement.number}` === subject && so(agreement));
}

export function isReminder(content: Content): content is { kind: ReminderKind } {
  return content.kind in REMINDERS;
}

/**
 * What the law says of a kind besides class, `may` and `until`. Some of it applies to kinds of commands only, some to
 * reminders only.
 */
export function lawOf(
  content: Content,
): Omit<CommandKindLaw, 'class' | 'may' | 'until'> & Pick<Reminder, 'notWithinADay'> {
  const told: Record<CommandKind, CommandKindLaw> = COMMAND_KINDS;
  return isReminder(content) ? REMINDERS[content.kind] : told[content.kind];
}

/** Whether it is a message of its own, whatever else leaves for the same person: so is that it affected the child. */
export function isAlone(content: Content): boolean {
  return lawOf(content).alone === true || ('affectedChild' in content && content.affectedChild);
}

export function classOf(content: Content): NoticeClass {
  if (isReminder(content)) return REMINDERS[content.kind].class;
  // The function of this class accepts every kind that uses the class.
  const classed = CLASS[COMMAND_KINDS[content.kind].class] as (content: CommandContent) => NoticeClass;
  return classed(content);
}

/** Whether a message that a command told may be sent to this person, and is still true. */
export async function stands(facts: ReminderFacts, about: About, content: CommandContent): Promise<boolean> {
  const { may, until } = COMMAND_KINDS[content.kind];
  const mayBeTold = MAY[may] as Condition<CommandContent>;
  if (!(await mayBeTold(facts, about, content))) return false;
  if (isInState(until)) {
    const state = await facts.register.stateOf(facts.setting.id, about.subject);
    return state === until.slice(NO_LONGER.length);
  }
  const isOver = UNTIL[until] as Condition<CommandContent>;
  return !(await isOver(facts, about, content));
}

/** Whether a message asks for something of which it may later be said that it is done. */
export function asksForSomething({ content, class: urgency }: Pick<Notice, 'content' | 'class'>): boolean {
  if (isReminder(content)) return urgency !== 'summary';
  const { until, ...law }: CommandKindLaw = COMMAND_KINDS[content.kind];
  return until !== 'for-good' && law.onlyInforms !== true;
}

/** A role that is asked as such: where another holder acts today, what was asked of this one is not done. */
const OF_A_ROLE: readonly Audience[] = ['manager', 'dso', 'chair', 'admin'];

/**
 * Tells of a message that was sent whether what it asks of its recipient is still to be done. A reminder asks until its
 * subject is no longer due, whichever later reminder has followed it.
 */
export function createStillAsks(facts: ReminderFacts): (notice: Notice) => Promise<boolean> {
  const subjects = new Map<ReminderKind, Promise<Subject[]>>();
  const subjectsOf = (kind: ReminderKind) => {
    const known = subjects.get(kind) ?? REMINDERS[kind].subjects(facts);
    subjects.set(kind, known);
    return known;
  };
  return async (notice) => {
    const { content, recipient } = notice;
    if (!asksForSomething(notice)) return true;
    if (!facts.inPost.has(recipient)) return false;
    if (!isReminder(content)) return stands(facts, notice, content);
    const reminder = REMINDERS[content.kind];
    if (reminder.stillAsks) return reminder.stillAsks(facts, notice);
    return (await subjectsOf(content.kind)).some(
      (subject) =>
        subject.subject === notice.subject &&
        reminder.marks.some(
          (mark) =>
            reached(mark, subject.from, facts) !== undefined &&
            mark.to.some((to) => {
              const people = subject.people[to] ?? [];
              return people.includes(recipient) || (OF_A_ROLE.includes(to) && people.length > 0);
            }),
        ),
    );
  };
}

function announcesCase({ class: urgency, content }: Notice): boolean {
  return urgency === 'alert' && lawOf(content).announcesCase === true;
}

/** A reminder that is due, and its recipient. */
export interface Due extends Telling<{ kind: ReminderKind }> {
  to: string;
}

/** The kinds of reminders. The weekly summary asks for all that is open: where it may not be queued, it is left out. */
export function reminderKinds({ withSummary }: { withSummary: boolean }): ReminderKind[] {
  const kinds = Object.keys(REMINDERS) as ReminderKind[];
  return kinds.filter((kind) => withSummary || REMINDERS[kind].class !== 'summary');
}

/**
 * The reminders that are due: for each subject and recipient only the latest milestone reached, so that after an outage or
 * a fresh installation missed ones are not sent one by one. Only people in post receive any. `of`: the kinds to check.
 */
export async function dueNow(
  facts: ReminderFacts,
  of: Iterable<ReminderKind> = reminderKinds({ withSummary: true }),
): Promise<Due[]> {
  const due: Due[] = [];
  for (const kind of of) {
    for (const subject of await REMINDERS[kind].subjects(facts)) due.push(...tellings(kind, subject, facts));
  }
  return due;
}

function tellings(kind: ReminderKind, subject: Subject, facts: ReminderFacts): Due[] {
  const reminder = REMINDERS[kind];
  const latest = new Map<string, Milestone & { to: Audience }>();
  for (const mark of reminder.marks) {
    const milestone = reached(mark, subject.from, facts);
    if (!milestone) continue;
    for (const to of mark.to) {
      for (const person of subject.people[to] ?? []) {
        const known = latest.get(person);
        if (subject.alertedOn && milestone.day <= subject.alertedOn(person)) continue;
        if (!known || known.day < milestone.day) latest.set(person, { ...milestone, to });
      }
    }
  }
  const on = reminder.class === 'alert' ? facts.today : facts.on;
  return [...latest].flatMap(([person, { name, to }]) => {
    const words = facts.inPost.has(person) ? subject.words(to, person, on) : undefined;
    if (!words) return [];
    return [{ to: person, subject: subject.subject, content: { kind }, occasion: name, ...words }];
  });
}
