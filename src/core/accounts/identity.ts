import type { Person } from '../people/person.ts';
import { type Calendar, type Day, localDay } from '../rules/days.ts';
import type { Setting } from '../settings/setting.ts';
import type { Register, Store } from '../store.ts';
import type { Scene } from '../talk/context.ts';
import { type Account, isStanding, NEVER_USED, wordNeeded } from './account.ts';
import { claim, ended } from './claim.ts';

interface Membership {
  setting: string;
  person: string;
}

/** The person behind one account, as the register knows them in each setting in which they work. */
export interface Identity {
  account: Account;
  memberships: Membership[];
  /** Where the account is said to be somebody's, and waits to be confirmed: it is shown no records there. */
  waiting?: Membership[];
}

/** How old `lastUsedAt` may be before it is written again, in milliseconds. Messages go to the account used last. */
const FRESH_MS = 300_000;

/**
 * `used`: the person is using the account now. `seen`: Candour looks it up for a reason of its own (it reads the
 * workspace's directory, or redraws a Home tab), which must not make it the account that messages go to.
 */
export type Contact = 'used' | 'seen';

/** The person behind an account that is bound, or waits to be; undefined for any other account, whatever its display name. */
export async function identify(
  store: Store,
  account: Account,
  now: Date,
  contact: Contact = 'used',
): Promise<Identity | undefined> {
  const known = await store.read((register) => register.accounts.known(account));
  const bound = known.filter(({ state }) => state === 'bound');
  const waiting = known.filter(({ state }) => state === 'waiting');
  if (bound.length + waiting.length === 0) return undefined;
  if (
    contact === 'used' &&
    bound.some((account) => now.getTime() - account.lastUsedAt.getTime() > FRESH_MS)
  ) {
    // Not awaited: it shares its commit with the command that follows, and that command meets the same fault if there is
    // one.
    store.write([], (register) => register.accounts.touch(account, now)).catch(() => {});
  }
  return { account, memberships: bound, ...(waiting.length === 0 ? {} : { waiting }) };
}

interface Meeting {
  store: Store;
  calendar: Calendar;
  now: Date;
}

/**
 * First contact: in each setting, the account is said to be that of the one person who has this verified e-mail and a role there,
 * and is bound to them or waits to be confirmed. Only settings that are open to the account's tenant count. Undefined where there
 * is no such person.
 */
export async function meet(
  { store, calendar, now }: Meeting,
  account: Account,
  verifiedEmail: string,
  open: (setting: Setting) => boolean,
  contact: Contact = 'used',
): Promise<Identity | undefined> {
  const settings = await store.read(async (register) => {
    const found: Setting[] = [];
    for (const setting of (await register.settings.all()).filter(open))
      if (await metBy(register, setting, account, verifiedEmail, contact, now)) found.push(setting);
    return found;
  });
  // Another message of the same account may have been first.
  if (settings.length === 0) return identify(store, account, now, contact);
  await store.write(
    settings.map(({ id }) => id),
    async (register) => {
      for (const setting of settings) {
        // Asked again under the lock.
        const person = await metBy(register, setting, account, verifiedEmail, contact, now);
        if (person === undefined) continue;
        const scene: Scene = { register, setting, calendar, now, today: localDay(now, setting.timezone) };
        const lastUsedAt = contact === 'used' ? now : NEVER_USED;
        const { emailTypedBy: recordedBy } = person;
        await claim(scene, person, { ...account, named: false, lastUsedAt, recordedBy }, person.id);
      }
    },
  );
  return identify(store, account, now, contact);
}

/**
 * The person of a setting whom an account with this address may be. Nobody where that was answered before, or where the account was
 * only looked at and would be a further one: its person is asked once they use it.
 */
async function metBy(
  register: Register,
  setting: Setting,
  account: Account,
  email: string,
  contact: Contact,
  now: Date,
): Promise<Person | undefined> {
  const today = localDay(now, setting.timezone);
  const people = await register.people.byEmail(setting.id, email);
  const [person, ...others] = people.filter((person) => isWelcome(person, today));
  if (person === undefined || others.length > 0) return undefined;
  const before = (await register.accounts.known(account)).filter((known) => known.setting === setting.id);
  if (before.some(isStanding)) return undefined;
  const own = before.find((known) => known.person === person.id);
  if (own !== undefined && ['declined', 'replaced'].includes(own.state)) return undefined;
  if (contact === 'used') return person;
  const known = await register.accounts.knownOf(setting.id, person.id);
  return ['own', 'two'].includes(wordNeeded(account, known, person.emailTypedBy)) ? undefined : person;
}

/** Ends the authority of an account that has left or was removed, at once. */
export async function forget(store: Store, account: Account, now: Date): Promise<void> {
  const known = (await store.read((register) => register.accounts.known(account))).filter(isStanding);
  if (known.length === 0) return;
  await store.write(
    known.map((account) => account.setting),
    async (register) => {
      for (const held of (await register.accounts.known(account)).filter(isStanding)) {
        const { setting, person, platform, hasStood } = held;
        if (hasStood) await register.accounts.save(ended(held, 'gone'));
        else await register.accounts.remove(held);
        await register.record(
          setting,
          { actor: 'platform', action: 'account.unbound', subject: person, payload: { platform } },
          {},
          now,
        );
      }
    },
  );
}

/**
 * Whether the person holds, held or will hold a role. A parent's e-mail may be in the register too, and must not give
 * access.
 */
function isWelcome(person: Person, today: Day): boolean {
  return person.posts.length > 0 && (person.leavesOn === null || person.leavesOn >= today);
}
