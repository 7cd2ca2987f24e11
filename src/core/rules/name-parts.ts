import { fold } from './names.ts';
import { knownAs, oneSpelling } from './names-known.ts';

/** One form of a first name or surname, folded. */
export interface Form {
  text: string;
  /** In the one spelling to which others of the same name are brought. */
  spelled: string;
  /** One bit for each letter that it contains: two forms that differ in many letters are told apart at once. */
  letters: number;
  /** The lines of names-known in which it stands; undefined for a name that is not known. */
  known: readonly number[] | undefined;
  /**
   * `half`: of a double name; it stands for the whole where the other name is whole. `part`: a middle name, or the first two
   * written as one; it stands for the whole where the other name has no middle name, and no slip is allowed.
   */
  share: 'whole' | 'half' | 'part';
}

/** One full name by which somebody is called. */
export interface Called {
  /** All words in their order, the surname last, without titles: equal keys are equal names. */
  key: string;
  /** The words in alphabetical order. */
  sorted: string;
  words: readonly string[];
  hasMiddle: boolean;
  firsts: readonly Form[];
  lasts: readonly Form[];
}

/** A name, read once so that it can be compared with many: the name itself, then what it says of former and other names. */
export interface NameParts {
  called: readonly Called[];
}

/** Titles, which are no part of a name. */
const TITLES = new Set(
  'mr mrs ms miss mx mstr master messrs dr doctor prof professor rev revd reverend sir dame lady lord fr cllr mme mlle pan pani sra señora'
    .split(' ')
    .map(fold),
);
const SUFFIXES = new Set(
  'jr jnr junior snr senior ii iii iv esq mbe obe cbe phd bsc ba ma msc qc kc jp'.split(' '),
);

/** Words that belong to the surname behind them. */
const PARTICLES = new Set(
  'van von vander vom zu de der den del della dela di du da das dos do la le les el al ul bin ibn bint ben abu ap ab ter ten ten st saint san santa mac mc o ni nic ui d af av'.split(
    ' ',
  ),
);

/** First names given before the name by which somebody is called. */
const BEFORE_THE_CALL_NAME = new Set(
  'mohammed muhammad mohamed mohammad mohamad mohammod muhammed md mohd syed sayed syeda sayeda mst mosammat most sheikh shaikh'.split(
    ' ',
  ),
);

const FORMER = /^(?:née|nee|né|born|formerly|previously|was|maiden name|was called)\b[\s:]*/iu;
const KNOWN_AS =
  /^(?:known as|also known as|aka|a\.k\.a\.|called|goes by|preferred name|pref\.?|or)\b[\s:]*/iu;
const UNBRACKETED =
  /^(\S.*?\s)((?:née|nee|né|formerly|previously known as|also known as|known as|aka|a\.k\.a\.)\s.+)$/iu;
const BRACKETS =
  /\(([^()]*)\)|\[([^[\]]*)\]|["“”«»„]([^"“”«»„]*)["“”«»„]|(?:^|\s)['‘]([^'‘’]+)['’](?=\s|$)/gu;

/** Says of somebody what they are to a child, and is no name. */
const RELATION =
  /^(?:(?:step|grand|foster|adoptive|birth|god)[\s-]?)*(?:mum|mummy|mam|mother|mom|dad|daddy|father|parent|carer|guardian|gran|granny|nan|nana|grandma|grandmother|grandad|grandfather|aunt|auntie|aunty|uncle|sister|brother|partner|relative|family|emergency(?: contact)?)\b/iu;

function isBare(words: string): boolean {
  return fold(words) === '';
}

/** How many names that were read lately are kept, and of how many characters at most: about 10 MB. */
const MOST_KEPT = 5000;
const LONGEST_KEPT = 100;
/** The names of a setting are compared with one another again and again, and to read one takes longer than to compare it (decision 52). */
const kept = new Map<string, NameParts>();

/** Reads a name as people write it. `further`: other full names of the same person. */
export function nameParts(written: string, further: readonly string[] = []): NameParts {
  if (further.length > 0 || written.length > LONGEST_KEPT) return readParts(written, further);
  const before = kept.get(written);
  if (before !== undefined) return before;
  const parts = readParts(written, further);
  if (kept.size >= MOST_KEPT) kept.clear();
  kept.set(written, parts);
  return parts;
}

function readParts(written: string, further: readonly string[]): NameParts {
  const asides: string[] = [];
  let plain = written.replace(BRACKETS, (_, ...inside: (string | undefined)[]) => {
    asides.push(inside.slice(0, 4).find((aside) => aside !== undefined) ?? '');
    return ' ';
  });
  plain = plain.replace(UNBRACKETED, (_, before: string, aside: string) => {
    asides.push(aside);
    return before;
  });
  // A name that is nothing but an aside is that name.
  if (isBare(plain)) return written === plain ? { called: [] } : nameParts(asides.join(' '), further);
  const words = wordsOf(plain);
  const called = [words, ...asides.flatMap((aside) => otherNames(words, aside))].map(toCalled);
  for (const name of further) called.push(...nameParts(name).called);
  return { called };
}

/** The full names that an aside gives to somebody: a former surname, another first name, or a whole name. */
function otherNames(words: readonly Word[], aside: string): Word[][] {
  const former = FORMER.exec(aside)?.[0];
  const knownAs = KNOWN_AS.exec(aside)?.[0];
  const said = wordsOf(aside.trim().slice((former ?? knownAs ?? '').length));
  const first = words.slice(0, 1);
  const rest = words.slice(1);
  if (said.length === 0 || (former === undefined && knownAs === undefined && RELATION.test(aside.trim())))
    return [];
  if (
    said.length > 1 &&
    !(former !== undefined && said.every(({ text }, at) => at === said.length - 1 || PARTICLES.has(text)))
  )
    return [said];
  const asSurname = [...first, ...said];
  const asFirst = [...said, ...(rest.length === 0 ? words : rest)];
  if (former !== undefined) return [asSurname];
  return knownAs === undefined ? [asFirst, asSurname] : [asFirst];
}

interface Word {
  text: string;
  /** The parts between hyphens, where there are several. */
  halves: readonly string[];
}

/** The words of a name in their order, the surname last, without titles. */
function wordsOf(written: string): Word[] {
  const [surname = [], ...given] = written.split(/[,،]/u).map(split);
  const named = given
    .map((words) => words.filter(({ text }) => !SUFFIXES.has(text)))
    .filter((words) => words.length > 0);
  const words = [...named.flat(), ...surname];
  const untitled = words.filter(
    ({ text }, at) => !(TITLES.has(text) && words.slice(at + 1).length > 0 && leads(words, at)),
  );
  while (untitled.length > 2 && SUFFIXES.has(untitled.at(-1)?.text ?? '')) untitled.pop();
  return untitled;
}

/** Whether all before this place are titles too. */
function leads(words: readonly Word[], at: number): boolean {
  return words.slice(0, at).every(({ text }) => TITLES.has(text) || text === 'and');
}

function split(written: string): Word[] {
  return written
    .split(/[\s./&+_]+/u)
    .map((word) => {
      const halves = word.split(/[-‐‑‒–—]/u);
      return { text: fold(word), halves: halves.length > 1 ? halves.map(fold).filter(Boolean) : [] };
    })
    .filter(({ text }) => text !== '');
}

function form(text: string, share: Form['share']): Form {
  let letters = 0;
  for (let at = 0; at < text.length; at++) letters |= 1 << (text.charCodeAt(at) & 31);
  return { text, spelled: oneSpelling(text), letters, known: knownAs(text), share };
}

function toCalled(words: readonly Word[]): Called {
  const texts = words.map(({ text }) => text);
  let start = words.length - 1;
  while (start > 1 && PARTICLES.has(texts[start - 1] ?? '')) start--;
  const middle = words.slice(1, -1);
  return {
    key: texts.join(''),
    sorted: [...texts].sort().join(' '),
    words: texts,
    hasMiddle: middle.length > 0,
    firsts: distinct(firstNames(words, middle)),
    lasts: distinct(surnames(words.slice(Math.max(start, 0)))),
  };
}

function firstNames([first]: readonly Word[], middle: readonly Word[]): Form[] {
  if (first === undefined) return [];
  const next = middle[0];
  const isBefore = next !== undefined && next.text.length > 2 && BEFORE_THE_CALL_NAME.has(first.text);
  return [
    form(first.text, isBefore ? 'half' : 'whole'),
    ...(next === undefined ? [] : [form(first.text + next.text, 'part')]),
    ...(first.halves.length > 1 ? first.halves.map((half) => form(half, 'half')) : []),
    ...middle
      .filter(({ text }) => text.length > 1)
      .map(({ text }, at) => form(text, isBefore && at === 0 ? 'whole' : 'part')),
  ];
}

function surnames(words: readonly Word[]): Form[] {
  const last = words.at(-1);
  if (last === undefined) return [];
  const [prefix = '', ...others] = last.halves;
  const isPrefixed = others.length === 1 && PARTICLES.has(prefix);
  const cores = [last.text, ...(isPrefixed ? others : [])];
  const whole = words.length === 1 ? [] : [words.map(({ text }) => text).join('')];
  const halves = others.length > 0 && !isPrefixed ? last.halves : [];
  return [
    ...withOtherShapes(cores).map((core) => form(core, 'whole')),
    // Smith-Jones and Jones-Smith.
    ...(halves.length > 0 ? [form([...halves].sort().join(''), 'whole')] : []),
    ...withOtherShapes([...halves, ...whole]).map((half) => form(half, 'half')),
  ];
}

function withOtherShapes(names: readonly string[]): string[] {
  return names.flatMap((name) => [name, ...otherShapes(name)]);
}

/**
 * The other shapes of a surname: Mac written as Mc, and the husband's and father's shape of a Czech, Slovak or Lithuanian one.
 * Endings that differ by a letter or two (Kowalska, Petrova, Papadopoulou) are near as they are.
 */
function otherShapes(surname: string): string[] {
  const clan = /^mac([^aeiou].{2,})$/.exec(surname)?.[1];
  const czech = /^(.{2,}[^aeiou])ova$/.exec(surname)?.[1];
  const lithuanian = /^(.{3,})(?:iene|aite|yte|ute)$/.exec(surname)?.[1];
  return [
    ...(clan === undefined ? [] : [`mc${clan}`]),
    ...(czech === undefined ? [] : [czech, `${czech}a`]),
    ...(lithuanian === undefined ? [] : ['as', 'is', 'ys', 'us'].map((end) => lithuanian + end)),
  ];
}

function distinct(forms: readonly Form[]): Form[] {
  return forms.filter(({ text }, at) => forms.findIndex((other) => other.text === text) === at);
}

/** Whether a folded word is a title. */
export function isTitle(word: string): boolean {
  return TITLES.has(word);
}
