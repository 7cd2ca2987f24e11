import type { Role } from '../people/person.ts';
import type { Context } from './context.ts';
import type { Asked, Fields, Values } from './field.ts';
import type { Block, Button, Input, View } from './view.ts';

/**
 * Who may use a verb: everybody in the register; everybody who holds a role today; or those who hold one of these roles
 * today.
 */
export type Audience = 'known' | 'in_post' | readonly Role[];

export interface Command<F extends Fields = Fields> {
  name: string;
  /** Other names, in small letters, of one word or several; as behind its name, answers may follow. */
  aliases?: readonly string[];
  /** What people say for it, without any answer: the labels of its buttons, and everyday words. Its title always counts. */
  said?: readonly (string | Said)[];
  /** The heading of the form and the text of its button: at most 24 characters. */
  title: string;
  /** One line for the help text. */
  summary: string;
  roles: Audience;
  fields: F;
  /**
   * Further questions, one for each row of a list that the register holds, by name (`isRow`); their answers are checked like any
   * others. An answer about a row that is there no more counts for nothing.
   */
  rows?(context: Context, input: Input): Promise<Fields>;
  /** True where the command changes or audits anything: it then runs in a writing transaction. */
  writes: boolean;
  /** The text of the form's button (default: Submit), which may depend on the answers so far. */
  submit?: string | Asked<string>;
  /** Opening the form must be recorded: the form, too, is made in a writing transaction. */
  recordsOpening?: true;
  /**
   * Its answer is not stored for repeated deliveries, because it contains something that must not be stored, or a file. A
   * repeat runs the command again.
   */
  keepsNoAnswer?: true;
  /** Shows nothing of anybody: an account that waits to be confirmed may use it, too. */
  showsNoRecords?: true;
  /** Ignores all words that follow: they are neither read nor stored. */
  takesAnyWords?: true;
  /**
   * A list of what waits: where a window is redrawn, it is shown anew after what one of its buttons did. It needs no answers
   * of its own.
   */
  isList?: true;
  /** It shows something, and writes only that it did: no list has changed. */
  onlyReads?: true;
  /** Other ways on from its form: what is to be done first, or besides. */
  ways?(context: Context, input: Input): Promise<Button[]>;
  /** What somebody who may not use it is led to: what they most likely wanted to know. It is open to whoever is in post. */
  instead?(input: Input): Button;
  /** An answer that needs no form, because the thing is done already or there is nothing to do. */
  settled?(context: Context, input: Input): Promise<View | undefined>;
  /**
   * The name of the question on whose answer the others depend. It is asked alone; once only it is answered, the form asks
   * the others, filled in with present values. Its answer alone never carries the command out.
   */
  first?: string;
  /**
   * True where too little was typed to carry the command out, although every required answer is there: the form is then
   * shown.
   */
  unfinished?(input: Input): boolean;
  /**
   * What an answer stands on: ids and versions of the records that the form shows this reader and whose change alters what
   * the answer means; undefined while the form shows none. Never rendered words, days counted from today, counts, or what
   * the reader may not see. Where this has changed since the form was drawn, nothing is carried out and the form is shown
   * again.
   */
  standsOn?(context: Context, input: Input): Promise<readonly string[] | undefined>;
  /**
   * Whether the reader must first be shown the present state of what the answer stands on, even if everything was typed in
   * one line. What would be refused is refused at once. The form is made in a writing transaction and recorded as shown.
   */
  shownFirst?(context: Context, input: Values<F>): boolean | Promise<boolean>;
  /**
   * What must be shown first is shown without trying whether it would be refused, since trying takes long and the form says it; and only a
   * form that is sent carries it out.
   */
  isShownUntried?: true;
  /** The text above the fields. */
  intro?(context: Context, input: Input): Promise<string | undefined>;
  /** The same in blocks, where its layout helps whoever reads it; without an `intro` these blocks in plain words are that, too. */
  reading?(context: Context, input: Input): Promise<Block[] | undefined>;
  /**
   * Carries the command out. `input` is complete and checked; a Refusal with `field` shows the form again. `mentioned`
   * holds the names of all fields that were given, empty ones included: an empty field takes an answer back.
   */
  execute(context: Context, input: Values<F>, mentioned: ReadonlySet<string>): Promise<View>;
}

/** Words that stand for a command with some answers already given. */
interface Said {
  words: string;
  input: Input;
}

const ROW = 'row-';

/** The name of the question about one row. */
export function rowNamed(id: string): string {
  return `${ROW}${id}`;
}

/** Whether a question of this name is about a row. */
export function isRow(name: string): boolean {
  return name.startsWith(ROW);
}

/** Gives `execute` the types of the fields; the list of commands drops them. */
export function command<F extends Fields>(given: Command<F>): Command {
  return given as unknown as Command;
}

/** Whether showing the form is itself recorded. */
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
