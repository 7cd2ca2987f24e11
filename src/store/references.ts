import { randomInt } from 'node:crypto';
import type { ReferenceLetters, Register } from '../core/store.ts';
import type { Transaction } from './database.ts';
import { TABLES } from './nouns/index.ts';

export type DrawNumber = (taken: ReadonlySet<number>, letters: ReferenceLetters) => number;

/** Draws a free number of four digits; of five once 2,000 are taken, of six once 20,000 are, so that most draws are free. */
export function drawByChance(taken: ReadonlySet<number>): number {
  const least = taken.size < 2000 ? 1000 : taken.size < 20_000 ? 10_000 : 100_000;
  for (;;) {
    const number = randomInt(least, 10 * least);
    if (!taken.has(number)) return number;
  }
}

/** No number is given twice: rows of nouns with references stay, and where an import is taken back their numbers do. */
export function references(
  db: Transaction,
  draw: DrawNumber = drawByChance,
): Pick<Register, 'drawNumber' | 'drawNumbers' | 'stateOf'> {
  async function drawNumbers(setting: string, letters: ReferenceLetters, count: number): Promise<number[]> {
    const held = await db.all<{ number: number }>(
      `SELECT number FROM ${TABLES[letters]} WHERE setting = ?
       UNION ALL SELECT number FROM retired_numbers WHERE setting = ? AND letters = ?`,
      [setting, setting, letters],
    );
    const taken = new Set(held.map(({ number }) => number));
    return Array.from({ length: count }, () => {
      const number = draw(taken, letters);
      taken.add(number);
      return number;
    });
  }
  return {
    drawNumbers,
    async stateOf(setting, ref) {
      const [letters, number] = ref.split('-');
      const table = TABLES[letters as ReferenceLetters];
      const row = await db.get<{ state: string }>(
        `SELECT state FROM ${table} WHERE setting = ? AND number = ?`,
        [setting, Number(number)],
      );
      return row?.state;
    },
    drawNumber: async (setting, letters) => (await drawNumbers(setting, letters, 1))[0] as number,
  };
}
