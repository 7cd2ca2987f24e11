import { type ChangeLine, type Ranges, runsOf } from '../../src/core/talk/view.ts';

/** A piece of an Adaptive Card, schema 1.5. */
export interface Element {
  type: string;
  [property: string]: unknown;
}

interface TextStyle {
  weight?: 'bolder';
  size?: 'small' | 'medium' | 'large';
  isSubtle?: true;
  color?: 'attention' | 'good' | 'warning' | 'accent';
}

interface Spacing {
  spacing?: 'none' | 'small' | 'medium' | 'large';
  separator?: true;
  horizontalAlignment?: 'right';
}

/**
 * Text that people may have written, and text of ours that quotes it. A RichTextBlock reads no Markdown, while TextBlock
 * and FactSet would make a link of a name.
 */
export function say(words: string, look: TextStyle = {}, place: Spacing = {}): Element {
  return { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: visible(words), ...look }], ...place };
}

/** Likewise, with what stands out in bold. */
export function sayStrong(words: string, strong: Ranges, place: Spacing = {}): Element {
  const inlines = runsOf(words, strong).map((run) => ({
    type: 'TextRun',
    text: visible(run.words),
    ...(run.isStrong ? { weight: 'bolder' } : {}),
  }));
  return { type: 'RichTextBlock', inlines, ...place };
}

/** One text of a change: what of an old one is gone is struck out, what of a new one is new stands out. */
export function sayChanged(
  label: ChangeLine['label'],
  words: string,
  marked: Ranges,
  place: Spacing = {},
): Element {
  const isOld = label === 'Gone' || label === 'Was';
  const look = { color: isOld ? 'attention' : 'good', ...(label === 'Was' ? { strikethrough: true } : {}) };
  const inlines = runsOf(words, marked).map((run) => ({
    type: 'TextRun',
    text: visible(run.words),
    ...(run.isStrong ? look : {}),
    ...(run.isStrong && label === 'Now' ? { weight: 'bolder' } : {}),
  }));
  const head = { type: 'TextRun', text: `${label}: `, weight: 'bolder' };
  return { type: 'RichTextBlock', inlines: [head, ...inlines], ...place };
}

/** Words in which Markdown finds nothing, nor a client an address or a date to fill in. */
const INERT = /^(?!\d+[.)])(?!.*\.\p{L})[\p{L}\p{N}“‘"✓][\p{L}\p{M}\p{N} ,.;:!?'’‘“”"()–—-]*$/u;

/**
 * A heading, by which a screen reader moves through a card. Only a TextBlock can be one, and it reads Markdown: what could mean anything
 * in it is a heading by its looks alone.
 */
export function headed(words: string, look: TextStyle = {}, place: Spacing = {}): Element {
  const seen = visible(words);
  return INERT.test(seen)
    ? { type: 'TextBlock', text: seen, wrap: true, style: 'heading', ...look, ...place }
    : say(words, look, place);
}

/** Text of ours that quotes nobody. */
export function ours(words: string, look: TextStyle = {}, place: Spacing = {}): Element {
  return { type: 'TextBlock', text: words, wrap: true, ...look, ...place };
}

/** A label in bold, with its text in the same line. */
export function labelled(label: string, words: string, place: Spacing = {}): Element {
  const inlines = [
    { type: 'TextRun', text: `${visible(label)}: `, isSubtle: true },
    { type: 'TextRun', text: visible(words) },
  ];
  return { type: 'RichTextBlock', inlines, ...place };
}

/** Elements beside each other. A number is a share of the remaining width; `auto` takes what it needs. */
export function beside(
  columns: { width: number | 'auto'; items: Element[] }[],
  place: Spacing = {},
): Element {
  return {
    type: 'ColumnSet',
    columns: columns.map(({ width, items }) => ({
      type: 'Column',
      width: width === 'auto' ? width : `${width}`,
      items,
    })),
    ...place,
  };
}

export function together(items: Element[], place: Spacing = {}): Element {
  return { type: 'Container', items, ...place };
}

/** Control characters but the line break, and characters that change the direction of writing. */
const UNSEEN = /(?!\n)[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;

/**
 * Removes invisible characters: controls, and those that change the direction of whatever follows (in a name, one could
 * rewrite the sentence around it). Right-to-left letters need none of them.
 */
export function visible(words: string): string {
  return words.replace(/\s/g, (space) => (space === '\n' ? space : ' ')).replace(UNSEEN, '');
}

/** For labels of choices, which some clients read as Markdown: a word joiner breaks up links and images. */
export function unlinked(words: string): string {
  return visible(words)
    .replace(/\](?=[([])/g, ']\u2060')
    .replace(/([*_~`])(?=\S)/g, '$1\u2060')
    .replace(/\n/g, ' ');
}
