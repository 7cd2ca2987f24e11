import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Driver from 'better-sqlite3';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { measureMove } from '../../../bench/move.ts';
import { clear } from '../../../bench/ours.ts';
import { makeRegister, type Register } from '../../../bench/register.ts';
import { type Cluster, findPostgres, startCluster } from '../../../scripts/cluster.js';
import { openStore } from '../../../src/store/index.ts';
import { undoMove } from '../../../src/store/move.ts';
import { makeDatabase } from '../../support/postgres.ts';

const isLong = process.env.CANDOUR_SLOW === '1';
const SETTINGS = isLong ? 400 : 60;
const KILLS = isLong ? 12 : 3;
const ROUNDS = isLong ? 5 : 3;
/** The share of bare COPY's pace below which something is wrong. */
const FLOOR = 0.3;
const CLI = join(import.meta.dirname, '../../../dist/src/cli.js');
const AT = new Date('2026-12-01T09:00:00.000Z');

const isHere = findPostgres() !== undefined;
if (!isHere)
  console.warn('SKIPPED: there is no PostgreSQL here, so nothing is moved to it. apt-get install postgresql');

let cluster: Cluster;
let folder: string;
/** A register of some 750 rows a setting, whose chains are filled; nobody changes it. */
let filled: string;
let register: Register;
let rows = 0;
let file: string;
let url: string;

beforeAll(async () => {
  if (!isHere) return;
  cluster = await startCluster({ durable: true });
  folder = mkdtempSync(join(tmpdir(), 'candour-move-'));
  filled = join(folder, 'filled.db');
  file = join(folder, 'candour.db');
  const size = {
    settings: SETTINGS,
    staff: SETTINGS * 25,
    children: SETTINGS * 75,
    asked: 4,
    acknowledged: 0.8,
  };
  register = await makeRegister(filled, size, AT);
  const store = await openStore(filled);
  for (const { id } of register.settings)
    await store.write([id], async ({ audit }) => {
      for (let event = 0; event < 150; event++)
        await audit.append(
          id,
          { action: 'a', actor: 'operator', subject: `${event}`, payload: { event } },
          AT,
        );
    });
  await store.close();
  rows = rowsIn(filled);
});
afterAll(async () => {
  await cluster?.close();
  if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
});
beforeEach(async () => {
  if (!isHere) return;
  for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true });
  copyFileSync(filled, file);
  url = await makeDatabase({ url: cluster.url, close: async () => undefined }, 'candour_move');
});

const pause = (ms: number) => new Promise((resume) => setTimeout(resume, ms));

function rowsIn(database: string): number {
  const driver = new Driver(database, { readonly: true });
  const tables = driver
    .prepare(
      "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name <> 'schema_migrations'",
    )
    .pluck()
    .all() as string[];
  const all = tables.reduce(
    (sum, table) => sum + (driver.prepare(`SELECT COUNT(*) FROM ${table}`).pluck().get() as number),
    0,
  );
  driver.close();
  return all;
}

async function onServer<T>(work: (client: pg.Client) => Promise<T>, database = url): Promise<T> {
  const client = new pg.Client({ connectionString: database });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** How many rows the database has; 0 before it has tables. Waits for a transaction that its process has left behind. */
async function rowsOn(): Promise<number> {
  return onServer(async (client) => {
    const { rows: tables } = await client.query<{ name: string }>(
      "SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema() AND tablename <> 'schema_migrations'",
    );
    let all = 0;
    for (const { name } of tables) {
      const { rows: counted } = await client.query<{ n: string }>(`SELECT COUNT(*) AS n FROM ${name}`);
      all += Number(counted[0]?.n);
    }
    return all;
  });
}

/** `npx candour migrate-db FROM TO`, one of them on the server. */
function begin(from: string, to: string) {
  const args = [from, to].map((side) => (side === url ? 'CANDOUR_DATABASE' : side));
  const child = spawn(process.execPath, [CLI, 'migrate-db', ...args], {
    env: { PATH: process.env.PATH, CANDOUR_DATABASE: url },
    cwd: folder,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (words: string) => {
    said += words;
  });
  const ended = once(child, 'close').then(([code]) => ({ code: code as number | null, said }));
  return { child, ended };
}

const isMarked = (database: string) =>
  openStore(database).then(
    async (store) => {
      await store.close();
      return false;
    },
    () => true,
  );

describe.skipIf(!isHere)('a filled register', () => {
  test(`killed ${KILLS} times on its way to PostgreSQL and back, it is in one place, whole, and never half in the other`, async () => {
    const back = join(folder, 'back.db');
    for (const [from, to] of [
      [file, url],
      [url, back],
    ] as const) {
      let took = 0;
      for (let kill = 0; kill <= KILLS; kill++) {
        const began = performance.now();
        const { child, ended } = begin(from, to);
        if (kill < KILLS) {
          // The first ones tell how long it takes: half a second more each time, then anywhere.
          await pause(took === 0 ? 300 + kill * 700 : Math.random() * took);
          child.kill('SIGKILL');
        }
        const { code, said } = await ended;
        const arrived = to === url ? await rowsOn() : existsSync(back) ? rowsIn(back) : 0;
        const marked = await isMarked(from);
        if (code === 0) {
          expect([arrived, marked]).toEqual([rows, true]);
          took = performance.now() - began;
          if (kill === KILLS) break;
          // Begins anew with an empty target.
          await undoMove(from);
          if (to === url)
            url = await makeDatabase({ url: cluster.url, close: async () => undefined }, 'candour_move');
          else for (const end of ['', '-wal', '-shm']) rmSync(back + end, { force: true });
          continue;
        }
        expect(said).not.toMatch(/wrong|reference/);
        if (arrived === 0) expect(marked).toBe(false);
        else expect(arrived).toBe(rows);
      }
    }
    const store = await openStore(back);
    expect(await store.verifyAudit()).toMatchObject({ kind: 'sound', settings: SETTINGS });
    await store.close();
    expect(rowsIn(back)).toBe(rows);
  });

  test('where the server is killed on the way, the file is as it was, and the same command goes through afterwards', async () => {
    const { ended } = begin(file, url);
    await onServer(async (client) => {
      for (;;) {
        const { rows: found } = await client.query(
          "SELECT 1 FROM pg_stat_activity WHERE datname = 'candour_move' AND query LIKE 'COPY \"%' AND pid <> pg_backend_pid()",
        );
        if (found.length > 0) return;
        await pause(5);
      }
    }, cluster.url('postgres'));
    await cluster.end('SIGKILL');
    const { code, said } = await ended;
    expect(code).toBe(1);
    expect(said).toMatch(/The database candour_move on .* failed \(\w+\)\..*run the same command again/);
    expect(await isMarked(file)).toBe(false);
    await cluster.start();
    expect(await rowsOn()).toBe(0);
    expect(await begin(file, url).ended).toMatchObject({ code: 0 });
    expect(await rowsOn()).toBe(rows);
  });

  test(`is moved, and compared, at ${FLOOR} of the pace of bare COPY or more`, async () => {
    const [figure] = await measureMove(register, ROUNDS);
    clear();
    console.info(`migrate-db / COPY: ${figure?.seen?.toFixed(2)}; ${figure?.words}`);
    expect(figure?.seen).toBeGreaterThan(FLOOR);
  });
});
