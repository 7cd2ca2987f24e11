import { z } from 'zod';
import type { Input, Run } from '../../src/core/talk/view.ts';
import { carriedInput } from '../shared/input.ts';
import { fitting, MOST } from './elements.ts';
import { filesIn, type SlackFile } from './given.ts';
import { TYPE_INSTEAD } from './widgets.ts';

const carried = z.object({
  c: z.string().max(60),
  i: carriedInput,
  p: z.number().int().min(0).optional(),
  f: z.literal(true).optional(),
});
const remembered = carried.extend({ a: carriedInput.optional(), t: z.array(z.string()).optional() });

/** A command as a button carries it. Nothing is stored, so that a button works after any restart. */
export interface Carried {
  c: string;
  i: Run['input'];
  /** The page of the answer, counted from 0; of a form, where that page is only read. */
  p?: number;
  /** Its form is opened, and nothing is carried out. */
  f?: true;
}

/** What a modal carries: the command, the hidden values, and the person's place in it. Nothing is stored elsewhere. */
export interface Remembered extends Carried {
  /** Answers given so far, on a page that does not ask for them. */
  a?: Run['input'];
  /** Names of questions whose answer is typed although a list could be offered. */
  t?: string[];
}

export function remember(what: Remembered): string {
  return fitting(JSON.stringify(what), MOST.metadata, 'what a modal carries');
}

/** What a button carries; undefined when another version of Candour made it. */
export function readButton(value: unknown): Carried | undefined {
  return read(carried, value) as Carried | undefined;
}

/** What a modal carries; undefined when another version of Candour made it. */
export function readModal(view: { private_metadata?: string | undefined }): Remembered | undefined {
  return read(remembered, view.private_metadata) as Remembered | undefined;
}

function read<T>(schema: z.ZodType<T>, value: unknown): T | undefined {
  if (typeof value !== 'string') return undefined;
  let told: unknown;
  try {
    told = JSON.parse(value);
  } catch {
    return undefined;
  }
  const result = schema.safeParse(told);
  return result.success ? result.data : undefined;
}

const option = z.object({ value: z.string(), text: z.object({ text: z.string() }).optional() });
const answer = z.object({
  value: z.string().nullish(),
  selected_date: z.string().nullish(),
  selected_option: option.nullish(),
  selected_options: z.array(option).nullish(),
  files: z.unknown().optional(),
});
const state = z.object({ values: z.record(z.string(), z.record(z.string(), answer)) });

export interface Filled {
  input: Input;
  /** For each value that the person picked, the label that they saw. */
  labels: Map<string, string>;
  /** Questions whose name was too long for the list. */
  tooLong: string[];
  /** What was given to a question that takes a file: its answer is the file's handle, which the core makes. */
  files: SlackFile[];
}

/** The answers in a form: of every question on the screen, empty ones too, because emptying a field takes an answer back. */
export function readForm(view: {
  state?: unknown;
  blocks?: readonly { type: string; block_id?: string }[];
}): Filled {
  const filled: Filled = { input: {}, labels: new Map(), tooLong: [], files: [] };
  const told = state.safeParse(view.state);
  const asked = new Set(questionIds(view.blocks ?? []));
  for (const [block, answers] of Object.entries(told.success ? told.data.values : {})) {
    const name = block.split('~')[0] ?? '';
    if (name === '' || !asked.has(block)) continue;
    for (const answer of Object.values(answers)) add(filled, name, answer);
  }
  return filled;
}

function add(
  filled: Filled,
  name: string,
  { value, selected_date, selected_option, selected_options, files }: z.infer<typeof answer>,
): void {
  if (files !== undefined) return void filled.files.push(...filesIn(files));
  const picked = selected_options ?? (selected_option ? [selected_option] : []);
  for (const { value, text } of picked) if (text) filled.labels.set(value, text.text);
  if (selected_options) {
    const before = filled.input[name];
    filled.input[name] = [...(Array.isArray(before) ? before : []), ...picked.map((each) => each.value)];
  } else if (selected_option?.value === TYPE_INSTEAD) {
    filled.tooLong.push(name);
    filled.input[name] = '';
  } else {
    filled.input[name] = selected_option?.value ?? selected_date ?? value ?? '';
  }
}

/**
 * The key of a delivery: the same when Slack delivers the same request again, another whenever a person repeats an action.
 * It begins with the time, so that keys of one moment are stored side by side. A form needs no key: it carries a nonce.
 */
export function deliveryKey(team: string, user: string, what: string): string {
  return `slack:${what}:${team}:${user}`.slice(0, 200);
}

export function questionIds(blocks: readonly { type: string; block_id?: string }[]): string[] {
  return blocks.filter((block) => block.type === 'input').map((block) => block.block_id ?? '');
}
