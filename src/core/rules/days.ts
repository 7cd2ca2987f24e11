/** A calendar day, `YYYY-MM-DD`. */
export type Day = string;

/** Later than any day that is reckoned with. */
export const LAST_DAY: Day = '9999-12-31';

/** The nations, which have different bank holidays. */
export const NATIONS = ['england-and-wales', 'scotland', 'northern-ireland'] as const;
export type Nation = (typeof NATIONS)[number];

/** Bank holidays, provided from outside the core. */
export interface Calendar {
  isBankHoliday(nation: Nation, day: Day): boolean;
}

/** The months, January first. */
export const MONTHS = [
  'January',
  'February',
  'March',
  'April',
  'May',
  'June',
  'July',
  'August',
  'September',
  'October',
  'November',
  'December',
] as const;
const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;

/** Its midnight in UTC, in milliseconds since 1970: a date without a time is read as UTC. */
function utc(day: Day): number {
  return Date.parse(day);
}

function toDay(time: number): Day {
  return new Date(time).toISOString().slice(0, 10);
}

export function isDay(words: string): boolean {
  if (!DAY.test(words)) return false;
  const year = Number(words.slice(0, 4));
  const month = Number(words.slice(5, 7));
  const date = Number(words.slice(8));
  // `Date` reads the years 0 to 99 as 1900 to 1999.
  return year >= 100 && month >= 1 && month <= 12 && date >= 1 && date <= lengthOf(year, month);
}

function lengthOf(year: number, month: number): number {
  if (month === 2) return (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0 ? 29 : 28;
  return month === 4 || month === 6 || month === 9 || month === 11 ? 30 : 31;
}

/**
 * Whether a date (a year, a month, a day or `always`) is near enough for everything computed from it to stay within the
 * calendar.
 */
export function isReckonable(date: string): boolean {
  return date === 'always' || (date >= '1900' && date < '2200');
}

export function addDays(day: Day, days: number): Day {
  return toDay(utc(day) + days * 86_400_000);
}

/** The same date so many months later, or that month's last day where it has no such date. */
export function addMonths(day: Day, months: number): Day {
  const year = Number(day.slice(0, 4));
  const month = Number(day.slice(5, 7)) - 1 + months;
  const last = new Date(Date.UTC(year, month + 1, 0)).getUTCDate();
  return toDay(Date.UTC(year, month, Math.min(Number(day.slice(8, 10)), last)));
}

export function daysBetween(from: Day, to: Day): number {
  return Math.round((utc(to) - utc(from)) / 86_400_000);
}

/** The weekday; Monday is 0. */
export function weekday(day: Day): number {
  return (new Date(utc(day)).getUTCDay() + 6) % 7;
}

/** The last day of a year (`2020`) or a month (`2020-03`), or the day itself: dates in the policy count so (V1). */
export function lastDay(date: string): Day {
  if (/^\d{4}$/.test(date)) return `${date}-12-31`;
  if (/^\d{4}-\d{2}$/.test(date)) return addDays(addMonths(`${date}-01`, 1), -1);
  return date;
}

/** `2019-03-25` as `25 Mar 2019`, `2020-03` as `Mar 2020`, `2019` and `always` as they are. */
export function showDay(date: string): string {
  const [year, month, day] = date.split('-');
  if (month === undefined) return date;
  const name = MONTHS[Number(month) - 1]?.slice(0, 3) ?? month;
  return day === undefined ? `${name} ${year}` : `${Number(day)} ${name} ${year}`;
}

/**
 * Reads `2019-03-25`, `25/03/2019` (also with dots or hyphens), `25 Mar 2019` or `25 March 2019`, from 1900 on; undefined for
 * anything else.
 */
export function parseDay(words: string): Day | undefined {
  if (isDay(words) && words >= '1900') return words;
  const given = words.replace(/\s+/g, ' ').trim();
  const written = /^(\d{4})-(\d{2})-(\d{2})$/.exec(given);
  if (written) return checked(written[1], Number(written[2]), written[3]);
  const slashed = /^(\d{1,2})([/.-])(\d{1,2})\2(\d{4})$/.exec(given);
  if (slashed) return checked(slashed[4], Number(slashed[3]), slashed[1]);
  const spelt = /^(\d{1,2})(?:st|nd|rd|th)?[ -]([A-Za-z]{3,9})\.?,?[ -](\d{4})$/.exec(given);
  if (spelt) return checked(spelt[3], monthNumber(spelt[2] ?? ''), spelt[1]);
  return undefined;
}

/** As `parseDay`, and also `2019`, `2019-03`, `03/2019`, `Mar 2019` (kept at that precision) and `always`. */
export function parseLooseDate(words: string): string | undefined {
  const given = words.replace(/\s+/g, ' ').trim();
  if (given.toLowerCase() === 'always') return 'always';
  if (/^(19|20)\d{2}$/.test(given)) return given;
  const month = /^(\d{4})-(\d{2})$/.exec(given) ?? swap(/^(\d{1,2})\/(\d{4})$/.exec(given));
  if (month) return checkedMonth(month[1], Number(month[2]));
  const spelt = /^([A-Za-z]{3,9})\.? (\d{4})$/.exec(given);
  if (spelt) return checkedMonth(spelt[2], monthNumber(spelt[1] ?? ''));
  return parseDay(given);
}

function swap(match: RegExpExecArray | null): (string | undefined)[] | null {
  return match ? [match[0], match[2], match[1]] : null;
}

function monthNumber(name: string): number {
  const said = name.toLowerCase();
  const short = said === 'sept' ? 'sep' : said;
  return (
    MONTHS.map((month) => month.toLowerCase()).findIndex((month) =>
      [month, month.slice(0, 3)].includes(short),
    ) + 1
  );
}

function checkedMonth(year: string | undefined, month: number): string | undefined {
  return month >= 1 && month <= 12 && Number(year) >= 1900
    ? `${year}-${String(month).padStart(2, '0')}`
    : undefined;
}

function checked(year: string | undefined, month: number, day: string | undefined): Day | undefined {
  const made = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`;
  return isDay(made) && Number(year) >= 1900 ? made : undefined;
}

/** The calendar day in that timezone (IANA) at that instant. */
export function localDay(now: Date, timezone: string): Day {
  return localTime(now, timezone).day;
}

/** Formatters by timezone, each made once, because making one takes some 15 ms. */
const formats = new Map<string, Intl.DateTimeFormat>();

/** What was told lately, by timezone and minute: one command asks for the same minute several times, a night for many settings. */
const lately = new Map<string, { day: Day; time: string }>();
const REMEMBERED = 1000;

/** Day and time of day (`HH:MM`) in that timezone. */
export function localTime(now: Date, timezone: string): { day: Day; time: string } {
  const key = `${timezone} ${Math.floor(now.getTime() / 60_000)}`;
  const known = lately.get(key) ?? formatted(now, timezone);
  if (lately.size >= REMEMBERED) lately.clear();
  lately.set(key, known);
  return { ...known };
}

function formatted(now: Date, timezone: string): { day: Day; time: string } {
  let format = formats.get(timezone);
  if (!format) {
    format = new Intl.DateTimeFormat('en-GB', {
      timeZone: timezone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    });
    formats.set(timezone, format);
  }
  const parts: Record<string, string> = {};
  for (const part of format.formatToParts(now)) parts[part.type] = part.value;
  return { day: `${parts.year}-${parts.month}-${parts.day}`, time: `${parts.hour}:${parts.minute}` };
}

/** An instant as people of that timezone read it: “3 Nov 2026 at 09:30”. */
export function showInstant(instant: Date, timezone: string): string {
  const { day, time } = localTime(instant, timezone);
  return `${showDay(day)} at ${time}`;
}

/** Whether a first day lies after the last day of an earlier stay, so that somebody left and returns: a stay of its own. */
export function returns(before: { leavesOn: Day | null } | undefined, startsOn: Day | null): boolean {
  return startsOn !== null && before !== undefined && before.leavesOn !== null && startsOn > before.leavesOn;
}

/** Whether the last day of a person or child is over. */
export function hasLeft({ leavesOn }: { leavesOn: Day | null }, today: Day): boolean {
  return leavesOn !== null && leavesOn < today;
}
