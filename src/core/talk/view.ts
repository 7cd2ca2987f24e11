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
}

export type Block =
  | { kind: 'text'; text: string }
  | { kind: 'facts'; facts: [string, string][] }
  | { kind: 'list'; items: string[] }
  | {
      kind: 'table';
      columns: string[];
      rows: string[][];
      /** Rows from this one on, counted from 0, are folded where a platform can. */
      foldedFrom?: number;
    }
  | { kind: 'meter'; label: string; done: number; total: number }
  | {
      kind: 'buttons';
      buttons: Button[];
      /** One for each row of the table right above, shown with its row. */
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
  /** True on the answer to an unknown verb. */
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
}

/** The questions to answer before a command can be carried out. All text is plain. */
export interface Form {
  kind: 'form';
  command: string;
  title: string;
  intro?: string;
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
  { foldedFrom = 0 }: { foldedFrom?: number } = {},
): Block {
  const isFolded = foldedFrom > 0 && rows.length - foldedFrom >= WORTH_FOLDING;
  return { kind: 'table', columns, rows, ...(isFolded ? { foldedFrom } : {}) };
}

/** A button for each row of the table right above, labelled as its row begins: a terminal shows the row alone. */
export function rowButtons(buttons: Button[]): Block | undefined {
  return buttons.length === 0 ? undefined : { kind: 'buttons', buttons, ofRows: true };
}

/** The blocks of a view, each table together with the buttons of its rows. */
export function withRowButtons(blocks: readonly Block[]): { block: Block; rowButtons: readonly Button[] }[] {
  const isOfRows = (block: Block | undefined) => block?.kind === 'buttons' && block.ofRows === true;
  return blocks.flatMap((block, at) => {
    const next = blocks[at + 1];
    const isPaired = block.kind === 'table' && next?.kind === 'buttons' && next.ofRows === true;
    if (isOfRows(block) && blocks[at - 1]?.kind === 'table') return [];
    return [{ block, rowButtons: isPaired ? next.buttons : [] }];
  });
}

export function meter(label: string, done: number, total: number): Block {
  return { kind: 'meter', label, done, total };
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

/** Shortens what people wrote, with a visible sign, for places with a limit. It never splits a character. */
export function clip(words: string, most: number): string {
  const characters = [...words];
  return characters.length <= most ? words : `${characters.slice(0, most - 1).join('')}…`;
}
