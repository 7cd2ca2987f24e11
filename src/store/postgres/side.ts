import { pipeline } from 'node:stream/promises';
import type { PoolClient } from 'pg';
import { from as copyIn, to as copyOut } from 'pg-copy-streams';
import { findMigrations, markIn, readMigrations, toMark } from '../migrations.ts';
import {
  type CatalogueRow,
  CHAIN_ENDS,
  type ChainEnd,
  listOf,
  ofOlderSchema,
  quoted,
  type Side,
  SideFault,
  type Table,
  toTables,
} from '../side.ts';
import { addressesOf, toName } from './address.ts';
import { PostgresFault, toFault } from './faults.ts';
import { adviceFor, openServer } from './open.ts';
import { type Ask, connect, openPool } from './pool.ts';
import { findPrimary } from './primary.ts';
import { appliedTo, isEmpty, pendingFor } from './schema.ts';

/** How long whoever still writes is waited for, in milliseconds: no transaction of Candour's lasts longer. */
const UNTIL_LEFT_MS = 15_000;
/** How long, in milliseconds, another user is waited for of a database that ought to have none yet. */
const UNTIL_FREE_MS = 2000;

const CATALOGUE = `SELECT c.relname AS "table", a.attname AS name, format_type(a.atttypid, NULL) AS type,
    array_position(i.indkey::int2[], a.attnum) AS place
  FROM pg_class c
  JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
  LEFT JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
  WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'p')
  ORDER BY c.relname COLLATE "C", a.attnum`;

/** What takes each foreign key away, and what brings it back. */
const FOREIGN_KEYS = `SELECT format('ALTER TABLE %s DROP CONSTRAINT %I', conrelid::regclass, conname) AS away,
    format('ALTER TABLE %s ADD CONSTRAINT %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid)) AS back
  FROM pg_constraint WHERE contype = 'f' AND connamespace = current_schema()::regnamespace ORDER BY conname`;

const ENCODING = "SELECT current_setting('server_encoding') AS encoding";
/** Whoever writes has read this table first (`createStore`): it waits for all of them, and they for the end of the move. */
const LOCK = 'LOCK TABLE schema_migrations IN ACCESS EXCLUSIVE MODE';
const NOTE = 'INSERT INTO schema_migrations (version, name, checksum) VALUES ($1, $2, $3)';

/**
 * Opens the database from which everything is to be moved, so that nobody else writes in it.
 * @throws Error with a sentence for the operator: nothing there, another schema, moved already, not reachable
 */
export function openServerToLeave(url: string, migrationsDir: string = findMigrations()): Promise<Side> {
  return open(url, UNTIL_LEFT_MS, async (ask) => {
    if (await isEmpty(ask)) throw new Error(`There is nothing in the database ${toName(url)}.`);
    await refuseOtherSchema(ask, url, migrationsDir);
    const catalogue = await ask<CatalogueRow>(CATALOGUE);
    await ask('BEGIN ISOLATION LEVEL REPEATABLE READ READ WRITE');
    // The snapshot is taken by the first statement behind these two.
    await ask(LOCK);
    await ask(`LOCK TABLE ${listOf([...new Set(catalogue.map(({ table }) => table))])} IN SHARE MODE`);
    await refuseOtherSchema(ask, url, migrationsDir);
    return catalogue;
  });
}

async function refuseOtherSchema(ask: Ask, url: string, migrationsDir: string): Promise<void> {
  const called = `The database ${toName(url)}`;
  const pending = await pendingFor(ask, called, readMigrations(migrationsDir));
  if (pending.length > 0) throw ofOlderSchema(called, pending);
}

/**
 * Opens the database into which everything is to be moved, and creates its tables where there are none.
 * @throws Error as `openServer`
 */
export function openServerToFill(url: string, migrationsDir: string = findMigrations()): Promise<Side> {
  return open(url, UNTIL_FREE_MS, async (ask) => {
    // Where both are one database, this waits for the lock of `openServerToLeave`, and gives up sooner than `openServer`.
    await appliedTo(ask);
    await (await openServer(url, { migrationsDir })).close();
    const catalogue = await ask<CatalogueRow>(CATALOGUE);
    await ask('BEGIN ISOLATION LEVEL READ COMMITTED READ WRITE');
    await ask(LOCK);
    return catalogue;
  });
}

/**
 * Takes away the mark of a database that was moved.
 * @returns what the mark said; undefined where there is none
 */
export async function unmarkServer(url: string): Promise<string | undefined> {
  let mark: ReturnType<typeof markIn>;
  const side = await open(url, UNTIL_FREE_MS, async (ask) => {
    mark = markIn(await appliedTo(ask));
    await ask('BEGIN');
    if (mark) await ask('DELETE FROM schema_migrations WHERE version = $1', [mark.version]);
    return [];
  });
  await side.commit();
  await side.close();
  return mark?.name;
}

/**
 * @param lockMs how long a lock is waited for, in milliseconds
 * @param begin begins the transaction, and finds the tables
 */
async function open(
  url: string,
  lockMs: number,
  begin: (ask: Ask) => Promise<CatalogueRow[]>,
): Promise<Side> {
  const name = toName(url);
  const hasSeveral = addressesOf(url).length > 1;
  const failed = (error: unknown) => {
    // What the other side refused comes through a stream of this one's.
    if (error instanceof SideFault) return error;
    const fault = toFault(error);
    return fault instanceof PostgresFault
      ? new SideFault(name, fault.code, fault, adviceOn(fault, hasSeveral))
      : fault;
  };
  const attempt = <T>(work: Promise<T>) =>
    work.catch((error: unknown) => {
      throw failed(error);
    });
  const { address } = await attempt(findPrimary(url));
  // No statement of a move is too long.
  const pool = openPool(address, {
    max: 1,
    pipeline: false,
    limits: { lock: lockMs, statement: 0, answer: 0 },
  });
  let client: PoolClient | undefined;
  const close = async () => {
    client?.release(true);
    await pool.end();
  };
  try {
    const connected = await attempt(connect(pool));
    client = connected;
    const ask: Ask = async <Row>(sql: string, values?: readonly unknown[]) =>
      (await attempt(connected.query(sql, values && [...values]))).rows as Row[];
    // While the other side is read, this one waits.
    await ask('SET idle_in_transaction_session_timeout = 0');
    const [found] = await ask<{ encoding: string }>(ENCODING);
    if (found?.encoding !== 'UTF8')
      throw new Error(
        `The encoding of the database ${name} is ${found?.encoding}, in which not every name can be kept. Make one with: createdb --encoding=UTF8 --template=template0 NAME`,
      );
    const tables = toTables(await begin(ask));
    return { name, tables, ...statementsOn(connected, ask, failed), close };
  } catch (error) {
    await close();
    throw error;
  }
}

function statementsOn(
  client: PoolClient,
  ask: Ask,
  failed: (error: unknown) => Error,
): Omit<Side, 'name' | 'tables' | 'close'> {
  /** What brings back the foreign keys that were taken away; undefined before anything is written. */
  let back: string[] | undefined;

  /** Looked at row by row, they take as long as all the rest. */
  async function takeKeysAway(): Promise<string[]> {
    const keys = await ask<{ away: string; back: string }>(FOREIGN_KEYS);
    for (const key of keys) await ask(key.away);
    return keys.map((key) => key.back);
  }

  return {
    async count({ name }) {
      const [row] = await ask<{ n: number }>(`SELECT COUNT(*) AS n FROM ${quoted(name)}`);
      return row?.n ?? 0;
    },
    async *read({ name, columns, key }) {
      const rows = `SELECT ${namesOf(columns)} FROM ${quoted(name)} ORDER BY ${listOf(key)}`;
      try {
        yield* client.query(copyOut(`COPY (${rows}) TO STDOUT`)) as AsyncIterable<Buffer>;
      } catch (error) {
        throw failed(error);
      }
    },
    async write({ name, columns }, chunks) {
      back ??= await takeKeysAway();
      try {
        await pipeline(chunks, client.query(copyIn(`COPY ${quoted(name)} (${namesOf(columns)}) FROM STDIN`)));
      } catch (error) {
        throw failed(error);
      }
    },
    async settle() {
      // Otherwise the server plans for empty tables until it looks at them by itself.
      await ask('ANALYZE');
      for (const key of back ?? []) await ask(key);
    },
    chainEnds: () => ask<ChainEnd>(CHAIN_ENDS),
    async mark(to, at) {
      const { version, name, checksum } = toMark(to, at);
      await ask(NOTE, [version, name, checksum]);
    },
    async commit() {
      const { command } = await client.query('COMMIT').catch((error: unknown) => {
        throw failed(error);
      });
      // The server answers ROLLBACK to a COMMIT when a statement had failed.
      if (command !== 'COMMIT') throw new Error(`The database has undone everything (${command}).`);
    },
  };
}

const namesOf = (columns: Table['columns']) => listOf(columns.map(({ name }) => name));

function adviceOn({ code, constraint }: PostgresFault, hasSeveral: boolean): string {
  if (code === '55P03')
    return 'Somebody else uses it, or both are one and the same database: stop every Candour on it, or name another.';
  if (code === '22021')
    return 'A text holds a character that PostgreSQL cannot keep (NUL): take it out first.';
  if (code.startsWith('23'))
    return `It does not take what the other database holds (${constraint}). Compare that one with a backup: npx candour audit verify`;
  return adviceFor(code, hasSeveral);
}
