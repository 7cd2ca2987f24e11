import type { Person } from '../people/person.ts';
import { showDay } from '../rules/days.ts';
import { fold } from '../rules/names.ts';
import type { Context } from '../talk/context.ts';
import { checked, type Field, field, type Options, single, words } from '../talk/field.ts';
import { Ambiguity, Refusal } from '../talk/refusal.ts';
import type { Input } from '../talk/view.ts';

export const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** As many characters as a name, a number or an address may have. */
export const NAME = words(200);

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

/** Who is meant: by reference, by e-mail, else the only one of that name who works here or is known as a parent. */
export async function personNamed({ register, setting }: Context, input: Input): Promise<Person | undefined> {
  const ref = String(input.ref ?? '').trim();
  const byRef = ref === '' ? undefined : await register.people.byRef(setting.id, ref);
  if (byRef) return byRef;
  const email = String(input.email ?? '').trim();
  const name = String(input.name ?? '').trim();
  const byEmail = email === '' ? [] : await register.people.byEmail(setting.id, email);
  // Parents may share an address: there the name says which of them.
  const found = byEmail.find((each) => fold(each.name) === fold(name)) ?? byEmail[0];
  if (found) return found;
  if (fold(name) === '') return undefined;
  const named = await register.people.byName(setting.id, fold(name));
  const staff = named.filter((each) => each.posts.length > 0);
  if (staff.length > 1) throw new Ambiguity('Several people here have that name. Please add the e-mail.', []);
  if (staff[0]) return staff[0];
  const parents = named.filter(
    (each) => (ref === '' || each.ref === null) && (email === '' || each.email === null),
  );
  if (parents.length > 1)
    throw new Ambiguity('Several parents here have that name. Please add the e-mail that is theirs.', []);
  return parents[0];
}

/** Known as a parent alone, until now: one human stays one person, or K1 would not see it. */
export function isNewHere(person: Person | undefined): boolean {
  return person === undefined || person.posts.length === 0;
}

/** What the register has of whom the form is about, to begin with; nothing where the name fits several. */
export function prefillFrom(pick: (person: Person) => string | null) {
  return async (context: Context, input: Input): Promise<string | undefined> => {
    try {
      const found = await personNamed(context, input);
      return found ? (pick(found) ?? undefined) : undefined;
    } catch (error) {
      if (error instanceof Refusal) return undefined;
      throw error;
    }
  };
}

/** The one member of staff of that name, as somebody’s line manager. */
export async function lineManagerNamed({ register, setting }: Context, said: string): Promise<string> {
  const [only, ...others] = (await register.people.byName(setting.id, fold(said))).filter(
    (each) => each.posts.length > 0,
  );
  if (!only || others.length > 0)
    throw new Refusal('No one member of staff has that name.', { field: 'line_manager' });
  return only.id;
}
