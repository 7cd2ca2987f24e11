import type { Notification, NotificationRow, Notifications } from '../core/notification.ts';
import type { Transaction } from './database.ts';

interface Row {
  setting: string;
  id: string;
  recipient: string;
  subject: string;
  milestone: string;
  class: Notification['class'];
  title: string;
  text: string;
  button: string | null;
  state: Notification['state'];
  platform: string | null;
  attempts: number;
  created_at: string;
  not_before: string;
  sent_at: string | null;
  error: string | null;
}

interface NamedRow extends Row {
  setting_code: string;
  recipient_name: string;
}

const COLUMNS = [
  'setting',
  'id',
  'recipient',
  'subject',
  'milestone',
  'class',
  'title',
  'text',
  'button',
  'state',
  'platform',
  'attempts',
  'created_at',
  'not_before',
  'sent_at',
  'error',
];
const NAMED = `SELECT ${COLUMNS.map((column) => `n.${column}`).join(', ')}, s.code AS setting_code, p.name AS recipient_name
  FROM notifications n
  JOIN settings s ON s.id = n.setting
  JOIN people p ON p.setting = n.setting AND p.id = n.recipient`;

function fromRow(row: Row): Notification {
  return {
    setting: row.setting,
    id: row.id,
    recipient: row.recipient,
    subject: row.subject,
    milestone: row.milestone,
    class: row.class,
    title: row.title,
    text: row.text,
    button: row.button === null ? null : JSON.parse(row.button),
    state: row.state,
    platform: row.platform,
    attempts: row.attempts,
    createdAt: new Date(row.created_at),
    notBefore: new Date(row.not_before),
    sentAt: row.sent_at === null ? null : new Date(row.sent_at),
    error: row.error,
  };
}

function fromNamedRow(row: NamedRow): NotificationRow {
  return { ...fromRow(row), settingCode: row.setting_code, recipientName: row.recipient_name };
}

export function notifications(db: Transaction): Notifications {
  return {
    async queue(notification) {
      const queued = await db.get(
        `INSERT INTO notifications (${COLUMNS.join(', ')}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (setting, subject, milestone, recipient) DO NOTHING RETURNING id`,
        [
          notification.setting,
          notification.id,
          notification.recipient,
          notification.subject,
          notification.milestone,
          notification.class,
          notification.title,
          notification.text,
          notification.button === null ? null : JSON.stringify(notification.button),
          notification.state,
          notification.platform,
          notification.attempts,
          notification.createdAt.toISOString(),
          notification.notBefore.toISOString(),
          notification.sentAt?.toISOString() ?? null,
          notification.error,
        ],
      );
      return queued !== undefined;
    },
    async claim(now, claimFor, limit) {
      const at = now.toISOString();
      const rows = await db.all<NamedRow>(
        `UPDATE notifications SET claimed_until = ?
         WHERE (setting, id) IN (
           SELECT d.setting, d.id FROM notifications d
           WHERE d.state IN ('queued', 'failed') AND d.not_before <= ? AND (d.claimed_until IS NULL OR d.claimed_until <= ?)
           ORDER BY d.not_before, d.id LIMIT ?
         )
         RETURNING ${COLUMNS.join(', ')},
           (SELECT s.code FROM settings s WHERE s.id = notifications.setting) AS setting_code,
           (SELECT p.name FROM people p
            WHERE p.setting = notifications.setting AND p.id = notifications.recipient) AS recipient_name`,
        [new Date(now.getTime() + claimFor).toISOString(), at, at, limit],
      );
      rows.sort((a, b) => compare(a.not_before, b.not_before) || compare(a.id, b.id));
      return rows.map(fromNamedRow);
    },
    async mark(setting, id, { state, platform, attempts, notBefore, sentAt, error }) {
      await db.run(
        `UPDATE notifications SET
           state = ?, platform = ?, attempts = ?, not_before = ?, sent_at = ?, error = ?, claimed_until = NULL
         WHERE setting = ? AND id = ?`,
        [
          state,
          platform,
          attempts,
          notBefore.toISOString(),
          sentAt?.toISOString() ?? null,
          error,
          setting,
          id,
        ],
      );
    },
    async all() {
      return (await db.all<NamedRow>(`${NAMED} ORDER BY n.created_at, n.id`, [])).map(fromNamedRow);
    },
    async ofRecipient(setting, person, limit) {
      const rows = await db.all<Row>(
        `SELECT ${COLUMNS.join(', ')} FROM notifications
         WHERE setting = ? AND recipient = ? ORDER BY created_at DESC, id DESC LIMIT ?`,
        [setting, person, limit],
      );
      return rows.map(fromRow);
    },
    async dead(setting) {
      const rows = await db.all<NamedRow>(
        `${NAMED} WHERE n.setting = ? AND n.state = 'dead' ORDER BY n.created_at, n.id`,
        [setting],
      );
      return rows.map(fromNamedRow);
    },
  };
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
