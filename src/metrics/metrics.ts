import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Outstanding } from '../core/notices/notice.ts';
import type { DeliveryEvent, Outage } from '../core/notices/recovery.ts';
import type { Delivery, Platform } from '../core/platform.ts';
import type { Store } from '../core/store.ts';
import { OUTCOMES, type Outcome } from '../core/talk/outcome.ts';
import type { Database } from '../store/database.ts';
import type { BackupFacts } from '../upkeep/backups.ts';

/** What is known of the backups; nothing where the service makes none. */
type KnownBackups = Partial<Pick<BackupFacts, 'lastGoodAt' | 'lastFailedAt'>>;

/** What is asked at each look. */
interface Watched {
  store: Pick<Store, 'read'> & { hasRoom(): Promise<boolean> };
  /** Every verb that `answered` is told of. */
  verbs: readonly string[];
  platforms: readonly Platform[];
  delivery: { outages(): Outage[]; refusing(): string[]; leaving(platform: string): number };
  clock: () => Date;
  /** How many bytes are free where the database is; undefined where that is not known here. */
  freeBytes?: (() => number) | undefined;
  backups?: (() => KnownBackups) | undefined;
}

interface MetricsOptions {
  version: string;
  commit: string;
  /** Milliseconds since any one moment. */
  elapsed: () => number;
}

/** Seconds. A chat platform shows an error to whoever was not answered within three. */
const ANSWERED_WITHIN = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 10];
/** Seconds. A quick disk takes one or two milliseconds to keep a commit, a memory card a hundred. */
const KEPT_WITHIN = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5];
const DELIVERIES: readonly Delivery['kind'][] = ['sent', 'later', 'never'];
const CAUSES: readonly Outage['cause'][] = ['away', 'refused'];
/** Of what the library can tell of the process. */
const OF_THE_PROCESS = [
  'process_cpu_user_seconds_total',
  'process_cpu_system_seconds_total',
  'process_cpu_seconds_total',
  'process_start_time_seconds',
  'process_resident_memory_bytes',
  'process_open_fds',
  'process_max_fds',
  'nodejs_eventloop_lag_seconds',
  'nodejs_eventloop_lag_p99_seconds',
  'nodejs_eventloop_lag_max_seconds',
  'nodejs_heap_size_total_bytes',
  'nodejs_heap_size_used_bytes',
];

/** For so many milliseconds what the database said is told again: several may look at once. */
const FRESH_MS = 5_000;
/** After so many milliseconds a look tells what it knows without the database. */
const PATIENCE_MS = 2_000;

/** What the database said. */
interface Found extends Outstanding {
  /** Seconds by which the daily check that should have been made first is late. */
  lateBy: number;
  hasRoom: boolean;
}

export type Metrics = ReturnType<typeof createMetrics>;

/**
 * Counts what happens, and tells it in Prometheus' text. Every label is from a closed list: no setting, no organisation, nobody's
 * name, nothing that anybody typed.
 */
export function createMetrics({ version, commit, elapsed }: MetricsOptions) {
  const registry = new Registry();
  const registers = [registry];
  const answers = new Counter({
    name: 'candour_answers_total',
    help: 'Commands that were answered.',
    labelNames: ['verb', 'outcome', 'platform'],
    registers,
  });
  const answerSeconds = new Histogram({
    name: 'candour_answer_seconds',
    help: 'How long the answer to a command took, without the way to the platform and back.',
    labelNames: ['platform'],
    buckets: ANSWERED_WITHIN,
    registers,
  });
  const deliveries = new Counter({
    name: 'candour_deliveries_total',
    help: 'Messages that a platform was given: sent; to be tried later; never, since the account cannot be reached.',
    labelNames: ['platform', 'outcome'],
    registers,
  });
  const givenUp = new Counter({
    name: 'candour_messages_given_up_total',
    help: 'Messages that were given up on.',
    registers,
  });
  const writeSeconds = new Histogram({
    name: 'candour_write_seconds',
    help: 'How long a change took from being asked for to being kept on disk.',
    buckets: KEPT_WITHIN,
    registers,
  });
  const underWay = new Gauge({
    name: 'candour_writes_under_way',
    help: 'Changes that wait for their turn or are being kept.',
    registers,
  });
  const lines = new Counter({
    name: 'candour_log_lines_total',
    help: 'Lines of the log at these levels, also where CANDOUR_LOG leaves them out.',
    labelNames: ['level'],
    registers,
  });
  new Gauge({
    name: 'candour_build_info',
    help: 'What runs; always 1.',
    labelNames: ['version', 'commit', 'node'],
    registers,
  }).set({ version, commit, node: process.versions.node }, 1);
  for (const level of ['warn', 'error']) lines.inc({ level }, 0);

  /** The database's transactions, timed. */
  function decorate(database: Database): Database {
    return {
      read: (work) => database.read(work),
      async transaction(work) {
        const began = elapsed();
        underWay.inc();
        try {
          const done = await database.transaction(work);
          writeSeconds.observe((elapsed() - began) / 1000);
          return done;
        } finally {
          underWay.dec();
        }
      },
      close: () => database.close(),
    };
  }

  /** Tells also how things stand; gives the text. */
  function watch(watched: Watched): () => Promise<string> {
    const names = watched.platforms.map(({ name }) => name);
    // From 0 on: the first of its kind is a rise like any other.
    for (const platform of names) {
      for (const verb of watched.verbs)
        for (const outcome of OUTCOMES) answers.inc({ verb, outcome, platform }, 0);
      for (const outcome of DELIVERIES) deliveries.inc({ platform, outcome }, 0);
      answerSeconds.zero({ platform });
    }
    tellOfPlatforms(registry, watched, names);
    const found = tellOfTheDatabase(registry, watched, elapsed);
    tellOfTheProcess(registry);
    return async () => {
      await found();
      return registry.metrics();
    };
  }

  return {
    contentType: registry.contentType,
    answered(verb: string, outcome: Outcome, platform: string, ms: number): void {
      answers.inc({ verb, outcome, platform });
      answerSeconds.observe({ platform }, ms / 1000);
    },
    tried: (platform: string, outcome: Delivery['kind']) => deliveries.inc({ platform, outcome }),
    delivery({ kind }: DeliveryEvent): void {
      if (kind === 'dead') givenUp.inc();
    },
    logged: (level: 'warn' | 'error') => lines.inc({ level }),
    decorate,
    watch,
  };
}

function tellOfTheProcess(registry: Registry): void {
  collectDefaultMetrics({ register: registry });
  for (const { name } of registry.getMetricsAsArray())
    if (!name.startsWith('candour_') && !OF_THE_PROCESS.includes(name)) registry.removeSingleMetric(name);
}

/** A figure that is asked for at each look. Undefined: it is not known, and not told. */
function standing(registry: Registry, name: string, help: string, read: () => number | undefined): void {
  new Gauge({
    name,
    help,
    registers: [registry],
    collect() {
      const value = read();
      if (value === undefined) this.remove();
      else this.set(value);
    },
  });
}

function tellOfPlatforms(
  registry: Registry,
  { platforms, delivery }: Watched,
  names: readonly string[],
): void {
  const perPlatform = (name: string, help: string, read: (platform: Platform) => number) =>
    new Gauge({
      name,
      help,
      labelNames: ['platform'],
      registers: [registry],
      collect() {
        for (const platform of platforms) this.set({ platform: platform.name }, read(platform));
      },
    });
  perPlatform(
    'candour_messages_leaving',
    'Messages on their way to a platform: they wait for its pace, or for its answer.',
    ({ name }) => delivery.leaving(name),
  );
  perPlatform(
    'candour_platform_refused',
    '1 while a platform refuses our credentials, otherwise 0.',
    (platform) => Number(platform.isRefused?.() === true || delivery.refusing().includes(platform.name)),
  );
  perPlatform(
    'candour_platform_connected',
    '0 while no connection to a platform can be made on which it would send commands, otherwise 1.',
    (platform) => Number(platform.isAway?.() !== true),
  );
  new Gauge({
    name: 'candour_platform_outages',
    help: 'Workspaces or organisations for which a platform takes no message.',
    labelNames: ['platform', 'cause'],
    registers: [registry],
    collect() {
      const outages = delivery.outages();
      for (const platform of names)
        for (const cause of CAUSES)
          this.set(
            { platform, cause },
            outages.filter((each) => each.platform === platform && each.cause === cause).length,
          );
    },
  });
}

/** What the database knows, which is asked first, by what this returns. Whatever it does not answer is not told. */
function tellOfTheDatabase(
  registry: Registry,
  { store, clock, freeBytes, backups }: Watched,
  elapsed: () => number,
): () => Promise<void> {
  let found: Found | undefined;
  let looking: Promise<void> | undefined;
  let lookedAt = Number.NEGATIVE_INFINITY;
  /** When a setting was first seen that was never checked. */
  let newSince: Date | undefined;

  async function look(): Promise<void> {
    const now = clock();
    try {
      const { next, outstanding } = await store.read(async ({ dailyChecks, notices }) => {
        const [next, outstanding] = await Promise.all([dailyChecks.next(), notices.outstanding(now)]);
        return { next, outstanding };
      });
      newSince = next?.getTime() === 0 ? (newSince ?? now) : undefined;
      const lateBy = secondsSince(newSince ?? next, now);
      found = { ...outstanding, lateBy, hasRoom: await store.hasRoom() };
    } catch {
      // Whoever serves people logs it; here it shows as a figure.
      found = undefined;
    }
  }

  async function lookSoon(): Promise<void> {
    if (looking === undefined && elapsed() - lookedAt < FRESH_MS) return;
    looking ??= look().finally(() => {
      looking = undefined;
      lookedAt = elapsed();
    });
    let late: NodeJS.Timeout | undefined;
    const waited = new Promise<'late'>((resolve) => {
      late = setTimeout(() => resolve('late'), PATIENCE_MS);
    });
    if ((await Promise.race([looking, waited])) === 'late') found = undefined;
    clearTimeout(late);
  }

  const tell = (name: string, help: string, read: () => number | undefined) =>
    standing(registry, name, help, read);
  new Gauge({
    name: 'candour_messages',
    help: 'Messages that have not arrived: queued; failed, and tried again; dead, and given up on. 10000 stands for more, too.',
    labelNames: ['state'],
    registers: [registry],
    collect() {
      this.reset();
      if (found) for (const state of ['queued', 'failed', 'dead'] as const) this.set({ state }, found[state]);
    },
  });
  tell(
    'candour_oldest_alert_seconds',
    'For how long the oldest alert has not arrived that should have; 0 where none waits.',
    () => found && secondsSince(found.oldestAlert, clock()),
  );
  tell(
    'candour_check_late_seconds',
    'By how much the daily check of a setting is late that should have been made first.',
    () => found?.lateBy,
  );
  tell('candour_database_up', '1 while the database answers, otherwise 0.', () =>
    Number(found !== undefined),
  );
  tell(
    'candour_database_has_room',
    '0 from the first change for which the disk had no room until there is room, otherwise 1.',
    () => found && Number(found.hasRoom),
  );
  tell('candour_database_free_bytes', 'Free on the disk of a database file.', () => {
    try {
      return freeBytes?.();
    } catch {
      // The disk is away: what else is known is told all the same.
      return undefined;
    }
  });
  tell('candour_backup_last_good_timestamp_seconds', 'When a backup was last made and checked.', () =>
    toSeconds(backups?.().lastGoodAt),
  );
  tell('candour_backup_last_failure_timestamp_seconds', 'When a backup last failed.', () =>
    toSeconds(backups?.().lastFailedAt),
  );
  return lookSoon;
}

const toSeconds = (at: Date | undefined) => (at === undefined ? undefined : at.getTime() / 1000);

function secondsSince(at: Date | undefined, now: Date): number {
  return at === undefined ? 0 : Math.max(0, (now.getTime() - at.getTime()) / 1000);
}
