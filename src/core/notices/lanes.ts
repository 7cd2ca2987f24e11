import type { Account } from '../accounts/account.ts';
import type { Delivery, Pace, Platform } from '../platform.ts';

/** The pace for a platform that states none, in messages a second: the limit of the strictest platform. */
const STRICTEST: Pace = { perAccount: 1, perTenant: 5 };
/** How many messages are sent to one platform at once. */
const AT_ONCE = 8;
/** How many messages may wait for one platform's pace. Any more wait in the outbox. */
const MOST_WAITING = 300;
/** For how many accounts the time of the next message is remembered before old entries are dropped. */
const REMEMBERED = 10_000;

/** Measures elapsed time, independent of the clock. Milliseconds. */
export interface Stopwatch {
  elapsed(): number;
  /** Resolves after `ms`, or at once when `over` is aborted. */
  sleep(ms: number, over?: AbortSignal): Promise<void>;
}

/** A delivery that a platform accepted. */
export type Sent = Extract<Delivery, { kind: 'sent' }>;

interface Lane {
  /** How many messages wait here for their turn, or for the platform's answer. */
  queued(): number;
  /** False while as many messages wait here as may. */
  hasRoom(): boolean;
  /**
   * Sends or rewrites a message when the pace allows it, and waits a limited time for the platform's answer. Resolves with
   * undefined where it is not wanted any more by then.
   */
  send(account: Account, turn: Turn): Promise<Delivery | undefined>;
}

/** One send, or one rewriting. */
interface Turn {
  /** Asked last, before `work`. */
  isWanted: () => Promise<boolean>;
  work: (platform: Platform) => Promise<Delivery>;
  /** Writes what became of it. Until that is done no other message leaves in its place: it would be sent once more after a crash. */
  answered: (outcome: Delivery) => Promise<void>;
  /** Called when the platform accepts the message after it was given up on. */
  late?: (sent: Sent) => void;
}

interface LaneOptions {
  stopwatch: Stopwatch | undefined;
  /** How long a platform's answer is waited for, in milliseconds. */
  timeoutMs: number;
  /** How many processes share the platforms' pace. */
  processes: number;
  stopping: AbortSignal;
}

/**
 * The lane of each platform, by the platform's name; undefined for one that does not run in this process. `platforms` may
 * grow.
 */
export function createLanes(
  platforms: readonly Platform[],
  options: LaneOptions,
): (platform: string) => Lane | undefined {
  const lanes = new Map<string, Lane>();
  return (name) => {
    const platform = platforms.find((candidate) => candidate.name === name);
    const lane = lanes.get(name) ?? (platform && createLane(platform, options));
    if (lane) lanes.set(name, lane);
    return lane;
  };
}

/**
 * One platform's own queue: it keeps the platform's rate limits, so that a slow or failing platform does not delay the
 * others. Without a stopwatch (in a rehearsal, where no time passes) nothing is spaced out and nothing times out.
 */
function createLane(platform: Platform, { stopwatch, timeoutMs, processes, stopping }: LaneOptions): Lane {
  const pace = stopwatch && (platform.pace ?? (platform.reachesEveryone ? undefined : STRICTEST));
  const free = new Map<string, number>();
  const waiting: (() => void)[] = [];
  let under = 0;
  let queued = 0;

  /**
   * Waits until a message to this account is allowed, and then until one to its tenant is; a wait for one account delays no
   * other account.
   */
  async function pause({ tenant, user }: Account): Promise<void> {
    if (!stopwatch || !pace) return;
    await slot(stopwatch, `account ${tenant} ${user}`, (1000 * processes) / pace.perAccount);
    await slot(stopwatch, `tenant ${tenant}`, (1000 * processes) / pace.perTenant);
  }

  async function slot(watch: Stopwatch, key: string, every: number): Promise<void> {
    const now = watch.elapsed();
    const at = Math.max(now, free.get(key) ?? 0);
    free.set(key, at + every);
    if (free.size > REMEMBERED) for (const [each, until] of free) if (until < now) free.delete(each);
    if (at > now) await watch.sleep(at - now, stopping);
  }

  async function enter(): Promise<void> {
    if (under < AT_ONCE) under++;
    else await new Promise<void>((go) => waiting.push(go));
  }

  function leave(): void {
    const next = waiting.shift();
    if (next) next();
    else under--;
  }

  /** The platform's answer, or a delivery that failed because there was none in time. */
  async function ask({ work, late }: Turn): Promise<Delivery> {
    let over = false;
    const sending = work(platform)
      .catch((): Delivery => ({ kind: 'later', reason: 'the platform failed' }))
      .then((outcome) => {
        if (over && outcome.kind === 'sent') late?.(outcome);
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
    queued: () => queued,
    // Each process is slower by so much, and what waits here is nobody else's to send.
    hasRoom: () => queued < MOST_WAITING / processes,
    async send(account, turn) {
      queued++;
      try {
        await pause(account);
        await enter();
        try {
          if (!(await turn.isWanted())) return undefined;
          const outcome = await ask(turn);
          await turn.answered(outcome);
          return outcome;
        } finally {
          leave();
        }
      } finally {
        queued--;
      }
    },
  };
}
