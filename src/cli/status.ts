import { dirname } from 'node:path';
import { printableLine } from '../../adapters/console/text.ts';
import { describeMachineFault } from '../core/notices/machine.ts';
import type { Outstanding } from '../core/notices/notice.ts';
import { type OpenFault, openFaults } from '../core/notices/tell-of-machine.ts';
import { ROOM_BYTES } from '../store/index.ts';
import { freeBytes } from '../store/sqlite/file.ts';
import { type BackupsSeen, inWords, seeBackups } from './backups.ts';
import { type Door, EXIT, Failure, read } from './door.ts';

const HOUR_MS = 3_600_000;
/** How long what is due each minute may have waited before the service is said not to run, in milliseconds. */
const LATE_MS = 900_000;
/** How long an alert may take, in milliseconds. */
const ALERT_MS = 600_000;

/** What the database shows; undefined where it cannot be read. */
interface RegisterSeen {
  settings: number;
  /** When anything was last looked at for what is due there. */
  lookedAt: Date | undefined;
  /** Whether something waits to be looked at for longer than a running service leaves it, and since when. */
  isLate: boolean;
  overdueSince: Date | undefined;
  messages: Outstanding;
  faults: OpenFault[];
}

/** Prints on one page how the service does, what is wrong first. It reads the database and the folder of backups alone. */
export async function run(door: Door, args: readonly string[]): Promise<number> {
  const { values } = read(args, { json: { type: 'boolean' } } as const, { least: 0, most: 0 });
  const now = door.clock(undefined)();
  const { database, server, backups: plan } = door.config;
  const wrong: string[] = [];
  const register = await seeRegister(door, now, wrong);
  if (server === undefined && register && freeBytes(dirname(database)) < ROOM_BYTES)
    wrong.push('The disk is full, so nothing can be kept. Please make room.');
  const backups = plan && server === undefined ? await seeBackups(plan, database, now) : undefined;
  if (register) wrong.push(...ofRegister(register, now));
  if (backups) wrong.push(...ofBackups(backups));
  if (values.json) door.print(JSON.stringify(toRecord(door, now, wrong, register, backups), undefined, 2));
  else for (const line of toLines(door, now, wrong, register, backups)) door.print(printableLine(line));
  return wrong.length > 0 ? EXIT.failed : EXIT.done;
}

async function seeRegister(door: Door, now: Date, wrong: string[]): Promise<RegisterSeen | undefined> {
  try {
    const pending = await door.pending();
    if (pending.length > 0)
      throw new Failure(
        'The schema of the database is older than this Candour. Start the service, or run: npx candour migrate',
      );
    const store = await door.openStore();
    try {
      const faults = await openFaults(store);
      return await store.read(async ({ settings, dailyChecks, notices }) => {
        const next = await dailyChecks.next();
        const isLate = next !== undefined && now.getTime() - next.getTime() > LATE_MS;
        const lookedAt = await dailyChecks.latest();
        return {
          settings: (await settings.all()).length,
          lookedAt,
          isLate,
          overdueSince: isLate && lookedAt ? new Date(Math.max(+next, +lookedAt)) : undefined,
          messages: await notices.outstanding(now),
          faults,
        };
      });
    } finally {
      await store.close();
    }
  } catch (error) {
    if (!(error instanceof Failure) && !(error instanceof Error && error.name === 'Misconfigured'))
      throw error;
    wrong.push(error.message);
    return undefined;
  }
}

function ofRegister({ isLate, overdueSince, messages, faults }: RegisterSeen, now: Date): string[] {
  const { oldestAlert } = messages;
  return [
    isLate &&
      (overdueSince
        ? `The service does not do what is due: since ${overdueSince.toISOString()} something waits that each minute looks at. Start it, or read the end of its log.`
        : 'The service has not looked at this database yet. Start it: npm start'),
    oldestAlert &&
      now.getTime() - oldestAlert.getTime() > ALERT_MS &&
      `An alert has not arrived since ${oldestAlert.toISOString()}. npx candour doctor says why.`,
    // What the folder of backups shows now is told from there.
    ...faults
      .filter(({ fault }) => fault !== 'backup' && fault !== 'off-site')
      .map(
        ({ fault, since }) =>
          `${describeMachineFault(fault)} It has been so since ${since.toISOString()}. Run: npx candour doctor`,
      ),
  ].filter((sentence) => typeof sentence === 'string');
}

function ofBackups({ fault, latest, age, isLate, failingSince, copyFailingSince }: BackupsSeen): string[] {
  const last = latest ? `the last good one is ${inWords(age ?? 0)} old` : 'there is none';
  return [
    fault,
    failingSince
      ? `No backup could be made since ${failingSince.toISOString()}; ${last}. Run: npx candour doctor`
      : isLate && `A backup is due every night, and ${last}. Run: npx candour doctor`,
    copyFailingSince &&
      `The backup could not be copied elsewhere since ${copyFailingSince.toISOString()}. Run: npx candour doctor`,
  ].filter((sentence) => typeof sentence === 'string');
}

/** What `status --json` prints, on which other programmes rely. */
function toRecord(
  { config }: Door,
  now: Date,
  wrong: readonly string[],
  register: RegisterSeen | undefined,
  backups: BackupsSeen | undefined,
) {
  const at = (instant: Date | undefined) => instant?.toISOString() ?? null;
  return {
    at: now.toISOString(),
    version: config.version,
    commit: config.commit,
    database: config.database,
    wrong,
    settings: register?.settings ?? null,
    service: register && { looked_at: at(register.lookedAt), overdue_since: at(register.overdueSince) },
    messages: register && {
      queued: register.messages.queued,
      failed: register.messages.failed,
      dead: register.messages.dead,
      oldest_alert_since: at(register.messages.oldestAlert),
    },
    faults: register?.faults.map(({ fault, since }) => ({ fault, since: since.toISOString() })),
    backups: backups && {
      last_good_at: at(backups.latest?.at),
      age_hours: backups.age ?? null,
      count: backups.backups.length,
      failing_since: at(backups.failingSince),
      copied_at: at(backups.copiedAt),
      copy_failing_since: at(backups.copyFailingSince),
    },
  };
}

function toLines(
  { config }: Door,
  now: Date,
  wrong: readonly string[],
  register: RegisterSeen | undefined,
  backups: BackupsSeen | undefined,
): string[] {
  const ago = (instant: Date) =>
    `${inWords(Math.max(0, Math.floor((now.getTime() - instant.getTime()) / HOUR_MS)))} ago`;
  const seen = register && [
    line('settings', String(register.settings)),
    line('last look', register.lookedAt ? `${ago(register.lookedAt)}, for what is due` : 'none yet'),
    line(
      'messages',
      `${register.messages.queued} queued, ${register.messages.failed} failed, ${register.messages.dead} given up on`,
    ),
  ];
  return [
    ...(wrong.length === 0 ? ['Nothing is wrong.'] : wrong.map((sentence) => `WRONG      ${sentence}`)),
    line('Candour', `${config.version} (commit ${config.commit})`),
    line('database', config.database),
    ...(seen ?? []),
    line('backups', ofTheBackups(config, backups, ago)),
  ];
}

const line = (what: string, is: string) => `${what.padEnd(10)} ${is}`;

function ofTheBackups(
  { server, backups: plan }: Door['config'],
  seen: BackupsSeen | undefined,
  ago: (instant: Date) => string,
): string {
  if (server !== undefined) return 'PostgreSQL’s own: docs/deployment.md tells how';
  if (!plan || !seen) return 'none are made by the service: set CANDOUR_BACKUP_DIR';
  const last = seen.latest
    ? `last good backup ${ago(seen.latest.at)}, ${seen.backups.length} kept`
    : 'none yet';
  if (plan.command === undefined) return last;
  return `${last}; ${seen.copiedAt ? `copied elsewhere ${ago(seen.copiedAt)}` : 'none copied elsewhere yet'}`;
}
