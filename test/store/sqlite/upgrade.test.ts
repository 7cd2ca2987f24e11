import { spawnSync } from 'node:child_process';
import {
  existsSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Driver from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { bringUp, openStore, pendingMigrations, settingsIn } from '../../../src/store/index.ts';
import { findMigrations, readMigrations } from '../../../src/store/migrations.ts';
import { isSealedFile } from '../../../src/store/sealed.ts';
import { backup, restore } from '../../../src/store/sqlite/backup.ts';
import { tryBackup } from '../../../src/store/sqlite/trial.ts';
import { aSetting } from '../fixture.ts';

const NOW = new Date('2026-11-28T10:15:00.000Z');
const FIRST = '0900_first.sql';
const SECOND = '0901_second.sql';

let folder: string;
let file: string;
/** The migrations of a build to come. */
let newer: string;
let mounted: string | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'candour-upgrade-'));
  file = join(folder, 'kept/candour.db');
  newer = join(folder, 'migrations');
  await cp(findMigrations(), newer, { recursive: true });
  writeFileSync(join(newer, FIRST), 'CREATE TABLE first (id TEXT NOT NULL PRIMARY KEY) STRICT;');
  const store = await openStore(file);
  await store.write([], (register) => register.settings.save(aSetting()));
  await store.close();
});
afterEach(async () => {
  if (mounted !== undefined) spawnSync('umount', ['-l', mounted]);
  mounted = undefined;
  await rm(folder, { recursive: true, force: true });
});

const bringUpNow = (key?: Buffer) => bringUp(file, { copy: { now: NOW, key }, migrationsDir: newer });

function look<T>(from: string, work: (driver: Driver.Database) => T): T {
  const driver = new Driver(from, { fileMustExist: true });
  try {
    return work(driver);
  } finally {
    driver.close();
  }
}

const has = (from: string, table: string) =>
  look(
    from,
    (driver) => driver.prepare('SELECT 1 FROM sqlite_schema WHERE name = ?').get(table) !== undefined,
  );
const inFolder = () => readdirSync(join(folder, 'kept'));

describe('an older database', () => {
  test('is opened by nothing that would not bring it up, in a sentence, and not a byte of it changes', async () => {
    const before = readFileSync(file);
    await expect(openStore(file, { migrationsDir: newer })).rejects.toThrow(
      /older than this Candour.*\(by 0900_first\.sql\).*npx candour migrate/,
    );
    expect(await pendingMigrations(file, newer)).toEqual([FIRST]);
    expect(readFileSync(file).equals(before)).toBe(true);
    expect(inFolder()).toEqual(['candour.db']);
  });

  test('is brought up once, with a copy of how it was before, closed to others', async () => {
    const last = readMigrations(findMigrations()).at(-1)?.name;
    const done = await bringUpNow();
    const copy = join(folder, 'kept/candour.db.before-0900-2026-11-28T10-15-00Z');
    expect(done).toEqual({ from: last, applied: [FIRST], copy, noRoom: undefined });
    expect(statSync(copy).mode & 0o777).toBe(0o600);
    expect([has(file, 'first'), has(copy, 'first')]).toEqual([true, false]);
    expect(await bringUpNow()).toBeUndefined();
    expect(inFolder()).toEqual(['candour.db', 'candour.db.before-0900-2026-11-28T10-15-00Z']);
    const store = await openStore(file, { migrationsDir: newer });
    expect(await store.read((register) => register.settings.all())).toHaveLength(1);
    await store.close();
  });

  test('leaves a copy that is encrypted where there is a key, and that restore takes', async () => {
    const key = Buffer.alloc(32, 7);
    const { copy = '' } = (await bringUpNow(key)) ?? {};
    expect(isSealedFile(copy)).toBe(true);
    await restore(copy, file, { force: true, key });
    expect(has(file, 'first')).toBe(false);
    const store = await openStore(file);
    expect(await store.read((register) => register.settings.all())).toHaveLength(1);
    await store.close();
  });

  test('is as it was when one of several migrations fails', async () => {
    writeFileSync(join(newer, SECOND), 'CREATE TABLE half (id TEXT) STRICT; INSERT INTO nowhere VALUES (1);');
    await expect(bringUpNow()).rejects.toThrow(/0901_second\.sql failed, and the database is as it was/);
    expect([has(file, 'first'), has(file, 'half')]).toEqual([false, false]);
    expect(inFolder()).toEqual(['candour.db']);
    const store = await openStore(file);
    await store.close();
  });

  test('of which no sound copy can be made is not touched', async () => {
    const page = look(file, (driver) =>
      Number(driver.prepare("SELECT rootpage FROM sqlite_schema WHERE name = 'people'").pluck().get()),
    );
    const whole = readFileSync(file);
    whole.fill(0x5a, (page - 1) * 4096, page * 4096);
    writeFileSync(file, whole);
    await expect(bringUpNow()).rejects.toThrow(/could not be copied whole.*restore a backup/s);
    expect(readFileSync(file).equals(whole)).toBe(true);
    expect(inFolder()).toEqual(['candour.db']);
  });

  test('has its copy beside the file itself, where its name is a link', async () => {
    const link = join(folder, 'link.db');
    symlinkSync(file, link);
    const { copy } =
      (await bringUp(link, { copy: { now: NOW, key: undefined }, migrationsDir: newer })) ?? {};
    expect(copy).toBe(join(realpathSync(folder), 'kept/candour.db.before-0900-2026-11-28T10-15-00Z'));
    expect(has(file, 'first')).toBe(true);
  });

  test('is brought up without a copy where there is no room for one, and that is told', async ({ skip }) => {
    const disk = join(folder, 'kept');
    const made = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', disk]);
    if (made.status !== 0) {
      console.warn('SKIPPED: a small disk can only be mounted as root.');
      skip();
    }
    mounted = disk;
    await (await openStore(file)).close();
    const done = await bringUpNow();
    expect(done).toMatchObject({ applied: [FIRST], copy: undefined });
    expect(done?.noRoom?.free).toBeLessThan(done?.noRoom?.needed ?? 0);
    expect(inFolder()).toEqual(['candour.db']);
    expect(has(file, 'first')).toBe(true);
  });
});

test('a backup made before the last migration can be tried, and is brought up once it is put back', async () => {
  const backedUp = join(folder, 'old.bak');
  await backup(file, backedUp);
  const tried = await tryBackup(backedUp, { database: file, key: undefined, migrationsDir: newer });
  expect(tried).toMatchObject({
    migrations: [FIRST],
    audit: { kind: 'sound' },
    newest: null,
    settings: [{ people: 0 }],
  });
  await restore(backedUp, file, { force: true });
  await expect(openStore(file, { migrationsDir: newer })).rejects.toThrow(
    /0900_first\.sql\).*npx candour migrate/,
  );
  await bringUpNow();
  const again = await openStore(file, { migrationsDir: newer });
  expect(await again.read((register) => register.settings.all())).toHaveLength(1);
  await again.close();
});

test('a database of another programme is left alone', async () => {
  const other = join(folder, 'other.db');
  const driver = new Driver(other);
  driver.exec('CREATE TABLE invoices (id TEXT)');
  driver.close();
  for (const work of [openStore(other), bringUp(other)])
    await expect(work).rejects.toThrow(/other\.db belongs to another programme/);
  expect(has(other, 'settings')).toBe(false);
});

describe('a store whose schema another process brings up', () => {
  async function openOld() {
    const seen: string[] = [];
    const store = await openStore(file, { onAhead: (name) => seen.push(name) });
    return { store, seen };
  }

  test('writes nothing more, refuses with a sentence, and tells which migration it does not know', async () => {
    const { store, seen } = await openOld();
    const save = () => store.write([], (register) => register.settings.save(aSetting({ code: 'late' })));
    expect(await store.isCurrent()).toBe(true);
    writeFileSync(join(newer, SECOND), 'CREATE TABLE second (id TEXT NOT NULL PRIMARY KEY) STRICT;');
    await bringUpNow();
    await expect(save()).rejects.toThrow(/has just been updated.*once more in a minute/);
    await expect(save()).rejects.toMatchObject({ name: 'Refusal' });
    expect(seen).toEqual([SECOND, SECOND]);
    expect(await store.isCurrent()).toBe(false);
    expect(await store.read((register) => register.settings.all())).toHaveLength(1);
    await store.close();
  });

  test('refuses a question that it can no longer ask, likewise', async () => {
    const { store, seen } = await openOld();
    writeFileSync(join(newer, SECOND), 'ALTER TABLE settings RENAME COLUMN name TO title;');
    await bringUpNow();
    await expect(store.read((register) => register.settings.all())).rejects.toThrow(/has just been updated/);
    expect(seen).toEqual([SECOND]);
    await store.close();
  });

  test('throws a bug unchanged, while the schema is its own', async () => {
    const { store, seen } = await openOld();
    look(file, (driver) => driver.exec('ALTER TABLE settings RENAME COLUMN name TO title'));
    await expect(store.read((register) => register.settings.all())).rejects.toThrow(/no such column/);
    expect(seen).toEqual([]);
    await store.close();
  });
});

test('whose settings a database holds is seen without touching it', async () => {
  const mark = (demo: number) => look(file, (driver) => driver.exec(`UPDATE settings SET demo = ${demo}`));
  mark(0);
  const before = readFileSync(file);
  expect(await settingsIn(file)).toBe('own');
  expect(readFileSync(file).equals(before)).toBe(true);
  mark(1);
  expect(await settingsIn(file)).toBe('demo');
  expect(inFolder()).toEqual(['candour.db']);
  const none = ['none.db', 'no/folder/none.db', 'letter.db', 'empty.db'].map((name) => join(folder, name));
  writeFileSync(join(folder, 'letter.db'), 'Dear Sarah Reed, '.repeat(400));
  writeFileSync(join(folder, 'empty.db'), '');
  expect(await Promise.all(none.map(settingsIn))).toEqual([undefined, undefined, undefined, undefined]);
  expect(existsSync(join(folder, 'none.db'))).toBe(false);
  expect(statSync(join(folder, 'empty.db')).size).toBe(0);
});
