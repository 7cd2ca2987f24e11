import { statSync } from 'node:fs';
import type { Finding } from '../core/platform.ts';
import { freeBytes, realPath } from '../store/sqlite/file.ts';
import {
  type Backup,
  type BackupPlan,
  faultOfFolder,
  faultOfOwner,
  findBackups,
  isAhead,
  isOnOneDisk,
  latestOf,
  recall,
} from '../upkeep/folder.ts';
import type { Door } from './door.ts';

type Tells = (about: 'backup' | 'off-site') => (kind: Finding['kind'], text: string) => void;

const HOUR_MS = 3_600_000;
/** After so many hours without a new backup something is wrong: one is due every night, and a little later where it takes long. */
const LATE_HOURS = 27;
/** How many days backups are kept at most where what is erased is to be gone. */
const ADVISED_DAYS = 35;

/** What the folder of backups shows. */
export interface BackupsSeen {
  /** Why none can be made there, as a sentence for the operator. */
  fault: string | undefined;
  /** Newest first. */
  backups: Backup[];
  latest: Backup | undefined;
  /** Hours since the latest one, whole. */
  age: number | undefined;
  isLate: boolean;
  failingSince: Date | undefined;
  copiedAt: Date | undefined;
  copyFailingSince: Date | undefined;
}

export async function seeBackups(plan: BackupPlan, database: string, now: Date): Promise<BackupsSeen> {
  const { folder } = plan;
  const fault = (await faultOfFolder(folder)) ?? (await faultOfOwner(folder, realPath(database)));
  const backups = await findBackups(folder).catch(() => []);
  const { failingSince, copied, copyFailingSince } = await recall(folder);
  const latest = latestOf(backups, now);
  const age = latest && Math.max(0, Math.floor((now.getTime() - latest.at.getTime()) / HOUR_MS));
  const toDate = (instant: string | undefined) => (instant === undefined ? undefined : new Date(instant));
  return {
    fault,
    backups,
    latest,
    age,
    isLate: age !== undefined && age >= LATE_HOURS,
    failingSince: toDate(failingSince),
    copiedAt: toDate(copied?.at),
    copyFailingSince: toDate(copyFailingSince),
  };
}

/** Reports on the backups that the service makes by itself. */
export async function lookAtBackups(
  { backups: plan, database, server }: Door['config'],
  now: Date,
  tells: Tells,
): Promise<void> {
  const tell = tells('backup');
  if (server !== undefined) {
    tell('good', 'Backups of the database are PostgreSQL’s own: docs/deployment.md tells how.');
    return;
  }
  if (plan === undefined) {
    tell(
      'warning',
      'The service makes no backups by itself. Set CANDOUR_BACKUP_DIR to a folder, and one is made every night.',
    );
    return;
  }
  const seen = await seeBackups(plan, database, now);
  if (seen.fault !== undefined) tell('fault', seen.fault);
  lookAtAge(seen, tell);
  if (seen.failingSince)
    tell(
      'fault',
      `No backup could be made since ${seen.failingSince.toISOString()}. The log says why (“no backup could be made”).`,
    );
  if (seen.fault === undefined) await lookAtFolder(plan, database, seen.backups, now, tell);
  lookAtCopies(plan, seen, tells('off-site'));
}

type Tell = ReturnType<Tells>;

function lookAtAge({ latest, age, isLate, backups, fault }: BackupsSeen, tell: Tell): void {
  if (latest === undefined) {
    if (fault === undefined)
      tell('warning', 'There is no backup yet. The service makes one soon after it starts.');
    return;
  }
  const is = `The last good backup is ${inWords(age ?? 0)} old: ${latest.file}, ${Math.ceil(latest.bytes / 1024)} KB.`;
  if (isLate) tell('fault', `${is} One is due every night: start the service, and read its log.`);
  else tell('good', `${is} ${backups.length === 1 ? 'It is the only one' : `There are ${backups.length}`}.`);
}

async function lookAtFolder(
  { folder, days, command }: BackupPlan,
  database: string,
  backups: readonly Backup[],
  now: Date,
  tell: Tell,
): Promise<void> {
  if ((statSync(folder).mode & 0o077) !== 0)
    tell('warning', `Others on this machine may look into ${folder}. Run: chmod 700 ${folder}`);
  if (command === undefined && (await isOnOneDisk(folder, database)))
    tell(
      'warning',
      `${folder} is on the same disk as the database: what takes the one takes the other. Use another disk, or set CANDOUR_BACKUP_COMMAND, which copies each backup elsewhere.`,
    );
  if (days > ADVISED_DAYS)
    tell(
      'warning',
      `Backups are kept for ${days} days, and they hold what was erased since. Set CANDOUR_BACKUP_KEEP to ${ADVISED_DAYS} or less.`,
    );
  const [ahead] = backups.filter(({ at }) => isAhead(at, now));
  if (ahead)
    tell(
      'warning',
      `${ahead.file} was made by a clock that was ahead, so it is never deleted. Delete it once another is there: rm ${ahead.file}`,
    );
  const most = Math.max(0, ...backups.map(({ bytes }) => bytes));
  if (freeBytes(folder) < 2 * most)
    tell('warning', `The disk of ${folder} has no room for two more backups. Please make some.`);
}

function lookAtCopies({ command }: BackupPlan, seen: BackupsSeen, tell: Tell): void {
  if (command === undefined) return;
  if (seen.copyFailingSince)
    tell(
      'fault',
      `The backup could not be copied elsewhere since ${seen.copyFailingSince.toISOString()}. The log says how CANDOUR_BACKUP_COMMAND ended (“could not be copied elsewhere”).`,
    );
  else if (seen.copiedAt)
    tell('good', `A backup was last copied elsewhere at ${seen.copiedAt.toISOString()}.`);
  else tell('warning', 'No backup has been copied elsewhere yet. The service does so after the next one.');
}

/** A number of hours as people say it: `9 hours`, `3 days`. */
export function inWords(hours: number): string {
  if (hours < 1) return 'less than an hour';
  if (hours < 48) return `${hours} ${hours === 1 ? 'hour' : 'hours'}`;
  return `${Math.floor(hours / 24)} days`;
}
