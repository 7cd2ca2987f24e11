import { createRequire } from 'node:module';
import type Holidays from 'date-holidays';
import type { Calendar, Day } from './core/rules/days.ts';
import type { Nation } from './core/setting.ts';

type HolidaysOf = new (country: string, state: string) => Holidays;

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
 * The bank holidays of the United Kingdom's nations, substitute days included. The library is loaded at the first question
 * (a tenth of a second, once, since it knows the whole world), and each year is worked out once.
 */
export function createCalendar(): KnownCalendar {
  const years = new Map<string, ReadonlySet<Day>>();
  const nations = new Map<Nation, Holidays>();
  let library: HolidaysOf | undefined;

  function holidaysOf(nation: Nation): Holidays {
    const known = nations.get(nation);
    if (known) return known;
    // Not `await import`: the rules ask for a day in the middle of a calculation, and wait for nothing.
    library ??= createRequire(import.meta.url)('date-holidays') as HolidaysOf;
    const made = new library('GB', PARTS[nation]);
    nations.set(nation, made);
    return made;
  }

  function daysOf(nation: Nation, year: string): ReadonlySet<Day> {
    const key = `${nation} ${year}`;
    const known = years.get(key);
    if (known) return known;
    const listed = holidaysOf(nation).getHolidays(Number(year), 'en');
    const days = listed
      .filter(({ type }) => type === 'public' || type === 'bank')
      .map(({ date }) => date.slice(0, 10));
    const made = new Set([...days, ...PROCLAIMED[nation].filter((day) => day.startsWith(year))]);
    years.set(key, made);
    return made;
  }

  return {
    isBankHoliday: (nation, day) => daysOf(nation, day.slice(0, 4)).has(day),
    lastKnownYear: (nation) => COMPARED[nation],
  };
}
