import type { Account } from '../accounts/account.ts';
import { newId } from '../identifier.ts';
import type { Delivery, Platform } from '../platform.ts';
import type { Calendar } from '../rules/days.ts';
import type { Setting } from '../settings/setting.ts';
import type { Register, Store } from '../store.ts';
import { createLanes, type Sent, type Stopwatch } from './lanes.ts';
import type { NoticeRow } from './notice.ts';
import { type Outcome, toState } from './outcome.ts';
import { bySetting, countPeople } from './parcels.ts';
import { type AddressedParcel, prepare } from './prepare.ts';
import { createRecovery, type DeliveryEvent, type Outage } from './recovery.ts';
import { claimRedraws, type Redraw, toRedraws, writeRedraw } from './redraw.ts';
import { asksForSomething } from './table.ts';
import { mustArrive, tellOthers } from './unreachable.ts';

/** How long a claimed notice is nobody else's, in milliseconds; the last part of it is too late to begin a send. */
const CLAIM = { for: 300_000, tooLate: 30_000 };
/** How long a send may take, in milliseconds. */
const TIMEOUT_MS = 10_000;
/** For how many people messages are claimed at once. */
const BATCH = 100;

interface DeliverOptions {
  store: Store;
  platforms: readonly Platform[];
  calendar: Calendar;
  now: Date;
  /** Keeps the platforms' rate limits, and gives up on one that does not answer. */
  stopwatch?: Stopwatch;
  /** Lets other work of this process run between two settings, each of which takes some milliseconds. */
  letOthersRun?: () => Promise<void>;
  /** Receives what happens; it must not throw. */
  report?: (event: DeliveryEvent) => void;
  /** Told of each platform's answer to a message, and of none in time (`later`). It must not throw. */
  onTried?: ((platform: string, outcome: Delivery['kind']) => void) | undefined;
}

interface DeliveryOptions extends Omit<DeliverOptions, 'now'> {
  clock: () => Date;
  timeoutMs?: number;
}

/** What became of a message. */
interface Result {
  outcome: Delivery;
  /** The account that took it, or that was tried last; undefined where there is none yet. */
  account: Account | undefined;
  /** The outage that ended with it. */
  ended?: Outage | undefined;
}

/** As `createDelivery`, once. Gives how many notices were sent. */
export async function deliver({ now, ...options }: DeliverOptions): Promise<number> {
  return createDelivery({ ...options, clock: () => now }).run();
}

/**
 * Sends what is due: claims notices, checks that each is still true and may leave now, hands it to a platform, and marks the
 * result. At least once: what is interrupted between sending and marking, by a crash or a lost answer, is sent again. Each
 * platform has a queue of its own, so that one that is down delays no other. `run` may be called while an earlier run is
 * still waiting for a platform: claims are made one after another, and calls that come during a claim share the next run.
 */
export function createDelivery({
  store,
  platforms,
  calendar,
  clock,
  stopwatch,
  letOthersRun,
  report = () => {},
  onTried,
  timeoutMs = TIMEOUT_MS,
}: DeliveryOptions) {
  const recovery = createRecovery({ store, platforms, clock, report });
  const stopping = new AbortController();
  const laneOf = createLanes(platforms, stopwatch, timeoutMs, stopping.signal);

  let claiming: Promise<unknown> | undefined;
  /** Begins after the present claim, which may have missed what its callers have just queued. */
  let following: Promise<number> | undefined;

  async function claim(now: Date): Promise<NoticeRow[]> {
    while (claiming) await claiming;
    const claimed = store.write([], (register) => register.notices.claim(now, CLAIM.for, BATCH));
    claiming = claimed.then(
      () => (claiming = undefined),
      () => (claiming = undefined),
    );
    return claimed;
  }

  async function run(): Promise<number> {
    if (!claiming) return runOnce();
    following ??= claiming.then(() => {
      following = undefined;
      return runOnce();
    });
    return following;
  }

  async function runOnce(): Promise<number> {
    if (platforms.length === 0) return 0;
    const hasRoom = (platform: string) => laneOf(platform)?.hasRoom() ?? true;
    const sending: Promise<number>[] = [];
    const faults: unknown[] = [];
    let mayBeMore = true;
    while (mayBeMore && !stopping.signal.aborted) {
      const now = clock();
      const claimed = await claim(now);
      const isFull = countPeople(claimed) >= BATCH;
      mayBeMore = isFull;
      const isClaimed = startClaimTimer(now, clock, stopwatch);
      const isWanted = () => !stopping.signal.aborted && isClaimed();
      for (const rows of bySetting(claimed)) {
        await letOthersRun?.();
        try {
          const parcels = await prepare({ store, platforms, calendar, hasRoom }, rows, now, isFull);
          for (const parcel of parcels) sending.push(sendAndMark(parcel, isWanted));
        } catch (error) {
          // The other settings do not wait for this one: its claim lapses, and it is tried again.
          faults.push(error);
        }
      }
    }
    await redrawSettled(sending, faults);
    let sent = 0;
    for (const result of await Promise.allSettled(sending)) {
      if (result.status === 'fulfilled') sent += result.value;
      else faults.push(result.reason);
    }
    if (faults.length > 0) throw new AggregateError(faults, 'some messages could not be delivered or marked');
    return sent;
  }

  /** Gives how many notices were sent with the message. */
  async function sendAndMark(parcel: AddressedParcel, isWanted: () => boolean): Promise<number> {
    const result = await send(parcel, isWanted);
    if (!result) {
      if (stopping.signal.aborted) await release(store, parcel);
      return 0;
    }
    const { outcome, account, ended } = result;
    const now = clock();
    // Before the transaction, which may be carried out more than once.
    const marked = parcel.rows.map((row) => {
      const afterProbe = recovery.afterProbe(row, outcome);
      const after = afterProbe ?? toState(row, outcome, now, parcel.setting, calendar);
      return { row, after, isProbe: afterProbe !== undefined };
    });
    await mark({ store, calendar, now }, parcel, result, marked);
    for (const { row, after, isProbe } of marked) {
      const event = isProbe ? undefined : toEvent(row, after, parcel.setting, account);
      if (event) report(event);
    }
    if (outcome.kind !== 'sent') return 0;
    if (account) await recovery.afterSuccess(parcel.rows, account, ended);
    return parcel.rows.length;
  }

  /**
   * Begins to rewrite the messages of which something is settled, after everything that is to be sent. Each gives 0, since
   * nothing is sent. What fails in one setting delays no other: its claim lapses.
   */
  async function redrawSettled(sending: Promise<number>[], faults: unknown[]): Promise<void> {
    const able = platforms.filter(({ name, rewrite }) => rewrite && (laneOf(name)?.hasRoom() ?? true));
    if (able.length === 0 || stopping.signal.aborted) return;
    const now = clock();
    const claimed = await claimRedraws(store, able, now);
    const isClaimed = startClaimTimer(now, clock, stopwatch);
    const isWanted = () => !stopping.signal.aborted && isClaimed();
    for (const messages of bySetting(claimed)) {
      await letOthersRun?.();
      try {
        for (const redraw of await toRedraws(store, calendar, messages, now))
          sending.push(rewrite(redraw, isWanted));
      } catch (error) {
        faults.push(error);
      }
    }
  }

  async function rewrite(redraw: Redraw, isWanted: () => boolean): Promise<number> {
    const { sent, message } = redraw;
    const lane = laneOf(sent.account.platform);
    const outcome = await lane?.send(
      sent.account,
      isWanted,
      async (platform) =>
        (await platform.rewrite?.(sent.account, sent.at, message)) ?? { kind: 'never', reason: 'no way to' },
      () => {},
    );
    await writeRedraw(store, redraw, outcome, clock());
    return 0;
  }

  /**
   * To the account used last, and to the others when that one cannot be reached; an alert also when it fails for now.
   * Undefined when the claim had lapsed before the message's turn came.
   */
  async function send(parcel: AddressedParcel, isWanted: () => boolean): Promise<Result | undefined> {
    let outcome: Delivery = { kind: 'later', reason: 'no account yet' };
    let tried: Account | undefined;
    for (const account of parcel.accounts) {
      const lane = laneOf(account.platform);
      if (!lane) continue;
      const deliver = (platform: Platform) => platform.deliver(account, parcel.message);
      const answer = await lane.send(account, isWanted, deliver, (sent) => {
        // Where this fails, or comes too late, the message is sent once more: at least once.
        recordLateArrival(store, parcel, account, sent, clock()).catch(() => {});
      });
      if (!answer) return undefined;
      tried = account;
      onTried?.(account.platform, answer.kind);
      const ended = recovery.recordAnswer(account, answer);
      if (answer.kind === 'sent') return { outcome: answer, account, ended };
      // One account that may be reached later keeps the message alive.
      if (outcome.kind !== 'later' || outcome.reason === 'no account yet' || answer.kind === 'later')
        outcome = answer;
      if (answer.kind === 'later' && parcel.rows[0].class !== 'alert') break;
    }
    return { outcome, account: tried };
  }

  return {
    run,
    /** Has one message tried anew on each platform that is not known to take any; `run` sends it. */
    probe: recovery.probe,
    outages: recovery.outages,
    refusing: recovery.refusing,
    /** How many messages are on their way to a platform: they wait for its pace, or for its answer. */
    leaving: (platform: string) => laneOf(platform)?.queued() ?? 0,
    /** Begins no further send; a `run` under way ends with what its platforms are busy with. */
    stop: () => stopping.abort(),
  };
}

/** Tells whether a claim made at `now` leaves time to begin a send. */
function startClaimTimer(now: Date, clock: () => Date, stopwatch: Stopwatch | undefined): () => boolean {
  const began = stopwatch?.elapsed() ?? 0;
  const until = CLAIM.for - CLAIM.tooLate;
  // Both are asked: a machine that slept has stopped the watch, and a clock set back tells too early a time.
  return () => clock().getTime() - now.getTime() < until && (stopwatch?.elapsed() ?? 0) - began < until;
}

interface Marked {
  row: NoticeRow;
  after: Outcome;
}

/** Writes the result of a message; where one that must arrive is lost, others are told. */
async function mark(
  { store, calendar, now }: Pick<DeliverOptions, 'store' | 'calendar' | 'now'>,
  { setting, accounts, rows }: AddressedParcel,
  { outcome, account }: Result,
  marked: readonly Marked[],
): Promise<void> {
  const platform = outcome.kind === 'sent' ? (account?.platform ?? null) : null;
  await store.write([setting.id], async (register) => {
    for (const { row, after } of marked) {
      await register.notices.mark(setting.id, row.id, { ...after, platform });
      const isLost = after.state === 'dead' || (outcome.kind !== 'sent' && accounts.length === 0);
      if (isLost && mustArrive(row)) await tellOthers(register, setting, calendar, now, row);
    }
    if (outcome.kind === 'sent' && account) await keepPlace(register, rows, account, outcome, now);
  });
}

/** Keeps where a message stands that asks for something, so that it can be rewritten once that is done. */
async function keepPlace(
  register: Register,
  rows: AddressedParcel['rows'],
  { platform, tenant, user }: Account,
  { at }: Sent,
  now: Date,
): Promise<void> {
  if (at === undefined || !rows.some(asksForSomething)) return;
  const ids = rows.map(({ id }) => id);
  await register.sentMessages.keep({
    setting: rows[0].setting,
    id: newId(now, 'message'),
    recipient: rows[0].recipient,
    account: { platform, tenant, user },
    at,
    notices: ids,
    open: ids,
    sentAt: now,
    attempts: 0,
  });
}

/** What the operator reads of a message that failed. */
function toEvent(
  { id, class: urgency }: NoticeRow,
  { state, attempts, notBefore: next, error }: Outcome,
  setting: Setting,
  account: Account | undefined,
): DeliveryEvent | undefined {
  const platform = account?.platform ?? null;
  const about = { id, class: urgency, setting: setting.code, platform, attempts, reason: error ?? '' };
  if (state === 'dead') return { kind: 'dead', ...about };
  return state === 'failed' ? { kind: 'failed', ...about, next } : undefined;
}

/** Gives up the claim of a message that no platform was asked to send: the next process need not wait for it to lapse. */
async function release(store: Store, { rows, setting }: AddressedParcel): Promise<void> {
  await store.write([setting.id], async (register) => {
    for (const row of rows) await register.notices.mark(setting.id, row.id, row);
  });
}

/** Called when a platform that was given up on has accepted the message after all: it is not sent again. */
async function recordLateArrival(
  store: Store,
  { rows, setting }: AddressedParcel,
  account: Account,
  sent: Sent,
  now: Date,
): Promise<void> {
  await store.write([setting.id], async (register) => {
    for (const row of rows)
      await register.notices.arrived(setting.id, row.id, row.attempts + 1, account.platform, now);
    // Also where it was sent on another account meanwhile: both are rewritten.
    await keepPlace(register, rows, account, sent, now);
  });
}
