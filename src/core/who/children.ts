import type { Child } from '../children/child.ts';
import { showDay } from '../rules/days.ts';
import { nameParts } from '../rules/name-parts.ts';
import { fold, tidy } from '../rules/names.ts';
import type { Context } from '../talk/context.ts';
import { checked, type Field, field, type Options, single } from '../talk/field.ts';
import { Refusal } from '../talk/refusal.ts';
import type { Widget } from '../talk/widget.ts';
import { maySeeFamilies } from './family.ts';
import { allFound, type Reading, toResolved } from './match.ts';
import { bracketed, type Here, NAME, only, resolve, type Scope } from './resolve.ts';
import { search } from './search.ts';

async function readChildren({ register, setting }: Here, { by, key }: Reading): Promise<Child[]> {
  switch (by) {
    case 'number':
      return [await register.children.byNumber(setting.id, key)].filter((one) => one !== undefined);
    case 'name':
      return register.children.byName(setting.id, key);
    case 'ref':
      return [await register.children.byRef(setting.id, key)].filter((one) => one !== undefined);
    case 'id':
    case 'email':
      return [];
  }
}

/** The children of the register, found by number (`C-7`), name or reference. */
export const CHILDREN: Scope<Child> = {
  by: ['number', 'name', 'ref'],
  read: readChildren,
  none: 'No child of that name is in the register. Please write the whole name.',
  several: 'Several children have that name. Please choose one.',
  unlisted: 'Several children have that name. Please write the number (C-7).',
  value: ({ number }) => `C-${number}`,
  label: (_, { name, number, startsOn }) => bracketed(name, [`C-${number}`, `from ${showDay(startsOn)}`]),
  closer: () => [],
};

/** The same, by a part of the name and by likeness too. */
export const LISTED_CHILDREN: Scope<Child> = {
  ...CHILDREN,
  search: async (here, said) => {
    const { register, setting, today, roles } = here;
    if (today === undefined || roles === undefined || !maySeeFamilies({ roles }))
      return { fits: [], close: [], faint: [] };
    const children = await register.children.present(setting.id, today);
    return search(
      said,
      children.map((is) => ({ is, name: nameParts(is.name) })),
    );
  },
};

/** How a child of the register is asked for. */
export function listedChild(context: Context): Extract<Widget, { kind: 'child' }> {
  return { kind: 'child', suggest: maySeeFamilies(context) };
}

/** A field for a child of the register. */
export function child<R extends boolean = false>(
  label: string,
  options: Options<R> = {},
): Field<Child, NoInfer<R>> {
  return {
    ...field(label, options, listedChild, single as never, false),
    check: async (raw, context) =>
      only(context, await resolve(context, checked(NAME, raw), LISTED_CHILDREN), CHILDREN),
  };
}

/** The only child found; throws a Refusal where there is none, and asks which where there are several. */
export function onlyChild(context: Context, found: readonly Child[], field: string): Promise<Child> {
  return only(context, toResolved(found), CHILDREN, field);
}

/** A child's name as typed, and the children that it fits. */
export interface NamedChild {
  name: string;
  children: Child[];
  /** Where it fits none: those that are closely like it. */
  close: Child[];
  /** Where it fits none: those that are like it in any way, best first. */
  like: Child[];
}

/** A field for a child's name, which may be unknown here (yet), with the children that it fits or that are like it. */
export function anyChild<R extends boolean = false>(
  label: string,
  options: Options<R> = {},
): Field<NamedChild, NoInfer<R>> {
  return {
    ...field(
      label,
      options,
      (context) => ({ ...listedChild(context), isAnyName: true }),
      single as never,
      false,
    ),
    check: async (raw, context) => {
      const name = tidy(checked(NAME, raw));
      if (fold(name) === '') throw new Refusal("Please write the child's name in letters.");
      const found = await resolve(context, name, LISTED_CHILDREN);
      if (!maySeeFamilies(context))
        return { name, children: found.kind === 'one' ? [found.is] : [], close: [], like: [] };
      if (found.kind === 'like') {
        const close = (await LISTED_CHILDREN.search?.(context, name))?.close ?? [];
        return { name, children: [], close, like: found.are };
      }
      return {
        name: found.kind === 'one' ? found.is.name : name,
        children: allFound(found),
        close: [],
        like: [],
      };
    },
    isKnown: ({ children }: NamedChild) => children.length > 0,
  };
}

/** The only child of that name; asks which where there are several, or where none has it and some are like it. */
export function theNamedChild(
  context: Context,
  { children, like }: NamedChild,
  field: string,
): Promise<Child> {
  const found = children.length === 0 && like.length > 0 ? { kind: 'like' as const, are: like } : undefined;
  return only(context, found ?? toResolved(children), CHILDREN, field);
}
