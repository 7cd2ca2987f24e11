import { join } from 'node:path';
import { printableLine } from '../../adapters/console/text.ts';
import { milestoneOf, type NoticeRow } from '../core/notices/notice.ts';
import { rehearse } from '../core/notices/rehearse.ts';
import { addDays, isDay, isReckonable, localDay, localTime, showDay } from '../core/rules/days.ts';
import { instantOf } from '../core/rules/working-days.ts';
import type { Setting } from '../core/settings/setting.ts';
import { openStore } from '../store/index.ts';
import { openScratch, sweep, TEMPORARY } from '../store/sqlite/scratch.ts';
import { asFailure, type Door, EXIT, read, WrongUsage } from './door.ts';

/** How many days ahead the rehearsal goes by default. */
const AHEAD = 28;
const WEEKDAYS = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/**
 * Prints what will be sent to whom, and when, if nobody does anything meanwhile. It is rehearsed on a copy of the database,
 * so nothing is written.
 */
export async function run(door: Door, args: readonly string[]): Promise<number> {
  const { values } = read(
    args,
    { from: { type: 'string' }, to: { type: 'string' }, json: { type: 'boolean' } } as const,
    { least: 0, most: 0 },
  );
  const today = door.clock(undefined)().toISOString().slice(0, 10);
  const from = day('--from', values.from) ?? today;
  const to = day('--to', values.to) ?? addDays(from, AHEAD);
  if (to < from) throw new WrongUsage('The last day (--to) lies before the first (--from).');
  const register = await door.openStore();
  sweep(TEMPORARY);
  const scratch = openScratch(TEMPORARY);
  try {
    const copy = join(scratch.folder, 'copy.db');
    try {
      await asFailure(register.copyTo(copy));
    } finally {
      await register.close();
    }
    const store = await openStore(copy);
    try {
      const settings = await store.read((register) => register.settings.all());
      const zones = settings.map(({ timezone }) => timezone);
      // The rehearsal starts today even if the first day asked for is later: what falls due in between will have been sent
      // by then.
      const first = from < today ? from : today;
      const start = earliest(zones.map((zone) => instantOf(first, '00:00', zone)));
      const end = latest(zones.map((zone) => instantOf(addDays(to, 1), '00:00', zone)));
      const rows =
        settings.length === 0
          ? []
          : await rehearse({ store, calendar: await door.calendar(), from: start, to: end });
      const entries = rows.flatMap((row) => {
        const setting = settings.find(({ id }) => id === row.setting);
        const at = row.sentAt;
        if (!setting || at === null) return [];
        const local = localDay(at, setting.timezone);
        return from <= local && local <= to ? [{ row, setting, at }] : [];
      });
      if (values.json) for (const entry of entries) door.print(JSON.stringify(toRecord(entry)));
      else for (const line of toLines(entries, from, to)) door.print(line);
      return EXIT.done;
    } finally {
      await store.close();
    }
  } finally {
    scratch.close();
  }
}

interface Entry {
  row: NoticeRow;
  setting: Setting;
  at: Date;
}

function day(option: string, given: string | undefined): string | undefined {
  if (given !== undefined && !(isDay(given) && isReckonable(given)))
    throw new WrongUsage(`${option} wants a day such as 2026-12-01, not “${given}”.`);
  return given;
}

function earliest(times: readonly Date[]): Date {
  return new Date(Math.min(...times.map((time) => time.getTime())));
}

function latest(times: readonly Date[]): Date {
  return new Date(Math.max(...times.map((time) => time.getTime())));
}

function toRecord({ row, setting, at }: Entry) {
  const { day: date, time } = localTime(at, setting.timezone);
  return {
    setting: row.settingCode,
    at: at.toISOString(),
    day: date,
    time,
    to: row.recipientName,
    to_id: row.recipient,
    subject: row.subject,
    milestone: milestoneOf(row),
    class: row.class,
    title: row.title,
    text: row.text,
  };
}

/** Sorts the entries into lines by day, and within a day by minute and person. */
function toLines(entries: readonly Entry[], from: string, to: string): string[] {
  if (entries.length === 0)
    return [`From ${showDay(from)} to ${showDay(to)} nothing will be sent, as things stand.`];
  const several = new Set(entries.map(({ setting }) => setting.id)).size > 1;
  const timed = entries.map(({ row, setting, at }) => {
    const local = localTime(at, setting.timezone);
    const where = several ? ` (${row.settingCode})` : '';
    return { row, day: local.day, head: `  ${local.time}  ${row.recipientName}${where}` };
  });
  timed.sort((a, b) => compare(a.day, b.day) || compare(a.head, b.head));
  const lines: string[] = [];
  let before = { day: '', head: '' };
  for (const { row, day, head } of timed) {
    if (day !== before.day) {
      const weekday = WEEKDAYS[(new Date(`${day}T00:00:00Z`).getUTCDay() + 6) % 7];
      lines.push(...(lines.length === 0 ? [] : ['']), `${weekday} ${showDay(day)}`);
    }
    if (day !== before.day || head !== before.head) lines.push(printableLine(head));
    lines.push(`           ${printableLine(`${row.class}: ${row.title}`)}`);
    before = { day, head };
  }
  return lines;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
