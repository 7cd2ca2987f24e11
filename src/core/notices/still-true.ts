import type { BoundaryAgreement } from '../boundaries/boundary.ts';
import type { ReminderFacts } from './facts.ts';
import type { Notice } from './notice.ts';
import type { Words } from './reminder.ts';
import { bringsCase } from './reminders/cases.ts';
import { dueNow, reminderOf } from './table.ts';
import type { Telling } from './tell.ts';

type StillTrue = { kind: 'stands'; words: Pick<Words, 'title' | 'text'> } | { kind: 'moot' };

/** What a command told, by how its milestone is named: true while it is still so. */
const STILL: readonly { named: RegExp; is(facts: ReminderFacts, message: Notice): Promise<boolean> }[] = [
  {
    named: /:unroutable$/,
    is: async ({ cases }, { subject }) =>
      (await cases()).some(({ ref, line }) => ref === subject && line.length === 0),
  },
  {
    named: /^unreachable:/,
    is: async ({ cases }, { subject }) => (await cases()).some(({ ref }) => ref === subject),
  },
  {
    named: /^void-proposed\b/,
    is: async (facts, message) =>
      (await facts.open()).some(
        (each) => `D-${each.number}` === message.subject && each.voidProposedBy !== null,
      ) &&
      (message.class !== 'alert' || (await isMine(facts, message))),
  },
  {
    named: /^match:/,
    is: async ({ matches }, { subject, milestone }) =>
      (await matches()).some(
        ({ declaration, candidate }) =>
          `D-${declaration.number}` === subject && milestone === `match:${candidate}`,
      ),
  },
  {
    named: /^(basis|update-required):/,
    is: async ({ open }, { subject }) =>
      (await open()).some((each) => `D-${each.number}` === subject && each.state === 'update_required'),
  },
  {
    named: /^on-behalf$/,
    is: async ({ open }, { subject }) =>
      (await open()).some((each) => `D-${each.number}` === subject && each.confirmedAt === null),
  },
  {
    named: /^reallocation\b/,
    is: async ({ flagged }, { subject }) =>
      (await flagged()).some(({ allocation }) => `KP-${allocation.number}` === subject),
  },
  {
    named: /^nobody-may:/,
    is: async ({ unallocated, flagged }, { subject }) =>
      (await unallocated()).some(({ number }) => `C-${number}` === subject) ||
      (await flagged()).some(({ allocation }) => `C-${allocation.childNumber}` === subject),
  },
  {
    named: /^drafted:/,
    is: async (facts, { subject }) => (await unsigned(facts, subject))?.state === 'awaiting_staff',
  },
  {
    named: /^(staff|handed-on):/,
    is: async (facts, { subject }) => (await unsigned(facts, subject)) !== undefined,
  },
  {
    named: /^newcomers:/,
    is: async ({ newcomers }, { recipient }) =>
      (await newcomers()).some(({ asked }) =>
        asked.some(({ person, answer }) => person === recipient && answer === null),
      ),
  },
  {
    named: /^allocated$/,
    is: async ({ allocations }, { subject, recipient }) =>
      (await allocations()).some(({ number, staff }) => `KP-${number}` === subject && staff === recipient),
  },
];

/** Of several such about one subject that wait for one person, the last says it all. */
const LAST_ALONE = /^(reallocation|basis|update-required|void-proposed):/;

/**
 * Looks at queued messages of one setting again before they leave: whoever has left is told nothing, nor anybody what has
 * meanwhile been done, taken over or overtaken by a later milestone. A reminder that stands gets the words that are true by
 * now. Gives a verdict for each.
 */
export async function checkStillTrue<Row extends Notice>(
  facts: ReminderFacts,
  messages: readonly Row[],
): Promise<{ row: Row; verdict: StillTrue }[]> {
  const reminders = new Set(messages.flatMap(({ milestone }) => reminderOf(milestone) ?? []));
  const due = new Map(
    (await dueNow(facts, reminders)).map((telling) => [keyOf(telling, telling.to), telling]),
  );
  const judged: { row: Row; verdict: StillTrue }[] = [];
  for (const row of messages)
    judged.push({
      row,
      verdict: isOvertaken(row, messages) ? { kind: 'moot' } : await verdictOn(facts, due, row),
    });
  return judged;
}

/** The boundary agreement of that reference, while a signature is missing. */
async function unsigned(
  { unsigned: waiting }: ReminderFacts,
  subject: string,
): Promise<BoundaryAgreement | undefined> {
  return (await waiting()).find(({ agreement }) => `B-${agreement.number}` === subject)?.agreement;
}

async function verdictOn(
  facts: ReminderFacts,
  due: ReadonlyMap<string, Telling>,
  message: Notice,
): Promise<StillTrue> {
  if (!facts.inPost.has(message.recipient)) return { kind: 'moot' };
  if (reminderOf(message.milestone)) {
    const telling = due.get(keyOf(message, message.recipient));
    return telling ? { kind: 'stands', words: telling } : { kind: 'moot' };
  }
  const rule = STILL.find(({ named }) => named.test(message.milestone));
  const stands = rule
    ? await rule.is(facts, message)
    : !bringsCase(message) || (await isMine(facts, message));
  return stands ? { kind: 'stands', words: message } : { kind: 'moot' };
}

function isOvertaken(message: Notice, waiting: readonly Notice[]): boolean {
  const about = ({ milestone, subject, recipient }: Notice) =>
    JSON.stringify([LAST_ALONE.exec(milestone)?.[0], subject, recipient]);
  return (
    LAST_ALONE.test(message.milestone) &&
    waiting.some((each) => each.createdAt > message.createdAt && about(each) === about(message))
  );
}

async function isMine({ cases }: ReminderFacts, { subject, recipient }: Notice): Promise<boolean> {
  return (await cases()).some(({ ref, line }) => ref === subject && line[0] === recipient);
}

function keyOf({ subject, milestone }: Pick<Notice, 'subject' | 'milestone'>, to: string): string {
  return JSON.stringify([subject, milestone, to]);
}
