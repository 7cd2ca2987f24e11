import type { Account } from '../accounts/account.ts';

/** Accounts remembered at once; those that have rested longest are forgotten first. */
const MOST = 10_000;

/** Longest that anybody may say in one go, all answers together, in characters. */
export const LONGEST = 8000;

/**
 * How often one account may ask for what changes or records something: `perMinute` at once, and so many again as each minute
 * passes. Kept by this process alone; a clock set back gives nothing and takes nothing.
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
