import { constants } from 'node:fs';
import { access, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';

// The folder may be on a network disk that does not answer: nothing here makes the service wait for it.

/** Where the nightly backups are kept, for how many days, and what copies each of them elsewhere: a programme and its words. */
export interface BackupPlan {
  folder: string;
  days: number;
  command: readonly string[] | undefined;
}

export interface Backup {
  file: string;
  /** When it was begun: what was answered before is in it. */
  at: Date;
  bytes: number;
}

/** What is remembered of the backups, in a file beside them; instants as ISO text. */
export interface Remembered {
  /** The database whose backups these are. */
  database?: string;
  failingSince?: string | undefined;
  /** The name of the backup that was copied elsewhere last, and when. */
  copied?: { name: string; at: string };
  copyFailingSince?: string | undefined;
}

const NAME = /^candour-(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)Z\.db$/;
const MEMORY = 'candour-backups.json';
const DAY_MS = 86_400_000;
/** How far ahead of the clock a backup's name may be, in milliseconds: then the clock was wrong, and it does not count. */
const AHEAD_MS = 300_000;
/** So many of the newest are never deleted, whatever their age. */
const NEVER_DELETED = 3;

/** `candour-2026-12-01T02-30-00Z.db` in that folder. */
export function fileFor(folder: string, at: Date): string {
  return join(folder, `candour-${at.toISOString().slice(0, 19).replaceAll(':', '-')}Z.db`);
}

/**
 * The backups in a folder that the service has made there, newest first.
 * @throws Error of the system where the folder cannot be read
 */
export async function findBackups(folder: string): Promise<Backup[]> {
  const found: Backup[] = [];
  for (const name of await readdir(folder)) {
    const [, day, ...time] = NAME.exec(name) ?? [];
    const at = new Date(`${day}T${time.join(':')}Z`);
    if (day === undefined || Number.isNaN(at.getTime())) continue;
    const file = join(folder, name);
    const stats = await statOf(file);
    if (stats?.isFile() && stats.size > 0) found.push({ file, at, bytes: stats.size });
  }
  return found.sort((one, other) => other.at.getTime() - one.at.getTime());
}

/** Undefined where nothing of that name is there, or it cannot be looked at. */
function statOf(path: string) {
  return stat(path).catch(() => undefined);
}

/** The newest that was not made by a clock that was ahead of this one. */
export function latestOf(backups: readonly Backup[], now: Date): Backup | undefined {
  return backups.find(({ at }) => !isAhead(at, now));
}

export function isAhead(at: Date, now: Date): boolean {
  return at.getTime() > now.getTime() + AHEAD_MS;
}

/**
 * Those that have become too old, of backups that are sorted newest first. Some are kept whatever their age: nothing new may have
 * been made for long, or the clock may have leapt.
 */
export function tooOld(backups: readonly Backup[], days: number, now: Date): Backup[] {
  return backups
    .filter(({ at }) => !isAhead(at, now))
    .slice(NEVER_DELETED)
    .filter(({ at }) => now.getTime() - at.getTime() > days * DAY_MS);
}

/** Why no backup can be made in this folder, and what to do about it; undefined where one can. */
export async function faultOfFolder(folder: string): Promise<string | undefined> {
  const stats = await statOf(folder);
  if (!stats)
    return `The folder for backups, ${folder}, is not there. Mount its disk; or make it, as the user that Candour runs as: mkdir -p -m 700 ${folder}`;
  if (!stats.isDirectory()) return `CANDOUR_BACKUP_DIR names ${folder}, which is no folder. Please name one.`;
  try {
    await access(folder, constants.R_OK | constants.W_OK | constants.X_OK);
    return undefined;
  } catch {
    return `The user that Candour runs as may not write into the folder for backups, ${folder}. Give it to that user (chown), and let the service write there (ReadWritePaths in its unit).`;
  }
}

/** Why the backups of this database are not to be mixed with those that are there; undefined where they are its own. */
export async function faultOfOwner(folder: string, database: string): Promise<string | undefined> {
  const { database: owner } = await recall(folder);
  if (owner === undefined || owner === database) return undefined;
  return `${folder} holds the backups of another database, ${owner}. Name another folder in CANDOUR_BACKUP_DIR; or, where that database has become ${database}, delete ${join(folder, MEMORY)}.`;
}

/** Whether the folder and the database are on one disk, which takes both when it fails. */
export async function isOnOneDisk(folder: string, database: string): Promise<boolean> {
  return (await stat(folder)).dev === (await stat(dirname(database))).dev;
}

/** What is remembered beside the backups: nothing where nothing can be read. */
export async function recall(folder: string): Promise<Remembered> {
  try {
    const found: unknown = JSON.parse(await readFile(join(folder, MEMORY), 'utf8'));
    return isRemembered(found) ? found : {};
  } catch {
    return {};
  }
}

function isRemembered(found: unknown): found is Remembered {
  if (typeof found !== 'object' || found === null) return false;
  const { database = '', failingSince, copied, copyFailingSince } = found as Record<string, unknown>;
  const { name, at } = (copied ?? { name: '' }) as Record<string, unknown>;
  return (
    [database, name].every((each) => typeof each === 'string') &&
    [failingSince, copyFailingSince, at].every(isInstant)
  );
}

function isInstant(value: unknown): boolean {
  return value === undefined || (typeof value === 'string' && !Number.isNaN(Date.parse(value)));
}

/**
 * Keeps it in one step, mode 0600.
 * @throws Error of the system
 */
export async function remember(folder: string, what: Remembered): Promise<void> {
  const file = join(folder, MEMORY);
  const fresh = `${file}.new`;
  await rm(fresh, { force: true });
  const handle = await open(fresh, 'wx', 0o600);
  try {
    await handle.writeFile(`${JSON.stringify(what)}\n`);
    await handle.sync();
  } finally {
    await handle.close();
  }
  await rename(fresh, file);
}
