import type { Widget } from './widget.ts';

/** A person's answers so far, by field name; several values are an array. */
export type Input = Record<string, string | string[]>;

/** A command that someone has begun to type, behind a button. There are no other callbacks. */
export interface Run {
  command: string;
  input: Input;
}

export interface Button {
  label: string;
  run: Run;
  /** `primary`: what is to be done now. `danger`: what takes something away. Shown so where a platform can. */
  style?: 'primary' | 'danger';
}

/** `good`: it may be so. `bad`: it may not. */
export type Tone = 'good' | 'check' | 'bad';

/** From and to within a text, in UTF-16 units, in order; `to` is not included. */
export type Ranges = [number, number][];

/** A sentence that one of two texts has and the other has not, or has in other words. */
export type Change =
  | { change: 'added'; after: string }
  | { change: 'removed'; before: string }
  /** `gone`, `fresh`: which words of `before` and of `after` the other has not. */
  | { change: 'changed'; before: string; after: string; gone: Ranges; fresh: Ranges };

export type Block =
  /** `strong`: what of it stands out, where a platform can show that. */
  | { kind: 'text'; text: string; strong?: Ranges }
  /** What the blocks below it are about, set off from those above. */
  | { kind: 'heading'; text: string }
  | { kind: 'facts'; facts: [string, string][] }
  /** `strong`: likewise, by item. */
  | { kind: 'list'; items: string[]; strong?: Ranges[] }
  | {
      kind: 'table';
      columns: string[];
      rows: string[][];
      /** Rows from this one on, counted from 0, are folded where a platform can. */
      foldedFrom?: number;
      /** How each row's second cell is meant, shown in colour where a platform can; its words say the same. */
      tones?: Tone[];
    }
  /** What differs between two texts, in order; what both have is left out. `under`: the heading it stands under, or empty. */
  | { kind: 'difference'; parts: { under: string; changes: Change[] }[] }
  | { kind: 'meter'; label: string; done: number; total: number }
  | {
      kind: 'buttons';
      buttons: Button[];
      /** One for each row of the table, or item of the list, right above, from the first on, shown with it. */
      ofRows?: true;
    };

/** An answer as data. Every string is plain text: each adapter escapes and renders it. */
export interface View {
  kind: 'view';
  title: string;
  blocks: Block[];
  /** True on a refusal. */
  refused?: true;
  /** Ids of the clauses or rules that a refusal is based on. */
  cites?: string[];
  /** True on the answer to what is no verb, a greeting among it. */
  unknown?: true;
  /** True on the line about concerns, which stands alone. */
  worry?: true;
  /** A file given to this person only, beside the view. */
  file?: ViewFile;
}

/** A file made for one person on request; it is not stored. */
export interface ViewFile {
  name: string;
  /** Its media type. */
  type: string;
  bytes(): Uint8Array;
}

export interface FormInput {
  name: string;
  label: string;
  hint?: string;
  widget: Widget;
  required: boolean;
  value?: string | string[];
  error?: string;
  /** Required because of another answer, which the person may yet change. */
  isConditional?: true;
  /** Another question can answer it, in one touch: only who types needs it. */
  isTyped?: true;
}

/** The questions to answer before a command can be carried out. All text is plain. */
export interface Form {
  kind: 'form';
  command: string;
  title: string;
  intro?: string;
  /** The same in blocks, for a screen that can show them. */
  reading?: Block[];
  /** The text of the submit button: at most 24 characters. */
  submit: string;
  inputs: FormInput[];
  /** Another way on, beside the submit button. */
  buttons?: Button[];
}

export type Answer = View | Form;

/**
 * Limits on the texts that Candour writes itself, the narrowest of any platform. A longer text fails a test; it is never
 * cut.
 */
export const LIMITS = { title: 150, formTitle: 24, label: 75, buttonLabel: 40, submit: 24 } as const;

export function view(title: string, ...blocks: (Block | false | undefined)[]): View {
  if (title.length > LIMITS.title) throw new Error(`view title of ${title.length} characters: ${title}`);
  return { kind: 'view', title, blocks: blocks.filter((block) => block !== undefined && block !== false) };
}

export function text(...paragraphs: string[]): Block {
  return { kind: 'text', text: paragraphs.join('\n\n') };
}

export function heading(words: string): Block {
  return { kind: 'heading', text: words };
}

export function facts(...pairs: [string, string | null | undefined | false][]): Block {
  return {
    kind: 'facts',
    facts: pairs.filter((pair): pair is [string, string] => typeof pair[1] === 'string' && pair[1] !== ''),
  };
}

export function list(items: string[]): Block {
  return { kind: 'list', items };
}

/** Fewer rows than this are not worth a fold. */
const WORTH_FOLDING = 4;

export function table(
  columns: string[],
  rows: string[][],
  { foldedFrom = 0, tones }: { foldedFrom?: number; tones?: Tone[] } = {},
): Block {
  const isFolded = foldedFrom > 0 && rows.length - foldedFrom >= WORTH_FOLDING;
  return {
    kind: 'table',
    columns,
    rows,
    ...(isFolded ? { foldedFrom } : {}),
    ...(tones ? { tones } : {}),
  };
}

/**
 * A button for each row of the table right above, or item of the list, from the first on. A terminal shows the row, or in its place the
 * label where that says more.
 */
export function rowButtons(buttons: Button[]): Block | undefined {
  return buttons.length === 0 ? undefined : { kind: 'buttons', buttons, ofRows: true };
}

/** The blocks of a view, each table or list together with the buttons of its rows. */
export function withRowButtons(blocks: readonly Block[]): { block: Block; rowButtons: readonly Button[] }[] {
  const isOfRows = (block: Block | undefined) => block?.kind === 'buttons' && block.ofRows === true;
  const hasRows = (block: Block | undefined) => block?.kind === 'table' || block?.kind === 'list';
  return blocks.flatMap((block, at) => {
    const next = blocks[at + 1];
    const isPaired = hasRows(block) && next?.kind === 'buttons' && next.ofRows === true;
    if (isOfRows(block) && hasRows(blocks[at - 1])) return [];
    return [{ block, rowButtons: isPaired ? next.buttons : [] }];
  });
}

export function meter(label: string, done: number, total: number): Block {
  return { kind: 'meter', label, done, total };
}

/** A meter's figures in words: a bar of squares would be read aloud square by square. */
export function figures({ done, total }: Pick<Extract<Block, { kind: 'meter' }>, 'done' | 'total'>): string {
  return total <= 0 ? 'none due' : `${done} of ${total}`;
}

/** One text of a change, with the word that says which it is: colours and strokes may add to the word, and never replace it. */
export interface ChangeLine {
  label: 'New' | 'Gone' | 'Was' | 'Now';
  words: string;
  /** What of it the other text has not. */
  marked: Ranges;
}

/** A change as lines: what was, then what is. */
export function changeLines(given: Change): ChangeLine[] {
  const whole = (words: string): Ranges => [[0, words.length]];
  switch (given.change) {
    case 'added':
      return [{ label: 'New', words: given.after, marked: whole(given.after) }];
    case 'removed':
      return [{ label: 'Gone', words: given.before, marked: whole(given.before) }];
    case 'changed':
      return [
        { label: 'Was', words: given.before, marked: given.gone },
        { label: 'Now', words: given.after, marked: given.fresh },
      ];
  }
}

/** A difference as plain lines, for where nothing is drawn. */
export function differenceLines({ parts }: Extract<Block, { kind: 'difference' }>): string[] {
  return parts.flatMap(({ under, changes }) => [
    ...(under === '' ? [] : [`Under “${under}”:`]),
    ...changes.flatMap(changeLines).map(({ label, words }) => `${label}: ${words}`),
  ]);
}

/** Blocks as plain text, for where nothing is drawn. Buttons are left out. */
export function inPlainWords(blocks: readonly Block[]): string {
  return blocks
    .map(plainWordsOf)
    .filter((words) => words !== '')
    .join('\n\n');
}

function plainWordsOf(block: Block): string {
  switch (block.kind) {
    case 'text':
    case 'heading':
      return block.text;
    case 'facts':
      return block.facts.map(([label, value]) => `${label}: ${value}`).join('\n');
    case 'list':
      return block.items.map((item) => `• ${item}`).join('\n');
    case 'table':
      return [block.columns, ...block.rows].map((cells) => cells.join(' | ')).join('\n');
    case 'difference':
      return differenceLines(block).join('\n');
    case 'meter':
      return `${block.label}: ${figures(block)}`;
    case 'buttons':
      return '';
  }
}

export function buttons(...given: (Button | false | undefined)[]): Block | undefined {
  const present = given.filter((each) => each !== undefined && each !== false);
  return present.length === 0 ? undefined : { kind: 'buttons', buttons: present };
}

export function button(label: string, command: string, input: Input = {}): Button {
  if (label.length > LIMITS.buttonLabel)
    throw new Error(`button label of ${label.length} characters: ${label}`);
  return { label, run: { command, input } };
}

/** The same button, as what is to be done now. */
export function primary(given: Button): Button {
  return { ...given, style: 'primary' };
}

/** The same button, as one that takes something away. A platform that can asks once more before it is pressed. */
export function danger(given: Button): Button {
  return { ...given, style: 'danger' };
}

export function capital(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}

/** A text cut where what stands out begins and ends. */
export function runsOf(words: string, strong: Ranges): { words: string; isStrong: boolean }[] {
  let at = 0;
  const runs = strong.flatMap(([from, to]) => {
    const before = { words: words.slice(at, from), isStrong: false };
    at = to;
    return [before, { words: words.slice(from, to), isStrong: true }];
  });
  return [...runs, { words: words.slice(at), isStrong: false }].filter((run) => run.words !== '');
}

/** Shortens what people wrote, with a visible sign, for places with a limit. It never splits a character. */
export function clip(words: string, most: number): string {
  const characters = [...words];
  return characters.length <= most ? words : `${characters.slice(0, most - 1).join('')}…`;
}
