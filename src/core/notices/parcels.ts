import type { Message } from '../platform.ts';
import { type Button, button } from '../talk/view.ts';
import type { Notice, NoticeRow } from './notice.ts';
import { SETTLED } from './settled.ts';
import { asksForSomething } from './table.ts';

/** How many notices one message names at most. */
const MOST = 20;

/** One message to one person, made of one notice or several. */
export interface Parcel {
  rows: [NoticeRow, ...NoticeRow[]];
  message: Message;
}

/** Joins routine notices to one person into one message. Alerts and summaries are sent alone. */
export function toParcels(rows: readonly NoticeRow[]): Parcel[] {
  const parcels: Parcel[] = [];
  const routine = new Map<string, [NoticeRow, ...NoticeRow[]]>();
  for (const row of rows) {
    if (row.class !== 'routine') {
      parcels.push({ rows: [row], message: alone(row) });
      continue;
    }
    const key = `${row.setting} ${row.recipient}`;
    const others = routine.get(key);
    if (others) others.push(row);
    else routine.set(key, [row]);
  }
  for (const together of routine.values()) {
    const [first, ...others] = together;
    parcels.push({ rows: together, message: others.length === 0 ? alone(first) : joined(together) });
  }
  return parcels;
}

function alone(row: NoticeRow): Message {
  const { id, title, text, button: plain } = row;
  const ownButton = plain && asksForSomething(row) ? ofNotice(plain, id) : plain;
  return { id, title, text, button: ownButton, ...tried([row]) };
}

/** The button of a message names the message, so that it is answered by what has been done since. */
function ofNotice({ label, run }: Button, id: string): Button {
  return { label, run: { ...run, input: { ...run.input, notice: id } } };
}

/** Since when all of these have been tried. */
function tried(rows: readonly NoticeRow[]): Pick<Message, 'triedSince'> {
  if (rows.some(({ attempts }) => attempts === 0)) return {};
  return { triedSince: new Date(Math.min(...rows.map(({ createdAt }) => createdAt.getTime()))) };
}

function joined(rows: readonly [NoticeRow, ...NoticeRow[]]): Message {
  return {
    id: rows[0].id,
    title: countOf(rows.length),
    text: lines(rows.map(({ title }) => `• ${title}`)),
    button: MY_PAGE,
    ...tried(rows),
  };
}

const MY_PAGE = button('My page', 'me');

function countOf(things: number): string {
  return `${things} ${things === 1 ? 'thing' : 'things'} for you`;
}

function lines(all: readonly string[]): string {
  const rest = all.length - MOST;
  return [...all.slice(0, MOST), ...(rest > 0 ? [`… and ${rest} more`] : [])].join('\n');
}

/**
 * The message once some of its notices are settled: each of these with its sentence and without a button, while what is open
 * stands as before.
 */
export function redrawn(rows: readonly Notice[], settled: ReadonlyMap<string, string>): Message {
  const [first, ...others] = rows;
  if (!first) throw new Error('a message holds no notice');
  const { id } = first;
  const line = ({ id, title }: Notice) => {
    const words = settled.get(id);
    return words === undefined ? `• ${title}` : `✓ ${title} – ${words}`;
  };
  if (others.length === 0)
    return { id, title: `✓ ${first.title}`, text: settled.get(id) ?? SETTLED, button: null };
  const open = rows.filter((row) => !settled.has(row.id));
  const text = lines(rows.map(line));
  if (open.length === 0) return { id, title: `✓ ${rows.length} things, all settled`, text, button: null };
  return { id, title: countOf(open.length), text, button: MY_PAGE };
}

/** Groups the rows by setting. */
export function bySetting<Row extends { setting: string }>(rows: readonly Row[]): Row[][] {
  const settings = new Map<string, Row[]>();
  for (const row of rows) {
    const others = settings.get(row.setting);
    if (others) others.push(row);
    else settings.set(row.setting, [row]);
  }
  return [...settings.values()];
}

export function countPeople(rows: readonly NoticeRow[]): number {
  return new Set(rows.map(({ setting, recipient }) => `${setting} ${recipient}`)).size;
}
