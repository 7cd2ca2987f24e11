import type { Person } from '../people/person.ts';
import { fold, tidy } from '../rules/names.ts';
import type { Context } from '../talk/context.ts';
import { checked, type Field, field, type Options, single } from '../talk/field.ts';
import { Refusal } from '../talk/refusal.ts';
import { ID, NAME } from './people.ts';

/** What was typed for a parent, and the carers it may mean: none, one or several. */
export interface TypedCarer {
  name: string;
  people: Person[];
}

/** Whether this person may see lists of families: those who work with children, and officers (rules: Privacy). */
export function maySeeFamilies(context: Context): boolean {
  return context.roles.some((role) => role !== 'admin' && role !== 'chair');
}

/** A parent or carer: picked, or typed as a name, which may be nobody's here. */
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
      const { register, setting } = context;
      const said = checked(NAME, raw);
      if (ID.test(said)) {
        const person = await register.people.byId(setting.id, said);
        if (person && (await register.children.ofPerson(setting.id, person.id)).length > 0)
          return { name: person.name, people: [person] };
        throw new Refusal('Please choose a name from the list, or type it.');
      }
      const name = tidy(said);
      if (fold(name) === '') throw new Refusal('Please write their name in letters.');
      const people: Person[] = [];
      for (const person of await register.people.byName(setting.id, fold(name))) {
        if ((await register.children.ofPerson(setting.id, person.id)).length > 0) people.push(person);
      }
      const [only, ...others] = people;
      // Who may not see families is never asked which one, and reads no spelling but their own.
      if (!maySeeFamilies(context)) return { name, people: only && others.length === 0 ? [only] : [] };
      return { name: only && others.length === 0 ? only.name : name, people };
    },
  };
}

interface Named {
  id: string;
  name: string;
}

/** Which carer and child are meant: several carers of one name are told apart by the child, never guessed. */
export async function chooseCarerAndChild(
  context: Context,
  who: TypedCarer,
  child: { children: Named[] } | undefined,
): Promise<{ person: TypedCarer['people'][number] | undefined; child: Named | undefined }> {
  const offered = child?.children ?? [];
  if (who.people.length > 1) return carerOfNamedChild(context, who, child && offered);
  if (offered.length > 1) {
    throw new Refusal(
      'Several children have that name. Please leave this empty, or write the number (C-7).',
      {
        field: 'child',
      },
    );
  }
  return { person: who.people[0], child: offered[0] };
}

async function carerOfNamedChild(
  { register, setting }: Context,
  who: TypedCarer,
  offered: Named[] | undefined,
) {
  if (!offered) {
    throw new Refusal('Several parents here have that name. Whose parent is it? Please name the child.', {
      field: 'child',
    });
  }
  const fits: { person: TypedCarer['people'][number]; child: Named }[] = [];
  for (const person of who.people) {
    const own = (await register.children.ofPerson(setting.id, person.id)).map((each) => each.child.id);
    for (const child of offered) if (own.includes(child.id)) fits.push({ person, child });
  }
  const [only, ...others] = fits;
  if (only && others.length === 0) return only;
  throw new Refusal(
    'That does not tell the parents of that name apart. Please write the whole name of the child.',
    { field: 'child' },
  );
}
