import { spawn } from 'node:child_process';
import { closeSync, existsSync, lstatSync, openSync, readSync, type Stats, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { checkApplied, findMigrations, readMigrations } from '../migrations.ts';
import { isSealedFile, sealFile, unsealFile } from '../sealed.ts';
import { connect, loadDriver, SqliteError } from './connection.ts';
import { lookAtFile, prepareFolder, realPath } from './file.ts';
import { flush, isSame, putInPlace, replace } from './place.ts';
import { APPLICATION_ID, appliedTo } from './schema.ts';
import { openScratch, sweep, TEMPORARY } from './scratch.ts';

/**
 * Runs in a process of its own: `VACUUM INTO` and the checks block their process, and SQLite's page-by-page backup starts
 * again whenever another process writes, so that beside a busy service it never ends.
 */
const COPY = `
const [driver, to, from] = process.argv.slice(1);
const Database = require(driver);
// Keeps what the driver makes until the process ends (decision 28).
const held = [];
const hold = (made) => (held.push(made), made);
const ask = (database, sql) => hold(database.prepare(sql)).all();
const copyInto = (options) => {
  const source = hold(new Database(from, { fileMustExist: true, timeout: 5000, ...options }));
  hold(source.prepare('VACUUM INTO ?')).run(to);
  source.close();
};
try {
  if (from) {
    try {
      copyInto({ readonly: true });
    } catch (error) {
      // A process that was killed as it closed the file has left its log without an index, which no mere reader may make.
      if (!/^SQLITE_READONLY/.test(error.code)) throw error;
      copyInto({});
    }
  }
  const copy = hold(new Database(to, { readonly: true }));
  const faults = [
    ...ask(copy, 'PRAGMA integrity_check').map((row) => row.integrity_check).filter((word) => word !== 'ok'),
    ...ask(copy, 'PRAGMA foreign_key_check').map((row) => 'a row of ' + row.table + ' refers to nothing'),
  ];
  copy.close();
  if (faults.length > 0) throw new Error(faults.slice(0, 3).join('; '));
} catch (error) {
  process.stderr.write(error.code === 'SQLITE_FULL' ? 'there is no room for the copy, please make some' : error.message);
  process.exitCode = 1;
}
`;

/** Copies the database `from` into the new file `to`, and checks the copy. Resolves when it is on disk. */
async function copyDatabase(from: string, to: string): Promise<void> {
  closeSync(openSync(to, 'wx', 0o600));
  const complaint = await inChild(to, from);
  if (complaint !== undefined) throw new Error(`${from} could not be copied whole: ${complaint}.`);
  flush(to);
}

/** Faults of a database's tables and references; undefined when it is sound. Reads all of it. */
export function faultsOf(file: string): Promise<string | undefined> {
  return inChild(file);
}

async function inChild(file: string, from = ''): Promise<string | undefined> {
  // Fails here, with words for the operator, where the other process would report a driver that cannot be loaded.
  loadDriver();
  const driver = createRequire(import.meta.url).resolve('better-sqlite3');
  const child = spawn(process.execPath, ['-e', COPY, driver, file, from], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const stop = () => child.kill('SIGKILL');
  process.on('exit', stop);
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (words: string) => {
    complaint += words;
  });
  try {
    const code = await new Promise<number | null>((ended, failed) => {
      child.on('error', failed);
      child.on('close', ended);
    });
    return code === 0 ? undefined : complaint.trim();
  } finally {
    process.off('exit', stop);
  }
}

/**
 * Copies the database into a new file while it is in use: one file, mode 0600, checked before it takes its name, and
 * encrypted where there is a key of 32 bytes. Replaces an earlier backup of that name; any other file is left alone.
 * @throws Error with a sentence for the operator.
 */
export async function backup(file: string, to: string, key?: Uint8Array): Promise<void> {
  if (!lookAtFile(file)) throw new Error(`There is no database at ${file}.`);
  const database = realPath(file);
  refuseToReplace(database, to);
  sweep(database, resolve(to), TEMPORARY);
  const scratch = openScratch(to);
  // The unencrypted copy lies beside the database, which is not encrypted either, and nowhere else.
  const plain = key === undefined ? scratch : openScratch(database);
  try {
    const copy = join(plain.folder, 'copy.db');
    const made = key === undefined ? copy : join(scratch.folder, 'sealed');
    await copyDatabase(database, copy);
    if (key !== undefined) await sealFile(copy, made, key);
    putInPlace(made, resolve(to));
  } finally {
    plain.close();
    scratch.close();
  }
}

function refuseToReplace(database: string, to: string): void {
  const theirs = statSync(to, { throwIfNoEntry: false });
  if (!theirs) return;
  if (theirs.isDirectory()) throw new Error(A_FOLDER);
  if (!theirs.isFile()) throw new Error(`${to} is no file, so it is left alone. Name another file.`);
  if (isSame(statSync(database), theirs)) throw new Error(`${to} is the database itself. Name another file.`);
  if (existsSync(`${to}-wal`)) throw new Error(`${to} is a database in use. Name another file.`);
  if (theirs.size > 0 && !isSealedFile(to) && !isCandour(to))
    throw new Error(`${to} is not a backup of Candour, so it is left alone. Name another file.`);
}

const A_FOLDER = 'That is a folder: please name a file.';

/** Looks at SQLite's mark and Candour's, which stand in the first bytes even of a file that is damaged further on. */
function isCandour(file: string): boolean {
  const head = Buffer.alloc(72);
  const descriptor = openSync(file, 'r');
  try {
    readSync(descriptor, head, 0, head.length, 0);
  } finally {
    closeSync(descriptor);
  }
  return head.toString('latin1', 0, 16) === 'SQLite format 3\0' && head.readUInt32BE(68) === APPLICATION_ID;
}

/** @throws Error when no file is there, or something else is. */
export function lookAtBackup(from: string): Stats {
  const stats = statSync(from, { throwIfNoEntry: false });
  if (!stats) throw new Error(`There is no backup at ${from}.`);
  if (stats.isDirectory()) throw new Error(A_FOLDER);
  if (!stats.isFile()) throw new Error(`${from} is not a backup of Candour.`);
  return stats;
}

interface Restoring {
  force?: boolean;
  /** The instant in the name of the replaced file. */
  now?: Date;
  migrationsDir?: string;
  /** 32 bytes: opens an encrypted backup. */
  key?: Uint8Array | undefined;
  /** Where the database's path came from, for the complaint. */
  databaseFrom?: string;
}

/**
 * Puts a backup in the place of the database. Nothing is touched until the copy is made and checked. The replaced database
 * is set aside beside it, and at every moment one of the two has the database's name, whole.
 * @returns the path of what was set aside
 * @throws Error when a database is there already and `force` is not given, when that one is in use, and when the backup is
 * damaged, is not Candour's, or was made by a newer version.
 */
export async function restore(
  from: string,
  file: string,
  { force = false, now = new Date(), migrationsDir = findMigrations(), key, databaseFrom }: Restoring = {},
): Promise<string | undefined> {
  const source = lookAtBackup(from);
  const target = lookAtFile(file);
  if (target && isSame(source, target)) throw new Error(`${from} is the database itself.`);
  if (target && !force) throw new Error(refusal(from, file, databaseFrom));
  if (!target && lstatSync(file, { throwIfNoEntry: false }))
    throw new Error(
      `${file} is a link to a file that is not there. Make that folder available, or remove the link.`,
    );
  const isSealedBackup = isSealedFile(from);
  if (!isSealedBackup) checkBackup(from, from, migrationsDir);
  prepareFolder(file);
  // The folder of a link may have no room, and SQLite's log is not there.
  const database = realPath(file);
  sweep(database, TEMPORARY);
  const scratch = openScratch(database);
  try {
    const plain = isSealedBackup ? join(scratch.folder, 'plain.db') : from;
    if (isSealedBackup) {
      await unsealFile(from, plain, key);
      checkBackup(plain, from, migrationsDir);
    }
    const made = join(scratch.folder, 'copy.db');
    await copyDatabase(plain, made);
    return replace(database, made, now);
  } finally {
    scratch.close();
  }
}

function refusal(from: string, file: string, databaseFrom: string | undefined): string {
  const origin = databaseFrom === undefined ? '' : ` (${databaseFrom})`;
  return `There is a database at ${file} already${origin}. To try this backup without touching that: npx candour restore ${from} --check. To replace it, stop Candour and run the command again with --force: it is then set aside, not deleted.`;
}

/**
 * @param called the file's name in the complaint
 * @returns the names of the migrations that it still needs
 * @throws Error when it is not Candour's, is damaged, or was made by a newer version
 */
export function checkBackup(file: string, called: string, migrationsDir: string): string[] {
  if (!isCandour(file)) throw new Error(`${called} is not a backup of Candour.`);
  try {
    const connection = connect(file, { readonly: true });
    try {
      const applied = appliedTo(connection);
      if (applied.length === 0)
        throw new Error(`${called} is not a backup of Candour: it holds no tables of it.`);
      const known = readMigrations(migrationsDir);
      checkApplied(called, applied, known);
      return known.slice(applied.length).map(({ name }) => name);
    } finally {
      connection.driver.close();
    }
  } catch (error) {
    if (!(error instanceof SqliteError)) throw error;
    throw new Error(`${called} is damaged (${error.message}). Use an earlier backup.`, { cause: error });
  }
}
