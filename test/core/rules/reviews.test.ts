import { describe, expect, it } from 'vitest';
import {
  acknowledgementDue,
  decisionDue,
  declarationReviewFrom,
  policyReview,
  reallocationDue,
} from '../../../src/core/rules/reviews.ts';
import type { Where } from '../../../src/core/rules/working-days.ts';

const BANK = new Set(['2026-12-25', '2026-12-28', '2027-01-01', '2027-03-26', '2027-03-29']);
const where: Where = {
  nation: 'england-and-wales',
  closures: [
    { from: '2026-10-26', to: '2026-10-30', why: 'October half term' },
    { from: '2026-12-21', to: '2027-01-01', why: 'Christmas' },
  ],
  calendar: { isBankHoliday: (_, day) => BANK.has(day) },
};

describe('The review of a policy', () => {
  it.each([
    ['2020-03', '2020-03-30', '2020-03-31', 0],
    ['2020-03', '2020-03-31', '2020-03-31', 0],
    ['2020-03', '2020-04-01', '2020-03-31', 1],
    ['2020-03', '2026-11-22', '2020-03-31', 2427],
    ['2027', '2026-11-22', '2027-12-31', 0],
    ['2026-11-20', '2026-11-22', '2026-11-20', 2],
  ])('due %s, seen on %s, was due on %s: %i days over', (nextReview, today, dueOn, overdueDays) => {
    expect(policyReview(nextReview, today)).toEqual({ dueOn, overdueDays });
  });

  it('never moves out of a closure', () => {
    expect(policyReview('2026-12', '2026-12-24').dueOn).toBe('2026-12-31');
  });
});

it.each([
  ['noted', '2026-11-22', '2027-11-22'],
  ['not_personal', '2026-11-22', '2027-11-22'],
  ['managed', '2026-11-22', '2027-05-22'],
  ['managed', '2026-08-31', '2027-02-28'],
  ['managed', '2026-06-24', '2026-12-24'],
] as const)('a declaration %s on %s is reviewed on %s', (outcome, day, expected) => {
  expect(declarationReviewFrom(outcome, day)).toBe(expected);
});

describe('An acknowledgement is due 21 days after the latest of', () => {
  it.each([
    ['adoption', '2026-11-02', '2020-01-01', '2025-01-01', '2026-11-23'],
    ['joining', '2019-03-25', '2026-11-02', '2025-01-01', '2026-11-23'],
    ['the first import', '2019-03-25', '2020-01-01', '2026-11-02', '2026-11-23'],
    ['adoption in a month, which means its last day', '2026-10', null, '2025-01-01', '2026-11-21'],
    ['the first import, for who was always here', '2019-03-25', null, '2026-11-02', '2026-11-23'],
  ])('%s', (_, adoptedOn, joinedOn, firstImportOn, expected) => {
    const from = { adoptedOn, joinedOn, firstImportOn };
    expect(acknowledgementDue({ kind: 'policy', ...from }, where)).toBe(expected);
  });

  it('but a newcomer signs on the first day, and whoever was here before as they acknowledge', () => {
    const due = (joinedOn: string | null) =>
      acknowledgementDue(
        { kind: 'confidentiality', adoptedOn: '2019-03-25', joinedOn, firstImportOn: '2026-11-02' },
        where,
      );
    expect([due('2026-11-16'), due('2026-11-02'), due('2020-01-01'), due(null)]).toEqual([
      '2026-11-16',
      '2026-11-23',
      '2026-11-23',
      '2026-11-23',
    ]);
  });

  it('and moves to the third open day after a closure', () => {
    const from = {
      kind: 'policy',
      adoptedOn: '2026-12-02',
      joinedOn: null,
      firstImportOn: '2025-01-01',
    } as const;
    expect(acknowledgementDue(from, where)).toBe('2027-01-06');
  });
});

it.each([
  ['on a Monday, attending', '2026-11-23', true, '2026-11-24'],
  ['on a Monday, expected', '2026-11-23', false, '2026-11-25'],
  ['on a Friday, attending', '2026-11-27', true, '2026-11-30'],
  ['on a Sunday, expected', '2026-11-22', false, '2026-11-24'],
  ['before Christmas, attending', '2026-12-18', true, '2027-01-04'],
  ['before half term, expected', '2026-10-23', false, '2026-11-03'],
])('the decision on what was declared %s', (_, day, attends, expected) => {
  expect(decisionDue(day, attends, where)).toBe(expected);
});

it.each([
  ['2026-11-23', '2026-11-30'],
  ['2026-11-22', '2026-11-27'],
  ['2026-12-17', '2027-01-07'],
  ['2027-03-24', '2027-04-02'],
])('an allocation flagged on %s has a successor by %s', (day, expected) => {
  expect(reallocationDue(day, where)).toBe(expected);
});
