import { z } from 'zod';
import { type Day, isReckonable, parseDay, parseLooseDate } from '../rules/days.ts';
import { fold, tidy } from '../rules/names.ts';
import { readSessions, type Session } from '../rules/sessions.ts';
import type { Context } from './context.ts';
import { nearest } from './nearest.ts';
import { Refusal } from './refusal.ts';
import { clip, type Input } from './view.ts';
import type { Widget } from './widget.ts';

/** A function of a field, given the person who asks and everything answered so far. */
export type Asked<T> = (context: Context, input: Input) => T | Promise<T>;

/** One question of a command: how it is asked, and how its answer is checked, in one place. */
export interface Field<T = unknown, R extends boolean = boolean> {
  label: string;
  hint?: string;
  required: R;
  /** Whether another answer makes this question required. */
  neededWhen?: Asked<boolean>;
  /** False for people who are not asked this question; an answer from them is refused. */
  shown?: Asked<boolean>;
  /** The value that the form shows before anything was answered. */
  prefill?: Asked<string | string[] | undefined>;
  /**
   * The answer in the form's own words, once it is known: the other questions are about it, so it cannot be changed.
   * Undefined while it is still to be asked.
   */
  fixed?(said: string): string | undefined;
  /** True where a file answers it, which goes by its handle, whatever it is called. */
  isFile?: true;
  widget: Asked<Widget>;
  /** The answer as the register has it, where it is named in words; undefined where it stands so already. */
  named?(said: string, context: Context, input: Input): Promise<string | undefined>;
  /** True where the answer is one word, so that in typed text the next word answers the next question. */
  oneWord: boolean;
  /** Where the number of words varies: whether the next word belongs to the answer so far (`25 Mar 2019`). */
  belongs?(soFar: string, next: string): boolean;
  /** True where another question answers it in one touch: only who types answers it. */
  isTyped?: true;
  /** True where people write in words of their own, which may read like a worry. */
  ownWords?: true;
  /** Whether the checked value names a record of this register; absent where the answer names none. */
  isKnown?(value: never): boolean;
  /** The checked value; throws a Refusal that says what to write instead. */
  check(raw: string | string[], context: Context, input: Input): Promise<T>;
}

/** The questions of a command, by name. */
// biome-ignore lint/suspicious/noExplicitAny: with unknown in its place the fields would lose their own types
export type Fields = Record<string, Field<any, any>>;

/** The answers, by field name; an answer that is not required may be missing. */
export type Values<F extends Fields> = {
  [K in keyof F]: F[K] extends Field<infer T, infer R> ? (R extends true ? T : T | undefined) : never;
};

export interface Options<R extends boolean> {
  required?: R;
  hint?: string;
  neededWhen?: Asked<boolean>;
  shown?: Asked<boolean>;
  prefill?: Asked<string | string[] | undefined>;
  isTyped?: true;
  /** What the answers of a list are, for who gives another: “the networks”. */
  among?: string;
}

export function field<T, R extends boolean>(
  label: string,
  { required, among: _, ...options }: Options<R>,
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
    (Array.isArray(raw) ? raw : raw.split(/[,;]/)).map((word) => word.trim()).filter((word) => word !== ''),
  );

export function words(max: number) {
  return single.refine(
    (said) => [...said].length <= max,
    `This holds ${max} characters at most; please shorten it.`,
  );
}

/** A field for one line of text. */
export function line<R extends boolean = false>(
  label: string,
  max: number,
  options: Options<R> = {},
): Field<string, NoInfer<R>> {
  return field(label, options, { kind: 'line', max }, words(max).transform(tidy), false);
}

/** A field for a line of the person's own words, such as a note or a reason. */
export function ownWords<R extends boolean = false>(
  label: string,
  max: number,
  options: Options<R> = {},
): Field<string, NoInfer<R>> {
  return { ...line(label, max, options), ownWords: true };
}

/** A field for one word, such as the code of a policy. */
export function word<R extends boolean = false>(
  label: string,
  max: number,
  options: Options<R> = {},
): Field<string, NoInfer<R>> {
  return { ...line(label, max, options), oneWord: true };
}

/** A field for several lines of the person's own words. */
export function paragraph<R extends boolean = false>(
  label: string,
  max: number,
  options: Options<R> = {},
): Field<string, NoInfer<R>> {
  return { ...field(label, options, { kind: 'paragraph', max }, words(max), false), ownWords: true };
}

const WRITE_DATE = 'Please write the date like 25/03/2019 or 25 Mar 2019.';
const WRITE_LOOSE_DATE = 'Please write a year (2019), a month (Mar 2019), a date (25/03/2019) or always.';
const CHECK_YEAR = 'Please check the year.';

/** A field for a day. */
export function date<R extends boolean = false>(
  label: string,
  options: Options<R> = {},
): Field<Day, NoInfer<R>> {
  const schema = single.transform((said, issue) => {
    const day = parseDay(said);
    if (day !== undefined && isReckonable(day)) return day;
    issue.addIssue({
      code: 'custom',
      message: day === undefined ? `${quoted(said)} is no day that I can read. ${WRITE_DATE}` : CHECK_YEAR,
    });
    return z.NEVER;
  });
  return {
    ...field(label, options, { kind: 'date', loose: false }, schema, false),
    belongs: (soFar, next) => parseDay(soFar) === undefined || parseDay(`${soFar} ${next}`) !== undefined,
  };
}

/** A field for a day on which something was done: today or an earlier one. */
export function pastDate<R extends boolean = false>(
  label: string,
  options: Options<R> = {},
): Field<Day, NoInfer<R>> {
  const any = date<R>(label, options);
  return {
    ...any,
    check: async (raw, context, input) => {
      const day = await any.check(raw, context, input);
      if (day > context.today)
        throw new Refusal('This day is still to come. Please give today or an earlier day.');
      return day;
    },
  };
}

/** A field for a day, a month, a year or `always`, stored at the precision given. */
export function looseDate<R extends boolean = false>(
  label: string,
  options: Options<R> = {},
): Field<string, NoInfer<R>> {
  const schema = single.transform((said, issue) => {
    const when = parseLooseDate(said);
    if (when !== undefined && isReckonable(when)) return when;
    issue.addIssue({
      code: 'custom',
      message:
        when === undefined ? `${quoted(said)} is no date that I can read. ${WRITE_LOOSE_DATE}` : CHECK_YEAR,
    });
    return z.NEVER;
  });
  return {
    ...field(label, options, { kind: 'date', loose: true }, schema, false),
    belongs: (soFar, next) =>
      parseLooseDate(soFar) === undefined || parseLooseDate(`${soFar} ${next}`) !== undefined,
  };
}

/** A field for the weekday sessions on which somebody is here: `Mon Tue Wed-am`. */
export function sessions<R extends boolean = false>(
  label: string,
  options: Options<R> = {},
): Field<readonly Session[], NoInfer<R>> {
  const schema = words(200).transform((said, issue) => {
    const read = readSessions(said);
    if ('value' in read) return read.value;
    issue.addIssue({ code: 'custom', message: read.wrong });
    return z.NEVER;
  });
  return field(label, options, { kind: 'line', max: 200 }, schema, false);
}

/** A field for one of a list of codes, whose labels may be typed as well. */
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
    check: async (raw, context, input) =>
      pick([checked(single, raw)], await listed(context, input), options.among)[0] as C,
  };
}

/** A field for several codes of a list: `facebook,whatsapp`. `isMenu`: not all of them need be read. */
export function choices<const C extends string, R extends boolean = false>(
  label: string,
  given: readonly { value: C; label: string }[] | Asked<readonly { value: C; label: string }[]>,
  { isMenu, ...options }: Options<R> & { isMenu?: true } = {},
): Field<C[], NoInfer<R>> {
  const listed: Asked<readonly { value: C; label: string }[]> =
    typeof given === 'function' ? given : () => given;
  return {
    ...field(
      label,
      options,
      async (context, input) => ({
        kind: 'choices',
        choices: [...(await listed(context, input))],
        ...(isMenu ? { isMenu } : {}),
      }),
      several as never,
      true,
    ),
    check: async (raw, context, input) => {
      const known = await listed(context, input);
      return [...new Set(pick(checked(several, raw), known, options.among))];
    },
  };
}

/**
 * The code that was answered, by code or label; undefined where it is none of these. For use in `neededWhen` and the like.
 */
export function coded<C extends string>(
  said: string | string[] | undefined,
  known: readonly { value: C; label: string }[],
): C | undefined {
  const key = fold(String(said ?? ''));
  if (key === '') return undefined;
  return (
    known.find((choice) => fold(choice.value) === key) ?? known.find((choice) => fold(choice.label) === key)
  )?.value;
}

/** The codes of what was answered; what is none of them is named, with what is most like it. */
function pick<C extends string>(
  said: readonly string[],
  known: readonly { value: C; label: string }[],
  among = 'the answers',
): C[] {
  const found = said.map((each) => coded(each, known));
  if (!found.includes(undefined)) return found as C[];
  if (known.length === 0) throw new Refusal('There is nothing to choose here.');
  const wrong = said
    .filter((_, at) => found[at] === undefined)
    .map((each) => {
      const like = ({ value, label }: { value: C; label: string }) => [value, label];
      const [near] = nearest(
        each,
        known.flatMap((choice) => like(choice).map((words) => ({ words, choice }))),
        ({ words }) => words,
      );
      return `${quoted(each)} is not one of ${among}${near === undefined ? '' : `; did you mean ${near.choice.label}?`}`;
    });
  const isGuessed = wrong.every((words) => words.endsWith('?'));
  const some = known.slice(0, 14).map((choice) => choice.value);
  const all = `Please choose one of: ${some.join(', ')}${known.length > some.length ? ' …' : ''}.`;
  throw new Refusal(
    isGuessed ? wrong.join(' ') : `${wrong.map((words) => words.replace(/[^?]$/, '$&.')).join(' ')} ${all}`,
  );
}

/** What somebody wrote, as it is named to them. */
export function quoted(said: string): string {
  return `“${clip(said.trim(), 40)}”`;
}

/** Whether an answer to a question of yes and no says yes, in any of the words that are taken. */
export function isYes(said: string): boolean {
  return /^(y|yes|true|on)$/i.test(said.trim());
}

export function yesNo<R extends boolean = false>(
  label: string,
  options: Options<R> = {},
): Field<boolean, NoInfer<R>> {
  const schema = single.transform((said, issue) => {
    if (isYes(said)) return true;
    if (/^(n|no|false|off)$/i.test(said)) return false;
    issue.addIssue({ code: 'custom', message: `${quoted(said)} is neither. Please answer yes or no.` });
    return z.NEVER;
  });
  return field(label, options, { kind: 'yesno' }, schema, true);
}

/** A hidden field, filled in by a button or a form and never asked. */
export function hidden(label: string, options: Options<false> = {}): Field<string, false> {
  return field(label, options, { kind: 'hidden' }, words(200), true);
}
