import type { Message } from '../platform.ts';
import { button } from '../talk/view.ts';
import type { NoticeRow } from './notice.ts';

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

function alone({ id, title, text, button: ownButton }: NoticeRow): Message {
  return { id, title, text, button: ownButton };
}

function joined(rows: readonly [NoticeRow, ...NoticeRow[]]): Message {
  const lines = rows.slice(0, MOST).map(({ title }) => `• ${title}`);
  if (rows.length > MOST) lines.push(`… and ${rows.length - MOST} more`);
  return {
    id: rows[0].id,
    title: `${rows.length} things for you`,
    text: lines.join('\n'),
    button: button('Show me', 'me'),
  };
}

/** Groups the rows by setting. */
export function bySetting(rows: readonly NoticeRow[]): NoticeRow[][] {
  const settings = new Map<string, NoticeRow[]>();
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
