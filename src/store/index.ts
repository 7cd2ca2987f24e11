import { statSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Store, StoreFull } from '../core/store.ts';
import { Refusal } from '../core/talk/refusal.ts';
import { type Connection, connect, type OnPrepare, pragma, SqliteError } from './connection.ts';
import type { Transaction } from './database.ts';
import { freeBytes, prepareFile } from './file.ts';
import { applyAll, findMigrations, isEmpty, type Migration, pendingFor, readMigrations } from './migrate.ts';
import { auditTrail } from './nouns/audit.ts';
import type { DrawNumber } from './nouns/settings.ts';
import { createRegister } from './register.ts';
import { openDatabase } from './sqlite.ts';
import { type TrailOptions, trail } from './trail.ts';
import { type Verification, verifyAudit } from './verify.ts';

export { backup } from './backup.ts';
export { bringUp, type Upgrade } from './upgrade.ts';
export type { Verification } from './verify.ts';

export interface StoreOptions {
  /** The folder of `0001_….sql` and its successors; without it, the one that came with this code. */
  migrationsDir?: string;
  onPrepare?: OnPrepare;
  /** Reads every page first: what is damaged is refused, not opened. */
  check?: boolean;
  /** Told each time it is seen that a newer Candour has brought up the schema meanwhile, with the last migration's name. */
  onAhead?: (migration: string) => void;
  /** How the numbers of references are drawn; without it, at random. */
  drawNumber?: DrawNumber;
}

/** The store, and what only the command line asks of it. */
export interface OpenedStore extends Store {
  /** Checks every audit chain, on a snapshot. */
  verifyAudit(): Promise<Verification>;
  /** False once nothing more fitted on the disk, until there is room again and a write has succeeded. */
  hasRoom(): Promise<boolean>;
  /** False once a newer Candour has brought up the schema: this one writes nothing to it any more. */
  isCurrent(): Promise<boolean>;
  /** The audit chains as lines of JSON. */
  trail(options: TrailOptions): Iterable<string>;
}

/** The last migration that is not this build's. */
const AHEAD = 'SELECT name FROM schema_migrations WHERE version > ? ORDER BY version DESC LIMIT 1';
const UPDATED =
  'Candour has just been updated and is about to start again. Please do this once more in a minute: nothing of it was done.';

/**
 * Opens the database, and makes it where it is missing or empty. An older schema is for `bringUp` alone.
 * @throws Error with a sentence for the operator: network disk, older or newer database, changed migration.
 */
export async function openStore(
  file: string,
  { migrationsDir = findMigrations(), onPrepare, check = false, onAhead, drawNumber }: StoreOptions = {},
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
  const latest = known.at(-1)?.version ?? 0;
  const database = openDatabase(file, onPrepare);
  let isFull = false;

  async function write<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    try {
      return await database.transaction(work);
    } catch (error) {
      if (!isOfFullDisk(error, file)) throw error;
      isFull = true;
      throw new StoreFull(error.code);
    }
  }

  async function hasRoom(): Promise<boolean> {
    if (!isFull) return true;
    if (freeBytes(dirname(file)) < ROOM_BYTES) return false;
    try {
      // Its first page is written, and says what it said before.
      await write((transaction) => transaction.run('PRAGMA user_version = 0', []));
      isFull = false;
    } catch (error) {
      if (!(error instanceof StoreFull)) throw error;
    }
    return !isFull;
  }

  async function isCurrent(transaction: Transaction): Promise<boolean> {
    const ahead = await transaction.get<{ name: string }>(AHEAD, [latest]);
    if (ahead) onAhead?.(ahead.name);
    return ahead === undefined;
  }

  /** A question that the schema of a newer Candour cannot answer is refused, with a sentence; it is no bug. */
  async function asked<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      const isOfSchema = error instanceof SqliteError && error.code === 'SQLITE_ERROR';
      if (isOfSchema && !(await database.read(isCurrent))) throw new Refusal(UPDATED);
      throw error;
    }
  }

  return {
    read: (work) => asked(database.read((transaction) => work(createRegister(transaction)))),
    glance: (work) => asked(database.glance((transaction) => work(createRegister(transaction)))),
    write: (settings, work) =>
      write(async (transaction) => {
        if (!(await isCurrent(transaction))) throw new Refusal(UPDATED);
        const { trail: chain, lock } = auditTrail(transaction);
        await lock(settings);
        return work(createRegister(transaction, chain, drawNumber));
      }),
    hasRoom,
    verifyAudit: async () => verifyAudit(file),
    trail: (options) => trail(file, options),
    isCurrent: () => database.read(isCurrent),
    close: () => database.close(),
  };
}

/** Another process may have been first. */
function make(connection: Connection, known: readonly Migration[]): void {
  // Where it fails, the connection is closed, and nothing of it is kept.
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

/** A command writes a few pages; with less than this on the disk the next one soon fails again. */
export const ROOM_BYTES = 2 ** 20;

/** SQLite says so itself of most writes, of others only that they failed. */
function isOfFullDisk(error: unknown, file: string): error is Error & { code: string } {
  if (!(error instanceof SqliteError)) return false;
  return (
    error.code === 'SQLITE_FULL' ||
    (error.code.startsWith('SQLITE_IOERR') && freeBytes(dirname(file)) < ROOM_BYTES)
  );
}

/** Up to this size a database is checked whole before it is used, which takes a quarter of a second; bytes. */
const SMALL = 2 ** 25;
/** Of a larger one, these: without them nothing can be answered. The rest is checked by each backup. */
const FIRST = ['settings', 'chain_heads', 'policies', 'policy_texts'];

function refuseDamaged(connection: Connection, file: string): void {
  const tables = statSync(file).size <= SMALL ? ['1'] : FIRST.filter((table) => has(connection, table));
  if (tables.every((table) => pragma(connection, `quick_check(${table})`) === 'ok')) return;
  throw new Error(
    `The database ${file} is damaged. Keep it as it is, make a copy of it, and restore the latest backup: npx candour restore BACKUP --force`,
  );
}

function has(connection: Connection, table: string): boolean {
  const found = connection.statement("SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = ?");
  return found.get([table]) !== undefined;
}
