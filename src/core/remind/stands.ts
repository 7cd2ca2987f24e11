import type { Notification } from '../notification.ts';
import type { Telling } from '../tell.ts';
import { bringsCase } from './cases.ts';
import type { Facts } from './facts.ts';
import type { Words } from './subject.ts';
import { dueNow, reminderOf } from './table.ts';

type Verdict = { kind: 'stands'; words: Pick<Words, 'title' | 'text'> } | { kind: 'moot' };

/** What a command told, by how its milestone is named: true while it is still so. */
const STILL: readonly { named: RegExp; is(facts: Facts, message: Notification): boolean }[] = [
  {
    named: /:unroutable$/,
    is: ({ cases }, { subject }) => cases.some(({ ref, line }) => ref === subject && line.length === 0),
  },
  { named: /^unreachable:/, is: ({ cases }, { subject }) => cases.some(({ ref }) => ref === subject) },
  {
    named: /^void-proposed$/,
    is: (facts, message) =>
      facts.open.some((each) => `D-${each.number}` === message.subject && each.voidProposedBy !== null) &&
      (message.class !== 'alert' || isMine(facts, message)),
  },
  {
    named: /^match:/,
    is: ({ matches }, { subject, milestone }) =>
      matches.some(
        ({ declaration, candidate }) =>
          `D-${declaration.number}` === subject && milestone === `match:${candidate}`,
      ),
  },
  {
    named: /^(basis|update-required):/,
    is: ({ open }, { subject }) =>
      open.some((each) => `D-${each.number}` === subject && each.state === 'update_required'),
  },
  {
    named: /^on-behalf$/,
    is: ({ open }, { subject }) =>
      open.some((each) => `D-${each.number}` === subject && each.confirmedAt === null),
  },
  {
    named: /^reallocation\b/,
    is: ({ flagged }, { subject }) => flagged.some(({ allocation }) => `KP-${allocation.number}` === subject),
  },
  {
    named: /^nobody-may:/,
    is: ({ unallocated, flagged }, { subject }) =>
      unallocated.some(({ number }) => `C-${number}` === subject) ||
      flagged.some(({ allocation }) => `C-${allocation.childNumber}` === subject),
  },
  {
    named: /^newcomers:/,
    is: ({ newcomers }, { recipient }) =>
      newcomers.some(({ asked }) =>
        asked.some(({ person, answer }) => person === recipient && answer === null),
      ),
  },
  {
    named: /^allocated$/,
    is: ({ allocations }, { subject, recipient }) =>
      allocations.some(({ number, staff }) => `KP-${number}` === subject && staff === recipient),
  },
];

/**
 * Looks at queued messages again before they leave: whoever has left is told nothing, nor anybody what has meanwhile been
 * done, taken over or overtaken by a later milestone. A reminder that stands gets the words that are true by now.
 */
export function judge(facts: Facts): (message: Notification) => Verdict {
  const due = new Map(dueNow(facts).map((telling) => [keyOf(telling, telling.to), telling]));
  return (message) => {
    if (!facts.inPost.has(message.recipient)) return { kind: 'moot' };
    if (reminderOf(message.milestone)) {
      const telling: Telling | undefined = due.get(keyOf(message, message.recipient));
      return telling ? { kind: 'stands', words: telling } : { kind: 'moot' };
    }
    const rule = STILL.find(({ named }) => named.test(message.milestone));
    const stands = rule ? rule.is(facts, message) : !bringsCase(message) || isMine(facts, message);
    return stands ? { kind: 'stands', words: message } : { kind: 'moot' };
  };
}

function isMine({ cases }: Facts, { subject, recipient }: Notification): boolean {
  return cases.some(({ ref, line }) => ref === subject && line[0] === recipient);
}

function keyOf({ subject, milestone }: Pick<Notification, 'subject' | 'milestone'>, to: string): string {
  return JSON.stringify([subject, milestone, to]);
}
