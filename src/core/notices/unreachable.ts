import type { Calendar } from '../rules/days.ts';
import type { Setting } from '../settings/setting.ts';
import type { Register } from '../store.ts';
import { loadReminderFacts } from './facts.ts';
import type { NoticeRow } from './notice.ts';
import { lawOf } from './table.ts';
import { tell } from './tell.ts';
import { accountUnreachable, anotherUnreachable } from './words.ts';

/** Whether somebody else must be told that this message could not be delivered. */
export function mustArrive({ class: urgency, content }: NoticeRow): boolean {
  return urgency === 'alert' && lawOf(content).mustArrive === true;
}

/** Tells the next officer that a case waits whose officer cannot be reached, and the admin, who can mend the account. */
export async function tellOthers(
  register: Register,
  setting: Setting,
  calendar: Calendar,
  now: Date,
  { subject, recipient, recipientName }: NoticeRow,
): Promise<void> {
  const facts = await loadReminderFacts(register, setting, calendar, now, new Set([subject]));
  const waiting = (await facts.cases()).find(({ ref }) => ref === subject);
  if (!waiting) return;
  const next = waiting.line[waiting.line.indexOf(recipient) + 1];
  if (next !== undefined) await tell(facts, next, anotherUnreachable(subject, recipient));
  for (const admin of facts.officers.holders('admin')) {
    if (admin === recipient || admin === next) continue;
    await tell(facts, admin, accountUnreachable(subject, { id: recipient, name: recipientName }));
  }
}
