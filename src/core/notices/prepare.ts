import type { Account } from '../accounts/account.ts';
import type { Claim } from '../claim.ts';
import type { Platform } from '../platform.ts';
import { type Calendar, localTime } from '../rules/days.ts';
import { addWorkingDays, instantOf } from '../rules/working-days.ts';
import type { Setting } from '../settings/setting.ts';
import type { Register, Store } from '../store.ts';
import { addressesOf, withSetting } from './addresses.ts';
import { loadReminderFacts, type ReminderFacts } from './facts.ts';
import { type ClaimedNotice, type Notice, subjectsOf } from './notice.ts';
import { type Parcel, toParcels } from './parcels.ts';
import { headIn } from './reminders/summary.ts';
import { timeFor } from './send-time.ts';
import { checkStillTrue } from './still-true.ts';
import { lawOf } from './table.ts';

/** After how many milliseconds a message is tried again whose platform's queue was full. */
const RETRY_WHEN_FULL_MS = 60_000;
/**
 * How long another process of this register has for people whom only that one reaches, in milliseconds. Afterwards attempts
 * are counted here, and others are told.
 */
const ELSEWHERE_MS = 86_400_000;

/** How many of a person's latest messages are looked at for one about the same subject. */
const LOOKED_BACK = 50;

/** A message with the accounts that it may go to. */
export interface AddressedParcel extends Parcel {
  accounts: readonly Account[];
  setting: Setting;
  claim: Claim;
}

/** Notices of one setting that were claimed at one moment. */
interface ClaimedRows {
  claim: Claim;
  rows: readonly ClaimedNotice[];
  now: Date;
  /** Others may be waiting behind these. */
  mayBeMore: boolean;
}

interface PrepareOptions {
  store: Store;
  platforms: readonly Platform[];
  calendar: Calendar;
  /** Whether the queue of the platform of this name takes another message. */
  hasRoom: (platform: string) => boolean;
}

/** A claimed notice that does not leave now, and what is written about it, which gives its claim back. */
interface Postponed {
  row: ClaimedNotice;
  change: Partial<Notice>;
}

/**
 * Checks the claimed notices of one setting: those that are no longer true are suppressed, those outside the hours in which
 * they may be sent wait, the rest becomes messages with addresses.
 */
export async function prepare(options: PrepareOptions, claimed: ClaimedRows): Promise<AddressedParcel[]> {
  const { store, calendar } = options;
  const { claim, rows, now } = claimed;
  const [first] = rows;
  if (!first) return [];
  const { setting: id } = first;
  const { parcels, leaving, postponed, head } = await store.read(async (register) => {
    const setting = await register.settings.byId(id);
    if (!setting) throw new Error('a notice belongs to no setting');
    const { leaving, postponed } = await divide(register, setting, calendar, rows, now);
    const addressed = await address(options, register, setting, leaving, claimed);
    const isTold = addressed.parcels.some((parcel) => parcel.rows.some(isOfHead));
    const head = isTold ? await register.audit.head(id) : undefined;
    return { parcels: addressed.parcels, leaving, postponed: [...postponed, ...addressed.postponed], head };
  });
  const reworded = leaving.filter((row) => {
    const before = rows.find(({ id: known }) => known === row.id);
    return before?.title !== row.title || before.text !== row.text;
  });
  if (postponed.length + reworded.length > 0 || head) {
    const marks = postponed.map(({ row, change }) => ({ ...row, ...change }));
    const telling = parcels.filter(({ rows: told }) => told.some(isOfHead)).flatMap(({ rows: told }) => told);
    await store.write(head ? [id] : [], async (register) => {
      await register.notices.mark(id, claim.token, marks);
      for (const row of reworded) await register.notices.reword(id, claim.token, row.id, row);
      const ids = telling.map((row) => row.id);
      // Verification compares the chain with every head that was sent out, longer than the message is kept.
      if (head && (await register.notices.renew(id, ids, claim)))
        await register.audit.append(
          id,
          { action: 'head.told', actor: 'clock', subject: first.settingCode, payload: { ...head } },
          now,
        );
    });
  }
  return parcels;
}

/** Whether a notice tells the head of the audit chain. */
function isOfHead({ text }: Notice): boolean {
  return headIn(text) !== undefined;
}

/** Which notices are still true and may leave now, in the words that are true now. */
async function divide(
  register: Register,
  setting: Setting,
  calendar: Calendar,
  rows: readonly ClaimedNotice[],
  now: Date,
): Promise<{ leaving: ClaimedNotice[]; postponed: Postponed[] }> {
  const needsEverything = rows.some((row) => row.class === 'summary');
  const subjects = needsEverything ? undefined : new Set(rows.map(({ subject }) => subject));
  const facts = await loadReminderFacts(register, setting, calendar, now, subjects);
  const leaving: ClaimedNotice[] = [];
  const postponed: Postponed[] = [];
  const checked = await checkStillTrue(facts, rows);
  const due = checked.flatMap(({ row, words }) => (words ? [row] : []));
  for (const { row, words } of checked) {
    const time = timeFor(row, words ? await notSoonerThan(facts, row, due) : now, setting, calendar);
    if (!words) postponed.push({ row, change: { state: 'suppressed' } });
    else if (time > now) postponed.push({ row, change: { notBefore: time } });
    else leaving.push({ ...row, title: words.title, text: words.text });
  }
  return { leaving, postponed };
}

/**
 * When a message may leave that follows another to its recipient about the same subject no sooner than an open day later. `due`:
 * what leaves now.
 */
async function notSoonerThan(
  { register, setting, where, now }: ReminderFacts,
  row: ClaimedNotice,
  due: readonly ClaimedNotice[],
): Promise<Date> {
  if (!lawOf(row.content).notWithinADay) return now;
  const isSame = (other: Notice) => other.id !== row.id && subjectsOf(other).includes(row.subject);
  const before = await register.notices.ofRecipient(setting.id, row.recipient, LOOKED_BACK);
  // A clock that was set back knows of messages that are yet to come.
  const sent = before.filter(isSame).flatMap(({ sentAt }) => (sentAt && sentAt <= now ? sentAt : []));
  const beside = due.filter((other) => other.recipient === row.recipient && isSame(other));
  const last = [...sent, ...beside.map(() => now)].map((at) => {
    const { day, time } = localTime(at, setting.timezone);
    return instantOf(addWorkingDays(day, 1, where), time, setting.timezone).getTime();
  });
  return new Date(Math.max(now.getTime(), ...last));
}

/** Joins notices into messages, and postpones those that no platform of this process can take now. */
async function address(
  { platforms, hasRoom }: PrepareOptions,
  register: Register,
  setting: Setting,
  leaving: readonly ClaimedNotice[],
  { claim, now, mayBeMore }: ClaimedRows,
): Promise<{ parcels: AddressedParcel[]; postponed: Postponed[] }> {
  const parcels: AddressedParcel[] = [];
  const postponed: Postponed[] = [];
  const postpone = (rows: readonly ClaimedNotice[], change: Partial<Notice>) =>
    postponed.push(...rows.map((row) => ({ row, change })));
  const later = { notBefore: new Date(now.getTime() + RETRY_WHEN_FULL_MS) };
  const addressOf = await addressesOf(register, platforms, setting.id, leaving);
  for (const parcel of toParcels(leaving)) {
    const [first] = parcel.rows;
    const { accounts, elsewhere } = addressOf(first);
    const platform = accounts[0]?.platform;
    if (accounts.length === 0 && elsewhere && now.getTime() - first.createdAt.getTime() < ELSEWHERE_MS)
      // Where more people may be waiting, these must not be claimed again before the others.
      postpone(parcel.rows, mayBeMore ? later : {});
    else if (platform !== undefined && first.class !== 'alert' && !hasRoom(platform))
      postpone(parcel.rows, later);
    else {
      const message = withSetting({ code: setting.code, message: parcel.message }, accounts[0]);
      parcels.push({ ...parcel, message, accounts, setting, claim });
    }
  }
  return { parcels, postponed };
}
