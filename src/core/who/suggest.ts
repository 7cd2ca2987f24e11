import { fold } from '../rules/names.ts';
import type { Command } from '../talk/command.ts';
import type { Context } from '../talk/context.ts';
import type { Input } from '../talk/view.ts';
import type { Choice } from '../talk/widget.ts';
import { maySeeFamilies } from './carers.ts';

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
  const key = fold(typed);
  if (widget.kind === 'person' && widget.of === 'staff') {
    const people = await register.people.inPost(setting.id, today);
    return people
      .filter((person) => fold(person.name).includes(key))
      .slice(0, MOST)
      .map((person) => ({ value: person.id, label: person.name }));
  }
  if (!maySeeFamilies(context)) return [];
  if (widget.kind === 'person') {
    const carers = await register.people.suggestCarers(setting.id, key, today, MOST);
    return carers.map((carer) => ({
      value: carer.id,
      label: `${carer.name} (${carer.children.join(', ')})`,
    }));
  }
  if (widget.kind !== 'child') return [];
  const children = await register.children.suggest(setting.id, key, today, MOST);
  return children.map((child) => ({ value: `C-${child.number}`, label: child.name }));
}
