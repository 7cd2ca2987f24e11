import type { Account } from '../accounts/account.ts';

/** For how many accounts the pace is remembered; those longest at rest are forgotten first. */
const MOST = 10_000;

/** The longest input, all answers together, in characters. */
export const LONGEST = 8000;

/**
 * Limits how often one account may run what changes or records something: `perMinute` at once, and as many again each
 * minute. Counted in this process only. A clock set back changes nothing.
 */
export function createPace(perMinute: number, clock: () => Date): (account: Account) => boolean {
  const left = new Map<string, { tokens: number; at: number }>();
  return ({ platform, tenant, user }) => {
    const key = JSON.stringify([platform, tenant, user]);
    const now = clock().getTime();
    const before = left.get(key) ?? { tokens: perMinute, at: now };
    const rested = Math.max(0, now - before.at) / 60_000;
    const tokens = Math.min(perMinute, before.tokens + rested * perMinute);
    left.delete(key);
    const may = tokens >= 1;
    left.set(key, { tokens: may ? tokens - 1 : tokens, at: now });
    const [oldest] = left.keys();
    if (left.size > MOST && oldest !== undefined) left.delete(oldest);
    return may;
  };
}
