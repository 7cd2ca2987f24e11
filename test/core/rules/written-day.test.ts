import { describe, expect, it } from 'vitest';
import { readDay } from '../../../src/core/rules/entries.ts';
import { eitherDay, isMonthFirst } from '../../../src/core/rules/written-day.ts';

describe('A day in a file', () => {
  it.each([
    '3 Sep 2025',
    '03-Sep-25',
    '3-Sept-2025',
    '3rd September 2025',
    '3rd of September 2025',
    '3 September, 2025',
    'September 3, 2025',
    'Sep 3rd 2025',
    '3Sep25',
    "3 Sep '25",
    '2025/09/03',
    '2025/9/3',
    '2025.09.03',
    '20250903',
    '3/9/25',
    '03.09.25',
    '03 09 2025',
    '03/09/2025 00:00:00',
    '03/09/2025 00:00',
    '2025-09-03T00:00:00',
    '2025-09-03T00:00:00.000Z',
    '3 Sep 2025 12:00 AM',
    'Wed 3 Sep 2025',
    'Wednesday, 3 September 2025',
    '45903',
    '45903.0',
    '45903.375',
  ])('%s is 3 September 2025', (said) => {
    expect(readDay(said)).toEqual({ value: '2025-09-03' });
  });

  it.each([
    ['31/02/2026', 'cannot be: there is no 31 February'],
    ['29/02/2026', 'cannot be: there is no 29 February 2026'],
    ['31 Apr 26', 'cannot be: there is no 31 April'],
    ['Sept 2025', 'names no day: a day is needed, not only a month or year'],
    ['Sep-25', 'names no day'],
    ['09/2025', 'names no day'],
    ['2025', 'names no day'],
    ['September', 'names no day'],
    ['3 Sep', 'names no year'],
    ['03/09', 'names no year'],
    ['3 Medi 2025', 'has no English month in it'],
    ['04/25/2026', 'has no month 25 (with the month first it would be 25 April 2026): please'],
    ['40/40/2026', 'has no month 40:'],
    ['########', 'is what a column shows that was too narrow'],
    ['11111', 'is a number, and not one by which Excel keeps a day'],
    ['2025-09-02T23:00:00Z', 'is not a date'],
    ['as agreed', 'is not a date'],
    ['45903 or so', 'is not a date'],
  ])('%s is none, and the reason is said', (said, why) => {
    const read = readDay(said);
    expect('wrong' in read && read.wrong).toContain(`"${said}" ${why}`);
  });

  it('in a column where the month stands first may be two', () => {
    expect(isMonthFirst(['03/04/2026', '09/25/2025'])).toBe(true);
    expect(isMonthFirst(['03/04/2026', '25/09/2025', 'x'])).toBe(false);
    expect(eitherDay('03/04/2026')).toBe('3 Apr 2026 or 4 Mar 2026');
    expect(eitherDay('03/03/2026')).toBeUndefined();
    expect(eitherDay('25/04/2026')).toBeUndefined();
  });
});
