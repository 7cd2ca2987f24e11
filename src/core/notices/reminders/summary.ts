import { called, calledFirst } from '../../policies/called.ts';
import { dueOf, isOwed } from '../../policies/policy.ts';
import { addDays, type Day, localDay, showDay } from '../../rules/days.ts';
import { fold } from '../../rules/names.ts';
import { lateness, policyReview } from '../../rules/reviews.ts';
import { workingDaysBefore } from '../../rules/working-days.ts';
import { button, clip } from '../../talk/view.ts';
import { acting, type ReminderFacts } from '../facts.ts';
import { subjectsOf } from '../notice.ts';
import type { Reminder, Words } from '../reminder.ts';
import { UNALLOCATED } from './posts.ts';
import { reviewsOf } from './reviews.ts';

/** How many references one line names at most. */
const MOST = 12;

/**
 * The weekly summary, on Monday in the first window, to the safeguarding officer, the manager and the admin, where something in
 * it asks them for something: by reference and number alone, and without what a message of the last two open days has said, or
 * says beside it. The witness has it each week, for the head of the audit chain: only whoever knows that elsewhere notices a
 * chain that was cut or written anew. The admin is told the head too, and nobody else: it shows that something happened.
 */
export const weeklySummary: Reminder = {
  class: 'summary',
  marks: [{ kind: 'mondays', to: ['dso', 'manager', 'admin', 'witness'] }],
  subjects: async (facts) => {
    const all = await whole(facts);
    const roles: Roles = {
      dso: acting(facts, 'dso'),
      manager: acting(facts, 'manager'),
      admin: acting(facts, 'admin'),
      witness: witnessesOf(facts),
    };
    const said = new Map<string, ReadonlySet<string>>();
    for (const person of new Set([...roles.dso, ...roles.manager]))
      said.set(person, await saidTo(facts, person));
    return [
      {
        subject: 'week',
        from: facts.setting.firstImportOn,
        people: roles,
        words: (_, person, on) => {
          const isOfficer = roles.dso.includes(person) || roles.manager.includes(person);
          const lines = [
            ...(isOfficer
              ? officers(all, person, on, said.get(person) ?? new Set(), roles.manager.includes(person))
              : []),
            ...(roles.admin.includes(person) ? admins(all) : []),
          ].filter((line) => line !== undefined);
          return toWords(all, lines, {
            isOfficer,
            isAdmin: roles.admin.includes(person),
            isWitness: roles.witness.includes(person),
          });
        },
      },
    ];
  },
};

type Roles = Record<'dso' | 'manager' | 'admin' | 'witness', string[]>;

/** A line of the summary. `asks`: it asks its reader for something, rather than to inform beside what does. */
interface Line {
  text: string;
  asks: boolean;
}

/** How many open days back a message counts as having said something. */
const SAID_DAYS = 2;
/** How many of a person's latest messages are looked at. */
const SAID_MOST = 100;

/** What messages have told this person lately, or tell in the same minute as the summary: references and the like. */
async function saidTo({ register, setting, where, now, on }: ReminderFacts, person: string) {
  const since = workingDaysBefore(on, SAID_DAYS, where);
  const latest = await register.notices.ofRecipient(setting.id, person, SAID_MOST);
  return new Set(
    latest
      .filter((notice) => notice.content.kind !== 'week')
      .filter(({ state, sentAt, notBefore }) =>
        sentAt ? localDay(sentAt, setting.timezone) >= since : state === 'queued' && notBefore <= now,
      )
      .flatMap(subjectsOf),
  );
}

/** The facts with every function called and its result awaited. */
type Whole = {
  [Part in Exclude<
    keyof ReminderFacts,
    'casesWithNotices' | 'leave' | 'unasked'
  >]: ReminderFacts[Part] extends () => Promise<infer Told> ? Told : ReminderFacts[Part];
};

async function whole(facts: ReminderFacts): Promise<Whole> {
  return {
    ...facts,
    open: await facts.open(),
    cases: await facts.cases(),
    matches: await facts.matches(),
    policies: await facts.policies(),
    duties: await facts.duties(),
    allocations: await facts.allocations(),
    flagged: await facts.flagged(),
    unallocated: await facts.unallocated(),
    unsigned: await facts.unsigned(),
    newcomers: await facts.newcomers(),
    dead: await facts.dead(),
    head: await facts.head(),
  };
}

/** The people in post whom the setting names as its witness. */
function witnessesOf({ setting, inPost }: ReminderFacts): string[] {
  const { witness } = setting;
  if (witness === null) return [];
  const [name, email] = [fold(witness), witness.trim().toLowerCase()];
  return [...inPost.values()]
    .filter((person) => fold(person.name) === name || person.email?.trim().toLowerCase() === email)
    .map(({ id }) => id);
}

const HEAD = 'The head of the audit chain: ';
const KEEP =
  'Please keep it where nobody else can change it. Whoever checks the audit trail asks you for it.';

/** The head of the audit chain that a message tells; undefined where it tells none. */
export function headIn(text: string): string | undefined {
  return text
    .split('\n')
    .find((line) => line.startsWith(HEAD))
    ?.slice(HEAD.length);
}

function toWords(
  { head, setting }: Whole,
  lines: readonly Line[],
  { isOfficer, isAdmin, isWitness }: { isOfficer: boolean; isAdmin: boolean; isWitness: boolean },
): Words | undefined {
  if (!isWitness && !lines.some(({ asks }) => asks)) return undefined;
  const heads = isAdmin || isWitness ? [`${HEAD}${head.hash}`, KEEP] : [];
  return {
    title: `Your week at ${clip(setting.name, 100)}`,
    text: [...lines.map(({ text }) => text), ...heads].join('\n'),
    ...(isOfficer ? { button: button('My page', 'me') } : {}),
  };
}

function officers(
  facts: Whole,
  person: string,
  on: Day,
  said: ReadonlySet<string>,
  isManager: boolean,
): (Line | undefined)[] {
  const mine = facts.cases.filter(({ line }) => line[0] === person);
  const matches = facts.matches.filter(
    ({ declaration }) => facts.officers.ofDeclaration(declaration) === person,
  );
  const flagged = facts.flagged.filter(
    ({ allocation, carers }) => !facts.officers.isConflicted(person, carers, allocation.child),
  );
  const agreements = facts.unsigned.filter(
    ({ declaration }) => declaration !== undefined && facts.officers.ofDeclaration(declaration) === person,
  );
  const reviews = reviewsOf(facts, facts.open, person);
  const attending = said.has(UNALLOCATED);
  const unallocated = facts.unallocated.filter(({ startsOn }) => !attending || startsOn > on);
  const list = (
    label: string,
    asks: boolean,
    items: readonly (readonly [subject: string, words: string])[],
  ) =>
    references(
      label,
      asks,
      items.filter(([subject]) => !said.has(subject)).map(([, words]) => words),
    );
  return [
    ...(isManager ? outstanding(facts, on) : []),
    // The chair, the safeguarding officer and the manager are reminded of it by messages of its own.
    list('Policies to review', false, policies(facts, on)),
    list(
      'Declarations to review',
      // Until that day they are asked about by messages of their own.
      reviews.some(({ dueOn }) => dueOn < on),
      reviews.map(({ ref, dueOn }) => [ref, `${ref} (${lateness(dueOn, on)})`]),
    ),
    list(
      'Cases that wait for you',
      true,
      mine.map(({ ref, dueOn }) => [ref, `${ref} (${lateness(dueOn, on)})`]),
    ),
    list('Names to match', true, [
      ...new Map(matches.map(({ declaration }) => [`D-${declaration.number}`, `D-${declaration.number}`])),
    ]),
    list(
      'Unsigned agreements',
      true,
      agreements.map(({ agreement }) => [`B-${agreement.number}`, `B-${agreement.number}`]),
    ),
    // It is the manager who allocates.
    list(
      'Key children who need a new key person',
      isManager,
      flagged.map(({ allocation }) => [
        `KP-${allocation.number}`,
        `KP-${allocation.number} (${lateness(allocation.dueOn ?? on, on)})`,
      ]),
    ),
    list(
      'Children without a key person',
      isManager && unallocated.some(({ startsOn }) => startsOn <= addDays(on, SOON_DAYS)),
      unallocated.map(({ number, startsOn }) => [
        `C-${number}`,
        startsOn > on ? `C-${number} (starts ${showDay(startsOn)})` : `C-${number}`,
      ]),
    ),
    undelivered(facts, false),
  ];
}

/** From how many days before its start a child without a key person asks for one. */
const SOON_DAYS = 14;

function admins(facts: Whole): (Line | undefined)[] {
  return [
    references(
      'Cases that nobody can handle',
      true,
      facts.cases.filter(({ line }) => line.length === 0).map(({ ref }) => ref),
    ),
    undelivered(facts, true),
  ];
}

/** It asks the manager to speak with whoever is late, and once with whoever has declined. */
function outstanding(facts: Whole, on: Day): (Line | undefined)[] {
  const lastWeek = addDays(on, -7);
  return facts.policies.map((policy) => {
    const { code, kind } = policy;
    const duties = facts.duties.filter((duty) => duty.code === code && duty.doneAt === null);
    const declined = duties.flatMap(({ declinedAt }) => declinedAt ?? []);
    const owed = duties.filter(isOwed);
    const late = owed.filter((duty) => dueOf(facts, duty) < on).length;
    if (duties.length === 0) return undefined;
    const counts = [
      `${owed.length} ${owed.length === 1 ? 'person has' : 'people have'} yet to ${kind === 'policy' ? 'acknowledge' : 'sign'} it`,
      late > 0 && `${late} overdue`,
      declined.length > 0 && `${declined.length} declined`,
    ];
    return {
      text: `${calledFirst(policy)}: ${counts.filter((words) => words !== false).join(', ')}`,
      asks: late > 0 || declined.some((at) => localDay(at, facts.setting.timezone) >= lastWeek),
    };
  });
}

function policies(facts: Whole, on: Day): [string, string][] {
  return facts.policies.flatMap((policy): [string, string][] => {
    const { nextReview } = policy;
    if (nextReview === null) return [];
    const { dueOn } = policyReview(nextReview, on);
    return dueOn <= addDays(on, 14) ? [[policy.code, `${called(policy)} (${lateness(dueOn, on)})`]] : [];
  });
}

function undelivered({ dead }: Whole, asks: boolean): Line | undefined {
  if (dead.length === 0) return undefined;
  return {
    text: `Messages that could not be delivered in the last week: ${dead.length}. The operator finds them with candour outbox.`,
    asks,
  };
}

function references(label: string, asks: boolean, refs: readonly string[]): Line | undefined {
  if (refs.length === 0) return undefined;
  const more = refs.length > MOST ? ` and ${refs.length - MOST} more` : '';
  return { text: `${label}: ${refs.slice(0, MOST).join(', ')}${more}`, asks };
}
