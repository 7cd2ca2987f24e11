import type { Child } from '../children/child.ts';
import { showDay } from '../rules/days.ts';
import { fold, tidy } from '../rules/names.ts';
import type { Context } from '../talk/context.ts';
import { checked, type Field, field, type Options, single } from '../talk/field.ts';
import { Ambiguity, Refusal } from '../talk/refusal.ts';
import type { Widget } from '../talk/widget.ts';
import { maySeeFamilies } from './carers.ts';
import { NAME } from './people.ts';

function childWidget(context: Context): Widget {
  return { kind: 'child', suggest: maySeeFamilies(context) };
}

/** A child of the register: by name, or by number (`C-7`). */
export function child<R extends boolean = false>(
  label: string,
  options: Options<R> = {},
): Field<Child, NoInfer<R>> {
  return {
    ...field(label, options, childWidget, single as never, false),
    check: async (raw, context) => {
      const said = checked(NAME, raw);
      return onlyChild(await findChildren(context, said));
    },
  };
}

/** The child that is meant; a Refusal where there is none, and a question where there are several. */
export function onlyChild(found: readonly Child[], field?: string): Child {
  const [only, ...others] = found;
  if (!only)
    throw new Refusal('No child of that name is in the register. Please write the whole name.', {
      ...(field === undefined ? {} : { field }),
    });
  if (others.length === 0) return only;
  throw new Ambiguity(
    'Several children have that name. Please choose one.',
    found.map((each) => ({
      value: `C-${each.number}`,
      label: `${each.name} (C-${each.number}, from ${showDay(each.startsOn)})`,
    })),
    field,
  );
}

/** What was typed for a child, and the children it may mean; a name the register does not know (yet) will do. */
export function anyChild<R extends boolean = false>(
  label: string,
  options: Options<R> = {},
): Field<{ name: string; children: Child[] }, NoInfer<R>> {
  return {
    ...field(label, options, childWidget, single as never, false),
    check: async (raw, context) => {
      const said = tidy(checked(NAME, raw));
      if (fold(said) === '') throw new Refusal("Please write the child's name in letters.");
      const children = await findChildren(context, said);
      const [only, ...others] = children;
      if (!maySeeFamilies(context))
        return { name: said, children: only && others.length === 0 ? [only] : [] };
      return { name: only && others.length === 0 ? only.name : said, children };
    },
  };
}

/** The number in `C-7`; undefined where it is no child's number. */
export function childNumber(said: string): number | undefined {
  const number = /^C-?(\d{1,9})$/i.exec(said)?.[1];
  return number === undefined ? undefined : Number(number);
}

async function findChildren({ register, setting }: Context, said: string): Promise<Child[]> {
  const number = childNumber(said);
  if (number !== undefined) {
    const byNumber = await register.children.byNumber(setting.id, number);
    if (byNumber) return [byNumber];
  }
  if (fold(said) === '') return [];
  const named = await register.children.byName(setting.id, fold(said));
  if (named.length > 0) return named;
  const byRef = await register.children.byRef(setting.id, said);
  return byRef ? [byRef] : [];
}
