import { fstatSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { isatty } from 'node:tty';
import { createCalendar } from './calendar.ts';
import { createClock } from './clock.ts';
import { type Config, Misconfigured } from './config.ts';
import type { PlatformNames } from './core/accounts/account.ts';
import { createApp } from './core/app.ts';
import type { Log, Platform } from './core/platform.ts';
import type { Calendar } from './core/rules/days.ts';
import type { Store } from './core/store.ts';
import { createUploads } from './given.ts';
import { newReference, refusedByDisk, toFacts } from './log.ts';
import { outOfSupport } from './node.js';
import { bringUpSchema, open, settingsOf } from './open.ts';
import type { OpenedStore, StoreOptions } from './store/index.ts';
import { realPath } from './store/sqlite/file.ts';
import { sweep, TEMPORARY } from './store/sqlite/scratch.ts';
import { createTicker } from './tick.ts';
import { toZip } from './zip.ts';

/**
 * Whether there is somebody to talk to: a terminal, or input piped in where this is not production. `/dev/null` is neither.
 */
export function isConversation(isProduction: boolean): boolean {
  if (isatty(0)) return true;
  const kind = fstatSync(0);
  return !isProduction && (kind.isFIFO() || kind.isFile() || kind.isSocket());
}

/**
 * Opens the demo in a database of its own, `demo.db` beside the configured one, which is not touched. Where the configured
 * database already holds the demo, it opens that.
 * @throws Misconfigured
 */
export async function openDemo(
  { database: configured, server, databaseFrom, isDatabaseNamed, root }: Config,
  platformNames: readonly PlatformNames[],
  now: Date,
  options: Pick<StoreOptions, 'onAhead' | 'onFault'>,
): Promise<OpenedStore> {
  const held = await settingsOf({ database: configured, server });
  // The folder of the register, or the default folder.
  const folder = server === undefined ? dirname(configured) : resolve('data');
  const file = held === 'demo' ? configured : join(folder, 'demo.db');
  const place = { database: file, server: held === 'demo' ? server : undefined, root };
  if (place.server === undefined) sweep(realPath(file), TEMPORARY);
  // The demo's people are invented, so no copy is made before the migration.
  await bringUpSchema(place);
  const store = await open(place, { check: true, ...options });
  await importDemo(store, platformNames, root, createCalendar(), now);
  const settings = await store.read((register) => register.settings.all());
  if (settings.some(({ demo }) => demo)) {
    if (file !== configured && (isDatabaseNamed || held === 'own'))
      process.stderr.write(
        `No platform is configured, so this is the demo, in ${file}; your register ${configured} (${databaseFrom}) is left alone. To try a command in that: npx candour say --as "NAME" "COMMAND"\n`,
      );
    return store;
  }
  await store.close();
  throw new Misconfigured([
    `${file} is where the demo would be, and it holds a setting of your own. Set CANDOUR_DATABASE to a file in another folder, or give that one another name.`,
  ]);
}

/** Imports demo/ into an empty database. A database that holds a setting is left as it is. */
async function importDemo(
  store: Store,
  platformNames: readonly PlatformNames[],
  root: string,
  calendar: Calendar,
  now: Date,
): Promise<void> {
  const settings = await store.read((register) => register.settings.all());
  if (settings.length > 0) return;
  const { importFolder } = await import('./import/index.ts');
  const dir = join(root, 'demo');
  const { faults } = await importFolder({ store, calendar, platformNames, now, dir, demo: true });
  // The demo's files are part of the programme, so a fault in them is a bug.
  if (faults.length > 0) throw new Error('demo/ cannot be imported');
}

/** Runs the console, where one can try Candour as any person of the demo. */
export async function runConsole(
  config: Config,
  platformNames: readonly PlatformNames[],
  store: Store,
  log: Log,
  stopping: AbortSignal,
): Promise<void> {
  const old = outOfSupport(process.versions.node);
  if (old !== undefined) process.stderr.write(`${old}\n`);
  const { createConsole } = await import('../adapters/console/index.ts');
  const clock = createClock();
  const calendar = createCalendar();
  const { now } = clock;
  const report = (error: unknown) => {
    const reference = newReference();
    log.error({ reference, ...toFacts(error) }, 'a command failed');
    return reference;
  };
  const platforms: Platform[] = [];
  const ticker = createTicker({ store, platforms, calendar, clock: now, isSetByHand: true, log });
  const { stdin: input, stdout: output } = process;
  output.on('error', (error: NodeJS.ErrnoException) => {
    // EIO: the terminal window was closed. SIGHUP ends the process.
    if (error.code === 'EIO') return;
    // EPIPE: the reader of the output has exited.
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  const { platform, open } = createConsole({
    app: createApp({
      store,
      calendar,
      clock: now,
      platformNames,
      publicUrl: config.publicUrl,
      zip: toZip,
      ...createUploads(platformNames),
      onFull: refusedByDisk(log),
    }),
    store,
    clock,
    settle: ticker.settle,
    tick: ticker.tick,
    report,
    input,
    output,
    screen: () => config.terminal(output),
    signal: stopping,
  });
  platforms.push(platform);
  // With piped input the tick runs only on command, so that the same input always gives the same output.
  if (input.isTTY) ticker.start();
  await open();
  await ticker.stop();
  await store.close();
  // Flushes the output, where the terminal still exists, before exiting.
  output.write('', () => process.exit());
}
