import type { Role } from '../people/person.ts';
import type { Context } from './context.ts';
import type { Fields, Values } from './field.ts';
import type { Input, View } from './view.ts';

/** Who may use a verb: anyone the register knows; anyone who holds a role today; or who holds one of these roles today. */
export type Audience = 'known' | 'in_post' | readonly Role[];

export interface Command<F extends Fields = Fields> {
  name: string;
  aliases?: readonly string[];
  /** What the form and its button are headed with: 24 characters at most. */
  title: string;
  /** One line of help. */
  summary: string;
  roles: Audience;
  fields: F;
  /** True where carrying it out changes or audits anything: it then runs in a writing transaction. */
  writes: boolean;
  /** What the form's button says (default: Submit). */
  submit?: string;
  /** Opening the form shows what must be recorded as read: the form, too, is made in a writing transaction. */
  recordsOpening?: true;
  /** Its answer is not kept against a repeat: it holds what must be kept nowhere, or a file. It is carried out anew. */
  keepsNoAnswer?: true;
  /** Takes whatever follows without looking at it or keeping it. */
  takesAnyWords?: true;
  /** The answer that needs no question: it is done already, or there is nothing to do. */
  settled?(context: Context, input: Input): Promise<View | undefined>;
  /**
   * The question whose answer fills in, or shows, what the others are about: it is asked alone, and while nothing else was
   * said the others are asked with what stands now. Nothing is carried out on its answer alone.
   */
  first?: string;
  /** True where too little was said to carry it out, although all that is required was: the form is then shown first. */
  unfinished?(input: Input): boolean;
  /**
   * What an answer stands on: ids and versions of the records that the form shows this reader, whose change alters what the
   * answer means; undefined while it shows none. Never rendered words, days counted from today, counts, or what the reader
   * may not see. A form is answered as it was shown: where this has changed nothing is done, and it is shown again.
   */
  standsOn?(context: Context, input: Input): Promise<readonly string[] | undefined>;
  /**
   * Whether it is done only once its reader has been shown what it stands on as that is now, also when it was typed in one
   * line; what would be refused is refused at once. The form is made in a writing transaction, and kept as shown.
   */
  shownFirst?(context: Context, input: Values<F>): boolean | Promise<boolean>;
  /** The text above the fields. */
  intro?(context: Context, input: Input): Promise<string | undefined>;
  /**
   * Carries it out. `input` is complete and checked; a Refusal with `field` sends the form back. `mentioned` holds the
   * fields that were said at all, also when they were left empty: how an answer is taken back.
   */
  execute(context: Context, input: Values<F>, mentioned: ReadonlySet<string>): Promise<View>;
}

/** Keeps the fields' types for `execute`, and forgets them for the registry. */
export function command<F extends Fields>(given: Command<F>): Command {
  return given as unknown as Command;
}

/** Whether the form itself is kept as opened or shown. */
export function keepsItsForm({ recordsOpening, shownFirst }: Command): boolean {
  return recordsOpening === true || shownFirst !== undefined;
}

export function mayUse(command: Command, roles: readonly Role[]): boolean {
  if (command.roles === 'known') return true;
  if (command.roles === 'in_post') return roles.length > 0;
  return command.roles.some((role) => roles.includes(role));
}

export const OFFICERS = ['manager', 'dso', 'deputy_dso', 'chair'] as const satisfies readonly Role[];

export function isOfficer(roles: readonly Role[]): boolean {
  return OFFICERS.some((role) => roles.includes(role));
}
