import { createHash } from 'node:crypto';
import { cp, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Driver from 'better-sqlite3';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { bringUp, openStore } from '../../src/store/index.ts';
import { checksumOf, findMigrations, readMigrations } from '../../src/store/migrate.ts';
import { digestOf, genesis, hashOf } from '../../src/store/nouns/audit.ts';

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

test('a later migration is applied to what is there', async () => {
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

test('a migration edited after it was applied is refused by name', async () => {
  await opened();
  const edited = join(migrationsDir, '0001_register.sql');
  const sql = await readFile(edited, 'utf8');
  await writeFile(edited, sql.replace('lado_phone TEXT', 'lado_phone TEXT NOT NULL'));
  await expect(opened()).rejects.toThrow(/0001_register\.sql was changed/);
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

test('what was kept before pages were saved is all there after (0010)', async () => {
  const later = readMigrations(migrationsDir).filter(({ version }) => version >= 10);
  for (const { name } of later) await rm(join(migrationsDir, name));
  await opened();
  const [at, day, text] = ['2026-09-01T08:00:00.000Z', '2026-09-01', 'What we all keep to.'];
  const sha256 = createHash('sha256').update(text).digest('hex');
  const payloads = ['{"a":1}', `{"b":"${'told in confidence '.repeat(500)}"}`, '{}'].map((payload, at) => ({
    salt: `salt-${at}`,
    payload,
  }));
  look((driver) => {
    const add = (sql: string, ...values: unknown[]) => driver.prepare(sql).run(values);
    for (const setting of ['s', 't']) {
      add(
        `INSERT INTO settings VALUES (?, ?, ?, 'A setting', 'Europe/London', 'england-and-wales', '[]', '[]', NULL, NULL, NULL,
         '{}', '{}', ?, 0)`,
        setting,
        setting,
        setting,
        day,
      );
      add(
        `INSERT INTO policies (setting, id, code, title, kind, version, change, text, sha256, statements, state, root, root_adopted_on)
         VALUES (?, 'v', 'SM', 'A policy', 'policy', '1', 'material', ?, ?, '[]', 'adopted', 'v', ?)`,
        setting,
        text,
        sha256,
        day,
      );
      add(
        "INSERT INTO people (setting, id, name, name_key, key_person_capable) VALUES (?, 'p', 'P', 'p', 1)",
        setting,
      );
      add("INSERT INTO accounts VALUES (?, 'slack', 'T1', 'U1', 'p', ?, 1)", setting, at);
      add("INSERT INTO intents VALUES (?, 'p', 'me:1', '{\"kind\":\"view\"}', ?)", setting, at);
      add(
        `INSERT INTO acknowledgements VALUES (?, 'k', 'p', 'v', '1', ?, 'decline', '["S1"]', 'Why', ?, 'slack:U1', NULL)`,
        setting,
        sha256,
        at,
      );
      add(
        `INSERT INTO signatures VALUES (?, 'g', 'p', 'v', '1', ?, 'P P', 'paper', 'W', ?, ?, 'paper', NULL)`,
        setting,
        sha256,
        day,
        at,
      );
      let prev = genesis(setting);
      payloads.forEach(({ salt, payload }, index) => {
        const link = {
          seq: index + 1,
          action: index === 2 ? 'audit.erased' : 'policy.declined',
          actor: 'p',
          subject: index === 2 ? '1' : 'SM',
          at,
          digest: digestOf(salt, payload),
          prev,
        };
        const hash = hashOf(link);
        add(
          'INSERT INTO audit VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)',
          setting,
          link.seq,
          link.action,
          link.actor,
          link.subject,
          at,
          link.digest,
          prev,
          hash,
        );
        if (index > 0)
          add('INSERT INTO audit_payloads VALUES (?, ?, ?, ?)', setting, link.seq, salt, payload);
        prev = hash;
      });
      add('INSERT INTO chain_heads (setting, seq, hash) VALUES (?, 3, ?)', setting, prev);
    }
  });
  await cp(findMigrations(), migrationsDir, { recursive: true });
  await brought();
  const store = await openStore(file, { migrationsDir });
  try {
    expect(await store.verifyAudit()).toEqual({ kind: 'sound', settings: 2, rows: 6 });
    await store.read(async (register) => {
      expect(await register.policies.inForce('t')).toMatchObject([{ id: 'v', code: 'SM', text, sha256 }]);
      expect(await register.policies.acknowledgementsOf('s', 'p')).toMatchObject([
        { id: 'k', answer: 'decline', reason: 'Why', statements: ['S1'], at: new Date(at) },
      ]);
      expect(await register.policies.signaturesOf('s', 'p')).toMatchObject([
        { id: 'g', nameTyped: 'P P', source: 'paper', witness: 'W', signedOn: day, at: new Date(at) },
      ]);
      const found = await register.accounts.find({ platform: 'slack', tenant: 'T1', user: 'U1' });
      expect(found.map(({ setting, person, named }) => [setting, person, named])).toEqual([
        ['s', 'p', true],
        ['t', 'p', true],
      ]);
      expect(await register.intents.find('t', 'p', 'me:1')).toEqual({ kind: 'view' });
    });
    await store.write(['s', 't'], async (register) => {
      for (const setting of ['s', 't']) await register.audit.erase(setting, [2], 'operator', new Date(at));
    });
  } finally {
    await store.close();
  }
  expect(
    look((driver) => driver.prepare('SELECT seq, salt, payload FROM audit WHERE setting = ?').all('s')),
  ).toEqual([
    { seq: 1, salt: null, payload: null },
    { seq: 2, salt: null, payload: null },
    { seq: 3, ...payloads[2] },
    { seq: 4, salt: expect.any(String), payload: '{}' },
  ]);
  // Nor does a copy stay readable where the table was that it moved from.
  expect((await readFile(file)).includes('told in confidence')).toBe(false);
  expect(look((driver) => driver.prepare('SELECT text FROM policy_texts').pluck().all())).toEqual([text]);
});
