import type { SentMessage, SentMessages } from '../../core/notices/sent-message.ts';
import { type Transaction, toJsonList } from '../database.ts';
import { group } from '../rows.ts';
import { isUnclaimed, tomorrow } from '../unclaimed.ts';

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

const DUE = `SELECT d.setting, d.id FROM messages d
  WHERE d.redraw_at IS NOT NULL AND d.redraw_at <= ? AND ${isUnclaimed('d.claimed_until')}
    AND EXISTS (SELECT 1 FROM json_each(?) wanted WHERE wanted.value = d.platform)
  ORDER BY d.redraw_at, d.setting, d.id LIMIT ?`;

const CLAIM = `UPDATE messages SET claim = ?, claimed_until = ?
  WHERE setting = ? AND id IN (SELECT wanted.value FROM json_each(?) wanted)
    AND redraw_at <= ? AND ${isUnclaimed('claimed_until')}
  RETURNING ${COLUMNS}`;

const ONE = 'WHERE setting = ? AND id = ?';
const OURS = `${ONE} AND claim = ?`;

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
  const keep: SentMessages['keep'] = async ({
    setting,
    id,
    recipient,
    account,
    at,
    notices,
    open,
    sentAt,
    attempts,
  }) => {
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
  };
  const redrawFrom = (setting: string, id: string, at: Date) =>
    db.run(`UPDATE messages SET redraw_at = ? ${ONE}`, [at.toISOString(), setting, id]);

  return {
    keep,
    async again(message, at) {
      const { setting, id } = message;
      if ((await redrawFrom(setting, id, at)) > 0) return;
      await keep(message);
      await redrawFrom(setting, id, at);
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
    async due(now, limit, platforms) {
      const at = now.toISOString();
      const values = [at, at, tomorrow(now), toJsonList(platforms), limit];
      const rows = await db.all<{ setting: string; id: string }>(DUE, values);
      return [...group(rows, 'setting', 'id')].map(([setting, ids]) => ({ setting, ids }));
    },
    async claim(setting, ids, now, { token, until }) {
      const at = now.toISOString();
      const values = [token, until.toISOString(), setting, toJsonList(ids), at, at, tomorrow(now)];
      const rows = await db.all<Row>(CLAIM, values);
      return rows.map(fromRow).sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
    },
    async renew(setting, id, { token, until }) {
      const renewed = await db.run(`UPDATE messages SET claimed_until = ? ${OURS}`, [
        until.toISOString(),
        setting,
        id,
        token,
      ]);
      return renewed === 1;
    },
    async rewritten(setting, id, token, { claimed, open }) {
      if (open.length === 0)
        return (await db.run(`DELETE FROM messages ${OURS}`, [setting, id, token])) === 1;
      const written = await db.run(
        `UPDATE messages SET redraw_at = CASE WHEN open = ? THEN NULL ELSE redraw_at END,
           open = CASE WHEN open = ? THEN ? ELSE open END, claim = NULL, claimed_until = NULL, attempts = 0 ${OURS}`,
        [toJsonList(claimed), toJsonList(claimed), toJsonList(open), setting, id, token],
      );
      return written === 1;
    },
    async postpone(setting, id, token, attempts, at) {
      await db.run(
        `UPDATE messages SET attempts = ?, redraw_at = ?, claim = NULL, claimed_until = NULL ${OURS}`,
        [attempts, at.toISOString(), setting, id, token],
      );
    },
    async drop(setting, id, token) {
      await db.run(`DELETE FROM messages ${OURS}`, [setting, id, token]);
    },
    async purge(before) {
      return db.run('DELETE FROM messages WHERE sent_at < ?', [before.toISOString()]);
    },
  };
}
