import type { Account } from '../accounts/account.ts';
import { type Claim, newClaim } from '../claim.ts';
import { spreadOf } from '../identifier.ts';
import type { Delivery, Platform } from '../platform.ts';
import type { Calendar } from '../rules/days.ts';
import type { Setting } from '../settings/setting.ts';
import type { Store } from '../store.ts';
import { writeEach } from '../write-each.ts';
import { createHolding } from './holding.ts';
import { createLanes, type Stopwatch } from './lanes.ts';
import { createMarking, type Result, recordLateArrival, release } from './marking.ts';
import type { ClaimedNotice, DueRecipients, Notice, NoticeRow } from './notice.ts';
import { type Outcome, toState } from './outcome.ts';
import { bySetting } from './parcels.ts';
import { type AddressedParcel, prepare } from './prepare.ts';
import { createRecovery, type DeliveryEvent, type Outage } from './recovery.ts';
import { claimRedraws, type Redraw, toRedraws, writeRedraw } from './redraw.ts';

/** How long a send may take, in milliseconds. */
const TIMEOUT_MS = 10_000;
/** For how many people messages are claimed at once. */
const BATCH = 100;
/**
 * While so many messages of a setting wait for their platform, or its answer, what else is due there stays in the outbox: memory
 * holds no more than that, and what comes for the same person meanwhile leaves in one message.
 */
const MOST_UNDER_WAY = 2;
/** After so many claims in a row that failed in some setting nothing more is claimed. */
const CLAIM_TRIES = 5;
/** How long a process stands back at most that met others who claim the same, in milliseconds. */
const STAND_BACK_MS = 200;

interface DeliverOptions {
  store: Store;
  platforms: readonly Platform[];
  calendar: Calendar;
  now: Date;
  /** Keeps the platforms' rate limits, and gives up on one that does not answer. */
  stopwatch?: Stopwatch;
  /** How many processes serve this register, each at its share of a platform's pace; one by default. */
  processes?: number;
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

/** Takes work under way that gives how many notices it has sent. */
type Begin = (work: Promise<number>) => void;

/** What was claimed at one moment, earliest first. */
interface Claimed {
  claim: Claim;
  rows: ClaimedNotice[];
  /** As many people were due as are claimed at once, so that others may be waiting. */
  isBatch: boolean;
  /** Other processes claim the same at this moment: what they do not send may be due again. */
  isShort: boolean;
  /** What failed in single settings: others held their locks for long. */
  faults: unknown[];
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
  processes = 1,
  letOthersRun,
  report = () => {},
  onTried,
  timeoutMs = TIMEOUT_MS,
}: DeliveryOptions) {
  const recovery = createRecovery({ store, platforms, clock, report });
  const stopping = new AbortController();
  const laneOf = createLanes(platforms, { stopwatch, timeoutMs, processes, stopping: stopping.signal });
  const mark = createMarking({ store, calendar, stopwatch, stopping: stopping.signal });

  /** How many messages of each setting are under way. */
  const underWay = new Map<string, number>();
  const isFull = (setting: string) => (underWay.get(setting) ?? 0) >= MOST_UNDER_WAY;
  /** The settings in which more may be due since, and was not looked for. */
  const passedOver = new Set<string>();
  const passOver = (setting: string): boolean => {
    if (isFull(setting)) passedOver.add(setting);
    return isFull(setting);
  };

  let claiming: Promise<unknown> | undefined;
  /** Begins after the present claim, which may have missed what its callers have just queued. */
  let following: Promise<number> | undefined;

  async function claim(now: Date): Promise<Claimed> {
    while (claiming) await claiming;
    const claimed = claimDue(now);
    claiming = claimed.then(
      () => (claiming = undefined),
      () => (claiming = undefined),
    );
    return claimed;
  }

  async function claimDue(now: Date): Promise<Claimed> {
    const claim = newClaim(now);
    const full = [...underWay.keys()].filter(passOver);
    const due = await store.read((register) => register.notices.due(now, BATCH, full));
    const recipients = new Map(due.map((each) => [each.setting, each.recipients]));
    const { done, faults } = await writeEach(store, inTurn(due, claim.token), (register, setting) =>
      register.notices.claim(setting, recipients.get(setting) ?? [], now, claim),
    );
    const people = due.reduce((sum, each) => sum + each.recipients.length, 0);
    const rows = done.flat().sort(byTime);
    return { claim, rows, isBatch: people >= BATCH, isShort: countPeople(rows) < people, faults };
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
    const faults: unknown[] = [];
    let sent = 0;
    let isLeft = true;
    while (isLeft) {
      const sending: Promise<number>[] = [];
      // One that fails before the others have begun waits to be told of.
      const begin: Begin = (work) =>
        void sending.push(
          work.catch((error: unknown) => {
            faults.push(error);
            return 0;
          }),
        );
      const settings = new Set<string>();
      try {
        await sendDue(begin, settings, faults);
        await redrawSettled(begin, faults);
      } catch (error) {
        faults.push(error);
      }
      for (const count of await Promise.all(sending)) sent += count;
      const waiting = [...settings].filter((setting) => !isFull(setting) && passedOver.delete(setting));
      isLeft = waiting.length > 0 && !stopping.signal.aborted;
    }
    if (faults.length > 0) throw new AggregateError(faults, 'some messages could not be delivered or marked');
    return sent;
  }

  /** Begins to send what is due, until nothing is left that no process has, but in settings that are full; adds to `settings` in which. */
  async function sendDue(begin: Begin, settings: Set<string>, faults: unknown[]): Promise<void> {
    const hasRoom = (platform: string) => laneOf(platform)?.hasRoom() ?? true;
    let mayBeMore = true;
    let failed = 0;
    while (mayBeMore && !stopping.signal.aborted) {
      const now = clock();
      const claimed = await claim(now);
      const { isBatch, isShort } = claimed;
      failed = claimed.faults.length === 0 ? 0 : failed + 1;
      mayBeMore = (isBatch || isShort) && failed < CLAIM_TRIES;
      // What cannot be claimed is left to the next tick.
      if (!mayBeMore) faults.push(...claimed.faults);
      for (const rows of bySetting(claimed.rows)) {
        await letOthersRun?.();
        try {
          const given = { claim: claimed.claim, rows, now, mayBeMore };
          for (const parcel of await prepare({ store, platforms, calendar, hasRoom }, given)) {
            settings.add(parcel.setting.id);
            begin(counted(parcel.setting.id, sendAndMark(parcel, now)));
          }
        } catch (error) {
          // The other settings do not wait for this one: its claim lapses, and it is tried again.
          faults.push(error);
        }
      }
      if (isShort) await stopwatch?.sleep(STAND_BACK_MS * spreadOf(claimed.claim.token), stopping.signal);
    }
  }

  async function counted<T>(setting: string, work: Promise<T>): Promise<T> {
    underWay.set(setting, (underWay.get(setting) ?? 0) + 1);
    try {
      return await work;
    } finally {
      const left = (underWay.get(setting) ?? 0) - 1;
      if (left > 0) underWay.set(setting, left);
      else underWay.delete(setting);
    }
  }

  /**
   * To the account used last, and to the others when that one cannot be reached; an alert also when it fails for now. Gives how
   * many notices were sent with the message: none where another process had it before its turn came.
   */
  async function sendAndMark(parcel: AddressedParcel, claimedAt: Date): Promise<number> {
    const { setting, rows, claim, accounts } = parcel;
    const ids = rows.map(({ id }) => id);
    const isHeld = createHolding(claim, claimedAt, {
      clock,
      stopwatch,
      renew: (longer) => store.write([], (register) => register.notices.renew(setting.id, ids, longer)),
    });
    const ways = accounts.flatMap((account) => {
      const lane = laneOf(account.platform);
      return lane ? [{ account, lane }] : [];
    });
    let outcome: Delivery = { kind: 'later', reason: 'no account yet' };
    for (const [at, { account, lane }] of ways.entries()) {
      let isLast = false;
      let ended: Outage | undefined;
      const answer = await lane.send(account, {
        isWanted: async () => !stopping.signal.aborted && (await isHeld()),
        work: (platform) => platform.deliver(account, parcel.message),
        async answered(answer) {
          onTried?.(account.platform, answer.kind);
          ended = recovery.recordAnswer(account, answer);
          // One account that may be reached later keeps the message alive.
          if (at === 0 || outcome.kind !== 'later' || answer.kind !== 'never') outcome = answer;
          const isTriedNoMore = answer.kind === 'later' && rows[0].class !== 'alert';
          isLast = answer.kind === 'sent' || isTriedNoMore || at === ways.length - 1;
          if (isLast) await markAll(parcel, { outcome, account });
        },
        // Where this fails, or comes too late, the message is sent once more: at least once.
        late: (sent) => void recordLateArrival(store, parcel, account, sent, clock()).catch(() => {}),
      });
      if (!answer) {
        if (stopping.signal.aborted) await release(store, parcel);
        return 0;
      }
      if (answer.kind === 'sent') {
        await recovery.afterSuccess(rows, account, ended);
        return rows.length;
      }
      if (isLast) return 0;
    }
    await markAll(parcel, { outcome, account: undefined });
    return 0;
  }

  async function markAll(parcel: AddressedParcel, result: Result): Promise<void> {
    const { setting, rows } = parcel;
    const now = clock();
    // Before the transaction, which may be carried out more than once.
    const all = rows.map((row) => {
      const afterProbe = recovery.afterProbe(row, result.outcome);
      const after = afterProbe ?? toState(row, result.outcome, now, setting, calendar);
      return { row, after, isProbe: afterProbe !== undefined };
    });
    const ours = await mark({ parcel, result, after: all, now });
    for (const { row, after, isProbe } of all) {
      const event = isProbe || !ours.has(row.id) ? undefined : toEvent(row, after, setting, result.account);
      if (event) report(event);
    }
  }

  /**
   * Begins to rewrite the messages of which something is settled, after everything that is to be sent. Each gives 0, since
   * nothing is sent. What fails in one setting delays no other: its claim lapses.
   */
  async function redrawSettled(begin: Begin, faults: unknown[]): Promise<void> {
    const able = platforms.filter(({ name, rewrite }) => rewrite && (laneOf(name)?.hasRoom() ?? true));
    if (able.length === 0 || stopping.signal.aborted) return;
    const now = clock();
    const { claim, messages, faults: failed } = await claimRedraws(store, able, now);
    faults.push(...failed);
    for (const some of bySetting(messages)) {
      await letOthersRun?.();
      try {
        for (const redraw of await toRedraws(store, calendar, some, now)) begin(rewrite(redraw, claim, now));
      } catch (error) {
        faults.push(error);
      }
    }
  }

  async function rewrite(redraw: Redraw, claim: Claim, claimedAt: Date): Promise<number> {
    const { sent, message } = redraw;
    const { setting, id } = sent;
    const isHeld = createHolding(claim, claimedAt, {
      clock,
      stopwatch,
      renew: (longer) => store.write([], (register) => register.sentMessages.renew(setting, id, longer)),
    });
    const write = (outcome: Delivery | undefined) => writeRedraw(store, redraw, claim, outcome, clock());
    const outcome = await laneOf(sent.account.platform)?.send(sent.account, {
      isWanted: async () => !stopping.signal.aborted && (await isHeld()),
      work: async (platform) =>
        (await platform.rewrite?.(sent.account, sent.at, message)) ?? { kind: 'never', reason: 'no way to' },
      answered: write,
    });
    if (outcome === undefined) await write(undefined);
    return 0;
  }

  return {
    run,
    /** Has one message tried anew on each platform that is not known to take any; `run` sends it. */
    probe: recovery.probe,
    outages: recovery.outages,
    refusing: recovery.refusing,
    /** How many messages are on their way to a platform: they wait for its pace, or for its answer. */
    leaving: (platform: string) => laneOf(platform)?.queued() ?? 0,
    /** Whether as many messages of a setting are under way as may be: then `run` is not needed, and looks there once they have left. */
    passOver,
    /** Begins no further send; a `run` under way ends with what its platforms are busy with. */
    stop: () => stopping.abort(),
  };
}

/**
 * The settings in the order in which this claim goes through them: those with an alert first. Each process has an order of its
 * own, so that several that claim at once do not all wait for the same setting.
 */
function inTurn(due: readonly DueRecipients[], token: string): string[] {
  const place = ({ setting, isUrgent }: DueRecipients) => (isUrgent ? 0 : 1) + spreadOf(token + setting);
  return [...due].sort((a, b) => place(a) - place(b)).map(({ setting }) => setting);
}

function byTime(a: Notice, b: Notice): number {
  return a.notBefore.getTime() - b.notBefore.getTime() || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}

function countPeople(rows: readonly Notice[]): number {
  return new Set(rows.map(({ setting, recipient }) => `${setting} ${recipient}`)).size;
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
