import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { Misconfigured, toConfig } from '../../../src/config.ts';
import { createLog } from '../../../src/log.ts';
import { addressesOf } from '../../../src/store/postgres/address.ts';
import { toLocking, toPostgres, toPostgresSchema } from '../../../src/store/postgres/translate.ts';

describe('an address in CANDOUR_DATABASE', () => {
  test.each([
    ['postgres://candour:s%2Fecret@db.example.org/candour', 'candour on db.example.org'],
    ['postgresql://candour@db.example.org:5433/register', 'register on db.example.org:5433'],
    ['postgres:///candour?host=/var/run/postgresql&user=candour', 'candour on /var/run/postgresql'],
    ['postgres:///candour?host=%2Ftmp%2Fx&password=s%2Fecret', 'candour on /tmp/x'],
    ['postgres://db.example.org/candour?sslmode=verify-full', 'candour on db.example.org'],
    ['postgres:///candour', 'candour on this machine'],
    [
      'postgres://candour:s%2Fecret@one.example.org:5433,two.example.org/candour',
      'candour on one.example.org:5433, two.example.org',
    ],
    ['postgres:///candour?host=/run/one,/run/two&password=s%2Fecret', 'candour on /run/one, /run/two'],
  ])('%s is called by its name and host', (CANDOUR_DATABASE, name) => {
    const config = toConfig({ CANDOUR_DATABASE });
    expect(config).toMatchObject({ database: name, server: CANDOUR_DATABASE });
    expect(config.databaseFrom).not.toContain('ecret');
    const lines: string[] = [];
    const log = createLog({ level: 'info', secrets: config.secrets([]), write: (line) => lines.push(line) });
    log.info({ was: CANDOUR_DATABASE, also: 's/ecret', encoded: 's%2Fecret' }, CANDOUR_DATABASE);
    if (CANDOUR_DATABASE.includes('ecret')) expect(lines.join('')).not.toContain('ecret');
    expect(lines.join('')).not.toContain(CANDOUR_DATABASE);
  });

  test.each([
    'postgres://candour:sec/ret@db.example.org/candour',
    'postgres://candour:sec@ret@db.example.org/candour',
    'postgres://candour:secret@db.example.org/',
    'postgres://candour:sec?ret@db.example.org/candour',
    'postgres://candour:secret@db.example.org/candour#x',
    'postgres://candour:secret@one.example.org,,two.example.org/candour',
    'postgres://candour:secret@one.example.org,/candour',
    'postgres://candour:secret@one.example.org:port,two.example.org/candour',
    'postgres://candour:secret@one.example.org:65536/candour',
    'postgres://candour:secret@::1,::2/candour',
    'postgres:///candour?host=/run/one,&user=candour&password=secret',
    'postgres:///candour?host=/run/one,/run/two&port=1,2,3&password=secret',
  ])('%s is refused, and not repeated', (CANDOUR_DATABASE) => {
    let thrown: unknown;
    try {
      toConfig({ CANDOUR_DATABASE });
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(Misconfigured);
    expect((thrown as Misconfigured).message).toMatch(/CANDOUR_DATABASE is no whole address.*%2F/);
    expect((thrown as Misconfigured).message).not.toMatch(/ret@|db\.example\.org\/candour#/);
  });

  test.each([
    ['postgres://u:p%40w@one:5433,two/name?sslmode=verify-full', ['one 5433', 'two 5432']],
    ['postgres://u:p%40w@[::1]:5433,[fe80::2],10.0.0.3/name', ['::1 5433', 'fe80::2 5432', '10.0.0.3 5432']],
    ['postgres://u@one,two/name?port=5440&password=p%40w', ['one 5440', 'two 5440']],
    ['postgres://u@one,two/name?port=1,2&password=p%40w', ['one 1', 'two 2']],
    ['postgres:///name?host=%2Frun%2Fa+b,/run/two&user=u&password=p%40w', ['/run/a b 5432', '/run/two 5432']],
    ['postgres://u:p%40w@one,two,one/name?target_session_attrs=read-write', ['one 5432', 'two 5432']],
    ['postgres://u:p%40w@one/name', ['one 5432']],
  ])('%s is an address to each host', (url, hosts) => {
    const clients = addressesOf(url).map((connectionString) => new pg.Client({ connectionString }));
    expect(clients.map(({ host, port }) => `${host} ${port}`)).toEqual(hosts);
    for (const { user, password, database, ssl } of clients)
      expect({ user, password, database, ssl: ssl !== false }).toEqual({
        user: 'u',
        password: 'p@w',
        database: 'name',
        ssl: url.includes('sslmode'),
      });
  });

  test('a path is a file, whatever its name', () => {
    for (const path of ['/var/lib/postgres', 'postgres.db', './postgres:/x'])
      expect(toConfig({ CANDOUR_DATABASE: path }).server).toBeUndefined();
  });
});

describe('a statement', () => {
  test.each([
    ['SELECT a FROM t WHERE b = ? AND c = ?', 'SELECT a FROM t WHERE b = $1 AND c = $2'],
    [
      "SELECT '?', \"what?\", 'it''s ?' FROM t WHERE b = ?",
      "SELECT '?', \"what?\", 'it''s ?' FROM t WHERE b = $1",
    ],
    [
      'SELECT x.value FROM json_each(?) x CROSS JOIN t WHERE t.a = ?',
      'SELECT x.value FROM jsonb_array_elements_text($1::jsonb) AS x(value) CROSS JOIN t WHERE t.a = $2',
    ],
  ])('%s is counted', (sql, text) => {
    expect(toPostgres(sql)).toMatchObject({ text, isQuestion: true });
    expect(toPostgres(sql)).toBe(toPostgres(sql));
    expect(toLocking(sql)).toMatchObject({ text: `${text} FOR UPDATE`, isQuestion: true });
  });

  test('that changes something is no question', () => {
    for (const sql of ['INSERT INTO t VALUES (?)', ' update t SET a = ?', 'DELETE FROM t'])
      expect(toPostgres(sql).isQuestion).toBe(false);
  });

  test('names are one to a text', () => {
    const names = ['SELECT 1', 'SELECT 2', 'SELECT 1'].map((sql) => toPostgres(sql).name);
    expect(new Set(names).size).toBe(2);
  });
});

test('a migration loses SQLite’s own clauses, and orders text by its bytes', () => {
  const sql = `-- A register, STRICT; and more.
CREATE TABLE t (
  name TEXT NOT NULL CHECK (name <> ''), -- TEXT
  number INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (name)
) STRICT, WITHOUT ROWID;
CREATE INDEX t_by_number ON t (number);`;
  expect(toPostgresSchema(sql).trim().replace(/ +$/gm, '')).toBe(`CREATE TABLE t (
  name TEXT COLLATE "C" NOT NULL CHECK (name <> ''),
  number BIGINT NOT NULL DEFAULT 0,
  PRIMARY KEY (name)
);
CREATE INDEX t_by_number ON t (number);`);
});
