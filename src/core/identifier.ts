import { V7Generator } from 'uuidv7';

/** What something is drawn for. */
export type Purpose = 'record' | 'message' | 'form' | 'claim' | 'secret';

/** Gives numbers of 32 random bits. */
export interface Chance {
  nextUint32(): number;
}

const BY_CHANCE: Chance = { nextUint32: () => crypto.getRandomValues(new Uint32Array(1))[0] as number };

let generators = new Map<Purpose, V7Generator>();
let chanceFor: ((purpose: Purpose) => Chance) | undefined;

/**
 * From now on what is drawn comes from there, for each purpose apart; without a source from true chance again. Nobody calls
 * it but tests that compare two worlds, which must draw alike.
 * @public
 */
export function drawFrom(source?: (purpose: Purpose) => Chance): void {
  chanceFor = source;
  generators = new Map();
}

/**
 * A new identifier: UUIDv7. Identifiers made for one purpose by one process sort in the order in which they were made, unless
 * `now` goes back by ten seconds or more.
 */
export function newId(now: Date, purpose: Purpose = 'record'): string {
  const generator = generators.get(purpose) ?? new V7Generator(chanceFor?.(purpose));
  generators.set(purpose, generator);
  return generator.generateOrResetWithTs(now.getTime()).toString();
}

/** A new secret: 256 random bits, as 64 hexadecimal digits. */
export function newSecret(): string {
  const chance = chanceFor?.('secret') ?? BY_CHANCE;
  return Array.from({ length: 8 }, () => chance.nextUint32().toString(16).padStart(8, '0')).join('');
}

/** A number from 0 up to 1, always the same for the same words: it spreads work that would otherwise all be due at one moment. */
export function spreadOf(words: string): number {
  let sum = 0;
  for (const character of words) sum = (sum * 31 + character.charCodeAt(0)) % 65_521;
  return sum / 65_521;
}
