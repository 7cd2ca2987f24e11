import { describe, expect, it } from 'vitest';
import { KINDS, type Kind, OUTCOMES, STATES } from '../../../src/core/declarations/declaration.ts';
import {
  allowsLink,
  type Basis,
  basis,
  isKin,
  isLight,
  isSetAside,
  KIND_LABELS,
  needsSince,
} from '../../../src/core/rules/relationship.ts';

describe('The basis of a relationship', () => {
  const cases: [string, Kind, string | null, string | null, Basis][] = [
    ['a day before the start', 'friend', '2026-08-31', '2026-09-01', 'prior'],
    ['the very day of the start', 'friend', '2026-09-01', '2026-09-01', 'since'],
    ['a day after the start', 'friend', '2026-09-02', '2026-09-01', 'since'],
    ['the month before the start', 'friend', '2026-08', '2026-09-01', 'prior'],
    [
      'the month in which the child starts counts as its last day',
      'friend',
      '2026-09',
      '2026-09-14',
      'since',
    ],
    ['a month whose last day is the start', 'friend', '2026-09', '2026-09-30', 'since'],
    ['February of a leap year', 'friend', '2028-02', '2028-03-01', 'prior'],
    ['the year before', 'friend', '2025', '2026-01-01', 'prior'],
    ['the year in which the child starts counts as its last day', 'friend', '2026', '2026-09-01', 'since'],
    ['always', 'close_friend', 'always', '2026-09-01', 'prior'],
    ['an own child needs no since', 'own_child', null, '2026-09-01', 'prior'],
    ['family needs no since', 'family', null, '2026-09-01', 'prior'],
    ['a household needs no since', 'household', null, '2026-09-01', 'prior'],
    ['a household formed after the start, when that was said', 'household', '2026-10', '2026-09-01', 'since'],
    ['any other kind without since is not taken as prior', 'godparent', null, '2026-09-01', 'since'],
    ['nobody’s parent here (yet)', 'friend', '2019', null, 'not_yet_a_parent'],
    ['nobody’s parent here, known for ever', 'friend', 'always', null, 'not_yet_a_parent'],
    ['a future start', 'friend', '2026-11', '2027-01-05', 'prior'],
  ];
  it.each(cases)('%s', (_, kind, since, childStartsOn, expected) => {
    expect(basis({ kind, since, childStartsOn })).toBe(expected);
  });

  it('for a child who left and returned is that of the first start', () => {
    const [firstStartsOn, startsOn] = ['2024-09-03', '2026-09-01'];
    expect(basis({ kind: 'friend', since: '2025', childStartsOn: firstStartsOn })).toBe('since');
    expect(basis({ kind: 'friend', since: '2025', childStartsOn: startsOn })).toBe('prior');
  });

  it('allows an online link only where the relationship came first (G2)', () => {
    expect((['prior', 'since', 'not_yet_a_parent'] as const).filter(allowsLink)).toEqual(['prior']);
  });
});

describe('The kinds', () => {
  it('each have a label of their own', () => {
    expect(Object.keys(KIND_LABELS)).toEqual([...KINDS]);
    expect(new Set(Object.values(KIND_LABELS)).size).toBe(KINDS.length);
  });

  it('ask since when, but for the three that one is born into', () => {
    expect(KINDS.filter((kind) => !needsSince(kind))).toEqual(['own_child', 'family', 'household']);
  });

  it('are kin (K2), light (K11), or neither, never both', () => {
    expect(KINDS.filter(isKin)).toEqual(['own_child', 'family', 'household', 'godparent']);
    expect(KINDS.filter(isLight)).toEqual(['neighbour', 'business', 'landlord', 'community', 'other']);
  });
});

describe('A declaration', () => {
  const all = KINDS.flatMap((kind) =>
    STATES.flatMap((state) => [null, ...OUTCOMES].map((outcome) => ({ kind, state, outcome }))),
  );

  it('is set aside when active, light and not personal, and in no other case (K11)', () => {
    const aside = all.filter(isSetAside);
    expect(aside).toHaveLength(5);
    expect(
      aside.every((each) => each.state === 'active' && each.outcome === 'not_personal' && isLight(each.kind)),
    ).toBe(true);
  });
});
