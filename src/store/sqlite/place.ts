import {
  chmodSync,
  closeSync,
  existsSync,
  fsyncSync,
  linkSync,
  openSync,
  renameSync,
  rmSync,
  type Stats,
  statSync,
} from 'node:fs';
import { dirname } from 'node:path';
import { type Connection, connectBare, pragma, SqliteError } from './connection.ts';

/** The files that SQLite keeps beside a database, and which hold part of its content. */
const LOGS = ['-wal', '-journal'];

export function flush(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Windows cannot open a folder; there a change of names is on disk by itself. */
function flushFolder(folder: string): void {
  if (process.platform !== 'win32') flush(folder);
}

export function isSame(one: Stats, other: Stats): boolean {
  return one.dev === other.dev && one.ino === other.ino;
}

/** The new file takes its name in one step, which is on disk afterwards. */
export function putInPlace(made: string, name: string): void {
  chmodSync(made, 0o600);
  renameSync(made, name);
  flushFolder(dirname(name));
}

/**
 * Puts a new file in the place of a database, which is kept under another name beside it, mode 0600. Both names are on disk
 * before the new file takes the old one's.
 * @param database a path without links
 * @returns the other name; undefined when nothing was there
 * @throws Error when somebody has the database open
 */
export function replace(database: string, made: string, now: Date): string | undefined {
  const exists = existsSync(database);
  // This comes first: closing a file gives up all locks that this process has on it.
  if (exists) flush(database);
  const lock = exists && isReadable(database) ? settle(database) : undefined;
  try {
    const ends = ['', ...(lock ? [] : LOGS)].filter((end) => existsSync(database + end));
    const aside = freeName(database, now, ends);
    try {
      for (const end of ends) nameAlso(database + end, aside + end);
      flushFolder(dirname(database));
      for (const end of [...LOGS, '-shm']) rmSync(database + end, { force: true });
      putInPlace(made, database);
    } catch (error) {
      for (const end of ends) takeBack(aside + end, database + end);
      throw error;
    }
    return ends.length > 0 ? aside : undefined;
  } finally {
    lock?.close();
  }
}

/** The log of a database that cannot be read is evidence: opening the database for writing would fold it away. */
function isReadable(file: string): boolean {
  let connection: Connection | undefined;
  try {
    connection = connectBare(file, { readonly: true, timeout: 1000 });
    pragma(connection, 'schema_version');
    return true;
  } catch (error) {
    if (!(error instanceof SqliteError)) throw error;
    return error.code !== 'SQLITE_NOTADB' && !error.code.startsWith('SQLITE_CORRUPT');
  } finally {
    connection?.driver.close();
  }
}

/**
 * Folds the old database's log into it, which only the last connection can, and locks others out while it is open.
 * @returns undefined when that is impossible: the database is then set aside as it is, with its log.
 */
function settle(file: string): Connection['driver'] | undefined {
  let connection: Connection | undefined;
  try {
    connection = connectBare(file, { readonly: false, timeout: 1000 });
    // Out of WAL, and without a journal file, which a reader without write access could not use.
    connection.driver.exec('PRAGMA synchronous = FULL; PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE');
    return connection.driver;
  } catch (error) {
    connection?.driver.close();
    if (!(error instanceof SqliteError)) throw error;
    if (error.code.startsWith('SQLITE_BUSY'))
      throw new Error(`The database ${file} is in use. Stop Candour, then run the command again.`);
    return undefined;
  }
}

/** `candour.db.replaced-2026-11-28T14-31-02Z`, or with a number behind it, which no file has yet. */
function freeName(database: string, now: Date, ends: readonly string[]): string {
  const at = now.toISOString().slice(0, 19).replaceAll(':', '-');
  for (let number = 1; ; number++) {
    const name = `${database}.replaced-${at}Z${number === 1 ? '' : `-${number}`}`;
    if (!ends.some((end) => existsSync(name + end))) return name;
  }
}

/** A second name for a file takes no room, and leaves the first in place. On disks without second names the file is renamed. */
function nameAlso(file: string, also: string): void {
  if ((statSync(file).mode & 0o077) !== 0) chmodSync(file, 0o600);
  try {
    linkSync(file, also);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(code)) throw error;
    renameSync(file, also);
  }
}

/** Undoes `nameAlso`, and never removes a file's only name. */
function takeBack(also: string, file: string): void {
  const [there, first] = [also, file].map((path) => statSync(path, { throwIfNoEntry: false }));
  if (!there) return;
  if (!first) renameSync(also, file);
  else if (isSame(there, first)) rmSync(also);
}
