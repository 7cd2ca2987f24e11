import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { findMigrations, type Migration, readMigrations } from '../migrations.ts';
import { createStore, type OpenedStore, type StoreOptions } from '../opened.ts';
import { trail } from '../trail.ts';
import { verifyAudit } from '../verify.ts';
import { backup } from './backup.ts';
import { type Connection, connect, pragma, SqliteError } from './connection.ts';
import { openDatabase } from './database.ts';
import { freeBytes, prepareFile } from './file.ts';
import { applyAll, isEmpty, pendingFor } from './schema.ts';
import { BATCH } from './writer.ts';

/**
 * Opens the database, and creates it where it is missing or empty. Brings no older schema up to date: `bringUp` does.
 * @throws Error with a sentence for the operator: network disk, older or newer database, changed migration.
 */
export async function openFile(
  file: string,
  {
    migrationsDir = findMigrations(),
    onPrepare,
    decorate = (database) => database,
    check = false,
    ...rest
  }: StoreOptions = {},
): Promise<OpenedStore> {
  prepareFile(file);
  const known = readMigrations(migrationsDir);
  const connection = connect(file, { readonly: false });
  try {
    if (check) refuseDamaged(connection, file);
    if (isEmpty(connection)) make(connection, known);
    refuseOlder(connection, file, known);
  } finally {
    connection.driver.close();
  }
  const database = decorate(openDatabase(file, onPrepare));
  return createStore(
    {
      database,
      latest: known.at(-1)?.version ?? 0,
      isOfSchema: (error) => error instanceof SqliteError && error.code === 'SQLITE_ERROR',
      // The writer's queue has an error of its own for a wait that was too long.
      sentenceFor: () => undefined,
      codeOfFull: (error) => (isOfFullDisk(error, file) ? error.code : undefined),
      mayHaveRoom: () => freeBytes(dirname(file)) >= ROOM_BYTES,
      // Writes the first page without changing it.
      probe: 'PRAGMA user_version = 0',
      atOnce: BATCH,
      verifyAudit: (heads) => verifyAudit(database, heads),
      trail: (options) => trail(database, options),
      copyTo: (to) => backup(file, to),
    },
    rest,
  );
}

/** Another process may have created it first. */
function make(connection: Connection, known: readonly Migration[]): void {
  // When it fails, the connection is closed, which rolls back.
  connection.driver.exec('BEGIN IMMEDIATE');
  if (isEmpty(connection)) applyAll(connection, known);
  connection.driver.exec('COMMIT');
}

function refuseOlder(connection: Connection, file: string, known: readonly Migration[]): void {
  const pending = pendingFor(connection, known).map(({ name }) => name);
  if (pending.length === 0) return;
  throw new Error(
    `The database ${file} is older than this Candour, and only the service brings it up, as it starts (by ${pending.join(', ')}). Start that, or run: npx candour migrate`,
  );
}

/** A command writes a few pages; with less than this on the disk the next command soon fails too. */
export const ROOM_BYTES = 2 ** 20;

/** SQLite reports a full disk for most writes; for others it says only that they failed. */
function isOfFullDisk(error: unknown, file: string): error is Error & { code: string } {
  if (!(error instanceof SqliteError)) return false;
  return (
    error.code === 'SQLITE_FULL' ||
    (error.code.startsWith('SQLITE_IOERR') && freeBytes(dirname(file)) < ROOM_BYTES)
  );
}

/** Up to this size, in bytes, a database is checked as a whole before it is used, which takes a quarter of a second. */
const SMALL_BYTES = 2 ** 25;
/** Of a larger database these tables are checked: without them nothing can be answered. Each backup checks the rest. */
const CHECKED_FIRST = ['settings', 'chain_heads', 'policies', 'policy_texts'];

function refuseDamaged(connection: Connection, file: string): void {
  const tables =
    statSync(file).size <= SMALL_BYTES ? ['1'] : CHECKED_FIRST.filter((table) => has(connection, table));
  if (tables.every((table) => pragma(connection, `quick_check(${table})`) === 'ok')) return;
  throw new Error(
    `The database ${file} is damaged. Keep it as it is, make a copy of it, and restore the latest backup: npx candour restore BACKUP --force`,
  );
}

function has(connection: Connection, table: string): boolean {
  const found = connection.statement("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?");
  return found.get([table]) !== undefined;
}
