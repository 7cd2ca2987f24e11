import { cp, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Driver from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { bringUp, openStore } from '../../../src/store/index.ts';
import { checksumOf, findMigrations, readMigrations } from '../../../src/store/migrations.ts';

let folder: string;
let file: string;
let migrationsDir: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'candour-migrate-'));
  file = join(folder, 'kept/candour.db');
  migrationsDir = join(folder, 'migrations');
  await cp(findMigrations(), migrationsDir, { recursive: true });
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const brought = () => bringUp(file, { migrationsDir });
const opened = async () => {
  await brought();
  await (await openStore(file, { migrationsDir })).close();
};

const add = async (name: string, sql: string) => writeFile(join(migrationsDir, name), sql);
const upcoming = (words: string) => `0900_${words}.sql`;

function look<T>(work: (driver: Driver.Database) => T): T {
  const driver = new Driver(file);
  try {
    return work(driver);
  } finally {
    driver.close();
  }
}

const names = () =>
  look((driver) => driver.prepare('SELECT name FROM schema_migrations ORDER BY version').pluck().all());
const hasTable = (name: string) =>
  look((driver) => driver.prepare('SELECT 1 FROM sqlite_master WHERE name = ?').get(name) !== undefined);

test('a new database gets every migration once, in a folder and file closed to others', async () => {
  await opened();
  await opened();
  expect(names()).toEqual(readMigrations(migrationsDir).map(({ name }) => name));
  expect((await stat(join(folder, 'kept'))).mode & 0o777).toBe(0o700);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
});

test('a later migration is applied to existing rows', async () => {
  await opened();
  const name = upcoming('tomorrows');
  await add(
    name,
    'CREATE TABLE tomorrows (id TEXT NOT NULL PRIMARY KEY) STRICT; -- a comment; with a semicolon',
  );
  await opened();
  expect(names().at(-1)).toBe(name);
  expect(hasTable('tomorrows')).toBe(true);
});

test('a migration that fails half-way leaves nothing of itself, and the database as it was', async () => {
  await opened();
  const before = names();
  const name = upcoming('broken');
  await add(name, 'CREATE TABLE half (id TEXT) STRICT; INSERT INTO nowhere VALUES (1);');
  await expect(opened()).rejects.toThrow(new RegExp(`${name} failed`));
  expect(hasTable('half')).toBe(false);
  expect(names()).toEqual(before);
});

test('a database whose migration was another one is refused with the way out', async () => {
  await opened();
  const edited = join(migrationsDir, '0001_register.sql');
  const sql = await readFile(edited, 'utf8');
  await writeFile(edited, sql.replace('lado_phone TEXT', 'lado_phone TEXT NOT NULL'));
  await expect(opened()).rejects.toThrow(/made by a development version.*export-setting.*import FOLDER/);
});

test('comments, blank space and line ends may change', async () => {
  await opened();
  const edited = join(migrationsDir, '0001_register.sql');
  const sql = await readFile(edited, 'utf8');
  await writeFile(
    edited,
    `/* looked over */\n${sql.replaceAll('\n', '\r\n').replace('-- The outbox.', '--')}\n-- end`,
  );
  await opened();
});

test('a database that has had a migration unknown to this code is refused with what to do', async () => {
  const name = upcoming('tomorrow');
  await add(name, 'CREATE TABLE tomorrow (id TEXT) STRICT;');
  await opened();
  await rm(join(migrationsDir, name));
  await expect(opened()).rejects.toThrow(new RegExp(`newer Candour.*${name}.*Install`));
});

test('two of one number are refused', async () => {
  await add('0001_twice.sql', 'SELECT 1;');
  await expect(opened()).rejects.toThrow(/0001_register\.sql and 0001_twice\.sql/);
});

test('one that belongs before those applied is refused by name', async () => {
  await add('0990_tomorrow.sql', 'CREATE TABLE tomorrow (id TEXT) STRICT;');
  await opened();
  await add('0989_today.sql', 'CREATE TABLE today (id TEXT) STRICT;');
  await expect(opened()).rejects.toThrow(/0989_today\.sql comes before/);
  expect(hasTable('today')).toBe(false);
});

test.each([
  ["SELECT '--no comment'", "SELECT '--other'", false],
  ["SELECT 'a  b'", "SELECT 'a b'", false],
  ["SELECT 'it''s' -- why", "SELECT 'it''s'", true],
  ['SELECT 1 /* a\nb */ ;', 'SELECT  1\r\n;', true],
  ['SELECT "a--b"', 'SELECT "a"', false],
])('%s and %s: the same checksum: %s', (one, other, same) => {
  expect(checksumOf(one) === checksumOf(other)).toBe(same);
});

test('no page of the file holds erased text, nor rows that a migration has moved', async () => {
  await opened();
  const secret = 'told in confidence ';
  look((driver) => {
    const add = driver.prepare('INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)');
    for (let seq = 1; seq <= 60; seq++)
      add.run('s', seq, 'a', 'p', 's', 'at', 'd', 'p', 'h', 'salt', `${seq} ${secret.repeat(300)}`);
  });
  await add(
    upcoming('moved'),
    'CREATE TABLE moved AS SELECT * FROM audit; DELETE FROM audit; DROP TABLE moved; CREATE TABLE others (id TEXT) STRICT;',
  );
  await opened();
  look((driver) => driver.pragma('wal_checkpoint(TRUNCATE)'));
  expect((await readFile(file)).includes('told in confidence')).toBe(false);
});
