import { spreadOf } from '../identifier.ts';
import { addDays, type Calendar, localDay, weekday } from '../rules/days.ts';
import { instantOf, nextWindow } from '../rules/working-days.ts';
import type { Setting } from '../settings/setting.ts';
import type { Store } from '../store.ts';
import type { DailyCheck } from './daily-check.ts';
import { loadReminderFacts } from './facts.ts';
import { classOf, type Due, dueNow } from './table.ts';
import { tell } from './tell.ts';

export interface RemindOptions {
  store: Store;
  calendar: Calendar;
  now: Date;
  /** Lets other requests run between two settings, each of which takes some milliseconds. */
  letOthersRun?: () => Promise<void>;
}

/** How many settings are checked before their results are written in one transaction, during which other writers wait. */
const BATCH = 8;
/**
 * Checks are spread over the small hours, in minutes after midnight, so that 60,000 settings are not checked in one minute.
 */
const SPREAD = { from: 5, over: 240 };
/** How soon a setting whose check failed is checked again, in milliseconds. */
const AGAIN = 600_000;
/** How long answers are kept for repeated deliveries, in milliseconds. No platform repeats a delivery later than that. */
const KEPT = 3 * 86_400_000;

interface CheckedSetting {
  look: DailyCheck;
  next: Date;
  setting: Setting | undefined;
  tellings: Due[];
}

/**
 * Queues the messages that are due, each milestone once, and returns how many. Every setting is checked once in its local
 * day, in the small hours, and again after anything happened to it. In any other minute this takes one query, however many
 * settings there are.
 * @throws AggregateError after all settings, with what went wrong in single ones
 */
export async function remind({ store, calendar, now, letOthersRun }: RemindOptions): Promise<number> {
  const done = new Set<string>();
  const faults: unknown[] = [];
  let queued = 0;
  for (;;) {
    const due = (await store.read((register) => register.dailyChecks.due(now, BATCH))).filter(
      (look) => !done.has(look.setting),
    );
    if (due.length === 0) break;
    const seen: CheckedSetting[] = [];
    for (const look of due) {
      done.add(look.setting);
      await letOthersRun?.();
      try {
        seen.push(await checkSetting(store, calendar, now, look));
      } catch (error) {
        // A failure in one setting must not delay the others, so it is thrown after all of them.
        faults.push(error);
        const next = new Date(now.getTime() + AGAIN);
        seen.push({ look, next, setting: undefined, tellings: [] });
      }
    }
    queued += await queueFound(store, calendar, now, seen);
  }
  await store.write([], async (register) => {
    const before = new Date(now.getTime() - KEPT);
    await register.intents.purge(before);
    await register.conversations.purge(before);
  });
  if (faults.length > 0) throw new AggregateError(faults, 'some settings could not be looked at');
  return queued;
}

/** Finds what is due in one setting and has not been told. */
async function checkSetting(
  store: Store,
  calendar: Calendar,
  now: Date,
  look: DailyCheck,
): Promise<CheckedSetting> {
  return store.read(async (register) => {
    const setting = await register.settings.byId(look.setting);
    if (!setting) throw new Error('a chain belongs to no setting');
    const facts = await loadReminderFacts(register, setting, calendar, now);
    const tellings: Due[] = [];
    for (const telling of await dueNow(facts)) {
      if (classOf(telling.content) === 'summary' && !isForSummary(look, setting, calendar, now)) continue;
      if (!(await register.notices.isTold({ ...telling, setting: setting.id, recipient: telling.to })))
        tellings.push(telling);
    }
    return { look, next: nextCheck(setting, now), setting, tellings };
  });
}

/** Queues what the checks found, in one transaction for all of these settings. */
async function queueFound(
  store: Store,
  calendar: Calendar,
  now: Date,
  seen: readonly CheckedSetting[],
): Promise<number> {
  return store.write(
    seen.map(({ look }) => look.setting),
    async (register) => {
      let queued = 0;
      for (const { look, next, setting, tellings } of seen) {
        if (look.checkedAt > now) await register.notices.rewind(look.setting, now);
        for (const telling of tellings) {
          if (setting && (await tell({ register, setting, now, calendar }, telling.to, telling))) queued++;
        }
        await register.dailyChecks.checked(look, now, next);
      }
      return queued;
    },
  );
}

/**
 * Whether a summary may be queued now. What comes up after Monday's first window has opened waits for the next Monday; a
 * summary missed in an outage is made up.
 */
function isForSummary(
  { checkedAt: lookedAt }: DailyCheck,
  setting: Setting,
  calendar: Calendar,
  now: Date,
): boolean {
  const today = localDay(now, setting.timezone);
  const monday = instantOf(addDays(today, -weekday(today)), '00:00', setting.timezone);
  const window = nextWindow(monday, setting, calendar);
  return now <= window || lookedAt < monday || lookedAt > now;
}

function nextCheck({ id, timezone }: Setting, now: Date): Date {
  const minutes = SPREAD.from + Math.floor(spreadOf(id) * SPREAD.over);
  const time = `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
  return instantOf(addDays(localDay(now, timezone), 1), time, timezone);
}
