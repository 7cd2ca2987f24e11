import type { Account } from '../accounts/account.ts';
import type { Delivery, Platform } from '../platform.ts';
import type { Calendar } from '../rules/days.ts';
import type { Setting } from '../settings/setting.ts';
import type { Store } from '../store.ts';
import { addressesOf, withSetting } from './addresses.ts';
import { loadReminderFacts } from './facts.ts';
import { createLane, type Lane, type Stopwatch } from './lanes.ts';
import type { Notice, NoticeRow } from './notice.ts';
import { toState } from './outcome.ts';
import { bySetting, countPeople, type Parcel, toParcels } from './parcels.ts';
import { createRecovery, type DeliveryEvent, type Outage } from './recovery.ts';
import { timeFor } from './send-time.ts';
import { checkStillTrue } from './still-true.ts';
import { mustArrive, tellOthers } from './unreachable.ts';

/** How long a claimed notice is nobody else's, in milliseconds; the last part of it is too late to begin a send. */
const CLAIM = { for: 300_000, tooLate: 30_000 };
/** How long a send may take, in milliseconds. */
const TIMEOUT = 10_000;
/** What finds its platform's queue full is tried again, in milliseconds. */
const FULL = 60_000;
/** So long another process of this register has for whom only it reaches; then attempts are counted, and others are told. */
const ELSEWHERE = 86_400_000;
/** People whose messages are claimed at once. */
const BATCH = 100;

export interface DeliverOptions {
  store: Store;
  platforms: readonly Platform[];
  calendar: Calendar;
  now: Date;
  /** Keeps the platforms' rate limits, and gives up on one that does not answer. */
  stopwatch?: Stopwatch;
  /** Lets what has arrived meanwhile have its turn: between two settings, each of which takes some milliseconds. */
  letOthersRun?: () => Promise<void>;
  /** Told what happens; it must not throw. */
  report?: (event: DeliveryEvent) => void;
}

export interface DeliveryOptions extends Omit<DeliverOptions, 'now'> {
  clock: () => Date;
  timeoutMs?: number;
}

/** Where a message may go, and whether the button needs to say which of several settings it is about. */
interface Addressed extends Parcel {
  accounts: readonly Account[];
  setting: Setting;
  isWanted(): boolean;
}

/** What became of a parcel: undefined when its claim had lapsed before its turn came. */
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
 * Sends what is due: claims it, looks whether it still stands and may reach anybody now, hands it to a platform, marks what
 * became of it. At least once: what is cut off between handing over and marking, by a crash or by a lost answer, is sent
 * again. Each platform has a queue of its own, so that one that is down delays no other. `run` may be called while an
 * earlier one is still waiting for a platform: each claims only what nobody else has, one after the other. Whoever calls
 * while one claims is served by the next, all of them by one.
 */
export function createDelivery({
  store,
  platforms,
  calendar,
  clock,
  stopwatch,
  letOthersRun,
  report = () => {},
  timeoutMs = TIMEOUT,
}: DeliveryOptions) {
  const recovery = createRecovery({ store, platforms, clock, report });
  const lanes = new Map<string, Lane>();
  const stopping = new AbortController();

  function laneOf(platform: Platform): Lane {
    const lane = lanes.get(platform.name) ?? createLane(platform, stopwatch, timeoutMs, stopping.signal);
    lanes.set(platform.name, lane);
    return lane;
  }

  let claiming: Promise<unknown> | undefined;
  /** Begins after the claim that is under way: that one may have looked before what its callers wait for was there. */
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
    const under: Promise<number>[] = [];
    const faults: unknown[] = [];
    while (!stopping.signal.aborted) {
      const now = clock();
      const claimed = await claim(now);
      const isFull = countPeople(claimed) >= BATCH;
      const began = stopwatch?.elapsed() ?? 0;
      // Both are asked: a machine that slept has stopped the watch, and a clock set back tells too early a time.
      const isWanted = () =>
        !stopping.signal.aborted &&
        clock().getTime() - now.getTime() < CLAIM.for - CLAIM.tooLate &&
        (stopwatch?.elapsed() ?? 0) - began < CLAIM.for - CLAIM.tooLate;
      for (const rows of bySetting(claimed)) {
        await letOthersRun?.();
        try {
          for (const parcel of await prepare(rows, now, isWanted, isFull)) under.push(carry(parcel));
        } catch (error) {
          // The other settings are not to wait for this one; its claim lapses, and it is tried again.
          faults.push(error);
        }
      }
      // Then that was everything that is due.
      if (!isFull) break;
    }
    const results = await Promise.allSettled(under);
    let sent = 0;
    for (const result of results) {
      if (result.status === 'fulfilled') sent += result.value;
      else faults.push(result.reason);
    }
    if (faults.length > 0) throw new AggregateError(faults, 'some messages could not be delivered or marked');
    return sent;
  }

  /** Of one setting's claimed notices: what is moot is suppressed, what came too late waits again, the rest is addressed. */
  async function prepare(
    rows: readonly NoticeRow[],
    now: Date,
    isWanted: () => boolean,
    isFull: boolean,
  ): Promise<Addressed[]> {
    const id = rows[0]?.setting ?? '';
    const going: NoticeRow[] = [];
    const put: { row: NoticeRow; change: Partial<Notice> }[] = [];
    const addressed = await store.read(async (register) => {
      const setting = await register.settings.byId(id);
      if (!setting) throw new Error('a notice belongs to no setting');
      const everything = rows.some((row) => row.class === 'summary');
      const about = everything ? undefined : new Set(rows.map(({ subject }) => subject));
      for (const { row, verdict } of await checkStillTrue(
        await loadReminderFacts(register, setting, calendar, now, about),
        rows,
      )) {
        const time = timeFor(row, now, setting, calendar);
        if (verdict.kind === 'moot') put.push({ row, change: { state: 'suppressed' } });
        else if (time > now) put.push({ row, change: { notBefore: time } });
        else going.push({ ...row, title: verdict.words.title, text: verdict.words.text });
      }
      const parcels: Addressed[] = [];
      const addressOf = await addressesOf(register, platforms, id, going);
      for (const parcel of toParcels(going)) {
        const [first] = parcel.rows;
        const address = addressOf(first.recipient);
        const { accounts, elsewhere } = address;
        if (accounts.length === 0 && elsewhere && now.getTime() - first.createdAt.getTime() < ELSEWHERE) {
          // Where more people wait than were claimed, these are not to be claimed again before them.
          const change = isFull ? { notBefore: new Date(now.getTime() + FULL) } : {};
          for (const row of parcel.rows) put.push({ row, change });
          continue;
        }
        const platform = platforms.find(({ name }) => name === accounts[0]?.platform);
        if (platform && first.class !== 'alert' && !laneOf(platform).hasRoom()) {
          const later = new Date(now.getTime() + FULL);
          for (const row of parcel.rows) put.push({ row, change: { notBefore: later } });
          continue;
        }
        parcels.push({ ...parcel, message: withSetting(parcel, address), accounts, setting, isWanted });
      }
      return parcels;
    });
    const reworded = going.filter((row) => {
      const before = rows.find(({ id: known }) => known === row.id);
      return before?.title !== row.title || before.text !== row.text;
    });
    if (put.length + reworded.length > 0) {
      await store.write([id], async (register) => {
        for (const { row, change } of put) await register.notices.mark(id, row.id, { ...row, ...change });
        for (const row of reworded) await register.notices.reword(id, row.id, row);
      });
    }
    return addressed;
  }

  /** Hands one message over and marks what became of it. Gives how many notices were sent with it. */
  async function carry(parcel: Addressed): Promise<number> {
    const result = await hand(parcel);
    if (!result) {
      if (stopping.signal.aborted) await release(parcel);
      return 0;
    }
    await mark(parcel, result);
    const { outcome, account, ended } = result;
    if (outcome.kind !== 'sent') return 0;
    if (account) await recovery.arrived(parcel.rows, account, ended);
    return parcel.rows.length;
  }

  /**
   * To the account used last, and to the others when that one cannot be reached; an alert also when it fails for now.
   */
  async function hand(parcel: Addressed): Promise<Result | undefined> {
    let outcome: Delivery = { kind: 'later', reason: 'no account yet' };
    let tried: Account | undefined;
    for (const account of parcel.accounts) {
      const platform = platforms.find(({ name }) => name === account.platform);
      if (!platform) continue;
      const answer = await laneOf(platform).send(account, parcel.isWanted, parcel.message, () => {
        // Where this fails, or comes too late, the message is sent once more: at least once.
        arrived(parcel, platform.name).catch(() => {});
      });
      if (!answer) return undefined;
      tried = account;
      const ended = recovery.heard(account, answer);
      if (answer.kind === 'sent') return { outcome: answer, account, ended };
      // One account that may be reached later keeps the message alive.
      if (outcome.kind !== 'later' || outcome.reason === 'no account yet' || answer.kind === 'later')
        outcome = answer;
      if (answer.kind === 'later' && parcel.rows[0].class !== 'alert') break;
    }
    return { outcome, account: tried };
  }

  async function mark({ rows, setting, accounts }: Addressed, { outcome, account }: Result): Promise<void> {
    const now = clock();
    const platform = account?.platform ?? null;
    const events: DeliveryEvent[] = [];
    // Before the transaction, which may be carried out more than once.
    const marked = rows.map((row) => {
      const probed = recovery.afterProbe(row, outcome);
      const after = probed ?? toState(row, outcome, now, setting, calendar);
      const { attempts, notBefore: next, error } = after;
      const about = { id: row.id, class: row.class, setting: setting.code, platform, attempts };
      const reason = error ?? '';
      if (after.state === 'dead') events.push({ kind: 'dead', ...about, reason });
      else if (outcome.kind !== 'sent' && !probed) events.push({ kind: 'failed', ...about, reason, next });
      return { row, after };
    });
    await store.write([setting.id], async (register) => {
      for (const { row, after } of marked) {
        const takenBy = outcome.kind === 'sent' ? platform : null;
        await register.notices.mark(setting.id, row.id, { ...after, platform: takenBy });
        const isLost = after.state === 'dead' || (outcome.kind !== 'sent' && accounts.length === 0);
        if (isLost && mustArrive(row)) await tellOthers(register, setting, calendar, now, row);
      }
    });
    for (const event of events) report(event);
  }

  /** Nobody was asked: whoever starts next need not wait for the claim to lapse. */
  async function release({ rows, setting }: Addressed): Promise<void> {
    await store.write([setting.id], async (register) => {
      for (const row of rows) await register.notices.mark(setting.id, row.id, row);
    });
  }

  /** A platform that was given up on has taken it after all: it is not sent again. */
  async function arrived({ rows, setting }: Addressed, platform: string): Promise<void> {
    const now = clock();
    await store.write([setting.id], async (register) => {
      for (const row of rows)
        await register.notices.arrived(setting.id, row.id, row.attempts + 1, platform, now);
    });
  }

  return {
    run,
    /** Has one message tried anew on each platform that is not known to take any; `run` sends it. */
    probe: recovery.probe,
    outages: recovery.outages,
    refusing: recovery.refusing,
    /** Begins no further send; a `run` under way ends with what its platforms are busy with. */
    stop: () => stopping.abort(),
  };
}
