import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Driver from 'better-sqlite3';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openStore } from '../../../src/store/index.ts';
import { parserFor } from '../../../src/store/postgres/pool.ts';
import { makeDatabase, openServer } from '../../support/postgres.ts';

/** What both engines are asked about one table; lists are sorted. */
interface Table {
  columns: string[];
  primary: string;
  unique: string[];
  indexes: string[];
  foreign: string[];
  checks: number;
}

const server = await openServer();
let folder: string;
let sqlite: Driver.Database;
let postgres: pg.Client;

beforeAll(async () => {
  if (!server) return;
  folder = mkdtempSync(join(tmpdir(), 'candour-schema-'));
  const file = join(folder, 'schema.db');
  await (await openStore(file)).close();
  sqlite = new Driver(file, { readonly: true });
  const url = await makeDatabase(server, 'candour_schema');
  await (await openStore(url)).close();
  postgres = new pg.Client({ connectionString: url, types: { getTypeParser: parserFor as never } });
  await postgres.connect();
});
afterAll(async () => {
  if (!server) return;
  sqlite.close();
  await postgres.end();
  await server.close();
  rmSync(folder, { recursive: true });
});

const ask = <Row>(sql: string, ...values: unknown[]) => sqlite.prepare(sql).all(...values) as Row[];
const asked = async <Row>(sql: string, ...values: unknown[]) =>
  (await postgres.query(sql, values)).rows as Row[];

function inSqlite(table: string, sql: string): Table {
  const columns = ask<{ name: string; type: string; notnull: number; pk: number }>(
    'SELECT name, type, "notnull", pk FROM pragma_table_info(?)',
    table,
  );
  const indexes = ask<{ name: string; unique: number; origin: string; partial: number }>(
    'SELECT name, "unique", origin, partial FROM pragma_index_list(?)',
    table,
  ).map(({ name, unique, origin, partial }) => {
    const on = ask<{ name: string | null }>('SELECT name FROM pragma_index_info(?) ORDER BY seqno', name);
    return { unique, origin, is: `${on.map((each) => each.name ?? '(…)').join()}${partial ? ' where' : ''}` };
  });
  const foreign = ask<{ id: number; table: string; from: string; to: string }>(
    'SELECT id, "table", "from", "to" FROM pragma_foreign_key_list(?) ORDER BY id, seq',
    table,
  );
  const keys = [...new Set(foreign.map(({ id }) => id))].map((id) => {
    const of = foreign.filter((each) => each.id === id);
    return `${of.map(({ from }) => from)} → ${of[0]?.table} ${of.map(({ to }) => to)}`;
  });
  return {
    columns: columns.map(({ name, type, notnull }) => `${name} ${type}${notnull ? ' not null' : ''}`).sort(),
    primary: columns
      .filter(({ pk }) => pk > 0)
      .sort((one, other) => one.pk - other.pk)
      .map(({ name }) => name)
      .join(),
    unique: indexes.flatMap(({ unique, origin, is }) => (unique && origin !== 'pk' ? [is] : [])).sort(),
    indexes: indexes.flatMap(({ unique, is }) => (unique ? [] : [is])).sort(),
    foreign: keys.sort(),
    checks: sql.match(/\bCHECK \(/g)?.length ?? 0,
  };
}

async function inPostgres(table: string): Promise<Table> {
  const columns = await asked<{ name: string; type: string; nullable: string; collation: string | null }>(
    `SELECT column_name AS name, data_type AS type, is_nullable AS nullable, collation_name AS collation
     FROM information_schema.columns WHERE table_name = $1`,
    table,
  );
  for (const { name, type, collation } of columns)
    expect(collation, `${table}.${name}`).toBe(type === 'text' ? 'C' : null);
  const indexes = await asked<{ is: string; unique: number; primary: number }>(
    `SELECT i.indisunique AS "unique", i.indisprimary AS "primary",
       (SELECT string_agg(COALESCE(a.attname::text, '(…)'), ',' ORDER BY k.place)
        FROM unnest(i.indkey::int[]) WITH ORDINALITY k(number, place)
        LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number AND k.number > 0)
       || CASE WHEN i.indpred IS NULL THEN '' ELSE ' where' END AS is
     FROM pg_index i WHERE i.indrelid = $1::regclass`,
    table,
  );
  const foreign = await asked<{ is: string }>(
    `SELECT (SELECT string_agg(a.attname, ',' ORDER BY k.place) FROM unnest(c.conkey) WITH ORDINALITY k(number, place)
         JOIN pg_attribute a ON a.attrelid = c.conrelid AND a.attnum = k.number)
       || ' → ' || c.confrelid::regclass || ' ' ||
       (SELECT string_agg(a.attname, ',' ORDER BY k.place) FROM unnest(c.confkey) WITH ORDINALITY k(number, place)
         JOIN pg_attribute a ON a.attrelid = c.confrelid AND a.attnum = k.number) AS is
     FROM pg_constraint c WHERE c.conrelid = $1::regclass AND c.contype = 'f'`,
    table,
  );
  const [checks] = await asked<{ count: number }>(
    "SELECT COUNT(*) AS count FROM pg_constraint WHERE conrelid = $1::regclass AND contype = 'c'",
    table,
  );
  const types: Record<string, string> = { text: 'TEXT', bigint: 'INTEGER' };
  return {
    columns: columns
      .map(
        ({ name, type, nullable }) => `${name} ${types[type] ?? type}${nullable === 'NO' ? ' not null' : ''}`,
      )
      .sort(),
    primary: indexes.find(({ primary }) => primary === 1)?.is ?? '',
    unique: indexes.flatMap(({ unique, primary, is }) => (unique === 1 && primary === 0 ? [is] : [])).sort(),
    indexes: indexes.flatMap(({ unique, is }) => (unique === 1 ? [] : [is])).sort(),
    foreign: foreign.map(({ is }) => is).sort(),
    checks: checks?.count ?? 0,
  };
}

describe.skipIf(!server)('the schema', () => {
  test('is the same on both engines: tables, columns, keys, indexes and checks; text is ordered by bytes', async () => {
    const tables = ask<{ name: string; sql: string }>(
      "SELECT name, sql FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name",
    );
    const there = await asked<{ name: string }>(
      'SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename COLLATE "C"',
    );
    expect(there.map(({ name }) => name)).toEqual(tables.map(({ name }) => name));
    expect(tables.length).toBeGreaterThan(30);
    for (const { name, sql } of tables) expect(await inPostgres(name), name).toEqual(inSqlite(name, sql));
    const [migrations] = await asked<{ checksum: string }>('SELECT checksum FROM schema_migrations');
    expect(ask('SELECT checksum FROM schema_migrations')).toEqual([migrations]);
  });
});
