import type { Child } from '../child.ts';
import type { Person } from '../people/person.ts';
import { showDay } from '../rules/days.ts';
import { fold, tidy } from '../rules/names.ts';
import type { Context } from './context.ts';
import { checked, type Field, field, type Options, single, words } from './field.ts';
import { Refusal } from './refusal.ts';
import type { Choice, Widget } from './widget.ts';

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** As many characters as a name, a number or an address may have. */
const NAME = words(200);

/** What was typed for a parent, and the carers it may mean: none, one or several. */
export interface Who {
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
): Field<Who, NoInfer<R>> {
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

/** A member of staff or officer of this setting: by name, reference or e-mail. */
export function staff<R extends boolean = false>(
  label: string,
  options: Options<R> = {},
): Field<Person, NoInfer<R>> {
  return {
    ...field(label, options, () => ({ kind: 'person', of: 'staff', suggest: true }), single as never, false),
    check: async (raw, { register, setting }) => {
      const said = checked(NAME, raw);
      const found = ID.test(said)
        ? [await register.people.byId(setting.id, said)]
        : said.includes('@')
          ? await register.people.byEmail(setting.id, said)
          : await register.people.byName(setting.id, fold(said));
      const known = found.filter((person) => person !== undefined && person.posts.length > 0) as Person[];
      const byRef = known.length === 0 ? await register.people.byRef(setting.id, said) : undefined;
      if (byRef && byRef.posts.length > 0) known.push(byRef);
      const [only, ...others] = known;
      if (!only)
        throw new Refusal('Nobody of that name works here. Please check the spelling, or use their e-mail.');
      if (others.length === 0) return only;
      throw new Ambiguity(
        'Several people here have that name. Please choose one.',
        known.map((person) => ({
          value: person.id,
          label: `${person.name} (${person.posts.map((post) => post.role).join(', ')}${person.startsOn ? `, since ${showDay(person.startsOn)}` : ''})`,
        })),
      );
    },
  };
}

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

/** A name that fits several: the form asks which, and never guesses. */
export class Ambiguity extends Refusal {
  override name = 'Ambiguity';
  readonly choices: Choice[];

  /** With `field` it may be thrown while carrying out, as any Refusal. */
  constructor(message: string, offered: Choice[], field?: string) {
    super(message, field === undefined ? {} : { field });
    this.choices = offered;
  }
}
