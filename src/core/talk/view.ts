import type { Widget } from './widget.ts';

/** What a person has said so far, by field name: words, or several of them. */
export type Input = Record<string, string | string[]>;

/** A command that someone has begun to type. There are no other callbacks. */
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
  | { kind: 'table'; columns: string[]; rows: string[][] }
  | { kind: 'meter'; label: string; done: number; total: number }
  | { kind: 'buttons'; buttons: Button[] };

/** An answer as data. Every string is plain text: each adapter escapes and renders it. */
export interface View {
  kind: 'view';
  title: string;
  blocks: Block[];
  /** Present on a refusal. */
  refused?: true;
  /** Clause or rule ids that a refusal rests on. */
  cites?: string[];
  /** Present on the answer to words that are no command. */
  unknown?: true;
  /** Handed over privately, beside what is shown. */
  file?: ViewFile;
}

/** A file made for one person at one moment; it is kept nowhere. */
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

/** What is still missing, or wrong, before a command can be carried out. Plain text throughout. */
export interface Form {
  kind: 'form';
  command: string;
  title: string;
  intro?: string;
  /** What the button that sends it says: 24 characters at most. */
  submit: string;
  inputs: FormInput[];
}

export type Answer = View | Form;

/** Limits of what we write ourselves, the narrowest of any platform; a longer one is a failing test, never a cut. */
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

export function table(columns: string[], rows: string[][]): Block {
  return { kind: 'table', columns, rows };
}

export function meter(label: string, done: number, total: number): Block {
  return { kind: 'meter', label, done, total };
}

export function buttons(...given: (Button | false | undefined)[]): Block | undefined {
  const kept = given.filter((each) => each !== undefined && each !== false);
  return kept.length === 0 ? undefined : { kind: 'buttons', buttons: kept };
}

export function button(label: string, command: string, input: Input = {}): Button {
  if (label.length > LIMITS.buttonLabel)
    throw new Error(`button label of ${label.length} characters: ${label}`);
  return { label, run: { command, input } };
}

/** Shortens what people wrote, visibly, for places with a limit. Never splits a character. */
export function clip(words: string, most: number): string {
  const characters = [...words];
  return characters.length <= most ? words : `${characters.slice(0, most - 1).join('')}…`;
}
