import { drawTable } from '../../adapters/console/table.ts';
import { printableLine } from '../../adapters/console/text.ts';
import { milestoneOf, type NoticeRow } from '../core/notices/notice.ts';
import type { Store } from '../core/store.ts';
import { type Door, EXIT, Failure, read } from './door.ts';

/** Lists every notification with its state, oldest first. */
export async function run(door: Door, args: readonly string[]): Promise<number> {
  const { values } = read(
    args,
    { json: { type: 'boolean' }, resend: { type: 'string' }, at: { type: 'string' } } as const,
    { least: 0, most: 0 },
  );
  const clock = door.clock(values.at);
  const store = await door.openStore();
  try {
    if (values.resend !== undefined) {
      door.print(await resend(store, values.resend, clock()));
      return EXIT.done;
    }
    const all = await store.read((register) => register.notices.all());
    if (values.json) for (const row of all) door.print(JSON.stringify(toRecord(row)));
    else if (all.length === 0) door.print('There are no notifications yet.');
    else door.print(toTable(all, door.screen().width));
    return EXIT.done;
  } finally {
    await store.close();
  }
}

/** Why `--resend` leaves a notification alone that neither failed nor was given up on, by its state. */
const LEFT = {
  queued: 'This one is queued and has not been tried yet: it leaves with the next tick that may send it.',
  sent: 'This one was sent, so it is not sent again.',
  suppressed: 'This one is suppressed: what it was about is settled, so it is not sent.',
};

const QUEUED = 'It is queued anew, and leaves with the next tick that may send it.';

/**
 * Gives one notification that failed or was given up on, or all of them, a fresh set of attempts that starts now. Resolves
 * with the line to print.
 */
async function resend(store: Store, which: string, now: Date): Promise<string> {
  const all = await store.read((register) => register.notices.all());
  if (which !== 'all') {
    const found = all.find((row) => row.id === which);
    if (!found)
      throw new Failure(`There is no notification ${which}. \`npx candour outbox --json\` shows their ids.`);
    if (found.state !== 'failed' && found.state !== 'dead') throw new Failure(LEFT[found.state]);
    if (found.text === '') throw new Failure('Its words have been erased: it is older than 90 days.');
    await renew(store, [found], now);
    return QUEUED;
  }
  const lost = all.filter(({ state, text }) => (state === 'failed' || state === 'dead') && text !== '');
  await renew(store, lost, now);
  if (lost.length === 0) return 'No message has failed or was given up on, so none is sent again.';
  return lost.length === 1
    ? `There was one. ${QUEUED}`
    : `${lost.length} messages are queued anew, and leave with the next tick that may send them.`;
}

async function renew(store: Store, rows: readonly NoticeRow[], now: Date): Promise<void> {
  await store.write([...new Set(rows.map(({ setting }) => setting))], async (register) => {
    for (const { setting, id } of rows) {
      await register.notices.requeue(setting, id, now);
      const event = { action: 'notification.resent', actor: 'operator', subject: id, payload: {} };
      await register.record(setting, event, {}, now);
    }
  });
}

function toRecord(row: NoticeRow) {
  return {
    id: row.id,
    setting: row.settingCode,
    to: row.recipientName,
    to_id: row.recipient,
    platform: row.platform,
    subject: row.subject,
    milestone: milestoneOf(row),
    class: row.class,
    state: row.state,
    title: row.title,
    text: row.text,
    created_at: row.createdAt.toISOString(),
    sent_at: row.sentAt?.toISOString() ?? null,
    error: row.error,
    attempts: row.attempts,
    not_before: row.notBefore.toISOString(),
  };
}

function toTable(rows: readonly NoticeRow[], width: number): string {
  const columns = ['Created', 'Setting', 'To', 'About', 'Class', 'State', 'Title'];
  const cells = rows.map((row) => [
    row.createdAt.toISOString().slice(0, 16).replace('T', ' '),
    row.settingCode,
    row.recipientName,
    row.subject,
    row.class,
    row.error === null || row.state === 'sent' ? row.state : `${row.state}: ${row.error}`,
    row.title,
  ]);
  return drawTable(
    columns,
    cells.map((row) => row.map(printableLine)),
    width,
    (line) => line,
  ).join('\n');
}
