import { describe, expect, it } from 'vitest';
import { KINDS } from '../../../src/core/declarations/declaration.ts';
import { CLAUSES, RULES } from '../../../src/core/rules/clauses.ts';

it('holds every clause and every rule, each in a sentence of its own', () => {
  expect(Object.keys(CLAUSES).join(' ')).toBe('G1 G2 G3 G4 G5 G6 P1 P2 P3 P4 P5 P6 P7 P8 P9 F1 V1');
  expect(Object.keys(RULES).join(' ')).toBe('K1 K2 K3 K4 K5 K6 K7 K8 K9 K10 K11 K12 K13 K14 K15 K16');
  const sentences = [...Object.values(CLAUSES), ...Object.values(RULES)];
  expect(new Set(sentences).size).toBe(sentences.length);
  for (const sentence of sentences) expect(sentence).toMatch(/^[A-Z].{15,150}\.$/);
});

describe('What a manager reads of a declaration', () => {
  it.each(['K3', 'K4', 'K5', 'K6', 'K8', 'K11', 'K15', 'K16'] as const)(
    '%s tells no kind of relationship and judges nobody',
    (id) => {
      const words = RULES[id].toLowerCase();
      for (const kind of KINDS.filter((each) => each !== 'other' && each !== 'family')) {
        expect(words).not.toContain(kind.replace('_', ' '));
      }
      expect(words).not.toMatch(/concern|conflict|risk|breach|suspect|misconduct/);
    },
  );
});
