import type { Delivery, OutageCause } from '../../src/core/platform.ts';

/** The message is to be tried again. With a cause, any other message would have failed too. */
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

/** Whether this status means that the platform is away; undefined: it gave no answer. */
export function isAway(status: number | undefined): boolean {
  return status === undefined || status >= 500;
}

/** Whether this status says nothing about the request: the platform is away, or gets too many requests. */
export function isPassing(status: number | undefined): boolean {
  return isAway(status) || status === 429;
}
