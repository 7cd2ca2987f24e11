import { describe, expect, test } from 'vitest';
import { readSessions, sessionsOn, showSessions, withSessions } from '../../../src/core/rules/sessions.ts';

const shown = (said: string) => {
  const read = readSessions(said);
  return 'wrong' in read ? read.wrong : showSessions(read.value);
};

describe('sessions as people write them', () => {
  test.each([
    ['Mon Tue Wed-am Thu-pm', 'Mon Tue Wed-am Thu-pm'],
    ['mon,tue;wed', 'Mon Tue Wed'],
    ['Mon-Wed', 'Mon Tue Wed'],
    ['Monday to Wednesday', 'Mon Tue Wed'],
    ['Monday, Tuesday and Thursday afternoon', 'Mon Tue Thu-pm'],
    ['Tues pm', 'Tue-pm'],
    ['Wed-am Wed-pm', 'Wed'],
    ['Mon–Fri', 'Mon Tue Wed Thu Fri'],
    ['every day', 'Mon Tue Wed Thu Fri'],
    ['Sat, Sun', 'Sat Sun'],
    ['', ''],
  ])('%s', (said, means) => {
    expect(shown(said)).toBe(means);
  });

  test.each(['Mo', 'Monkey business', 'Satellite', 'Fri-Mon', '3', 'x'])(
    '%s is refused, with what to write',
    (said) => {
      expect(shown(said)).toContain('no day of the week');
    },
  );
});

test('what holds on a day is what was said last before it', () => {
  const first = withSessions([], null, ['Mon-am', 'Mon-pm']);
  const later = withSessions(first, '2026-09-01', ['Tue-am']);
  expect(later).toEqual([
    { from: null, sessions: 'Mon' },
    { from: '2026-09-01', sessions: 'Tue-am' },
  ]);
  expect(sessionsOn(later, '2026-08-31')).toEqual(['Mon-am', 'Mon-pm']);
  expect(sessionsOn(later, '2026-09-01')).toEqual(['Tue-am']);
  expect(sessionsOn([], '2026-09-01')).toBeUndefined();
  expect(withSessions(later, '2026-09-01', ['Tue-am'])).toEqual(later);
  expect(withSessions(later, null, ['Fri-pm'])).toEqual([{ from: null, sessions: 'Fri-pm' }]);
});
