import {
  ALONE,
  EVERYDAY,
  OFTEN_MISSPELT,
  RIGHTLY_SPELT,
  SIGNS,
  SOMEBODY,
  SURNAMES,
  WORRIES,
} from './worry-phrases.ts';

/**
 * Whether words read like a worry about a child, or about an adult around children (rules: The line about concerns). It goes
 * by phrases alone and keeps nothing. It may be wrong either way: whoever is answered with the line about concerns can go on
 * with one button, and the line stands under every answer to what is no command.
 */
export function readsLikeAWorry(said: string): boolean {
  patterns ??= toPatterns();
  const { everyday, worries, somebody, signs, alone } = patterns;
  const words = respelt(toWords(said.slice(0, MOST_READ).replace(SURNAMES, '$1 Surname')));
  const left = words.replace(everyday, ' , ');
  if (alone.test(left) || worries.some((shape) => shape.test(left))) return true;
  return somebody.test(left) && signs.test(left);
}

/** Characters: no more is taken in by any command. */
const MOST_READ = 20_000;

/** Made at the first use. */
let patterns: ReturnType<typeof toPatterns> | undefined;

function toPatterns() {
  return {
    everyday: compiled(toPattern(EVERYDAY.join('|')), 'g'),
    worries: WORRIES.map((phrases) => compiled(toPattern(phrases))),
    somebody: compiled(toPattern(SOMEBODY)),
    signs: compiled(toPattern(SIGNS.join('|'))),
    /** Words that are a whole clause. */
    alone: compiled(`(?:^| ,)${toPattern(ALONE)}(?= ,)`),
  };
}

/**
 * V8 compiles an expression twice: at its first text for an interpreter, at its second to machine code. A first text of 1,000
 * characters has the machine code made at once. For expressions as long as these that takes 9 ms instead of 39.
 */
function compiled(source: string, flags?: string): RegExp {
  const pattern = new RegExp(source, flags);
  pattern.test(' '.repeat(1000));
  return pattern;
}

/** A pattern for whole words, of the notation of the phrases. */
function toPattern(phrases: string): string {
  const grouped = phrases.replace(/\((?!\?)/g, '(?:').replaceAll(' … ', '(?: [a-z0-9]+){0,4} ');
  return ` (?:${grouped})(?= )`;
}

/** Lower case, without accents and apostrophes, a space around each word; punctuation becomes a comma. */
function toWords(said: string): string {
  const words = said
    .normalize('NFKD')
    .toLowerCase()
    .replace(/\p{M}|['’‘`´ʼ]/gu, '')
    .replace(/[.,;:!?\n()"“”]+/g, ' , ')
    .replace(/[^a-z0-9,]+/g, ' ');
  return ` ${words.trim()} , `;
}

function respelt(words: string): string {
  return words.replace(/[a-z]{5,}/g, (word) => {
    if (RIGHTLY_SPELT.has(word) || OFTEN_MISSPELT.includes(word)) return word;
    return OFTEN_MISSPELT.find((right) => isOneSlip(word, right)) ?? word;
  });
}

/** Whether one letter was added, dropped or changed, or two neighbours were swapped. */
function isOneSlip(a: string, b: string): boolean {
  if (Math.abs(a.length - b.length) > 1) return false;
  let start = 0;
  while (start < a.length && a[start] === b[start]) start++;
  const [restA, restB] = [a.slice(start), b.slice(start)];
  return (
    restA.slice(1) === restB.slice(1) ||
    restA.slice(1) === restB ||
    restA === restB.slice(1) ||
    (restA[0] === restB[1] && restA[1] === restB[0] && restA.slice(2) === restB.slice(2))
  );
}
