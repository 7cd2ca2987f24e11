import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Driver from 'better-sqlite3';
import pg from 'pg';
import type { Database } from '../../../src/store/database.ts';
import { openDatabase as openPostgres } from '../../../src/store/postgres/database.ts';
import { openConnections } from '../../../src/store/postgres/primary.ts';
import { toPostgresSchema } from '../../../src/store/postgres/translate.ts';
import { openDatabase as openSqlite } from '../../../src/store/sqlite/database.ts';
import { makeDatabase, type TestServer } from '../../support/postgres.ts';

/** An engine with a database of its own, in which these tables are. */
export interface Engine {
  database: Database;
  /** Runs something past the port, on a connection of its own. */
  outside(sql: string): Promise<void>;
  close(): Promise<void>;
}

export async function onSqlite(schema: string): Promise<Engine> {
  const folder = await mkdtemp(join(tmpdir(), 'candour-port-'));
  const file = join(folder, 'port.db');
  const driver = new Driver(file);
  driver.pragma('journal_mode = WAL');
  driver.exec(schema);
  const database = openSqlite(file);
  return {
    database,
    outside: async (sql) => void driver.exec(sql),
    async close() {
      await database.close();
      driver.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

let made = 0;

export async function onPostgres(server: TestServer, schema: string): Promise<Engine & { url: string }> {
  const url = await makeDatabase(server, `candour_port_${process.env.VITEST_POOL_ID ?? 0}_${++made}`);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(toPostgresSchema(schema));
  const database = openPostgres(openConnections(url));
  return {
    url,
    database,
    outside: async (sql) => void (await client.query(sql)),
    async close() {
      await database.close();
      await client.end();
    },
  };
}
