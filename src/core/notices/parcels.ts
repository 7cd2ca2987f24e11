import type { Message, MessagePart } from '../platform.ts';
import { type Button, button } from '../talk/view.ts';
import type { ClaimedNotice, Notice, NoticeClass } from './notice.ts';
import { SETTLED } from './settled.ts';
import { asksForSomething, isAlone } from './table.ts';

/** How many open notices one message shows at most. The rest is on one's own page. */
const MOST = 5;
const URGENCY: readonly NoticeClass[] = ['alert', 'routine', 'summary'];

/** One message to one person, made of one notice or several. The most urgent one comes first, and its class is the message's. */
export interface Parcel {
  rows: [ClaimedNotice, ...ClaimedNotice[]];
  message: Message;
}

/** Joins what leaves for one person now into one message, but for what the law of its kind sends alone. */
export function toParcels(rows: readonly ClaimedNotice[]): Parcel[] {
  const parcels: Parcel[] = [];
  const together = new Map<string, Parcel['rows']>();
  for (const row of byUrgency(rows)) {
    if (isAlone(row.content)) {
      parcels.push(toParcel([row]));
      continue;
    }
    const key = `${row.setting} ${row.recipient}`;
    const others = together.get(key);
    if (others) others.push(row);
    else together.set(key, [row]);
  }
  return [...parcels, ...[...together.values()].map(toParcel)];
}

function byUrgency<Row extends Pick<Notice, 'class'>>(rows: readonly Row[]): Row[] {
  return URGENCY.flatMap((urgency) => rows.filter((row) => row.class === urgency));
}

function toParcel(rows: Parcel['rows']): Parcel {
  return { rows, message: { ...drawn(rows, new Map()), ...tried(rows) } };
}

/** Since when all of these have been tried. */
function tried(rows: readonly Notice[]): Pick<Message, 'triedSince'> {
  if (rows.some(({ attempts }) => attempts === 0)) return {};
  return { triedSince: new Date(Math.min(...rows.map(({ createdAt }) => createdAt.getTime()))) };
}

/**
 * The message of these notices. It bears the title of the first that is still open. `settled`: by the id of a notice, who did
 * what it asked for and when; it stands without a button.
 */
export function drawn(rows: readonly Notice[], settled: ReadonlyMap<string, string>): Message {
  const [first, ...others] = rows;
  if (!first) throw new Error('a message holds no notice');
  const id = rows.map((row) => row.id).join('+');
  const open = rows.filter((row) => !settled.has(row.id));
  const [head] = open;
  if (others.length === 0)
    return head
      ? { id, title: head.title, text: head.text, button: buttonOf(head) }
      : { id, title: `✓ ${first.title}`, text: settled.get(first.id) ?? SETTLED, button: null };
  // What is settled keeps its line; what was hidden moves up.
  let room = MOST;
  const shown = rows.filter((row) => (settled.has(row.id) ? room > 0 : room-- > 0));
  const more = open.filter((row) => !shown.includes(row)).length;
  const parts = shown.map((row): MessagePart => {
    const words = settled.get(row.id);
    return words === undefined
      ? { text: lineOf(row, row === head), button: buttonOf(row) }
      : { text: `✓ ${row.title} – ${words}`, button: null };
  });
  if (more > 0) parts.push({ text: `and ${more} more`, button: null });
  return {
    id,
    title: head ? head.title : `✓ ${rows.length} things, all settled`,
    text: parts.map(({ text }) => text).join('\n'),
    parts,
    button: more > 0 ? MY_PAGE : null,
  };
}

const MY_PAGE = button('My page', 'me');

/**
 * One of several. `isHead`: its title stands above. An alert says what its officer must know before they open it; a summary,
 * and what has no button, says here all that there is to it.
 */
function lineOf({ class: urgency, title, text, button: plain }: Notice, isHead: boolean): string {
  if (isHead || urgency === 'alert') return text;
  return plain && urgency !== 'summary' ? title : `${title}: ${text}`;
}

/** The button of a message names the message, so that it is answered by what has been done since. */
function buttonOf(notice: Notice): Button | null {
  const { button: plain, id } = notice;
  if (!plain || !asksForSomething(notice)) return plain;
  const { label, run } = plain;
  return { label, run: { ...run, input: { ...run.input, notice: id } } };
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
