import type { BoundaryAgreement } from '../boundaries/boundary.ts';
import type { Declaration } from '../declarations/declaration.ts';
import type { ReminderFacts } from './facts.ts';
import { type Audience, type Milestone, reached } from './milestones.ts';
import type { Content, Notice, NoticeClass, ReminderKind, Telling, ToldContent } from './notice.ts';
import type { Reminder, Subject } from './reminder.ts';
import { decisions, handlerChanges, lateCases, successors, unroutableCases } from './reminders/cases.ts';
import { newcomers } from './reminders/families.ts';
import { noDso, noKeyPerson } from './reminders/posts.ts';
import {
  acknowledgements,
  boundaries,
  declarationReviews,
  policyReviews,
  signatures,
} from './reminders/reviews.ts';
import { weeklySummary } from './reminders/summary.ts';

type About<What extends Content> = Pick<Notice, 'subject' | 'recipient'> & { content: What };

/** The law of a kind that commands tell. To somebody who has left nothing is told, whatever the row says. */
interface ToldRow<What extends Content> {
  class(content: What): NoticeClass;
  /** Who may be told, asked when it leaves. */
  may(facts: ReminderFacts, about: About<What>): Promise<boolean>;
  /** Until when it is true, asked when it leaves: false once it is settled or moot. */
  stands(facts: ReminderFacts, about: About<What>): Promise<boolean>;
  /** Of several about one subject that wait for one person, the last says it all. */
  lastAlone?: true;
  /** As an alert it tells an officer of their case: they are reminded from then on, and told of it by no other message. */
  heard?: true;
  /** As an alert that never arrives: the next officer and the admin are told. */
  mustArrive?: true;
}

type Table = { [Kind in ToldContent['kind']]: ToldRow<Extract<ToldContent, { kind: Kind }>> } & Record<
  ReminderKind,
  Reminder
>;

const alert = (): NoticeClass => 'alert';
const routine = (): NoticeClass => 'routine';
/** Whom it was told to, as long as they are in post. */
const anyone = async () => true;
/** What has happened stays true. */
const always = async () => true;

/** A case that has come to its officer. */
const BROUGHT = {
  class: alert,
  may: itsOfficer,
  stands: undecided,
  heard: true,
  mustArrive: true,
} as const;
/** Something that was done, to whom it concerns. */
const DONE = { class: routine, may: anyone, stands: always } as const;
/** The declarer is to submit it anew. */
const ASKED_AGAIN = {
  class: routine,
  may: anyone,
  stands: declarationIs(({ state }) => state === 'update_required'),
  lastAlone: true,
} as const;

/** What the calendar raises, in the order in which it is looked for (rules: Time). */
const REMINDERS: Record<ReminderKind, Reminder> = {
  handler: handlerChanges(isHeard),
  nobody: unroutableCases,
  decision: decisions(isHeard),
  waits: lateCases,
  successor: successors,
  boundary: boundaries,
  families: newcomers,
  'policy-review': policyReviews,
  'declaration-review': declarationReviews,
  acknowledge: acknowledgements,
  sign: signatures,
  'no-dso': noDso,
  'no-key-person': noKeyPerson,
  week: weeklySummary,
};
const REMINDER_KINDS = Object.keys(REMINDERS) as ReminderKind[];

/**
 * Everything that anybody is told: how urgent it is, who may be told, and until when. Of what the calendar raises, the
 * reminder says all of this: it stands as long as it would be raised anew.
 */
const TABLE: Table = {
  submitted: BROUGHT,
  updated: BROUGHT,
  end: BROUGHT,
  review: BROUGHT,
  matched: BROUGHT,
  passed: BROUGHT,
  declared: BROUGHT,
  effect: {
    class: ({ allocations }) => (allocations.length > 0 ? 'alert' : 'routine'),
    may: anyone,
    stands: always,
  },
  unroutable: { class: alert, may: anyone, stands: nobodyCan, lastAlone: true },
  unreachable: { class: alert, may: anyone, stands: undecided, mustArrive: true },
  decided: DONE,
  'void-proposed': {
    class: ({ asks }) => (asks === 'officer' ? 'alert' : 'routine'),
    may: async (facts, about) => about.content.asks === 'declarer' || itsOfficer(facts, about),
    stands: declarationIs(({ voidProposedBy }) => voidProposedBy !== null),
    lastAlone: true,
    heard: true,
    mustArrive: true,
  },
  'void-declined': { class: alert, may: anyone, stands: always, heard: true },
  match: {
    class: alert,
    may: anyone,
    stands: async ({ matches }, { subject, content }) =>
      (await matches()).some(
        ({ declaration, candidate }) =>
          `D-${declaration.number}` === subject && candidate === content.candidate,
      ),
  },
  basis: ASKED_AGAIN,
  'update-required': ASKED_AGAIN,
  'on-behalf': {
    class: routine,
    may: anyone,
    stands: declarationIs(({ confirmedAt }) => confirmedAt === null),
  },
  drafted: { class: routine, may: anyone, stands: unsignedBy(({ state }) => state === 'awaiting_staff') },
  staff: { class: alert, may: anyone, stands: unsignedBy(() => true) },
  'handed-on': { class: alert, may: anyone, stands: unsignedBy(() => true) },
  parent: DONE,
  answered: { class: alert, may: anyone, stands: always },
  allocated: {
    class: routine,
    may: async ({ allocations }, { subject, recipient }) =>
      (await allocations()).some(({ number, staff }) => `KP-${number}` === subject && staff === recipient),
    stands: always,
  },
  replaced: DONE,
  ended: DONE,
  'please-look': { class: alert, may: anyone, stands: always },
  reallocation: {
    class: alert,
    may: anyone,
    stands: async ({ flagged }, { subject }) =>
      (await flagged()).some(({ allocation }) => `KP-${allocation.number}` === subject),
    lastAlone: true,
  },
  'nobody-may': {
    class: alert,
    may: anyone,
    stands: async ({ unallocated, flagged }, { subject }) =>
      (await unallocated()).some(({ number }) => `C-${number}` === subject) ||
      (await flagged()).some(({ allocation }) => `C-${allocation.childNumber}` === subject),
  },
  'carer-lost': { class: alert, may: anyone, stands: always },
  newcomers: {
    class: routine,
    may: async ({ newcomers: questions }, { recipient }) =>
      (await questions()).some(({ asked }) =>
        asked.some(({ person, answer }) => person === recipient && answer === null),
      ),
    stands: always,
  },
  p5: DONE,
  adopted: DONE,
  opened: { class: alert, may: anyone, stands: always },
  closed: DONE,
  ...REMINDERS,
};

async function undecided({ cases }: ReminderFacts, { subject }: Pick<Notice, 'subject'>): Promise<boolean> {
  return (await cases()).some(({ ref }) => ref === subject);
}

async function itsOfficer(
  { cases }: ReminderFacts,
  { subject, recipient }: Pick<Notice, 'subject' | 'recipient'>,
): Promise<boolean> {
  return (await cases()).some(({ ref, line }) => ref === subject && line[0] === recipient);
}

async function nobodyCan({ cases }: ReminderFacts, { subject }: Pick<Notice, 'subject'>): Promise<boolean> {
  return (await cases()).some(({ ref, line }) => ref === subject && line.length === 0);
}

/** An open declaration of which this is so. */
function declarationIs(so: (declaration: Declaration) => boolean): ToldRow<Content>['stands'] {
  return async ({ open }, { subject }) =>
    (await open()).some((each) => `D-${each.number}` === subject && so(each));
}

/** A boundary agreement that lacks a signature, and of which this is so. */
function unsignedBy(so: (agreement: BoundaryAgreement) => boolean): ToldRow<Content>['stands'] {
  return async ({ unsigned }, { subject }) =>
    (await unsigned()).some(({ agreement }) => `B-${agreement.number}` === subject && so(agreement));
}

/** Undefined for what commands tell. */
export function reminderKind({ kind }: Pick<Content, 'kind'>): ReminderKind | undefined {
  return REMINDER_KINDS.find((each) => each === kind);
}

/** The row of a kind. */
export function rowOf({ kind }: Pick<Content, 'kind'>): ToldRow<Content> | Reminder {
  return TABLE[kind];
}

export function isReminder(row: ToldRow<Content> | Reminder): row is Reminder {
  return 'marks' in row;
}

export function classOf(content: Content): NoticeClass {
  const row = rowOf(content);
  return isReminder(row) ? row.class : row.class(content);
}

function isHeard({ class: urgency, content }: Notice): boolean {
  const row = rowOf(content);
  return urgency === 'alert' && !isReminder(row) && row.heard === true;
}

/** What is due, to whom. */
export interface Due extends Telling<{ kind: ReminderKind }> {
  to: string;
}

/**
 * What is due: for each subject and recipient the latest milestone that has come, and no other, so that an outage or a
 * fresh installation collapses what was missed. To people in post alone. `of` says which reminders are looked at.
 */
export async function dueNow(
  facts: ReminderFacts,
  of: Iterable<ReminderKind> = REMINDER_KINDS,
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
        if (subject.heardOn && milestone.day <= subject.heardOn(person)) continue;
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
