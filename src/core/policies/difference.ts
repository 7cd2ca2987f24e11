import type { Block, Change, Ranges } from '../talk/view.ts';
import { toBlocks } from './document.ts';

/** A sentence, an item of a list or a row of a table, and the heading that it stands under, or an empty one. */
interface Sentence {
  text: string;
  under: string;
}

/** A sentence of either text, beside the one of the other that it is or became. One of the two is always there. */
export interface Step {
  before?: Sentence;
  after?: Sentence;
  /** Whether both say the same, signs aside. */
  isKept: boolean;
}

/** What differs between two texts. */
export interface Difference {
  /** Undefined where no sentence differs. */
  block: Extract<Block, { kind: 'difference' }> | undefined;
  added: number;
  removed: number;
  changed: number;
  /** Sentences that differ in quotation marks, dashes, spaces or the number before them alone: they count as kept. */
  retouched: number;
}

/** A policy's Markdown as its sentences: the document is cut at headings, items and rows first, and what is left at full stops. */
export function sentencesOf(markdown: string): Sentence[] {
  const sentences: Sentence[] = [];
  let under = '';
  const add = (texts: readonly string[]) => {
    for (const text of texts) if (text.trim() !== '') sentences.push({ text: text.trim(), under });
  };
  for (const block of toBlocks(markdown)) {
    if (block.kind === 'heading') {
      add([block.text]);
      under = block.text;
    } else if (block.kind === 'text') add(block.text.split('\n').flatMap(cut));
    else if (block.kind === 'list') add(block.items.flatMap((item) => item.split('\n').flatMap(cut)));
    else if (block.kind === 'table')
      add([block.columns, ...block.rows].map((cells) => cells.filter((cell) => cell !== '').join(' | ')));
  }
  return sentences;
}

/** Made at its first use: its rules of a language take ten milliseconds to load. */
let segmenter: Intl.Segmenter | undefined;
/** What ends in a full stop and no sentence: an abbreviation, an initial, or a number or letter that counts. */
const GOES_ON =
  /(?:^|[\s(“"‘'])(?:e\.g|i\.e|etc|cf|vs|viz|approx|incl|no|nos|para|paras|sect|fig|p|pp|ref|tel|st|mr|mrs|ms|mx|dr|revd|rev|prof|[A-Z])\.[)”"’']?\s*$|^\(?(?:\d+(?:\.\d+)*|[a-z]|[ivx]+)[.)]\s*$/i;

/** The sentences of one line. */
function cut(line: string): string[] {
  segmenter ??= new Intl.Segmenter('en-GB', { granularity: 'sentence' });
  const sentences: string[] = [];
  let begun = '';
  for (const { segment } of segmenter.segment(line)) {
    begun += segment;
    if (GOES_ON.test(begun)) continue;
    sentences.push(begun);
    begun = '';
  }
  return begun === '' ? sentences : [...sentences, begun];
}

/** What of a sentence is compared. An item that was put in changes the numbers of all below it. */
function keyOf(text: string): string {
  return plainSigns(text.replace(/^(?:– )?(?:\d{1,3}\. )?/, ''));
}

/** With the quotation marks, dashes and spaces that a keyboard has: Word writes others. */
function plainSigns(text: string): string {
  return text
    .replace(/[‘’‚′`´]/g, "'")
    .replace(/[“”„″]/g, '"')
    .replace(/[‐‑‒–—−]/g, '-')
    .replace(/…/g, '...')
    .replace(/[\u00ad\u200b\u2060]/g, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/** Beyond so many, two texts have nothing to do with each other, and their sentences are not paired. */
const MOST_PAIRS = 250_000;
const MOST_EDITS = 1500;

/** Every sentence of both texts, in the order of the new one: what was stands before what came into its place. */
export async function stepsBetween(before: readonly Sentence[], after: readonly Sentence[]): Promise<Step[]> {
  const { diffArrays } = await import('diff');
  const [was, is] = [before, after].map((each) => each.map(({ text }) => keyOf(text))) as [
    string[],
    string[],
  ];
  const runs = diffArrays(was, is, { maxEditLength: MOST_EDITS }) ?? [
    { value: was, removed: true, added: false },
    { value: is, removed: false, added: true },
  ];
  const steps: Step[] = [];
  let [i, j] = [0, 0];
  let gone: Sentence[] = [];
  let fresh: Sentence[] = [];
  const settle = () => {
    steps.push(...paired(gone, fresh));
    gone = [];
    fresh = [];
  };
  for (const { value, added, removed } of runs) {
    if (removed) gone.push(...before.slice(i, i + value.length));
    if (added) fresh.push(...after.slice(j, j + value.length));
    if (!added && !removed) {
      settle();
      for (const at of value.keys())
        steps.push({ before: before[i + at] as Sentence, after: after[j + at] as Sentence, isKept: true });
    }
    if (!added) i += value.length;
    if (!removed) j += value.length;
  }
  settle();
  return steps;
}

/** Sentences that went and came at one place: those that have at least half of their words in common became one another. */
function paired(gone: readonly Sentence[], fresh: readonly Sentence[]): Step[] {
  const steps: Step[] = [];
  const words = fresh.map(({ text }) => wordsIn(text));
  const isComparable = gone.length * fresh.length <= MOST_PAIRS;
  let next = 0;
  for (const before of gone) {
    const own = wordsIn(before.text);
    let best = -1;
    let most = 0.5;
    for (let at = next; isComparable && at < fresh.length; at++) {
      const alike = likeness(own, words[at] ?? []);
      if (alike > most || (alike === most && best < 0)) [best, most] = [at, alike];
    }
    if (best < 0) {
      steps.push({ before, isKept: false });
      continue;
    }
    for (const after of fresh.slice(next, best)) steps.push({ after, isKept: false });
    steps.push({ before, after: fresh[best] as Sentence, isKept: false });
    next = best + 1;
  }
  return [...steps, ...fresh.slice(next).map((after) => ({ after, isKept: false }))];
}

function wordsIn(text: string): string[] {
  return keyOf(text)
    .toLowerCase()
    .split(/[^\p{L}\p{N}']+/u)
    .filter((word) => word !== '');
}

/** The share of words that two sentences have in common, from 0 to 1. */
function likeness(one: readonly string[], other: readonly string[]): number {
  const left = new Map<string, number>();
  for (const word of one) left.set(word, (left.get(word) ?? 0) + 1);
  let common = 0;
  for (const word of other) {
    const count = left.get(word) ?? 0;
    if (count > 0) common += 1;
    left.set(word, count - 1);
  }
  return one.length + other.length === 0 ? 0 : (2 * common) / (one.length + other.length);
}

/** What differs between two texts of a policy, sentence by sentence. */
export async function differenceBetween(before: string, after: string): Promise<Difference> {
  return toDifference(await stepsBetween(sentencesOf(before), sentencesOf(after)));
}

/** The same of two lists, such as of statements, each entry for itself. */
export async function differenceOfLists(
  before: readonly string[],
  after: readonly string[],
  under: string,
): Promise<Difference> {
  const asSentences = (texts: readonly string[]) => texts.map((text) => ({ text, under }));
  return toDifference(await stepsBetween(asSentences(before), asSentences(after)));
}

async function toDifference(steps: readonly Step[]): Promise<Difference> {
  const parts: { under: string; changes: Change[] }[] = [];
  const count = { added: 0, removed: 0, changed: 0, retouched: 0 };
  for (const step of steps) {
    const { before, after, isKept } = step;
    if (isKept) {
      if (before?.text !== after?.text) count.retouched += 1;
      continue;
    }
    const change = await toChange(before?.text, after?.text);
    count[change.change] += 1;
    const under = (after ?? before)?.under ?? '';
    const last = parts.at(-1);
    if (last?.under === under) last.changes.push(change);
    else parts.push({ under, changes: [change] });
  }
  return { block: parts.length === 0 ? undefined : { kind: 'difference', parts }, ...count };
}

async function toChange(before: string | undefined, after: string | undefined): Promise<Change> {
  if (before === undefined) return { change: 'added', after: after ?? '' };
  if (after === undefined) return { change: 'removed', before };
  const { diffArrays } = await import('diff');
  const [was, is] = [before, after].map((text) => text.split(/(?<=\s)/)) as [string[], string[]];
  const runs = diffArrays(was, is, { comparator: (one, other) => plainSigns(one) === plainSigns(other) });
  const gone: Ranges = [];
  const fresh: Ranges = [];
  let [i, j] = [0, 0];
  let [wordsOut, wordsIn] = [0, 0];
  for (const { value, added, removed } of runs) {
    const lengthOf = (words: readonly string[], from: number) =>
      words.slice(from, from + value.length).join('').length;
    if (!added) {
      const length = lengthOf(was, wordsOut);
      if (removed) gone.push([i, i + length]);
      i += length;
      wordsOut += value.length;
    }
    if (!removed) {
      const length = lengthOf(is, wordsIn);
      if (added) fresh.push([j, j + length]);
      j += length;
      wordsIn += value.length;
    }
  }
  return { change: 'changed', before, after, gone, fresh };
}

/** What differs, in one sentence. */
export function inOneSentence({ added, removed, changed, retouched }: Difference): string {
  const said = [
    [changed, 'is changed', 'are changed'],
    [added, 'is new', 'are new'],
    [removed, 'is gone', 'are gone'],
  ] as const;
  const told = said
    .filter(([count]) => count > 0)
    .map(([count, one, more], at) =>
      at === 0
        ? `${count} ${count === 1 ? 'sentence' : 'sentences'} ${count === 1 ? one : more}`
        : `${count} ${count === 1 ? one : more}`,
    );
  const signs =
    retouched > 0 &&
    `In ${retouched} ${retouched === 1 ? 'sentence' : 'sentences'} only quotation marks, dashes, spaces or numbers of items differ.`;
  const words =
    told.length === 0
      ? 'Its words are the same.'
      : `${told.length < 2 ? told.join('') : `${told.slice(0, -1).join(', ')} and ${told.at(-1)}`}.`;
  return [words, signs].filter(Boolean).join(' ');
}
