import { drawTable } from '../../adapters/console/table.ts';
import { printableLine } from '../../adapters/console/text.ts';
import type { NotificationRow } from '../core/notification.ts';
import type { Store } from '../core/store.ts';
import { type Door, EXIT, Failure, read } from './door.ts';

/** Every notification and its state, oldest first. */
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
      await resend(store, values.resend, clock());
      door.print('It is queued anew, and leaves with the next tick that may send it.');
      return EXIT.done;
    }
    const all = await store.read((register) => register.notifications.all());
    if (values.json) for (const each of all) door.print(JSON.stringify(toRecord(each)));
    else if (all.length === 0) door.print('There are no notifications yet.');
    else door.print(toTable(all, door.screen().width));
    return EXIT.done;
  } finally {
    await store.close();
  }
}

/** Gives a dead letter a new life: as many attempts as it had at first. */
async function resend(store: Store, id: string, now: Date): Promise<void> {
  const found = (await store.read((register) => register.notifications.all())).find((row) => row.id === id);
  if (!found)
    throw new Failure(`There is no notification ${id}. \`npx candour outbox --json\` shows their ids.`);
  if (found.state !== 'dead')
    throw new Failure(`This one is ${found.state}: only what was given up on (dead) is sent anew.`);
  if (found.text === '') throw new Failure('Its words have been erased: it is older than 90 days.');
  await store.write([found.setting], async (register) => {
    await register.notifications.mark(found.setting, id, {
      state: 'queued',
      platform: null,
      attempts: 0,
      notBefore: now,
      sentAt: null,
      error: null,
    });
    await register.audit.append(
      found.setting,
      { action: 'notification.resent', actor: 'operator', subject: id, payload: {} },
      now,
    );
  });
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
