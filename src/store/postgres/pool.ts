import { Pool, type PoolClient, type PoolConfig } from 'pg';
import { PostgresFault, toFault } from './faults.ts';

/** How many connections one process opens at most. */
export const CONNECTIONS = 10;
/** How long a connection may take to open, or to become free, in milliseconds. */
const CONNECT_MS = 3000;
/** How long a statement waits for a row that another transaction has locked, in milliseconds. */
const LOCK_MS = 2000;
/** How long the server works on one statement, in milliseconds. */
const STATEMENT_MS = 5000;
/** How long the server keeps a transaction open whose process sends nothing more, in milliseconds. */
const IDLE_MS = 10_000;
/** After so many milliseconds without an answer the server counts as gone. */
const ANSWER_MS = 8000;

const BOOLEAN = 16;
const INT8 = 20;
const INT2 = 21;
const INT4 = 23;
const NUMERIC = 1700;

const toNumber = (said: string) => Number(said);
const toBit = (said: string) => (said === 't' ? 1 : 0);
const asIs = (said: string) => said;

/** Converts a column to what SQLite gives: text, a number, 1 or 0. */
export function parserFor(type: number): (said: string) => string | number {
  if (type === BOOLEAN) return toBit;
  return [INT8, INT2, INT4, NUMERIC].includes(type) ? toNumber : asIs;
}

/** What each connection is checked for: a primary that has a commit on disk before it answers. */
const PREPARE = `SELECT pg_is_in_recovery() AS standby,
  set_config('synchronous_commit', CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on'
    ELSE current_setting('synchronous_commit') END, false)`;

/** @param settings limits in place of those of a command */
export function openPool(url: string, settings: PoolConfig = {}): Pool {
  const pool = new Pool({
    connectionString: url,
    max: CONNECTIONS,
    fallback_application_name: 'candour',
    connectionTimeoutMillis: CONNECT_MS,
    lock_timeout: LOCK_MS,
    statement_timeout: STATEMENT_MS,
    idle_in_transaction_session_timeout: IDLE_MS,
    query_timeout: ANSWER_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: IDLE_MS,
    pipeline: true,
    types: { getTypeParser: parserFor } as unknown as NonNullable<PoolConfig['types']>,
    // The driver's types do not say that the driver awaits it.
    onConnect: prepare as (client: unknown) => unknown,
    ...settings,
  } as PoolConfig);
  // An error that ends an idle connection is met by the next statement.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

async function prepare(client: { query: PoolClient['query'] }): Promise<void> {
  const { rows } = await client.query<{ standby: number }>(PREPARE);
  if (rows[0]?.standby === 1)
    throw new PostgresFault('This PostgreSQL is a standby, where nothing can be written.', {
      code: '25006',
      isLost: true,
    });
}

/** Sends one statement on a connection of its own. */
export type Ask = <Row>(sql: string, values?: readonly unknown[]) => Promise<Row[]>;

/** The limits for migrations and `doctor`, which may take longer. */
const UNHURRIED: PoolConfig = { lock_timeout: 600_000, statement_timeout: 0, query_timeout: 0, max: 1 };

/**
 * Runs `work` on one connection, outside any transaction, and closes it.
 * @throws PostgresFault
 */
export async function withConnection<T>(url: string, work: (ask: Ask) => Promise<T>): Promise<T> {
  const pool = openPool(url, UNHURRIED);
  try {
    const client = await connect(pool);
    try {
      return await work(async <Row>(sql: string, values?: readonly unknown[]) => {
        try {
          return (await client.query(sql, values && [...values])).rows as Row[];
        } catch (error) {
          throw toFault(error);
        }
      });
    } finally {
      client.release(true);
    }
  } finally {
    await pool.end();
  }
}

/** @throws PostgresFault */
export async function connect(pool: Pool): Promise<PoolClient> {
  try {
    return await pool.connect();
  } catch (error) {
    throw toFault(error);
  }
}
