import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmdirSync,
  rmSync,
  statSync,
} from 'node:fs';
import { constants, tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { takeLock } from './lock.ts';

/**
 * The process that works in a scratch folder holds this file locked. The system releases the lock when that process ends,
 * however it ends.
 */
const LOCK = 'candour.lock';
const NAME = /\.part-[A-Za-z0-9]{6}$/;
/** Files of the first edition, beside the database: their name holds the number of the process that made them. */
const FORMER = /^\.(\d+)(?:\.backup|\.restore)?\.part(?:-wal|-shm|-journal)?$/;
/** Copies of a database that are only examined lie beside this path: in the system's temporary folder, or that of TMPDIR. */
export const TEMPORARY = join(tmpdir(), 'candour');
/** How long a folder is tried for while others sweep, and one lock is waited for, in milliseconds. */
const TRY_FOR_MS = 10_000;
const LOCK_WAIT_MS = 1000;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

interface Scratch {
  folder: string;
  /** Removes the folder and all that is in it. */
  close(): void;
}

/**
 * Makes a folder of its own (0700) beside `path`, for unfinished files. It is removed when it is closed, when the process
 * exits, and when a signal ends it; `sweep` removes what a killed process leaves.
 */
export function openScratch(path: string): Scratch {
  const { folder, unlock } = makeLocked(path);
  const clear = () => {
    unlock();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  process.on('exit', clear);
  for (const signal of SIGNALS) process.on(signal, exit);
  return {
    folder,
    close() {
      process.off('exit', clear);
      for (const signal of SIGNALS) process.off(signal, exit);
      clear();
    },
  };
}

/** Exits, so that the handlers of the exit run. */
function exit(signal: (typeof SIGNALS)[number]): void {
  process.exit(128 + constants.signals[signal]);
}

function makeLocked(path: string): { folder: string; unlock(): void } {
  for (const until = Date.now() + TRY_FOR_MS; Date.now() < until; ) {
    const folder = mkdtempSync(`${path}.part-`);
    const file = join(folder, LOCK);
    try {
      closeSync(openSync(file, 'wx', 0o600));
    } catch (error) {
      if (existsSync(folder)) throw error;
      continue;
    }
    const lock = takeLock(file, LOCK_WAIT_MS);
    // Otherwise another process swept before the lock was taken: it has removed the folder, or is about to.
    if (lock !== 'busy' && existsSync(file)) return { folder, unlock: () => lock?.close() };
    if (lock !== 'busy') lock?.close();
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  }
  throw new Error(`No folder for unfinished work can be kept beside ${path}. Please try again.`);
}

/** What killed processes have left in the folder of `path`, by full paths. `ours`: it belongs to this process's user. */
export function leftBeside(path: string): { path: string; ours: boolean }[] {
  const folder = dirname(path);
  return namesIn(folder).flatMap((name) => {
    const found = join(folder, name);
    const stats = statSync(found, { throwIfNoEntry: false });
    const ours = process.getuid === undefined || stats?.uid === process.getuid();
    const left = NAME.test(name)
      ? stats?.isDirectory() && (!ours || isAbandoned(found))
      : name.startsWith(basename(path)) && isFormer(name.slice(basename(path).length));
    return left ? [{ path: found, ours }] : [];
  });
}

/** Removes what killed processes of this user have left beside these paths. `doctor` names what cannot be removed. */
export function sweep(...paths: string[]): void {
  for (const left of paths.flatMap(leftBeside)) {
    try {
      if (left.ours) remove(left.path);
    } catch {
      // Leftovers disturb nobody's work.
    }
  }
}

/** Checks again: another process may have made the folder just now, and be about to lock it. */
function remove(path: string): void {
  const names = namesIn(path);
  if (names.length === 0 && statSync(path).isDirectory()) {
    rmdirSync(path);
    return;
  }
  const lock = names.includes(LOCK) ? takeLock(join(path, LOCK), 0) : undefined;
  if (lock === 'busy' || (names.includes(LOCK) && !lock)) return;
  // Removed while locked: a process that waits for the lock finds the folder gone.
  if (process.platform === 'win32') lock?.close();
  rmSync(path, { recursive: true, force: true, maxRetries: 5 });
  lock?.close();
}

function isAbandoned(folder: string): boolean {
  // The lock is made first: a folder without it is new, or is being removed.
  if (!existsSync(join(folder, LOCK))) return true;
  const lock = takeLock(join(folder, LOCK), 0);
  if (lock === undefined || lock === 'busy') return false;
  lock.close();
  return true;
}

function isFormer(rest: string): boolean {
  const pid = FORMER.exec(rest)?.[1];
  return pid !== undefined && !isRunning(Number(pid));
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
