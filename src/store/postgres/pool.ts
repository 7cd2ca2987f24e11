import { Pool, type PoolClient, type PoolConfig } from 'pg';
import { noneFree, PostgresFault, toFault } from './faults.ts';

/** How many connections one process opens at most. */
export const CONNECTIONS = 10;
/** How long a connection may take to open, or to become free, in milliseconds. */
export const CONNECT_MS = 3000;
/** How long the server keeps a transaction open whose process sends nothing more, in milliseconds. */
const IDLE_MS = 10_000;
/**
 * How long a connection is used, in seconds: then another takes its place, and is checked anew. A name may stand for another
 * server since.
 */
const LIFETIME_S = 60;

/** Limits of a connection, in milliseconds; 0: none. */
interface Limits {
  /** How long a statement waits for a row that another transaction has locked. */
  lock: number;
  /** How long the server works on one statement. */
  statement: number;
  /** After so long without an answer the server counts as gone. */
  answer: number;
}

const OF_A_COMMAND: Limits = { lock: 2000, statement: 5000, answer: 8000 };
/** For migrations and `doctor`, which may take longer. */
const UNHURRIED: Limits = { lock: 600_000, statement: 0, answer: 0 };

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

/**
 * What each connection is checked for and set to: a primary that has a commit on disk before it answers. The limits are set
 * here and not as it connects, where pgbouncer would refuse them.
 */
const PREPARE = `SELECT pg_is_in_recovery() AS standby, current_setting('transaction_read_only') AS closed,
  set_config('synchronous_commit', CASE current_setting('synchronous_commit') WHEN 'off' THEN 'on'
    ELSE current_setting('synchronous_commit') END, false),
  set_config('lock_timeout', $1, false), set_config('statement_timeout', $2, false),
  set_config('idle_in_transaction_session_timeout', '${IDLE_MS}', false)`;

interface PoolOptions {
  limits?: Limits;
  max?: number;
  /** False: each statement waits for the one before, as COPY needs. */
  pipeline?: boolean;
}

/** Connections to one host, as long as it is a primary. */
export function openPool(
  address: string,
  { limits = OF_A_COMMAND, max = CONNECTIONS, pipeline = true }: PoolOptions = {},
): Pool {
  const pool = new Pool({
    connectionString: address,
    max,
    fallback_application_name: 'candour',
    connectionTimeoutMillis: CONNECT_MS,
    maxLifetimeSeconds: LIFETIME_S,
    query_timeout: limits.answer,
    keepAlive: true,
    keepAliveInitialDelayMillis: IDLE_MS,
    pipeline,
    types: { getTypeParser: parserFor } as unknown as NonNullable<PoolConfig['types']>,
    // The driver's types do not say that the driver awaits it.
    onConnect: ((client: Queries) => prepare(client, limits)) as (client: unknown) => unknown,
  });
  // An error that ends an idle connection is met by the next statement.
  pool.on('error', () => undefined);
  pool.on('connect', (client) => client.on('error', () => undefined));
  return pool;
}

type Queries = Pick<PoolClient, 'query'>;

async function prepare(client: Queries, limits: Limits): Promise<void> {
  const { rows } = await client.query<{ standby: number; closed: string }>(PREPARE, [
    String(limits.lock),
    String(limits.statement),
  ]);
  const [row] = rows;
  if (row?.standby === 1) throw takesNone('This PostgreSQL is a standby, where nothing can be written.');
  if (row?.closed === 'on')
    throw takesNone('This PostgreSQL has been made read-only (default_transaction_read_only).');
}

/** PostgreSQL's own code for a change where none can be made. */
export const takesNone = (message: string) => new PostgresFault(message, { code: '25006', isLost: true });

/** Sends one statement on a connection of its own. */
export type Ask = <Row>(sql: string, values?: readonly unknown[]) => Promise<Row[]>;

/**
 * Runs `work` on one connection to one host, outside any transaction, and closes it.
 * @throws PostgresFault
 */
export async function withConnection<T>(
  address: string,
  work: (ask: Ask) => Promise<T>,
  options: PoolOptions = {},
): Promise<T> {
  const pool = openPool(address, { limits: UNHURRIED, max: 1, ...options });
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

/** What the pool says when none of its connections has become free in time. */
const NONE_FREE = 'timeout exceeded when trying to connect';

/** @throws PostgresFault */
export async function connect(pool: Pool): Promise<PoolClient> {
  try {
    return await pool.connect();
  } catch (error) {
    throw error instanceof Error && error.message === NONE_FREE ? noneFree() : toFault(error);
  }
}
