import type { Conversation, Conversations } from '../../core/accounts/conversation.ts';
import type { Transaction } from '../database.ts';

interface ConversationRow {
  platform: string;
  tenant: string;
  user_id: string;
  conversation: string;
  service_url: string;
  bot: string;
  used_at: string;
}

const COLUMNS = 'platform, tenant, user_id, conversation, service_url, bot, used_at';
const ACCOUNT = 'platform = ? AND tenant = ? AND user_id = ?';

function fromRow(row: ConversationRow): Conversation {
  return {
    platform: row.platform,
    tenant: row.tenant,
    user: row.user_id,
    id: row.conversation,
    serviceUrl: row.service_url,
    bot: row.bot,
    usedAt: new Date(row.used_at),
  };
}

export function conversations(db: Transaction): Conversations {
  return {
    async find({ platform, tenant, user }) {
      const row = await db.get<ConversationRow>(`SELECT ${COLUMNS} FROM conversations WHERE ${ACCOUNT}`, [
        platform,
        tenant,
        user,
      ]);
      return row && fromRow(row);
    },
    async latest(platform, tenant) {
      const row = await db.get<ConversationRow>(
        `SELECT ${COLUMNS} FROM conversations WHERE platform = ? AND tenant = ? ORDER BY used_at DESC LIMIT 1`,
        [platform, tenant],
      );
      return row && fromRow(row);
    },
    async keep({ platform, tenant, user, id, serviceUrl, bot, usedAt }) {
      await db.run(
        `INSERT INTO conversations (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (platform, tenant, user_id) DO UPDATE SET
           conversation = excluded.conversation, service_url = excluded.service_url,
           bot = excluded.bot, used_at = excluded.used_at`,
        [platform, tenant, user, id, serviceUrl, bot, usedAt.toISOString()],
      );
    },
    async drop({ platform, tenant, user }) {
      await db.run(`DELETE FROM conversations WHERE ${ACCOUNT}`, [platform, tenant, user]);
    },
    async welcome({ platform, tenant, user }, at) {
      const first = await db.get(
        `UPDATE conversations SET welcomed_at = ? WHERE ${ACCOUNT} AND welcomed_at IS NULL RETURNING user_id`,
        [at.toISOString(), platform, tenant, user],
      );
      return first !== undefined;
    },
    async unwelcome({ platform, tenant, user }) {
      await db.run(`UPDATE conversations SET welcomed_at = NULL WHERE ${ACCOUNT}`, [platform, tenant, user]);
    },
    async keepPage({ platform, tenant, user }, message) {
      const before = await db.get<{ page: string | null }>(
        `SELECT page FROM conversations WHERE ${ACCOUNT}`,
        [platform, tenant, user],
      );
      await db.run(`UPDATE conversations SET page = ? WHERE ${ACCOUNT}`, [message, platform, tenant, user]);
      return before?.page ?? undefined;
    },
    async leavePage({ platform, tenant, user }, message) {
      await db.run(`UPDATE conversations SET page = NULL WHERE ${ACCOUNT} AND page = ?`, [
        platform,
        tenant,
        user,
        message,
      ]);
    },
    async isAnswered(key) {
      return (await db.get('SELECT key FROM answered_activities WHERE key = ?', [key])) !== undefined;
    },
    async answered(key, at) {
      await db.run(
        'INSERT INTO answered_activities (key, answered_at) VALUES (?, ?) ON CONFLICT (key) DO NOTHING',
        [key, at.toISOString()],
      );
    },
    async purge(before) {
      return db.run('DELETE FROM answered_activities WHERE answered_at < ?', [before.toISOString()]);
    },
  };
}
