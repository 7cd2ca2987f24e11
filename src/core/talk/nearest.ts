import { isWithin } from '../rules/alike.ts';
import { fold } from '../rules/names.ts';

/** Words that say nothing of what is meant. */
const EMPTY = new Set(
  'a am an and any are be can could do for have how i in is it me my not of on or please see that the them they this to want we what when where which who will with would you your'.split(
    ' ',
  ),
);

/** Less alike than this is no more than chance. */
const LEAST = 0.5;

/** Those of them whose name is like what was typed, most alike first. */
export function nearest<T>(typed: string, among: readonly T[], nameOf: (one: T) => string): T[] {
  return among
    .map((one) => ({ one, alike: likeness(typed, nameOf(one)) }))
    .filter(({ alike }) => alike >= LEAST)
    .sort((a, b) => b.alike - a.alike)
    .map(({ one }) => one);
}

/** From 0 to 1: the same letters, nearly, the beginning of it, or words in common. */
function likeness(typed: string, name: string): number {
  const [a, b] = [fold(typed), fold(name)];
  if (a === '' || b === '') return 0;
  if (a === b) return 1;
  if (isSlip(a, b)) return isWithin(1, a, b) ? 0.95 : 0.9;
  if (Math.min(a.length, b.length) >= 4 && (a.startsWith(b) || b.startsWith(a))) return 0.8;
  const [said, known] = [wordsOf(typed), wordsOf(name)];
  const shared = said.filter((word) => known.some((other) => word === other || isSlip(word, other))).length;
  return (0.8 * 2 * shared) / Math.max(1, said.length + known.length);
}

/** Whether one may be the other with a slip: up to 3 letters none, from 4 one, from 6 two. */
function isSlip(one: string, other: string): boolean {
  const longer = Math.max(one.length, other.length);
  return longer >= 4 && isWithin(longer < 6 ? 1 : 2, one, other);
}

function wordsOf(words: string): string[] {
  return words
    .split(/[^\p{L}\p{N}]+/u)
    .map(fold)
    .filter((word) => word !== '' && !EMPTY.has(word));
}
