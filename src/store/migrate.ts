import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Connection } from './connection.ts';

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
 * @throws Error when an applied migration differs from the one of this version of Candour or is unknown to it, and when one
 * has come that belongs before those applied.
 */
export function checkApplied(applied: readonly Applied[], known: readonly Migration[]): void {
  for (const { version, name, checksum } of applied) {
    const ours = known.find((migration) => migration.version === version);
    if (!ours) {
      throw new Error(
        `This database was made by a newer Candour (it has had ${name}). Install that version or a later one, or restore a backup made before the update.`,
      );
    }
    if (ours.name !== name || ours.checksum !== checksum) {
      throw new Error(
        `The migration ${name} was changed after this database had it. Put back the file as it was released, and make the change in a new migration.`,
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

/** Brings the schema up to date, forward only, each migration in a transaction of its own. Returns the names applied. */
export function migrate(connection: Connection, folder: string): string[] {
  const known = readMigrations(folder);
  const applied = appliedTo(connection);
  checkApplied(applied, known);
  const done: string[] = [];
  for (const migration of known) {
    if (migration.version <= (applied.at(-1)?.version ?? 0)) continue;
    if (applyOne(connection, migration)) done.push(migration.name);
  }
  return done;
}

/** False when another process has applied it meanwhile. */
function applyOne(connection: Connection, { version, name, sql, checksum }: Migration): boolean {
  const { driver, statement } = connection;
  driver.exec('BEGIN IMMEDIATE');
  try {
    const isNew = !appliedTo(connection).some((each) => each.version === version);
    if (isNew) {
      driver.exec(
        'CREATE TABLE IF NOT EXISTS schema_migrations (version INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL) STRICT',
      );
      driver.exec(sql);
      statement('INSERT INTO schema_migrations (version, name, checksum) VALUES (?, ?, ?)').run([
        version,
        name,
        checksum,
      ]);
      driver.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
    }
    driver.exec('COMMIT');
    return isNew;
  } catch (error) {
    if (driver.inTransaction) driver.exec('ROLLBACK');
    throw new Error(`The migration ${name} failed and nothing of it was kept.`, { cause: error });
  }
}
