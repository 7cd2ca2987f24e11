import { spreadOf } from '../identifier.ts';
import type { Delivery } from '../platform.ts';
import type { Calendar } from '../rules/days.ts';
import type { Setting } from '../settings/setting.ts';
import type { Notice, NoticeRow } from './notice.ts';
import { timeFor } from './send-time.ts';

/** Minutes to wait after each failed attempt. After the last one the message is dead, and the admin sees it. */
const BACK_OFF = [1, 5, 30, 120, 720];

/** What a delivery changes of a notice. */
export type Outcome = Pick<Notice, 'state' | 'attempts' | 'notBefore' | 'sentAt' | 'error'>;

/** The new state of a message after a platform has answered, or where no platform could be asked. */
export function toState(
  row: NoticeRow,
  outcome: Delivery,
  now: Date,
  setting: Setting,
  calendar: Calendar,
): Outcome {
  const attempts = row.attempts + 1;
  if (outcome.kind === 'sent')
    return { state: 'sent', attempts, notBefore: row.notBefore, sentAt: now, error: null };
  const next = nextTry(row, outcome, now);
  if (next === undefined)
    return { state: 'dead', attempts, notBefore: now, sentAt: null, error: outcome.reason };
  const again = timeFor(row, next, setting, calendar);
  return { state: 'failed', attempts, notBefore: again, sentAt: null, error: outcome.reason };
}

/** When something that failed is tried again; undefined: it is given up on. `attempts`: those before this one. */
export function nextTry(
  tried: Pick<NoticeRow, 'id' | 'attempts'>,
  outcome: Exclude<Delivery, { kind: 'sent' }>,
  now: Date,
): Date | undefined {
  const minutes = BACK_OFF[tried.attempts];
  if (outcome.kind === 'never' || minutes === undefined) return undefined;
  return new Date(now.getTime() + Math.max(minutes * 60_000 * (1 + jitter(tried)), outcome.afterMs ?? 0));
}

/**
 * Up to a fifth of the wait, so that messages which failed together are not all tried again at once. Taken from the id,
 * which is random.
 */
function jitter({ id, attempts }: Pick<NoticeRow, 'id' | 'attempts'>): number {
  return spreadOf(`${attempts}${id}`) * 0.2;
}
