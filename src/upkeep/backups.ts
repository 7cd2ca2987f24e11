import { unlink } from 'node:fs/promises';
import { basename } from 'node:path';
import type { Stopwatch } from '../core/notices/lanes.ts';
import type { MachineFault } from '../core/notices/machine.ts';
import type { Log } from '../core/platform.ts';
import {
  type Backup,
  type BackupPlan,
  faultOfFolder,
  faultOfOwner,
  fileFor,
  findBackups,
  isAhead,
  latestOf,
  type Remembered,
  recall,
  remember,
  tooOld,
} from './folder.ts';
import { lastAt } from './night.ts';
import type { Ended, Programs } from './programs.ts';
import { withFile } from './words.ts';

/** What is known of the backups. */
export interface BackupFacts {
  /** The last good backup: it was checked when it was made. */
  lastGoodAt: Date | undefined;
  lastFailedAt: Date | undefined;
  /** Since when none could be made; undefined while they can. */
  failingSince: Date | undefined;
  /** When a backup was last copied elsewhere; the rest as of the backups themselves. */
  copiedAt: Date | undefined;
  copyFailedAt: Date | undefined;
  copyFailingSince: Date | undefined;
}

interface BackupOptions {
  plan: BackupPlan;
  /** The database's file, links followed. */
  database: string;
  /** Makes a checked backup in a new file, in a process of its own. */
  backUp(file: string): Promise<Ended>;
  /** The environment of the programme that copies a backup elsewhere. */
  environment: NodeJS.ProcessEnv;
  programs: Programs;
  clock: () => Date;
  stopwatch: Pick<Stopwatch, 'elapsed'>;
  log: Log;
  /** Called with each result: since when it fails, undefined where all is well. */
  report(fault: MachineFault, since: Date | undefined): void;
}

/** The minute of the day, in UTC, at which a backup is due: half past two or half past three in Britain. */
const NIGHT_MINUTE = 150;
/** How soon what failed is tried again, in milliseconds. */
const AGAIN_MS = 3_600_000;
/** How long the copy elsewhere may take, in milliseconds: a large file over a slow line. */
const COPY_LIMIT_MS = 4 * 3_600_000;

/** The service stops, which is no failure: the next one makes the backup. */
class Stopped extends Error {
  override name = 'Stopped';
}

/**
 * A backup each night, also one that was missed, each copied elsewhere where the plan says so. What fails is tried again after an
 * hour. The night is told by the clock, the hour by the stopwatch: a clock that is set back delays nothing.
 */
export function createBackups(options: BackupOptions) {
  const { plan, database, backUp, environment, programs, clock, stopwatch, log, report } = options;
  const { folder, days, command } = plan;
  const facts: BackupFacts = {
    lastGoodAt: undefined,
    lastFailedAt: undefined,
    failingSince: undefined,
    copiedAt: undefined,
    copyFailedAt: undefined,
    copyFailingSince: undefined,
  };
  let backUpAfter = 0;
  let copyAfter = 0;
  /** Whether there may be a backup that was not copied elsewhere yet. */
  let isCopyDue = command !== undefined;

  /** What is to be remembered, as far as the disk lets it be: only words depend on it. */
  async function keep(change: Remembered): Promise<void> {
    try {
      if ((await faultOfOwner(folder, database)) !== undefined) return;
      await remember(folder, { ...(await recall(folder)), database, ...change });
    } catch {
      // Why is told by the next backup.
    }
  }

  /** @throws Error with a sentence for the operator, or of the system */
  async function make(now: Date): Promise<Backup> {
    const began = stopwatch.elapsed();
    const file = fileFor(folder, now);
    const { code, isLate, isStopped, said } = await backUp(file);
    if (isStopped) throw new Stopped();
    if (code !== 0) throw new Error(isLate ? 'It took too long and was ended.' : said);
    const made = (await findBackups(folder)).find((backup) => backup.file === file);
    if (!made) throw new Error(`${file} was made, and is not there.`);
    log.info(
      { backup: basename(file), bytes: made.bytes, ms: Math.round(stopwatch.elapsed() - began) },
      'a backup was made and checked',
    );
    return made;
  }

  async function rotate(now: Date): Promise<void> {
    for (const { file } of tooOld(await findBackups(folder), days, now)) {
      try {
        await unlink(file);
        log.info({ backup: basename(file) }, 'an old backup was deleted');
      } catch (error) {
        log.warn({ backup: basename(file), ...codeOf(error) }, 'an old backup could not be deleted');
      }
    }
  }

  /** Makes the night's backup where there is none. */
  async function makeIfMissing(now: Date): Promise<void> {
    const fault = (await faultOfFolder(folder)) ?? (await faultOfOwner(folder, database));
    if (fault !== undefined) throw new Error(fault);
    facts.lastGoodAt = latestOf(await findBackups(folder), now)?.at;
    if (isOfTonight(facts.lastGoodAt, now)) return;
    facts.lastGoodAt = (await make(now)).at;
    isCopyDue = command !== undefined;
    await rotate(now);
  }

  async function backUpIfDue(): Promise<void> {
    const now = clock();
    if (facts.failingSince === undefined && isOfTonight(facts.lastGoodAt, now)) return;
    if (stopwatch.elapsed() < backUpAfter) return;
    try {
      await makeIfMissing(now);
      if (facts.failingSince) log.info({}, 'backups are made again');
      facts.failingSince = undefined;
      await keep({ failingSince: undefined });
      report('backup', undefined);
    } catch (error) {
      if (error instanceof Stopped) return;
      backUpAfter = stopwatch.elapsed() + AGAIN_MS;
      facts.lastFailedAt = now;
      facts.failingSince ??= toDate((await recall(folder)).failingSince) ?? now;
      await keep({ failingSince: facts.failingSince.toISOString() });
      log.error({ why: messageOf(error) }, 'no backup could be made; it is tried again in an hour');
      report('backup', facts.failingSince);
    }
  }

  async function copyIfDue(): Promise<void> {
    if (command === undefined || !isCopyDue || stopwatch.elapsed() < copyAfter) return;
    const latest = latestOf(await findBackups(folder).catch(() => []), clock());
    if (latest === undefined) return;
    const name = basename(latest.file);
    const known = await recall(folder);
    facts.copiedAt = toDate(known.copied?.at);
    if (known.copied?.name !== name) {
      const began = stopwatch.elapsed();
      const words = withFile(command, latest.file, folder);
      const { code, isLate, isStopped, said } = await programs.run(words, {
        env: environment,
        limit: COPY_LIMIT_MS,
      });
      if (isStopped) return;
      const now = clock();
      if (code !== 0) {
        copyAfter = stopwatch.elapsed() + AGAIN_MS;
        facts.copyFailedAt = now;
        facts.copyFailingSince ??= toDate(known.copyFailingSince) ?? now;
        await keep({ copyFailingSince: facts.copyFailingSince.toISOString() });
        log.error(
          { backup: name, code, late: isLate, said },
          'the backup could not be copied elsewhere; it is tried again in an hour',
        );
        report('off-site', facts.copyFailingSince);
        return;
      }
      facts.copiedAt = now;
      log.info(
        { backup: name, ms: Math.round(stopwatch.elapsed() - began) },
        'the backup was copied elsewhere',
      );
      await keep({ copied: { name, at: now.toISOString() }, copyFailingSince: undefined });
    }
    isCopyDue = false;
    facts.copyFailingSince = undefined;
    report('off-site', undefined);
  }

  return {
    facts,
    async step(): Promise<void> {
      await backUpIfDue();
      await copyIfDue();
    },
  };
}

/** Whether a backup of then serves for the night before `now`. */
function isOfTonight(at: Date | undefined, now: Date): boolean {
  return at !== undefined && at >= lastAt(NIGHT_MINUTE, now) && !isAhead(at, now);
}

const toDate = (instant: string | undefined) => (instant === undefined ? undefined : new Date(instant));

/** Our own sentence, or of an error of the system what failed. */
function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : 'unknown';
}

function codeOf(error: unknown): { code?: string } {
  return error instanceof Error && 'code' in error ? { code: String(error.code) } : {};
}
