import { type Claim, untilFrom } from '../claim.ts';
import type { Stopwatch } from './lanes.ts';

/** What is left of a claim when it is prolonged before a send, in milliseconds: longer than a send may take. */
const LEFT_MS = 30_000;

interface Holding {
  clock: () => Date;
  stopwatch: Stopwatch | undefined;
  /** Prolongs the claim; false where another process has what was claimed. */
  renew(claim: Claim): Promise<boolean>;
}

/**
 * Tells, before each send, whether what was claimed at `now` is still this process's. A claim that a send might outlast, because
 * the platform's pace or a stopped process has kept it waiting, is prolonged first.
 */
export function createHolding(
  { token, until }: Claim,
  now: Date,
  { clock, stopwatch, renew }: Holding,
): () => Promise<boolean> {
  const elapsed = () => stopwatch?.elapsed() ?? 0;
  let held = { lastsMs: until.getTime() - now.getTime(), at: now, began: elapsed() };
  /** Both are asked: a machine that slept has stopped the watch, and a clock set back tells too early a time. */
  const passedMs = () => Math.max(clock().getTime() - held.at.getTime(), elapsed() - held.began);
  return async () => {
    if (held.lastsMs - passedMs() > LEFT_MS) return true;
    const at = clock();
    const longer = { token, until: untilFrom(at) };
    if (!(await renew(longer))) return false;
    held = { lastsMs: longer.until.getTime() - at.getTime(), at, began: elapsed() };
    return true;
  };
}
