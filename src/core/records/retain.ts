import { spreadOf } from '../identifier.ts';
import { addDays, type Day, localDay, showDay } from '../rules/days.ts';
import { instantOf } from '../rules/working-days.ts';
import type { Setting } from '../settings/setting.ts';
import type { Register, Store } from '../store.ts';
import { recordAs } from './record.ts';
import { erasableOn, type LegalHold, MESSAGE_DAYS, type RetentionCandidate } from './retention.ts';

/** Settings looked at in one go, and records erased in one transaction: nobody waits long behind either. */
const BATCH = 32;
const AT_ONCE = 25;
/** A night that comes so long after anything that is known is a wrong clock until the operator says otherwise, in days. */
const LEAP = 90;
const DAY = 86_400_000;

/** Why a record went, or stayed. */
export interface RetentionDecision {
  /** What kind of record: `declaration`. */
  kind: string;
  ref: string;
  /** The first day on which it might go. */
  on: Day;
  /** A clause: "the last child it is linked to left three years before". */
  why: string;
}

/** What was erased in one setting, or would be. */
export interface Retained {
  setting: string;
  code: string;
  gone: RetentionDecision[];
  /** Words of messages, all told. */
  messages: number;
  /** Due, and kept by a legal hold. */
  held: RetentionDecision[];
  holds: LegalHold[];
}

interface Retaining {
  store: Store;
  now: Date;
  /** Lets what has arrived meanwhile have its turn: between two settings, each of which takes some milliseconds. */
  letOthersRun?: () => Promise<void>;
}

/** What has come due in one setting, judged on one snapshot. Writes nothing. */
async function judge(register: Register, setting: Setting, today: Day) {
  const holds = await register.retention.holds(setting.id);
  const isHeld = (people: readonly string[]) =>
    holds.some(({ person }) => person === null || people.includes(person));
  const due: { record: RetentionCandidate; verdict: RetentionDecision; held: boolean }[] = [];
  /** Children and people whom a record that stays needs by name. */
  const needed = new Set<string>();
  for (const record of await register.retention.candidates(setting.id)) {
    const on = record.inPost || needed.has(record.id) ? null : erasableOn(record);
    const isDue = on !== null && on <= today;
    const held = isHeld(record.people);
    if (!isDue || held) for (const id of record.names) needed.add(id);
    if (isDue)
      due.push({ record, verdict: { kind: record.kind, ref: record.ref, on, why: record.why }, held });
  }
  // A message made on that day or before it has had its 90 days.
  const before = instantOf(addDays(today, -MESSAGE_DAYS + 1), '00:00', setting.timezone);
  const messages = (await register.retention.messages(setting.id, before)).map((each) => ({
    ...each,
    held: isHeld([each.recipient]),
  }));
  return { holds, due, before, messages };
}

/** What would be erased in a setting today; nothing is. */
export async function rehearseRetention({ store, now }: Retaining, setting: Setting): Promise<Retained> {
  const today = localDay(now, setting.timezone);
  return store.read(async (register) => toReport(setting, await judge(register, setting, today)));
}

function toReport(setting: Setting, { due, messages, holds }: Awaited<ReturnType<typeof judge>>): Retained {
  const count = (held: boolean) =>
    messages.filter((each) => each.held === held).reduce((sum, each) => sum + each.count, 0);
  return {
    setting: setting.id,
    code: setting.code,
    gone: due.filter(({ held }) => !held).map(({ verdict }) => verdict),
    messages: count(false),
    held: due.filter(({ held }) => held).map(({ verdict }) => verdict),
    holds,
  };
}

/**
 * Erases in one setting what the rules no longer let it keep (rules: Privacy): personal fields go, ids and references stay,
 * and each erasure is an event of the audit chain, which still verifies.
 */
export async function retainSetting(
  { store, now }: Retaining,
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
      // Judged again in the transaction that erases: somebody may have come back, or a hold been placed.
      const judged = await judge(register, setting, today);
      const going = judged.due.filter(({ held }) => !held).slice(0, AT_ONCE);
      const events = await register.retention.eventsOf(
        setting.id,
        going.map(({ record }) => record),
      );
      for (const { record, verdict } of going) {
        await register.retention.erase(setting.id, record, today);
        await recordAs(
          actor,
          { register, setting, now },
          {
            action: `${record.kind}.erased`,
            subject: record.ref,
            payload: { since: verdict.on },
          },
        );
      }
      await register.audit.erase(setting.id, events, actor, now);
      let messages = 0;
      for (const { recipient, held } of judged.messages)
        if (!held) messages += await register.retention.eraseMessages(setting.id, recipient, judged.before);
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
      return { ...toReport(setting, judged), gone: going.map(({ verdict }) => verdict), messages };
    });
    report.gone.push(...round.gone);
    report.messages += round.messages;
    report.held = round.held;
    report.holds = round.holds;
    if (round.gone.length === 0) return report;
  }
}

/**
 * The night's round: every setting once in its day, one question in any other minute. Erases nothing where the clock has
 * leapt: what is gone cannot be had back, so that waits for the operator's `candour retain`.
 * @throws AggregateError once it is done, with what went wrong in single settings
 */
export async function retain({ store, now, letOthersRun }: Retaining): Promise<Retained[]> {
  const reports: Retained[] = [];
  const faults: unknown[] = [];
  for (;;) {
    const due = await store.read((register) => register.retention.due(now, BATCH));
    if (due.length === 0) break;
    const looked: { id: string; at: Date | null; next: Date }[] = [];
    for (const id of due) {
      await letOthersRun?.();
      try {
        const { setting, leapt } = await store.read(async (register) => ({
          setting: await register.settings.byId(id),
          leapt: await hasLeapt(register, id, now),
        }));
        if (!setting) throw new Error('a chain belongs to no setting');
        const report = leapt ? undefined : await retainSetting({ store, now }, setting, 'clock');
        if (report && report.gone.length + report.messages > 0) reports.push(report);
        looked.push({ id, at: leapt ? null : now, next: nextNight(setting, now) });
      } catch (error) {
        // The others are not to wait for this one; it is told once they are done.
        faults.push(error);
        looked.push({ id, at: null, next: new Date(now.getTime() + DAY) });
      }
    }
    await store.write([], async (register) => {
      for (const { id, at, next } of looked) await register.retention.looked(id, at, next);
    });
  }
  if (faults.length > 0) throw new AggregateError(faults, 'in some settings nothing could be erased');
  return reports;
}

/** Whether so long has passed since anything is known of a setting that erasing there waits for the operator. */
export async function hasLeapt(register: Register, setting: string, now: Date): Promise<boolean> {
  const known = await register.retention.lastKnown(setting);
  return known !== null && now.getTime() - known.getTime() > LEAP * DAY;
}

/** Between five and six in the morning, when the night's other look is over. */
function nextNight({ id, timezone }: Setting, now: Date): Date {
  const time = `05:${String(Math.floor(spreadOf(id) * 60)).padStart(2, '0')}`;
  return instantOf(addDays(localDay(now, timezone), 1), time, timezone);
}

/** A line for the operator. */
export function describeDecision({ ref, on, why }: RetentionDecision): string {
  return `${ref}: ${why} (since ${showDay(on)}).`;
}
