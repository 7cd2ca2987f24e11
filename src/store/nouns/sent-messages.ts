import type { SentMessage, SentMessages } from '../../core/notices/sent-message.ts';
import { type Transaction, toJsonList } from '../database.ts';

interface Row {
  setting: string;
  id: string;
  recipient: string;
  platform: string;
  tenant: string;
  user_id: string;
  chat: string;
  handle: string;
  notices: string;
  open: string;
  sent_at: string;
  attempts: number;
}

const COLUMNS =
  'setting, id, recipient, platform, tenant, user_id, chat, handle, notices, open, sent_at, attempts';

/** A claim that lasts beyond tomorrow was made by a clock that has been set back since. */
const unclaimed = (row: string) =>
  `(${row}.claimed_until IS NULL OR ${row}.claimed_until <= ? OR ${row}.claimed_until > ?)`;

/** The condition is repeated: PostgreSQL, having waited for another claim of this row, checks it again. */
const CLAIM = `UPDATE messages SET claimed_until = ?
  WHERE (setting, id) IN (
    SELECT d.setting, d.id FROM messages d
    WHERE d.redraw_at IS NOT NULL AND d.redraw_at <= ? AND ${unclaimed('d')}
      AND EXISTS (SELECT 1 FROM json_each(?) wanted WHERE wanted.value = d.platform)
    ORDER BY d.redraw_at, d.setting, d.id LIMIT ?
  ) AND ${unclaimed('messages')} RETURNING ${COLUMNS}`;

const ONE = 'WHERE setting = ? AND id = ?';

function fromRow(row: Row): SentMessage {
  return {
    setting: row.setting,
    id: row.id,
    recipient: row.recipient,
    account: { platform: row.platform, tenant: row.tenant, user: row.user_id },
    at: { chat: row.chat, handle: row.handle },
    notices: JSON.parse(row.notices),
    open: JSON.parse(row.open),
    sentAt: new Date(row.sent_at),
    attempts: row.attempts,
  };
}

export function sentMessages(db: Transaction): SentMessages {
  return {
    async keep({ setting, id, recipient, account, at, notices, open, sentAt, attempts }) {
      // A message that is found where it was sent before stands there already.
      await db.run(
        `INSERT INTO messages (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (setting, platform, tenant, chat, handle) DO NOTHING`,
        [
          setting,
          id,
          recipient,
          account.platform,
          account.tenant,
          account.user,
          at.chat,
          at.handle,
          toJsonList(notices),
          toJsonList(open),
          sentAt.toISOString(),
          attempts,
        ],
      );
    },
    async ofSetting(setting) {
      const rows = await db.all<Row>(
        `SELECT ${COLUMNS} FROM messages WHERE setting = ? ORDER BY sent_at, id`,
        [setting],
      );
      return rows.map(fromRow);
    },
    async outdate(setting, id, open, now) {
      await db.run(`UPDATE messages SET open = ?, redraw_at = ?, attempts = 0 ${ONE}`, [
        toJsonList(open),
        now.toISOString(),
        setting,
        id,
      ]);
    },
    async claim(now, claimFor, limit, platforms) {
      const at = now.toISOString();
      const tomorrow = new Date(now.getTime() + 86_400_000).toISOString();
      const until = new Date(now.getTime() + claimFor).toISOString();
      const rows = await db.all<Row>(CLAIM, [
        until,
        at,
        at,
        tomorrow,
        toJsonList(platforms),
        limit,
        at,
        tomorrow,
      ]);
      return rows.map(fromRow).sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
    },
    async rewritten(setting, id, { claimed, open }) {
      if (open.length === 0) {
        await db.run(`DELETE FROM messages ${ONE}`, [setting, id]);
        return;
      }
      await db.run(
        `UPDATE messages SET redraw_at = CASE WHEN open = ? THEN NULL ELSE redraw_at END,
           open = CASE WHEN open = ? THEN ? ELSE open END, claimed_until = NULL, attempts = 0 ${ONE}`,
        [toJsonList(claimed), toJsonList(claimed), toJsonList(open), setting, id],
      );
    },
    async postpone(setting, id, attempts, at) {
      await db.run(`UPDATE messages SET attempts = ?, redraw_at = ?, claimed_until = NULL ${ONE}`, [
        attempts,
        at.toISOString(),
        setting,
        id,
      ]);
    },
    async drop(setting, id) {
      await db.run(`DELETE FROM messages ${ONE}`, [setting, id]);
    },
    async purge(before) {
      return db.run('DELETE FROM messages WHERE sent_at < ?', [before.toISOString()]);
    },
  };
}
