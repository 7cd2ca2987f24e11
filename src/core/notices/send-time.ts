import { addDays, type Calendar, localDay } from '../rules/days.ts';
import { alertTime, instantOf, isOpenDay, nextWindow } from '../rules/working-days.ts';
import type { Setting } from '../settings/setting.ts';
import type { Notice } from './notice.ts';
import { lawOf } from './table.ts';

/**
 * The earliest instant from `now` on at which a message may be delivered: alerts by day (those that the calendar raises on
 * open days only), everything else in the setting's windows.
 */
export function timeFor(
  message: Pick<Notice, 'class' | 'content'>,
  now: Date,
  setting: Setting,
  calendar: Calendar,
): Date {
  if (message.class !== 'alert') return nextWindow(now, setting, calendar);
  const time = alertTime(now, setting.timezone);
  if (!lawOf(message.content).onOpenDays) return time;
  const where = { ...setting, calendar };
  const day = localDay(time, setting.timezone);
  for (let ahead = 0; ahead < 730; ahead++) {
    if (isOpenDay(addDays(day, ahead), where))
      return ahead === 0 ? time : instantOf(addDays(day, ahead), '07:00', setting.timezone);
  }
  return time;
}
