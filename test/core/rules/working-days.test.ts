import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addDays, localTime, weekday } from '../../../src/core/rules/days.ts';
import {
  addWorkingDays,
  alertTime,
  type Delivering,
  instantOf,
  inWindow,
  isOpenDay,
  nextWindow,
  rollOver,
  type Where,
} from '../../../src/core/rules/working-days.ts';
import { DEFAULT_WINDOWS } from '../../../src/core/settings/setting.ts';

// The days that matter here, of England and Wales.
const BANK = new Set(['2026-12-25', '2026-12-28', '2027-01-01', '2027-03-26', '2027-03-29']);
const calendar: Where['calendar'] = {
  isBankHoliday: (nation, day) => nation === 'england-and-wales' && BANK.has(day),
};

const closures = [
  { from: '2026-10-26', to: '2026-10-30', why: 'October half term' },
  { from: '2026-12-21', to: '2027-01-01', why: 'Christmas' },
  { from: '2026-12-30', to: '2027-01-04', why: 'the boiler' },
];
const where: Where = { nation: 'england-and-wales', closures, calendar };
const always: Where = {
  ...where,
  closures: [{ from: '2020-01-01', to: '2099-12-31', why: 'a slip of the pen' }],
};

describe('An open day', () => {
  it.each([
    ['a Monday', '2026-11-23', true],
    ['a Friday', '2026-11-27', true],
    ['no Saturday', '2026-11-28', false],
    ['no Sunday', '2026-11-22', false],
    ['the day before a closure', '2026-10-23', true],
    ['no first day of a closure', '2026-10-26', false],
    ['no last day of a closure', '2026-10-30', false],
    ['the Monday after', '2026-11-02', true],
    ['no bank holiday', '2027-03-26', false],
  ])('is %s', (_, day, expected) => {
    expect(isOpenDay(day, where)).toBe(expected);
  });

  it('may be a bank holiday of another nation', () => {
    expect(isOpenDay('2027-03-29', { ...where, nation: 'scotland' })).toBe(true);
  });
});

describe('Working days', () => {
  it.each([
    ['day 1 is the first working day after', '2026-11-23', 1, '2026-11-24'],
    ['none is the day itself', '2026-11-22', 0, '2026-11-22'],
    ['over a weekend', '2026-11-27', 1, '2026-11-30'],
    ['from a Saturday', '2026-11-28', 1, '2026-11-30'],
    ['five are a week', '2026-11-23', 5, '2026-11-30'],
    ['over half term', '2026-10-23', 2, '2026-11-03'],
    ['from inside a closure', '2026-10-28', 1, '2026-11-02'],
    ['over two closures that overlap', '2026-12-18', 1, '2027-01-05'],
    ['over Easter', '2027-03-25', 2, '2027-03-31'],
  ])('%s', (_, day, days, expected) => {
    expect(addWorkingDays(day, days, where)).toBe(expected);
  });

  it('count every day where a setting is closed for years on end, so that a deadline exists', () => {
    expect(addWorkingDays('2026-11-27', 2, always)).toBe('2026-11-29');
  });

  const day = fc.integer({ min: 0, max: 800 }).map((n) => addDays('2026-01-01', n));
  it('never run backwards: a later start or one more day is never earlier', () => {
    fc.assert(
      fc.property(day, fc.nat({ max: 30 }), fc.nat({ max: 12 }), (from, later, days) => {
        const to = addWorkingDays(from, days, where);
        expect(addWorkingDays(addDays(from, later), days, where) >= to).toBe(true);
        expect(addWorkingDays(from, days + 1, where) > to).toBe(true);
      }),
    );
  });

  it('end on an open day, with as many open days behind them as were asked', () => {
    fc.assert(
      fc.property(day, fc.integer({ min: 1, max: 12 }), (from, days) => {
        const to = addWorkingDays(from, days, where);
        let open = 0;
        for (let each = addDays(from, 1); each <= to; each = addDays(each, 1))
          if (isOpenDay(each, where)) open++;
        expect(isOpenDay(to, where)).toBe(true);
        expect(open).toBe(days);
      }),
    );
  });
});

describe('A deadline', () => {
  it.each([
    ['on the first day of a closure', '2026-10-26', '2026-11-04'],
    ['on the last day of a closure', '2026-10-30', '2026-11-04'],
    ['on a weekend within a closure, which another one prolongs', '2026-12-26', '2027-01-07'],
    ['where two closures overlap', '2026-12-31', '2027-01-07'],
  ])('%s rolls to the third open day after', (_, day, expected) => {
    expect(rollOver(day, where)).toBe(expected);
  });

  it.each([
    ['the day before a closure', '2026-10-25'],
    ['the day after a closure', '2026-10-31'],
    ['a weekend', '2026-11-22'],
    ['a bank holiday', '2027-03-26'],
  ])('on %s stays where it is', (_, day) => {
    expect(rollOver(day, where)).toBe(day);
  });
});

const london: Delivering = {
  timezone: 'Europe/London',
  nation: 'england-and-wales',
  closures,
  deliveryWindows: DEFAULT_WINDOWS,
};

const at = (local: string, timezone = 'Europe/London') =>
  instantOf(local.slice(0, 10), local.slice(11), timezone);
const shown = (instant: Date, timezone = 'Europe/London') => {
  const { day, time } = localTime(instant, timezone);
  return `${day} ${time}`;
};

describe('A delivery window', () => {
  it.each([
    ['2026-11-23 07:59', false],
    ['2026-11-23 08:00', true],
    ['2026-11-23 08:44', true],
    ['2026-11-23 08:45', false],
    ['2026-11-23 12:15', true],
    ['2026-11-23 17:29', true],
    ['2026-11-23 17:30', false],
    ['2026-11-22 08:30', false],
    ['2026-10-28 08:30', false],
    ['2027-03-26 08:30', false],
    ['2026-07-01 08:00', true],
  ])('at %s: %s', (local, expected) => {
    expect(inWindow(at(local), london, calendar)).toBe(expected);
  });

  it.each([
    ['within one, now', '2026-11-23 08:10', '2026-11-23 08:10'],
    ['before the first, that', '2026-11-23 06:00', '2026-11-23 08:00'],
    ['at the end of the first, the second', '2026-11-23 08:45', '2026-11-23 12:15'],
    ['after the last, the next day', '2026-11-23 17:30', '2026-11-24 08:00'],
    ['on a Friday night, Monday', '2026-11-27 19:00', '2026-11-30 08:00'],
    ['before half term, the Monday after', '2026-10-23 18:00', '2026-11-02 08:00'],
    ['before Christmas, when the boiler is mended', '2026-12-18 18:00', '2027-01-05 08:00'],
    ['over the night when clocks go forward', '2027-03-25 18:00', '2027-03-30 08:00'],
    ['over the night when clocks go back', '2025-10-24 18:00', '2025-10-27 08:00'],
  ])('next: %s', (_, now, expected) => {
    expect(shown(nextWindow(at(now), london, calendar))).toBe(expected);
  });

  it('is sorted out, whatever the order in which a setting wrote them', () => {
    const windows = [...DEFAULT_WINDOWS].reverse();
    expect(shown(nextWindow(at('2026-11-23 05:00'), { ...london, deliveryWindows: windows }, calendar))).toBe(
      '2026-11-23 08:00',
    );
  });

  it.each([
    ['has none', []],
    ['has only weekends, which are never open', [{ days: ['sat' as const], from: '08:00', to: '09:00' }]],
    ['wrote one the wrong way round', [{ days: ['mon' as const], from: '17:00', to: '09:00' }]],
  ])('is the usual one where a setting %s', (_, deliveryWindows) => {
    expect(shown(nextWindow(at('2026-11-22 10:00'), { ...london, deliveryWindows }, calendar))).toBe(
      '2026-11-23 08:00',
    );
  });

  it('is not missed when summer time swallows one whole', () => {
    // Cairo goes from 00:00 to 01:00 in the night to a Friday.
    const cairo: Delivering = {
      ...london,
      timezone: 'Africa/Cairo',
      deliveryWindows: [{ days: ['fri'], from: '00:10', to: '00:40' }],
    };
    const next = nextWindow(new Date('2026-04-23T12:00:00Z'), cairo, calendar);
    expect(shown(next, 'Africa/Cairo')).toBe('2026-05-01 00:10');
  });

  it('waits, and does not search for ever, where a setting is closed for years', () => {
    const shut: Delivering = { ...london, closures: [...always.closures] };
    const next = nextWindow(at('2026-11-23 08:10'), shut, calendar);
    expect(shown(next)).toBe('2028-11-22 08:00');
  });

  const ZONES = [
    'Europe/London',
    'America/St_Johns',
    'Australia/Lord_Howe',
    'Asia/Kathmandu',
    'Africa/Cairo',
    'Pacific/Apia',
  ];
  const instant = fc
    .integer({ min: Date.UTC(2025, 0), max: Date.UTC(2028, 0) })
    .map((time) => new Date(time));
  it('found is one that is open, not before now, and now where one is open', () => {
    fc.assert(
      fc.property(instant, fc.constantFrom(...ZONES), (now, timezone) => {
        const setting = { ...london, timezone };
        const next = nextWindow(now, setting, calendar);
        expect(next >= now).toBe(true);
        expect(inWindow(next, setting, calendar)).toBe(true);
        expect(weekday(localTime(next, timezone).day)).toBeLessThan(5);
        if (inWindow(now, setting, calendar)) expect(next).toBe(now);
      }),
    );
  });
});

describe('An alert', () => {
  it.each([
    ['2026-11-20 07:00', '2026-11-20 07:00'],
    ['2026-11-20 19:59', '2026-11-20 19:59'],
    ['2026-11-19 20:00', '2026-11-20 07:00'],
    ['2026-11-23 00:00', '2026-11-23 07:00'],
    ['2026-11-23 06:59', '2026-11-23 07:00'],
    // Over a weekend, a closure and its holidays.
    ['2026-11-20 20:00', '2026-11-23 07:00'],
    ['2026-11-21 10:00', '2026-11-23 07:00'],
    ['2026-11-22 23:59', '2026-11-23 07:00'],
    ['2026-12-18 20:01', '2027-01-05 07:00'],
    ['2027-03-29 12:00', '2027-03-30 07:00'],
  ])('of %s goes out at %s', (now, expected) => {
    expect(shown(alertTime(at(now), london, calendar))).toBe(expected);
  });

  it('waits for no day that never comes, where a closure is a slip of the pen', () => {
    const shut = { ...london, closures: [...always.closures] };
    expect(shown(alertTime(at('2026-11-23 12:00'), shut, calendar))).toBe('2026-11-23 12:00');
    expect(shown(alertTime(at('2026-11-23 20:00'), shut, calendar))).toBe('2026-11-24 07:00');
  });

  it('waits by the local clock through both nights on which it changes', () => {
    const spring = alertTime(new Date('2027-03-27T22:00:00Z'), { ...london, closures: [] }, calendar);
    expect(spring.toISOString()).toBe('2027-03-30T06:00:00.000Z');
    const autumn = alertTime(new Date('2026-10-24T21:00:00Z'), { ...london, closures: [] }, calendar);
    expect(autumn.toISOString()).toBe('2026-10-26T07:00:00.000Z');
  });
});

describe('The instant of a local time', () => {
  it.each([
    ['2026-11-22', '08:00', 'Europe/London', '2026-11-22T08:00:00.000Z'],
    ['2026-07-01', '08:00', 'Europe/London', '2026-07-01T07:00:00.000Z'],
    ['2027-03-28', '00:59', 'Europe/London', '2027-03-28T00:59:00.000Z'],
    ['2027-03-28', '01:00', 'Europe/London', '2027-03-28T01:00:00.000Z'],
    ['2027-03-28', '01:30', 'Europe/London', '2027-03-28T01:00:00.000Z'],
    ['2027-03-28', '02:00', 'Europe/London', '2027-03-28T01:00:00.000Z'],
    ['2026-10-25', '01:30', 'Europe/London', '2026-10-25T00:30:00.000Z'],
    ['2026-10-25', '02:00', 'Europe/London', '2026-10-25T02:00:00.000Z'],
    ['2026-11-22', '00:00', 'Asia/Kathmandu', '2026-11-21T18:15:00.000Z'],
    ['2026-11-22', '23:45', 'Pacific/Kiritimati', '2026-11-22T09:45:00.000Z'],
    ['2026-11-22', '00:15', 'Pacific/Pago_Pago', '2026-11-22T11:15:00.000Z'],
    ['2026-10-04', '02:15', 'Australia/Lord_Howe', '2026-10-03T15:30:00.000Z'],
    ['2011-12-30', '12:00', 'Pacific/Apia', '2011-12-30T10:00:00.000Z'],
  ])('%s %s in %s', (day, time, timezone, expected) => {
    expect(instantOf(day, time, timezone).toISOString()).toBe(expected);
  });

  it('is the first at which the clock shows it, and shows just that unless summer time skips it', () => {
    const zones = fc.constantFrom(
      'Europe/London',
      'America/St_Johns',
      'Australia/Lord_Howe',
      'America/Sao_Paulo',
      'Pacific/Chatham',
    );
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1095 }),
        fc.integer({ min: 0, max: 1439 }),
        zones,
        (ahead, minutes, timezone) => {
          const day = addDays('2025-01-01', ahead);
          const time = `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
          const found = instantOf(day, time, timezone);
          const before = new Date(found.getTime() - 60_000);
          expect(shown(found, timezone) >= `${day} ${time}`).toBe(true);
          expect(shown(before, timezone) < `${day} ${time}`).toBe(true);
        },
      ),
    );
  });
});
