import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Cluster, findPostgres, startCluster } from '../../../scripts/cluster.js';
import { examineServer, type OpenedStore, openStore } from '../../../src/store/index.ts';
import { openDatabase } from '../../../src/store/postgres/database.ts';
import { openConnections } from '../../../src/store/postgres/primary.ts';
import { aSetting } from '../../store/fixture.ts';
import { makeDatabase } from '../../support/postgres.ts';
import { DEMO, openWorkplace, type Workplace } from '../../support/process.ts';
import { type Api, openApi, slackUser } from '../../support/slack/api.ts';
import { openClient } from '../../support/slack/client.ts';
import { SECRET } from '../../support/slack/requests.ts';
import { freePort, launch, PEOPLE } from '../../support/slack/service.ts';
import { load as loadStore, pause } from './load.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

const isLong = process.env.CANDOUR_SLOW === '1';
/** Left out of the short form, and not counted as skipped there: nothing is missing for it. */
const inLongForm: (title: string, run: () => Promise<void>) => unknown = isLong ? test : () => undefined;
const WRITERS = 8;
const DATABASE = 'register';
/** The servers ask nobody for it. */
const PASSWORD = 'quokka-nineteen';
/** For how long an asynchronous standby had received nothing when its primary died, in milliseconds. */
const LAGS = isLong ? [0, 100, 1000] : [100];

const isHere = findPostgres() !== undefined;
if (!isHere)
  console.warn('SKIPPED: there is no PostgreSQL here, so nobody takes over. apt-get install postgresql');

/** Every cluster that was started; the last one is the newest standby, or the primary where there is none. */
const clusters: Cluster[] = [];
let primary: Cluster;
let setting: string;

beforeAll(async () => {
  if (!isHere) return;
  primary = await startCluster({ durable: true });
  clusters.push(primary);
  await makeDatabase({ url: primary.url, close: async () => undefined }, DATABASE);
  const store = await openStore(primary.url(DATABASE));
  const saved = aSetting();
  setting = saved.id;
  await store.write([], (register) => register.settings.save(saved));
  await store.close();
});
afterAll(async () => {
  for (const cluster of clusters) await cluster.close();
});

let standbys = 0;

let loads = 0;
/** Each with numbers of its own, since all write into one register. */
const load = (store: OpenedStore, writers = WRITERS) =>
  loadStore(store, setting, writers, ++loads * 1_000_000);

/** Another copy of the primary, which follows it. */
async function follow({ synchronously }: { synchronously: boolean }): Promise<Cluster> {
  const name = `standby_${++standbys}`;
  const standby = await startCluster({ durable: true, standbyOf: primary, name });
  clusters.push(standby);
  await waitFor(primary, synchronously ? name : '');
  const kind = synchronously ? 'sync' : 'async';
  await vi.waitFor(async () => {
    const rows = await sql(
      primary,
      `SELECT sync_state FROM pg_stat_replication WHERE application_name = '${name}'`,
    );
    expect(rows).toEqual([{ sync_state: kind }]);
  }, 10_000);
  return standby;
}

/** Makes each change wait for that standby; '' for none. */
async function waitFor(on: Cluster, standby: string): Promise<void> {
  await sql(on, `ALTER SYSTEM SET synchronous_standby_names = '${standby}'`);
  await sql(on, 'SELECT pg_reload_conf()');
}

/** The standby takes the place of the primary, which waits for no other. */
async function promote(standby: Cluster): Promise<void> {
  standby.promote();
  primary = standby;
}

const addressOf = (...hosts: Cluster[]) =>
  `postgres:///${DATABASE}?host=${encodeURIComponent(hosts.map(({ folder }) => folder).join())}&user=candour&password=${PASSWORD}`;

async function sql<Row extends pg.QueryResultRow>(on: Cluster, text: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: on.url(DATABASE) });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<Row>(text)).rows;
  } finally {
    await client.end();
  }
}

/** Those of the answered that are not there, and whether all that is there is sound. */
async function look(store: OpenedStore, answered: readonly number[]) {
  const rows = await sql<{ subject: string }>(
    primary,
    "SELECT subject FROM audit WHERE action = 'scribe.wrote'",
  );
  const there = new Set(rows.map(({ subject }) => Number(subject)));
  return { missing: answered.filter((number) => !there.has(number)), kind: (await store.verifyAudit()).kind };
}

const findings = async (url: string) =>
  (await examineServer(url, () => new Date())).map(({ kind, text }) => `${kind}: ${text}`).join('\n');

/** One that has ended meanwhile is left alone. */
function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {}
}

const since = (began: number) => `${((performance.now() - began) / 1000).toFixed(1)} s`;

describe.skipIf(!isHere)('of two hosts', () => {
  let work: Workplace;
  let api: Api;
  beforeAll(async () => {
    if (!isHere) return;
    work = await openWorkplace();
    api = await openApi();
    api.on('users.info', (fields) => ({ ok: true, user: slackUser(fields.get('user'), PEOPLE.U03ZOE) }));
    const own = join(work.folder, 'own');
    await cp(DEMO, own, { recursive: true });
    const file = join(own, 'setting.json');
    await writeFile(file, (await readFile(file, 'utf8')).replace('"willow"', '"elm"'));
    const imported = await work.candour(['import', own], {
      env: { CANDOUR_DATABASE: primary.url(DATABASE) },
    });
    expect(imported.code, imported.stderr).toBe(0);
  });
  afterAll(async () => {
    await work?.close();
    await api?.close();
  });

  test('a primary killed under load, its synchronous standby promoted: nothing that was answered is missing', async () => {
    const old = primary;
    const standby = await follow({ synchronously: true });
    // The standby stands first: it is passed over for as long as it is one.
    const url = addressOf(standby, old);
    expect(await findings(url)).toMatch(/good: .*standby_1 follows synchronously/);
    const moved: string[] = [];
    const store = await openStore(url, { onMoved: (host) => moved.push(host) });
    const port = await freePort();
    const service = await launch(work, port, {
      CANDOUR_DATABASE: url,
      SLACK_BOT_TOKEN: 'xoxb-1',
      SLACK_SIGNING_SECRET: SECRET,
      SLACK_API_URL: api.url,
    });
    const ready = async () => (await fetch(`http://127.0.0.1:${port}/readyz`)).status;
    const zoe = openClient(`http://127.0.0.1:${port}/slack/events`, api, 'U03ZOE');
    const asked = async (words: string) => JSON.stringify((await zoe.type(words)).view);
    expect(await asked('me')).toContain('Zoë Adeyemi');
    expect(await ready()).toBe(200);

    const under = load(store);
    await under.until(200);
    await old.end('SIGKILL');
    const before = under.answered.length;
    await pause(1500);
    expect(under.answered.length).toBe(before);
    await expect(store.read((register) => register.settings.all())).rejects.toThrow(/in a moment/);
    await expect(store.isCurrent()).rejects.toThrow();
    expect(await ready()).toBe(503);
    expect(await asked('me')).toMatch(/in a moment/);

    await promote(standby);
    const began = performance.now();
    await under.until(before + 1);
    process.stdout.write(`first answer ${since(began)} after the promotion\n`);
    await under.until(before + 200);
    await under.end();
    expect(await look(store, under.answered)).toEqual({ missing: [], kind: 'sound' });
    expect(moved).toEqual([standby.folder]);
    await vi.waitFor(async () => expect(await ready()).toBe(200), 10_000);
    expect(await asked('declare "Joanne Blackwell" friend since=2019')).toMatch(/D-\d+/);

    // The old primary comes back, and would take changes that nobody would ever see again.
    await old.start();
    await waitFor(old, '');
    const heldByOld = () => sql(old, 'SELECT count(*) FROM audit');
    const held = await heldByOld();
    const event = { action: 'a', actor: 'operator', subject: 's', payload: {} };
    const append = (by: OpenedStore) =>
      by.write([setting], (register) => register.audit.append(setting, event, new Date()));
    const late = await openStore(addressOf(old, standby));
    await append(late);
    await late.close();
    // Nor is it asked by those who know the new one, while that is away.
    await standby.end();
    for (let count = 0; count < 5; count++) {
      await expect(append(store)).rejects.toThrow(/in a moment/);
      expect(await asked('me')).toMatch(/in a moment/);
      await pause(100);
    }
    await standby.start();
    await vi.waitFor(() => append(store), 10_000);
    await vi.waitFor(async () => expect(await asked('me')).toContain('Zoë Adeyemi'), 10_000);
    expect(await heldByOld()).toEqual(held);
    expect(await findings(addressOf(old, standby))).toContain(
      `fault: ${DATABASE} on ${old.folder}, ${standby.folder}: ${old.folder} says that it is the primary, too.`,
    );
    await old.end();
    expect(await findings(addressOf(old, standby))).toMatch(
      /warning: .*cannot be used \(ENOENT\)|ECONNREFUSED/,
    );

    expect(await service.stop()).toMatchObject({ code: 0 });
    expect(service.said()).toContain('another host of the database is the primary now');
    expect(service.said()).not.toContain(PASSWORD);
    await store.close();
  });

  test.each(LAGS)(
    'an asynchronous standby that had received nothing for %i ms loses what was answered last, and is sound',
    async (lag) => {
      const old = primary;
      const standby = await follow({ synchronously: false });
      const url = addressOf(old, standby);
      expect(await findings(url)).toMatch(/warning: .*follows asynchronously .* may be missing/);
      await sql(primary, 'DROP ROLE IF EXISTS plain');
      await sql(primary, 'CREATE ROLE plain LOGIN');
      expect(await findings(url.replace('user=candour', 'user=plain'))).toMatch(
        /warning: .*GRANT pg_monitor/,
      );
      const store = await openStore(url);
      const under = load(store);
      await under.until(200);
      if (lag > 0) {
        await sql(standby, "ALTER SYSTEM SET primary_conninfo = ''");
        await sql(standby, 'SELECT pg_reload_conf()');
        await vi.waitFor(async () =>
          expect(await sql(standby, 'SELECT 1 FROM pg_stat_wal_receiver')).toEqual([]),
        );
      }
      await pause(lag);
      await old.end('SIGKILL');
      const before = under.answered.length;
      await promote(standby);
      await under.until(before + 100);
      await under.end();
      const { missing, kind } = await look(store, under.answered);
      process.stdout.write(
        `asynchronous, ${lag} ms behind: ${missing.length} of ${before} answers are missing\n`,
      );
      expect(kind).toBe('sound');
      if (lag > 0) expect(missing.length).toBeGreaterThan(0);
      // Those answered last, as far as answers come in the order of what they answer.
      const lost = missing.map((number) => under.answered.indexOf(number));
      for (const at of lost) expect(at).toBeLessThan(before);
      for (const at of lost) expect(at).toBeGreaterThanOrEqual(before - lost.length - WRITERS);
      await store.close();
    },
  );

  inLongForm('a primary that falls silent (SIGSTOP) is given up on for its standby', async () => {
    const old = primary;
    const standby = await follow({ synchronously: true });
    const store = await openStore(addressOf(old, standby));
    const under = load(store);
    await under.until(100);
    const rows = await sql<{ pid: number }>(
      old,
      'SELECT pid FROM pg_stat_activity WHERE pid <> pg_backend_pid()',
    );
    const processes = [old.pid() ?? 0, ...rows.map(({ pid }) => pid)].filter((pid) => pid > 0);
    try {
      for (const pid of processes) signal(pid, 'SIGSTOP');
      const before = under.answered.length;
      await promote(standby);
      await under.until(before + 100);
    } finally {
      for (const pid of processes) signal(pid, 'SIGKILL');
    }
    await under.end();
    // Nobody waits longer than for an answer of the old one, and to find the new one.
    expect(under.slowest()).toBeLessThan(20_000);
    expect(await look(store, under.answered)).toEqual({ missing: [], kind: 'sound' });
    await store.close();
  });

  test('a primary that nobody has stopped is left once its standby has taken over', async () => {
    const old = primary;
    const standby = await follow({ synchronously: false });
    const moved: string[] = [];
    const connections = openConnections(addressOf(old, standby), (host) => moved.push(host), 100);
    const database = openDatabase(connections);
    const served = () =>
      database.read((t) => t.get("SELECT current_setting('unix_socket_directories') AS folder", []));
    try {
      expect(await served()).toEqual({ folder: old.folder });
      await pause(200);
      expect(await served()).toEqual({ folder: old.folder });
      await promote(standby);
      await vi.waitFor(async () => expect(await served()).toEqual({ folder: standby.folder }), 10_000);
      expect(moved).toEqual([standby.folder]);
      await old.end('SIGKILL');
      expect(await served()).toEqual({ folder: standby.folder });
    } finally {
      await database.close();
    }
  });

  inLongForm('while its synchronous standby is away nothing counts as kept', async () => {
    const standby = await follow({ synchronously: true });
    const store = await openStore(addressOf(primary, standby));
    await standby.end('SIGKILL');
    expect(await findings(addressOf(primary, standby))).toMatch(/fault: .*so no change is answered/);
    const under = load(store, 1);
    await vi.waitFor(() => expect(under.refused.length).toBeGreaterThan(0), 15_000);
    expect([under.answered, under.refused[0]]).toEqual([
      [],
      expect.stringMatching(/nobody can say whether it was/),
    ]);
    await standby.start();
    await under.until(20);
    await under.end();
    expect(await look(store, under.answered)).toEqual({ missing: [], kind: 'sound' });
    await waitFor(primary, '');
    await store.close();
  });

  test('a primary made read-only under load: everybody is told so, and all goes on once it is over', async () => {
    const store = await openStore(primary.url(DATABASE));
    const under = load(store);
    await under.until(100);
    const set = async (value: 'on' | 'off') => {
      await sql(primary, `ALTER SYSTEM SET default_transaction_read_only = ${value}`);
      await sql(primary, 'SELECT pg_reload_conf()');
    };
    await set('on');
    await vi.waitFor(() => expect(under.refused.length).toBeGreaterThan(WRITERS), 10_000);
    // What was begun before may still end well.
    await pause(1000);
    const before = under.answered.length;
    await pause(500);
    expect(under.answered.length).toBe(before);
    await expect(store.isCurrent()).rejects.toThrow(/read-only/);
    await set('off');
    await under.until(before + 100);
    await under.end();
    expect(await look(store, under.answered)).toEqual({ missing: [], kind: 'sound' });
    await store.close();
  });
});
