import { createRequire } from 'node:module';
import type Library from 'date-holidays';
import type { Calendar, Day } from './core/rules/days.ts';
import type { Nation } from './core/settings/setting.ts';
import { HOLIDAYS, type Holidays } from './holidays.ts';

type LibraryOf = new (country: string, state: string) => Library;

/** The library's part of the United Kingdom for each nation; England's list is Wales's too. */
const PARTS: Record<Nation, string> = {
  'england-and-wales': 'ENG',
  scotland: 'SCT',
  'northern-ireland': 'NIR',
};

/** Days proclaimed once that the library does not hold. https://www.gov.uk/bank-holidays */
const PROCLAIMED: Record<Nation, readonly Day[]> = {
  'england-and-wales': [],
  // The football World Cup.
  scotland: ['2026-06-15'],
  'northern-ireland': [],
};

/** The last year whose days have been compared with those published; later ones are worked out by the usual rules. */
const COMPARED: Record<Nation, number> = {
  'england-and-wales': 2028,
  scotland: 2028,
  'northern-ireland': 2028,
};

/** A calendar that can also say how far it is sure of itself. */
export interface KnownCalendar extends Calendar {
  lastKnownYear(nation: Nation): number;
}

/**
 * The bank holidays of the United Kingdom's nations, substitute days included: those of the table, and of the library for a
 * year that it does not hold. The library knows the whole world, and costs a tenth of a second and 30 MB once it is asked.
 */
export function createCalendar(table: Partial<Holidays> = HOLIDAYS): KnownCalendar {
  const years = new Map<string, ReadonlySet<Day>>();
  const nations = new Map<Nation, Library>();
  let library: LibraryOf | undefined;

  function libraryOf(nation: Nation): Library {
    const known = nations.get(nation);
    if (known) return known;
    // Not `await import`: the rules ask for a day in the middle of a calculation, and wait for nothing.
    library ??= createRequire(import.meta.url)('date-holidays') as LibraryOf;
    const made = new library('GB', PARTS[nation]);
    nations.set(nation, made);
    return made;
  }

  function listed(nation: Nation, year: string): Day[] {
    const kept = table[nation]?.[year];
    if (kept !== undefined) return kept.split(' ').map((day) => `${year}-${day}`);
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
    const made = new Set([...listed(nation, year), ...proclaimed]);
    years.set(key, made);
    return made;
  }

  return {
    isBankHoliday: (nation, day) => daysOf(nation, day.slice(0, 4)).has(day),
    lastKnownYear: (nation) => COMPARED[nation],
  };
}
