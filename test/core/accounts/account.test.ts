import { describe, expect, it } from 'vitest';
import { createCalendar } from '../../../src/calendar.ts';
import {
  type AccountState,
  isSilent,
  type KnownAccount,
  NEVER_USED,
  wordNeeded,
} from '../../../src/core/accounts/account.ts';

const MONDAY = new Date('2026-11-23T10:00:00Z');
const NEW = { platform: 'slack', tenant: 'T1', user: 'UNEW' };

function known(state: AccountState, used: Date | null, user = 'UFIRST'): KnownAccount {
  return {
    ...NEW,
    user,
    setting: 's',
    person: 'p',
    lastUsedAt: used ?? NEVER_USED,
    named: false,
    state,
    recordedBy: null,
    waitsSince: state === 'waiting' ? MONDAY : null,
    seenBy: null,
    hasStood: !['waiting', 'declined'].includes(state),
  };
}

describe('the word that an account needs', () => {
  it.each<[about: string, known: KnownAccount[], typed: string | null, word: string]>([
    ['is nobody’s for a first one by an imported address', [], null, 'none'],
    ['is another’s for a first one that was typed', [], 'ruth', 'another'],
    ['is the person’s beside one that they use', [known('bound', MONDAY)], null, 'own'],
    [
      'is the person’s beside one that they use, if it was typed, too',
      [known('bound', MONDAY)],
      'ruth',
      'own',
    ],
    ['is nobody’s beside one that was only looked at', [known('bound', null)], null, 'none'],
    ['is the person’s beside one that was only looked at, if typed', [known('bound', null)], 'ruth', 'own'],
    ...(['gone', 'readdressed', 'replaced'] as const).flatMap(
      (state): [string, KnownAccount[], string | null, string][] => [
        [`is that of two after one that is ${state}`, [known(state, MONDAY)], null, 'two'],
        [`is that of two after one that is ${state}, if typed`, [known(state, MONDAY)], 'ruth', 'two'],
        [`is nobody’s after one that is ${state} and never was used`, [known(state, null)], null, 'none'],
      ],
    ),
    ['counts none that waits', [known('waiting', MONDAY)], null, 'none'],
    ['counts none that was said not to be theirs', [known('declined', MONDAY)], 'ruth', 'another'],
    ['counts not itself, which was theirs', [known('gone', MONDAY, NEW.user)], null, 'none'],
    [
      'is the person’s where one stands and another has ended',
      [known('gone', MONDAY, 'U0'), known('bound', MONDAY)],
      null,
      'own',
    ],
  ])('%s', (_, those, typed, word) => {
    expect(wordNeeded(NEW, those, typed)).toBe(word);
  });
});

describe('an account is silent', () => {
  const where = {
    nation: 'england-and-wales',
    closures: [{ from: '2026-11-25', to: '2026-11-25', why: 'training' }],
    calendar: createCalendar(),
    timezone: 'Europe/London',
  } as const;

  it.each<[at: string, used: Date | null, closed: boolean, is: boolean]>([
    ['2026-11-25T23:59:00Z', null, false, false],
    ['2026-11-26T00:01:00Z', null, false, true],
    ['2026-11-26T00:01:00Z', null, true, false],
    ['2026-11-27T00:01:00Z', null, true, true],
    ['2026-11-26T00:01:00Z', new Date('2026-11-24T10:00:00Z'), false, false],
    ['2026-11-27T00:01:00Z', new Date('2026-11-24T10:00:00Z'), false, true],
  ])('at %s, used last %s, closed on Wednesday %s: %s', (at, used, closed, is) => {
    const closures = closed ? where.closures : [];
    const those = [known('bound', used)];
    expect(isSilent(known('waiting', null), those, new Date(at), { ...where, closures })).toBe(is);
  });
});
