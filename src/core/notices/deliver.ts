import type { Account } from '../accounts/account.ts';
import { type Claim, newClaim } from '../claim.ts';
import { newId, spreadOf } from '../identifier.ts';
import type { Delivery, Platform } from '../platform.ts';
import type { Calendar } from '../rules/days.ts';
import type { Setting } from '../settings/setting.ts';
import type { Register, Store } from '../store.ts';
import { writeEach } from '../write-each.ts';
import { createHolding } from './holding.ts';
import { createLanes, type Sent, type Stopwatch } from './lanes.ts';
import type { ClaimedNotice, DueRecipients, Notice, NoticeRow } from './notice.ts';
import { type Outcome, toState } from './outcome.ts';
import { bySetting } from './parcels.ts';
import { type AddressedParcel, prepare } from './prepare.ts';
import { createRecovery, type DeliveryEvent, type Outage } from './recovery.ts';
import { claimRedraws, type Redraw, toRedraws, writeRedraw } from './redraw.ts';
import { asksForSomething } from './table.ts';
import { mustArrive, tellOthers } from './unreachable.ts';

/** How long a send may take, in milliseconds. */
const TIMEOUT_MS = 10_000;
/** For how many people messages are claimed at once. */
const BATCH = 100;
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

/** What became of a message. */
interface Result {
  outcome: Delivery;
  /** The account that took it, or that was tried last; undefined where there is none yet. */
  account: Account | undefined;
  /** The outage that ended with it. */
  ended?: Outage | undefined;
}

/** What was claimed at one moment, earliest first. */
interface Claimed {
  claim: Claim;
  rows: ClaimedNotice[];
  /** As many people were due as are claimed at once, so that others may be waiting. */
  isFull: boolean;
  /** Other processes claim the same at this moment: what they do not send may be due again. */
  isShort: boolean;
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

  let claiming: Promise<unknown> | undefined;
  /** Begins after the present claim, which may have missed what its callers have just queued. */
  let following: Promise<number> | undefined;

  async function claim(now: Date, faults: unknown[]): Promise<Claimed> {
    while (claiming) await claiming;
    const claimed = claimDue(now, faults);
    claiming = claimed.then(
      () => (claiming = undefined),
      () => (claiming = undefined),
    );
    return claimed;
  }

  async function claimDue(now: Date, faults: unknown[]): Promise<Claimed> {
    const claim = newClaim(now);
    const due = await store.read((register) => register.notices.due(now, BATCH));
    const recipients = new Map(due.map((each) => [each.setting, each.recipients]));
    const { done, faults: failed } = await writeEach(store, inTurn(due, claim.token), (register, setting) =>
      register.notices.claim(setting, recipients.get(setting) ?? [], now, claim),
    );
    faults.push(...failed);
    const people = due.reduce((sum, each) => sum + each.recipients.length, 0);
    const rows = done.flat().sort(byTime);
    // What could not be claimed is left to the next tick.
    const isShort = failed.length === 0 && countPeople(rows) < people;
    return { claim, rows, isFull: people >= BATCH, isShort };
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
      const claimed = await claim(now, faults);
      const { isFull, isShort } = claimed;
      mayBeMore = isFull || isShort;
      for (const rows of bySetting(claimed.rows)) {
        await letOthersRun?.();
        try {
          const given = { claim: claimed.claim, rows, now, mayBeMore };
          for (const parcel of await prepare({ store, platforms, calendar, hasRoom }, given))
            sending.push(sendAndMark(parcel, now));
        } catch (error) {
          // The other settings do not wait for this one: its claim lapses, and it is tried again.
          faults.push(error);
        }
      }
      if (isShort) await stopwatch?.sleep(STAND_BACK_MS * spreadOf(claimed.claim.token), stopping.signal);
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
  async function sendAndMark(parcel: AddressedParcel, claimedAt: Date): Promise<number> {
    const { setting, rows, claim } = parcel;
    const ids = rows.map(({ id }) => id);
    const isHeld = createHolding(claim, claimedAt, {
      clock,
      stopwatch,
      renew: (longer) =>
        store.write([setting.id], (register) => register.notices.renew(setting.id, ids, longer)),
    });
    const result = await send(parcel, async () => !stopping.signal.aborted && (await isHeld()));
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
    const ours = await mark({ store, calendar, now }, parcel, result, marked);
    for (const { row, after, isProbe } of marked) {
      const event = isProbe || !ours.has(row.id) ? undefined : toEvent(row, after, setting, account);
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
    const { claim, messages, faults: failed } = await claimRedraws(store, able, now);
    faults.push(...failed);
    for (const some of bySetting(messages)) {
      await letOthersRun?.();
      try {
        for (const redraw of await toRedraws(store, calendar, some, now))
          sending.push(rewrite(redraw, claim, now));
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
    const outcome = await laneOf(sent.account.platform)?.send(
      sent.account,
      async () => !stopping.signal.aborted && (await isHeld()),
      async (platform) =>
        (await platform.rewrite?.(sent.account, sent.at, message)) ?? { kind: 'never', reason: 'no way to' },
      () => {},
    );
    await writeRedraw(store, redraw, claim, outcome, clock());
    return 0;
  }

  /**
   * To the account used last, and to the others when that one cannot be reached; an alert also when it fails for now.
   * Undefined when another process had the message before its turn came.
   */
  async function send(
    parcel: AddressedParcel,
    isWanted: () => Promise<boolean>,
  ): Promise<Result | undefined> {
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

interface Marked {
  row: ClaimedNotice;
  after: Outcome;
}

/**
 * Writes the result of a message; where one that must arrive is lost, others are told. Of notices that another process has
 * claimed since, it writes nothing. Returns the ids of the others.
 */
function mark(
  { store, calendar, now }: Pick<DeliverOptions, 'store' | 'calendar' | 'now'>,
  { setting, accounts, rows, claim }: AddressedParcel,
  { outcome, account }: Result,
  marked: readonly Marked[],
): Promise<ReadonlySet<string>> {
  const platform = outcome.kind === 'sent' ? (account?.platform ?? null) : null;
  const marks = marked.map(({ row: { id }, after }) => ({ ...after, id, platform }));
  return store.write([setting.id], async (register) => {
    const ours = await register.notices.mark(setting.id, claim.token, marks);
    for (const { row, after } of marked) {
      const isLost = after.state === 'dead' || (outcome.kind !== 'sent' && accounts.length === 0);
      if (ours.has(row.id) && isLost && mustArrive(row))
        await tellOthers(register, setting, calendar, now, row);
    }
    // Also where another process sends it once more: both are rewritten once they are settled.
    if (outcome.kind === 'sent' && account) await keepPlace(register, rows, account, outcome, now);
    return ours;
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
async function release(store: Store, { rows, setting, claim }: AddressedParcel): Promise<void> {
  const asBefore = rows.map((row) => ({ ...row, notBefore: row.plannedFor ?? row.notBefore }));
  await store.write([setting.id], (register) => register.notices.mark(setting.id, claim.token, asBefore));
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
