import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addDays,
  addMonths,
  daysBetween,
  isDay,
  lastDay,
  localDay,
  localTime,
  parseDay,
  parseLooseDate,
  showDay,
  weekday,
} from '../../../src/core/rules/days.ts';

const day = fc
  .date({ min: new Date('1900-01-01'), max: new Date('2199-12-31'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

describe('A date is read', () => {
  it.each([
    ['2019-03-25', '2019-03-25'],
    [' 2019-03-25 ', '2019-03-25'],
    ['25/03/2019', '2019-03-25'],
    ['25/3/2019', '2019-03-25'],
    ['5/3/2019', '2019-03-05'],
    ['25.03.2019', '2019-03-25'],
    ['25-03-2019', '2019-03-25'],
    ['25 Mar 2019', '2019-03-25'],
    ['25  mar  2019', '2019-03-25'],
    ['25 MARCH 2019', '2019-03-25'],
    ['25th March, 2019', '2019-03-25'],
    ['1 Sept 2026', '2026-09-01'],
    ['25-Mar-2019', '2019-03-25'],
    ['29/02/2028', '2028-02-29'],
    ['1 May 2026', '2026-05-01'],
  ])('%s', (words, expected) => {
    expect(parseDay(words)).toBe(expected);
    expect(parseLooseDate(words)).toBe(expected);
  });

  it.each([
    '',
    'today',
    '03/25/2019',
    '31/02/2019',
    '29/02/2027',
    '2019-13-01',
    '2019-02-30',
    '25 Foo 2019',
    '25/03/19',
    '0/1/2019',
    '25/03/0219',
    '0219-03-25',
    '25/03-2019',
    '2019-3-25',
    '25 Mar',
    '99 Mar 2019',
    '25 Marches 2019',
  ])('but not %j', (words) => {
    expect(parseDay(words)).toBeUndefined();
    expect(parseLooseDate(words)).toBeUndefined();
  });

  it.each([
    ['2019', '2019'],
    ['2019-03', '2019-03'],
    ['03/2019', '2019-03'],
    ['3/2019', '2019-03'],
    ['Mar 2019', '2019-03'],
    ['march  2019', '2019-03'],
    ['Sept 2026', '2026-09'],
    ['always', 'always'],
    [' Always ', 'always'],
  ])('loosely, as precisely as it was said: %j', (words, expected) => {
    expect(parseLooseDate(words)).toBe(expected);
    expect(parseDay(words)).toBeUndefined();
  });

  it.each(['13/2019', '2019-00', '0219', 'Foo 2019', '1850', 'never'])('but not loosely %j', (words) => {
    expect(parseLooseDate(words)).toBeUndefined();
  });

  it('back from how it is shown', () => {
    fc.assert(
      fc.property(day, (each) => {
        expect(parseDay(showDay(each))).toBe(each);
        expect(parseLooseDate(showDay(each.slice(0, 7)))).toBe(each.slice(0, 7));
      }),
    );
  });
});

it('shows a date as precisely as it is known', () => {
  expect(['2019-03-05', '2020-03', '2019', 'always'].map(showDay)).toEqual([
    '5 Mar 2019',
    'Mar 2020',
    '2019',
    'always',
  ]);
});

it('counts a month or a year as its last day (V1)', () => {
  expect(['2020-03', '2027-02', '2028-02', '2020-12', '2019', '2019-03-25'].map(lastDay)).toEqual([
    '2020-03-31',
    '2027-02-28',
    '2028-02-29',
    '2020-12-31',
    '2019-12-31',
    '2019-03-25',
  ]);
});

it.each([
  ['2026-01-31', 1, '2026-02-28'],
  ['2028-01-31', 1, '2028-02-29'],
  ['2026-08-31', 6, '2027-02-28'],
  ['2026-11-22', 12, '2027-11-22'],
  ['2028-02-29', 12, '2029-02-28'],
  ['2026-03-31', -1, '2026-02-28'],
  ['2026-12-15', 1, '2027-01-15'],
])('%s and %i months is %s', (from, months, expected) => {
  expect(addMonths(from, months)).toBe(expected);
});

it('knows real days from others', () => {
  expect(['2028-02-29', '2026-11-22'].every(isDay)).toBe(true);
  expect(['2027-02-29', '2026-11-31', '2026-1-1', '', '2026-11-22T00:00'].some(isDay)).toBe(false);
});

it('starts the week on Monday', () => {
  expect(['2026-11-23', '2026-11-27', '2026-11-22'].map(weekday)).toEqual([0, 4, 6]);
});

it('tells weekday and distance as the year, month and date do by themselves', () => {
  fc.assert(
    fc.property(day, (each) => {
      const [year = 0, month = 0, date = 0] = each.split('-').map(Number);
      const midnight = Date.UTC(year, month - 1, date);
      expect(weekday(each)).toBe((new Date(midnight).getUTCDay() + 6) % 7);
      expect(daysBetween('1970-01-01', each)).toBe(midnight / 86_400_000);
    }),
  );
});

it('adds and counts days alike, over summer time and leap days', () => {
  expect(addDays('2026-03-28', 2)).toBe('2026-03-30');
  expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
  fc.assert(
    fc.property(day, fc.integer({ min: -4000, max: 4000 }), (from, days) => {
      expect(daysBetween(from, addDays(from, days))).toBe(days);
      expect(addDays(addDays(from, days), -days)).toBe(from);
    }),
  );
});

describe('The local day', () => {
  it.each([
    ['2026-11-22T23:59:59Z', 'Europe/London', '2026-11-22', '23:59'],
    ['2026-06-30T23:30:00Z', 'Europe/London', '2026-07-01', '00:30'],
    ['2026-11-22T00:00:00Z', 'Europe/London', '2026-11-22', '00:00'],
    ['2026-03-29T00:59:59Z', 'Europe/London', '2026-03-29', '00:59'],
    ['2026-03-29T01:00:00Z', 'Europe/London', '2026-03-29', '02:00'],
    ['2026-10-25T00:59:59Z', 'Europe/London', '2026-10-25', '01:59'],
    ['2026-10-25T01:00:00Z', 'Europe/London', '2026-10-25', '01:00'],
    // The year in which Britain kept summer time all winter.
    ['1970-01-01T12:00:00Z', 'Europe/London', '1970-01-01', '13:00'],
    ['2026-11-22T00:00:00Z', 'America/New_York', '2026-11-21', '19:00'],
    ['2026-11-22T18:20:00Z', 'Asia/Kathmandu', '2026-11-23', '00:05'],
    ['2026-12-31T23:00:00Z', 'Pacific/Kiritimati', '2027-01-01', '13:00'],
  ])('at %s in %s', (instant, timezone, on, time) => {
    expect(localDay(new Date(instant), timezone)).toBe(on);
    expect(localTime(new Date(instant), timezone)).toEqual({ day: on, time });
  });
});
