import { rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { findMigrations, type Migration, readMigrations } from '../migrations.ts';
import type { Copying, Upgrade } from '../opened.ts';
import { backup } from './backup.ts';
import { type Connection, connect, connectBare, SqliteError } from './connection.ts';
import { freeBytes, lookAtFile, prepareFile, realPath } from './file.ts';
import { appliedTo, applyAll, isEmpty, pendingFor } from './schema.ts';

/** How long another process may lock the database, in milliseconds: it may be changing the schema. */
const PATIENCE_MS = 600_000;
/** What must remain free on the disk beside a copy and a migration that writes every page anew, in bytes. */
const MARGIN = 2 ** 26;

interface UpgradeOptions {
  /** Without it no copy is made: the demo needs none, nor does a copy. */
  copy?: Copying | undefined;
  migrationsDir?: string;
}

/**
 * Brings an older schema up to date, all at once or not at all, after copying the database beside itself. Undefined where
 * there is nothing to do, as with a new database, which `openStore` creates. Of several processes one does it and the
 * others wait.
 * @throws Error with a sentence for the operator: nothing was changed.
 */
export async function bringUpFile(
  file: string,
  { copy, migrationsDir = findMigrations() }: UpgradeOptions = {},
): Promise<Upgrade | undefined> {
  prepareFile(file);
  const known = readMigrations(migrationsDir);
  const connection = connect(file, { readonly: false });
  const { driver } = connection;
  try {
    if (isEmpty(connection) || pendingFor(connection, known).length === 0) return undefined;
    await lock(connection);
    const pending = pendingFor(connection, known);
    const [first] = pending;
    if (!first) return undefined;
    const from = appliedTo(connection).at(-1)?.name ?? '';
    const kept = copy && (await keepCopy(realPath(file), first, copy));
    try {
      applyAll(connection, pending);
      driver.exec('COMMIT');
    } catch (error) {
      // The database is unchanged: a service that is restarted again and again must not fill the disk with copies.
      if (kept?.copy !== undefined) rmSync(kept.copy, { force: true });
      throw error;
    }
    const applied = pending.map(({ name }) => name);
    return { from, applied, copy: kept?.copy, noRoom: kept?.noRoom };
  } finally {
    if (driver.inTransaction) driver.exec('ROLLBACK');
    driver.close();
  }
}

/** Begins a transaction in which no other process can write, after waiting for any that is writing. */
async function lock({ driver }: Connection): Promise<void> {
  const until = Date.now() + PATIENCE_MS;
  for (;;) {
    try {
      driver.exec('BEGIN IMMEDIATE');
      return;
    } catch (error) {
      const isBusy = error instanceof SqliteError && error.code.startsWith('SQLITE_BUSY');
      if (!isBusy || Date.now() > until) throw error;
      await new Promise((resume) => setTimeout(resume, 50));
    }
  }
}

async function keepCopy(file: string, { version }: Migration, { now, key }: Copying) {
  const { free, needed } = roomFor(file, key === undefined ? 1 : 2);
  if (free < needed) return { copy: undefined, noRoom: { free: inMB(free), needed: inMB(needed) } };
  const instant = now.toISOString().slice(0, 19).replaceAll(':', '-');
  const copy = `${file}.before-${String(version).padStart(4, '0')}-${instant}Z`;
  try {
    await backup(file, copy, key);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    throw new Error(
      `The schema was not brought up, since no copy could be made before: ${error.message} If the database is damaged, restore a backup: npx candour restore BACKUP --force`,
      { cause: error },
    );
  }
  return { copy, noRoom: undefined };
}

/** How many bytes are free, and how many the copies and the migration need. */
function roomFor(file: string, copies: number): { free: number; needed: number } {
  const log = statSync(`${file}-wal`, { throwIfNoEntry: false })?.size ?? 0;
  const size = statSync(file).size + log;
  return { free: freeBytes(dirname(file)), needed: (copies + 1) * size + MARGIN };
}

const inMB = (bytes: number) => Math.ceil(bytes / 2 ** 20);

/**
 * The names of the migrations that a database still needs; none where it is up to date or not created yet.
 * @throws Error as `bringUpFile`.
 */
export function pendingInFile(file: string, migrationsDir: string = findMigrations()): string[] {
  if (!lookAtFile(file)) return [];
  const connection = connect(file, { readonly: false });
  try {
    return isEmpty(connection)
      ? []
      : pendingFor(connection, readMigrations(migrationsDir)).map(({ name }) => name);
  } finally {
    connection.driver.close();
  }
}

/**
 * Whether a database holds the demo, or settings of somebody's own. Undefined where it holds none, is missing, or cannot be
 * read. Nothing is written to it.
 * @throws Error as `lookAtFile`
 */
export function settingsInFile(file: string): 'demo' | 'own' | undefined {
  if (!lookAtFile(file)) return undefined;
  let connection: Connection | undefined;
  try {
    // A read-only connection would leave its log behind.
    connection = connectBare(file, { readonly: false });
    connection.driver.exec('PRAGMA query_only = ON');
    const [[demo] = []] = connection.statement('SELECT max(demo) FROM settings').raw();
    return demo === 1 ? 'demo' : demo === 0 ? 'own' : undefined;
  } catch (error) {
    if (error instanceof SqliteError) return undefined;
    throw error;
  } finally {
    connection?.driver.close();
  }
}

/** True also where the folder may not be looked at: opening it then says why. */
export function isFileThere(file: string): boolean {
  try {
    return statSync(file, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return true;
  }
}
