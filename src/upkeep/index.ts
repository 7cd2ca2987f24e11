import type { Stopwatch } from '../core/notices/lanes.ts';
import type { MachineFault } from '../core/notices/machine.ts';
import type { OpenFault } from '../core/notices/tell-of-machine.ts';
import type { Log } from '../core/platform.ts';
import type { Calendar } from '../core/rules/days.ts';
import type { Store } from '../core/store.ts';
import { createAlerts } from './alerts.ts';
import { type BackupFacts, createBackups } from './backups.ts';
import { createCheck } from './check.ts';
import { createFaults } from './faults.ts';
import type { BackupPlan } from './folder.ts';
import { createPrograms } from './programs.ts';

interface UpkeepOptions {
  store: Store;
  calendar: Calendar;
  clock: () => Date;
  stopwatch: Pick<Stopwatch, 'elapsed'>;
  letOthersRun: () => Promise<void>;
  log: Log;
  /** What may be logged of an error. */
  toFacts(error: unknown): Record<string, unknown>;
  /** The file of the command line, as built. */
  cli: string;
  /** The database's file, links followed; undefined where a server has it. */
  database: string | undefined;
  plan: BackupPlan | undefined;
  /** The environment of the programme that copies backups elsewhere: nothing of Candour's. */
  environment: NodeJS.ProcessEnv;
  /** Where faults are posted. */
  alertUrl: string | undefined;
  /** Called when there may be something to deliver in chat. */
  onTold(): void;
}

/** What is known of the machine, for whoever watches it. */
export interface UpkeepFacts {
  /** Undefined where the service makes no backups. */
  backups: Readonly<BackupFacts> | undefined;
  /** When the last nightly check was made that came to its end. */
  checkedAt: Date | undefined;
  /** What is wrong. */
  faults: readonly OpenFault[];
}

const MINUTE = 60_000;
/** How long after its start the service waits before it looks at the night's backup, in milliseconds. */
const FIRST_MS = 2_000;
/** How long a backup and a check may take, in milliseconds. */
const BACKUP_LIMIT_MS = 2 * 3_600_000;
const CHECK_LIMIT_MS = 3_600_000;

/**
 * What the service does for itself each night: backups, and the checks of `doctor`; and whom it tells when something of it fails.
 * Nothing of this delays what people ask: the work is done in processes of its own, and each kind waits only for itself.
 */
export function createUpkeep(options: UpkeepOptions) {
  const { store, calendar, clock, stopwatch, letOthersRun, log, toFacts } = options;
  const { cli, database, plan, environment, alertUrl, onTold } = options;
  const programs = createPrograms();
  const candour = (limit: number, ...args: string[]) =>
    programs.run([process.execPath, cli, ...args], { limit });
  const alerts = alertUrl === undefined ? undefined : createAlerts({ url: alertUrl, stopwatch, log });
  const onChange = (fault: MachineFault, since: Date, over: Date | undefined) =>
    alerts?.add(fault, since, over);
  const faults = createFaults({
    ...{ store, calendar, clock, stopwatch, letOthersRun, log, toFacts, onChange, onTold },
  });
  const { report } = faults;
  const check = createCheck({
    examine: () => candour(CHECK_LIMIT_MS, 'doctor', '--json'),
    ...{ clock, stopwatch, log, report },
  });
  const backups =
    plan === undefined || database === undefined
      ? undefined
      : createBackups({
          backUp: (file) => candour(BACKUP_LIMIT_MS, 'backup', file),
          ...{ plan, database, environment, programs, clock, stopwatch, log, report },
        });
  // What is not done any more cannot fail any more.
  if (backups === undefined) report('backup', undefined);
  if (plan?.command === undefined) report('off-site', undefined);

  const busy = new Set<object>();
  const again = new Set<object>();
  /** One round of a kind of work; where one goes on, another follows it, which finds what has come up meanwhile. */
  async function round(work: { step(): Promise<void> } | undefined): Promise<void> {
    if (work === undefined) return;
    again.add(work);
    if (busy.has(work)) return;
    busy.add(work);
    try {
      while (again.delete(work)) await work.step();
    } catch (error) {
      log.error(toFacts(error), 'the upkeep failed');
    } finally {
      busy.delete(work);
    }
  }
  /** Does what is due, and tells what has changed. */
  async function step(): Promise<void> {
    // Telling chat may find that something is over; an alert does not wait for that.
    const tell = () => Promise.all([round(alerts), round(faults).then(() => round(alerts))]);
    await Promise.all([round(backups).then(tell), round(check).then(tell), tell()]);
  }

  let first: NodeJS.Timeout | undefined;
  let timer: NodeJS.Timeout | undefined;
  return {
    step,
    facts: (): UpkeepFacts => ({
      backups: backups?.facts,
      checkedAt: check.checkedAt(),
      faults: faults.standing(),
    }),
    /** Looks at what is due soon, and then every minute. */
    start(): void {
      first = setTimeout(() => void step(), FIRST_MS);
      timer = setInterval(() => void step(), MINUTE);
    },
    /** Starts nothing more, and ends what is under way. */
    async stop(): Promise<void> {
      clearTimeout(first);
      clearInterval(timer);
      await programs.stop();
    },
  };
}
