import { type Person, type Role, rolesOn } from '../people/person.ts';
import type { Context, Scene } from '../talk/context.ts';
import { isOffered } from '../who/family.ts';
import type { CarerLink, Child } from './child.ts';
import type { FamilyQuestion } from './family.ts';

/** The roles that are asked whom they know (K15). Chair and administrator see no families. */
const ASKED: readonly Role[] = ['staff', 'manager', 'dso', 'deputy_dso'];

/** A family about which somebody was never asked: its children who are here, and the carers concerned. */
export type UnaskedFamily = Pick<FamilyQuestion, 'children' | 'carers'>;

type Here = Pick<Scene, 'register' | 'setting' | 'today'>;

/** Whether a family may be listed to a person with these roles: of a protected child, to manager, DSO and deputy alone. */
function mayBeListed(reader: { roles: readonly Role[] }, { children }: Pick<UnaskedFamily, 'children'>) {
  return isOffered(reader, { isProtected: children.some(({ isProtected }) => isProtected) });
}

/** Whether this person is asked whom they know among the families. */
export function isAskedAboutFamilies(person: Person, today: Scene['today']): boolean {
  return rolesOn(person, today).some((role) => ASKED.includes(role));
}

/**
 * The families of the children who are here, or are to come, about which each of these people was never asked, by name. Left
 * out: who is of the family, or has declared that they know it. Takes a fixed number of queries.
 */
export async function unaskedFamilies(
  { register, setting, today }: Here,
  people: readonly Person[],
): Promise<Map<string, UnaskedFamily[]>> {
  const children = people.length === 0 ? [] : await register.children.present(setting.id, today);
  if (children.length === 0) return new Map(people.map(({ id }) => [id, []]));
  const [carers, asked, declarations] = await Promise.all([
    register.children.carersOf(setting.id, ...children.map(({ id }) => id)),
    register.families.askedAbout(
      setting.id,
      people.map(({ id }) => id),
    ),
    register.declarations.open(setting.id),
  ]);
  const families = familiesAmong(children, carers);
  return new Map(
    people.map((person) => {
      const about = new Set(asked.filter((each) => each.person === person.id).map(({ carer }) => carer));
      const declared = declarations.filter(({ declarer }) => declarer === person.id);
      const knows = ({ children, carers }: UnaskedFamily) =>
        carers.some(({ id }) => id === person.id || declared.some(({ counterpart }) => counterpart === id)) ||
        children.some(({ id }) => declared.some(({ child }) => child === id));
      const roles = rolesOn(person, today);
      const left = families
        .filter((family) => mayBeListed({ roles }, family) && !knows(family))
        .map(({ children, carers }) => ({ children, carers: carers.filter(({ id }) => !about.has(id)) }))
        .filter(({ carers }) => carers.length > 0);
      return [person.id, left];
    }),
  );
}

/** A family that somebody has yet to answer about: `id` and `askedAt` are null where nobody asked them by name. */
export type OpenFamily = FamilyQuestion | (UnaskedFamily & { id: null; askedAt: null });

/**
 * The families that I have yet to answer about: first those that I was asked about when they were new, oldest first, then
 * all others about which I was never asked, by the child's name.
 */
export async function openFamilies(context: Context): Promise<OpenFamily[]> {
  const { register, setting, me } = context;
  const asked = (await register.families.waitingFor(setting.id, me.id)).filter((family) =>
    mayBeListed(context, family),
  );
  const unasked = (await unaskedFamilies(context, [me])).get(me.id) ?? [];
  return [...asked, ...unasked.map((family) => ({ ...family, id: null, askedAt: null }))];
}

/** The same of this child's family, with what I have answered before. That others were asked about it changes nothing. */
export async function familiesOf(context: Context, child: Pick<Child, 'id'>): Promise<OpenFamily[]> {
  const { register, setting, me } = context;
  const asked = (await register.families.aboutChild(setting.id, child.id)).filter(
    (family) => family.asked.some(({ person }) => person === me.id) && mayBeListed(context, family),
  );
  const named = new Set(asked.flatMap(({ carers }) => carers.map(({ id }) => id)));
  const others = (await openFamilies(context)).filter(
    ({ id, children, carers }) =>
      id === null &&
      children.some((each) => each.id === child.id) &&
      carers.some((each) => !named.has(each.id)),
  );
  return [...asked, ...others];
}

/** The families of these children: those who share a carer are one family. */
function familiesAmong(children: readonly Child[], carers: readonly CarerLink[]): UnaskedFamily[] {
  const families: { children: Child[]; carers: Map<string, string> }[] = [];
  const carersOf = new Map<string, CarerLink[]>();
  for (const link of carers) carersOf.set(link.child, [...(carersOf.get(link.child) ?? []), link]);
  const ofCarer = new Map<string, (typeof families)[number]>();
  for (const child of children) {
    const own = carersOf.get(child.id) ?? [];
    if (own.length === 0) continue;
    const family: (typeof families)[number] = {
      children: [child],
      carers: new Map(own.map(({ person, personName }) => [person, personName])),
    };
    for (const joined of new Set(own.flatMap(({ person }) => ofCarer.get(person) ?? []))) {
      family.children.unshift(...joined.children);
      for (const [id, name] of joined.carers) family.carers.set(id, name);
      families.splice(families.indexOf(joined), 1);
    }
    families.push(family);
    for (const id of family.carers.keys()) ofCarer.set(id, family);
  }
  return families.map((family) => ({
    children: family.children.map(({ id, number, name, startsOn, protected: isProtected }) => ({
      id,
      number,
      name,
      startsOn,
      isProtected,
    })),
    carers: [...family.carers].map(([id, name]) => ({ id, name })),
  }));
}
