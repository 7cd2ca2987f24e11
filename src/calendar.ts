import { createRequire } from 'node:module';
import type Library from 'date-holidays';
import type { Calendar, Day } from './core/rules/days.ts';
import type { Nation } from './core/settings/setting.ts';
import { HOLIDAYS, type Holidays } from './holidays.ts';

type LibraryOf = new (country: string, state: string) => Library;

/** The region code that date-holidays uses for each nation. Wales has the same bank holidays as England. */
const PARTS: Record<Nation, string> = {
  'england-and-wales': 'ENG',
  scotland: 'SCT',
  'northern-ireland': 'NIR',
};

/** One-off bank holidays, made by proclamation, that date-holidays does not list. https://www.gov.uk/bank-holidays */
const PROCLAIMED: Record<Nation, readonly Day[]> = {
  'england-and-wales': [],
  // The football World Cup.
  scotland: ['2026-06-15'],
  'northern-ireland': [],
};

/** The last year whose days were compared with the published lists. Later years are computed by the usual rules. */
const COMPARED: Record<Nation, number> = {
  'england-and-wales': 2028,
  scotland: 2028,
  'northern-ireland': 2028,
};

/** A calendar that also says up to which year its days were compared with the published lists. */
interface KnownCalendar extends Calendar {
  lastKnownYear(nation: Nation): number;
}

/**
 * The bank holidays of the nations of the United Kingdom, substitute days included. They come from the built-in table; for
 * a year that the table does not hold they come from date-holidays. The library is loaded only then, because it covers the
 * whole world and costs 100 ms and 30 MB.
 */
export function createCalendar(table: Partial<Holidays> = HOLIDAYS): KnownCalendar {
  const years = new Map<string, ReadonlySet<Day>>();
  const nations = new Map<Nation, Library>();
  let library: LibraryOf | undefined;

  function libraryOf(nation: Nation): Library {
    const known = nations.get(nation);
    if (known) return known;
    // Loaded synchronously, not with `await import`: the rules call `isBankHoliday` in the middle of a synchronous
    // calculation.
    library ??= createRequire(import.meta.url)('date-holidays') as LibraryOf;
    const made = new library('GB', PARTS[nation]);
    nations.set(nation, made);
    return made;
  }

  function daysListed(nation: Nation, year: string): Day[] {
    const days = table[nation]?.[year];
    if (days !== undefined) return days.split(' ').map((day) => `${year}-${day}`);
    return libraryOf(nation)
      .getHolidays(Number(year), 'en')
      .filter(({ type }) => type === 'public' || type === 'bank')
      .map(({ date }) => date.slice(0, 10));
  }

  function daysOf(nation: Nation, year: string): ReadonlySet<Day> {
    const key = `${nation} ${year}`;
    const known = years.get(key);
    if (known) return known;
    const proclaimed = PROCLAIMED[nation].filter((day) => day.startsWith(year));
    const made = new Set([...daysListed(nation, year), ...proclaimed]);
    years.set(key, made);
    return made;
  }

  return {
    isBankHoliday: (nation, day) => daysOf(nation, day.slice(0, 4)).has(day),
    lastKnownYear: (nation) => COMPARED[nation],
  };
}
