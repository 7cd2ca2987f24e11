import { describe, expect, it } from 'vitest';
import {
  declarationErasableOn,
  evidenceErasableOn,
  messageErasableOn,
} from '../../../src/core/records/retention.ts';

const NOTHING = { childrenLeaveOn: [], closedOn: null, declarerLeftOn: null, legalHold: false };

describe('A declaration may be erased', () => {
  it.each([
    ['three years after its child left', { childrenLeaveOn: ['2026-07-21'] }, '2029-07-21'],
    [
      'three years after the last of them left',
      { childrenLeaveOn: ['2028-07-21', '2026-07-21'] },
      '2031-07-21',
    ],
    ['not while one of them has no last day', { childrenLeaveOn: ['2026-07-21', null] }, null],
    [
      'by its child, though it was closed before',
      { childrenLeaveOn: ['2026-07-21'], closedOn: '2025-01-01' },
      '2029-07-21',
    ],
    [
      'by its child, though the declarer left since',
      { childrenLeaveOn: ['2026-07-21'], declarerLeftOn: '2028-01-01' },
      '2029-07-21',
    ],
    ['with no child, three years after its closing', { closedOn: '2026-11-22' }, '2029-11-22'],
    ['with no child, three years after the declarer left', { declarerLeftOn: '2026-11-22' }, '2029-11-22'],
    [
      'with no child, by whichever came last',
      { closedOn: '2026-11-22', declarerLeftOn: '2027-03-01' },
      '2030-03-01',
    ],
    ['not while it is open and its declarer here', {}, null],
    ['not under a legal hold', { childrenLeaveOn: ['2020-07-21'], legalHold: true }, null],
  ])('%s', (_, facts, expected) => {
    expect(declarationErasableOn({ ...NOTHING, ...facts })).toBe(expected);
  });
});

it('keeps an acknowledgement or a signature six years after the person left', () => {
  expect(evidenceErasableOn({ leftOn: '2026-02-28', legalHold: false })).toBe('2032-02-28');
  expect(evidenceErasableOn({ leftOn: null, legalHold: false })).toBeNull();
  expect(evidenceErasableOn({ leftOn: '2010-01-01', legalHold: true })).toBeNull();
});

it('keeps the words of a message for 90 days', () => {
  expect(messageErasableOn({ createdOn: '2026-11-22', legalHold: false })).toBe('2027-02-20');
  expect(messageErasableOn({ createdOn: '2020-01-01', legalHold: true })).toBeNull();
});
