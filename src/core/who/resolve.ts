import type { Setting } from '../settings/setting.ts';
import type { Register } from '../store.ts';
import type { Context } from '../talk/context.ts';
import { words } from '../talk/field.ts';
import { Ambiguity, Refusal } from '../talk/refusal.ts';
import type { Choice } from '../talk/widget.ts';
import { maySeeFamilies } from './family.ts';
import { type By, type Named, type Reading, type Resolved, readingsOf, resolveReading } from './match.ts';

/** The register and setting in which names are looked up. */
export interface Here {
  register: Register;
  setting: Pick<Setting, 'id'>;
}

/** Whom a name may mean, and what is said where it fits nobody or several. */
export interface Scope<T extends Named> {
  /** The readings that are tried. */
  by: readonly By[];
  /** The people or children of this scope whom a reading fits. */
  read(here: Here, reading: Reading): Promise<T[]>;
  none: string;
  several: string;
  /**
   * Said in place of `several` to people who may not see lists of families (rules: Privacy); without it everybody may
   * choose.
   */
  unlisted?: string;
  /** The value that a choice of this one sends; it fits nobody else. */
  value(one: T): string;
  /** What tells this one apart from others of the same name; shown in brackets after it. */
  marks(here: Here, one: T): string[] | Promise<string[]>;
  /** What is added in the brackets where `marks` are equal. */
  closer(here: Here, one: T): string[] | Promise<string[]>;
}

/** A text of at most as many characters as a name, number or address may have. */
export const NAME = words(200);

/** Finds whom the words fit. */
export async function resolve<T extends Named>(
  here: Here,
  said: string,
  scope: Pick<Scope<T>, 'by' | 'read'>,
): Promise<Resolved<T>> {
  let alike: Resolved<T> = { kind: 'none' };
  for (const reading of readingsOf(said, scope.by)) {
    const found = resolveReading(reading, await scope.read(here, reading));
    if (found.kind === 'one' || found.kind === 'several') return found;
    if (found.kind === 'like') alike = found;
  }
  return alike;
}

/** The only one found; throws a Refusal where there is none, and asks which where there are several. */
export async function only<T extends Named>(
  context: Context,
  found: Resolved<T>,
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

/** A choice for each of these, with what tells it apart. */
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
