import type { Stopwatch } from '../core/notices/lanes.ts';
import { MACHINE_FAULTS, type MachineFault } from '../core/notices/machine.ts';
import type { Log } from '../core/platform.ts';
import { lastAt } from './night.ts';
import type { Ended } from './programs.ts';

interface CheckOptions {
  /** Runs `candour doctor --json` in a process of its own. */
  examine(): Promise<Ended>;
  clock: () => Date;
  stopwatch: Pick<Stopwatch, 'elapsed'>;
  log: Log;
  /** Called with each result: since when it is wrong, undefined where all is well. */
  report(fault: MachineFault, since: Date | undefined): void;
}

/** The minute of the day, in UTC, at which a check is due: an hour after the backup. */
const NIGHT_MINUTE = 210;
/** How long after the start the first check waits, in milliseconds: the service is to serve before anything else. */
const FIRST_MS = 600_000;
/** How soon a check is made again that found something, or did not come to its end, in milliseconds. */
const AGAIN_MS = 3_600_000;
/** Backups report for themselves, as soon as they fail. */
const CHECKED = MACHINE_FAULTS.filter((fault) => fault !== 'backup' && fault !== 'off-site');

/**
 * The nightly doctor. What it finds counts once a second check, an hour later, has found the same: a name server that is away for a
 * minute is nothing that anybody has to mend. As long as something is wrong it is checked every hour.
 */
export function createCheck({ examine, clock, stopwatch, log, report }: CheckOptions) {
  const found = new Map<MachineFault, Date>();
  let checkedAt: Date | undefined;
  let after = stopwatch.elapsed() + FIRST_MS;

  function isDue(now: Date): boolean {
    if (stopwatch.elapsed() < after) return false;
    const isOfTonight = checkedAt !== undefined && checkedAt >= lastAt(NIGHT_MINUTE, now) && checkedAt <= now;
    return found.size > 0 || !isOfTonight;
  }

  return {
    /** When the last check was made that came to its end. */
    checkedAt: () => checkedAt,
    async step(): Promise<void> {
      const now = clock();
      if (!isDue(now)) return;
      const { code, isLate, isStopped, stdout, said } = await examine();
      if (isStopped) return;
      after = stopwatch.elapsed() + AGAIN_MS;
      const wrong = faultsIn(stdout);
      if (wrong === undefined) {
        log.warn({ code, late: isLate, said }, 'the nightly check did not come to its end');
        return;
      }
      checkedAt = now;
      for (const fault of CHECKED) {
        const since = found.get(fault);
        if (!wrong.includes(fault)) {
          found.delete(fault);
          report(fault, undefined);
        } else if (since === undefined) found.set(fault, now);
        else report(fault, since);
      }
    },
  };
}

/** What `doctor --json` finds wrong; undefined where it did not come to its end. */
function faultsIn(json: string): string[] | undefined {
  try {
    const findings: unknown = JSON.parse(json);
    if (!Array.isArray(findings)) return undefined;
    return findings.filter((finding) => finding?.kind === 'fault').map((finding) => String(finding.about));
  } catch {
    return undefined;
  }
}
