import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Driver from 'better-sqlite3';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openStore } from '../../../src/store/index.ts';
import { tour } from '../tour.ts';

/** Statements that may read a whole table, and why each may. */
const READS_ALL = [
  // First contact of an account, the minute's tick, the command line: whichever settings there are.
  /FROM settings ORDER BY code_key$/,
  // `candour outbox`: every notification, oldest first.
  /FROM notices n[\s\S]*people p ON p\.setting = n\.setting AND p\.id = n\.recipient ORDER BY n\.created_at, n\.id$/,
];

const statements = new Set<string>();
let folder: string;
let driver: Driver.Database;
let toured: Awaited<ReturnType<typeof tour>>;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'candour-plans-'));
  const file = join(folder, 'candour.db');
  const store = await openStore(file, { onPrepare: (sql) => statements.add(sql) });
  toured = await tour(store);
  await store.close();
  driver = new Driver(file, { readonly: true });
});
afterAll(async () => {
  driver.close();
  await rm(folder, { recursive: true, force: true });
});

/** Names under which a statement reads real tables: not those it gives to its own subqueries. */
function namesOfTables(sql: string): Set<string> {
  const tables = driver
    .prepare("SELECT name FROM sqlite_master WHERE type = 'table'")
    .pluck()
    .all() as string[];
  const names = new Set<string>();
  for (const [, table = '', alias] of sql.matchAll(
    /\b(?:FROM|JOIN|UPDATE|INTO)\s+(\w+)(?:\s+(?!ON\b|WHERE\b|SET\b|ORDER\b|CROSS\b|JOIN\b|LEFT\b)(\w+))?/g,
  )) {
    if (tables.includes(table)) names.add(alias ?? table);
  }
  return names;
}

function planOf(sql: string): string[] {
  const values = Array.from(sql.replace(/'[^']*'/g, '').matchAll(/\?/g), () => null);
  const plan = driver.prepare(`EXPLAIN QUERY PLAN ${sql}`).all(values) as { detail: string }[];
  return plan.map(({ detail }) => detail);
}

/** Steps of a plan that read a table from end to end. */
function scans(sql: string): string[] {
  const names = namesOfTables(sql);
  return planOf(sql).filter(
    (detail) => detail.includes('AUTOMATIC') || names.has(/^SCAN (\w+)/.exec(detail)?.[1] ?? ''),
  );
}

/** Steps that read all that a setting has of a table, though the statement names one child, person or case of it. */
function readsSetting(sql: string): string[] {
  return planOf(sql).filter((detail) => {
    const table = /^SEARCH (\w+) USING .*\(setting=\?\)$/.exec(detail)?.[1];
    const one = `\\b(${table}\\.)?(child|person|staff|declarer|counterpart|name_key|email_key|number|declaration|subject|question)`;
    const named = new RegExp(`WHERE ([a-z]\\.)?setting = \\? AND ${one} = \\?`);
    return table !== undefined && named.test(sql) && (!sql.includes(' JOIN ') || sql.includes(`${table}.`));
  });
}

const prepared = () => [...statements].filter((sql) => /^\s*(SELECT|INSERT|UPDATE|DELETE)/.test(sql));

test('the tour calls everything that the register offers', () => {
  expect(toured.there.filter((name) => !toured.called.has(name))).toEqual([]);
  expect(prepared().length).toBeGreaterThan(90);
});

test('no statement reads a whole table, but for those that list everything', () => {
  const faults = prepared()
    .filter((sql) => !READS_ALL.some((allowed) => allowed.test(sql)))
    .map((sql) => ({ sql, scans: scans(sql) }))
    .filter((each) => each.scans.length > 0);
  expect(faults).toEqual([]);
});

test('no statement about one child, person or case reads all that its setting has', () => {
  const faults = prepared()
    .map((sql) => ({ sql, reads: readsSetting(sql) }))
    .filter((each) => each.reads.length > 0);
  expect(faults).toEqual([]);
});

test('no statement about several children or people reads all that its setting has', () => {
  const several = prepared().filter((sql) => sql.includes('= wanted.value'));
  const faults = several
    .map((sql) => ({
      sql,
      reads: planOf(sql).filter((step) => /^SEARCH \w+ USING .*\(setting=\?\)$/.test(step)),
    }))
    // The documents in force are few, and are asked of each.
    .filter(({ reads }) => reads.some((step) => !step.includes('policies_in_force')));
  expect(faults).toEqual([]);
  expect(several.length).toBeGreaterThan(8);
});

test('the planner has figures for every index', () => {
  const indexes = driver
    .prepare(
      `SELECT COALESCE(NULLIF(i.name, CASE WHEN t.wr = 1 AND i.origin = 'pk' THEN i.name END), t.name) AS name
       FROM pragma_table_list t JOIN pragma_index_list(t.name) i
       WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite_%' ORDER BY name`,
    )
    .pluck()
    .all();
  const figures = driver.prepare('SELECT idx FROM sqlite_stat1 ORDER BY idx').pluck().all();
  expect(figures).toEqual(indexes);
  expect(indexes.length).toBeGreaterThan(60);
});

test('every exception is needed', () => {
  for (const allowed of READS_ALL) {
    expect(prepared().filter((sql) => allowed.test(sql) && scans(sql).length > 0)).toHaveLength(1);
  }
});

test('a scan would be seen', () => {
  expect(scans('SELECT * FROM people WHERE name = ?')).toHaveLength(1);
  expect(scans('SELECT d.id FROM declarations d WHERE d.note = ? ORDER BY d.id')).toHaveLength(1);
  expect(scans('SELECT id FROM people WHERE setting = ?')).toEqual([]);
  const named = 'SELECT p.id FROM people p WHERE p.setting = ? AND p.name_key = ?';
  expect(readsSetting(`${named} COLLATE NOCASE`)).toHaveLength(1);
  expect(readsSetting(named)).toEqual([]);
});
