import { type Child, type Children, countedStanding, type Kinship } from '../children/child.ts';
import type { Person } from '../people/person.ts';
import { isOneWord, likeness } from '../rules/alike.ts';
import { nameParts } from '../rules/name-parts.ts';
import { fold, tidy } from '../rules/names.ts';
import type { Context } from '../talk/context.ts';
import { checked, type Field, field, type Options, single } from '../talk/field.ts';
import { Refusal } from '../talk/refusal.ts';
import { describeCarer, labelOf } from './carer-label.ts';
import { CHILDREN, LISTED_CHILDREN } from './children.ts';
import { isOffered, maySeeFamilies } from './family.ts';
import { allFound, childNumber, isId, readingsOf } from './match.ts';
import { describe, readPeople } from './people.ts';
import { type Here, NAME, resolve, type Scope } from './resolve.ts';
import { type Found, type Sought, search } from './search.ts';

/** Somebody as typed or picked in a question for a parent. */
export interface TypedCarer {
  /** The name as typed; the register's own where exactly one is meant and may be shown. */
  name: string;
  /** Whom it fits: carers, relatives, colleagues. */
  people: Person[];
  /** Where it fits nobody: those who are closely like it, best first. */
  like: Person[];
  /**
   * Where it is nobody's whole name: the other members of staff whom a part of a name fits, and those who are closely like it. A
   * colleague may be declared, and is no parent whom `connect` could clear.
   */
  colleagues: { fits: Person[]; close: Person[] };
  /** Where it fits nobody else: the children here whom it fits. */
  children: Child[];
  /** Where it fits nobody: the children whose names are closely like it. */
  likeChildren: Child[];
  /** How many families have somebody whom it fits. */
  families: number;
  /**
   * Whether whoever asks may be told who is meant. Otherwise a match is kept in silence, and everything is answered as for a
   * name that the register does not know.
   */
  isShown: boolean;
}

/** The carers and relatives of the children who are here or will be, of whom this person may be told. */
export async function offeredCarers(here: Here): Promise<Sought<{ id: string; links: Kinship[] }>[]> {
  const { register, setting, today, roles } = here;
  if (today === undefined || roles === undefined || !maySeeFamilies({ roles })) return [];
  const carers = new Map<string, { id: string; links: Kinship[] }>();
  for (const link of await register.children.kinships(setting.id, today)) {
    if (!isOffered(here, link)) continue;
    const carer = carers.get(link.person) ?? { id: link.person, links: [] };
    carer.links.push(link);
    carers.set(link.person, carer);
  }
  return [...carers.values()].map((is) => ({
    is,
    name: nameParts(is.links[0]?.personName ?? ''),
    of: is.links.map(({ childName, relation }) => ({ child: nameParts(childName), relation })),
  }));
}

async function searchCarers(here: Here, said: string): Promise<Found<Person>> {
  const { fits, close, faint } = search(said, await offeredCarers(here));
  const load = async (found: readonly { id: string }[]) => {
    const people = await Promise.all(found.map(({ id }) => here.register.people.byId(here.setting.id, id)));
    return people.filter((one) => one !== undefined);
  };
  return { fits: await load(fits), close: await load(close), faint: await load(faint) };
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
    label: describeCarer,
    // Two carers of one name may have children of one name, so the children's numbers tell them apart.
    closer: async ({ register, setting }, { id }) =>
      (await register.children.ofPerson(setting.id, id)).map(({ child }) => `C-${child.number}`),
  };
}

/** Parents and carers, with relatives and former carers. */
export const CARERS: Scope<Person> = { ...carersWhere(() => true), search: searchCarers };

type Links = Awaited<ReturnType<Children['ofPerson']>>;

/**
 * Whoever may be the other side of a declaration, by id or whole name: carers, relatives and former carers, and colleagues.
 */
async function acquaintances(here: Here, name: string): Promise<{ person: Person; links: Links }[]> {
  const { register, setting } = here;
  const [reading] = readingsOf(name, ['id', 'name']);
  const named = reading === undefined ? [] : await readPeople(here, reading);
  const found = await Promise.all(
    named.map(async (person) => ({ person, links: await register.children.ofPerson(setting.id, person.id) })),
  );
  return found.filter(({ person, links }) => person.posts.length > 0 || links.length > 0);
}

/** How somebody who was found is shown back: by name and child, a colleague by role. */
export function describeAcquaintance(here: Here, person: Person, links: Links): string {
  const label = labelOf(here, person, links);
  return label === person.name && person.posts.length > 0 ? describe(person) : label;
}

/** Whether whoever asks may be told that somebody is in the register: a colleague, or linked to a child of whom they may be told. */
export function mayBeTold(here: Here, { posts }: Person, links: Links): boolean {
  return posts.length > 0 || links.some(({ child }) => isOffered(here, { isProtected: child.protected }));
}

/** A field for a parent or carer: picked, or typed as a name, which may be unknown here. */
export function carer<R extends boolean = false>(
  label: string,
  options: Options<R> = {},
): Field<TypedCarer, NoInfer<R>> {
  return {
    ...field(
      label,
      options,
      (context) => ({ kind: 'person', of: 'carers', suggest: maySeeFamilies(context), isAnyName: true }),
      single as never,
      false,
    ),
    check: async (raw, context) => {
      const name = tidy(checked(NAME, raw));
      if (fold(name) === '') throw new Refusal('Please write their name in letters.');
      return maySeeFamilies(context) ? typedByOne(context, name) : inSilence(context, name);
    },
    isKnown: ({ people, colleagues }: TypedCarer) => people.length > 0 || colleagues.fits.length > 0,
  };
}

const UNKNOWN = {
  people: [],
  like: [],
  colleagues: { fits: [], close: [] },
  children: [],
  likeChildren: [],
  families: 0,
};

/** People who may not see families are not asked which one, and get back only their own spelling. */
async function inSilence(context: Context, name: string): Promise<TypedCarer> {
  const people = (await acquaintances(context, name)).map(({ person }) => person);
  if (isId(name)) return picked(people);
  const children = people.length > 0 ? [] : allFound(await resolve(context, name, CHILDREN));
  return {
    ...UNKNOWN,
    name,
    people: people.length === 1 ? people : [],
    children: children.length === 1 ? children : [],
    isShown: false,
  };
}

/** The one whose id a picker or a choice sent in place of a name. */
function picked([person]: readonly Person[]): TypedCarer {
  if (person === undefined) throw new Refusal('Please choose a name from the list, or type it.');
  return { ...UNKNOWN, name: person.name, people: [person], isShown: true };
}

async function typedByOne(context: Context, name: string): Promise<TypedCarer> {
  const byNumber =
    childNumber(name) === undefined ? [] : allFound(await resolve(context, name, LISTED_CHILDREN));
  if (byNumber[0]) return { ...UNKNOWN, name: byNumber[0].name, children: byNumber, isShown: true };
  const whole = await acquaintances(context, name);
  const told = whole.filter(({ person, links }) => mayBeTold(context, person, links));
  if (isId(name)) return picked(told.map(({ person }) => person));
  if (told.length === 0 && whole.length > 0)
    return {
      ...UNKNOWN,
      name,
      people: whole.length === 1 ? whole.map(({ person }) => person) : [],
      isShown: false,
    };
  const children = told.length > 0 ? [] : allFound(await resolve(context, name, CHILDREN));
  if (children.length > 0) return { ...UNKNOWN, name, children, isShown: true };
  const isWhole = told.length > 0;
  const sought = isWhole ? undefined : await searchCarers(context, name);
  const colleagues = isWhole ? UNKNOWN.colleagues : await searchColleagues(context, name);
  const people = sought?.fits ?? told.map(({ person }) => person);
  const [only] = people;
  if (people.length > 0)
    return {
      ...UNKNOWN,
      name: people.length === 1 && only ? only.name : name,
      people,
      colleagues,
      families: isOneWord(nameParts(name)) ? await familiesOf(context, people) : 1,
      isShown: true,
    };
  const alike = await LISTED_CHILDREN.search?.(context, name);
  if (alike !== undefined && alike.fits.length > 0)
    return { ...UNKNOWN, name, colleagues, children: alike.fits, isShown: true };
  return {
    ...UNKNOWN,
    name,
    colleagues,
    like: sought?.close ?? [],
    likeChildren: alike?.close ?? [],
    isShown: true,
  };
}

/** The others who work here, or will, whom these words fit or who are closely like them. */
async function searchColleagues(
  { register, setting, me, today }: Context,
  said: string,
): Promise<TypedCarer['colleagues']> {
  const others = (await register.people.employed(setting.id)).filter(
    ({ id, leavesOn }) => id !== me.id && (leavesOn === null || leavesOn >= today),
  );
  const { fits, close } = search(
    said,
    others.map((is) => ({ is, name: nameParts(is.name) })),
  );
  return { fits, close };
}

/** The carers and relatives whose names are closely like this one, though it may be somebody's whole name. */
export async function closeCarers(context: Context, name: string): Promise<Person[]> {
  const alike = (await offeredCarers(context)).filter((one) => likeness(name, one.name) === 'close');
  const { register, setting } = context;
  const people = await Promise.all(alike.map(({ is }) => register.people.byId(setting.id, is.id)));
  return people.filter((one) => one !== undefined);
}

/** The carers of these children of whom this person may be told. */
export async function carersOffered(context: Context, children: readonly Child[]): Promise<Person[]> {
  const ids = new Set<string>();
  for (const { is } of await offeredCarers(context)) {
    const isTheirs = is.links.some(
      ({ child, standing }) => standing === 'carer' && children.some(({ id }) => id === child),
    );
    if (isTheirs) ids.add(is.id);
  }
  const { register, setting } = context;
  const people = await Promise.all([...ids].map((id) => register.people.byId(setting.id, id)));
  return people.filter((one) => one !== undefined);
}

/** How many families these people are of: those who share a child are one. */
async function familiesOf({ register, setting }: Context, people: readonly Person[]): Promise<number> {
  const families: Set<string>[] = [];
  for (const { id } of people) {
    const links = (await register.children.ofPerson(setting.id, id)).filter(
      (link) => countedStanding(link) !== null,
    );
    const own = new Set(links.map(({ child }) => child.id));
    const same = families.filter((family) => [...own].some((child) => family.has(child)));
    for (const family of same) {
      for (const child of family) own.add(child);
      families.splice(families.indexOf(family), 1);
    }
    families.push(own);
  }
  return families.length;
}
