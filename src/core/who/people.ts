import type { Person } from '../people/person.ts';
import { showDay } from '../rules/days.ts';
import { nameParts } from '../rules/name-parts.ts';
import type { Context } from '../talk/context.ts';
import { checked, type Field, field, type Options, single } from '../talk/field.ts';
import { Refusal } from '../talk/refusal.ts';
import type { Input } from '../talk/view.ts';
import { describeCarer } from './carer-label.ts';
import { maySeeFamilies } from './family.ts';
import { allFound, differ, type Reading, sameName, toResolved } from './match.ts';
import { bracketed, type Here, NAME, only, resolve, type Scope } from './resolve.ts';
import { search } from './search.ts';

/** The people of the register, parents included, whom this reading fits. */
export async function readPeople({ register, setting }: Here, { by, key }: Reading): Promise<Person[]> {
  switch (by) {
    case 'name':
      return register.people.byName(setting.id, key);
    case 'email':
      return register.people.byEmail(setting.id, key);
    case 'id':
      return [await register.people.byId(setting.id, key)].filter((one) => one !== undefined);
    case 'ref':
      return [await register.people.byRef(setting.id, key)].filter((one) => one !== undefined);
    case 'number':
      return [];
  }
}

function staffMarks({ posts, startsOn }: Person): string[] {
  return [...posts.map(({ role }) => role), ...(startsOn === null ? [] : [`since ${showDay(startsOn)}`])];
}

/** A member of staff in words that tell them apart from others of the same name. */
export function describe(person: Person): string {
  return bracketed(person.name, staffMarks(person));
}

const WORKS_HERE: Scope<Person> = {
  by: ['id', 'email', 'name', 'ref'],
  read: async (here, reading) => (await readPeople(here, reading)).filter(({ posts }) => posts.length > 0),
  none: 'Nobody of that name, e-mail or reference works here. Please check the spelling.',
  several: 'Several people here have that name. Please choose one.',
  value: ({ id }) => id,
  label: (_, person) => describe(person),
  closer: (_, { email, ref }) => [email ?? ref ?? []].flat(),
};

/** The people who hold, held or will hold a role here. */
export const STAFF: Scope<Person> = {
  ...WORKS_HERE,
  search: async ({ register, setting }, said) =>
    search(
      said,
      (await register.people.employed(setting.id)).map((is) => ({ is, name: nameParts(is.name) })),
    ),
};

/** A field for a member of staff or officer of this setting: by name, reference or e-mail. */
export function staff<R extends boolean = false>(
  label: string,
  options: Options<R> = {},
): Field<Person, NoInfer<R>> {
  return {
    ...field(label, options, () => ({ kind: 'person', of: 'staff', suggest: true }), single as never, false),
    check: async (raw, context) => only(context, await resolve(context, checked(NAME, raw), STAFF), STAFF),
  };
}

/** Everybody in the register, parents included, for the command line. */
export const ANYONE: Scope<Person> = {
  ...WORKS_HERE,
  read: readPeople,
  none: 'Nobody of that name, e-mail or reference is in the register.',
  label: (here, person) => (person.posts.length > 0 ? describe(person) : describeCarer(here, person)),
};

const SEVERAL = 'Several people here have that name. Please add the e-mail.';

/** How the form of `person` names whom it is about. */
interface NamedStaff {
  name: string;
  ref?: string | undefined;
  email?: string | undefined;
  /** Whether it is somebody else than the one of that name on record, who has another address; undefined: not said. */
  new?: boolean | undefined;
}

/**
 * The person that the form of `person` is about: by reference, by e-mail, else the only one of that name who works here or
 * is known as a parent. Where several have the name none is chosen: the form also adds newcomers, and a new e-mail address
 * says that it is none of these. Of one who works here and has another address it is asked: nobody is changed by their name alone
 * (rules: Who is meant). No refusal tells somebody who may not learn it who is a parent.
 */
export async function personNamed(
  context: Context,
  { name, new: isNew, ...said }: NamedStaff,
): Promise<Person | undefined> {
  const { register, setting } = context;
  const isHidden = (person: Person) => isNewHere(person) && !maySeeFamilies(context);
  const [ref, email] = [said.ref, said.email].map((words) => words?.trim() || null) as (string | null)[];
  const byRef = ref ? await register.people.byRef(setting.id, ref) : undefined;
  if (byRef && (isNew === true || (isHidden(byRef) && !sameName(byRef.name, name))))
    throw new Refusal(
      `This reference is ${isHidden(byRef) ? 'somebody else’s here' : `${byRef.name}’s`}. Please write another.`,
      { field: 'ref' },
    );
  if (byRef) return byRef;
  if (isNew === true) return undefined;
  const byEmail = email ? await register.people.byEmail(setting.id, email) : [];
  // Parents may share an address; the name then decides.
  const reached = byEmail.find((person) => sameName(person.name, name)) ?? byEmail[0];
  if (reached && isHidden(reached) && !sameName(reached.name, name))
    throw new Refusal('Somebody else here has this e-mail address.', { field: 'email' });
  if (reached) return reached;
  const named = allFound(
    await resolve({ register, setting }, name.trim(), { by: ['name'], read: readPeople }),
  );
  const differs = (person: Person) => differ(person.ref, ref ?? null) || differ(person.email, email ?? null);
  const employed = named.filter((person) => person.posts.length > 0);
  const fitting = employed.filter((person) => !differs(person));
  const staff = toResolved(isNew === false && fitting.length === 0 ? employed : fitting);
  if (staff.kind === 'one') return staff.is;
  if (staff.kind !== 'none') throw new Refusal(SEVERAL);
  const [namesake] = employed;
  if (namesake)
    throw new Refusal(
      `A ${namesake.name} works here already, with another ${differ(namesake.ref, ref ?? null) ? 'reference' : 'e-mail address'}. For somebody else write new=yes; where it has changed, new=no.`,
      { field: 'new' },
    );
  const parents = toResolved(named.filter((person) => !differs(person)));
  if (parents.kind === 'one') return parents.is;
  if (parents.kind !== 'none')
    throw new Refusal(
      maySeeFamilies(context)
        ? 'Several parents here have that name. Please add the e-mail that is theirs.'
        : SEVERAL,
    );
  return undefined;
}

/** Whether the person was known only as a parent until now. They stay one person, or K1 would not apply. */
export function isNewHere(person: Person | undefined): boolean {
  return person === undefined || person.posts.length === 0;
}

/**
 * The form's first values, from the person that it is about; empty where the name fits several, and where it is a parent's who
 * has never worked here and the reader may not learn who is a parent (rules: Privacy).
 */
export function prefillFrom(pick: (person: Person, input: Input) => string | null) {
  return async (context: Context, input: Input): Promise<string | undefined> => {
    try {
      const found = await personNamed(context, {
        name: String(input.name ?? ''),
        ref: String(input.ref ?? ''),
        email: String(input.email ?? ''),
      });
      if (!found || (isNewHere(found) && !maySeeFamilies(context))) return undefined;
      return pick(found, input) ?? undefined;
    } catch (error) {
      if (error instanceof Refusal) return undefined;
      throw error;
    }
  };
}
