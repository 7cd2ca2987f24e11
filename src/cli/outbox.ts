import { drawTable } from '../../adapters/console/table.ts';
import { printableLine } from '../../adapters/console/text.ts';
import type { NotificationRow } from '../core/notification.ts';
import { type Door, EXIT, read } from './door.ts';

/** Every notification and its state, oldest first. */
export async function run(door: Door, args: readonly string[]): Promise<number> {
  const { values } = read(args, { json: { type: 'boolean' } } as const, { least: 0, most: 0 });
  const store = await door.openStore();
  try {
    const all = await store.read((register) => register.notifications.all());
    if (values.json) for (const each of all) door.print(JSON.stringify(toRecord(each)));
    else if (all.length === 0) door.print('There are no notifications yet.');
    else door.print(toTable(all, door.screen().width));
    return EXIT.done;
  } finally {
    await store.close();
  }
}

function toRecord(row: NotificationRow) {
  return {
    id: row.id,
    setting: row.settingCode,
    to: row.recipientName,
    to_id: row.recipient,
    platform: row.platform,
    subject: row.subject,
    milestone: row.milestone,
    class: row.class,
    state: row.state,
    title: row.title,
    text: row.text,
    created_at: row.createdAt.toISOString(),
    sent_at: row.sentAt?.toISOString() ?? null,
  };
}

function toTable(rows: readonly NotificationRow[], width: number): string {
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
