import { describe, expect, it } from 'vitest';
import { erasableOn } from '../../../src/core/records/retention.ts';

const NOTHING = { childrenLeaveOn: [], closedOn: null, leftOn: null };

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
      { childrenLeaveOn: ['2026-07-21'], leftOn: '2028-01-01' },
      '2029-07-21',
    ],
    ['with no child, three years after its closing', { closedOn: '2026-11-22' }, '2029-11-22'],
    ['with no child, three years after the declarer left', { leftOn: '2026-11-22' }, '2029-11-22'],
    ['with no child, by whichever came last', { closedOn: '2026-11-22', leftOn: '2027-03-01' }, '2030-03-01'],
    ['not while it is open and its declarer here', {}, null],
  ])('%s', (_, facts, expected) => {
    expect(erasableOn({ term: 'case', ...NOTHING, ...facts })).toBe(expected);
  });
});

it('keeps records about a child for three years after it left, whatever else is known', () => {
  const of = (childrenLeaveOn: (string | null)[]) =>
    erasableOn({
      term: 'children',
      ...NOTHING,
      closedOn: '2001-01-01',
      leftOn: '2001-01-01',
      childrenLeaveOn,
    });
  expect([of(['2026-07-21']), of([null]), of([])]).toEqual(['2029-07-21', null, null]);
});

it('keeps an acknowledgement or a signature six years after the person left', () => {
  const of = (leftOn: string | null) => erasableOn({ term: 'leaver', ...NOTHING, leftOn });
  expect([of('2026-02-28'), of(null)]).toEqual(['2032-02-28', null]);
});

it('keeps a person by both hats: as a parent, and as somebody who worked here', () => {
  const of = (childrenLeaveOn: (string | null)[], leftOn: string | null) =>
    erasableOn({ term: 'person', ...NOTHING, childrenLeaveOn, leftOn });
  expect([of(['2026-07-21'], '2026-07-21'), of(['2030-07-21'], '2026-07-21')]).toEqual([
    '2032-07-21',
    '2033-07-21',
  ]);
  expect([of([null], '2026-07-21'), of([], '2026-07-21'), of([], null)]).toEqual([null, '2032-07-21', null]);
});
