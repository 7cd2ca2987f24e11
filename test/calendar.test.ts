import { describe, expect, it } from 'vitest';
import { createCalendar } from '../src/calendar.ts';
import { addDays, weekday } from '../src/core/rules/days.ts';
import { NATIONS, type Nation } from '../src/core/settings/setting.ts';
import { HOLIDAYS } from '../src/holidays.ts';

/** As published on https://www.gov.uk/bank-holidays, substitute days included. */
const PUBLISHED: Record<Nation, Record<number, string>> = {
  'england-and-wales': {
    2019: '01-01 04-19 04-22 05-06 05-27 08-26 12-25 12-26',
    2020: '01-01 04-10 04-13 05-08 05-25 08-31 12-25 12-28',
    2021: '01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28',
    2022: '01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27',
    2023: '01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26',
    2024: '01-01 03-29 04-01 05-06 05-27 08-26 12-25 12-26',
    2025: '01-01 04-18 04-21 05-05 05-26 08-25 12-25 12-26',
    2026: '01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28',
    2027: '01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28',
    2028: '01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26',
  },
  scotland: {
    2019: '01-01 01-02 04-19 05-06 05-27 08-05 12-02 12-25 12-26',
    2020: '01-01 01-02 04-10 05-08 05-25 08-03 11-30 12-25 12-28',
    2021: '01-01 01-04 04-02 05-03 05-31 08-02 11-30 12-27 12-28',
    2022: '01-03 01-04 04-15 05-02 06-02 06-03 08-01 09-19 11-30 12-26 12-27',
    2023: '01-02 01-03 04-07 05-01 05-08 05-29 08-07 11-30 12-25 12-26',
    2024: '01-01 01-02 03-29 05-06 05-27 08-05 12-02 12-25 12-26',
    2025: '01-01 01-02 04-18 05-05 05-26 08-04 12-01 12-25 12-26',
    2026: '01-01 01-02 04-03 05-04 05-25 06-15 08-03 11-30 12-25 12-28',
    2027: '01-01 01-04 03-26 05-03 05-31 08-02 11-30 12-27 12-28',
    2028: '01-03 01-04 04-14 05-01 05-29 08-07 11-30 12-25 12-26',
  },
  'northern-ireland': {
    2019: '01-01 03-18 04-19 04-22 05-06 05-27 07-12 08-26 12-25 12-26',
    2020: '01-01 03-17 04-10 04-13 05-08 05-25 07-13 08-31 12-25 12-28',
    2021: '01-01 03-17 04-02 04-05 05-03 05-31 07-12 08-30 12-27 12-28',
    2022: '01-03 03-17 04-15 04-18 05-02 06-02 06-03 07-12 08-29 09-19 12-26 12-27',
    2023: '01-02 03-17 04-07 04-10 05-01 05-08 05-29 07-12 08-28 12-25 12-26',
    2024: '01-01 03-18 03-29 04-01 05-06 05-27 07-12 08-26 12-25 12-26',
    2025: '01-01 03-17 04-18 04-21 05-05 05-26 07-14 08-25 12-25 12-26',
    2026: '01-01 03-17 04-03 04-06 05-04 05-25 07-13 08-31 12-25 12-28',
    2027: '01-01 03-17 03-26 03-29 05-03 05-31 07-12 08-30 12-27 12-28',
    2028: '01-03 03-17 04-14 04-17 05-01 05-29 07-12 08-28 12-25 12-26',
  },
};

const calendar = createCalendar();

describe.each(NATIONS)('The bank holidays of %s', (nation) => {
  it.each(Object.entries(PUBLISHED[nation]))('in %s are those published', (year, published) => {
    const found: string[] = [];
    for (let day = `${year}-01-01`; day.startsWith(year); day = addDays(day, 1)) {
      if (weekday(day) < 5 && calendar.isBankHoliday(nation, day)) found.push(day.slice(5));
    }
    expect(found.join(' ')).toBe(published);
  });

  // From before the first year of the table to after its last, where the library answers itself.
  it('are the same as the library’s on every day', () => {
    const library = createCalendar({});
    const differing: string[] = [];
    for (let day = '2014-01-01'; day < '2047'; day = addDays(day, 1)) {
      if (calendar.isBankHoliday(nation, day) !== library.isBankHoliday(nation, day)) differing.push(day);
    }
    expect(differing).toEqual([]);
  });

  it('have been compared up to the year that it names', () => {
    expect(calendar.lastKnownYear(nation)).toBe(Math.max(...Object.keys(PUBLISHED[nation]).map(Number)));
  });
});

it('keeps no day that is merely observed', () => {
  // Mother’s Day and Father’s Day.
  expect(calendar.isBankHoliday('england-and-wales', '2026-03-15')).toBe(false);
  expect(calendar.isBankHoliday('scotland', '2026-06-21')).toBe(false);
});

it('keeps each nation’s own days to itself', () => {
  const on = (day: string) => NATIONS.filter((nation) => calendar.isBankHoliday(nation, day));
  expect(on('2026-01-02')).toEqual(['scotland']);
  expect(on('2026-11-30')).toEqual(['scotland']);
  expect(on('2026-06-15')).toEqual(['scotland']);
  expect(on('2026-04-06')).toEqual(['england-and-wales', 'northern-ireland']);
  expect(on('2026-03-17')).toEqual(['northern-ireland']);
});

it('moves the Twelfth to Monday from either day of a weekend, in any year', () => {
  expect(calendar.isBankHoliday('northern-ireland', '2031-07-14')).toBe(true);
  expect(calendar.isBankHoliday('northern-ireland', '2037-07-13')).toBe(true);
  expect(calendar.isBankHoliday('northern-ireland', '2032-07-13')).toBe(false);
});

it('asks the library for no year that a register is likely to speak of', () => {
  for (const nation of NATIONS)
    expect(Object.keys(HOLIDAYS[nation])).toEqual(Array.from({ length: 31 }, (_, at) => String(2015 + at)));
});
