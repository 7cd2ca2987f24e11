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
 * Words that anybody may have written. A RichTextBlock reads no Markdown, where TextBlock and FactSet would make a link of
 * a name; so it carries ours too, which often quote somebody.
 */
export function say(words: string, look: TextStyle = {}, place: Spacing = {}): Element {
  return { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: visible(words), ...look }], ...place };
}

/** Our own words, where nothing of anybody else's is among them. */
export function ours(words: string, look: TextStyle = {}, place: Spacing = {}): Element {
  return { type: 'TextBlock', text: words, wrap: true, ...look, ...place };
}

/** A label in bold, and what belongs to it in the same line. */
export function labelled(label: string, words: string, place: Spacing = {}): Element {
  const inlines = [
    { type: 'TextRun', text: `${visible(label)}: `, isSubtle: true },
    { type: 'TextRun', text: visible(words) },
  ];
  return { type: 'RichTextBlock', inlines, ...place };
}

/** Elements beside each other; a number shares what is left, `auto` takes what it needs. */
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

/** Control characters but the line break, and what turns the direction of writing. */
const UNSEEN = /(?!\n)[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu;

/**
 * Without the characters that are not there to be seen: controls, and those that turn the direction of whatever follows
 * (a name that holds one could rewrite the sentence around it). Right-to-left letters need none of them.
 */
export function visible(words: string): string {
  return words.replace(/\s/g, (space) => (space === '\n' ? space : ' ')).replace(UNSEEN, '');
}

/**
 * For the labels of choices, which some clients read as Markdown: a word joiner parts what would make a link or an image.
 */
export function unlinked(words: string): string {
  return visible(words)
    .replace(/\](?=[([])/g, ']\u2060')
    .replace(/([*_~`])(?=\S)/g, '$1\u2060')
    .replace(/\n/g, ' ');
}
