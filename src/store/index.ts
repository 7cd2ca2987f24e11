import { statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { type Store, StoreFull } from '../core/store.ts';
import { auditTrail } from './audit.ts';
import { type Connection, connect, type OnPrepare, pragma, SqliteError } from './connection.ts';
import type { Transaction } from './database.ts';
import { prepareFile } from './file.ts';
import { findMigrations, migrate } from './migrate.ts';
import { createRegister } from './register.ts';
import { describe } from './shape.ts';
import { openDatabase } from './sqlite.ts';
import { type TrailOptions, trail } from './trail.ts';
import { type Verification, verifyAudit } from './verify.ts';

export { backup } from './backup.ts';
export type { Verification } from './verify.ts';

export interface StoreOptions {
  /** The folder of `0001_….sql` and its successors; without it, the one that came with this code. */
  migrationsDir?: string;
  onPrepare?: OnPrepare;
  /** Reads every page first: what is damaged is refused, not opened. */
  check?: boolean;
}

/** The store, and what only the command line asks of it. */
export interface OpenedStore extends Store {
  /** Checks every audit chain, on a snapshot. */
  verifyAudit(): Promise<Verification>;
  /** False once nothing more fitted on the disk, until there is room again and a write has succeeded. */
  hasRoom(): Promise<boolean>;
  /** The audit chains as lines of JSON. */
  trail(options: TrailOptions): Iterable<string>;
}

/**
 * Opens the database, makes it where it is missing, and brings its schema up to date.
 * @throws Error with a sentence for the operator: network disk, newer database, changed migration.
 */
export async function openStore(
  file: string,
  { migrationsDir = findMigrations(), onPrepare, check = false }: StoreOptions = {},
): Promise<OpenedStore> {
  prepareFile(file);
  const connection = connect(file, { readonly: false });
  try {
    if (check) refuseDamaged(connection, file);
    if (migrate(connection, migrationsDir).length > 0) describe(connection);
  } finally {
    connection.driver.close();
  }
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
    if (freeBytes(file) < ROOM_BYTES) return false;
    try {
      // Its first page is written, and says what it said before.
      await write((transaction) => transaction.run('PRAGMA user_version = 0', []));
      isFull = false;
    } catch (error) {
      if (!(error instanceof StoreFull)) throw error;
    }
    return !isFull;
  }

  return {
    read: (work) => database.read((transaction) => work(createRegister(transaction))),
    glance: (work) => database.glance((transaction) => work(createRegister(transaction))),
    write: (settings, work) =>
      write(async (transaction) => {
        const { trail: chain, lock } = auditTrail(transaction);
        await lock(settings);
        return work(createRegister(transaction, chain));
      }),
    hasRoom,
    verifyAudit: async () => verifyAudit(file),
    trail: (options) => trail(file, options),
    close: () => database.close(),
  };
}

/** A command writes a few pages; with less than this on the disk the next one soon fails again. */
const ROOM_BYTES = 2 ** 20;

function freeBytes(file: string): number {
  const { bavail, bsize } = statfsSync(dirname(file));
  return bavail * bsize;
}

/** SQLite says so itself of most writes, of others only that they failed. */
function isOfFullDisk(error: unknown, file: string): error is Error & { code: string } {
  if (!(error instanceof SqliteError)) return false;
  return (
    error.code === 'SQLITE_FULL' || (error.code.startsWith('SQLITE_IOERR') && freeBytes(file) < ROOM_BYTES)
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
