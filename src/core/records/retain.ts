import { type Claim, newClaim } from '../claim.ts';
import { spreadOf } from '../identifier.ts';
import { addDays, type Day, localDay, showDay } from '../rules/days.ts';
import { instantOf } from '../rules/working-days.ts';
import type { Setting } from '../settings/setting.ts';
import type { Register, Store } from '../store.ts';
import { writeEach } from '../write-each.ts';
import { recordAs } from './record.ts';
import { erasableOn, type LegalHold, MESSAGE_DAYS, type RetentionCandidate } from './retention.ts';

/**
 * How many settings are checked together, and how many records one transaction erases: small enough that other work never
 * waits long.
 */
const BATCH = 32;
const AT_ONCE = 25;
/**
 * Days without any activity in a setting after which the clock may be wrong. Then nothing is erased at night until the
 * operator has run `candour retain`.
 */
const LEAP_DAYS = 90;
const DAY_MS = 86_400_000;

/** Why a record is erased or kept. */
interface RetentionDecision {
  /** The kind of record: `declaration`. */
  kind: string;
  ref: string;
  /** The first day on which the record may be erased. */
  on: Day;
  /** A clause: "the last child it is linked to left three years before". */
  why: string;
}

/** What was, or would be, erased in one setting. */
export interface Retained {
  setting: string;
  code: string;
  gone: RetentionDecision[];
  /** How many messages lost their title and text. */
  messages: number;
  /** Records that are due but kept by a legal hold. */
  held: RetentionDecision[];
  holds: LegalHold[];
}

interface Retaining {
  store: Store;
  now: Date;
  /** Lets other requests run between two settings, each of which takes some milliseconds. */
  letOthersRun?: () => Promise<void>;
}

/** As the claim of the process that does it each night; the operator needs none. */
interface Claiming extends Retaining {
  claim?: Claim;
}

/** What is due for erasure in one setting, decided on one snapshot. Writes nothing. */
async function findDue(register: Register, setting: Setting, today: Day) {
  const holds = await register.retention.holds(setting.id);
  const isHeld = (people: readonly string[]) =>
    holds.some(({ person }) => person === null || people.includes(person));
  const due: { record: RetentionCandidate; decision: RetentionDecision; held: boolean }[] = [];
  /** Children and people whose names are needed by a record that stays. */
  const needed = new Set<string>();
  for (const record of await register.retention.candidates(setting.id)) {
    const on = record.inPost || needed.has(record.id) ? null : erasableOn(record);
    const isDue = on !== null && on <= today;
    const held = isHeld(record.people);
    if (!isDue || held) for (const id of record.names) needed.add(id);
    if (isDue)
      due.push({ record, decision: { kind: record.kind, ref: record.ref, on, why: record.why }, held });
  }
  // Messages made before this instant are more than 90 days old.
  const before = instantOf(addDays(today, -MESSAGE_DAYS + 1), '00:00', setting.timezone);
  const messages = (await register.retention.messages(setting.id, before)).map((each) => ({
    ...each,
    held: isHeld([each.recipient]),
  }));
  return { holds, due, before, messages };
}

/** Reports what would be erased in a setting today, without erasing it. */
export async function rehearseRetention({ store, now }: Retaining, setting: Setting): Promise<Retained> {
  const today = localDay(now, setting.timezone);
  return store.read(async (register) => toReport(setting, await findDue(register, setting, today)));
}

function toReport(setting: Setting, { due, messages, holds }: Awaited<ReturnType<typeof findDue>>): Retained {
  const count = (held: boolean) =>
    messages.filter((each) => each.held === held).reduce((sum, each) => sum + each.count, 0);
  return {
    setting: setting.id,
    code: setting.code,
    gone: due.filter(({ held }) => !held).map(({ decision }) => decision),
    messages: count(false),
    held: due.filter(({ held }) => held).map(({ decision }) => decision),
    holds,
  };
}

/**
 * Erases in one setting what the rules no longer allow to be kept (rules: Privacy): personal fields go, ids and references
 * stay, and each erasure is an event of the audit chain, which still verifies.
 */
export async function retainSetting(
  { store, now, claim }: Claiming,
  setting: Setting,
  actor: 'clock' | 'operator',
): Promise<Retained> {
  const today = localDay(now, setting.timezone);
  const asked = await rehearseRetention({ store, now }, setting);
  if (asked.gone.length === 0 && asked.messages === 0) return asked;
  const report: Retained = {
    setting: setting.id,
    code: setting.code,
    gone: [],
    messages: 0,
    held: [],
    holds: [],
  };
  for (;;) {
    const round = await store.write([setting.id], async (register) => {
      // This process was stopped meanwhile, and another goes on.
      if (claim && !(await register.retention.isClaimed(setting.id, claim.token))) return undefined;
      // Decided again in the transaction that erases: a person may have returned, or a hold may have been placed,
      // meanwhile.
      const found = await findDue(register, setting, today);
      const erasable = found.due.filter(({ held }) => !held).slice(0, AT_ONCE);
      const events = await register.retention.eventsOf(
        setting.id,
        erasable.map(({ record }) => record),
      );
      for (const { record, decision } of erasable) {
        await register.retention.erase(setting.id, record, today);
        await recordAs(
          actor,
          { register, setting, now },
          {
            action: `${record.kind}.erased`,
            subject: record.ref,
            payload: { since: decision.on },
          },
        );
      }
      await register.audit.erase(setting.id, events, actor, now);
      let messages = 0;
      for (const { recipient, held } of found.messages)
        if (!held) messages += await register.retention.eraseMessages(setting.id, recipient, found.before);
      if (messages > 0) {
        await recordAs(
          actor,
          { register, setting, now },
          {
            action: 'messages.erased',
            subject: setting.code,
            payload: { count: messages },
          },
        );
      }
      return { ...toReport(setting, found), gone: erasable.map(({ decision }) => decision), messages };
    });
    if (!round) return report;
    report.gone.push(...round.gone);
    report.messages += round.messages;
    report.held = round.held;
    report.holds = round.holds;
    if (round.gone.length === 0) return report;
  }
}

/**
 * The nightly erasure: every setting once in its day, by one process; in any other minute it takes one query. Where the clock may have
 * jumped ahead it erases nothing, because an erasure cannot be undone, and waits for the operator's `candour retain`.
 * @throws AggregateError after all settings, with what went wrong in single ones
 */
export async function retain({ store, now, letOthersRun }: Retaining): Promise<Retained[]> {
  const reports: Retained[] = [];
  const faults: unknown[] = [];
  const done = new Set<string>();
  for (;;) {
    const due = (await store.read((register) => register.retention.due(now, BATCH))).filter(
      (setting) => !done.has(setting),
    );
    if (due.length === 0) break;
    for (const setting of due) done.add(setting);
    const claim = newClaim(now);
    const claimed = await writeEach(store, due, async (register, setting) => ({
      id: setting,
      isOurs: await register.retention.claim(setting, now, claim),
    }));
    faults.push(...claimed.faults);
    const checked = new Map<string, { at: Date | null; next: Date }>();
    for (const { id, isOurs } of claimed.done) {
      if (!isOurs) continue;
      await letOthersRun?.();
      try {
        const { setting, leapt } = await store.read(async (register) => ({
          setting: await register.settings.byId(id),
          leapt: await hasLeapt(register, id, now),
        }));
        if (!setting) throw new Error('an audit chain has no setting');
        const report = leapt ? undefined : await retainSetting({ store, now, claim }, setting, 'clock');
        if (report && report.gone.length + report.messages > 0) reports.push(report);
        checked.set(id, { at: leapt ? null : now, next: nextNight(setting, now) });
      } catch (error) {
        // A failure in one setting must not delay the others, so it is thrown after all of them.
        faults.push(error);
        checked.set(id, { at: null, next: new Date(now.getTime() + DAY_MS) });
      }
    }
    const recorded = await writeEach(store, [...checked.keys()], async (register, setting) => {
      const check = checked.get(setting);
      if (check) await register.retention.recordCheck(setting, check.at, check.next, claim.token);
    });
    faults.push(...recorded.faults);
  }
  if (faults.length > 0) throw new AggregateError(faults, 'erasing failed in some settings');
  return reports;
}

/** Whether the last activity in a setting is so long ago that the clock may be wrong. */
export async function hasLeapt(register: Register, setting: string, now: Date): Promise<boolean> {
  const known = await register.retention.lastKnown(setting);
  return known !== null && now.getTime() - known.getTime() > LEAP_DAYS * DAY_MS;
}

/** A time between five and six in the morning, after the nightly checks for reminders. */
function nextNight({ id, timezone }: Setting, now: Date): Date {
  const time = `05:${String(Math.floor(spreadOf(id) * 60)).padStart(2, '0')}`;
  return instantOf(addDays(localDay(now, timezone), 1), time, timezone);
}

/** A line for the operator. */
export function describeDecision({ ref, on, why }: RetentionDecision): string {
  return `${ref}: ${why} (since ${showDay(on)}).`;
}
