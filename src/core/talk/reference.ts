import type { Command } from './command.ts';
import type { Context } from './context.ts';
import { type Asked, checked, coded, type Field, field, type Options, single } from './field.ts';
import { type Listed, oneListed, toChoices } from './listed.ts';
import { Refusal } from './refusal.ts';
import type { Input, View } from './view.ts';
import type { Widget } from './widget.ts';

/** The parts of `D-12` (letters in capitals, and the number); `code` is that of `CODE/D-12`. */
interface Reference {
  code?: string;
  letters: string;
  number: number;
}

/** How somebody's own list answers a question that only they could answer by a reference. */
interface InList {
  /** What the reader may mean: no more than they may open. */
  list: Asked<readonly Listed[]>;
  /** Codes of the next question, before which words typed without quotation marks end. */
  before?: readonly string[];
}

/** The answer in place of a form that could only ask for a reference: its reader's list is empty, and nothing was typed. */
export function unlessListed(
  letters: readonly string[],
  list: InList['list'],
  nothing: () => View,
): NonNullable<Command['settled']> {
  return async (context, input) => {
    if ((input.ref ?? '') !== '') return undefined;
    const isListed = (await list(context, input)).some(({ value }) => among(letters, value));
    return isListed ? undefined : nothing();
  };
}

/**
 * A field for a reference such as `D-12` or `CODE/D-12`, with one of these letters; or for what its reader calls one of their own
 * list (“Ilona’s declaration of Monday”).
 */
export function reference<R extends boolean = false>(
  label: string,
  letters: readonly string[],
  options: Options<R> & InList,
): Field<Reference, NoInfer<R>> {
  const { list: all, before = [], ...rest } = options;
  const example = letters.map((letter) => `${letter}-12`).join(' or ');
  const list: InList['list'] = async (context, input) =>
    (await all(context, input)).filter(({ value }) => among(letters, value));
  const toReference = async (said: string, context: Context, input: Input) =>
    among(letters, oneListed(said, await list(context, input), context.today, example).value);
  return {
    ...field(label, rest, (context, input) => inList(context, input, list), single as never, true),
    belongs: inWords(before),
    fixed: (said) => {
      const read = among(letters, said);
      return read && shown(read);
    },
    named: async (said, context, input) => {
      if (readReference(said)) return undefined;
      const read = await toReference(said, context, input);
      return read && shown(read);
    },
    check: async (raw, context, input) => {
      const said = checked(single, raw);
      const read = readReference(said) ? among(letters, said) : await toReference(said, context, input);
      if (read) return read;
      throw new Refusal(`Please write the reference like ${example}.`);
    },
  };
}

/** The list as a choice; the reference that was named is offered too, even if it is not in the list. */
export async function inList(
  context: Context,
  input: Input,
  list: Asked<readonly Listed[]>,
): Promise<Widget> {
  const known = toChoices(await list(context, input));
  const said = String(input.ref ?? '').trim();
  const isMore = readReference(said) !== undefined && coded(said, known) === undefined;
  if (known.length === 0) return { kind: 'line', max: 200 };
  return {
    kind: 'choice',
    choices: [...known, ...(isMore ? [{ value: said, label: said.toUpperCase() }] : [])],
  };
}

/** Words go on until a reference stands there, or what answers the next question: a code, yes or no, or a day. */
export function inWords(before: readonly string[]): (soFar: string, next: string) => boolean {
  const ends = new Set([...before, 'yes', 'no', 'y', 'n']);
  return (soFar, next) =>
    !readReference(soFar) &&
    !ends.has(next.toLowerCase()) &&
    (!/^\d/.test(next) || /\s(?:of|from|on)(?:\s\d+\s\w+)?$/i.test(soFar));
}

function shown({ code, letters, number }: Reference): string {
  return `${code === undefined ? '' : `${code}/`}${letters}-${number}`;
}

/** The reference that `ref` holds so far, for what a form shows; undefined unless it has one of these letters. */
export function referred({ ref }: Input, letters: readonly string[]): Reference | undefined {
  return among(letters, String(ref ?? ''));
}

/** Parses `D-12`, `d12` and `CODE/D-12` with any letters; undefined where it is none of these. */
export function readReference(said: string): Reference | undefined {
  const [, code, letters, number] = /^(?:([\w-]+)\/)?([A-Za-z]{1,2})-?(\d{1,9})$/.exec(said.trim()) ?? [];
  if (letters === undefined) return undefined;
  return { ...(code === undefined ? {} : { code }), letters: letters.toUpperCase(), number: Number(number) };
}

function among(letters: readonly string[], said: string): Reference | undefined {
  const read = readReference(said);
  return read && letters.includes(read.letters) ? read : undefined;
}
