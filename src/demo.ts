import { fstatSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { isatty } from 'node:tty';
import { createCalendar } from './calendar.ts';
import { createClock } from './clock.ts';
import { type Config, Misconfigured } from './config.ts';
import { createApp } from './core/app.ts';
import type { Log, Platform } from './core/platform.ts';
import type { Calendar } from './core/rules/days.ts';
import type { Store } from './core/store.ts';
import { newReference, refusedByDisk, toFacts } from './log.ts';
import { outOfSupport } from './node.js';
import { bringUpSchema, open, settingsOf } from './open.ts';
import type { OpenedStore, StoreOptions } from './store/index.ts';
import { realPath } from './store/sqlite/file.ts';
import { sweep, TEMPORARY } from './store/sqlite/scratch.ts';
import { createTicker } from './tick.ts';
import { toZip } from './zip.ts';

/** Whether somebody sits at a terminal, or, where it is a trial, has piped something in; `/dev/null` is neither. */
export function isConversation(isProduction: boolean): boolean {
  if (isatty(0)) return true;
  const kind = fstatSync(0);
  return !isProduction && (kind.isFIFO() || kind.isFile() || kind.isSocket());
}

/**
 * Opens the demo in a database of its own, `demo.db` beside the configured one, which is left alone; or in that, where it
 * holds the demo already.
 * @throws Misconfigured
 */
export async function openDemo(
  { database: configured, server, databaseFrom, isDatabaseNamed, root }: Config,
  now: Date,
  options: Pick<StoreOptions, 'onAhead' | 'onFault'>,
): Promise<OpenedStore> {
  const held = await settingsOf({ database: configured, server });
  // Beside the register, or where that would be by default.
  const folder = server === undefined ? dirname(configured) : resolve('data');
  const file = held === 'demo' ? configured : join(folder, 'demo.db');
  const place = { database: file, server: held === 'demo' ? server : undefined, root };
  if (place.server === undefined) sweep(realPath(file), TEMPORARY);
  // Everybody in it is invented, so no copy is made before.
  await bringUpSchema(place);
  const store = await open(place, { check: true, ...options });
  await importDemo(store, root, createCalendar(), now);
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

/** Imports demo/ into an empty database; one that holds any setting is left as it is. */
async function importDemo(store: Store, root: string, calendar: Calendar, now: Date): Promise<void> {
  const settings = await store.read((register) => register.settings.all());
  if (settings.length > 0) return;
  const { importFolder } = await import('./import/index.ts');
  const dir = join(root, 'demo');
  const { faults } = await importFolder({ store, calendar, now, dir, demo: true });
  // Its files are ours: a fault in them is a bug.
  if (faults.length > 0) throw new Error('demo/ cannot be imported');
}

/** Whoever sits here tries Candour out, as anybody of the demo. */
export async function runConsole(
  config: Config,
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
  const ticker = createTicker({ store, platforms, calendar, clock: now, log });
  const { stdin: input, stdout: output } = process;
  output.on('error', (error: NodeJS.ErrnoException) => {
    // The window is closed: its signal ends the conversation.
    if (error.code === 'EIO') return;
    // Whoever was reading has left.
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  const { platform, open } = createConsole({
    app: createApp({
      store,
      calendar,
      clock: now,
      publicUrl: config.publicUrl,
      zip: toZip,
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
  // With input piped in time passes only when it is told to, so that the same input gives the same output.
  if (input.isTTY) ticker.start();
  await open();
  await ticker.stop();
  await store.close();
  // What was printed is flushed first, where there is still a window.
  output.write('', () => process.exit());
}
