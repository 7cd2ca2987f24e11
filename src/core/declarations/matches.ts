import { type CarerLink, type Child, countedStanding } from '../children/child.ts';
import type { Role } from '../people/person.ts';
import { isCloselyAlike, isOneWord, type Likeness, likeness } from '../rules/alike.ts';
import type { Day } from '../rules/days.ts';
import { type NameParts, nameParts } from '../rules/name-parts.ts';
import type { Context, Scene } from '../talk/context.ts';
import { isOffered } from '../who/family.ts';
import type { ChildDeclaration, Declaration, UnlinkedDeclaration } from './declaration.ts';

// Finds whom a declared name that is linked to nobody may mean (K5). Nothing is ever linked by likeness alone.

/** Somebody of a family whom a declared name may mean. */
export interface Likely {
  declaration: Declaration;
  /** Id of the person or child. */
  candidate: string;
  candidateName: string;
  candidateKind: 'person' | 'child';
  likeness: Likeness;
}

type Where = Pick<Scene, 'register' | 'setting'>;

/** A word that is a name of more families than this means none of them in particular (rules: Who is meant). */
const FAMILIES_OF_ONE_WORD = 3;

interface Compared {
  id: string;
  name: string;
  kind: 'person' | 'child';
  parts: NameParts;
  /** The children to whose families the name belongs. */
  families: readonly string[];
}

/** Carers and relatives, and the children, in the form in which names are compared. */
function compared(
  links: readonly { person: string; personName: string; child: string }[],
  children: readonly Pick<Child, 'id' | 'name'>[],
): Compared[] {
  const people = new Map<string, Compared & { families: string[] }>();
  for (const { person, personName, child } of links) {
    const known = people.get(person);
    if (known) known.families.push(child);
    else
      people.set(person, {
        id: person,
        name: personName,
        kind: 'person',
        parts: nameParts(personName),
        families: [child],
      });
  }
  return [
    ...people.values(),
    ...children.map(
      ({ id, name }): Compared => ({ id, name, kind: 'child', parts: nameParts(name), families: [id] }),
    ),
  ];
}

/**
 * The declared names, each compared with each of these people and children; those of whom an officer has spoken are left out.
 * One word that is common here is only faintly like whoever has it.
 */
function likelyAmong(
  unlinked: readonly UnlinkedDeclaration[],
  known: readonly Compared[],
  isCommon: (word: NameParts) => boolean,
): Likely[] {
  return unlinked.flatMap(({ declaration, answered, alike = [] }) => {
    const names = namesOf(declaration);
    return known.flatMap(({ id, name, kind, parts }): Likely[] => {
      if (answered.includes(id) || declaration.declarer === id) return [];
      const found = closest(
        names.map((said) => {
          if (alike.includes(id)) return 'close';
          const like = likeness(said, parts);
          return like === 'close' && isOneWord(said) && isCommon(said) ? 'faint' : like;
        }),
      );
      return found === null
        ? []
        : [{ declaration, candidate: id, candidateName: name, candidateKind: kind, likeness: found }];
    });
  });
}

/** The names that a declaration gives and that are linked to nobody. */
export function namesOf({
  counterpart,
  counterpartName,
  child,
  childName,
}: Pick<Declaration, 'counterpart' | 'counterpartName' | 'child' | 'childName'>): NameParts[] {
  return [
    ...(counterpart === null ? [nameParts(counterpartName)] : []),
    ...(child === null && childName !== null ? [nameParts(childName)] : []),
  ];
}

/** Whether a word is a name of too many families to mean one of them. */
function commonAmong(known: readonly Compared[]): (word: NameParts) => boolean {
  const counted = new Map<string, boolean>();
  return (word) => {
    const key = word.called.map((called) => called.key).join(' ');
    const before = counted.get(key);
    if (before !== undefined) return before;
    const families = new Set(
      known.filter(({ parts }) => isCloselyAlike(word, parts)).flatMap((each) => each.families),
    );
    counted.set(key, families.size > FAMILIES_OF_ONE_WORD);
    return families.size > FAMILIES_OF_ONE_WORD;
  };
}

/** Whether somebody counts as a carer or relative. */
function isOfFamily(link: CarerLink): boolean {
  const counted = countedStanding(link);
  return counted === 'carer' || counted === 'relative';
}

const ORDER: readonly (Likeness | null)[] = ['equal', 'close', 'faint', null];

function closest(found: readonly (Likeness | null)[]): Likeness | null {
  return ORDER.find((likeness) => found.includes(likeness)) ?? null;
}

/**
 * Open declarations that concern these children: by a link, by naming the child, by the name of a carer (K5), or by a name that
 * may be, or shares a word with, that of a carer, a relative or the child itself. `links`: everybody linked to these children,
 * where the caller reads them too.
 */
export async function concerning(
  where: Where,
  children: readonly Child[],
  links?: Promise<CarerLink[]>,
): Promise<ChildDeclaration[]> {
  const { register, setting } = where;
  const ids = children.map(({ id }) => id);
  const [linked, unlinked] = await Promise.all([
    register.declarations.reaching(setting.id, ...ids),
    register.declarations.unlinked(setting.id),
  ]);
  if (unlinked.length === 0) return linked;
  return [
    ...linked,
    ...(await likeFamilies(
      where,
      unlinked,
      children,
      await (links ?? register.children.linksOf(setting.id, ...ids)),
      linked,
    )),
  ];
}

/**
 * The declarations whose names may be, or share a word with, those of these children's families, where they do not concern the
 * child already.
 */
export async function likeFamilies(
  where: Where,
  unlinked: readonly UnlinkedDeclaration[],
  children: readonly Child[],
  links: readonly CarerLink[],
  already: readonly ChildDeclaration[],
): Promise<ChildDeclaration[]> {
  const isCommon = unlinked.some(({ declaration }) => namesOf(declaration).some(isOneWord))
    ? commonAmong(await everybody(where, undefined))
    : () => false;
  const ofFamilies = links.filter(isOfFamily);
  return children.flatMap((child) => {
    const family = compared(
      ofFamilies.filter((link) => link.child === child.id),
      [child],
    );
    const closely = new Map<string, ChildDeclaration>();
    for (const { declaration, likeness } of likelyAmong(unlinked, family, isCommon)) {
      const touch = likeness === 'faint' ? 'surname' : 'name';
      if (touch === 'name' || !closely.has(declaration.id))
        closely.set(declaration.id, { child: child.id, declaration, touch });
    }
    const reaches = new Set(
      already.filter((each) => each.child === child.id).map(({ declaration }) => declaration.id),
    );
    return [...closely.values()].filter(({ declaration }) => !reaches.has(declaration.id));
  });
}

/**
 * Every person and child here, present on that day or later, whom a declared name may mean, closest first; without a day, also
 * those who have left.
 */
async function allLikely(
  { register, setting }: Where,
  on?: Day,
  about?: Pick<Declaration, 'id'>,
): Promise<Likely[]> {
  const unlinked = (await register.declarations.unlinked(setting.id)).filter(
    ({ declaration }) => about === undefined || declaration.id === about.id,
  );
  if (unlinked.length === 0) return [];
  const known = await everybody({ register, setting }, on);
  return likelyAmong(unlinked, known, commonAmong(known)).sort(
    (a, b) => ORDER.indexOf(a.likeness) - ORDER.indexOf(b.likeness),
  );
}

/** Everybody here whom the names of one declaration may mean, or with whom they share a word, closest first. */
export function likelyOf(where: Where, declaration: Pick<Declaration, 'id'>): Promise<Likely[]> {
  return allLikely(where, undefined, declaration);
}

/** Whom a declared name closely resembles, or who shares the name of whom it is linked to, while no officer has answered (K5). */
export async function openMatches(where: Where, on?: Day): Promise<Likely[]> {
  const { register, setting } = where;
  const [likely, namesakes] = await Promise.all([
    allLikely(where, on),
    register.declarations.namesakes(setting.id),
  ]);
  const here =
    on === undefined || namesakes.length === 0
      ? undefined
      : new Set((await register.children.present(setting.id, on)).map(({ id }) => id));
  return [
    ...likely.filter(({ likeness }) => likeness !== 'faint'),
    ...namesakes
      .filter(({ children }) => here === undefined || children.some((child) => here.has(child)))
      .map(
        ({ declaration, candidate, candidateName }): Likely => ({
          declaration,
          candidate,
          candidateName,
          candidateKind: 'person',
          likeness: 'equal',
        }),
      ),
  ];
}

/**
 * Those of them that this officer is shown: of whoever is linked to protected children alone, nobody but manager, DSO and deputy is
 * told (rules: Who and what). What the others are not shown stays open, and blocks, until one of these has answered.
 */
export async function matchesShownTo(
  reader: { roles: readonly Role[] },
  { register, setting }: Where,
  open: readonly Likely[],
): Promise<Likely[]> {
  if (isOffered(reader, { isProtected: true })) return [...open];
  const shown: Likely[] = [];
  for (const match of open) {
    const links =
      match.candidateKind === 'child' ? [] : await register.children.ofPerson(setting.id, match.candidate);
    if (links.every(({ child }) => child.protected) && links.length > 0) continue;
    shown.push(match);
  }
  return shown;
}

/** The open name matches that whoever asks may be told, of everybody who was ever here. */
export async function openMatchesShown(context: Context): Promise<Likely[]> {
  return matchesShownTo(context, context, await openMatches(context));
}

async function everybody({ register, setting }: Where, on: Day | undefined): Promise<Compared[]> {
  const [children, links] = await Promise.all([
    on === undefined ? register.children.all(setting.id) : register.children.present(setting.id, on),
    register.children.links(setting.id),
  ]);
  const here = new Set(children.map(({ id }) => id));
  return compared(
    links.filter((link) => here.has(link.child) && isOfFamily(link)),
    children,
  );
}
