import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Connection } from './connection.ts';
import { describeToPlanner } from './planner-figures.ts';

/** Marks a file as a Candour database, where `file` and SQLite's own tools look for it. */
export const APPLICATION_ID = 0x43414e44;

export interface Migration {
  version: number;
  /** Its file's name. */
  name: string;
  sql: string;
  checksum: string;
}

/** The folder that came with this code, which may have been built into another depth than its source. */
export function findMigrations(from: string = import.meta.dirname): string {
  const folder = join(from, 'migrations');
  if (existsSync(folder)) return folder;
  if (dirname(from) === from) throw new Error('The folder `migrations` is missing. Install Candour anew.');
  return findMigrations(dirname(from));
}

/**
 * The migrations of a folder, in order; numbers may be left out.
 * @throws Error when two have the same number.
 */
export function readMigrations(folder: string): Migration[] {
  const names = readdirSync(folder)
    .filter((name) => /^\d{4}_\w+\.sql$/.test(name))
    .sort();
  return names.map((name, index) => {
    const version = Number(name.slice(0, 4));
    if (Number(names[index - 1]?.slice(0, 4)) === version) {
      throw new Error(
        `Two migrations have one number: ${names[index - 1]} and ${name}. Give the later one the next.`,
      );
    }
    const sql = readFileSync(join(folder, name), 'utf8');
    return { version, name, sql, checksum: checksumOf(sql) };
  });
}

/** Of the statements alone: comments, blank space and line ends may change without a migration becoming another. */
export function checksumOf(sql: string): string {
  const statements = sql.replace(/'(?:[^']|'')*'|"[^"]*"|(?:--[^\n]*|\/\*[\s\S]*?\*\/|\s)+/g, (found) =>
    found.startsWith("'") || found.startsWith('"') ? found : ' ',
  );
  return createHash('sha256').update(statements.trim()).digest('hex');
}

interface Applied {
  version: number;
  name: string;
  checksum: string;
}

/** The migrations a database has had; none when it is new. */
export function appliedTo({ statement }: Connection): Applied[] {
  const table = statement("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'schema_migrations'");
  if (!table.get()) return [];
  return statement(
    'SELECT version, name, checksum FROM schema_migrations ORDER BY version',
  ).all() as Applied[];
}

/**
 * @param called what the database is called to whoever reads the complaint
 * @throws Error when an applied migration differs from the one of this version of Candour or is unknown to it, and when one
 * has come that belongs before those applied.
 */
export function checkApplied(called: string, applied: readonly Applied[], known: readonly Migration[]): void {
  for (const { version, name, checksum } of applied) {
    const ours = known.find((migration) => migration.version === version);
    if (ours && (ours.name !== name || ours.checksum !== checksum)) {
      throw new Error(
        `${called} was made by a development version of Candour, and this one keeps its records otherwise. Run the version that made it once more (npx candour export-setting CODE FOLDER, for each setting), name a new file in CANDOUR_DATABASE, and import the folders there: npx candour import FOLDER`,
      );
    }
    if (!ours) {
      throw new Error(
        `${called} was made by a newer Candour (it has had ${name}). Install that version or a later one, or restore a backup made before the update.`,
      );
    }
  }
  const latest = applied.at(-1)?.version ?? 0;
  const late = known.find(
    ({ version }) => version < latest && !applied.some((each) => each.version === version),
  );
  if (late) {
    throw new Error(
      `The migration ${late.name} comes before one that this database has had. Give it the next number.`,
    );
  }
}

/**
 * Those of these migrations that a database has yet to get; all of them when it is new.
 * @throws Error as `checkApplied`, and when the database is another programme's.
 */
export function pendingFor(connection: Connection, known: readonly Migration[]): Migration[] {
  const applied = appliedTo(connection);
  if (applied.length === 0 && !isEmpty(connection)) {
    throw new Error(
      `The database ${connection.driver.name} belongs to another programme. Name another file in CANDOUR_DATABASE.`,
    );
  }
  checkApplied(`The database ${connection.driver.name}`, applied, known);
  const latest = applied.at(-1)?.version ?? 0;
  return known.filter(({ version }) => version > latest);
}

/** True of a database in which nothing has been made yet. */
export function isEmpty({ statement }: Connection): boolean {
  return statement('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined;
}

/** Applies these within the transaction that is open on this connection: all of them come into force, or none. */
export function applyAll(connection: Connection, migrations: readonly Migration[]): void {
  const { driver, statement } = connection;
  driver.exec(
    'CREATE TABLE IF NOT EXISTS schema_migrations (version INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL) STRICT',
  );
  const note = statement('INSERT INTO schema_migrations (version, name, checksum) VALUES (?, ?, ?)');
  for (const { version, name, sql, checksum } of migrations) {
    try {
      driver.exec(sql);
    } catch (error) {
      throw new Error(`The migration ${name} failed, and the database is as it was.`, { cause: error });
    }
    note.run([version, name, checksum]);
  }
  driver.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
  describeToPlanner(connection);
}
