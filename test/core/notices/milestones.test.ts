import { expect, it } from 'vitest';
import { createCalendar } from '../../../src/calendar.ts';
import { type Mark, reached, workingDaysSince } from '../../../src/core/notices/milestones.ts';
import type { Where } from '../../../src/core/rules/working-days.ts';

const where: Where = {
  nation: 'england-and-wales',
  closures: [{ from: '2026-12-21', to: '2027-01-01', why: 'Christmas' }],
  calendar: createCalendar(),
};

const days = (n: number): Mark => ({ kind: 'days', days: n, to: [] });
const beforeDue = (n: number): Mark => ({ kind: 'days', days: n, beforeDue: true, to: [] });
const working = (n: number, every?: number): Mark => ({
  kind: 'working days',
  days: n,
  ...(every === undefined ? {} : { every }),
  to: [],
});

const monthly: Mark = { kind: 'monthly', after: 28, to: [] };

const CASES: [string, Mark, from: string, today: string, day: string | undefined][] = [
  ['days before, not yet', days(-14), '2026-12-15', '2026-11-30', undefined],
  ['days before, on its day', days(-14), '2026-12-15', '2026-12-01', '2026-12-01'],
  ['days before, missed', days(-14), '2026-12-15', '2026-12-07', '2026-12-01'],
  [
    'days before, in a closure: the last open day before it',
    days(-14),
    '2027-01-08',
    '2026-12-18',
    '2026-12-18',
  ],
  ['days before, in a closure: not yet', days(-14), '2027-01-08', '2026-12-17', undefined],
  ['days before, on a Saturday: it leaves on Monday', days(-14), '2026-12-19', '2026-12-05', '2026-12-05'],
  ['before what is due, in a closure', beforeDue(20), '2026-12-08', '2026-12-18', '2026-12-18'],
  ['before what is due, where it began in a closure', beforeDue(3), '2026-12-26', '2026-12-29', '2026-12-18'],
  ['in a closure all the same: reviews never move', days(0), '2026-12-25', '2026-12-25', '2026-12-25'],
  ['the day itself, a Saturday', working(0), '2026-11-28', '2026-11-29', undefined],
  ['the day itself, once it is Monday', working(0), '2026-11-28', '2026-11-30', '2026-11-30'],
  ['the first working day after a Friday', working(1), '2026-11-27', '2026-11-29', undefined],
  ['the first working day after a Friday, come', working(1), '2026-11-27', '2026-11-30', '2026-11-30'],
  ['the fifth, over Christmas', working(5), '2026-12-16', '2027-01-06', '2027-01-06'],
  ['the fifth, over Christmas, not yet', working(5), '2026-12-16', '2027-01-05', undefined],
  ['every fifth, the second time', working(5, 5), '2026-11-02', '2026-11-17', '2026-11-16'],
  ['every fifth, before the first', working(5, 5), '2026-11-02', '2026-11-06', undefined],
  ['monthly, before the first', monthly, '2026-07-31', '2026-09-27', undefined],
  ['monthly, the first', monthly, '2026-07-31', '2026-09-28', '2026-09-28'],
  ['monthly, long after', monthly, '2020-03-31', '2026-11-22', '2026-10-28'],
  ['monthly, on its day long after', monthly, '2020-03-31', '2026-11-28', '2026-11-28'],
];

it.each(CASES)('%s', (_, mark, from, today, day) => {
  expect(reached(mark, from, { today, on: today, where })?.day).toBe(day);
});

it('each milestone has a name of its own', () => {
  const names = new Set<string | undefined>();
  const marks = [days(-60), days(-14), days(0), days(28), monthly, working(0), working(5)];
  for (const mark of marks)
    names.add(reached(mark, '2026-07-01', { today: '2026-10-20', on: '2026-10-20', where })?.name);
  expect(names.size).toBe(marks.length);
  const months = ['2026-08-30', '2026-09-30', '2026-10-30'].map(
    (today) => reached(monthly, '2026-07-01', { today, on: today, where })?.name,
  );
  expect(new Set(months).size).toBe(3);
});

it('a daily reminder is named after its day', () => {
  const mark: Mark = { kind: 'open days', to: [] };
  const time = { today: '2026-11-21', on: '2026-11-23', where };
  expect(reached(mark, '2026-11-01', time)).toEqual({ name: '2026-11-23', day: '2026-11-23' });
  expect(reached(mark, '2026-11-24', time)).toBeUndefined();
});

it('counts working days late', () => {
  expect(workingDaysSince('2026-11-27', '2026-11-27', where)).toBe(0);
  expect(workingDaysSince('2026-11-27', '2026-11-29', where)).toBe(0);
  expect(workingDaysSince('2026-11-27', '2026-11-30', where)).toBe(1);
  expect(workingDaysSince('2026-12-18', '2027-01-04', where)).toBe(1);
});
