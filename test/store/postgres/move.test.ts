import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Driver from 'better-sqlite3';
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { Refusal } from '../../../src/core/talk/refusal.ts';
import { openStore } from '../../../src/store/index.ts';
import { moveRegister, undoMove } from '../../../src/store/move.ts';
import { makeDatabase, openServer } from '../../support/postgres.ts';
import { allRowsOf, anything, putRows } from '../anything.ts';
import { everyTable } from '../every-table.ts';

const AT = new Date('2026-12-01T09:00:00.000Z');
const server = await openServer();
let folder: string;
let from: string;
let back: string;
let url: string;
/** An empty register, to copy. */
let empty: Buffer;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'candour-move-'));
  from = join(folder, 'from.db');
  back = join(folder, 'back.db');
  await (await openStore(from)).close();
  empty = readFileSync(from);
});
afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await server?.close();
});
beforeEach(async () => {
  if (server) url = await makeDatabase(server, 'candour_move');
});
afterEach(() => {
  for (const file of [from, back])
    for (const end of ['', '-wal', '-shm']) rmSync(file + end, { force: true });
});

const move = (one: string, other: string) => moveRegister(one, other, { at: AT });

async function fill(database: string): Promise<string> {
  const store = await openStore(database);
  const { setting } = await everyTable(store);
  await store.close();
  return setting.id;
}

/** Asks past the store; every value as the server writes it. */
async function ask<Row>(database: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({
    connectionString: database,
    types: { getTypeParser: () => (said: string) => said } as never,
  });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query(sql)).rows as Row[];
  } finally {
    await client.end();
  }
}

/** All that the tables hold, as `allRowsOf` gives it of a file. */
async function allRowsOn(database: string): Promise<Record<string, (string | null)[][]>> {
  const held: Record<string, (string | null)[][]> = {};
  const keys = await ask<{ name: string; key: string }>(
    database,
    `SELECT c.relname AS name, (SELECT string_agg(quote_ident(a.attname), ', ' ORDER BY k.place)
       FROM unnest(i.indkey::int[]) WITH ORDINALITY k(number, place)
       JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.number) AS key
     FROM pg_class c JOIN pg_index i ON i.indrelid = c.oid AND i.indisprimary
     WHERE c.relnamespace = current_schema()::regnamespace AND c.relname <> 'schema_migrations'
     ORDER BY c.relname COLLATE "C"`,
  );
  for (const { name, key } of keys) {
    const rows = await ask<Record<string, string | null>>(database, `SELECT * FROM ${name} ORDER BY ${key}`);
    held[name] = rows.map((row) => Object.values(row));
  }
  return held;
}

const constraintsOn = (database: string) =>
  ask(
    database,
    `SELECT conrelid::regclass::text AS of, conname, pg_get_constraintdef(oid) AS is, convalidated
     FROM pg_constraint WHERE connamespace = current_schema()::regnamespace ORDER BY conrelid::regclass::text, conname`,
  );

describe.skipIf(!server)('a register moves from a file to PostgreSQL and back', () => {
  test('whole: the same rows, keys and chains; the way back gives the same file', async () => {
    if (!server) return;
    await fill(from);
    const held = allRowsOf(from);
    const plain = await makeDatabase(server, 'candour_plain');
    await (await openStore(plain)).close();
    expect(await move(from, url)).toMatchObject({
      tables: Object.keys(held).length,
      chains: 1,
      wasThere: false,
    });
    expect(await allRowsOn(url)).toEqual(held);
    expect(await constraintsOn(url)).toEqual(await constraintsOn(plain));
    const store = await openStore(url);
    expect(await store.verifyAudit()).toMatchObject({ kind: 'sound', settings: 1 });
    await store.close();
    await move(url, back);
    expect(allRowsOf(back)).toEqual(held);
    await expect(openStore(url)).rejects.toThrow(/candour_move on .* was moved to .*back\.db on 2026-12-01/);
    const again = await openStore(back);
    expect(await again.verifyAudit()).toMatchObject({ kind: 'sound', settings: 1 });
    await again.close();
  });

  test('whatever it holds, to the letter and the digit', async () => {
    await fc.assert(
      fc.asyncProperty(anything, async (tables) => {
        if (!server) return;
        for (const file of [from, back]) rmSync(file, { force: true });
        writeFileSync(from, empty);
        putRows(from, tables);
        const held = allRowsOf(from);
        const database = await makeDatabase(server, 'candour_anything');
        await move(from, database);
        expect(await allRowsOn(database)).toEqual(held);
        await move(database, back);
        expect(allRowsOf(back)).toEqual(held);
      }),
      { numRuns: 6, endOnFailure: true },
    );
  }, 120_000);

  test('from one server’s database to another', async () => {
    if (!server) return;
    await fill(url);
    const held = await allRowsOn(url);
    const other = await makeDatabase(server, 'candour_other');
    await move(url, other);
    expect(await allRowsOn(other)).toEqual(held);
    await expect(openStore(url)).rejects.toThrow(/was moved to candour_other on/);
  });

  test('on a database whose own order is another', async () => {
    if (!server) return;
    const other = await makeDatabase(
      server,
      'candour_icu',
      "LOCALE_PROVIDER icu ICU_LOCALE 'en-GB' LOCALE 'C.UTF-8'",
    );
    writeFileSync(from, empty);
    const names = ['a', 'B', 'ä', 'a-b', 'ab', 'Zoë', 'zoe'];
    putRows(from, { answered_activities: names.map((key) => ({ key, answered_at: AT.toISOString() })) });
    await move(from, other);
    expect((await allRowsOn(other)).answered_activities).toEqual(allRowsOf(from).answered_activities);
  });
});

describe.skipIf(!server)('a process that still runs on PostgreSQL', () => {
  test('is answered only what arrives, and then says that everything was moved', async () => {
    const setting = await fill(url);
    const store = await openStore(url);
    const answered: string[] = [];
    const refusals: string[] = [];
    let isOver = false;
    const write = async (writer: number) => {
      for (let count = 0; !isOver; count++) {
        const subject = `${writer}-${count}`;
        const event = { action: 'a', actor: 'operator', subject, payload: {} };
        try {
          await store.write([setting], (register) => register.audit.append(setting, event, AT));
          answered.push(subject);
        } catch (error) {
          expect(error).toBeInstanceOf(Refusal);
          refusals.push((error as Refusal).message);
          await new Promise((resume) => setTimeout(resume, 20));
        }
      }
    };
    const writing = Promise.all([1, 2, 3, 4].map(write));
    while (answered.length < 20) await new Promise((resume) => setTimeout(resume, 5));
    await move(url, back);
    while (!refusals.some((words) => /moved to another database/.test(words)))
      await new Promise((resume) => setTimeout(resume, 20));
    isOver = true;
    await writing;
    expect(await store.isCurrent()).toBe(false);
    await store.close();
    expect(answered.length).toBeGreaterThanOrEqual(20);
    expect(allRowsOf(back).audit?.map((row) => row[4])).toEqual(expect.arrayContaining(answered));
    expect(await allRowsOn(url)).toEqual(allRowsOf(back));
  });

  test('keeps the move waiting with a transaction of its own, and what that wrote arrives', async () => {
    const setting = await fill(url);
    const store = await openStore(url);
    const event = { action: 'slow', actor: 'operator', subject: 's', payload: {} };
    let began = () => {};
    const hasBegun = new Promise<void>((resolve) => {
      began = resolve;
    });
    const writing = store.write([setting], async (register) => {
      await register.audit.append(setting, event, AT);
      began();
      await new Promise((resume) => setTimeout(resume, 1000));
    });
    await hasBegun;
    await move(url, back);
    await writing;
    await store.close();
    expect(allRowsOf(back).audit?.map((row) => row[2])).toContain('slow');
  });
});

describe.skipIf(!server)('nothing is moved', () => {
  const rowsOn = async () => Object.values(await allRowsOn(url)).flat().length;

  test('where PostgreSQL cannot keep a text: the file is as it was, and the database empty', async () => {
    await fill(from);
    const driver = new Driver(from);
    driver.prepare('UPDATE people SET line_manager = ?').run('a\0b');
    driver.close();
    await expect(move(from, url)).rejects.toMatchObject({
      name: 'SideFault',
      side: expect.stringContaining('candour_move'),
      code: '22021',
      advice: expect.stringContaining('NUL'),
    });
    expect(await rowsOn()).toBe(0);
    await (await openStore(from)).close();
  });

  test('where a record refers to one that is not there', async () => {
    await fill(from);
    const driver = new Driver(from);
    driver.exec(
      'PRAGMA foreign_keys = OFF; DELETE FROM people WHERE id IN (SELECT declarer FROM declarations)',
    );
    driver.close();
    await expect(move(from, url)).rejects.toMatchObject({
      code: '23503',
      advice: expect.stringMatching(/\(\w+_fkey\).*audit verify/),
    });
    expect(await rowsOn()).toBe(0);
    await (await openStore(from)).close();
  });

  test('into a database that holds a record', async () => {
    await fill(from);
    await fill(url);
    const before = await allRowsOn(url);
    await expect(move(from, url)).rejects.toThrow(/candour_move on .* holds records already/);
    expect(await allRowsOn(url)).toEqual(before);
    await (await openStore(from)).close();
  });

  test('from a database into itself, by another address', async () => {
    await fill(url);
    await expect(move(url, `${url}&application_name=another`)).rejects.toMatchObject({
      code: '55P03',
      advice: expect.stringContaining('one and the same'),
    });
    await (await openStore(url)).close();
  });

  test('from an empty database, from another programme’s, nor to it', async () => {
    await expect(move(url, back)).rejects.toThrow(/There is nothing in the database candour_move on/);
    await ask(url, 'CREATE TABLE theirs (id int)');
    await expect(move(url, back)).rejects.toThrow(/belongs to another programme/);
    await fill(from);
    await expect(move(from, url)).rejects.toThrow(/belongs to another programme/);
  });

  test('into a database of another encoding', async () => {
    if (!server) return;
    await fill(from);
    const client = new pg.Client({ connectionString: server.url('postgres') });
    await client.connect();
    await client.query('DROP DATABASE IF EXISTS candour_latin WITH (FORCE)');
    await client.query("CREATE DATABASE candour_latin ENCODING 'LATIN1' LOCALE 'C' TEMPLATE template0");
    await client.end();
    await expect(move(from, server.url('candour_latin'))).rejects.toThrow(/encoding .* is LATIN1.*createdb/);
    await (await openStore(from)).close();
  });

  test.each([
    ['that is not there', (host: string) => `postgres:///candour_missing?host=${host}&user=candour`, '3D000'],
    ['that cannot be reached', () => 'postgres://nobody:secret@127.0.0.1:1/x', 'ECONNREFUSED'],
  ])('into a database %s', async (_, address, code) => {
    await fill(from);
    const host = encodeURIComponent(new URLSearchParams(url.split('?')[1]).get('host') ?? '');
    const moving = move(from, address(host));
    await expect(moving).rejects.toMatchObject({ name: 'SideFault', code });
    await expect(moving).rejects.not.toThrow(/secret/);
    await (await openStore(from)).close();
  });

  test.each([
    ['read', 'COPY (SELECT'],
    ['written', 'COPY "'],
  ])('where the server ends the connection while it is %s', async (_, statement) => {
    if (!server) return;
    const rows = Array.from({ length: 3000 }, (_, at) => ({
      key: `${at}`.padStart(8, '0').repeat(40),
      answered_at: AT.toISOString(),
    }));
    writeFileSync(from, empty);
    putRows(from, { answered_activities: rows });
    const [one, other] = statement === 'COPY "' ? [from, url] : [url, back];
    if (one === url) {
      await move(from, url);
      await undoMove(from);
    }
    let isOver = false;
    const ending = (async () => {
      while (!isOver)
        await ask(
          server.url('postgres'),
          `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'candour_move' AND starts_with(query, '${statement}')`,
        );
    })();
    let fault: unknown;
    for (let attempt = 0; attempt < 20 && fault === undefined; attempt++) {
      fault = await move(one, other).then(
        () => undefined,
        (error: unknown) => error,
      );
      if (fault === undefined) {
        await undoMove(one);
        for (const end of ['', '-wal', '-shm']) rmSync(back + end, { force: true });
        if (other === url) await ask(url, 'TRUNCATE answered_activities');
      }
    }
    isOver = true;
    await ending;
    expect(fault).toMatchObject({ name: 'SideFault', code: expect.stringMatching(/^57P01$|^E/) });
    await (await openStore(one)).close();
    if (other === url) expect(await rowsOn()).toBe(0);
  });
});

test.skipIf(!server)('a mark on PostgreSQL is taken away again, once', async () => {
  await fill(url);
  await move(url, back);
  expect(await undoMove(url)).toBe(`moved to ${back}`);
  expect(await undoMove(url)).toBeUndefined();
  await (await openStore(url)).close();
  expect(await move(url, back)).toMatchObject({ wasThere: true });
});
