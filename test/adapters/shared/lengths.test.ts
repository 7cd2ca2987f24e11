import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inParts, shorten } from '../../../adapters/shared/lengths.ts';

const squeezed = (words: string) => words.replace(/\s+/g, '');

describe('Long words', () => {
  it('are broken between words, never inside a character, and lose nothing', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 400 }),
        fc.integer({ min: 20, max: 90 }),
        (words, most) => {
          const parts = inParts(words, most);
          expect(squeezed(parts.join(''))).toBe(squeezed(words));
          for (const part of parts) {
            expect(part.length).toBeLessThanOrEqual(most);
            expect(part).not.toMatch(/\p{Cs}/u);
          }
          expect(shorten(words, most).length).toBeLessThanOrEqual(most);
          expect(shorten(words, most)).not.toMatch(/\p{Cs}/u);
        },
      ),
      { numRuns: 300, seed: 15 },
    );
  });
});
