import pg from 'pg';
import type { Value } from '../../src/store/database.ts';
import { readMigrations } from '../../src/store/migrations.ts';
import { isServer } from '../../src/store/postgres/address.ts';
import { parserFor } from '../../src/store/postgres/pool.ts';
import { toPostgres } from '../../src/store/postgres/translate.ts';

/** A database of this process, and a connection to it past its foreign keys. */
interface Held {
  url: string;
  client: pg.Client;
}

/** Those that are not in use. */
const idle: Held[] = [];
/** Holds the numbers of this process's databases for as long as it lives. */
let keeper: Promise<pg.Client> | undefined;

function urlOf(server: string, database: string): string {
  if (!isServer(server))
    throw new Error('CANDOUR_TEST_POSTGRES is an address such as postgres://user@host/postgres');
  return server.replace(/^(postgres(?:ql)?:\/\/[^/]*\/)[^?]*/, `$1${database}`);
}

/** Making a database takes a second: each worker keeps its own, from file to file, and empties them. */
export async function takeDatabase(server: string, migrationsDir: string) {
  const held = (await wholeOne(migrationsDir)) ?? (await holdDatabase(server, migrationsDir));
  const { url, client } = held;
  await empty(client);
  return {
    url,
    async sql<Row>(text: string, ...values: Value[]): Promise<Row[]> {
      const { rows } = await client.query({ text: toPostgres(text).text, values });
      return rows as Row[];
    },
    giveBack: () => void idle.push(held),
  };
}

/** One that is not in use, and that no test has left with another schema. */
async function wholeOne(migrationsDir: string): Promise<Held | undefined> {
  for (let held = idle.pop(); held; held = idle.pop()) {
    if (await hasSchema(held.client, migrationsDir)) return held;
    await held.client.end();
  }
  return undefined;
}

async function holdDatabase(server: string, migrationsDir: string): Promise<Held> {
  const name = `candour_test_${await nextNumber(server)}`;
  const url = urlOf(server, name);
  if (!(await isOurs(url, migrationsDir)))
    await makeDatabase({ url: (database) => urlOf(server, database), close: async () => undefined }, name);
  const client = new pg.Client({ connectionString: url, types: { getTypeParser: parserFor as never } });
  client.on('error', () => undefined);
  await client.connect();
  await client.query('SET session_replication_role = replica');
  return { url, client };
}

/**
 * The first number that no process has. Vitest gives the next process the number of its pool before the last one has quite ended,
 * so the server's own lock decides.
 */
async function nextNumber(server: string): Promise<number> {
  keeper ??= openKeeper(server);
  const client = await keeper;
  for (let number = 1; ; number++) {
    const { rows } = await client.query<{ mine: boolean }>(
      'SELECT pg_try_advisory_lock(20261201, $1) AS mine',
      [number],
    );
    // Of its own process's numbers a lock is given again and again.
    if (rows[0]?.mine && !taken.has(number)) {
      taken.add(number);
      return number;
    }
  }
}

const taken = new Set<number>();

async function openKeeper(server: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: server });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/** Whether it is there, with the schema of these migrations. */
async function isOurs(url: string, migrationsDir: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  try {
    await client.connect();
    return await hasSchema(client, migrationsDir);
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function hasSchema(client: pg.Client, migrationsDir: string): Promise<boolean> {
  const { rows } = await client
    .query<{ checksum: string }>('SELECT checksum FROM schema_migrations ORDER BY version')
    .catch(() => ({ rows: [] }));
  const known = readMigrations(migrationsDir).map(({ checksum }) => checksum);
  return rows.map(({ checksum }) => checksum).join() === known.join();
}

async function empty(client: pg.Client): Promise<void> {
  const { rows } = await client.query<{ name: string }>(
    `SELECT quote_ident(tablename) AS name FROM pg_tables
     WHERE schemaname = current_schema() AND tablename <> 'schema_migrations'`,
  );
  if (rows.length === 0) return;
  const deletes = rows.map(({ name }) => `DELETE FROM ${name};`).join(' ');
  await client.query(deletes);
}

export interface TestServer {
  /** The address of one of its databases. */
  url(database: string): string;
  close(): Promise<void>;
}

/**
 * A PostgreSQL for tests of the engine itself: the one that CANDOUR_TEST_POSTGRES names, or a cluster of their own. Undefined,
 * and said loudly, where this machine has none.
 */
export async function openServer(): Promise<TestServer | undefined> {
  const given = process.env.CANDOUR_TEST_POSTGRES;
  if (given !== undefined) return { url: (database) => urlOf(given, database), close: async () => undefined };
  const { findPostgres, startCluster } = await import('../../scripts/cluster.js');
  if (findPostgres() === undefined) {
    console.warn(
      'SKIPPED: there is no PostgreSQL here, so nobody tests that engine. apt-get install postgresql',
    );
    return undefined;
  }
  const cluster = await startCluster();
  return { url: cluster.url, close: cluster.close };
}

/** A new and empty database; one of that name is dropped. */
export async function makeDatabase(server: TestServer, name: string, options = ''): Promise<string> {
  const client = new pg.Client({ connectionString: server.url('postgres') });
  await client.connect();
  try {
    await client.query(`DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
    await client.query(`CREATE DATABASE ${name} ENCODING 'UTF8' TEMPLATE template0 ${options}`);
  } finally {
    await client.end();
  }
  return server.url(name);
}
