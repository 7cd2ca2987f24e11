import { describe, expect, it } from 'vitest';
import { newId } from '../../src/core/identifier.ts';

describe('an identifier', () => {
  it('sorts by the time of its making, and within a millisecond by the order of its making', () => {
    const later = new Date('2026-11-23T10:00:00.001Z');
    const made = [...Array(20_000)].map(() => newId(new Date('2026-11-23T10:00:00.000Z')));
    made.push(newId(later));
    expect([...made].sort()).toEqual(made);
    expect(new Set(made).size).toBe(made.length);
  });

  it('is a UUID of version 7', () => {
    expect(newId(new Date('2026-11-23T10:00:00Z'))).toMatch(
      /^01a207d9-2100-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
    );
  });
});
