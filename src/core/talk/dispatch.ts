import { unreadable } from '../rules/entries.ts';
import { type Command, mayUse } from './command.ts';
import type { Context } from './context.ts';
import { type Checked, check, DOOR_FIELDS, given, toForm } from './form.ts';
import type { Invocation } from './parse.ts';
import { Refusal, toView } from './refusal.ts';
import type { Answer, Input, View } from './view.ts';

/** True when every question that is always required has some answer, so that carrying it out may be tried at once. */
export function looksComplete(command: Command, { input, submitted }: Invocation): boolean {
  if (isOnlyBegun(command, input)) return false;
  if (submitted) return true;
  if (command.unfinished?.(input)) return false;
  return Object.entries(command.fields).every(
    ([name, field]) => !field.required || given(input[name]) !== undefined,
  );
}

/**
 * The one door of every slash command, typed text, button and form: authorise, validate, execute. Gives a form while the
 * input is not yet valid. An expected "no" is a view; anything else thrown is a bug and goes through.
 */
export async function dispatch(
  command: Command,
  context: Context,
  invocation: Invocation,
  mayExecute: boolean,
): Promise<Answer | 'ready'> {
  try {
    authorise(command, context, invocation);
    if (mayExecute && command.writes) {
      const before = await answeredBefore(command, context, invocation);
      if (before) return before;
    }
    const settled = invocation.submitted ? undefined : await command.settled?.(context, invocation.input);
    if (settled) return settled;
    const checked = await check(command, context, invocation.input);
    if (isOnlyBegun(command, invocation.input))
      return await toForm(command, context, begun(invocation), checked);
    const unfinished = !invocation.submitted && command.unfinished?.(invocation.input) === true;
    if (unfinished || checked.complaints.size > 0 || checked.missing.size > 0)
      return await toForm(command, context, invocation, checked);
    return mayExecute ? await carryOut(command, context, invocation, checked) : 'ready';
  } catch (error) {
    if (error instanceof Refusal) return toView(error);
    throw error;
  }
}

/** Only the question that is asked alone was answered: the others are still to be asked. */
function isOnlyBegun({ first, fields }: Command, input: Input): boolean {
  return (
    first !== undefined &&
    given(input[first]) !== undefined &&
    !Object.keys(fields).some((name) => name !== first && given(input[name]) !== undefined)
  );
}

/** What the empty questions of a form that was sent too soon say is nothing: they are asked with what stands now. */
function begun({ command, input, keys }: Invocation): Invocation {
  const said = Object.entries(input).filter(([, value]) => given(value) !== undefined);
  return { command, input: Object.fromEntries(said), ...(keys === undefined ? {} : { keys }) };
}

function authorise(command: Command, context: Context, { input }: Invocation): void {
  if (!mayUse(command, context.roles)) {
    throw new Refusal(
      `${command.name} is not among the commands for your role here. Type help to see yours.`,
      { cites: ['authority'] },
    );
  }
  refuseUnknown(command, input);
  refuseUnprintable(input);
}

/** The form's own nonce, and the platform's delivery keys; none for a command whose answers are not kept. */
function keysOf(command: Command, { input, keys = [] }: Invocation): string[] {
  if (command.keepsNoAnswer) return [];
  const nonce = given(input.nonce);
  return [...(typeof nonce === 'string' ? [nonce] : []), ...keys].map((key) => `${command.name}:${key}`);
}

async function answeredBefore(
  command: Command,
  { register, setting, me }: Context,
  invocation: Invocation,
): Promise<View | undefined> {
  for (const key of keysOf(command, invocation)) {
    const before = await register.intents.find(setting.id, me.id, key);
    if (before) return before;
  }
  return undefined;
}

async function carryOut(
  command: Command,
  context: Context,
  invocation: Invocation,
  checked: Checked,
): Promise<View> {
  let answer: View;
  try {
    answer = await command.execute(context, checked.values as never, new Set(Object.keys(invocation.input)));
  } catch (error) {
    throw error instanceof Refusal ? new Refused(error) : error;
  }
  if (command.writes) {
    const { register, setting, me, now } = context;
    for (const key of keysOf(command, invocation))
      await register.intents.keep(setting.id, me.id, key, answer, now);
  }
  return answer;
}

/** Refused while it was carried out: it goes through the transaction, which it rolls back; `redraw` has the answer. */
export class Refused extends Error {
  override name = 'Refused';
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

/** Whether a refusal is the answer to one question of a form, which is then asked again. */
export function asksAgain(command: Command, { field }: Refusal): boolean {
  return field !== undefined && Object.hasOwn(command.fields, field);
}

/** The form with the complaint above the field it is about. */
export async function redraw(
  command: Command,
  context: Context,
  invocation: Invocation,
  refusal: Refusal,
): Promise<Answer> {
  try {
    const name = refusal.field ?? '';
    const checked = await check(command, context, invocation.input);
    if (given(invocation.input[name]) === undefined) checked.missing.add(name);
    checked.complaints.set(name, { message: refusal.message, refusal });
    return await toForm(command, context, invocation, checked);
  } catch (error) {
    if (error instanceof Refusal) return toView(error);
    throw error;
  }
}

function refuseUnknown(command: Command, input: Input): void {
  for (const name of Object.keys(input)) {
    if (Object.hasOwn(command.fields, name) || DOOR_FIELDS.includes(name)) continue;
    const known = Object.keys(command.fields);
    const takes = known.length === 0 ? 'It takes nothing.' : `It takes: ${known.join(', ')}.`;
    throw new Refusal(`${command.name} has no question called “${name.slice(0, 40)}”. ${takes}`);
  }
}

/** Control characters, direction overrides and halves of characters: nobody types them, and not every database keeps them. */
function refuseUnprintable(input: Input): void {
  for (const raw of Object.values(input)) {
    for (const said of Array.isArray(raw) ? raw : [raw]) {
      if (unreadable(said) !== undefined)
        throw new Refusal('This holds a character that cannot be kept. Please type it again.');
    }
  }
}
