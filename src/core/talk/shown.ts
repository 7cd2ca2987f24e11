import type { Command } from './command.ts';
import type { Context } from './context.ts';
import { given } from './form.ts';
import type { Invocation } from './parse.ts';
import { view } from './view.ts';

/** The result of comparing an answer with what its reader was shown. */
export interface Comparison {
  /** A digest of what the answer stands on now, as the form carries it; undefined where it stands on nothing. */
  digest: string | undefined;
  /**
   * `changed`: what the answer stands on has changed since the form was drawn. `unseen`: this reader must be shown it
   * before anything is carried out. `turned`: this is a repeated delivery, or a page turn, of a form already shown, which
   * is no answer to it.
   */
  finding: 'changed' | 'unseen' | 'turned' | undefined;
}

/** The sentences at the top of a form that is shown instead of carrying the command out. */
export const FINDINGS = {
  changed:
    'This has changed since you opened it, and nothing was done. Your answers are kept: please look again.',
  unseen: 'Nothing has been done yet: please read this first.',
  turned: 'Nothing has been done yet: please read this first.',
} as const;

/**
 * Compares what an answer stands on with what its form carried, or with what this reader was shown before. `values`: the
 * checked answers, if all of them are there.
 */
export async function compare(
  command: Command,
  context: Context,
  invocation: Invocation,
  values: Record<string, unknown> | undefined,
): Promise<Comparison> {
  const { input, submitted } = invocation;
  const stands = await command.standsOn?.(context, input);
  if (stands === undefined) return { digest: undefined, finding: undefined };
  const digest = digestOf(command.name, context, stands);
  const mustBeShown = values !== undefined && (await command.shownFirst?.(context, values as never)) === true;
  const isNoAnswer = async () =>
    command.isShownUntried === true || (await isKept(command.name, context, keysOf(invocation)));
  if (mustBeShown && !submitted && (await isNoAnswer())) return { digest, finding: 'turned' };
  const carried = given(input.shown);
  if (carried !== undefined) return { digest, finding: carried === digest ? undefined : 'changed' };
  const seen = !mustBeShown || (await isKept(command.name, context, [digest]));
  return { digest, finding: seen ? undefined : 'unseen' };
}

/** The digest of what an answer to this command stands on, for this reader only. */
function digestOf(command: string, { register, me }: Context, stands: readonly string[]): string {
  return register.digest(JSON.stringify([command, me.id, ...stands]));
}

/** Records that this reader was shown what an answer to this command stands on, in the answer to another command. */
export async function recordShown(
  command: string,
  context: Context,
  stands: readonly string[],
): Promise<void> {
  await keepShown(command, context, [digestOf(command, context, stands)]);
}

/** Records which digests this reader was shown, and which deliveries were answered with a form. */
export async function keepShown(
  command: string,
  { register, setting, me, now }: Context,
  keys: readonly string[],
): Promise<void> {
  for (const key of keys)
    await register.intents.keep(setting.id, me.id, markOf(command, key), view('Shown'), now);
}

/** The platform's delivery keys, and the form's own nonce. */
export function keysOf({ input, keys = [] }: Invocation): string[] {
  const nonce = given(input.nonce);
  return [...(typeof nonce === 'string' ? [nonce] : []), ...keys];
}

async function isKept(
  command: string,
  { register, setting, me }: Context,
  keys: readonly string[],
): Promise<boolean> {
  for (const key of keys)
    if (await register.intents.find(setting.id, me.id, markOf(command, key))) return true;
  return false;
}

function markOf(command: string, key: string): string {
  return `shown:${command}:${key}`;
}
