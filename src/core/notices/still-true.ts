import type { ReminderFacts } from './facts.ts';
import type { Content, Notice } from './notice.ts';
import type { Words } from './reminder.ts';
import { dueNow, isAlone, isReminder, lawOf, stands } from './table.ts';

/** What a notice says now; undefined where it is no longer true. */
type CurrentWords = Pick<Words, 'title' | 'text'> | undefined;

/**
 * Checks queued messages of one setting again before they leave. Nothing is sent to a person who has left, nor about what
 * has meanwhile been done, taken over or overtaken by a later milestone. A reminder that still applies gets the words that
 * are true now.
 */
export async function checkStillTrue<Row extends Notice>(
  facts: ReminderFacts,
  messages: readonly Row[],
): Promise<{ row: Row; words: CurrentWords }[]> {
  const reminders = new Set(messages.flatMap(({ content }) => (isReminder(content) ? [content.kind] : [])));
  const due = new Map(
    (await dueNow(facts, reminders)).map((telling) => [keyOf(telling, telling.to), telling]),
  );
  const checked: { row: Row; words: CurrentWords }[] = [];
  for (const row of messages) {
    const words = isOvertaken(row, messages) ? undefined : await currentWords(facts, due, row);
    checked.push({ row, words });
  }
  return checked;
}

async function currentWords(
  facts: ReminderFacts,
  due: ReadonlyMap<string, Pick<Words, 'title' | 'text'>>,
  message: Notice,
): Promise<CurrentWords> {
  if (!facts.inPost.has(message.recipient)) return undefined;
  const { content } = message;
  if (isReminder(content)) return due.get(keyOf(message, message.recipient));
  return (await stands(facts, message, content)) ? message : undefined;
}

function isOvertaken(message: Notice, waiting: readonly Notice[]): boolean {
  const { lastAlone, announcesCase } = lawOf(message.content);
  return waiting.some(
    (notice) =>
      notice.createdAt > message.createdAt &&
      notice.subject === message.subject &&
      notice.recipient === message.recipient &&
      (notice.content.kind === message.content.kind
        ? lastAlone || announcesCase
        : announcesCase && !isAlone(message.content) && lawOf(notice.content).announcesCase),
  );
}

function keyOf(
  { subject, content, occasion }: { subject: string; content: Content; occasion: string },
  to: string,
): string {
  return JSON.stringify([subject, content.kind, occasion, to]);
}
