import {
  type Closure,
  DEFAULT_WINDOWS,
  type DeliveryWindow,
  type Nation,
  type Setting,
  WEEKDAYS,
} from '../settings/setting.ts';
import { addDays, type Calendar, type Day, daysBetween, localDay, localTime, weekday } from './days.ts';

/** What decides which days are working days: the nation's bank holidays, and the setting's own closures. */
export interface Where {
  nation: Nation;
  closures: readonly Closure[];
  calendar: Calendar;
}

/** The fields of a setting that decide when routine messages are delivered. */
export type Delivering = Pick<Setting, 'timezone' | 'nation' | 'closures' | 'deliveryWindows'>;

/** How many days ahead an open day is searched for. A longer closure is taken to be a typing error. */
const HORIZON = 730;
const MINUTE = 60_000;
const QUIET = { from: '20:00', to: '07:00' };

/** Whether a day is neither weekend nor bank holiday nor closure. */
export function isOpenDay(day: Day, { nation, closures, calendar }: Where): boolean {
  return (
    weekday(day) < 5 &&
    !closures.some(({ from, to }) => from <= day && day <= to) &&
    !calendar.isBankHoliday(nation, day)
  );
}

/**
 * So many working days later: day 1 is the first open day after `day`. In a setting closed for two years on end every day
 * counts.
 */
export function addWorkingDays(day: Day, days: number, where: Where): Day {
  let at = day;
  for (let left = days; left > 0; left--) at = nextOpenDay(at, where);
  return at;
}

/** The open day that lies so many working days before. In a setting closed for two years on end every day counts. */
export function workingDaysBefore(day: Day, days: number, where: Where): Day {
  let at = day;
  for (let left = days; left > 0; left--) at = previousOpenDay(at, where);
  return at;
}

function previousOpenDay(before: Day, where: Where): Day {
  for (let back = 1; back <= HORIZON; back++) {
    const day = addDays(before, -back);
    if (isOpenDay(day, where)) return day;
  }
  return addDays(before, -1);
}

function nextOpenDay(after: Day, where: Where): Day {
  return openDayFrom(addDays(after, 1), where);
}

/** The day itself, or the first open day after it. In a setting closed for two years on end every day counts. */
export function openDayFrom(day: Day, where: Where): Day {
  for (let ahead = 0; ahead < HORIZON; ahead++) {
    const at = addDays(day, ahead);
    if (isOpenDay(at, where)) return at;
  }
  return day;
}

/** A deadline in a closure moves to the third open day after it; any other stays. */
export function rollOver(day: Day, where: Where): Day {
  const last = closuresAround(day, where)
    .map(({ to }) => to)
    .sort()
    .at(-1);
  return last === undefined ? day : addWorkingDays(last, 3, where);
}

/** The day of a reminder before a date: in a closure it is the last open day before it; any other day stays. */
export function beforeClosure(day: Day, where: Where): Day {
  const [first] = closuresAround(day, where)
    .map(({ from }) => from)
    .sort();
  return first === undefined ? day : workingDaysBefore(first, 1, where);
}

function closuresAround(day: Day, { closures }: Where): readonly Closure[] {
  return closures.filter(({ from, to }) => from <= day && day <= to);
}

/** Whether routine messages may be delivered: on an open day, within a window (its end excluded). */
export function inWindow(now: Date, setting: Delivering, calendar: Calendar): boolean {
  const { day, time } = localTime(now, setting.timezone);
  return (
    isOpenDay(day, { ...setting, calendar }) &&
    windowsOn(day, setting).some(({ from, to }) => from <= time && time < to)
  );
}

/**
 * `now` when a window is open, else the start of the next window. In a setting closed for two years on end it is two years
 * later.
 */
export function nextWindow(now: Date, setting: Delivering, calendar: Calendar): Date {
  if (inWindow(now, setting, calendar)) return now;
  const today = localDay(now, setting.timezone);
  for (let ahead = 0; ahead <= HORIZON; ahead++) {
    const day = addDays(today, ahead);
    if (!isOpenDay(day, { ...setting, calendar })) continue;
    for (const { from } of windowsOn(day, setting)) {
      const start = instantOf(day, from, setting.timezone);
      // A window that lies in the hour skipped by summer time would start after its own end.
      if (start > now && inWindow(start, setting, calendar)) return start;
    }
  }
  return instantOf(addDays(today, HORIZON), '08:00', setting.timezone);
}

/** The start of the window that is open now, else of the next one. What one window delivers belongs together. */
export function windowStart(now: Date, setting: Delivering, calendar: Calendar): Date {
  const { day, time } = localTime(now, setting.timezone);
  const open = inWindow(now, setting, calendar)
    ? windowsOn(day, setting).find(({ from, to }) => from <= time && time < to)
    : undefined;
  return open ? instantOf(day, open.from, setting.timezone) : nextWindow(now, setting, calendar);
}

/** The windows of that weekday, soonest first; the default ones where none of the setting's windows can ever open. */
function windowsOn(day: Day, { deliveryWindows }: Delivering): DeliveryWindow[] {
  const weekdays = WEEKDAYS.slice(0, 5);
  const usable = deliveryWindows.filter(
    ({ days, from, to }) => from < to && weekdays.some((each) => days.includes(each)),
  );
  const windows = usable.length === 0 ? DEFAULT_WINDOWS : usable;
  const name = WEEKDAYS[weekday(day)];
  return windows
    .filter(({ days }) => name !== undefined && days.includes(name))
    .sort((a, b) => (a.from < b.from ? -1 : 1));
}

/** When an alert may be delivered: at once on an open day from 07:00 to 20:00, else at 07:00 on the next. */
export function alertTime(now: Date, setting: Delivering, calendar: Calendar): Date {
  const { day, time } = localTime(now, setting.timezone);
  const on = openDayFrom(time < QUIET.from ? day : addDays(day, 1), { ...setting, calendar });
  return on === day && time >= QUIET.to ? now : instantOf(on, QUIET.to, setting.timezone);
}

/**
 * The first instant at which clocks in that timezone (IANA) show that day and `HH:MM`. For a time that summer time skips,
 * it is the instant of the change.
 */
export function instantOf(day: Day, time: string, timezone: string): Date {
  const wall = wallMinutes(day, time);
  const shown = (minute: number) => {
    const local = localTime(new Date(minute * MINUTE), timezone);
    return wallMinutes(local.day, local.time);
  };
  const guesses = [wall - 1440, wall + 1440].map((near) => wall - (shown(near) - near)).sort((a, b) => a - b);
  const exact = guesses.find((guess) => shown(guess) === wall);
  if (exact !== undefined) return new Date(exact * MINUTE);
  let [before = wall, after = wall] = guesses;
  while (after - before > 1) {
    const middle = Math.floor((before + after) / 2);
    if (shown(middle) < wall) before = middle;
    else after = middle;
  }
  return new Date(after * MINUTE);
}

/** Minutes since 1970 on the clock of that place. */
function wallMinutes(day: Day, time: string): number {
  return daysBetween('1970-01-01', day) * 1440 + Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
}
