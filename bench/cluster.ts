import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import Driver from 'better-sqlite3';
import { Client } from 'pg';
import type { Cluster } from '../scripts/cluster.js';
import { openStore } from '../src/store/index.ts';
import type { Figure } from './figures.ts';
import { type Register, ROOT } from './register.ts';

/** Rows that are sent to the server at once. */
const PAGE = 5000;

/** Works with a PostgreSQL of the bench's own. Where there is none, `part` is told to be skipped, loudly. */
export async function withCluster(
  part: string,
  work: (cluster: Cluster) => Promise<Figure[]>,
): Promise<Figure[]> {
  const script = pathToFileURL(join(ROOT, 'scripts/cluster.js')).href;
  const { findPostgres, startCluster } = (await import(script)) as typeof import('../scripts/cluster.js');
  if (findPostgres() === undefined) {
    const words = 'SKIPPED: there is no PostgreSQL here. On Debian: apt-get install postgresql';
    console.error(`\n*** ${part}: ${words}\n`);
    return [{ name: part, words }];
  }
  const cluster = await startCluster({
    durable: true,
    settings: ['synchronous_commit=on', 'max_wal_size=8GB'],
  });
  try {
    return await work(cluster);
  } finally {
    await cluster.close();
  }
}

export async function withServer<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** The address of a new database. */
export async function createDatabase(
  cluster: Cluster,
  name: string,
  template = 'template0',
): Promise<string> {
  await withServer(cluster.url(), (admin) => admin.query(`CREATE DATABASE ${name} TEMPLATE ${template}`));
  return cluster.url(name);
}

/** Makes the schema in an empty database. */
export async function makeSchema(url: string): Promise<void> {
  const store = await openStore(url);
  await store.close();
}

/** Makes the schema in an empty database and fills it from a register's file, past every check. */
export async function copyRegister({ file }: Pick<Register, 'file'>, url: string): Promise<void> {
  await makeSchema(url);
  const source = new Driver(file, { readonly: true });
  const tables = source
    .prepare(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name <> 'schema_migrations'",
    )
    .pluck()
    .all() as string[];
  await withServer(url, async (target) => {
    await unchecked(target);
    for (const table of tables) {
      const rows = source.prepare(`SELECT * FROM ${table}`).all();
      for (let at = 0; at < rows.length; at += PAGE)
        await target.query(`INSERT INTO ${table} SELECT * FROM json_populate_recordset(NULL::${table}, $1)`, [
          JSON.stringify(rows.slice(at, at + PAGE)),
        ]);
    }
    await analyse(target);
  });
  source.close();
}

/** Foreign keys are not looked at: tables come in any order. */
export async function unchecked(client: Client): Promise<void> {
  await client.query('SET session_replication_role = replica');
}

/** As the server does by itself within minutes. */
export async function analyse(client: Client): Promise<void> {
  await client.query('VACUUM ANALYZE');
}
