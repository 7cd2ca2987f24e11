import type { Account } from '../accounts/account.ts';
import type { Delivery, Message, Pace, Platform } from '../platform.ts';

/** Where a platform says nothing of its own: what the strictest of them allows, in messages a second. */
const CAREFUL: Pace = { perAccount: 1, perTenant: 5 };
/** Sends of one platform that are under way at once. */
const WIDTH = 8;
/** Messages that wait for their turn on one platform; more of them wait in the outbox. */
const QUEUE = 300;
/** Accounts whose last turn is remembered before those long past are forgotten. */
const REMEMBERED = 10_000;

/** Time as it passes, whatever the clock on the wall says. Milliseconds. */
export interface Stopwatch {
  elapsed(): number;
  /** Resolves once they have passed, or at once when `over` is aborted. */
  sleep(ms: number, over?: AbortSignal): Promise<void>;
}

export interface Lane {
  /** False: it has all that it can take for now. */
  hasRoom(): boolean;
  /**
   * Hands a message over when its turn has come, and waits so many milliseconds for the platform. `late` is called when the
   * platform takes it after all. Undefined: by then `isWanted` said no.
   */
  send(
    account: Account,
    isWanted: () => boolean,
    message: Message,
    late: () => void,
  ): Promise<Delivery | undefined>;
}

/**
 * A platform's own queue: its rate limits kept, and none of the others kept waiting while it is slow or down. Without a
 * stopwatch, where time stands still, nothing is spaced out and nothing given up on.
 */
export function createLane(
  platform: Platform,
  stopwatch: Stopwatch | undefined,
  timeoutMs: number,
  stopping: AbortSignal,
): Lane {
  const pace = stopwatch && (platform.pace ?? (platform.reachesEveryone ? undefined : CAREFUL));
  const free = new Map<string, number>();
  const waiting: (() => void)[] = [];
  let under = 0;
  let queued = 0;

  /** Waits until this account may be written to again, and then its tenant: nobody waits for somebody else's account. */
  async function turn({ tenant, user }: Account): Promise<void> {
    if (!stopwatch || !pace) return;
    await slot(stopwatch, `account ${tenant} ${user}`, 1000 / pace.perAccount);
    await slot(stopwatch, `tenant ${tenant}`, 1000 / pace.perTenant);
  }

  async function slot(watch: Stopwatch, key: string, every: number): Promise<void> {
    const now = watch.elapsed();
    const at = Math.max(now, free.get(key) ?? 0);
    free.set(key, at + every);
    if (free.size > REMEMBERED) for (const [each, until] of free) if (until < now) free.delete(each);
    if (at > now) await watch.sleep(at - now, stopping);
  }

  async function enter(): Promise<void> {
    if (under < WIDTH) under++;
    else await new Promise<void>((go) => waiting.push(go));
  }

  function leave(): void {
    const next = waiting.shift();
    if (next) next();
    else under--;
  }

  /** The platform's answer, or that there was none in time. */
  async function ask(account: Account, message: Message, late: () => void): Promise<Delivery> {
    let over = false;
    const sending = platform
      .deliver(account, message)
      .catch((): Delivery => ({ kind: 'later', reason: 'the platform failed' }))
      .then((outcome) => {
        if (over && outcome.kind === 'sent') late();
        return outcome;
      });
    if (!stopwatch) return sending;
    const answered = new AbortController();
    const timeout = stopwatch
      .sleep(timeoutMs, answered.signal)
      .then((): Delivery => ({ kind: 'later', reason: 'no answer', cause: 'away' }));
    const outcome = await Promise.race([sending, timeout]);
    over = true;
    answered.abort();
    return outcome;
  }

  return {
    hasRoom: () => queued < QUEUE,
    async send(account, isWanted, message, late) {
      queued++;
      try {
        await turn(account);
        await enter();
        try {
          return isWanted() ? await ask(account, message, late) : undefined;
        } finally {
          leave();
        }
      } finally {
        queued--;
      }
    },
  };
}
