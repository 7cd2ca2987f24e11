import type { AccountState, Accounts, BoundAccount, StoredAccount } from '../../core/accounts/account.ts';
import { type Transaction, toJsonList, type Value } from '../database.ts';
import type { Row } from '../table.ts';
import { returned, type Traces, traced } from '../trace.ts';

/** Every column but the last use and the opening of a Home tab, which are written without an event. */
export const ACCOUNTS = traced(
  'accounts',
  [
    'platform',
    'tenant',
    'user_id',
    'setting',
    'person',
    'named',
    'state',
    'recorded_by',
    'waits_since',
    'seen_by',
    'has_stood',
  ],
  { key: ['platform', 'tenant', 'user_id', 'person'] },
);

interface AccountRow {
  setting: string;
  platform: string;
  tenant: string;
  user_id: string;
  person: string;
  last_used_at: string;
  named: number;
  state: AccountState;
  recorded_by: string | null;
  waits_since: string | null;
  seen_by: string | null;
  has_stood: number;
  home_opened_at: string | null;
}

const SAVED = [...ACCOUNTS.columns, 'last_used_at'];
const COLUMNS = [...SAVED, 'home_opened_at'].join(', ');

function toBound(row: AccountRow): Required<BoundAccount> {
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

function toKnown(row: AccountRow): StoredAccount {
  return {
    ...toBound(row),
    state: row.state,
    recordedBy: row.recorded_by,
    waitsSince: row.waits_since === null ? null : new Date(row.waits_since),
    seenBy: row.seen_by,
    hasStood: row.has_stood === 1,
    homeOpenedAt: row.home_opened_at === null ? null : new Date(row.home_opened_at),
  };
}

const KNOWN = `SELECT ${COLUMNS} FROM accounts WHERE platform = ? AND tenant = ? AND user_id = ? ORDER BY setting, person`;
const KNOWN_OF = `SELECT ${COLUMNS} FROM accounts WHERE setting = ? AND person = ?
  ORDER BY last_used_at DESC, platform, tenant, user_id`;
const WAITING = `SELECT ${COLUMNS} FROM accounts WHERE setting = ? AND state = 'waiting'
  ORDER BY waits_since, platform, tenant, user_id`;

const OF_PEOPLE = `SELECT ${COLUMNS}, EXISTS (
    SELECT 1 FROM accounts o WHERE o.platform = a.platform AND o.tenant = a.tenant AND o.user_id = a.user_id
      AND o.setting <> a.setting AND o.state = 'bound'
  ) AS is_shared
  FROM json_each(?) wanted CROSS JOIN accounts a WHERE a.setting = ? AND a.person = wanted.value AND a.state = 'bound'
  ORDER BY a.last_used_at DESC, a.platform, a.tenant, a.user_id`;

const WITH_HOME = `SELECT a.platform, a.tenant, a.user_id FROM json_each(?) wanted CROSS JOIN accounts a
  WHERE a.setting = ? AND a.person = wanted.value AND a.home_opened_at IS NOT NULL
    AND (a.home_opened_at > ? OR a.state <> 'bound')
  ORDER BY a.platform, a.tenant, a.user_id`;

// An account that was used meanwhile keeps that use, and that it has stood for the person.
const SAVE = `INSERT INTO accounts (${SAVED.join(', ')}) VALUES (${SAVED.map(() => '?').join(', ')})
  ON CONFLICT (platform, tenant, user_id, setting, person) DO UPDATE SET
    named = excluded.named, state = excluded.state, recorded_by = excluded.recorded_by,
    waits_since = excluded.waits_since, seen_by = excluded.seen_by,
    has_stood = CASE WHEN accounts.has_stood = 1 THEN 1 ELSE excluded.has_stood END,
    last_used_at = CASE WHEN accounts.last_used_at > excluded.last_used_at
      THEN accounts.last_used_at ELSE excluded.last_used_at END
  RETURNING ${returned(ACCOUNTS)}`;

export function accounts(db: Transaction, traces: Traces): Accounts {
  const known: Accounts['known'] = async ({ platform, tenant, user }) =>
    (await db.all<AccountRow>(KNOWN, [platform, tenant, user])).map(toKnown);
  const isBound = ({ state }: AccountRow) => state === 'bound';

  const save: Accounts['save'] = async (account) => {
    const person = await db.get('SELECT id FROM people WHERE setting = ? AND id = ? AND erased_on IS NULL', [
      account.setting,
      account.person,
    ]);
    if (!person) throw new Error(`An account is bound to somebody who is not there: ${account.person}`);
    const values: Value[] = [
      account.platform,
      account.tenant,
      account.user,
      account.setting,
      account.person,
      account.named ? 1 : 0,
      account.state,
      account.recordedBy,
      account.waitsSince?.toISOString() ?? null,
      account.seenBy,
      account.state === 'bound' ? 1 : 0,
      account.lastUsedAt.toISOString(),
    ];
    const saved = await db.get<Row>(SAVE, values);
    if (saved) traces.changed(ACCOUNTS, saved);
  };

  return {
    async find({ platform, tenant, user }) {
      return (await db.all<AccountRow>(KNOWN, [platform, tenant, user])).filter(isBound).map(toBound);
    },
    known,
    async ofPerson(setting, person) {
      return (await db.all<AccountRow>(KNOWN_OF, [setting, person])).filter(isBound).map(toBound);
    },
    async knownOf(setting, person) {
      return (await db.all<AccountRow>(KNOWN_OF, [setting, person])).map(toKnown);
    },
    async ofPeople(setting, people) {
      const rows = await db.all<AccountRow & { is_shared: number }>(OF_PEOPLE, [toJsonList(people), setting]);
      return rows.map((row) => ({ ...toBound(row), isShared: row.is_shared === 1 }));
    },
    async waiting(setting) {
      return (await db.all<AccountRow>(WAITING, [setting])).map(toKnown);
    },
    save,
    async bind(account) {
      const before = (await known(account)).find(
        ({ setting, person }) => setting === account.setting && person === account.person,
      );
      const isTheirs = before !== undefined && before.state !== 'declined';
      await save({
        ...account,
        named: account.named === true || (isTheirs && before.named),
        state: 'bound',
        recordedBy: null,
        waitsSince: null,
        seenBy: null,
        hasStood: true,
      });
    },
    async touch({ platform, tenant, user }, at) {
      await db.run(
        "UPDATE accounts SET last_used_at = ? WHERE platform = ? AND tenant = ? AND user_id = ? AND state = 'bound'",
        [at.toISOString(), platform, tenant, user],
      );
    },
    async openHome({ platform, tenant, user }, at) {
      await db.run(
        'UPDATE accounts SET home_opened_at = ? WHERE platform = ? AND tenant = ? AND user_id = ?',
        [at.toISOString(), platform, tenant, user],
      );
    },
    async withHome(setting, people, since) {
      const values = [toJsonList(people), setting, since.toISOString()];
      const rows = await db.all<Pick<AccountRow, 'platform' | 'tenant' | 'user_id'>>(WITH_HOME, values);
      return rows.map(({ platform, tenant, user_id: user }) => ({ platform, tenant, user }));
    },
    async remove({ setting, platform, tenant, user, person }) {
      const gone = await db.run(
        'DELETE FROM accounts WHERE platform = ? AND tenant = ? AND user_id = ? AND setting = ? AND person = ?',
        [platform, tenant, user, setting, person],
      );
      if (gone > 0) traces.deleted(ACCOUNTS, setting, platform, tenant, user, person);
    },
  };
}
