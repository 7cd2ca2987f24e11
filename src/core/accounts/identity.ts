import type { Person } from '../people/person.ts';
import { type Day, localDay } from '../rules/days.ts';
import type { Setting } from '../settings/setting.ts';
import type { Store } from '../store.ts';
import { type Account, type BoundAccount, NEVER_USED } from './account.ts';

/** A person as the register knows them, in each setting they work in, behind one account. */
export interface Identity {
  account: Account;
  memberships: { setting: string; person: string }[];
}

/** How old the note of an account's last use may grow, in milliseconds: messages go to the account used last. */
const FRESH = 300_000;

/**
 * `used`: the person does something with the account now. `seen`: it is looked at for a reason of our own (the workspace's
 * directory is read, a Home tab is drawn anew), which must not draw messages to it.
 */
export type Contact = 'used' | 'seen';

/** The person behind an account that was met before; undefined for strangers, whoever they say they are. */
export async function identify(
  store: Store,
  account: Account,
  now: Date,
  contact: Contact = 'used',
): Promise<Identity | undefined> {
  const bound = await store.glance((register) => register.accounts.find(account));
  if (bound.length === 0) return undefined;
  if (contact === 'used' && bound.some((each) => now.getTime() - each.lastUsedAt.getTime() > FRESH)) {
    // Nobody waits for it: it shares its commit with the command that follows, which also meets whatever is wrong.
    store.write([], (register) => register.accounts.touch(account, now)).catch(() => {});
  }
  return { account, memberships: bound };
}

/**
 * First contact: binds the account to the one person of each setting who has this verified e-mail and a role there, once.
 * Only settings that are open to the account's tenant are looked at. Undefined when there is none.
 */
export async function meet(
  store: Store,
  account: Account,
  verifiedEmail: string,
  open: (setting: Setting) => boolean,
  now: Date,
  contact: Contact = 'used',
): Promise<Identity | undefined> {
  const lastUsedAt = contact === 'used' ? now : NEVER_USED;
  const matches = await store.read(async (register) => {
    const found: BoundAccount[] = [];
    for (const setting of (await register.settings.all()).filter(open)) {
      const today = localDay(now, setting.timezone);
      const people = await register.people.byEmail(setting.id, verifiedEmail);
      const [only, ...others] = people.filter((person) => isWelcome(person, today));
      if (only && others.length === 0)
        found.push({ ...account, setting: setting.id, person: only.id, lastUsedAt });
    }
    return found;
  });
  if (matches.length === 0) return undefined;
  await store.write(
    matches.map((match) => match.setting),
    async (register) => {
      for (const match of matches) {
        await register.accounts.bind(match);
        // What found no account until now need not wait for its next attempt.
        for (const { id } of await register.notices.failedTo(match.setting, match.person))
          await register.notices.bringForward(match.setting, id, now);
        const { platform, tenant } = account;
        await register.record(
          match.setting,
          {
            actor: match.person,
            action: 'account.bound',
            subject: match.person,
            payload: { platform, tenant },
          },
          {},
          now,
        );
      }
    },
  );
  return identify(store, account, now, contact);
}

/** The account has left, or was taken away: its authority ends at once. */
export async function forget(store: Store, account: Account, now: Date): Promise<void> {
  const bound = await store.read((register) => register.accounts.find(account));
  if (bound.length === 0) return;
  await store.write(
    bound.map((each) => each.setting),
    async (register) => {
      for (const { setting, person } of await register.accounts.unbind(account)) {
        await register.record(
          setting,
          {
            actor: 'platform',
            action: 'account.unbound',
            subject: person,
            payload: { platform: account.platform },
          },
          {},
          now,
        );
      }
    },
  );
}

/** Somebody who holds, held or will hold a role: not a parent, whose e-mail the register may know too. */
function isWelcome(person: Person, today: Day): boolean {
  return person.posts.length > 0 && (person.leavesOn === null || person.leavesOn >= today);
}
