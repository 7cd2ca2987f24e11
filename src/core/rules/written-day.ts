import { addDays, type Day, isReckonable, MONTHS, parseDay, showDay } from './days.ts';

// Reads a day as spreadsheets and people write it, wherever that can be read in one way, and says why it cannot.

/** Excel counts days; these are those of 1955 to 2099. */
const EXCEL = { zero: '1899-12-30', from: 20_100, to: 73_050 };

/** A day, or the reason why it is none: the end of a sentence that begins with what was written. */
export type WrittenDay = { value: Day } | { why: string };

const WEEKDAY = /^(?:mon|tue|tues|wed|thu|thur|thurs|fri|sat|sun)(?:day|sday|nesday|rsday|urday)?\.?,? +/i;
const TIME = /[ T]+\d{1,2}[:.]\d{2}(?:[:.]\d{2}(?:\.\d+)?)? ?(?:[ap]\.?m\.?)?$/i;
const MIDNIGHT_ELSEWHERE = /[T ]00:00(?::00(?:\.0+)?)?(?:Z|[+-]00:?00)$/i;

/** Reads a day in any spelling that is plain: the day before the month, unless the month is a word or the year comes first. */
export function readWrittenDay(said: string): WrittenDay {
  const text = said
    .replace(/\s+/g, ' ')
    .trim()
    .replace(MIDNIGHT_ELSEWHERE, '')
    .replace(WEEKDAY, '')
    .replace(TIME, '');
  const plain = parseDay(text);
  if (plain !== undefined) return { value: plain };
  if (/^#+$/.test(text))
    return {
      why: 'is what a column shows that was too narrow: please make it wider and save the file again',
    };
  if (/^\d{5}(?:\.\d+)?$/.test(text)) return fromExcel(Math.floor(Number(text)));
  const numbers =
    take(/^(?<y>\d{4})[/. -](?<m>\d{1,2})[/. -](?<d>\d{1,2})$/, text) ??
    take(/^(?<y>\d{4})(?<m>\d{2})(?<d>\d{2})$/, text) ??
    take(/^(?<d>\d{1,2})([/. -])(?<m>\d{1,2})\2(?<y>\d{4}|’?'?\d{2})$/, text);
  if (numbers) return made(numbers.y, Number(numbers.m), numbers.d);
  const words =
    take(
      /^(?<d>\d{1,2})(?:st|nd|rd|th)?(?:[ .-]| of )*(?<m>\p{L}{3,})\.?,?[ -]?['’]?(?<y>\d{4}|\d{2})$/iu,
      text,
    ) ?? take(/^(?<m>\p{L}{3,})\.? (?<d>\d{1,2})(?:st|nd|rd|th)?,? (?<y>\d{4})$/iu, text);
  if (words) {
    const month = monthNamed(words.m ?? '');
    return month === 0 ? { why: `has no English month in it` } : made(words.y, month, words.d);
  }
  const month = take(/^(?<m>\p{L}{3,})\.?[ '’-]*(?:\d{2}|\d{4})$/iu, text);
  const isMonth = (month && monthNamed(month.m ?? '') > 0) || monthNamed(text) > 0;
  if (isMonth || /^(?:\d{1,2}[/.-]\d{4}|\d{4}[/.-]\d{1,2}|(?:19|20)\d{2})$/.test(text))
    return { why: 'names no day: a day is needed, not only a month or year' };
  if (/^\d{1,2}(?:[/.-]\d{1,2}|(?:st|nd|rd|th)?[ -]\p{L}{3,})$/iu.test(text)) return { why: 'names no year' };
  return { why: 'is not a date' };
}

/** Whether a day of this column can only be read with its month first, as in America: `09/25/2025`. */
export function isMonthFirst(cells: Iterable<string>): boolean {
  for (const cell of cells) {
    const [, first, second] = /^\s*(\d{1,2})[/.-](\d{1,2})[/.-]\d{2}(?:\d{2})?\b/.exec(cell) ?? [];
    if (Number(first) <= 12 && Number(second) > 12 && Number(second) <= 31) return true;
  }
  return false;
}

/** The two days that a cell of such a column could mean, in words; undefined where it means one. */
export function eitherDay(said: string): string | undefined {
  const [, first = '', second = '', year = ''] =
    /^\s*(\d{1,2})[/.-](\d{1,2})[/.-](\d{2}(?:\d{2})?)\b/.exec(said) ?? [];
  if (first === '' || Number(first) === Number(second) || Number(first) > 12 || Number(second) > 12)
    return undefined;
  const [one, other] = [made(year, Number(second), first), made(year, Number(first), second)];
  return 'value' in one && 'value' in other ? `${showDay(one.value)} or ${showDay(other.value)}` : undefined;
}

function fromExcel(days: number): WrittenDay {
  if (days < EXCEL.from || days > EXCEL.to)
    return { why: 'is a number, and not one by which Excel keeps a day of these years' };
  return { value: addDays(EXCEL.zero, days) };
}

function take(pattern: RegExp, text: string): { y?: string; m?: string; d?: string } | undefined {
  return pattern.exec(text)?.groups;
}

function made(year = '', month: number, day = ''): WrittenDay {
  const digits = year.replace(/\D/g, '');
  const full = digits.length === 2 ? `20${digits}` : digits;
  const value = parseDay(`${full}-${String(month).padStart(2, '0')}-${day.padStart(2, '0')}`);
  if (value !== undefined) return { value };
  const [date, name] = [Number(day), MONTHS[month - 1]];
  if (name === undefined) {
    const turned = MONTHS[date - 1];
    const hint = turned === undefined ? '' : ` (with the month first it would be ${month} ${turned} ${full})`;
    return { why: `has no month ${month}${hint}` };
  }
  if (!isReckonable(full)) return { why: 'lies in a year that cannot be meant' };
  const isLeap = date === 29 && month === 2;
  return { why: `cannot be: there is no ${date} ${name}${isLeap ? ` ${full}` : ''}` };
}

function monthNamed(word: string): number {
  if (word.length < 3) return 0;
  return MONTHS.findIndex((name) => name.toLowerCase().startsWith(word.toLowerCase())) + 1;
}
