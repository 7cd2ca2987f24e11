import { closeSync, openSync } from 'node:fs';
import type { Database, Transaction, Value } from './database.ts';
import { openDatabase } from './sqlite/database.ts';
import { openFile } from './sqlite/open.ts';

/** Rows in one page. */
const PAGE = 2000;
const TABLES = `SELECT name FROM sqlite_schema
  WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name <> 'schema_migrations' ORDER BY name`;
const COLUMNS = 'SELECT name, pk FROM pragma_table_info(?) ORDER BY cid';

/** Copies all tables on one snapshot, in the order of their keys, into a new SQLite file (mode 0600). */
export async function copyToFile(from: Database, file: string): Promise<void> {
  closeSync(openSync(file, 'wx', 0o600));
  await (await openFile(file)).close();
  const to = openDatabase(file);
  try {
    await from.read((source) =>
      to.transaction(async (target) => {
        // Rows may be copied before the rows that they refer to: foreign keys are checked at the end.
        await target.run('PRAGMA defer_foreign_keys = ON', []);
        for (const { name } of await target.all<{ name: string }>(TABLES, []))
          await copyTable(source, target, name);
      }),
    );
  } finally {
    await to.close();
  }
}

type Row = Record<string, Value>;

async function copyTable(source: Transaction, target: Transaction, table: string): Promise<void> {
  const columns = await target.all<{ name: string; pk: number }>(COLUMNS, [table]);
  const names = columns.map(({ name }) => name).join(', ');
  const keys = columns.filter(({ pk }) => pk > 0).sort((one, other) => one.pk - other.pk);
  const key = keys.map(({ name }) => name).join(', ');
  const marks = (count: number) => Array(count).fill('?').join(', ');
  const page = (where: string) => `SELECT ${names} FROM ${table} ${where} ORDER BY ${key} LIMIT ${PAGE}`;
  const first = page('');
  const further = page(`WHERE (${key}) > (${marks(keys.length)})`);
  const insert = `INSERT INTO ${table} (${names}) VALUES (${marks(columns.length)})`;
  for (let last: Row | undefined; ; ) {
    const after = last;
    const rows: Row[] = after
      ? await source.all<Row>(
          further,
          keys.map(({ name }) => after[name] ?? null),
        )
      : await source.all<Row>(first, []);
    for (const row of rows)
      await target.run(
        insert,
        columns.map(({ name }) => row[name] ?? null),
      );
    if (rows.length < PAGE) return;
    last = rows.at(-1);
  }
}
