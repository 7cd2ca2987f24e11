import type { Setting } from '../settings/setting.ts';
import type { Register } from '../store.ts';
import type { Context } from '../talk/context.ts';
import { words } from '../talk/field.ts';
import { Ambiguity, Refusal } from '../talk/refusal.ts';
import type { Choice } from '../talk/widget.ts';
import { maySeeFamilies } from './family.ts';
import { type By, type Meant, meant, type Named, type Reading, readingsOf } from './match.ts';

/** Where words are looked up. */
export interface Here {
  register: Register;
  setting: Pick<Setting, 'id'>;
}

/** Among whom words are looked up, and what is said where they mean nobody, or several. */
export interface Scope<T extends Named> {
  /** As what the words may be taken. */
  by: readonly By[];
  /** Those in scope whom the register has under this. */
  read(here: Here, reading: Reading): Promise<T[]>;
  none: string;
  several: string;
  /** In place of `several` for who may see no list of families (rules: Privacy); without it everybody may choose. */
  unlisted?: string;
  /** What a choice of this one sends; it means nobody else. */
  value(one: T): string;
  /** What tells one apart from others of the name; stands in brackets behind it. */
  marks(here: Here, one: T): string[] | Promise<string[]>;
  /** What is added where that is the same for two. */
  closer(here: Here, one: T): string[] | Promise<string[]>;
}

/** As many characters as a name, a number or an address may have. */
export const NAME = words(200);

/** Who is meant. */
export async function resolve<T extends Named>(
  here: Here,
  said: string,
  scope: Pick<Scope<T>, 'by' | 'read'>,
): Promise<Meant<T>> {
  let alike: Meant<T> = { kind: 'none' };
  for (const reading of readingsOf(said, scope.by)) {
    const found = meant(reading, await scope.read(here, reading));
    if (found.kind === 'one' || found.kind === 'several') return found;
    if (found.kind === 'like') alike = found;
  }
  return alike;
}

/** The one who is meant; a Refusal where that is nobody, and a question where it is several. */
export async function only<T extends Named>(
  context: Context,
  found: Meant<T>,
  scope: Scope<T>,
  field?: string,
): Promise<T> {
  if (found.kind === 'one') return found.is;
  const about = field === undefined ? {} : { field };
  if (found.kind === 'none') throw new Refusal(scope.none, about);
  if (scope.unlisted !== undefined && !maySeeFamilies(context))
    throw new Refusal(found.kind === 'several' ? scope.unlisted : scope.none, about);
  throw new Ambiguity(
    found.kind === 'several' ? scope.several : `${scope.none} Or is it one of these?`,
    await choicesOf(context, found.are, scope),
    field,
  );
}

/** A choice for each of these, by which each is told apart. */
export async function choicesOf<T extends Named>(
  here: Here,
  people: readonly T[],
  scope: Scope<T>,
): Promise<Choice[]> {
  const marked: { one: T; marks: string[]; label: string }[] = [];
  for (const one of people) {
    const marks = await scope.marks(here, one);
    marked.push({ one, marks, label: bracketed(one.name, marks) });
  }
  const choices: Choice[] = [];
  for (const { one, marks, label } of marked) {
    const isAlone = marked.filter((other) => other.label === label).length === 1;
    const closer = isAlone ? [] : await scope.closer(here, one);
    choices.push({ value: scope.value(one), label: bracketed(one.name, [...marks, ...closer]) });
  }
  return choices;
}

export function bracketed(name: string, marks: readonly string[]): string {
  return marks.length === 0 ? name : `${name} (${marks.join(', ')})`;
}
