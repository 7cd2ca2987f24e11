import type { Person } from '../people/person.ts';
import { type Day, localDay } from '../rules/days.ts';
import type { Setting } from '../settings/setting.ts';
import type { Store } from '../store.ts';
import { type Account, type BoundAccount, NEVER_USED } from './account.ts';

/** The person behind one account, as the register knows them in each setting in which they work. */
export interface Identity {
  account: Account;
  memberships: { setting: string; person: string }[];
}

/** How old `lastUsedAt` may be before it is written again, in milliseconds. Messages go to the account used last. */
const FRESH_MS = 300_000;

/**
 * `used`: the person is using the account now. `seen`: Candour looks it up for a reason of its own (it reads the
 * workspace's directory, or redraws a Home tab), which must not make it the account that messages go to.
 */
export type Contact = 'used' | 'seen';

/** The person behind an account that is bound; undefined for any other account, whatever its display name. */
export async function identify(
  store: Store,
  account: Account,
  now: Date,
  contact: Contact = 'used',
): Promise<Identity | undefined> {
  const bound = await store.read((register) => register.accounts.find(account));
  if (bound.length === 0) return undefined;
  if (
    contact === 'used' &&
    bound.some((account) => now.getTime() - account.lastUsedAt.getTime() > FRESH_MS)
  ) {
    // Not awaited: it shares its commit with the command that follows, and that command meets the same fault if there is
    // one.
    store.write([], (register) => register.accounts.touch(account, now)).catch(() => {});
  }
  return { account, memberships: bound };
}

/**
 * First contact: in each setting, binds the account to the one person who has this verified e-mail and a role there. Only
 * settings that are open to the account's tenant count. Undefined where there is no such person.
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
        // Messages that failed because the person had no account need not wait for their next attempt.
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

/** Ends the authority of an account that has left or was removed, at once. */
export async function forget(store: Store, account: Account, now: Date): Promise<void> {
  const bound = await store.read((register) => register.accounts.find(account));
  if (bound.length === 0) return;
  await store.write(
    bound.map((account) => account.setting),
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

/**
 * Whether the person holds, held or will hold a role. A parent's e-mail may be in the register too, and must not give
 * access.
 */
function isWelcome(person: Person, today: Day): boolean {
  return person.posts.length > 0 && (person.leavesOn === null || person.leavesOn >= today);
}
