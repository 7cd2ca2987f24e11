import { hash } from 'node:crypto';

/** Chance that a few words decide: the same words give the same choices, in both worlds and in every run. */
export interface Draw {
  /** A whole number from 0 up to `below`. */
  below(what: string, below: number): number;
  /** Whether something is so, in `percent` of all cases. */
  is(what: string, percent: number): boolean;
  /** One of these, of which there is at least one. */
  one<T>(what: string, from: readonly T[]): T;
}

export function drawBy(seed: string): Draw {
  const below = (what: string, most: number) =>
    Number.parseInt(sha(`${seed} ${what}`).slice(0, 12), 16) % most;
  return {
    below,
    is: (what, percent) => below(what, 100) < percent,
    one: (what, from) => from[below(what, from.length)] as (typeof from)[number],
  };
}

/** Numbers of 32 bits, one after the other. */
export function numbersBy(seed: string): { nextUint32(): number } {
  let drawn = 0;
  return { nextUint32: () => Number.parseInt(sha(`${seed} ${drawn++}`).slice(0, 8), 16) };
}

const sha = (words: string) => hash('sha256', words, 'hex');
