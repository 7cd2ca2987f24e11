import { called, calledFirst } from '../../policies/called.ts';
import { dueOf, isOwed } from '../../policies/policy.ts';
import { addDays, type Day, showDay } from '../../rules/days.ts';
import { fold } from '../../rules/names.ts';
import { lateness, policyReview } from '../../rules/reviews.ts';
import { button, clip } from '../../talk/view.ts';
import { acting, type ReminderFacts } from '../facts.ts';
import type { Audience } from '../milestones.ts';
import type { Reminder, Words } from '../reminder.ts';
import { reviewsOf } from './reviews.ts';

/** How many references one line names at most. */
const MOST = 12;

/**
 * The weekly summary, on Monday in the first window: what is outstanding, by reference and number alone. Without anything
 * outstanding it is not sent, but to the witness, who is told the head of the audit chain: only whoever knows that elsewhere
 * notices a chain that was cut or written anew. The admin is told it too, and nobody else: it shows that something happened.
 */
export const weeklySummary: Reminder = {
  class: 'summary',
  marks: [{ kind: 'mondays', to: ['dso', 'manager', 'admin', 'witness'] }],
  subjects: async (facts) => {
    const all = await whole(facts);
    const admin = acting(facts, 'admin');
    const witness = witnessesOf(facts);
    return [
      {
        subject: 'week',
        from: facts.setting.firstImportOn,
        people: {
          dso: acting(facts, 'dso'),
          manager: acting(facts, 'manager'),
          admin,
          witness,
        },
        words: (to, person, on) =>
          toWords(all, linesFor(all, to, person, on), {
            isOfficer: to === 'dso' || to === 'manager',
            isAdmin: admin.includes(person),
            isWitness: witness.includes(person),
          }),
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

/** The people in post whom the setting names as its witness. */
function witnessesOf({ setting, inPost }: ReminderFacts): string[] {
  const { witness } = setting;
  if (witness === null) return [];
  const [name, email] = [fold(witness), witness.trim().toLowerCase()];
  return [...inPost.values()]
    .filter((person) => fold(person.name) === name || person.email?.trim().toLowerCase() === email)
    .map(({ id }) => id);
}

function linesFor(facts: Whole, to: Audience, person: string, on: Day): (string | undefined)[] {
  if (to === 'witness') return [];
  return to === 'admin' ? admins(facts) : officers(facts, person, on);
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
  lines: readonly (string | undefined)[],
  { isOfficer, isAdmin, isWitness }: { isOfficer: boolean; isAdmin: boolean; isWitness: boolean },
): Words | undefined {
  const said = lines.filter((line) => line !== undefined);
  if (said.length === 0 && !isWitness) return undefined;
  const heads = isAdmin || isWitness ? [`${HEAD}${head.hash}`, KEEP] : [];
  return {
    title: `Your week at ${clip(setting.name, 100)}`,
    text: [...said, ...heads].join('\n'),
    ...(isOfficer ? { button: button('My page', 'me') } : {}),
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
      'Key children who need a new key person',
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
  return facts.policies.map((policy) => {
    const { code, kind } = policy;
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
    return `${calledFirst(policy)}: ${counts.filter((words) => words !== false).join(', ')}`;
  });
}

function policies(facts: Whole, on: Day): string[] {
  return facts.policies.flatMap((policy) => {
    const { nextReview } = policy;
    if (nextReview === null) return [];
    const { dueOn } = policyReview(nextReview, on);
    return dueOn <= addDays(on, 14) ? [`${called(policy)} (${lateness(dueOn, on)})`] : [];
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
