import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import Driver from 'better-sqlite3';
import { Client } from 'pg';
import type { Cluster } from '../scripts/cluster.js';
import { openStore } from '../src/store/index.ts';
import type { Figure } from './figures.ts';
import { acknowledgements, declarations, MAIN, questions, slackEnv, startOurs } from './ours.ts';
import type { Peer } from './peers.ts';
import { type Register, ROOT } from './register.ts';
import { startServer } from './server.ts';
import { interleave, isDone, LANES, type Lane, type Load, ratio, strangers, toLine } from './throughput.ts';

/** Rows that are sent to the server at once. */
const PAGE = 5000;
const VERBS = { acknowledge: acknowledgements, declare: declarations, keyperson: questions };
type Verb = keyof typeof VERBS;

/** The same bot and the same register on a PostgreSQL of the bench's own, beside SQLite and beside the plain transaction there. */
export async function measurePostgres(
  register: Register,
  slack: Peer,
  load: Load,
  verbs = Object.keys(VERBS) as Verb[],
): Promise<Figure[]> {
  const script = pathToFileURL(join(ROOT, 'scripts/cluster.js')).href;
  const { findPostgres, startCluster } = (await import(script)) as typeof import('../scripts/cluster.js');
  if (findPostgres() === undefined) {
    const words = 'SKIPPED: there is no PostgreSQL here. On Debian: apt-get install postgresql';
    console.error(`\n*** PostgreSQL: ${words}\n`);
    return [{ name: 'PostgreSQL', words }];
  }
  const cluster = await startCluster({ durable: true, settings: ['synchronous_commit=on'] });
  const figures: Figure[] = [];
  try {
    await withServer(cluster.url(), (admin) => admin.query('CREATE DATABASE register'));
    await copyRegister(register.file, cluster.url('register'));
    for (const verb of verbs) figures.push(...(await measureVerb(verb, register, slack, load, cluster)));
  } finally {
    await cluster.close();
  }
  return figures;
}

/** Three lanes: the plain transaction on PostgreSQL, and one verb on SQLite and on PostgreSQL. */
async function measureVerb(
  verb: Verb,
  register: Register,
  slack: Peer,
  load: Load,
  cluster: Cluster,
): Promise<Figure[]> {
  const lanes: Lane[] = [];
  const add = (name: string, server: Lane['server'], next: Lane['next']) => {
    const lane = { name, server, next, rounds: [] };
    lanes.push(lane);
    return lane;
  };
  /** The address of a new database. */
  const create = async (name: string, template: string) => {
    await withServer(cluster.url(), (admin) => admin.query(`CREATE DATABASE ${name} TEMPLATE ${template}`));
    return cluster.url(name);
  };
  const cost = `CPU per request, ${verb} on PostgreSQL / SQLite`;
  const pace = `throughput on PostgreSQL, ${verb} / plain`;
  try {
    const LEDGER = await create(`plain_${verb}`, 'template0');
    const bolt = await startServer(join(LANES, 'bolt.js'), { LEDGER });
    const plain = add(`plain beside ${verb}, PostgreSQL`, bolt, strangers(isDone));
    const onFile = await startOurs(register, slack);
    const theirs = add(`${verb}, SQLite`, onFile.server, VERBS[verb](register));
    const CANDOUR_DATABASE = await create(verb, 'register');
    const onServer = await startServer(MAIN, { ...slackEnv(slack), CANDOUR_DATABASE });
    const ours = add(`${verb}, PostgreSQL`, onServer, VERBS[verb](register));
    await interleave(lanes, load);
    return [
      { name: cost, seen: ratio(ours, theirs, (each) => each.cpu) },
      { name: pace, seen: ratio(ours, plain, (each) => each.perSecond) },
      ...lanes.map(toLine),
    ];
  } catch (error) {
    // One verb that is answered wrongly, or too late, hides no figure of another.
    const failed = (error as Error).message.replace(/\s+/g, ' ').slice(0, 200);
    return [cost, pace].map((name) => ({ name, failed }));
  } finally {
    for (const lane of lanes) await lane.server.stop();
  }
}

async function withServer<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** Makes the schema in an empty database and fills it from a register's file, past every check. */
async function copyRegister(file: string, url: string): Promise<void> {
  const store = await openStore(url);
  await store.close();
  const source = new Driver(file, { readonly: true });
  const tables = source
    .prepare(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name <> 'schema_migrations'",
    )
    .pluck()
    .all() as string[];
  await withServer(url, async (target) => {
    // Foreign keys are not looked at: tables come in any order.
    await target.query('SET session_replication_role = replica');
    for (const table of tables) {
      const rows = source.prepare(`SELECT * FROM ${table}`).all();
      for (let at = 0; at < rows.length; at += PAGE)
        await target.query(`INSERT INTO ${table} SELECT * FROM json_populate_recordset(NULL::${table}, $1)`, [
          JSON.stringify(rows.slice(at, at + PAGE)),
        ]);
    }
    // As the server does by itself within minutes.
    await target.query('VACUUM ANALYZE');
  });
  source.close();
}
