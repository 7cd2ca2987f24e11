import { isAskedAboutFamilies } from '../children/unasked.ts';
import { allFamilies } from '../children/words.ts';
import { newClaim } from '../claim.ts';
import { spreadOf } from '../identifier.ts';
import { addDays, type Calendar, localDay, weekday } from '../rules/days.ts';
import { instantOf, nextWindow } from '../rules/working-days.ts';
import { TAKEN_BACK_MS } from '../settings/last-import.ts';
import type { Setting } from '../settings/setting.ts';
import type { Store } from '../store.ts';
import { writeEach } from '../write-each.ts';
import type { DailyCheck } from './daily-check.ts';
import { loadReminderFacts, type ReminderFacts } from './facts.ts';
import type { Content, Telling } from './notice.ts';
import { findOutdated, forgetOld, type Outdated } from './redraw.ts';
import { dueNow, reminderKinds } from './table.ts';
import { tell } from './tell.ts';

interface RemindOptions {
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
const CHECK_MINUTES = { from: 5, over: 240 };
/** How soon a setting whose check failed is checked again, in milliseconds. */
const RETRY_MS = 600_000;
/** How long answers are kept for repeated deliveries, in milliseconds. No platform repeats a delivery later than that. */
const ANSWERS_KEPT_MS = 3 * 86_400_000;

interface CheckedSetting {
  check: DailyCheck;
  next: Date;
  setting: Setting | undefined;
  tellings: ToTell[];
  outdated: Outdated[];
}

type ToTell = Telling<Content> & { to: string };

/**
 * Queues the messages that are due, each milestone once, and returns how many; and marks those that were sent and of which
 * something is settled, to be rewritten. Every setting is checked once in its local
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
      (setting) => !done.has(setting),
    );
    if (due.length === 0) break;
    for (const setting of due) done.add(setting);
    const claim = newClaim(now);
    const claimed = await writeEach(store, due, (register, setting) =>
      register.dailyChecks.claim(setting, now, claim),
    );
    faults.push(...claimed.faults);
    const checked: CheckedSetting[] = [];
    for (const check of claimed.done) {
      // Another process of this register checks it.
      if (!check) continue;
      await letOthersRun?.();
      try {
        checked.push(await checkSetting(store, calendar, now, check));
      } catch (error) {
        // A failure in one setting must not delay the others, so it is thrown after all of them.
        faults.push(error);
        const next = new Date(now.getTime() + RETRY_MS);
        checked.push({ check, next, setting: undefined, tellings: [], outdated: [] });
      }
    }
    queued += await queueDue(store, calendar, now, checked);
  }
  await store.write([], async (register) => {
    const before = new Date(now.getTime() - ANSWERS_KEPT_MS);
    await register.intents.purge(before);
    await register.lastImports.purge(new Date(now.getTime() - TAKEN_BACK_MS));
    await register.conversations.purge(before);
    await forgetOld(register, now);
  });
  if (faults.length > 0)
    throw new AggregateError(faults, 'some settings could not be checked for what is due');
  return queued;
}

/** Finds what is due in one setting and has not been told, and what was told and is settled. */
async function checkSetting(
  store: Store,
  calendar: Calendar,
  now: Date,
  check: DailyCheck,
): Promise<CheckedSetting> {
  return store.read(async (register) => {
    const setting = await register.settings.byId(check.setting);
    if (!setting) throw new Error('an audit chain has no setting');
    const facts = await loadReminderFacts(register, setting, calendar, now);
    const tellings: ToTell[] = await toBeAsked(facts);
    const kinds = reminderKinds({ withSummary: isForSummary(check, setting, calendar, now) });
    for (const telling of await dueNow(facts, kinds)) {
      if (!(await register.notices.wasQueued({ ...telling, setting: setting.id, recipient: telling.to })))
        tellings.push(telling);
    }
    const outdated = await findOutdated(facts);
    return { check, next: nextCheck(setting, now), setting, tellings, outdated };
  });
}

/**
 * Who is asked about all the families, after the first import and on joining (K15): whoever was not told so in their present
 * stay, and was never asked about some family. Where everybody was told, this takes one query.
 */
async function toBeAsked({ register, setting, inPost, today, unasked }: ReminderFacts): Promise<ToTell[]> {
  const told = await register.notices.recipients(setting.id, 'families', 'everybody');
  const open = [...inPost.values()]
    .filter((person) => isAskedAboutFamilies(person, today))
    .map(({ id, startsOn }) => ({
      to: id,
      since: startsOn !== null && startsOn > setting.firstImportOn ? startsOn : setting.firstImportOn,
    }))
    .filter(
      ({ to, since }) => !told.some(({ recipient, occasion }) => recipient === to && occasion === since),
    );
  if (open.length === 0) return [];
  const families = await unasked();
  return open
    .filter(({ to }) => (families.get(to) ?? []).length > 0)
    .map(({ to, since }) => ({ ...allFamilies(since), to }));
}

/** Queues what the checks found, in one transaction for all of these settings. */
async function queueDue(
  store: Store,
  calendar: Calendar,
  now: Date,
  checked: readonly CheckedSetting[],
): Promise<number> {
  return store.write(
    checked.map(({ check }) => check.setting),
    async (register) => {
      let queued = 0;
      for (const { check, next, setting, tellings, outdated } of checked) {
        // This process was stopped meanwhile, and another has made this check.
        if (!(await register.dailyChecks.checked(check, now, next))) continue;
        if (check.checkedAt > now) await register.notices.rewind(check.setting, now);
        for (const telling of tellings) {
          if (setting && (await tell({ register, setting, now, calendar }, telling.to, telling))) queued++;
        }
        for (const { id, open } of outdated)
          await register.sentMessages.outdate(check.setting, id, open, now);
      }
      return queued;
    },
  );
}

/**
 * Whether a summary may be queued now. What comes up after Monday's first window has opened waits for the next Monday; a
 * summary missed in an outage is made up.
 */
function isForSummary({ checkedAt }: DailyCheck, setting: Setting, calendar: Calendar, now: Date): boolean {
  const today = localDay(now, setting.timezone);
  const monday = instantOf(addDays(today, -weekday(today)), '00:00', setting.timezone);
  const window = nextWindow(monday, setting, calendar);
  return now <= window || checkedAt < monday || checkedAt > now;
}

function nextCheck({ id, timezone }: Setting, now: Date): Date {
  const minutes = CHECK_MINUTES.from + Math.floor(spreadOf(id) * CHECK_MINUTES.over);
  const time = `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
  return instantOf(addDays(localDay(now, timezone), 1), time, timezone);
}
