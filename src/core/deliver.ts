import type { NotificationRow } from './notification.ts';
import type { Account } from './person.ts';
import type { Delivery, Platform } from './platform.ts';
import type { Calendar } from './rules/days.ts';
import type { Store } from './store.ts';

/** How long to wait after each failed attempt, in minutes; after the last of them it is dead, and the admin sees it. */
const BACK_OFF = [1, 5, 30, 120, 720];
/** How long a claimed notification is nobody else's, in milliseconds. */
const CLAIM = 300_000;
const BATCH = 50;

export interface DeliverOptions {
  store: Store;
  platforms: readonly Platform[];
  calendar: Calendar;
  now: Date;
}

/**
 * Sends what is due: claims it, hands it to a platform, marks what became of it. At least once: a crash between handing
 * over and marking sends it again. Gives how many were sent.
 */
export async function deliver({ store, platforms, now }: DeliverOptions): Promise<number> {
  if (platforms.length === 0) return 0;
  let sent = 0;
  for (;;) {
    const claimed = await store.write([], (register) => register.notifications.claim(now, CLAIM, BATCH));
    for (const each of claimed) {
      const { outcome, platform } = await send(store, platforms, each);
      if (outcome.kind === 'sent') sent++;
      await mark(store, each, outcome, platform, now);
    }
    if (claimed.length < BATCH) return sent;
  }
}

/** To the account used last, and to the others when that one cannot be reached. */
async function send(
  store: Store,
  platforms: readonly Platform[],
  notification: NotificationRow,
): Promise<{ outcome: Delivery; platform: string | null }> {
  const { id, title, text, button, setting, recipient } = notification;
  const accounts: Account[] = await store.read((register) => register.accounts.ofPerson(setting, recipient));
  const everyone = platforms.filter((each) => each.reachesEveryone);
  const addresses = [
    ...accounts,
    ...everyone.map((each) => ({ platform: each.name, tenant: setting, user: recipient })),
  ];
  let outcome: Delivery = { kind: 'later', reason: 'no account yet' };
  for (const account of addresses) {
    const platform = platforms.find((each) => each.name === account.platform);
    if (!platform) continue;
    outcome = await platform
      .deliver(account, { id, title, text, button })
      .catch((): Delivery => ({ kind: 'later', reason: 'the platform failed' }));
    if (outcome.kind === 'sent') return { outcome, platform: platform.name };
  }
  return { outcome, platform: null };
}

async function mark(
  store: Store,
  each: NotificationRow,
  outcome: Delivery,
  platform: string | null,
  now: Date,
): Promise<void> {
  const attempts = each.attempts + 1;
  const wait = BACK_OFF[attempts - 1];
  const dead = outcome.kind !== 'sent' && wait === undefined;
  const afterMs = outcome.kind === 'later' ? (outcome.afterMs ?? 0) : 0;
  await store.write([each.setting], (register) =>
    register.notifications.mark(each.setting, each.id, {
      state: outcome.kind === 'sent' ? 'sent' : dead ? 'dead' : 'failed',
      platform,
      attempts,
      notBefore: new Date(now.getTime() + Math.max((wait ?? 0) * 60_000, afterMs)),
      sentAt: outcome.kind === 'sent' ? now : null,
      error: outcome.kind === 'sent' ? null : outcome.reason,
    }),
  );
}
