import { fold } from '../rules/names.ts';
import type { Command } from '../talk/command.ts';
import type { Context } from '../talk/context.ts';
import type { Input } from '../talk/view.ts';
import type { Choice } from '../talk/widget.ts';
import { CHILDREN } from './children.ts';
import { maySeeFamilies } from './family.ts';
import { isBegun, type Named, sameName } from './match.ts';
import { STAFF } from './people.ts';
import { bracketed, choicesOf, type Here, type Scope } from './resolve.ts';

const MOST = 20;

/**
 * What a picker offers while somebody types: colleagues to everyone in post, families only to those who work with children
 * and to officers (rules: Privacy). Nothing for a verb or a question that is not theirs.
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
      isBegun(typed, name),
    );
    return offer(context, people.slice(0, MOST), STAFF);
  }
  if (!maySeeFamilies(context)) return [];
  if (widget.kind === 'person') {
    const carers = await register.people.suggestCarers(setting.id, fold(typed), today, MOST);
    return carers.map(({ id, name, children }) => ({ value: id, label: bracketed(name, children) }));
  }
  if (widget.kind !== 'child') return [];
  return offer(context, await register.children.suggest(setting.id, fold(typed), today, MOST), CHILDREN);
}

/** Shows each by name alone, and those of one name with what tells them apart. */
async function offer<T extends Named>(here: Here, found: readonly T[], scope: Scope<T>): Promise<Choice[]> {
  const choices = await choicesOf(here, found, scope);
  return choices.map((choice, index) => {
    const { name = '' } = found[index] ?? {};
    const isAlone = found.filter((other) => sameName(other.name, name)).length === 1;
    return isAlone ? { ...choice, label: name } : choice;
  });
}
