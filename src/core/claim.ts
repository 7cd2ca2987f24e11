import { newId } from './identifier.ts';

/**
 * Work that one process has taken for itself for a while. Whoever writes what became of it names the token: where another
 * process has taken the work since, nothing is written.
 */
export interface Claim {
  token: string;
  /** From then on others may take it. */
  until: Date;
}

/** How long a claim lasts, in milliseconds. What a process claimed that has died waits for as long. */
const CLAIM_MS = 300_000;

export function newClaim(now: Date): Claim {
  return { token: newId(now, 'claim'), until: untilFrom(now) };
}

/** The end of a claim that is made, or prolonged, now. */
export function untilFrom(now: Date): Date {
  return new Date(now.getTime() + CLAIM_MS);
}
