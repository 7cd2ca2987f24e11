import { type Called, type Form, type NameParts, nameParts } from './name-parts.ts';

/**
 * How alike two names are (rules: Who is meant). `equal`: the same words, but for case, accents, punctuation, titles and
 * look-alike letters. `close`: first name and surname both the same or near, so that it may well be one person. `faint`: they
 * share the surname or the first name only.
 */
export type Likeness = 'equal' | 'close' | 'faint';

/**
 * How alike two names are; null where they have nothing in common. Of several names of one person the closest counts. One
 * word alone is close to every name of which it is the first name or surname: whoever asks counts how many families it fits.
 */
export function likeness(one: NameParts | string, other: NameParts | string): Likeness | null {
  const left = typeof one === 'string' ? nameParts(one) : one;
  const right = typeof other === 'string' ? nameParts(other) : other;
  let best: Likeness | null = null;
  for (const a of left.called) {
    for (const b of right.called) {
      const found = likenessOf(a, b);
      if (found === 'equal') return found;
      if (found === 'close' || best === null) best = found;
    }
  }
  return best;
}

/** Whether two names are equal or closely alike, so that they may well be of one person. */
export function isCloselyAlike(one: NameParts | string, other: NameParts | string): boolean {
  const alike = likeness(one, other);
  return alike === 'equal' || alike === 'close';
}

/** Whether only one word is known of the name: a first name or a surname. */
export function isOneWord({ called }: NameParts): boolean {
  return called.every(({ words }) => words.length === 1);
}

/** Whether every word that was said is a word of the name, so that it may be meant by it. */
export function hasWords(said: NameParts, name: NameParts): boolean {
  return said.called.some((one) =>
    name.called.some((other) => isWordOf(one.key, other) || one.words.every((word) => isWordOf(word, other))),
  );
}

function isWordOf(word: string, { key, words, firsts, lasts }: Called): boolean {
  return key === word || words.includes(word) || [...firsts, ...lasts].some(({ text }) => text === word);
}

function likenessOf(a: Called, b: Called): Likeness | null {
  if (a.key === b.key) return 'equal';
  if (a.words.length === 1 || b.words.length === 1) return likenessOfWord(a, b);
  // Where both have a middle name, the first names and surnames alone decide.
  const parts = !(a.hasMiddle && b.hasMiddle);
  if (agree(a.lasts, b.lasts, isNear, parts)) {
    if (agree(a.firsts, b.firsts, isNear, parts) || isInitialOf(a.firsts[0], b.firsts[0])) return 'close';
  } else if (isInitialOf(a.lasts[0], b.lasts[0]) && agree(a.firsts, b.firsts, isSame, parts)) return 'close';
  if (hasAll(a, b) || hasAll(b, a) || isTurned(a, b)) return 'close';
  return agree(a.lasts, b.lasts, isSame, parts) || agree(a.firsts, b.firsts, isSame, parts) ? 'faint' : null;
}

/** Whether the one has all words of the other, in any order: Maria Garcia Lopez and Maria Garcia, Nguyen Thi Lan and Lan Nguyen. */
function hasAll({ words }: Called, other: Called): boolean {
  if (words.length < other.words.length || !other.words.every((word) => words.includes(word))) return false;
  const left = [...words];
  return other.words.every((word) => {
    const at = left.indexOf(word);
    if (at >= 0) left.splice(at, 1);
    return at >= 0;
  });
}

/** Whether they are the same names, or nearly, with the surname first. */
function isTurned(a: Called, b: Called): boolean {
  return agree(a.firsts, b.lasts, isNearInLetters, false) && agree(a.lasts, b.firsts, isNearInLetters, false);
}

function likenessOfWord(a: Called, b: Called): Likeness | null {
  const fits = (passes: typeof isNear) =>
    agree(a.firsts, b.firsts, passes, true) ||
    agree(a.lasts, b.lasts, passes, true) ||
    agree(a.firsts, b.lasts, passes, true) ||
    agree(a.lasts, b.firsts, passes, true);
  if (fits(isSame)) return 'close';
  return fits(isNear) ? 'faint' : null;
}

/** Whether a form of the one name passes with a form of the other, at least one of them whole. */
function agree(
  some: readonly Form[],
  others: readonly Form[],
  passes: (one: Form, other: Form) => boolean,
  withParts: boolean,
): boolean {
  for (const one of some) {
    if (one.share === 'part' && !withParts) continue;
    for (const other of others) {
      if (other.share === 'part' && !withParts) continue;
      if ((one.share === 'whole' || other.share === 'whole') && passes(one, other)) return true;
    }
  }
  return false;
}

function isInitialOf(one: Form | undefined, other: Form | undefined): boolean {
  if (one === undefined || other === undefined || one.text[0] !== other.text[0]) return false;
  return (one.text.length === 1) !== (other.text.length === 1);
}

/** The same name, or two forms of one name. */
function isSame(one: Form, other: Form): boolean {
  if (one.spelled === other.spelled) return true;
  if (one.share === 'part' || other.share === 'part') return false;
  return one.known !== undefined && other.known?.some((line) => one.known?.includes(line)) === true;
}

/** The same, or near in its letters. */
function isNear(one: Form, other: Form): boolean {
  return isSame(one, other) || isNearInLetters(one, other);
}

/**
 * Up to 3 letters none differs, from 4 one slip, from 6 two, by the longer. Two names that are well known to be two are not
 * near, however few letters differ (Lara and Sara, Linh and Minh), nor are words with digits.
 */
function isNearInLetters(one: Form, other: Form): boolean {
  if (one.text === other.text) return true;
  if (one.share === 'part' || other.share === 'part') return false;
  if (one.known !== undefined && other.known !== undefined) return false;
  const longer = Math.max(one.text.length, other.text.length);
  const slips = longer < 4 ? 0 : longer < 6 ? 1 : 2;
  if (slips === 0 || differing(one.letters ^ other.letters) > 2 * slips) return false;
  return !/\d/.test(one.text + other.text) && isWithin(slips, one.text, other.text);
}

/** The number of bits that are set. */
function differing(bits: number): number {
  let left = bits;
  let count = 0;
  for (; left !== 0; count++) left &= left - 1;
  return count;
}

/** Whether at most that many slips lie between two words: a letter added, dropped or changed, or two neighbours swapped. */
export function isWithin(slips: number, one: string, other: string, from = 0, to = 0): boolean {
  let i = from;
  let j = to;
  while (i < one.length && one[i] === other[j]) {
    i++;
    j++;
  }
  if (i === one.length && j === other.length) return true;
  if (slips === 0 || Math.abs(one.length - i - (other.length - j)) > slips) return false;
  const goOn = (left: number, right: number, fewer = 1) =>
    isWithin(slips - fewer, one, other, i + left, j + right);
  return (
    goOn(1, 0) ||
    goOn(0, 1) ||
    goOn(1, 1) ||
    (one[i] === other[j + 1] && one[i + 1] === other[j] && goOn(2, 2)) ||
    // Two neighbours swapped, with a letter added between them or dropped from between.
    (slips > 1 && one[i] === other[j + 2] && one[i + 1] === other[j] && goOn(2, 3, 2)) ||
    (slips > 1 && one[i + 2] === other[j] && one[i] === other[j + 1] && goOn(3, 2, 2))
  );
}
