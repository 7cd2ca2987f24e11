import type { Role } from '../people/person.ts';
import type { Day } from '../rules/days.ts';
import type { Setting } from '../settings/setting.ts';
import type { Register } from '../store.ts';
import type { Context } from '../talk/context.ts';
import { words } from '../talk/field.ts';
import { Ambiguity, Refusal } from '../talk/refusal.ts';
import type { Choice } from '../talk/widget.ts';
import { maySeeFamilies } from './family.ts';
import { type By, type Named, type Reading, type Resolved, readingsOf, resolveReading } from './match.ts';
import type { Found } from './search.ts';

/** The register and setting in which names are looked up, with the day and the roles of whoever asks; neither at the machine. */
export interface Here {
  register: Register;
  setting: Pick<Setting, 'id'>;
  today?: Day;
  roles?: readonly Role[];
}

/** Whom a name may mean, and what is said where it fits nobody or several. */
export interface Scope<T extends Named> {
  /** The readings that are tried. */
  by: readonly By[];
  /** The people or children of this scope whom a reading fits. */
  read(here: Here, reading: Reading): Promise<T[]>;
  /** Finds by a part of the name and by likeness, for those who may see the list; without it whole names alone count. */
  search?(here: Here, said: string): Promise<Found<T>>;
  none: string;
  several: string;
  /**
   * Said in place of `several` to people who may not see lists of families (rules: Privacy); without it everybody may
   * choose.
   */
  unlisted?: string;
  /** The value that a choice of this one sends; it fits nobody else. */
  value(one: T): string;
  /** The name, with what tells this one apart from others. */
  label(here: Here, one: T): string | Promise<string>;
  /** What is added in brackets where labels are equal. */
  closer(here: Here, one: T): string[] | Promise<string[]>;
}

/** A text of at most as many characters as a name, number or address may have. */
export const NAME = words(200);

/** How many likenesses are offered at most. */
const LIKE_MOST = 12;

/** Finds whom the words fit: by the whole name or a reference, then by a part of the name, then by likeness, best first. */
export async function resolve<T extends Named>(
  here: Here,
  said: string,
  scope: Pick<Scope<T>, 'by' | 'read' | 'search'>,
): Promise<Resolved<T>> {
  for (const reading of readingsOf(said, scope.by)) {
    const found = resolveReading(reading, await scope.read(here, reading));
    if (found.kind === 'one' || found.kind === 'several') return found;
  }
  if (scope.search === undefined) return { kind: 'none' };
  const { fits, close, faint } = await scope.search(here, said);
  if (fits[0] !== undefined)
    return fits.length === 1 ? { kind: 'one', is: fits[0] } : { kind: 'several', are: fits };
  const are = [...close, ...faint].slice(0, LIKE_MOST);
  return are.length === 0 ? { kind: 'none' } : { kind: 'like', are };
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
  const labels: string[] = [];
  for (const one of people) labels.push(await scope.label(here, one));
  const choices: Choice[] = [];
  for (const [at, one] of people.entries()) {
    const label = labels[at] ?? '';
    const isAlone = labels.filter((other) => other === label).length === 1;
    choices.push({
      value: scope.value(one),
      label: isAlone ? label : bracketed(label, await scope.closer(here, one)),
    });
  }
  return choices;
}

/** Adds marks in brackets behind a label; to those that it has already. */
export function bracketed(label: string, marks: readonly string[]): string {
  if (marks.length === 0) return label;
  const joined = marks.join(', ');
  return label.endsWith(')') ? `${label.slice(0, -1)}, ${joined})` : `${label} (${joined})`;
}
