import type { Calendar } from '../rules/days.ts';
import type { Setting } from '../settings/setting.ts';
import type { Register } from '../store.ts';
import { loadReminderFacts } from './facts.ts';
import type { NoticeRow } from './notice.ts';
import { bringsCase } from './reminders/cases.ts';
import { tell } from './tell.ts';

/** Messages by which an officer, or the one behind them, learns of a case. */
const OF_A_CASE = /^(handler|decision|unreachable|waits):/;

/** True where somebody else must know that this one never arrived. */
export function isOfACase(row: NoticeRow): boolean {
  return bringsCase(row) || (row.class === 'alert' && OF_A_CASE.test(row.milestone));
}

/** An officer cannot be reached: the next in the order learns that a case waits, and the admin whose account it is. */
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
  const about = { subject, milestone: `unreachable:${recipient}`, class: 'alert' as const };
  if (next !== undefined) {
    await tell(facts, {
      ...about,
      to: next,
      title: `${subject}: a case waits`,
      text: `A case, ${subject}, waits for another officer, whom no message reaches. It is not yours to read; please speak to them.`,
    });
  }
  for (const admin of facts.officers.holders('admin')) {
    if (admin === recipient || admin === next) continue;
    await tell(facts, {
      ...about,
      to: admin,
      title: 'An officer cannot be reached',
      text: `${recipientName} could not be reached about ${subject}. Please check their account.`,
    });
  }
}
