import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { Cluster } from '../../../scripts/cluster.js';
import { findPostgres, startCluster } from '../../../scripts/cluster.js';
import { Refusal } from '../../../src/core/talk/refusal.ts';
import { type OpenedStore, openStore } from '../../../src/store/index.ts';
import { aSetting } from '../../store/fixture.ts';
import { startScribe } from '../../store/processes.ts';
import { makeDatabase } from '../../support/postgres.ts';
import { load as loadStore, pause } from './load.ts';

const isLong = process.env.CANDOUR_SLOW === '1';
const KILLS = isLong ? 20 : 3;
const WRITERS = 8;
const LOADER = fileURLToPath(new URL('../../store/typescript.mjs', import.meta.url));
const STOPPED = fileURLToPath(new URL('./stopped.ts', import.meta.url));

const isHere = findPostgres() !== undefined;
if (!isHere)
  console.warn('SKIPPED: there is no PostgreSQL here, so nobody kills it. apt-get install postgresql');

let cluster: Cluster;
let url: string;
let store: OpenedStore;
let setting: string;

beforeAll(async () => {
  if (isHere) cluster = await startCluster({ durable: true });
});
afterAll(() => cluster?.close());
beforeEach(async () => {
  if (!isHere) return;
  url = await makeDatabase({ url: cluster.url, close: async () => undefined }, 'candour_crash');
  store = await openStore(url);
  const saved = aSetting();
  setting = saved.id;
  await store.write([], (register) => register.settings.save(saved));
});
afterEach(() => store?.close());

const load = () => loadStore(store, setting, WRITERS);

async function ask<Row extends pg.QueryResultRow>(sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end();
  }
}

/** Those of the answered that are not there, and whether all that is there is sound. */
async function look(answered: readonly number[]): Promise<{ missing: number[]; kind: string }> {
  const rows = await ask<{ subject: string }>("SELECT subject FROM audit WHERE action = 'scribe.wrote'");
  const there = new Set(rows.map(({ subject }) => Number(subject)));
  return { missing: answered.filter((number) => !there.has(number)), kind: (await store.verifyAudit()).kind };
}

describe.skipIf(!isHere)('PostgreSQL under load', () => {
  test(`killed ${KILLS} times (SIGKILL), it misses nothing that was answered`, async () => {
    const under = load();
    for (let kill = 1; kill <= KILLS; kill++) {
      await under.until(kill * 100);
      await cluster.end('SIGKILL');
      await cluster.start();
    }
    await under.until(under.answered.length + 100);
    await under.end();
    expect(await look(under.answered)).toEqual({ missing: [], kind: 'sound' });
  });

  test('one of its processes killed, all others are ended by it, and begin again', async () => {
    const under = load();
    await under.until(100);
    const [worker] = await ask<{ pid: number }>(
      "SELECT pid FROM pg_stat_activity WHERE application_name = 'candour' LIMIT 1",
    );
    if (!worker) throw new Error('nobody is connected');
    process.kill(worker.pid, 'SIGKILL');
    await under.until(under.answered.length + 200);
    await under.end();
    expect(await look(under.answered)).toEqual({ missing: [], kind: 'sound' });
  });

  test('away for five seconds, everybody is told so at once; back again, all goes on', async () => {
    const under = load();
    await under.until(100);
    await cluster.end();
    const before = under.answered.length;
    await pause(5000);
    expect(under.answered.length).toBe(before);
    expect(under.refused.length).toBeGreaterThan(WRITERS);
    expect(under.slowest()).toBeLessThan(4000);
    await cluster.start();
    const began = performance.now();
    await under.until(before + 100);
    expect(performance.now() - began).toBeLessThan(5000);
    await under.end();
    expect(await look(under.answered)).toEqual({ missing: [], kind: 'sound' });
  });

  test('answering no more (SIGSTOP), it is given up on within ten seconds', async () => {
    const under = load();
    await under.until(50);
    const workers = await ask<{ pid: number }>(
      "SELECT pid FROM pg_stat_activity WHERE application_name = 'candour'",
    );
    for (const { pid } of workers) process.kill(pid, 'SIGSTOP');
    await pause(9500);
    for (const { pid } of workers) process.kill(pid, 'SIGCONT');
    expect(under.refused.length).toBeGreaterThan(0);
    expect(under.slowest()).toBeLessThan(10_000);
    await under.until(under.answered.length + 50);
    await under.end();
    expect(await look(under.answered)).toEqual({ missing: [], kind: 'sound' });
  });
});

describe.skipIf(!isHere)('a process of Candour', () => {
  test('killed while it writes leaves nothing half done, and misses nothing that it had answered', async () => {
    for (let kill = 0; kill < KILLS; kill++) {
      const before = (await ask("SELECT 1 FROM audit WHERE action = 'scribe.wrote'")).length;
      const scribe = startScribe(url, setting, 100_000, WRITERS);
      await scribe.until(100 + kill * 37);
      scribe.process.kill('SIGKILL');
      await scribe.ended;
      expect(scribe.answered.length).toBeGreaterThan(0);
      const { missing, kind } = await look(scribe.answered);
      expect([missing, kind]).toEqual([[], 'sound']);
      const after = (await ask("SELECT 1 FROM audit WHERE action = 'scribe.wrote'")).length;
      expect(after - before).toBeGreaterThanOrEqual(scribe.answered.length);
    }
  });

  test('stopped in the middle of a transaction (SIGSTOP) keeps others for twelve seconds at most', async () => {
    const child = spawn(process.execPath, ['--import', LOADER, STOPPED, url, setting], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    try {
      await once(child.stdout, 'data');
      const began = performance.now();
      const event = { action: 'next', actor: 'operator', subject: 's', payload: {} };
      for (;;) {
        const asked = performance.now();
        try {
          await store.write([setting], (register) => register.audit.append(setting, event, new Date()));
          break;
        } catch (error) {
          expect(error).toBeInstanceOf(Refusal);
          expect(performance.now() - asked).toBeLessThan(3000);
        }
      }
      expect(performance.now() - began).toBeLessThan(12_000);
      expect(await store.verifyAudit()).toMatchObject({ kind: 'sound', rows: 1 });
    } finally {
      child.kill('SIGKILL');
      child.kill('SIGCONT');
      await once(child, 'close');
    }
  });
});
