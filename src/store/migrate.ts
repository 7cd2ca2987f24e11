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
 * The migrations of a folder, in order.
 * @throws Error when two have the same number, or one is missing between.
 */
export function readMigrations(folder: string): Migration[] {
  const names = readdirSync(folder)
    .filter((name) => /^\d{4}_\w+\.sql$/.test(name))
    .sort();
  return names.map((name, index) => {
    const version = Number(name.slice(0, 4));
    if (version !== index + 1) {
      throw new Error(
        `The migrations in ${folder} must be numbered without gaps or repeats: ${name} is out of order.`,
      );
    }
    const sql = readFileSync(join(folder, name), 'utf8');
    return { version, name, sql, checksum: checksumOf(sql) };
  });
}

/** Of the statements alone: comments, blank space and line ends may change without a migration becoming another. */
export function checksumOf(sql: string): string {
  const statements = sql.replace(/'(?:[^']|'')*'|"[^"]*"|--[^\n]*|\/\*[\s\S]*?\*\/|\s+/g, (found) =>
    found.startsWith("'") || found.startsWith('"') ? found : ' ',
  );
  return createHash('sha256').update(statements.replace(/ +/g, ' ').trim()).digest('hex');
}

interface Applied {
  version: number;
  name: string;
  checksum: string;
}

/** The migrations a database has had; none when it is new. */
export function appliedTo({ driver }: Connection): Applied[] {
  const table = driver
    .prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'schema_migrations'")
    .get();
  if (!table) return [];
  return driver
    .prepare('SELECT version, name, checksum FROM schema_migrations ORDER BY version')
    .all() as Applied[];
}

/**
 * @throws Error when an applied migration differs from the one of this version of Candour, or is unknown to it.
 */
export function checkApplied(applied: readonly Applied[], known: readonly Migration[]): void {
  for (const { version, name, checksum } of applied) {
    const ours = known[version - 1];
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
}

/** Brings the schema up to date, forward only, each migration in a transaction of its own. Returns the names applied. */
export function migrate(connection: Connection, folder: string): string[] {
  const { driver } = connection;
  const known = readMigrations(folder);
  const done: string[] = [];
  checkApplied(appliedTo(connection), known);
  for (const migration of known) {
    if (migration.version <= appliedTo(connection).length) continue;
    driver.exec('BEGIN IMMEDIATE');
    try {
      // Another process may have been here between: look again now that nobody else can.
      if (migration.version > appliedTo(connection).length) {
        driver.exec(
          'CREATE TABLE IF NOT EXISTS schema_migrations (version INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL) STRICT',
        );
        driver.exec(migration.sql);
        driver
          .prepare('INSERT INTO schema_migrations (version, name, checksum) VALUES (?, ?, ?)')
          .run(migration.version, migration.name, migration.checksum);
        driver.pragma(`application_id = ${APPLICATION_ID}`);
        done.push(migration.name);
      }
      driver.exec('COMMIT');
    } catch (error) {
      if (driver.inTransaction) driver.exec('ROLLBACK');
      throw new Error(`The migration ${migration.name} failed and nothing of it was kept.`, { cause: error });
    }
  }
  return done;
}
