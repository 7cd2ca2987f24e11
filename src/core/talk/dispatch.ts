import { newId } from '../identifier.ts';
import { unreadable } from '../rules/entries.ts';
import { type Command, keepsItsForm, mayUse } from './command.ts';
import type { Context } from './context.ts';
import { type Checked, check, given, toForm } from './form.ts';
import type { Invocation } from './parse.ts';
import { Refusal, toView } from './refusal.ts';
import { type Comparison, compare, FINDINGS, keepShown, keysOf } from './shown.ts';
import { type Answer, button, type Form, type Input, text, type View } from './view.ts';

/** Whether every question that is always required has some answer, so that it is worth opening a writing transaction. */
export function looksComplete(command: Command, { input, submitted }: Invocation): boolean {
  if (isOnlyBegun(command, input)) return false;
  if (submitted) return true;
  if (command.unfinished?.(input)) return false;
  return Object.entries(command.fields).every(
    ([name, field]) => !field.required || given(input[name]) !== undefined,
  );
}

/**
 * The invocation with what it calls by a name, in words, as the register has it; what fits none or several stays, and is asked
 * about.
 */
export async function named(command: Command, context: Context, said: Invocation): Promise<Invocation> {
  const input = { ...said.input };
  if (!mayUse(command, context.roles)) return said;
  for (const [name, field] of Object.entries(command.fields)) {
    const raw = given(input[name]);
    if (!field.named || typeof raw !== 'string') continue;
    try {
      input[name] = (await field.named(raw.trim(), context, input)) ?? raw;
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
    }
  }
  return { ...said, input };
}

/** Whether it calls something by a name that may have to be read so. */
export function hasNames({ fields }: Command, { input }: Invocation): boolean {
  return Object.entries(fields).some(
    ([name, field]) => field.named !== undefined && given(input[name]) !== undefined,
  );
}

/**
 * Every slash command, typed line, button and form comes through here: authorise, validate, compare with what was shown,
 * execute. Returns a form while the input is not yet valid. An expected "no" is a view; any other error is a bug and is
 * thrown on.
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
    const draft = await read(command, context, invocation);
    const isTurned = invocation.turns === true || draft.finding === 'turned';
    if (!draft.isWhole || draft.finding === 'changed' || isTurned)
      return await draw(command, context, draft, mayExecute);
    if (!mayExecute) return 'ready';
    if (draft.finding === 'unseen' && command.isShownUntried)
      return await draw(command, context, draft, true);
    const answer = await carryOut(command, context, invocation, draft.checked);
    if (draft.finding === 'unseen') throw new ShownFirst();
    return answer;
  } catch (error) {
    if (error instanceof Refusal) return toView(error);
    throw error;
  }
}

/** The input, checked and compared with what was shown. */
interface Draft extends Comparison {
  invocation: Invocation;
  checked: Checked;
  /** Whether nothing is missing or wrong. */
  isWhole: boolean;
}

function isFaultless({ complaints, missing, strays }: Checked): boolean {
  return complaints.size === 0 && missing.size === 0 && strays.length === 0;
}

async function read(command: Command, context: Context, said: Invocation, checked?: Checked): Promise<Draft> {
  const found = checked ?? (await check(command, context, said.input));
  const onlyBegun = isOnlyBegun(command, said.input);
  const invocation = onlyBegun ? begun(said) : said;
  const unfinished = !invocation.submitted && command.unfinished?.(invocation.input) === true;
  const isWhole = !onlyBegun && !unfinished && isFaultless(found);
  const comparison = await compare(command, context, invocation, isWhole ? found.values : undefined);
  const input = onlyBegun ? answered(found.input) : found.input;
  return { invocation, checked: { ...found, input }, isWhole, ...comparison };
}

/** Makes the form and its hidden fields. `mayKeep`: the transaction may write, so the form can be recorded as shown. */
async function draw(command: Command, context: Context, draft: Draft, mayKeep: boolean): Promise<Form> {
  const { invocation, checked, isWhole, digest, finding } = draft;
  const { input, submitted = false, keys } = invocation;
  // A form that only turned to another page still stands on what its first page was drawn from.
  const before = finding === 'turned' || (!isWhole && !submitted) ? given(input.shown) : undefined;
  const shown = digest === undefined ? undefined : (before ?? digest);
  const nonce = input.nonce ?? (command.writes ? (keys?.[0] ?? newId(context.now, 'form')) : undefined);
  const isSaid = finding !== undefined && (isWhole || submitted);
  const form = await toForm(command, context, invocation, checked, {
    finding: isSaid ? FINDINGS[finding] : undefined,
    unseen: {
      ...(nonce === undefined ? {} : { nonce }),
      ...(input.setting === undefined ? {} : { setting: input.setting }),
      ...(shown === undefined ? {} : { shown }),
      ...(input.something_else === undefined ? {} : { something_else: input.something_else }),
      ...(input.notice === undefined ? {} : { notice: input.notice }),
      ...(input.list === undefined ? {} : { list: input.list }),
    },
  });
  const isShown = mayKeep && invocation.opensLater !== true;
  if (isShown && keepsItsForm(command) && digest !== undefined && shown === digest) {
    const keys = isWhole ? keysOf({ ...invocation, input: nonce === undefined ? {} : { nonce } }) : [];
    await keepShown(command.name, context, [digest, ...keys]);
  }
  return form;
}

/** The command could be carried out, but its reader must be shown the form first. Thrown to roll the transaction back. */
export class ShownFirst extends Error {
  override name = 'ShownFirst';
}

/** The form to be read before the command is carried out. */
export async function showFirst(command: Command, context: Context, invocation: Invocation): Promise<Answer> {
  try {
    const draft = await read(command, context, invocation);
    return await draw(command, context, { ...draft, finding: 'unseen' }, true);
  } catch (error) {
    if (error instanceof Refusal) return toView(error);
    throw error;
  }
}

/** Whether only the question that is asked alone (`first`) was answered. */
function isOnlyBegun({ first, fields }: Command, input: Input): boolean {
  return (
    first !== undefined &&
    given(input[first]) !== undefined &&
    !Object.keys(fields).some((name) => name !== first && given(input[name]) !== undefined)
  );
}

/**
 * Drops the empty answers of a form that showed only its first question, so that the form asks those questions with present
 * values.
 */
function begun({ submitted: _, input, ...more }: Invocation): Invocation {
  return { ...more, input: answered(input) };
}

function answered(input: Input): Input {
  return Object.fromEntries(Object.entries(input).filter(([, value]) => given(value) !== undefined));
}

/** Offered to whoever asked for a command that is not theirs. */
export const MY_COMMANDS = button('What I can do here', 'help');

function authorise(command: Command, context: Context, { input }: Invocation): void {
  if (!mayUse(command, context.roles)) {
    throw new Refusal(`${command.name} is not among the commands for your role here.`, {
      cites: ['authority'],
      ways: [...(command.instead ? [command.instead(input)] : []), MY_COMMANDS],
    });
  }
  refuseUnprintable(input);
}

/** The keys under which an answer is stored; none for a command whose answers are not stored. */
function answerKeys(command: Command, invocation: Invocation): string[] {
  return command.keepsNoAnswer ? [] : keysOf(invocation).map((key) => `${command.name}:${key}`);
}

/** The answer that this delivery, or this form, was given before. */
export async function answeredBefore(
  command: Command,
  { register, setting, me }: Context,
  invocation: Invocation,
): Promise<View | undefined> {
  for (const key of answerKeys(command, invocation)) {
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
    const keys = answerKeys(command, invocation);
    await Promise.all(keys.map((key) => register.intents.keep(setting.id, me.id, key, answer, now)));
  }
  return answer;
}

/** A refusal thrown by `execute`. It rolls the transaction back; `redraw` makes the answer. */
export class Refused extends Error {
  override name = 'Refused';
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

/** Whether a refusal is about one question of the form, which is then shown again. */
export function asksAgain(command: Command, { field }: Refusal): boolean {
  return field !== undefined && Object.hasOwn(command.fields, field);
}

/** The form with the refusal's message above its field. */
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
    const draft = await read(command, context, invocation, checked);
    const form = await draw(command, context, draft, keepsItsForm(command));
    return refusal.ways.length === 0 ? form : { ...form, buttons: refusal.ways };
  } catch (error) {
    if (error instanceof Refusal) return toView(error);
    throw error;
  }
}

/** Whether the command could be carried out as it was typed, and every name in it is one of the register's. */
export async function isWellFormed(
  command: Command,
  context: Context,
  invocation: Invocation,
): Promise<boolean> {
  if (invocation.complaint !== undefined || invocation.hasSpareWords) return false;
  if (!looksComplete(command, invocation)) return false;
  try {
    authorise(command, context, invocation);
    const found = await check(command, context, invocation.input);
    if (!isFaultless(found)) return false;
    return Object.entries(found.values).every(
      ([name, value]) => command.fields[name]?.isKnown?.(value as never) !== false,
    );
  } catch (error) {
    if (error instanceof Refusal) return false;
    throw error;
  }
}

/** The command's form with these answers, shown again before they are taken, as `asked` says. */
export async function askAgain(
  command: Command,
  context: Context,
  invocation: Invocation,
  { notice, ...asked }: Pick<Form, 'submit' | 'buttons'> & { notice: string },
): Promise<Answer> {
  try {
    authorise(command, context, invocation);
    const draft = await read(command, context, invocation);
    const form = await draw(command, context, draft, keepsItsForm(command));
    return {
      ...form,
      ...asked,
      intro: [notice, form.intro].filter(Boolean).join('\n\n'),
      ...(form.reading ? { reading: [text(notice), ...form.reading] } : {}),
    };
  } catch (error) {
    if (error instanceof Refusal) return toView(error);
    throw error;
  }
}

/**
 * Refuses control characters, direction overrides and lone surrogates: nobody types them, and not every database can store
 * them.
 */
function refuseUnprintable(input: Input): void {
  for (const raw of Object.values(input)) {
    for (const said of Array.isArray(raw) ? raw : [raw]) {
      if (unreadable(said) !== undefined)
        throw new Refusal('This holds a character that cannot be kept. Please type it again.');
    }
  }
}
