import { dueOf } from '../../policies/policy.ts';
import { addDays, type Day, showDay } from '../../rules/days.ts';
import { lateness, policyReview } from '../../rules/reviews.ts';
import { button, clip } from '../../talk/view.ts';
import { acting, type ReminderFacts } from '../facts.ts';
import type { Reminder, Words } from '../reminder.ts';
import { isOwed, reviewsOf } from './reviews.ts';

/** How many references one line names at most. */
const MOST = 12;

/**
 * The weekly summary, on Monday in the first window: what is outstanding, by reference and number alone. Without anything
 * outstanding it is not sent.
 */
export const weeklySummary: Reminder = {
  class: 'summary',
  marks: [{ kind: 'mondays', to: ['dso', 'manager', 'admin'] }],
  subjects: async (facts) => {
    const all = await whole(facts);
    return [
      {
        subject: 'week',
        from: facts.setting.firstImportOn,
        people: {
          dso: acting(facts, 'dso'),
          manager: acting(facts, 'manager'),
          admin: acting(facts, 'admin'),
        },
        words: (to, person, on) =>
          toWords(all, to === 'admin' ? admins(all) : officers(all, person, on), to === 'admin'),
      },
    ];
  },
};

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

function toWords(
  { head, setting }: Whole,
  lines: readonly (string | undefined)[],
  isAdmin: boolean,
): Words | undefined {
  const said = lines.filter((line) => line !== undefined);
  if (said.length === 0) return undefined;
  return {
    title: `Your week at ${clip(setting.name, 100)}`,
    text: [...said, `Audit chain: ${head.seq} events, head ${head.hash}`].join('\n'),
    ...(isAdmin ? {} : { button: button('Where things stand', 'me') }),
  };
}

function officers(facts: Whole, person: string, on: Day): (string | undefined)[] {
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
  return [
    ...outstanding(facts, on),
    references('Policies to review', policies(facts, on)),
    references(
      'Declarations to review',
      reviewsOf(facts, facts.open, person).map(({ ref, dueOn }) => `${ref} (${lateness(dueOn, on)})`),
    ),
    references(
      'Cases that wait for you',
      mine.map(({ ref, dueOn }) => `${ref} (${lateness(dueOn, on)})`),
    ),
    references('Names to match', [...new Set(matches.map(({ declaration }) => `D-${declaration.number}`))]),
    references(
      'Unsigned agreements',
      agreements.map(({ agreement }) => `B-${agreement.number}`),
    ),
    references(
      'Allocations that need a successor',
      flagged.map(({ allocation }) => `KP-${allocation.number} (${lateness(allocation.dueOn ?? on, on)})`),
    ),
    references(
      'Children without a key person',
      facts.unallocated.map(({ number, startsOn }) =>
        startsOn > on ? `C-${number} (starts ${showDay(startsOn)})` : `C-${number}`,
      ),
    ),
    undelivered(facts),
  ];
}

function admins(facts: Whole): (string | undefined)[] {
  return [
    references(
      'Cases that nobody can handle',
      facts.cases.filter(({ line }) => line.length === 0).map(({ ref }) => ref),
    ),
    undelivered(facts),
  ];
}

function outstanding(facts: Whole, on: Day): (string | undefined)[] {
  return facts.policies.map(({ code, kind }) => {
    const duties = facts.duties.filter((duty) => duty.code === code && duty.doneAt === null);
    const declined = duties.filter((duty) => duty.declinedAt !== null).length;
    const owed = duties.filter(isOwed);
    const late = owed.filter((duty) => dueOf(facts, duty) < on).length;
    if (duties.length === 0) return undefined;
    const counts = [
      `${owed.length} ${owed.length === 1 ? 'person has' : 'people have'} yet to ${kind === 'policy' ? 'acknowledge' : 'sign'} it`,
      late > 0 && `${late} overdue`,
      declined > 0 && `${declined} declined`,
    ];
    return `${code}: ${counts.filter((words) => words !== false).join(', ')}`;
  });
}

function policies(facts: Whole, on: Day): string[] {
  return facts.policies.flatMap(({ code, nextReview }) => {
    if (nextReview === null) return [];
    const { dueOn } = policyReview(nextReview, on);
    return dueOn <= addDays(on, 14) ? [`${code} (${lateness(dueOn, on)})`] : [];
  });
}

function undelivered({ dead }: Whole): string | undefined {
  if (dead.length === 0) return undefined;
  return `Messages that could not be delivered in the last week: ${dead.length}. The operator finds them with candour outbox.`;
}

function references(label: string, refs: readonly string[]): string | undefined {
  if (refs.length === 0) return undefined;
  const more = refs.length > MOST ? ` and ${refs.length - MOST} more` : '';
  return `${label}: ${refs.slice(0, MOST).join(', ')}${more}`;
}
