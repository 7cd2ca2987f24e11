import { newId } from '../identifier.ts';
import type { Person } from '../people/person.ts';
import { fold } from '../rules/names.ts';
import type { Scene } from '../talk/context.ts';
import { Refusal } from '../talk/refusal.ts';
import { differ, oneOf, sameName } from '../who/match.ts';
import type { CarerEntry } from './carers.ts';
import type { CarerLink, Child } from './child.ts';

/**
 * The person meant by a carer's entry: by reference, by e-mail, else the only one of the name among the register's people.
 * A couple may share an address: neither it nor a reference makes two names one person.
 */
async function personOf({ register, setting, now }: Scene, entry: CarerEntry): Promise<Person> {
  const byRef = entry.ref === null ? undefined : await register.people.byRef(setting.id, entry.ref);
  if (byRef && !sameName(byRef.name, entry.name)) throw anothers(`#${entry.ref}`, byRef);
  if (byRef) return byRef;
  const byEmail = entry.email === null ? [] : await register.people.byEmail(setting.id, entry.email);
  const same = byEmail.find((person) => sameName(person.name, entry.name));
  if (same) return same;
  if (byEmail[0] && entry.ref === null) throw anothers(entry.email ?? '', byEmail[0]);
  const named = await register.people.byName(setting.id, fold(entry.name));
  const found = oneOf(
    named.filter((person) => !differ(entry.ref, person.ref) && !differ(entry.email, person.email)),
  );
  if (found.kind === 'several')
    throw new Refusal(
      `Several people here are called ${entry.name}. Please add the e-mail: ${entry.name} <name@example.org>.`,
      { field: 'carers' },
    );
  if (found.kind === 'one') {
    const only = found.is;
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
