import { join } from 'node:path';
import { loadAdapters } from '../adapters/index.ts';
import { createCalendar } from './calendar.ts';
import { createClock, letOthersRun, stopwatch } from './clock.ts';
import { type Config, Misconfigured, readConfig } from './config.ts';
import { createApp } from './core/app.ts';
import type { Adapter, Environment, Log, Platform, Route } from './core/platform.ts';
import { isConversation, openDemo, runConsole } from './demo.ts';
import { createUploads } from './given.ts';
import { type Http, orOccupied, startHttp } from './http.ts';
import { counted, createLog, newReference, refusedByDatabase, refusedByDisk, toFacts } from './log.ts';
import { elapsed, serveMetrics, toObserver } from './looking-in.ts';
import type { Metrics } from './metrics/metrics.ts';
import { EX_CONFIG, outOfSupport } from './node.js';
import { bringUpSchema, open as openDatabase, refuseOtherClock } from './open.ts';
import { parentPage } from './page.ts';
import { createReadiness, type Readiness } from './readiness.ts';
import type { OpenedStore } from './store/index.ts';
import { isMark } from './store/migrations.ts';
import { becomeService } from './store/sqlite/alone.ts';
import { realPath } from './store/sqlite/file.ts';
import { sweep, TEMPORARY } from './store/sqlite/scratch.ts';
import { tellSystemd } from './systemd.ts';
import { createTicker } from './tick.ts';
import { createUpkeep } from './upkeep/index.ts';
import { toZip } from './zip.ts';

/** How long the process waits for work under way when it is asked to stop, in milliseconds. */
const STOP_WITHIN_MS = 10_000;
/** How many changes or recorded reads one account may make in a minute: more than anybody does by hand. */
const PER_MINUTE = 30;
/** How often the service checks whether a newer Candour has migrated the schema, in milliseconds. */
const SCHEMA_CHECK_MS = 5_000;
/** How long a service on the same database file is given to end, in milliseconds: longer than a stop takes. */
const OTHER_ENDS_MS = 20_000;

interface Configured {
  adapter: Adapter;
  env: Environment;
}

async function main(): Promise<void> {
  const config = readConfig();
  const all = await loadAdapters();
  const configured = all
    .map((adapter) => ({ adapter, env: config.part(adapter) }))
    .filter(({ adapter, env }) => adapter.isConfigured(env));
  const faults = configured.flatMap(({ adapter, env }) => adapter.faults(env));
  const unknown = config.unknownKeys(all);
  if (faults.length > 0) throw new Misconfigured([...unknown, ...faults]);
  const tries = configured.length === 0;
  if (tries && !isConversation(config.isProduction)) throw new Misconfigured([...unknown, NOTHING_TO_START]);
  const secrets = config.secrets(configured.flatMap(({ adapter }) => adapter.keys));
  const metrics =
    config.metrics && (await import('./metrics/metrics.ts')).createMetrics({ ...config, elapsed });
  const lines = createLog({ level: config.logLevel, secrets });
  const log = metrics ? counted(lines, metrics.logged) : lines;
  const lost = (error: unknown) => {
    log.error({ reference: newReference(), ...toFacts(error) }, 'something was thrown that nobody caught');
    process.exit(1);
  };
  process.on('uncaughtException', lost);
  process.on('unhandledRejection', lost);
  const stopping = new AbortController();
  const onAhead = (migration: string) => {
    if (stopping.signal.aborted) return;
    log.error({ migration }, isMark(migration) ? MOVED : AHEAD);
    process.exitCode = 1;
    stopping.abort();
  };
  const onFault = refusedByDatabase(log);
  const { now } = createClock();
  if (tries) {
    for (const sentence of unknown) process.stderr.write(`${sentence}\n`);
    const store = await openDemo(config, all, now(), { onAhead, onFault });
    watch(store, stopping);
    return runConsole(config, all, store, log, stopping.signal);
  }
  for (const sentence of unknown) log.warn({}, sentence);
  sweep(...(config.server === undefined ? [realPath(config.database)] : []), TEMPORARY);
  await refuseOtherClock(config, now);
  await upgrade(config, log, now());
  const onMoved = (host: string) => log.warn({ host }, 'another host of the database is the primary now');
  const store = await openDatabase(config, {
    check: true,
    onAhead,
    onFault,
    onMoved,
    ...(metrics ? { decorate: metrics.decorate } : {}),
  });
  watch(store, stopping);
  if (config.server === undefined) await refuseSecond(config, log, stopping.signal);
  return serve(config, store, log, all, configured, stopping.signal, metrics);
}

const AHEAD =
  'a newer Candour has brought up the schema of the database, so this one stops: start the newer one in its place';

const MOVED =
  'the database was moved to another one, so this process stops: name that one in CANDOUR_DATABASE, and start it again';

/** No platform is configured, and there is no terminal on which to try the demo. */
const NOTHING_TO_START =
  'No platform is configured, so there is nothing to start, and nothing was written. For Slack set SLACK_BOT_TOKEN, and SLACK_APP_TOKEN or SLACK_SIGNING_SECRET; for Teams TEAMS_APP_ID, TEAMS_APP_PASSWORD and TEAMS_TENANT_ID (.env.example explains each). The demo opens at a terminal: npm start';

/**
 * A service that is being stopped is waited for.
 * @throws Misconfigured where another one serves the same file
 */
async function refuseSecond({ database }: Config, log: Log, over: AbortSignal): Promise<void> {
  const onOther = () => log.warn({ database }, OTHER);
  if (await becomeService(database, { forMs: OTHER_ENDS_MS, onOther, over })) return;
  throw new Misconfigured(
    [
      `Another Candour serves the database ${database}, so this one does not start: a file has one service. Stop the other, or name another file in CANDOUR_DATABASE. Several processes need a PostgreSQL; docs/deployment.md tells how.`,
    ],
    { mayPass: true },
  );
}

const OTHER = 'another Candour serves this database file: this one waits for it to end, 20 seconds at most';

/** Starts the shutdown on a signal to stop, and when the schema is no longer this build's. */
function watch(store: OpenedStore, stopping: AbortController): void {
  onSignal(() => {
    // A second signal ends the process without waiting.
    if (stopping.signal.aborted) process.exit(1);
    stopping.abort();
  });
  // A failed check is repeated at the next interval.
  setInterval(() => void store.isCurrent().catch(() => false), SCHEMA_CHECK_MS).unref();
}

async function upgrade(config: Config, log: Log, now: Date): Promise<void> {
  const began = performance.now();
  const done = await bringUpSchema(config, { now, key: config.key });
  if (!done) return;
  const { noRoom, ...what } = done;
  if (noRoom)
    log.warn({ mb: noRoom }, 'there was no room for a copy of the database before its schema was brought up');
  log.info({ ...what, ms: Math.round(performance.now() - began) }, 'the schema was brought up to date');
}

function onSignal(stop: () => void): void {
  // SIGHUP: the terminal or connection in which the process was started was closed.
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, stop);
}

async function serve(
  config: Config,
  store: OpenedStore,
  log: Log,
  adapters: readonly Adapter[],
  configured: readonly Configured[],
  stopping: AbortSignal,
  metrics: Metrics | undefined,
): Promise<void> {
  const old = outOfSupport(process.versions.node);
  if (old !== undefined) log.warn({}, old);
  const settings = await store.read((register) => register.settings.all());
  if (settings.some((setting) => setting.demo)) {
    throw new Misconfigured([
      `${config.database} holds the demo, whose people are invented, so no platform starts on it. Set CANDOUR_DATABASE to another file and import your own setting.`,
    ]);
  }
  if (settings.length === 0) log.warn({}, 'no setting has been imported yet: run npx candour import DIR');
  const { now: clock } = createClock();
  const calendar = createCalendar();
  const platforms: Platform[] = [];
  const onFull = refusedByDisk(log);
  const app = createApp({
    store,
    calendar,
    clock,
    platformNames: adapters,
    publicUrl: config.publicUrl,
    zip: toZip,
    ...createUploads(adapters),
    perMinute: PER_MINUTE,
    onFull,
    observer: toObserver(config.logLevel, log, metrics),
    onCommit: (setting, people, isDue) => {
      if (isDue) ticker.wake(setting);
      for (const platform of platforms) {
        platform.refresh?.(setting, people).catch((error: unknown) => {
          log.warn(
            { platform: platform.name, ...toFacts(error) },
            'what somebody sees standing was not drawn anew',
          );
        });
      }
    },
  });
  for (const { adapter, env } of configured) {
    platforms.push(await adapter.create({ app, store, env, log, clock, config }));
  }
  const { tried: onTried, delivery: onDelivery } = metrics ?? {};
  const ticker = createTicker({
    store,
    platforms,
    calendar,
    clock,
    processes: config.processes,
    log,
    onTried,
    onDelivery,
  });
  const page = config.publicUrl?.startsWith('https://')
    ? parentPage({ store, calendar, clock, proxies: config.proxies, onFull, onAnswer: () => ticker.wake() })
    : [];
  const upkeep = createUpkeep({
    ...{ store, calendar, clock, stopwatch, letOthersRun, log, toFacts },
    cli: join(import.meta.dirname, 'cli.js'),
    database: config.server === undefined ? realPath(config.database) : undefined,
    plan: config.backups,
    environment: config.environmentWithout(adapters),
    alertUrl: config.alertUrl,
    onTold: () => ticker.wake(),
  });
  const readiness = createReadiness({ store, platforms, delivery: ticker, upkeep, clock });
  const http = await listen(config, log, platforms, page, readiness);
  const backups = () => upkeep.facts().backups ?? {};
  const watched = { store, platforms, delivery: ticker, clock, backups };
  const looking = metrics && (await serveMetrics(config, metrics, watched, adapters, log));
  for (const platform of platforms) await platform.start();
  ticker.start();
  upkeep.start();
  log.info(
    {
      version: config.version,
      commit: config.commit,
      port: http.port,
      ...(looking ? { metrics: looking.port } : {}),
      platforms: platforms.map(({ name }) => name),
    },
    'started',
  );
  const tell = async (state: 'READY=1' | 'STOPPING=1') => {
    const why = config.notifySocket && (await tellSystemd(config.notifySocket, state));
    if (why) log.warn({ state, why }, 'systemd could not be told how the service stands');
  };
  void tell('READY=1');
  await new Promise<void>((resolve) => {
    if (stopping.aborted) resolve();
    else stopping.addEventListener('abort', () => resolve(), { once: true });
  });
  log.info({}, 'stopping');
  void tell('STOPPING=1');
  const late = setTimeout(() => {
    log.warn({}, 'stopped before everything under way was done');
    process.exit(1);
  }, STOP_WITHIN_MS + 2_000);
  await Promise.all([
    http.stop(STOP_WITHIN_MS),
    upkeep.stop(),
    ...platforms.map((platform) => platform.stop()),
  ]);
  await ticker.stop();
  await looking?.stop(0);
  await store.close();
  clearTimeout(late);
  log.info({}, 'stopped');
  process.exit();
}

async function listen(
  config: Config,
  log: Log,
  platforms: readonly Platform[],
  page: readonly Route[],
  readiness: () => Promise<Readiness>,
): Promise<Http> {
  const homebound = platforms.find((platform) => platform.loopbackOnly);
  if (homebound && !['127.0.0.1', '::1', 'localhost'].includes(config.host)) {
    throw new Misconfigured([
      `${homebound.name} is configured for development without authentication, so it may listen on this machine only. Set CANDOUR_HOST to 127.0.0.1.`,
    ]);
  }
  const routes = [...platforms.flatMap((platform) => platform.routes ?? []), ...page];
  const { host, port } = config;
  return orOccupied(
    startHttp({ host, port, routes, readiness, log }),
    `The web server cannot listen on ${host}:${port}`,
    'Set CANDOUR_PORT or CANDOUR_HOST to what is free.',
  );
}

main().catch((error: unknown) => {
  if (error instanceof Misconfigured) {
    for (const fault of error.faults) process.stderr.write(`${fault}\n`);
  } else {
    const log = createLog({ level: 'error', secrets: [] });
    log.error({ reference: newReference(), ...toFacts(error) }, 'Candour could not start');
  }
  process.exit(error instanceof Misconfigured && !error.mayPass ? EX_CONFIG : 1);
});
