import { accessSync, constants, existsSync, readdirSync, statSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Finding } from '../core/platform.ts';
import { realPath } from '../store/sqlite/file.ts';
import { isSame } from '../store/sqlite/place.ts';
import { leftBeside, TEMPORARY } from '../store/sqlite/scratch.ts';

type Tell = (kind: Finding['kind'], text: string) => void;

const DAY_MS = 86_400_000;
/**
 * Days after which a database set aside by `restore --force` is reported: the operator knows by then whether the restore
 * was right.
 */
const SET_ASIDE_DAYS = 7;
/** Days after which a copy made before a migration is reported: as long as backups are kept. */
const COPY_DAYS = 35;
const COPY = /^\.before-\d{4}-(\d{4}-\d\d-\d\d)T\d\d-\d\d-\d\dZ$/;
const REPLACED = /^\.replaced-(\d{4}-\d\d-\d\d)T(\d\d)-(\d\d)-(\d\d)Z(?:-\d+)?$/;

/** Warns of old copies of the database: they hold people's data, including data that has been erased since. */
export function checkLeftovers(configured: string | undefined, now: Date, tell: Tell): void {
  const database = configured === undefined ? undefined : realPath(configured);
  const isOpen = database !== undefined && mayRead(dirname(database));
  const beside = isOpen ? leftBeside(database) : [];
  const left = [...beside, ...leftBeside(TEMPORARY).filter(({ ours }) => ours)];
  for (const { path, ours } of left)
    tell(
      'warning',
      ours
        ? `${path} was left by a command that was killed, and may hold people's data. It goes when Candour starts, and with the next backup; or delete it now: rm -r ${path}`
        : `${path} belongs to another user's command, and may hold people's data. If that command has ended, delete it: rm -r ${path}`,
    );
  if (!isOpen) return;
  checkSetAside(database, now, tell);
  checkCopies(database, now, tell);
}

/** False where the folder does not exist or may not be read. */
function mayRead(folder: string): boolean {
  try {
    accessSync(folder, constants.R_OK | constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Checks the copies that were made before a migration. */
function checkCopies(database: string, now: Date, tell: Tell): void {
  const [folder, base] = [dirname(database), basename(database)];
  for (const name of readdirSync(folder)) {
    const [, day] = (name.startsWith(base) && COPY.exec(name.slice(base.length))) || [];
    if (day === undefined) continue;
    const path = join(folder, name);
    const days = Math.floor((now.getTime() - Date.parse(day)) / DAY_MS);
    if (days > COPY_DAYS)
      tell(
        'warning',
        `${path} was made ${days} days ago, before the schema was brought up. It holds people's data, also what has been erased since. Delete it: rm ${path}`,
      );
  }
}

/** Checks the databases that `restore --force` set aside. */
function checkSetAside(database: string, now: Date, tell: Tell): void {
  const [folder, base] = [dirname(database), basename(database)];
  for (const name of readdirSync(folder)) {
    const [, day, ...time] = (name.startsWith(base) && REPLACED.exec(name.slice(base.length))) || [];
    if (day === undefined) continue;
    const path = join(folder, name);
    const files = ['', '-wal', '-journal'].map((end) => path + end).filter((file) => existsSync(file));
    const removal = `rm ${files.join(' ')}`;
    const days = Math.floor((now.getTime() - Date.parse(`${day}T${time.slice(0, 3).join(':')}Z`)) / DAY_MS);
    const itself = statSync(database, { throwIfNoEntry: false });
    if (itself && isSame(itself, statSync(path)))
      tell(
        'warning',
        `${path} is the database itself by a second name, left by a restore that was killed. Stop Candour and remove that name: ${removal}`,
      );
    else if (days < SET_ASIDE_DAYS)
      tell('good', `${path} is what a restore replaced. Delete it once you are sure: ${removal}`);
    else
      tell(
        'warning',
        `${path} was replaced by a restore ${days} days ago. It holds people's data, also what has been erased since. Delete it: ${removal}`,
      );
  }
}
