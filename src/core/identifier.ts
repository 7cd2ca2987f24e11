import { V7Generator } from 'uuidv7';

const generator = new V7Generator();

/** A new identifier: UUIDv7. Ids of one process sort in the order of their making, unless `now` goes back ten seconds or more. */
export const newId = (now: Date): string => generator.generateOrResetWithTs(now.getTime()).toString();

/** From 0 up to 1, the same for the same words: what would all come at one moment is spread by it. */
export function spreadOf(words: string): number {
  let sum = 0;
  for (const character of words) sum = (sum * 31 + character.charCodeAt(0)) % 65_521;
  return sum / 65_521;
}
