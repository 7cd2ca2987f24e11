import type { Identity } from '../../src/core/app.ts';
import { type Person, type Role, rolesOn } from '../../src/core/people/person.ts';
import { localDay } from '../../src/core/rules/days.ts';
import type { Setting } from '../../src/core/settings/setting.ts';
import type { Store } from '../../src/core/store.ts';
import { Refusal } from '../../src/core/talk/refusal.ts';
import { onlyOf, type Placed, resolveIn, selectSettings } from '../../src/core/who/everywhere.ts';
import { STAFF } from '../../src/core/who/people.ts';

/** The person as whom somebody at this machine acts. Whoever can read the database may be anybody in it. */
export interface Actor {
  identity: Identity;
  setting: Setting;
  person: Person;
  roles: Role[];
}

/** The person, or a sentence that says why nobody was found and what to do. */
type Sought = { kind: 'found'; actor: Actor } | { kind: 'unknown'; text: string };

/** Looks a person up by name, e-mail or reference, in the setting of that code, or in all settings. */
export async function findActor(
  store: Store,
  said: string,
  code: string | undefined,
  now: Date,
): Promise<Sought> {
  return store.read(async (register) => {
    const all = await register.settings.all();
    if (all.length === 0)
      return unknown('No setting has been imported yet. Run: npx candour import DIR (demo/ is one).');
    try {
      const settings = await selectSettings(register, code);
      const found = await resolveIn(register, settings, said, STAFF);
      const { setting, is } = isOne(found) ? found[0] : await onlyOf(register, found, STAFF);
      return { kind: 'found', actor: toActor(setting, is, now, found) };
    } catch (error) {
      if (error instanceof Refusal) return unknown(error.message);
      throw error;
    }
  });
}

function unknown(text: string): Sought {
  return { kind: 'unknown', text };
}

/** Whether these are one human: in several settings, once in each, with one e-mail address. */
function isOne(found: readonly Placed<Person>[]): found is [Placed<Person>] {
  const emails = new Set(found.map(({ is }) => is.email?.toLowerCase() ?? ''));
  const settings = new Set(found.map(({ setting }) => setting.id));
  return emails.size === 1 && !emails.has('') && settings.size === found.length;
}

function toActor(
  setting: Setting,
  person: Person,
  now: Date,
  places: readonly Placed<Person>[] = [{ setting, is: person }],
): Actor {
  return {
    identity: {
      account: { platform: 'console', tenant: setting.id, user: person.id },
      memberships: places.map((place) => ({ setting: place.setting.id, person: place.is.id })),
    },
    setting,
    person,
    roles: rolesOn(person, localDay(now, setting.timezone)),
  };
}

/** Everybody in post in each setting, in the order of their references: the people as whom one can act here. */
export async function everybody(store: Store, now: Date): Promise<Actor[]> {
  return store.read(async (register) => {
    const actors: Actor[] = [];
    for (const setting of await register.settings.all()) {
      const people = await register.people.inPost(setting.id, localDay(now, setting.timezone));
      actors.push(...[...people].sort(byReference).map((person) => toActor(setting, person, now)));
    }
    return actors;
  });
}

function byReference(one: Person, other: Person): number {
  const [a, b] = [one.ref ?? '\uffff', other.ref ?? '\uffff'];
  return a.localeCompare(b, 'en-GB', { numeric: true }) || one.name.localeCompare(other.name, 'en-GB');
}

/** The roles as this setting calls them. */
export function showRoles({ roles, setting }: Actor): string {
  const titles: Partial<Record<Role, string>> = setting.titles;
  return roles.map((role) => titles[role] ?? role).join(', ');
}
