import type { Identity } from '../../src/core/app.ts';
import { type Person, type Role, rolesOn } from '../../src/core/people/person.ts';
import { localDay } from '../../src/core/rules/days.ts';
import { fold } from '../../src/core/rules/names.ts';
import type { Setting } from '../../src/core/settings/setting.ts';
import type { Store } from '../../src/core/store.ts';

/** Somebody whom whoever sits at this machine acts as: the machine's owner is believed, as a database's owner must be. */
export interface Actor {
  identity: Identity;
  setting: Setting;
  person: Person;
  roles: Role[];
}

/** Who it is, or why that cannot be said, in a sentence that says what to do. */
export type Sought = { kind: 'found'; actor: Actor } | { kind: 'unknown'; text: string };

/** Looks somebody up by name, e-mail or reference, in the setting of that code, or in all of them. */
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
    const settings =
      code === undefined
        ? all
        : all.filter((each) => fold(each.code) === fold(code) || fold(each.name) === fold(code));
    if (settings.length === 0)
      return unknown(`No setting is called ${code}. There are: ${all.map((each) => each.code).join(', ')}.`);
    const found: { setting: Setting; person: Person }[] = [];
    for (const setting of settings) {
      const named = said.includes('@')
        ? await register.people.byEmail(setting.id, said)
        : fold(said) === ''
          ? []
          : await register.people.byName(setting.id, fold(said));
      const working = named.filter((person) => person.posts.length > 0);
      const byRef = working.length === 0 ? await register.people.byRef(setting.id, said) : undefined;
      const here = byRef && byRef.posts.length > 0 ? [byRef] : working;
      if (here.length > 1)
        return unknown(
          `Several people at ${setting.name} are called that. Please use an e-mail or a reference instead.`,
        );
      for (const person of here) found.push({ setting, person });
    }
    const [first] = found;
    if (!first)
      return unknown('Nobody of that name, e-mail or reference works here. Please check the spelling.');
    if (found.length > 1 && !isOne(found.map(({ person }) => person)))
      return unknown(
        `That fits people in several settings: ${found.map(({ setting }) => setting.code).join(', ')}. Please add --setting CODE, or use an e-mail.`,
      );
    return { kind: 'found', actor: toActor(first.setting, first.person, now, found) };
  });
}

function unknown(text: string): Sought {
  return { kind: 'unknown', text };
}

/** One human in several settings is known by one e-mail. */
function isOne(people: readonly Person[]): boolean {
  const emails = new Set(people.map((person) => person.email?.toLowerCase() ?? ''));
  return emails.size === 1 && !emails.has('');
}

function toActor(
  setting: Setting,
  person: Person,
  now: Date,
  places: readonly { setting: Setting; person: Person }[] = [{ setting, person }],
): Actor {
  return {
    identity: {
      account: { platform: 'console', tenant: setting.id, user: person.id },
      memberships: places.map((place) => ({ setting: place.setting.id, person: place.person.id })),
    },
    setting,
    person,
    roles: rolesOn(person, localDay(now, setting.timezone)),
  };
}

/** Everybody in post in each setting, in the order of their references: who one can be at this console. */
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
