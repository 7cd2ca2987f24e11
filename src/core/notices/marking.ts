import type { Account } from '../accounts/account.ts';
import { newId } from '../identifier.ts';
import type { Delivery } from '../platform.ts';
import type { Calendar } from '../rules/days.ts';
import type { Register, Store } from '../store.ts';
import type { Sent, Stopwatch } from './lanes.ts';
import type { ClaimedNotice } from './notice.ts';
import type { Outcome } from './outcome.ts';
import type { AddressedParcel } from './prepare.ts';
import { asksForSomething } from './table.ts';
import { mustArrive, tellOthers } from './unreachable.ts';

/**
 * How often marks are written at most, and how long the first and the longest pause in between are, in milliseconds: half a minute
 * altogether. A result that is never marked has its message sent once more.
 */
const TRIES = 8;
const PAUSE_MS = { first: 250, longest: 15_000 };

/** What became of a message. */
export interface Result {
  outcome: Delivery;
  /** The account that took it, or that was tried last; undefined where there is none yet. */
  account: Account | undefined;
}

/** The result of a message, and what it makes of each of its notices. */
interface Outcomes {
  parcel: AddressedParcel;
  result: Result;
  after: readonly { row: ClaimedNotice; after: Outcome }[];
  now: Date;
}

/** Called with the ids of the notices that were marked, or with what failed. */
interface Waiting {
  outcomes: Outcomes;
  resolve(ours: ReadonlySet<string>): void;
  reject(error: unknown): void;
}

interface MarkingOptions {
  store: Store;
  calendar: Calendar;
  stopwatch: Stopwatch | undefined;
  stopping: AbortSignal;
}

/**
 * Writes the results of messages; where one that must arrive is lost, others are told. What ends in a setting while a result of it
 * is being written is written together afterwards. While the database is busy or away it is tried again. Of notices that another
 * process has claimed since, nothing is written. The call gives the ids of the others.
 */
export function createMarking({
  store,
  calendar,
  stopwatch,
  stopping,
}: MarkingOptions): (outcomes: Outcomes) => Promise<ReadonlySet<string>> {
  /** By setting; an entry while results of that setting are being written. */
  const queues = new Map<string, Waiting[]>();

  async function writeQueue(setting: string): Promise<void> {
    for (;;) {
      const together = queues.get(setting) ?? [];
      if (together.length === 0) break;
      queues.set(setting, []);
      await writeAll(together);
    }
    queues.delete(setting);
  }

  async function writeAll(together: readonly Waiting[]): Promise<void> {
    for (let tried = 1; tried < TRIES; tried++) {
      try {
        const ours = await write(together.map(({ outcomes }) => outcomes));
        for (const [at, { resolve }] of together.entries()) resolve(ours[at] ?? new Set());
        return;
      } catch {
        await stopwatch?.sleep(Math.min(PAUSE_MS.first * 2 ** tried, PAUSE_MS.longest), stopping);
      }
    }
    // Each by itself, so that what is wrong with one is not the others'.
    for (const { outcomes, resolve, reject } of together) {
      try {
        const [ours = new Set<string>()] = await write([outcomes]);
        resolve(ours);
      } catch (error) {
        reject(error);
      }
    }
  }

  /** @param together of one setting. The chain's head is locked only to tell somebody: a result hangs on its claim alone. */
  function write(together: readonly Outcomes[]): Promise<ReadonlySet<string>[]> {
    const locked = together.filter(isToBeTold).map(({ parcel }) => parcel.setting.id);
    return store.write(locked.slice(0, 1), async (register) => {
      const ours: ReadonlySet<string>[] = [];
      for (const outcomes of together) ours.push(await writeOne(register, outcomes));
      return ours;
    });
  }

  async function writeOne(register: Register, outcomes: Outcomes): Promise<ReadonlySet<string>> {
    const { parcel, result, after: all, now } = outcomes;
    const { setting, claim, rows } = parcel;
    const { outcome, account } = result;
    const platform = outcome.kind === 'sent' ? (account?.platform ?? null) : null;
    const marks = all.map(({ row: { id }, after }) => ({ ...after, id, platform }));
    const ours = await register.notices.mark(setting.id, claim.token, marks);
    for (const { row } of lostOf(outcomes))
      if (ours.has(row.id)) await tellOthers(register, setting, calendar, now, row);
    // Also where another process sends it once more: both are rewritten once they are settled.
    if (outcome.kind === 'sent' && account) await keepPlace(register, rows, account, outcome, now);
    return ours;
  }

  return (outcomes) =>
    new Promise((resolve, reject) => {
      const { id } = outcomes.parcel.setting;
      const waiting = { outcomes, resolve, reject };
      const others = queues.get(id);
      if (others) others.push(waiting);
      else {
        queues.set(id, [waiting]);
        void writeQueue(id);
      }
    });
}

/** The notices of a message that must arrive and do not. */
function lostOf({ parcel, result, after: all }: Outcomes): Outcomes['after'] {
  const hasNobody = result.outcome.kind !== 'sent' && parcel.accounts.length === 0;
  return all.filter(({ row, after }) => (after.state === 'dead' || hasNobody) && mustArrive(row));
}

function isToBeTold(outcomes: Outcomes): boolean {
  return lostOf(outcomes).length > 0;
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

/** Gives up the claim of a message that no platform was asked to send: the next process need not wait for it to lapse. */
export async function release(store: Store, { rows, setting, claim }: AddressedParcel): Promise<void> {
  const asBefore = rows.map((row) => ({ ...row, notBefore: row.plannedFor ?? row.notBefore }));
  await store.write([], (register) => register.notices.mark(setting.id, claim.token, asBefore));
}

/** Called when a platform that was given up on has accepted the message after all: it is not sent again. */
export async function recordLateArrival(
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
