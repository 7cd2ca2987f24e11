import { V7Generator } from 'uuidv7';

const generator = new V7Generator();

/**
 * A new identifier: UUIDv7. Identifiers made by one process sort in the order in which they were made, unless `now` goes back
 * by ten seconds or more.
 */
export const newId = (now: Date): string => generator.generateOrResetWithTs(now.getTime()).toString();

/** A number from 0 up to 1, always the same for the same words: it spreads work that would otherwise all be due at one moment. */
export function spreadOf(words: string): number {
  let sum = 0;
  for (const character of words) sum = (sum * 31 + character.charCodeAt(0)) % 65_521;
  return sum / 65_521;
}
