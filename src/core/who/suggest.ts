import { nameParts } from '../rules/name-parts.ts';
import type { Command } from '../talk/command.ts';
import type { Context } from '../talk/context.ts';
import type { Input } from '../talk/view.ts';
import type { Choice } from '../talk/widget.ts';
import { labelled } from './carer-label.ts';
import { offeredCarers } from './carers.ts';
import { CHILDREN, LISTED_CHILDREN } from './children.ts';
import { maySeeFamilies } from './family.ts';
import { allFound, type Named, sameName } from './match.ts';
import { STAFF } from './people.ts';
import { bracketed, choicesOf, type Here, resolve, type Scope } from './resolve.ts';
import { isBegun } from './search.ts';

const MOST = 20;

/**
 * What a picker offers while somebody types: colleagues to everyone in post, families only to those who work with children
 * and to officers (rules: Privacy). Where nobody's name begins so and only the register's are taken: whom the words mean to the
 * command (a reference, an address, a leaver, a likeness). Nothing for a verb or a question that is not theirs.
 */
export async function suggest(
  command: Command,
  context: Context,
  input: Input,
  field: string,
  typed: string,
): Promise<Choice[]> {
  const asked = Object.hasOwn(command.fields, field) ? command.fields[field] : undefined;
  if (!asked || (asked.shown && !(await asked.shown(context, input)))) return [];
  const widget = await asked.widget(context, input);
  const { register, setting, today } = context;
  if (widget.kind === 'person' && widget.of === 'staff') {
    const people = (await register.people.inPost(setting.id, today)).filter(({ name }) =>
      isBegun(typed, [nameParts(name)]),
    );
    return offer(context, people.length > 0 ? people : await meant(context, typed, STAFF), STAFF);
  }
  if (!maySeeFamilies(context)) return [];
  if (widget.kind === 'person') return carersBegun(context, typed);
  if (widget.kind !== 'child') return [];
  const children = (await register.children.present(setting.id, today)).filter(({ name }) =>
    isBegun(typed, [nameParts(name)]),
  );
  if (children.length > 0 || widget.isAnyName) return offer(context, children, CHILDREN);
  return offer(context, await meant(context, typed, LISTED_CHILDREN), CHILDREN);
}

/** Whom the command would take the words for, or ask about. */
async function meant<T extends Named>(
  context: Context,
  typed: string,
  scope: Scope<T>,
): Promise<readonly T[]> {
  const found = await resolve(context, typed, scope);
  return found.kind === 'like' ? found.are : allFound(found);
}

/** Carers by any word of their own name and their children's: `Sarah Reed, mother of Noah Reed`. */
async function carersBegun(context: Context, typed: string): Promise<Choice[]> {
  const begun = (await offeredCarers(context)).filter(
    ({ is, name, of = [] }) =>
      is.links.some(({ standing }) => standing === 'carer') &&
      isBegun(typed, [name, ...of.map(({ child }) => child)]),
  );
  const choices = begun.slice(0, MOST).map(({ is }) => ({
    value: is.id,
    label: labelled(is.links[0]?.personName ?? '', is.links),
    numbers: is.links.map(({ childNumber }) => `C-${childNumber}`),
  }));
  return choices.map(({ value, label, numbers }) => ({
    value,
    label: choices.filter((other) => other.label === label).length === 1 ? label : bracketed(label, numbers),
  }));
}

/** Shows each by name alone, and those of one name with what tells them apart. */
async function offer<T extends Named>(here: Here, all: readonly T[], scope: Scope<T>): Promise<Choice[]> {
  const found = all.slice(0, MOST);
  const choices = await choicesOf(here, found, scope);
  return choices.map((choice, index) => {
    const { name = '' } = found[index] ?? {};
    const isAlone = found.filter((other) => sameName(other.name, name)).length === 1;
    return isAlone ? { ...choice, label: name } : choice;
  });
}
