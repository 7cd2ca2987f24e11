import { describe, expect, it } from 'vitest';
import { newId, spreadOf } from '../../src/core/identifier.ts';

describe('an identifier', () => {
  it('sorts by the order of its making, within a millisecond and where the clock goes back a little', () => {
    const later = new Date('2026-11-23T10:00:00.001Z');
    const made = [...Array(20_000)].map(() => newId(new Date('2026-11-23T10:00:00.000Z')));
    made.push(newId(later), newId(new Date('2026-11-23T09:59:58.000Z')));
    expect([...made].sort()).toEqual(made);
    expect(new Set(made).size).toBe(made.length);
  });

  it('is a UUID of version 7', () => {
    expect(newId(new Date('2026-11-23T10:01:00Z'))).toMatch(
      /^01a207da-0b60-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  });
});

describe('what is spread by words', () => {
  const spread = [...Array(1000)].map((_, at) => spreadOf(`0193-${at}`));

  it('is the same for the same words, and from 0 up to 1', () => {
    expect(spreadOf('0193-7')).toBe(spread[7]);
    expect(spread.filter((each) => each < 0 || each >= 1)).toEqual([]);
  });

  it('falls on each of sixty minutes', () => {
    const ids = [...Array(2000)].map(() => newId(new Date('2026-11-23T10:00:00Z')));
    expect(new Set(ids.map((id) => Math.floor(spreadOf(id) * 60))).size).toBe(60);
  });
});
