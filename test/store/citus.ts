import type Driver from 'better-sqlite3';
import { DIRECTORY } from './spread.ts';

interface ForeignKey {
  name: string;
  table: string;
  own: string[];
  parent: string;
  theirs: string[];
}

/** How many bytes a name has at most in PostgreSQL. */
const NAME = 63;

const HEADER = `-- Spreads a register over the machines of a Citus cluster, each setting whole on one of them (decisions 38 and 72).
-- Made from the schema itself by test/store/citus.ts, and held equal to it by test/store/citus.test.ts; after a change of the
-- schema: npx vitest run --project fast test/store/citus.test.ts --update
--
-- This file has NOT been run on Citus. What has been tried, by a test, on PostgreSQL 15: that it names every table and every
-- foreign key, and that afterwards all of them are as they were. A prototype of an earlier schema ran on Citus 13.2, with a
-- coordinator and two workers. Try it on a copy first, and please tell us what you find.
--
-- Stop every Candour, make a backup, and run it once, on the coordinator, as the owner of the tables, in a database that has
-- Candour's tables (npx candour import or migrate-db makes them) and the extension (CREATE EXTENSION citus):
--   psql --set ON_ERROR_STOP=1 --file deploy/citus.sql DATABASE
-- All of it is done, or nothing.
`;

/** What spreads the tables of this schema: foreign keys aside, each table spread, keys back. */
export function toCitus(driver: Driver.Database): string {
  const tables = driver
    .prepare("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name")
    .pluck()
    .all() as string[];
  const keys = tables.flatMap((table) => foreignKeysOf(driver, table));
  const spread = tables.filter((table) => !(table in DIRECTORY));
  const [first] = spread;
  return `${[
    HEADER,
    'BEGIN;',
    '-- Citus changes one machine after another, since tables that are spread refer to some that each machine has whole.',
    "SET LOCAL citus.multi_shard_modify_mode TO 'sequential';\n",
    ...keys.map(({ table, name }) => `ALTER TABLE ${table} DROP CONSTRAINT ${name};`),
    '\n-- The directory: each machine has it whole.',
    ...tables
      .filter((table) => table in DIRECTORY)
      .map((table) => `SELECT create_reference_table('${table}');`),
    '\n-- All else: the rows of one setting are on one machine, of every table.',
    ...spread.map(
      (table) =>
        `SELECT create_distributed_table('${table}', 'setting', colocate_with => '${table === first ? 'none' : first}');`,
    ),
    '',
    ...keys.map(
      ({ table, name, own, parent, theirs }) =>
        `ALTER TABLE ${table} ADD CONSTRAINT ${name} FOREIGN KEY (${own.join(', ')}) REFERENCES ${parent} (${theirs.join(', ')});`,
    ),
    'COMMIT;',
  ].join('\n')}\n`;
}

function foreignKeysOf(driver: Driver.Database, table: string): ForeignKey[] {
  const rows = driver
    .prepare(
      'SELECT id, "table" AS parent, "from" AS own, "to" AS theirs FROM pragma_foreign_key_list(?) ORDER BY id DESC, seq',
    )
    .all(table) as { id: number; parent: string; own: string; theirs: string }[];
  return [...new Set(rows.map(({ id }) => id))].map((id) => {
    const of = rows.filter((row) => row.id === id);
    const own = of.map((row) => row.own);
    const name = `${table}_${own.join('_')}_fkey`;
    if (name.length > NAME) throw new Error(`PostgreSQL shortens ${name}: give the key a name of its own.`);
    return { name, table, own, parent: of[0]?.parent ?? '', theirs: of.map((row) => row.theirs) };
  });
}
