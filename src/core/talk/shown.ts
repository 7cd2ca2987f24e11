import type { Command } from './command.ts';
import type { Context } from './context.ts';
import { given } from './form.ts';
import type { Invocation } from './parse.ts';
import { view } from './view.ts';

/** How an answer compares with what its reader was shown. */
export interface Comparison {
  /** What the answer stands on now, as the form carries it; undefined where it stands on nothing. */
  digest: string | undefined;
  /**
   * `changed`: since the form was drawn; `unseen`: this reader must be shown it before anything is done; `turned`: a page of
   * the form that a whole line was given, or that line delivered again, which is no answer to it.
   */
  finding: 'changed' | 'unseen' | 'turned' | undefined;
}

/** What is said at the top of a form that is shown, or shown again, instead of being carried out. */
export const FINDINGS = {
  changed:
    'This has changed since you opened it, and nothing was done. Your answers are kept: please look again.',
  unseen: 'Nothing has been done yet: please read this first.',
  turned: 'Nothing has been done yet: please read this first.',
} as const;

/**
 * Compares what an answer stands on with what its form carried, or with what this reader was shown before. `values`: the
 * answers, where all of them are there.
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
  const digest = context.register.digest(JSON.stringify([command.name, context.me.id, ...stands]));
  const mustBeShown = values !== undefined && (await command.shownFirst?.(context, values as never)) === true;
  if (mustBeShown && !submitted && (await isKept(command, context, keysOf(invocation))))
    return { digest, finding: 'turned' };
  const carried = given(input.shown);
  if (carried !== undefined) return { digest, finding: carried === digest ? undefined : 'changed' };
  const seen = !mustBeShown || (await isKept(command, context, [digest]));
  return { digest, finding: seen ? undefined : 'unseen' };
}

/** Keeps that this reader was shown it as it is now; with `keys`, that what came under them was answered with a form. */
export async function keepShown(
  command: Command,
  { register, setting, me, now }: Context,
  digest: string,
  keys: readonly string[],
): Promise<void> {
  for (const key of [digest, ...keys])
    await register.intents.keep(setting.id, me.id, markOf(command, key), view('Shown'), now);
}

/** The platform's delivery keys, and the form's own nonce. */
export function keysOf({ input, keys = [] }: Invocation): string[] {
  const nonce = given(input.nonce);
  return [...(typeof nonce === 'string' ? [nonce] : []), ...keys];
}

async function isKept(
  command: Command,
  { register, setting, me }: Context,
  keys: readonly string[],
): Promise<boolean> {
  for (const key of keys)
    if (await register.intents.find(setting.id, me.id, markOf(command, key))) return true;
  return false;
}

function markOf({ name }: Command, key: string): string {
  return `shown:${name}:${key}`;
}
