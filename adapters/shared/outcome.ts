import type { Delivery, OutageCause } from '../../src/core/platform.ts';

/** To be tried again. With a cause, any other message would have failed too. */
export function later(
  reason: string,
  { cause, afterMs }: { cause?: OutageCause | undefined; afterMs?: number | undefined } = {},
): Delivery {
  return {
    kind: 'later',
    reason,
    ...(afterMs === undefined ? {} : { afterMs }),
    ...(cause === undefined ? {} : { cause }),
  };
}

/** Whether a platform that answers with this status is away; without one it gave no answer at all. */
export function isAway(status: number | undefined): boolean {
  return status === undefined || status >= 500;
}

/** Whether this status says nothing of what was asked: the platform is away, or is asked too much. */
export function isPassing(status: number | undefined): boolean {
  return isAway(status) || status === 429;
}
