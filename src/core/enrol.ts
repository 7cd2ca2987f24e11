import { askAgain } from './again.ts';
import { childrenOf } from './arrival.ts';
import type { Allocation, CarerLink, Child } from './child.ts';
import { openDesk } from './facts/cases.ts';
import { newId } from './identifier.ts';
import type { Person } from './people/person.ts';
import { recheck } from './recheck.ts';
import type { CarerEntry } from './rules/carers.ts';
import { fold } from './rules/names.ts';
import { basis } from './rules/relationship.ts';
import { tellSuccessors } from './successor.ts';
import type { Scene } from './talk/context.ts';
import { Refusal } from './talk/refusal.ts';
import { button } from './talk/view.ts';
import { tell } from './tell.ts';

/**
 * The person meant by a carer's entry: by reference, by e-mail, else the only one of the name among the register's people.
 * A couple may share an address: neither it nor a reference makes two names one person.
 */
async function personOf({ register, setting, now }: Scene, entry: CarerEntry): Promise<Person> {
  const key = fold(entry.name);
  const byRef = entry.ref === null ? undefined : await register.people.byRef(setting.id, entry.ref);
  if (byRef && fold(byRef.name) !== key) throw anothers(`#${entry.ref}`, byRef);
  if (byRef) return byRef;
  const byEmail = entry.email === null ? [] : await register.people.byEmail(setting.id, entry.email);
  const same = byEmail.find((person) => fold(person.name) === key);
  if (same) return same;
  if (byEmail[0] && entry.ref === null) throw anothers(entry.email ?? '', byEmail[0]);
  const named = await register.people.byName(setting.id, key);
  const plain = named.filter(
    (person) =>
      (entry.ref === null || person.ref === null) && (entry.email === null || person.email === null),
  );
  if (plain.length > 1)
    throw new Refusal(
      `Several people here are called ${entry.name}. Please add the e-mail: ${entry.name} <name@example.org>.`,
      { field: 'carers' },
    );
  const [only] = plain;
  if (only) {
    const known = { ...only, ref: only.ref ?? entry.ref, email: only.email ?? entry.email };
    // Not of those who work here: whoever has their address comes in as them.
    const learns = only.posts.length === 0 && (known.ref !== only.ref || known.email !== only.email);
    if (learns) await register.people.save(known);
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
    posts: [],
  };
  await register.people.save(person);
  return person;
}

function anothers(what: string, person: Person): Refusal {
  return new Refusal(
    `${what} is ${person.name}'s here. Please write that name, or leave ${what} out for one of them.`,
    { field: 'carers' },
  );
}

/**
 * Links these carers to the child; whoever is no longer named becomes a former carer. True when a carer was lost, be it to
 * a mere relative: that lifts a block (K1), and is not to pass unseen.
 */
export async function linkCarers(
  scene: Scene,
  child: Child,
  entries: readonly CarerEntry[],
): Promise<boolean> {
  const { register, setting } = scene;
  const before: CarerLink[] = await register.children.carersOf(setting.id, child.id);
  const kept = new Map<string, CarerEntry['standing']>();
  for (const entry of entries) {
    const person = await personOf(scene, entry);
    kept.set(person.id, entry.standing);
    await register.children.link({
      setting: setting.id,
      child: child.id,
      person: person.id,
      relation: entry.relation,
      standing: entry.standing,
    });
  }
  const lost = before.filter((link) => link.standing === 'carer' && kept.get(link.person) !== 'carer');
  for (const { person, relation } of lost) {
    if (kept.has(person)) continue;
    await register.children.link({
      setting: setting.id,
      child: child.id,
      person,
      relation,
      standing: 'former',
    });
  }
  return lost.length > 0;
}

/**
 * What follows when a child is enrolled, a carer linked or lost, or a start moved: P4 is asked again of every allocation, a
 * declaration whose basis changed goes back to its declarer, and the officer learns of a lost carer and of new likenesses
 * of names (K5). Gives the allocations newly marked.
 */
export async function enrolmentChanged(
  scene: Scene,
  child: Child,
  before: Child | undefined,
  carerLost: boolean,
): Promise<Allocation[]> {
  const { register, setting, now } = scene;
  const marked = await recheck(scene, await siblingsOf(scene, child.id));
  const concerns = await register.declarations.concerning(setting.id, child.id);
  const desk = await openDesk(scene);
  const carers = (await register.children.carersOf(setting.id, child.id)).filter(
    (link) => link.standing === 'carer',
  );
  const officer = desk.ofFamily(carers, { child: child.id });
  for (const { declaration } of concerns) {
    if (
      declaration.state !== 'active' ||
      before === undefined ||
      before.firstStartsOn === child.firstStartsOn
    )
      continue;
    const others = [...(await childrenOf(scene, declaration)).entries()]
      .filter(([id]) => id !== child.id)
      .map(([, start]) => start);
    const then = basis({
      kind: declaration.kind,
      since: declaration.since,
      childStartsOn: [...others, before.firstStartsOn].sort()[0] ?? null,
    });
    const since = basis({
      kind: declaration.kind,
      since: declaration.since,
      childStartsOn: [...others, child.firstStartsOn].sort()[0] ?? null,
    });
    if (then === since) continue;
    await register.declarations.save({ ...declaration, state: 'update_required' });
    await register.audit.append(
      setting.id,
      {
        action: 'declaration.update_required',
        actor: 'rules',
        subject: `D-${declaration.number}`,
        payload: { was: then, is: since },
      },
      now,
    );
    await askAgain(scene, declaration, `basis:${since}:${child.firstStartsOn}`);
  }
  for (const match of await register.declarations.openMatches(setting.id)) {
    const reader = desk.ofDeclaration(match.declaration);
    if (
      reader === undefined ||
      !(match.candidate === child.id || carers.some((carer) => carer.person === match.candidate))
    )
      continue;
    await tell(scene, {
      to: reader,
      subject: `D-${match.declaration.number}`,
      milestone: `match:${match.candidate}`,
      class: 'alert',
      title: `D-${match.declaration.number}: a name to be matched`,
      text: `A name in D-${match.declaration.number} is like one that is now in the register. Please look whether it is the same (K5).`,
      button: button(`Match D-${match.declaration.number}`, 'match', {
        ref: `D-${match.declaration.number}`,
      }),
    });
  }
  if (officer !== undefined && carerLost) {
    await tell(scene, {
      to: officer,
      subject: `C-${child.number}`,
      milestone: `carer-lost:${now.toISOString()}`,
      class: 'alert',
      title: `C-${child.number}: a carer is no longer on the row`,
      text: `The entry of C-${child.number} names one carer fewer than before. Please check that this is right.`,
      button: button('Who may be key person?', 'keyperson', { child: `C-${child.number}` }),
    });
  }
  await tellSuccessors(scene, desk, marked, officer);
  return marked;
}

/** The child, and every child with whom it shares a carer or did: an arrangement with one counts for all (K9). */
async function siblingsOf({ register, setting }: Scene, child: string): Promise<string[]> {
  const children = new Set([child]);
  for (const { person } of await register.children.carersOf(setting.id, child))
    for (const each of await register.children.ofPerson(setting.id, person)) children.add(each.child.id);
  return [...children];
}
