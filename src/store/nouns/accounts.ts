import type { Accounts, BoundAccount } from '../../core/accounts/account.ts';
import { type Transaction, toJsonList } from '../database.ts';

interface AccountRow {
  setting: string;
  platform: string;
  tenant: string;
  user_id: string;
  person: string;
  last_used_at: string;
  named: number;
}

const COLUMNS = 'setting, platform, tenant, user_id, person, last_used_at, named';

function fromRow(row: AccountRow): BoundAccount {
  return {
    setting: row.setting,
    platform: row.platform,
    tenant: row.tenant,
    user: row.user_id,
    person: row.person,
    lastUsedAt: new Date(row.last_used_at),
    named: row.named === 1,
  };
}

const FIND = `SELECT ${COLUMNS} FROM accounts WHERE platform = ? AND tenant = ? AND user_id = ? ORDER BY setting`;

const OF_PEOPLE = `SELECT ${COLUMNS}, EXISTS (
    SELECT 1 FROM accounts o WHERE o.platform = a.platform AND o.tenant = a.tenant AND o.user_id = a.user_id
      AND o.setting <> a.setting
  ) AS is_shared
  FROM json_each(?) wanted CROSS JOIN accounts a WHERE a.setting = ? AND a.person = wanted.value
  ORDER BY a.last_used_at DESC, a.platform, a.tenant, a.user_id`;

export function accounts(db: Transaction): Accounts {
  return {
    async find({ platform, tenant, user }) {
      return (await db.all<AccountRow>(FIND, [platform, tenant, user])).map(fromRow);
    },
    async ofPerson(setting, person) {
      const rows = await db.all<AccountRow>(
        `SELECT ${COLUMNS} FROM accounts WHERE setting = ? AND person = ?
         ORDER BY last_used_at DESC, platform, tenant, user_id`,
        [setting, person],
      );
      return rows.map(fromRow);
    },
    async ofPeople(setting, people) {
      const rows = await db.all<AccountRow & { is_shared: number }>(OF_PEOPLE, [toJsonList(people), setting]);
      return rows.map((row) => ({ ...fromRow(row), isShared: row.is_shared === 1 }));
    },
    async bind(account) {
      const person = await db.get(
        'SELECT id FROM people WHERE setting = ? AND id = ? AND erased_on IS NULL',
        [account.setting, account.person],
      );
      if (!person) throw new Error(`An account is bound to somebody who is not there: ${account.person}`);
      await db.run(
        `INSERT INTO accounts (${COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (platform, tenant, user_id, setting) DO UPDATE SET
           person = excluded.person, last_used_at = excluded.last_used_at,
           named = CASE WHEN excluded.named = 1 THEN 1 ELSE accounts.named END`,
        [
          account.setting,
          account.platform,
          account.tenant,
          account.user,
          account.person,
          account.lastUsedAt.toISOString(),
          account.named === true ? 1 : 0,
        ],
      );
    },
    async touch({ platform, tenant, user }, at) {
      await db.run('UPDATE accounts SET last_used_at = ? WHERE platform = ? AND tenant = ? AND user_id = ?', [
        at.toISOString(),
        platform,
        tenant,
        user,
      ]);
    },
    async unbind({ platform, tenant, user }) {
      const rows = await db.all<AccountRow>(
        `DELETE FROM accounts WHERE platform = ? AND tenant = ? AND user_id = ? RETURNING ${COLUMNS}`,
        [platform, tenant, user],
      );
      return rows.map(fromRow);
    },
  };
}
