import { z } from 'zod';
import { type Day, isReckonable, parseDay, parseLooseDate } from '../rules/days.ts';
import { fold, tidy } from '../rules/names.ts';
import type { Context } from './context.ts';
import { Refusal } from './refusal.ts';
import type { Input } from './view.ts';
import type { Widget } from './widget.ts';

/** What a field knows when it is asked or checked: who asks, and everything said so far. */
export type Asked<T> = (context: Context, input: Input) => T | Promise<T>;

/** One question of a command: how it is asked, and how its answer is checked, in one place. */
export interface Field<T = unknown, R extends boolean = boolean> {
  label: string;
  hint?: string;
  required: R;
  /** Required because of what was answered elsewhere. */
  neededWhen?: Asked<boolean>;
  /** False for those who are not asked at all; from them an answer is refused. */
  shown?: Asked<boolean>;
  /** What the form shows before anything was answered. */
  prefill?: Asked<string | string[] | undefined>;
  /**
   * The answer as the form carries and names it, once it is known: the rest of the form is about that alone, and it cannot
   * be exchanged. Undefined where it is still to be asked.
   */
  fixed?(said: string): string | undefined;
  widget: Asked<Widget>;
  /** One word: in typed text the words behind it belong to the next question. */
  oneWord: boolean;
  /** Where the number of words varies: whether the next one belongs to the answer so far (`25 Mar 2019`). */
  belongs?(soFar: string, next: string): boolean;
  /** The value, or a Refusal that says what to write instead. */
  check(raw: string | string[], context: Context, input: Input): Promise<T>;
}

/** The questions of a command, by name. */
// biome-ignore lint/suspicious/noExplicitAny: with unknown in its place the fields would lose their own types
export type Fields = Record<string, Field<any, any>>;

/** The answers to them: one that is not required may be missing. */
export type Values<F extends Fields> = {
  [K in keyof F]: F[K] extends Field<infer T, infer R> ? (R extends true ? T : T | undefined) : never;
};

export interface Options<R extends boolean> {
  required?: R;
  hint?: string;
  neededWhen?: Asked<boolean>;
  shown?: Asked<boolean>;
  prefill?: Asked<string | string[] | undefined>;
}

export function field<T, R extends boolean>(
  label: string,
  { required, ...options }: Options<R>,
  widget: Widget | Asked<Widget>,
  schema: z.ZodType<T>,
  oneWord: boolean,
): Field<T, NoInfer<R>> {
  return {
    label,
    ...options,
    required: (required ?? false) as R,
    oneWord,
    widget: typeof widget === 'function' ? widget : () => widget,
    check: async (raw) => checked(schema, raw),
  };
}

export function checked<T>(schema: z.ZodType<T>, raw: unknown): T {
  const result = schema.safeParse(raw);
  if (result.success) return result.data;
  throw new Refusal(result.error.issues[0]?.message ?? 'Please check this answer.');
}

export const single = z
  .union([z.string(), z.array(z.string())])
  .transform((raw) => (Array.isArray(raw) ? raw.join(' ') : raw).trim());
const several = z
  .union([z.string(), z.array(z.string())])
  .transform((raw) =>
    (Array.isArray(raw) ? raw : raw.split(/[,;]/)).map((each) => each.trim()).filter((each) => each !== ''),
  );

export function words(max: number) {
  return single.refine(
    (said) => [...said].length <= max,
    `This holds ${max} characters at most; please shorten it.`,
  );
}

/** One line of words. */
export function line<R extends boolean = false>(
  label: string,
  max: number,
  options: Options<R> = {},
): Field<string, NoInfer<R>> {
  return field(label, options, { kind: 'line', max }, words(max).transform(tidy), false);
}

/** One word, such as the code of a policy. */
export function word<R extends boolean = false>(
  label: string,
  max: number,
  options: Options<R> = {},
): Field<string, NoInfer<R>> {
  return { ...line(label, max, options), oneWord: true };
}

/** Several lines of words. */
export function paragraph<R extends boolean = false>(
  label: string,
  max: number,
  options: Options<R> = {},
): Field<string, NoInfer<R>> {
  return field(label, options, { kind: 'paragraph', max }, words(max), false);
}

const WRITE_DATE = 'Please write the date like 25/03/2019 or 25 Mar 2019.';
const WRITE_LOOSE_DATE = 'Please write a year (2019), a month (Mar 2019), a date (25/03/2019) or always.';
const CHECK_YEAR = 'Please check the year.';

/** A day. */
export function date<R extends boolean = false>(
  label: string,
  options: Options<R> = {},
): Field<Day, NoInfer<R>> {
  const schema = single.transform((said, issue) => {
    const day = parseDay(said);
    if (day !== undefined && isReckonable(day)) return day;
    issue.addIssue({ code: 'custom', message: day === undefined ? WRITE_DATE : CHECK_YEAR });
    return z.NEVER;
  });
  return {
    ...field(label, options, { kind: 'date', loose: false }, schema, false),
    belongs: (soFar, next) => parseDay(soFar) === undefined || parseDay(`${soFar} ${next}`) !== undefined,
  };
}

/** A day, a month, a year or `always`; kept as precisely as it was said. */
export function looseDate<R extends boolean = false>(
  label: string,
  options: Options<R> = {},
): Field<string, NoInfer<R>> {
  const schema = single.transform((said, issue) => {
    const when = parseLooseDate(said);
    if (when !== undefined && isReckonable(when)) return when;
    issue.addIssue({ code: 'custom', message: when === undefined ? WRITE_LOOSE_DATE : CHECK_YEAR });
    return z.NEVER;
  });
  return {
    ...field(label, options, { kind: 'date', loose: true }, schema, false),
    belongs: (soFar, next) =>
      parseLooseDate(soFar) === undefined || parseLooseDate(`${soFar} ${next}`) !== undefined,
  };
}

/** One of a list of codes, whose labels people may type as well. */
export function choice<const C extends string, R extends boolean = false>(
  label: string,
  choices: readonly { value: C; label: string }[] | Asked<readonly { value: C; label: string }[]>,
  options: Options<R> = {},
): Field<C, NoInfer<R>> {
  const listed: Asked<readonly { value: C; label: string }[]> =
    typeof choices === 'function' ? choices : () => choices;
  return {
    ...field(
      label,
      options,
      async (context, input) => ({ kind: 'choice', choices: [...(await listed(context, input))] }),
      single as never,
      true,
    ),
    check: async (raw, context, input) => pick(checked(single, raw), await listed(context, input)),
  };
}

/** Several of a list of codes: `facebook,whatsapp`. */
export function choices<const C extends string, R extends boolean = false>(
  label: string,
  given: readonly { value: C; label: string }[] | Asked<readonly { value: C; label: string }[]>,
  options: Options<R> = {},
): Field<C[], NoInfer<R>> {
  const listed: Asked<readonly { value: C; label: string }[]> =
    typeof given === 'function' ? given : () => given;
  return {
    ...field(
      label,
      options,
      async (context, input) => ({ kind: 'choices', choices: [...(await listed(context, input))] }),
      several as never,
      true,
    ),
    check: async (raw, context, input) => {
      const known = await listed(context, input);
      return [...new Set(checked(several, raw).map((said) => pick(said, known)))];
    },
  };
}

/** The code that was answered, by itself or by its label; undefined when it is none of these. For `neededWhen` and the like. */
export function coded<C extends string>(
  said: string | string[] | undefined,
  known: readonly { value: C; label: string }[],
): C | undefined {
  const key = fold(String(said ?? ''));
  if (key === '') return undefined;
  return (known.find((each) => fold(each.value) === key) ?? known.find((each) => fold(each.label) === key))
    ?.value;
}

function pick<C extends string>(said: string, known: readonly { value: C; label: string }[]): C {
  const found = coded(said, known);
  if (found !== undefined) return found;
  const some = known.slice(0, 14).map((each) => each.value);
  if (some.length === 0) throw new Refusal('There is nothing to choose here.');
  throw new Refusal(`Please choose one of: ${some.join(', ')}${known.length > some.length ? ' …' : ''}.`);
}

export function yesNo<R extends boolean = false>(
  label: string,
  options: Options<R> = {},
): Field<boolean, NoInfer<R>> {
  const schema = single.transform((said, issue) => {
    if (/^(y|yes|true|on)$/i.test(said)) return true;
    if (/^(n|no|false|off)$/i.test(said)) return false;
    issue.addIssue({ code: 'custom', message: 'Please answer yes or no.' });
    return z.NEVER;
  });
  return field(label, options, { kind: 'yesno' }, schema, true);
}

/** Carried along by a button or a form, never asked. */
export function hidden(label: string, options: Options<false> = {}): Field<string, false> {
  return field(label, options, { kind: 'hidden' }, words(200), true);
}
