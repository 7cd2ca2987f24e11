import { accessSync, chmodSync, constants, existsSync, statfsSync, statSync } from 'node:fs';
import { copyFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { findMigrations } from '../migrations.ts';
import { isSealedFile, unsealFile } from '../sealed.ts';
import type { Verification } from '../verify.ts';
import { checkBackup, faultsOf, lookAtBackup } from './backup.ts';
import { connect } from './connection.ts';
import { freeBytes, networkFileSystem, realPath } from './file.ts';
import { openFile } from './open.ts';
import { isSame } from './place.ts';
import { openScratch, sweep, TEMPORARY } from './scratch.ts';
import { bringUpFile } from './upgrade.ts';

/** What a backup holds, found in a copy of it that was opened elsewhere. */
export interface Trial {
  /** The folder in which the copy lay. */
  folder: string;
  /** The names of the migrations that it still needs. They were run on the copy. */
  migrations: string[];
  audit: Verification;
  /** The instant of the newest event in the audit trail, as ISO text. */
  newest: string | null;
  settings: Counts[];
}

interface Counts {
  code: string;
  name: string;
  people: number;
  children: number;
  declarations: number;
  allocations: number;
  messages: number;
  events: number;
}

const COUNTS = `SELECT code, name,
  (SELECT COUNT(*) FROM people WHERE setting = s.id) AS people,
  (SELECT COUNT(*) FROM children WHERE setting = s.id) AS children,
  (SELECT COUNT(*) FROM declarations WHERE setting = s.id) AS declarations,
  (SELECT COUNT(*) FROM allocations WHERE setting = s.id) AS allocations,
  (SELECT COUNT(*) FROM notices WHERE setting = s.id) AS messages,
  (SELECT COUNT(*) FROM audit WHERE setting = s.id) AS events
  FROM settings s ORDER BY code`;

/** The room for copy, log and what a migration writes, as a multiple of the backup's size; and some bytes for small files. */
const ROOM_FACTOR = 3;
const LEAST_ROOM = 2 ** 24;

/**
 * Restores a backup into a folder of its own, opens it there as Candour would, checks all of it, and removes it again. The
 * database itself, whose path is `database`, is not opened; only where there is too little room for temporary files does
 * the copy lie in the database's folder.
 * @throws Error with a sentence for the operator: what is wrong with the backup, or that there is no room.
 */
export async function tryBackup(
  from: string,
  {
    database,
    key,
    migrationsDir = findMigrations(),
  }: { database: string; key: Uint8Array | undefined; migrationsDir?: string },
): Promise<Trial> {
  const source = lookAtBackup(from);
  const configured = statSync(database, { throwIfNoEntry: false });
  if (configured && isSame(source, configured)) throw new Error(`${from} is the database itself.`);
  const beside = [TEMPORARY, realPath(database)];
  sweep(...beside);
  const scratch = openScratch(roomyOf(beside, Math.max(ROOM_FACTOR * source.size, LEAST_ROOM)));
  try {
    const copy = join(scratch.folder, 'copy.db');
    if (isSealedFile(from)) await unsealFile(from, copy, key);
    else await copyWithLog(from, copy);
    const migrations = checkBackup(copy, from, migrationsDir);
    const faults = await faultsOf(copy);
    if (faults !== undefined) throw new Error(`${from} is damaged: ${faults}. Use an earlier backup.`);
    await bringUpFile(copy, { migrationsDir });
    const store = await openFile(copy, { migrationsDir });
    try {
      const audit = await store.verifyAudit();
      return { folder: dirname(scratch.folder), migrations, audit, ...count(copy) };
    } finally {
      await store.close();
    }
  } finally {
    scratch.close();
  }
}

/** A backup made by other means may have part of its content in a log beside it. */
async function copyWithLog(from: string, to: string): Promise<void> {
  for (const end of ['', '-wal', '-journal']) {
    if (!existsSync(from + end)) continue;
    await copyFile(from + end, to + end, constants.COPYFILE_EXCL | constants.COPYFILE_FICLONE);
    chmodSync(to + end, 0o600);
  }
}

function count(file: string): { settings: Counts[]; newest: string | null } {
  const { driver, statement } = connect(file, { readonly: true });
  try {
    return {
      settings: statement(COUNTS).all() as Counts[],
      ...(statement('SELECT MAX(at) AS newest FROM audit').get() as { newest: string | null }),
    };
  } finally {
    driver.close();
  }
}

/** The first of these paths beside which so many bytes can be written, on a disk of this machine. */
function roomyOf(paths: readonly string[], bytes: number): string {
  const found = paths.find((path) => hasRoom(dirname(path), bytes));
  if (found !== undefined) return found;
  const folders = [...new Set(paths.map((path) => dirname(path)))].join(' nor in ');
  throw new Error(
    `A copy to look at needs ${Math.ceil(bytes / 2 ** 20)} MB on a local disk, which are neither in ${folders}. Make room, or name a folder in TMPDIR and run the command again.`,
  );
}

function hasRoom(folder: string, bytes: number): boolean {
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
    return freeBytes(folder) >= bytes && networkFileSystem(statfsSync(folder).type) === undefined;
  } catch {
    return false;
  }
}
