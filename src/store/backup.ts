import { spawn } from 'node:child_process';
import { chmodSync, closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, resolve } from 'node:path';
import { type Connection, connect, connectBare, loadDriver, pragma, SqliteError } from './connection.ts';
import { prepareFile } from './file.ts';
import { APPLICATION_ID, appliedTo, checkApplied, findMigrations, readMigrations } from './migrate.ts';
import { isSealedFile, sealFile, unsealFile } from './sealed.ts';

/**
 * Runs in a process of its own: `VACUUM INTO` and the checks hold their process up, and SQLite's page-by-page backup starts
 * again whenever another process writes, so that beside a busy service it never ends.
 */
const COPY = `
const [driver, from, to] = process.argv.slice(1);
const Database = require(driver);
// Whatever the driver makes is held until the process ends (decision 28).
const held = [];
const hold = (made) => (held.push(made), made);
const ask = (database, sql) => hold(database.prepare(sql)).all();
try {
  const source = hold(new Database(from, { readonly: true, fileMustExist: true, timeout: 5000 }));
  hold(source.prepare('VACUUM INTO ?')).run(to);
  source.close();
  const copy = hold(new Database(to, { readonly: true }));
  const faults = [
    ...ask(copy, 'PRAGMA integrity_check').map((row) => row.integrity_check).filter((word) => word !== 'ok'),
    ...ask(copy, 'PRAGMA foreign_key_check').map((row) => 'a row of ' + row.table + ' refers to nothing'),
  ];
  copy.close();
  if (faults.length > 0) throw new Error(faults.slice(0, 3).join('; '));
} catch (error) {
  process.stderr.write(error.message);
  process.exitCode = 1;
}
`;

/** A checked copy of `from` as the new file `to`, on disk when this resolves. */
async function copyDatabase(from: string, to: string): Promise<void> {
  // What the other process says of it is not meant for the operator.
  loadDriver();
  closeSync(openSync(to, 'wx', 0o600));
  const driver = createRequire(import.meta.url).resolve('better-sqlite3');
  const child = spawn(process.execPath, ['-e', COPY, driver, from, to], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let complaint = '';
  child.stderr.setEncoding('utf8').on('data', (words: string) => {
    complaint += words;
  });
  const code = await new Promise<number | null>((ended, failed) => {
    child.on('error', failed);
    child.on('close', ended);
  });
  if (code !== 0) throw new Error(`${from} could not be copied whole: ${complaint.trim()}.`);
  flush(to);
}

function flush(path: string): void {
  const descriptor = openSync(path, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** The new file takes its name in one step, and the step is on disk. */
function putInPlace(made: string, name: string): void {
  chmodSync(made, 0o600);
  renameSync(made, name);
  // Windows cannot open a folder; there the rename is written through by itself.
  if (process.platform !== 'win32') flush(dirname(resolve(name)));
}

/**
 * Copies the database into a new file while it is in use: one file, mode 0600, checked before it takes its name; encrypted
 * where there is a key of 32 bytes. An earlier backup of that name is replaced; any other file is left alone.
 * @throws Error with a sentence for the operator.
 */
export async function backup(file: string, to: string, key?: Uint8Array): Promise<void> {
  if (!existsSync(file)) throw new Error(`There is no database at ${file}.`);
  if (existsSync(to)) refuseToReplace(file, to);
  const made = `${to}.${process.pid}.part`;
  // What is to be encrypted is nowhere unencrypted but beside the database, which is.
  const plain = key === undefined ? made : `${file}.${process.pid}.backup.part`;
  try {
    await copyDatabase(file, plain);
    if (key !== undefined) sealFile(plain, made, key);
    putInPlace(made, to);
  } finally {
    for (const each of [made, plain]) rmSync(each, { force: true });
  }
}

function refuseToReplace(file: string, to: string): void {
  const [ours, theirs] = [statSync(file), statSync(to)];
  if (ours.dev === theirs.dev && ours.ino === theirs.ino)
    throw new Error(`${to} is the database itself. Name another file.`);
  if (existsSync(`${to}-wal`)) throw new Error(`${to} is a database in use. Name another file.`);
  if (theirs.size > 0 && !isSealedFile(to) && !isCandour(to))
    throw new Error(`${to} is not a backup of Candour, so it is left alone. Name another file.`);
}

function isCandour(file: string): boolean {
  try {
    const connection = connectBare(file, { readonly: true });
    try {
      return pragma(connection, 'application_id') === APPLICATION_ID;
    } finally {
      connection.driver.close();
    }
  } catch (error) {
    // Not a database at all.
    if (error instanceof SqliteError) return false;
    throw error;
  }
}

/**
 * Puts a backup in the place of the database. Nothing is touched until the copy is made and checked.
 * @throws Error when a database is there already and `force` is not given, when that one is in use, and when the backup is
 * damaged, is not Candour's, or was made by a newer version.
 */
export async function restore(
  from: string,
  file: string,
  { force = false, migrationsDir = findMigrations(), key }: Restoring = {},
): Promise<void> {
  if (!existsSync(from)) throw new Error(`There is no backup at ${from}.`);
  if (!isSealedFile(from)) return restorePlain(from, file, { force, migrationsDir });
  const plain = `${file}.${process.pid}.restore.part`;
  if (!existsSync(file)) {
    prepareFile(file);
    rmSync(file);
  }
  try {
    unsealFile(from, plain, key);
    await restorePlain(plain, file, { force, migrationsDir });
  } finally {
    rmSync(plain, { force: true });
  }
}

interface Restoring {
  force?: boolean;
  migrationsDir?: string;
  /** 32 bytes: what opens an encrypted backup. */
  key?: Uint8Array | undefined;
}

async function restorePlain(
  from: string,
  file: string,
  { force, migrationsDir }: { force: boolean; migrationsDir: string },
): Promise<void> {
  if (!isCandour(from)) throw new Error(`${from} is not a backup of Candour.`);
  const [source, target] = [statSync(from), existsSync(file) ? statSync(file) : undefined];
  if (target && source.dev === target.dev && source.ino === target.ino)
    throw new Error(`${from} is the database itself.`);
  if (target && !force) {
    throw new Error(
      `There is a database at ${file} already. To replace it, stop Candour and run the command again with --force.`,
    );
  }
  checkVersion(from, migrationsDir);
  const made = `${file}.${process.pid}.part`;
  try {
    if (!target) {
      prepareFile(file);
      rmSync(file);
    }
    await copyDatabase(from, made);
    if (target) settle(file);
    for (const beside of [`${file}-wal`, `${file}-shm`]) rmSync(beside, { force: true });
    putInPlace(made, file);
  } finally {
    rmSync(made, { force: true });
  }
}

function checkVersion(from: string, migrationsDir: string): void {
  try {
    const connection = connect(from, { readonly: true });
    try {
      const applied = appliedTo(connection);
      if (applied.length === 0)
        throw new Error(`${from} is not a backup of Candour: it holds no tables of it.`);
      checkApplied(applied, readMigrations(migrationsDir));
    } finally {
      connection.driver.close();
    }
  } catch (error) {
    if (!(error instanceof SqliteError)) throw error;
    throw new Error(`${from} is damaged (${error.message}). Restore an earlier backup.`, { cause: error });
  }
}

/** Folds the old database's log into it, which only the last connection can: so nobody else has it open. */
function settle(file: string): void {
  let connection: Connection | undefined;
  try {
    connection = connectBare(file, { readonly: false, timeout: 1000 });
    connection.driver.exec('PRAGMA journal_mode = DELETE');
  } catch (error) {
    if (error instanceof SqliteError && error.code.startsWith('SQLITE_BUSY')) {
      throw new Error(`The database ${file} is in use. Stop Candour, then run the command again.`);
    }
    // A damaged database is a reason to restore: it is replaced as it stands.
  } finally {
    connection?.driver.close();
  }
}
