import { newId } from '../identifier.ts';
import type { Person } from '../people/person.ts';
import { isCloselyAlike } from '../rules/alike.ts';
import { fold } from '../rules/names.ts';
import type { Context } from '../talk/context.ts';
import { Refusal } from '../talk/refusal.ts';
import { differ, sameName, toResolved } from '../who/match.ts';
import type { CarerEntry } from './carers.ts';
import type { Child, NewLink } from './child.ts';
import { relink } from './links.ts';

/**
 * The person that a carer's entry names: by reference, by e-mail, else the only person of that name in the register. A
 * couple may share an address, so neither an address nor a reference makes two names one person.
 */
async function personOf(
  { register, setting, now, me }: Context,
  entry: CarerEntry,
  row: readonly CarerEntry[],
  learnt: Map<string, Person>,
): Promise<Person> {
  const justNow = [...learnt.values()];
  const byRef =
    entry.ref === null
      ? undefined
      : (justNow.find(({ ref }) => ref === entry.ref) ??
        (await register.people.byRef(setting.id, entry.ref)));
  if (byRef && !sameName(byRef.name, entry.name)) throw anothers(`#${entry.ref}`, byRef);
  if (byRef) return byRef;
  const byEmail =
    entry.email === null
      ? []
      : [
          ...justNow.filter(({ email }) => email?.toLowerCase() === entry.email?.toLowerCase()),
          ...(await register.people.byEmail(setting.id, entry.email)),
        ];
  const same = byEmail.find((person) => sameName(person.name, entry.name));
  if (same) return same;
  // An address is a household's where all of them are named here; not that of somebody who works here, and signs in with it, nor
  // of somebody who may be the same person under a name that is spelled otherwise.
  const other = byEmail.find(
    (person) =>
      person.posts.length > 0 ||
      isCloselyAlike(person.name, entry.name) ||
      !row.some(({ name }) => sameName(name, person.name)),
  );
  if (other && entry.ref === null) throw anothers(entry.email ?? '', other);
  const named = await register.people.byName(setting.id, fold(entry.name));
  const fresh = justNow.filter((person) => sameName(person.name, entry.name));
  const found = toResolved(
    [...named.filter(({ id }) => !learnt.has(id)), ...fresh].filter(
      (person) => !differ(entry.ref, person.ref) && !differ(entry.email, person.email),
    ),
  );
  if (found.kind === 'several')
    throw new Refusal(
      `Several people here are called ${entry.name}. Please add the e-mail: ${entry.name} <name@example.org>.`,
      { field: 'carers' },
    );
  if (found.kind === 'one') {
    const only = found.is;
    const known = { ...only, ref: only.ref ?? entry.ref, email: only.email ?? entry.email };
    if (known.email !== only.email) known.emailTypedBy = me.id;
    // A parent learns an address here, but somebody who works here never does: whoever has that address could sign in as
    // them.
    const learns = only.posts.length === 0 && (known.ref !== only.ref || known.email !== only.email);
    if (learns) learnt.set(known.id, known);
    return learns ? known : only;
  }
  const person: Person = {
    setting: setting.id,
    id: newId(now),
    ref: entry.ref,
    name: entry.name,
    email: entry.email,
    startsOn: null,
    leavesOn: null,
    keyPersonCapable: false,
    lineManager: null,
    sessions: [],
    posts: [],
    emailTypedBy: entry.email === null ? null : me.id,
  };
  learnt.set(person.id, person);
  return person;
}

function anothers(what: string, person: Person): Refusal {
  return new Refusal(
    `${what} is ${person.name}'s here. Please write that name, or leave ${what} out for one of them.`,
    { field: 'carers' },
  );
}

/** What changes when these carers are named, to be saved with the child's own event. */
export interface Linked {
  /** People who are new to the register, or who gave a reference or an address that it did not have. */
  people: Person[];
  links: NewLink[];
  /** People who count for less on the child's row than until now: the officer is told. */
  lost: string[];
}

/** Links these carers to the child, and makes former carers of those no longer named. Returns only what changes. */
export async function linkCarers(
  context: Context,
  child: Child,
  entries: readonly CarerEntry[],
): Promise<Linked> {
  const { register, setting } = context;
  const before = (await register.children.linksOf(setting.id, child.id)).map(
    ({ personName: _, ...link }) => link,
  );
  const learnt = new Map<string, Person>();
  const named: NewLink[] = [];
  for (const entry of entries) {
    const { id } = await personOf(context, entry, entries, learnt);
    const link: NewLink = {
      setting: setting.id,
      child: child.id,
      person: id,
      relation: entry.relation,
      standing: entry.standing,
      countsAs: null,
    };
    named.push(link);
  }
  const { links, lost } = relink(before, named);
  return { people: [...learnt.values()], links, lost };
}
