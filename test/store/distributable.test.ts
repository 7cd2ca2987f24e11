import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Driver from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openStore } from '../../src/store/index.ts';
import { ADMIN, CHAIR, MAEVE, RUTH, TOM } from '../support/elm.ts';
import { commands } from '../support/platforms.ts';
import { openSetting } from '../support/setting.ts';
import { asOneLine, DIRECTORY, isOfRows, unnamed } from './spread.ts';
import { tour } from './tour.ts';

/** Statements that read several settings, by the calls that make them. They are made on the clock or from the command line. */
const SPANNING: { calls: string; statement: RegExp; why: string }[] = [
  {
    calls: 'notices.due',
    statement: /^SELECT setting, recipient, MIN\(not_before\) AS since/,
    why: 'what is due is sent, whosever it is',
  },
  {
    calls: 'notices.next',
    statement: /^SELECT MIN\(w\.not_before\) AS at FROM notices w/,
    why: 'when something is due next',
  },
  {
    calls: 'notices.all',
    statement: /^SELECT n\.setting, [^?]* ORDER BY n\.created_at, n\.id$/,
    why: '`candour outbox` lists all',
  },
  {
    calls: 'notices.failed',
    statement: /^SELECT n\.setting, s\.code[^?]* n\.claimed_until IS NULL ORDER BY /,
    why: 'a platform that is back is tried with what failed while it was down',
  },
  {
    calls: 'notices.outstanding',
    statement: /^SELECT [^?]* FROM notices n\s+WHERE n\.state IN \('queued', 'failed', 'dead'\)/,
    why: 'whoever looks after the machine counts what has not arrived',
  },
  {
    calls: 'dailyChecks.due',
    statement: /^SELECT setting FROM chain_heads WHERE look(_at <=|ed_at >) \?/,
    why: 'which settings are looked at',
  },
  {
    calls: 'dailyChecks.latest',
    statement: /^SELECT MAX\(looked_at\) AS at FROM chain_heads$/,
    why: 'when the clock was last looked at',
  },
  {
    calls: 'dailyChecks.next',
    statement: /^SELECT MIN\(look_at\) AS at FROM chain_heads$/,
    why: 'when a setting is looked at next',
  },
  {
    calls: 'retention.due',
    statement: /^SELECT setting FROM chain_heads WHERE retain_at [<>]=? \?/,
    why: 'in which settings something may be erased',
  },
  {
    calls: 'intents.purge',
    statement: /^DELETE FROM intents WHERE kept_at < \?$/,
    why: 'old answers go, whosever they are',
  },
  {
    calls: 'lastImports.purge',
    statement: /^DELETE FROM last_imports WHERE imported_at < \?$/,
    why: 'imports that are not taken back any more, whosever they are',
  },
  {
    calls: 'sentMessages.due',
    statement: /^SELECT d\.setting, d\.id FROM messages d WHERE d\.redraw_at/,
    why: 'what is settled is rewritten, whosever it is',
  },
  {
    calls: 'sentMessages.purge',
    statement: /^DELETE FROM messages WHERE sent_at < \?$/,
    why: 'old messages are no longer rewritten, whosever they are',
  },
];

let folder: string;
let driver: Driver.Database;
let statements: string[];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'candour-distributable-'));
  const file = join(folder, 'candour.db');
  const prepared = new Set<string>();
  const store = await openStore(file, { onPrepare: (sql) => prepared.add(sql) });
  await tour(store);
  await store.close();
  driver = new Driver(file, { readonly: true });
  statements = [...prepared].map(asOneLine).filter(isOfRows);
});
afterAll(async () => {
  driver.close();
  await rm(folder, { recursive: true, force: true });
});

const tables = () =>
  driver
    .prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
    .pluck()
    .all() as string[];
const spread = () => tables().filter((table) => !(table in DIRECTORY));

describe('a register is distributable by its setting', () => {
  it('keys each table by its setting first, or names it in the directory', () => {
    const keyedOtherwise = tables().filter((table) => {
      const first = driver.prepare('SELECT name FROM pragma_table_info(?) WHERE pk = 1').pluck().get(table);
      return first !== 'setting';
    });
    expect(keyedOtherwise.sort()).toEqual(Object.keys(DIRECTORY).sort());
  });

  it('makes columns unique within their setting', () => {
    const indexes = driver.prepare(
      `SELECT l.name, (SELECT c.name FROM pragma_index_info(l.name) c WHERE c.seqno = 0) AS first
       FROM pragma_index_list(?) l WHERE l."unique" = 1`,
    );
    for (const table of spread())
      for (const { name, first } of indexes.all(table) as { name: string; first: string }[])
        expect(`${name}: ${first}`).toBe(`${name}: setting`);
  });

  it('refers within a setting, and from the directory to nothing that is spread', () => {
    const keys = driver.prepare(
      'SELECT "table" AS parent, "from" AS own, "to" AS theirs FROM pragma_foreign_key_list(?) WHERE seq = 0',
    );
    for (const table of tables())
      for (const { parent, own, theirs } of keys.all(table) as {
        parent: string;
        own: string;
        theirs: string;
      }[]) {
        const refers = `${table} (${own}) to ${parent} (${theirs})`;
        if (parent in DIRECTORY) expect(refers).toBe(`${table} (setting) to settings (id)`);
        else
          expect(refers).toBe(`${spread().includes(table) ? table : 'no'} (setting) to ${parent} (setting)`);
      }
  });

  it('names the setting in every part of every statement, but for those of the clock', () => {
    const faults = statements
      .filter((sql) => !SPANNING.some(({ statement }) => statement.test(sql)))
      .map((sql) => ({ sql, unnamed: unnamed(sql, spread()) }))
      .filter((each) => each.unnamed.length > 0);
    expect(faults).toEqual([]);
  });

  it('needs every exception', () => {
    for (const { calls, statement } of SPANNING) {
      const spanning = statements.filter((sql) => statement.test(sql) && unnamed(sql, spread()).length > 0);
      expect({ calls, spans: spanning.length > 0 }).toEqual({ calls, spans: true });
    }
  });
});

it('is asked by no command for more than its setting', async () => {
  const prepared = new Set<string>();
  const elm = await openSetting({
    app: { publicUrl: 'https://candour.test' },
    store: { onPrepare: (sql) => prepared.add(sql) },
  });
  for (const [who, said] of [
    [TOM, 'declare "Sarah Reed" kind=friend since=2015'],
    [MAEVE, 'boundary D-1'],
    [TOM, 'boundary B-1 agree=yes'],
    [MAEVE, 'boundary B-1 parent_answer=page'],
    [RUTH, 'keyperson C-1'],
    [RUTH, 'assign C-1 "Tom Ridley" role=back_up'],
    [RUTH, 'person "Nina Falk" roles=staff email=nina@elm.test starts_on=23/11/2026'],
  ] as const)
    expect((await elm.view(who, said)).title, said).not.toBe('That could not be done');
  for (const { name } of commands)
    for (const who of [RUTH, MAEVE, CHAIR, ADMIN, TOM]) await elm.ask(who, name);
  const spanning = [...prepared]
    .map(asOneLine)
    .filter(isOfRows)
    .filter((sql) => unnamed(sql, spread()).length > 0);
  expect(prepared.size).toBeGreaterThan(80);
  expect(spanning).toEqual([]);
  await elm.close();
});

describe('what is looked for', () => {
  const people = ['people', 'posts', 'children'];

  it.each([
    ['SELECT id FROM people WHERE id = ?', ['people people']],
    ['SELECT id FROM people WHERE setting = ? OR id = ?', ['people people']],
    ['SELECT id FROM people WHERE (setting = ? OR id = ?)', ['people people']],
    ['SELECT id FROM people WHERE setting <> ?', ['people people']],
    ['SELECT p.id FROM people p JOIN posts t ON t.person = p.id WHERE p.setting = ?', ['posts t']],
    ['SELECT p.id FROM people p JOIN posts t ON t.setting = p.setting', ['people p', 'posts t']],
    ['SELECT p.id FROM people p, posts t WHERE p.setting = ?', ['posts t']],
    ['SELECT id FROM people WHERE NOT setting = ?', ['people people']],
    [
      'SELECT p.id FROM people p LEFT JOIN posts t ON p.setting = ? AND t.setting = p.setting',
      ['people p', 'posts t'],
    ],
    ['SELECT p.id FROM people p LEFT JOIN posts t ON t.setting = ? AND t.setting = p.setting', ['people p']],
    [
      'SELECT id FROM people WHERE setting = ? AND EXISTS (SELECT 1 FROM posts t WHERE t.person = id)',
      ['posts t'],
    ],
    ['SELECT id FROM people WHERE setting = ? AND id IN (SELECT person FROM posts)', ['posts posts']],
    ['SELECT id FROM people WHERE setting = ? UNION SELECT id FROM children', ['children children']],
    ['SELECT k.id FROM (SELECT id, setting FROM people) k WHERE k.setting = ?', ['people people']],
    ['UPDATE people SET name = ? WHERE id = ?', ['people people']],
    ['UPDATE people SET setting = ? WHERE id = ?', ['people people']],
    ['SELECT p.id FROM people p WHERE CASE p.name WHEN ? THEN p.setting = ? ELSE p.id = ? END', ['people p']],
    [
      'SELECT p.id, (SELECT MAX(t.role) FROM posts t WHERE t.setting = p.setting) FROM people p WHERE p.setting = ?',
      ['posts t'],
    ],
    [
      'SELECT p.id FROM people p WHERE p.setting = ? AND p.id IN (SELECT t.person FROM posts t WHERE t.setting = p.setting)',
      ['posts t'],
    ],
    [
      'SELECT p.id FROM people p WHERE p.setting = ? AND (p.id = ? OR EXISTS (SELECT 1 FROM posts t WHERE t.setting = p.setting))',
      ['posts t'],
    ],
    ['DELETE FROM people WHERE id = ?', ['people people']],
    ['INSERT INTO people (id, name) VALUES (?, ?)', ['people people']],
    ['UPDATE people SET name = (SELECT c.name FROM children c) WHERE setting = ?', ['children c']],
  ])('misses it in %s', (sql, missing) => {
    expect(unnamed(sql, people)).toEqual(missing);
  });

  it.each([
    'SELECT id FROM people WHERE setting = ? AND (id = ? OR name = ?)',
    'SELECT p.id FROM people p LEFT JOIN posts t ON t.setting = p.setting AND t.person = p.id WHERE p.setting = ?',
    'SELECT id FROM people WHERE setting = ? AND id IN (SELECT t.person FROM posts t WHERE t.setting = ?)',
    'SELECT id FROM people WHERE setting = ? AND NOT EXISTS (SELECT 1 FROM posts t WHERE t.setting = people.setting)',
    'SELECT p.id FROM people p WHERE p.setting = ? AND CASE p.name WHEN ? THEN p.id = ? ELSE EXISTS (SELECT 1 FROM posts t WHERE t.setting = ?) END',
    'SELECT k.id FROM (SELECT id, setting FROM people WHERE setting = ?) k JOIN posts t ON t.setting = k.setting',
    'INSERT INTO people (id, setting) VALUES (?, ?), (?, ?) ON CONFLICT (setting, id) DO UPDATE SET name = excluded.name',
    "SELECT p.id FROM json_each(?) wanted CROSS JOIN people p WHERE p.setting = ? AND p.name = 'x OR y'",
    'SELECT id FROM settings WHERE code = ?',
    'SELECT id FROM people WHERE setting = ? AND email IS NOT NULL AND id NOT IN (?, ?)',
  ])('finds it in %s', (sql) => {
    expect(unnamed(sql, people)).toEqual([]);
  });
});
