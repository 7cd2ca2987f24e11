import { type Command, isRow } from './command.ts';
import type { Context } from './context.ts';
import { coded, type Field, quoted } from './field.ts';
import { nearest } from './nearest.ts';
import type { Invocation } from './parse.ts';
import { Ambiguity, Refusal } from './refusal.ts';
import { type Form, type FormInput, type Input, inPlainWords, text } from './view.ts';
import type { Widget } from './widget.ts';

/**
 * The fields of `dispatch` itself, allowed in every command. `notice`: the message whose button began it. `list`: the list
 * from which it was begun.
 */
export const DOOR_FIELDS = ['nonce', 'setting', 'shown', 'something_else', 'notice', 'list'];
/**
 * The longest hidden value, in characters: longer than any in use. It travels through the platform, which has little room.
 */
const UNSEEN_MOST = 200;

interface Complaint {
  message: string;
  refusal: Refusal;
}

/** The input, the values in it, and which answers are wrong or missing. */
export interface Checked {
  input: Input;
  values: Record<string, unknown>;
  complaints: Map<string, Complaint>;
  missing: Set<string>;
  /** What is said of answers to questions that there are not. */
  strays: string[];
}

/** An answer; undefined when it is empty. */
export function given(raw: string | string[] | undefined): string | string[] | undefined {
  if (raw === undefined) return undefined;
  if (Array.isArray(raw)) return raw.length === 0 ? undefined : raw;
  return raw.trim() === '' ? undefined : raw;
}

/** The answer that was given to a question so far, checked; undefined where there is none, or it is wrong. */
export async function saidSoFar<T>(
  field: Field<T>,
  context: Context,
  input: Input,
  name: string,
): Promise<T | undefined> {
  const said = given(input[name]);
  try {
    return said === undefined ? undefined : await field.check(said, context, input);
  } catch (error) {
    if (error instanceof Refusal) return undefined;
    throw error;
  }
}

async function questions(command: Command, context: Context, input: Input): Promise<[string, Field][]> {
  return Object.entries({ ...(await command.rows?.(context, input)), ...command.fields });
}

/** Checks the answer to each question. Throws a Refusal for a question that is not asked of this person. */
export async function check(command: Command, context: Context, said: Input): Promise<Checked> {
  const { input, strays, moved } = withoutStrays(command, said);
  const checked: Checked = { input, values: {}, complaints: new Map(), missing: new Set(), strays };
  for (const [name, field] of await questions(command, context, input)) {
    const raw = given(input[name]);
    if (field.shown && !(await field.shown(context, input))) {
      if (raw !== undefined)
        throw new Refusal(`“${field.label}” is not a question for your role here.`, { cites: ['authority'] });
    } else if (raw === undefined) {
      if (field.required || (await field.neededWhen?.(context, input))) checked.missing.add(name);
    } else {
      try {
        checked.values[name] = await field.check(raw, context, input);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        checked.complaints.set(name, { message: error.message, refusal: error });
      }
      const message = moved.get(name);
      if (message !== undefined && !checked.complaints.has(name))
        checked.complaints.set(name, { message, refusal: new Refusal(message, { field: name }) });
    }
  }
  return checked;
}

/**
 * The input without answers to questions that there are not. An answer whose question is nearly right stands where it may belong,
 * to be looked at.
 */
function withoutStrays(
  command: Command,
  said: Input,
): { input: Input; strays: string[]; moved: ReadonlyMap<string, string> } {
  const input = { ...said };
  const [strays, moved] = [[] as string[], new Map<string, string>()];
  for (const name of Object.keys(said)) {
    if (isQuestion(command, name)) continue;
    delete input[name];
    const names = Object.entries(command.fields).flatMap(([field, { label }]) =>
      [field, label].map((words) => ({ words, field })),
    );
    const [near] = nearest(name.replaceAll('_', ' '), names, ({ words }) => words.replaceAll('_', ' '));
    if (near === undefined) {
      strays.push(`There is no ${quoted(name)} here.`);
      continue;
    }
    const message = `There is no ${quoted(name)}; did you mean ${near.field}?`;
    strays.push(message);
    const value = said[name];
    if (value === undefined || given(input[near.field]) !== undefined) continue;
    input[near.field] = value;
    moved.set(near.field, message);
  }
  return { input, strays, moved };
}

/** Whether the command, or the door, asks a question of this name. */
function isQuestion({ fields, rows }: Command, name: string): boolean {
  return Object.hasOwn(fields, name) || DOOR_FIELDS.includes(name) || (rows !== undefined && isRow(name));
}

/** Whether a form that was sent asked this: a question about a row may have come up since. */
function wasAsked(name: string, input: Input): boolean {
  return !isRow(name) || input[name] !== undefined;
}

/** What stands at the top of a form with faults: what was asked of nobody, and where more than one answer is wrong. */
async function faults(
  command: Command,
  context: Context,
  { input, complaints, missing, strays }: Checked,
  submitted: boolean,
): Promise<string | undefined> {
  const wrong = (await questions(command, context, input)).filter(
    ([name]) => complaints.has(name) || (submitted && missing.has(name) && wasAsked(name, input)),
  );
  const summary =
    wrong.length > 1 &&
    `${wrong.length} answers need another look: ${wrong.map(([, { label }]) => `“${label}”`).join(', ')}.`;
  return [...strays, summary].filter(Boolean).join(' ') || undefined;
}

/**
 * The form at its present state: it keeps the answers, marks what is wrong, and marks what is missing once it was
 * submitted. `finding` stands at its top; `unseen` are its hidden fields.
 */
export async function toForm(
  command: Command,
  context: Context,
  { submitted }: Invocation,
  checked: Checked,
  { finding, unseen }: { finding: string | undefined; unseen: Input },
): Promise<Form> {
  const { input, complaints, missing } = checked;
  const wrong = await faults(command, context, checked, submitted === true);
  const notice = [finding, wrong].filter((words) => words !== undefined).join('\n\n') || undefined;
  const inputs: FormInput[] = [];
  const fixed: string[] = [];
  const { first } = command;
  const asked = first === undefined ? undefined : command.fields[first];
  const alone =
    first !== undefined &&
    (asked?.required === true || (await asked?.neededWhen?.(context, input)) !== false) &&
    (given(input[first]) === undefined || complaints.has(first));
  const carried = carriedBy(complaints);
  for (const [name, field] of await questions(command, context, input)) {
    if (alone && name !== first && given(input[name]) === undefined) continue;
    if (carried[name] !== undefined) continue;
    if (field.shown && !(await field.shown(context, input))) continue;
    const said = given(input[name]);
    const about = said === undefined || complaints.has(name) ? undefined : field.fixed?.(String(said));
    if (about !== undefined) {
      fixed.push(`About ${about}`);
      inputs.push(unasked(name, field.label, field.isFile ? String(said) : about));
      continue;
    }
    inputs.push(
      await toInput(
        name,
        field,
        context,
        input,
        complaints.get(name),
        missing.has(name),
        submitted === true && wasAsked(name, input),
      ),
    );
  }
  // A form in which nothing is asked would not say what is wrong.
  if (checked.strays.length > 0 && inputs.every(({ widget }) => widget.kind === 'hidden'))
    throw new Refusal(checked.strays.join(' '));
  const read = await command.reading?.(context, input);
  const said = command.intro ? await command.intro(context, input) : read && inPlainWords(read);
  const about = [fixed.join('\n'), said].filter(Boolean).join('\n');
  const intro = [notice, about].filter(Boolean).join('\n\n');
  const above = [notice, ...fixed].filter((words) => words !== undefined).map((words) => text(words));
  const ways = (await command.ways?.(context, input)) ?? [];
  for (const [name, value] of Object.entries({ ...carried, ...unseen }))
    inputs.push(unasked(name, name, value));
  if (
    inputs.some(({ widget, value }) => widget.kind === 'hidden' && String(value ?? '').length > UNSEEN_MOST)
  )
    throw new Refusal('This is no form that Candour gave out. Please start again.');
  return {
    kind: 'form',
    command: command.name,
    title: command.title,
    ...(intro === '' ? {} : { intro }),
    ...(read === undefined ? {} : { reading: [...above, ...read] }),
    submit:
      typeof command.submit === 'function'
        ? await command.submit(context, input)
        : (command.submit ?? 'Submit'),
    inputs,
    ...(ways.length === 0 ? {} : { buttons: ways }),
  };
}

/** The hidden answers that go with the choices of what is asked again. */
function carriedBy(complaints: Checked['complaints']): Input {
  const asked = [...complaints.values()].map(({ refusal }) => refusal);
  return Object.assign({}, ...asked.map((refusal) => (refusal instanceof Ambiguity ? refusal.carried : {})));
}

function unasked(name: string, label: string, value: string | string[]): FormInput {
  return { name, label, widget: { kind: 'hidden' }, required: false, value };
}

async function toInput(
  name: string,
  field: Field,
  context: Context,
  input: Input,
  complaint: Complaint | undefined,
  missing: boolean,
  submitted: boolean,
): Promise<FormInput> {
  const untouched = input[name] === undefined && !submitted;
  const value = input[name] ?? (untouched ? await field.prefill?.(context, input) : undefined);
  const error = complaint?.message ?? (missing && submitted ? 'Please answer this.' : undefined);
  const ambiguous = complaint?.refusal instanceof Ambiguity ? complaint.refusal : undefined;
  const widget: Widget = ambiguous
    ? { kind: 'choice', choices: ambiguous.choices }
    : await field.widget(context, input);
  return {
    name,
    label: field.label,
    ...(field.hint === undefined ? {} : { hint: field.hint }),
    widget,
    required: field.required || missing || (await field.neededWhen?.(context, input)) === true,
    ...(field.required ? {} : { isConditional: true as const }),
    ...(field.isTyped ? { isTyped: true as const } : {}),
    ...(value === undefined || ambiguous ? {} : { value: asOffered(widget, value) }),
    ...(error === undefined || (missing && !submitted && !complaint) ? {} : { error }),
  };
}

/** The answer as the codes that the widget offers, so that every platform can preselect it. */
function asOffered(widget: Widget, value: string | string[]): string | string[] {
  switch (widget.kind) {
    case 'choice':
      return coded(value, widget.choices) ?? value;
    case 'choices':
      return (Array.isArray(value) ? value : value.split(/[,;]/))
        .map((word) => coded(word, widget.choices) ?? word.trim())
        .filter((word) => word !== '');
    default:
      return value;
  }
}
