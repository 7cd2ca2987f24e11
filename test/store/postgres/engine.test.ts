import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeEach, describe, expect, test } from 'vitest';
import { Refusal } from '../../../src/core/talk/refusal.ts';
import type { Transaction } from '../../../src/store/database.ts';
import { type OpenedStore, openStore } from '../../../src/store/index.ts';
import { openDatabase } from '../../../src/store/postgres/database.ts';
import { CommitUnknown, PostgresFault, sentenceFor } from '../../../src/store/postgres/faults.ts';
import { openConnections } from '../../../src/store/postgres/primary.ts';
import { makeDatabase, openServer } from '../../support/postgres.ts';
import { explain, put } from '../../support/put.ts';
import { aChild, aPerson, aSetting, TODAY } from '../fixture.ts';
import { onPostgres } from '../port/engines.ts';

const server = await openServer();
afterAll(() => server?.close());

const SCHEMA = `
CREATE TABLE rows (
  place INTEGER NOT NULL PRIMARY KEY,
  words TEXT NOT NULL
) STRICT;
`;
/** Stands before a server, and counts what reaches it at once since it was asked last: with ROLLBACK or COMMIT. */
async function countWrites(url: string) {
  const folder = mkdtempSync(join(tmpdir(), 'candour-writes-'));
  const host = new URL(url).searchParams.get('host') ?? '';
  let writes = 0;
  const front = createServer((near) => {
    const far = connect(join(host, '.s.PGSQL.5432'));
    near.on('data', (sent) => {
      writes += 1;
      far.write(sent);
    });
    far.pipe(near);
    for (const each of [near, far]) each.on('error', () => undefined);
    near.on('close', () => far.destroy());
  });
  await new Promise<void>((resolve) => front.listen(join(folder, '.s.PGSQL.5432'), resolve));
  return {
    url: url.replace(encodeURIComponent(host), encodeURIComponent(folder)),
    async next() {
      await new Promise((resolve) => setTimeout(resolve, 50));
      const seen = writes;
      writes = 0;
      return seen;
    },
    async close() {
      front.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const INSERT = 'INSERT INTO rows (place, words) VALUES (?, ?)';

describe.skipIf(!server)('PostgreSQL', () => {
  let engine: Awaited<ReturnType<typeof onPostgres>>;

  beforeEach(async () => {
    if (!server) return;
    engine = await onPostgres(server, SCHEMA);
  });
  afterEach(() => engine.close());

  const places = async () =>
    (
      await engine.database.read((t) => t.all<{ place: number }>('SELECT place FROM rows ORDER BY place', []))
    ).map(({ place }) => place);
  /** Makes `SELECT fail()` fail with that code, as often as told. */
  const failing = (code: string, times: number) =>
    engine.outside(`CREATE SEQUENCE calls; CREATE FUNCTION fail() RETURNS bigint LANGUAGE plpgsql AS $$
      DECLARE called bigint := nextval('calls');
      BEGIN IF called <= ${times} THEN RAISE EXCEPTION 'again' USING ERRCODE = '${code}'; END IF; RETURN called; END $$`);

  test.each(['40001', '40P01'])(
    'work that fails with %s is carried out once more, all of it',
    async (code) => {
      await failing(code, 2);
      let runs = 0;
      const called = await engine.database.transaction(async (t) => {
        runs += 1;
        await t.run(INSERT, [1, 'once']);
        return t.get('SELECT fail() AS called', []);
      });
      expect([runs, called]).toEqual([3, { called: 3 }]);
      expect(await places()).toEqual([1]);
    },
  );

  test('questions of one turn are sent in one write, the lock of a row with BEGIN', async () => {
    await engine.outside("INSERT INTO rows (place, words) VALUES (1, 'one')");
    const counted = await countWrites(engine.url);
    const database = openDatabase(openConnections(counted.url));
    const ROW = 'SELECT words FROM rows WHERE place = ?';
    const ask = (t: Transaction) => [t.get(ROW, [1]), t.get(ROW, [2]), t.all('SELECT place FROM rows', [])];
    try {
      await database.read((t) => t.get(ROW, [1]));
      await counted.next();
      await database.read((t) => Promise.all(ask(t)));
      expect(await counted.next()).toBe(2);
      await database.transaction(async (t) => {
        await Promise.all([...ask(t), t.hold(ROW, [1])]);
        await Promise.all([t.run(INSERT, [2, 'two']), t.run(INSERT, [3, 'three'])]);
      });
      expect(await counted.next()).toBe(3);
    } finally {
      await database.close();
      await counted.close();
    }
  });

  test('work that always has to be done again is given up on within three seconds', async () => {
    await failing('40001', 1000);
    const began = performance.now();
    const work = engine.database.transaction((t) => t.get('SELECT fail() AS called', []));
    await expect(work).rejects.toMatchObject({ name: 'PostgresFault', code: '40001' });
    expect(performance.now() - began).toBeLessThan(3000);
  });

  test('two that wait for each other both end', async () => {
    await engine.outside("INSERT INTO rows (place, words) VALUES (1, ''), (2, '')");
    const add = (one: number, other: number, words: string) =>
      engine.database.transaction(async (t) => {
        await t.run('UPDATE rows SET words = words || ? WHERE place = ?', [words, one]);
        await new Promise((resume) => setTimeout(resume, 100));
        await t.run('UPDATE rows SET words = words || ? WHERE place = ?', [words, other]);
      });
    await Promise.all([add(1, 2, 'a'), add(2, 1, 'b')]);
    const rows = await engine.database.read((t) => t.all<{ words: string }>('SELECT words FROM rows', []));
    for (const { words } of rows) expect([...words].sort().join('')).toBe('ab');
  });

  test('a transaction whose work caught an error is rolled back all the same', async () => {
    const work = engine.database.transaction(async (t) => {
      await t.run(INSERT, [1, 'one']);
      await t.run(INSERT, [1, 'again']).catch(() => undefined);
      return 'well';
    });
    await expect(work).rejects.toThrow(/unique/);
    expect(await places()).toEqual([]);
  });

  test('a COMMIT that a constraint refuses is a failure, and is not repeated', async () => {
    await engine.outside(
      'CREATE TABLE links (place bigint REFERENCES rows (place) DEFERRABLE INITIALLY DEFERRED)',
    );
    let runs = 0;
    const work = engine.database.transaction((t) => {
      runs += 1;
      return t.run('INSERT INTO links (place) VALUES (?)', [9]);
    });
    await expect(work).rejects.toMatchObject({ code: '23503' });
    expect(runs).toBe(1);
  });

  test('a COMMIT whose answer is lost is reported, and never repeated', async () => {
    await engine.outside(`CREATE FUNCTION die() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN PERFORM pg_terminate_backend(pg_backend_pid()); PERFORM pg_sleep(1); RETURN NULL; END $$;
      CREATE CONSTRAINT TRIGGER dies AFTER INSERT ON rows DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION die()`);
    let runs = 0;
    const work = engine.database.transaction((t) => {
      runs += 1;
      return t.run(INSERT, [1, 'one']);
    });
    await expect(work).rejects.toBeInstanceOf(CommitUnknown);
    expect(runs).toBe(1);
    await engine.outside('DROP TRIGGER dies ON rows');
    await engine.database.transaction((t) => t.run(INSERT, [2, 'two']));
    expect(await places()).toContain(2);
  });

  test('a connection that was ended while idle is replaced', async () => {
    await places();
    await engine.outside(
      'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid() AND datname = current_database()',
    );
    await new Promise((resume) => setTimeout(resume, 100));
    expect(await places()).toEqual([]);
  });

  test('an error holds no value of the statement', async () => {
    const work = engine.database.read((t) => t.get('SELECT CAST(? AS INTEGER) AS number', ['Sarah Reed']));
    const error = await work.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(PostgresFault);
    expect(`${(error as Error).message} ${(error as Error).stack} ${JSON.stringify(error)}`).not.toContain(
      'Sarah',
    );
  });

  test('whoever gets no connection in time is told that others are busy, and those go on', async () => {
    const slow = Array.from({ length: 10 }, () =>
      engine.database.read((t) => t.get('SELECT 1 AS one, pg_sleep(4)', [])),
    );
    const late = engine.database.read((t) => t.get('SELECT 1 AS one', []));
    const error = await late.catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: '53300', isLost: false });
    expect(sentenceFor(error)).toMatch(/^Others are busy/);
    for (const row of await Promise.all(slow)) expect(row).toMatchObject({ one: 1 });
  });

  test('while a server ends every connection it is asked now and then, however many ask', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'candour-away-'));
    let asked = 0;
    const away = createServer((socket) => {
      asked += 1;
      socket.destroy();
    });
    await new Promise<void>((resolve) => away.listen(join(folder, '.s.PGSQL.5432'), resolve));
    const database = openDatabase(openConnections(`postgres:///any?host=${folder}&user=candour`));
    try {
      let refused = 0;
      for (const until = Date.now() + 1000; Date.now() < until; refused++) {
        const read = database.read((t) => t.get('SELECT 1', []));
        await expect(read).rejects.toMatchObject({ isLost: true });
        await new Promise((resume) => setTimeout(resume, 2));
      }
      expect(refused).toBeGreaterThan(asked);
      // After 25 to 50 ms, then twice as long each time.
      expect(asked).toBeLessThan(10);
    } finally {
      await database.close();
      away.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test('many more transactions than connections are all carried out', async () => {
    await Promise.all(
      Array.from({ length: 60 }, (_, place) =>
        engine.database.transaction((t) => t.run(INSERT, [place, ''])),
      ),
    );
    expect(await places()).toHaveLength(60);
  });
});

describe.skipIf(!server)('a store on PostgreSQL', () => {
  let url: string;
  let store: OpenedStore;
  const faults: unknown[] = [];

  beforeEach(async () => {
    if (!server) return;
    faults.length = 0;
    url = await makeDatabase(server, 'candour_store');
    store = await openStore(url, { onFault: (error) => faults.push(error) });
  });
  afterEach(() => store.close());

  async function outside<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
    const client = new pg.Client({ connectionString: url });
    client.on('error', () => undefined);
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  }

  test('is made once, by whichever of several processes comes first', async () => {
    await store.close();
    if (!server) return;
    url = await makeDatabase(server, 'candour_store');
    const opened = await Promise.all(Array.from({ length: 6 }, () => openStore(url)));
    for (const each of opened) expect(await each.read((register) => register.settings.all())).toEqual([]);
    await Promise.all(opened.map((each) => each.close()));
    store = await openStore(url);
  });

  test('another programme’s database is left alone', async () => {
    if (!server) return;
    const other = await makeDatabase(server, 'candour_other');
    const client = new pg.Client({ connectionString: other });
    await client.connect();
    await client.query('CREATE TABLE theirs (id int)');
    await client.end();
    await expect(openStore(other)).rejects.toThrow(/candour_other on .* belongs to another programme/);
  });

  test('one that a newer Candour has made is refused, with a sentence', async () => {
    await outside((client) =>
      client.query("INSERT INTO schema_migrations VALUES (9999, '9999_later.sql', 'x')"),
    );
    await expect(openStore(url)).rejects.toThrow(/made by a newer Candour/);
    expect(await store.isCurrent()).toBe(false);
    await expect(store.write([], async () => undefined)).rejects.toBeInstanceOf(Refusal);
  });

  test('a command that waits too long for a lock is told to try again, within three seconds', async () => {
    const setting = aSetting();
    await store.write([], (register) => register.settings.save(setting));
    await outside(async (client) => {
      await client.query('BEGIN');
      await client.query('SELECT 1 FROM chain_heads FOR UPDATE');
      const began = performance.now();
      const refused = store.write([setting.id], (register) =>
        put(register, { people: [aPerson(setting.id, 'Ann Lee')] }),
      );
      await expect(refused).rejects.toThrow(/try again in a moment: nothing of it was done/);
      await expect(refused).rejects.toBeInstanceOf(Refusal);
      expect(performance.now() - began).toBeLessThan(3000);
      await client.query('ROLLBACK');
    });
    expect(faults).toMatchObject([{ code: '55P03' }]);
    await store.write([setting.id], (register) =>
      put(register, { people: [aPerson(setting.id, 'Ann Lee')] }),
    );
  });

  test('copies all of it into a file of SQLite’s', async () => {
    const setting = aSetting();
    await store.write([], (register) => register.settings.save(setting));
    await store.write([setting.id], async (register) => {
      for (let count = 0; count < 2100; count++)
        await register.audit.append(
          setting.id,
          { action: 'a', actor: 'operator', subject: `${count}`, payload: {} },
          new Date(),
        );
    });
    expect(await store.verifyAudit()).toEqual({ kind: 'sound', settings: 1, rows: 2100, records: 1 });
    const { mkdtempSync, rmSync, statSync } = await import('node:fs');
    const folder = mkdtempSync('/tmp/candour-copy-');
    try {
      await store.copyTo(`${folder}/copy.db`);
      expect(statSync(`${folder}/copy.db`).mode & 0o077).toBe(0);
      const copy = await openStore(`${folder}/copy.db`);
      expect(await copy.verifyAudit()).toEqual({ kind: 'sound', settings: 1, rows: 2100, records: 1 });
      expect(await copy.read((register) => register.settings.all())).toEqual([setting]);
      await copy.close();
    } finally {
      rmSync(folder, { recursive: true });
    }
  }, 60_000);

  test.each([
    ['postgres:///candour_missing?host=HOST&user=candour', /candour_missing on .*3D000.*create it/],
    ['postgres:///postgres?host=%2Fnowhere&user=candour', /postgres on \/nowhere cannot be used/],
    ['postgres://nobody:secret@127.0.0.1:1/postgres', /postgres on 127\.0\.0\.1:1 .*ECONNREFUSED/],
  ])('%s is told of by its name, without a password', async (address, sentence) => {
    const host = new URLSearchParams(url.split('?')[1]).get('host') ?? '';
    const opening = openStore(address.replace('HOST', encodeURIComponent(host)));
    await expect(opening).rejects.toThrow(sentence);
    await expect(opening).rejects.not.toThrow(/secret/);
  });
});

const hasDictionary =
  spawnSync('locale', ['-a'], { encoding: 'utf8' }).stdout?.includes('en_GB.utf8') ?? false;
if (server && !hasDictionary)
  console.error('SKIPPED: sorted lists on a database of en_GB.UTF-8, a locale that is not on this machine.');

test.skipIf(!server || !hasDictionary)(
  'sorted lists are those of SQLite on a database whose own order is a dictionary’s',
  async () => {
    if (!server) return;
    const url = await makeDatabase(server, 'candour_dictionary', "LOCALE 'en_GB.UTF-8'");
    const folder = mkdtempSync(join(tmpdir(), 'candour-order-'));
    const names = ['anna', 'Bea', 'Zoë', 'ben', 'Ä', 'a-b', 'ab', 'a b', 'Éa', 'Zed', 'éb'];
    const lists: Record<string, string[]>[] = [];
    for (const database of [url, join(folder, 'candour.db')]) {
      const store = await openStore(database);
      const setting = aSetting({ id: 'one-setting' });
      await store.write([], (register) => register.settings.save(setting));
      await store.write([setting.id], async (register) => {
        await register.people.add(names.map((name) => aPerson(setting.id, name, ['staff'])));
        await register.children.add(names.map((name, at) => aChild(setting.id, at + 1, name)));
        await explain(register, setting.id);
      });
      lists.push(
        await store.read(async ({ people, children }) => ({
          inPost: (await people.inPost(setting.id, TODAY)).map(({ name }) => name),
          all: (await people.all(setting.id)).map(({ name }) => name),
          present: (await children.present(setting.id, TODAY)).map(({ name }) => name),
        })),
      );
      await store.close();
    }
    rmSync(folder, { recursive: true });
    expect(lists[0]).toEqual(lists[1]);
    expect(lists[0]?.all).not.toEqual([...names].sort(new Intl.Collator('en-GB').compare));
  },
  60_000,
);
