import type { Child } from '../children/child.ts';
import type { Person } from '../people/person.ts';
import { fold, tidy } from '../rules/names.ts';
import type { Context } from '../talk/context.ts';
import { checked, type Field, field, type Options, single } from '../talk/field.ts';
import { Refusal } from '../talk/refusal.ts';
import { onlyChild } from './children.ts';
import { maySeeFamilies } from './family.ts';
import { allFound, isId, toResolved } from './match.ts';
import { childrenOf, readPeople } from './people.ts';
import { NAME, resolve, type Scope } from './resolve.ts';

/** A typed parent's name, and the carers that it fits: none, one or several. */
export interface TypedCarer {
  name: string;
  people: Person[];
}

/** The people linked, now or formerly, to children for which `holds` is true. */
export function carersWhere(holds: (children: Child[]) => boolean): Scope<Person> {
  return {
    by: ['id', 'name'],
    read: async (here, reading) => {
      const { register, setting } = here;
      const carers: Person[] = [];
      for (const person of await readPeople(here, reading)) {
        const links = await register.children.ofPerson(setting.id, person.id);
        if (links.length > 0 && holds(links.map(({ child }) => child))) carers.push(person);
      }
      return carers;
    },
    none: 'No parent of that name is in the register.',
    several: 'Several parents here have that name. Please choose one.',
    unlisted: 'Several parents have that name. Please add their child’s name: Sarah Reed / Mia Reed.',
    value: ({ id }) => id,
    marks: childrenOf,
    // Two carers of one name may have children of one name, so the children's numbers tell them apart.
    closer: async ({ register, setting }, { id }) =>
      (await register.children.ofPerson(setting.id, id)).map(({ child }) => `C-${child.number}`),
  };
}

/** Parents and carers, with relatives and former carers. */
export const CARERS = carersWhere(() => true);

/** A field for a parent or carer: picked, or typed as a name, which may be unknown here. */
export function carer<R extends boolean = false>(
  label: string,
  options: Options<R> = {},
): Field<TypedCarer, NoInfer<R>> {
  return {
    ...field(
      label,
      options,
      (context) => ({ kind: 'person', of: 'carers', suggest: maySeeFamilies(context) }),
      single as never,
      false,
    ),
    check: async (raw, context) => {
      const name = tidy(checked(NAME, raw));
      if (fold(name) === '') throw new Refusal('Please write their name in letters.');
      const found = await resolve(context, name, CARERS);
      if (isId(name) && found.kind !== 'one')
        throw new Refusal('Please choose a name from the list, or type it.');
      // People who may not see families are not asked which one, and get back only their own spelling.
      if (!maySeeFamilies(context) && !isId(name))
        return { name, people: found.kind === 'one' ? [found.is] : [] };
      return { name: found.kind === 'one' ? found.is.name : name, people: allFound(found) };
    },
    isKnown: ({ people }: TypedCarer) => people.length > 0,
  };
}

/** Decides which carer and child are meant. Several carers of one name are told apart by the child, never guessed. */
export async function chooseCarerAndChild(
  context: Context,
  who: TypedCarer,
  child: { children: Child[] } | undefined,
): Promise<{ person: Person | undefined; child: Child | undefined }> {
  const offered = child?.children ?? [];
  if (who.people.length > 1) return carerOfNamedChild(context, who.people, child && offered);
  return {
    person: who.people[0],
    child: offered.length === 0 ? undefined : await onlyChild(context, offered, 'child'),
  };
}

async function carerOfNamedChild(
  { register, setting }: Context,
  people: readonly Person[],
  offered: readonly Child[] | undefined,
) {
  if (!offered) {
    throw new Refusal('Several parents here have that name. Whose parent is it? Please name the child.', {
      field: 'child',
    });
  }
  const fits: { person: Person; child: Child }[] = [];
  for (const person of people) {
    const own = (await register.children.ofPerson(setting.id, person.id)).map((linked) => linked.child.id);
    for (const child of offered) if (own.includes(child.id)) fits.push({ person, child });
  }
  const pair = toResolved(fits);
  if (pair.kind === 'one') return pair.is;
  throw new Refusal(
    'That does not tell the parents of that name apart. Please write the whole name of the child.',
    { field: 'child' },
  );
}
