import { describe, expect, it } from 'vitest';
import { newId } from '../../src/core/identifier.ts';

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
