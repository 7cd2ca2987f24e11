import type { Calendar } from '../rules/days.ts';
import { alertTime, nextWindow } from '../rules/working-days.ts';
import type { Setting } from '../settings/setting.ts';
import type { Notice } from './notice.ts';

/**
 * The earliest instant from `now` on at which a message may be delivered, on open days only: alerts by day, everything else in
 * the setting's windows.
 */
export function timeFor(
  { class: urgency }: Pick<Notice, 'class'>,
  now: Date,
  setting: Setting,
  calendar: Calendar,
): Date {
  return urgency === 'alert' ? alertTime(now, setting, calendar) : nextWindow(now, setting, calendar);
}
