import type { ReminderFacts } from './facts.ts';
import type { Content, Notice } from './notice.ts';
import type { Words } from './reminder.ts';
import { dueNow, isReminder, lawOf, stands } from './table.ts';

type StillTrue = { kind: 'stands'; words: Pick<Words, 'title' | 'text'> } | { kind: 'moot' };

/**
 * Checks queued messages of one setting again before they leave. Nothing is sent to a person who has left, nor about what
 * has meanwhile been done, taken over or overtaken by a later milestone. A reminder that still applies gets the words that
 * are true now. Returns a verdict for each message.
 */
export async function checkStillTrue<Row extends Notice>(
  facts: ReminderFacts,
  messages: readonly Row[],
): Promise<{ row: Row; verdict: StillTrue }[]> {
  const reminders = new Set(messages.flatMap(({ content }) => (isReminder(content) ? [content.kind] : [])));
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

async function verdictOn(
  facts: ReminderFacts,
  due: ReadonlyMap<string, Pick<Words, 'title' | 'text'>>,
  message: Notice,
): Promise<StillTrue> {
  if (!facts.inPost.has(message.recipient)) return { kind: 'moot' };
  const { content } = message;
  if (!isReminder(content))
    return (await stands(facts, message, content)) ? { kind: 'stands', words: message } : { kind: 'moot' };
  const words = due.get(keyOf(message, message.recipient));
  return words ? { kind: 'stands', words } : { kind: 'moot' };
}

function isOvertaken(message: Notice, waiting: readonly Notice[]): boolean {
  if (!lawOf(message.content).lastAlone) return false;
  return waiting.some(
    (notice) =>
      notice.createdAt > message.createdAt &&
      notice.content.kind === message.content.kind &&
      notice.subject === message.subject &&
      notice.recipient === message.recipient,
  );
}

function keyOf(
  { subject, content, occasion }: { subject: string; content: Content; occasion: string },
  to: string,
): string {
  return JSON.stringify([subject, content.kind, occasion, to]);
}
