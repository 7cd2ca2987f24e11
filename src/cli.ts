import { join } from 'node:path';
import { printable } from '../adapters/console/text.ts';
import { loadAdapters } from '../adapters/index.ts';
import { type Door, EXIT, Failure, WrongUsage } from './cli/door.ts';
import { commands, generalHelp } from './cli/help.ts';
import { parseInstant, stopwatch } from './clock.ts';
import { type Config, faultsOf, keys, Misconfigured, readConfig } from './config.ts';
import { Refusal } from './core/talk/refusal.ts';
import { outOfSupport } from './node.js';
import type { OpenedStore } from './store/index.ts';

async function main([name, ...args]: string[]): Promise<number> {
  const config = readConfig();
  const door = createDoor(config);
  if (name === undefined) {
    door.complain(generalHelp());
    return EXIT.usage;
  }
  if (name === '--version' || name === '-V') {
    door.print(`${config.version} (commit ${config.commit})`);
    return EXIT.done;
  }
  if (name === '--help' || name === '-h' || name === 'help') {
    const about = commands[args[0] ?? ''];
    door.print(about ? about.help : generalHelp());
    return EXIT.done;
  }
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (!command) throw new WrongUsage(`candour has no command called “${name}”. Run: npx candour --help`);
  const end = args.indexOf('--');
  if (args.slice(0, end === -1 ? args.length : end).some((arg) => arg === '--help' || arg === '-h')) {
    door.print(command.help);
    return EXIT.done;
  }
  try {
    // `doctor` reports these keys among its own findings.
    if (name !== 'doctor') for (const sentence of await door.unknownKeys()) door.complain(sentence);
    const { run } = await command.load();
    return await run(door, args);
  } catch (error) {
    if (error instanceof WrongUsage) {
      door.complain(
        `${printable(error.message)}\n${command.usage}\n\`npx candour ${name} --help\` tells more.`,
      );
      return EXIT.usage;
    }
    if (error instanceof Failure || error instanceof Refusal) {
      door.complain(printable(error.message));
      return EXIT.failed;
    }
    if (error instanceof Misconfigured) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (/^(SQLITE_|ENOSPC|EROFS|EDQUOT)/.test(code)) {
      const { adviceOn } = await import('./store/advice.ts');
      door.complain(
        `The database ${config.database} (${config.databaseFrom}) cannot be used (${code}). ${adviceOn(code)}`,
      );
      return EXIT.failed;
    }
    door.complain(`Something went wrong. The reference in the log above: ${await door.report(error)}.`);
    return EXIT.failed;
  }
}

function createDoor(config: Config): Door {
  const load = async () => (await loadAdapters()).map((adapter) => ({ adapter, env: config.part(adapter) }));
  const log = async () => {
    const { createLog } = await import('./log.ts');
    const secret = (await load()).flatMap(({ adapter }) => adapter.keys);
    return createLog({ level: config.logLevel, secrets: config.secrets(secret) });
  };
  return {
    config,
    keys,
    outOfSupport: outOfSupport(process.versions.node),
    print: (text) => process.stdout.write(`${text}\n`),
    complain: (text) => process.stderr.write(`${text}\n`),
    screen: () => config.terminal(process.stdout),
    clock: (at) => {
      if (at === undefined) return () => new Date();
      const instant = parseInstant(at);
      if (!instant) {
        throw new WrongUsage(`--at wants an instant such as 2026-12-01T08:05:00Z, or a day, not “${at}”.`);
      }
      return () => new Date(instant);
    },
    stopwatch,
    calendar: async () => (await import('./calendar.ts')).createCalendar(),
    zip: async () => (await import('./zip.ts')).toZip,
    uploads: async () => (await import('./given.ts')).createUploads(await loadAdapters()),
    log,
    report: async (error) => {
      const { newReference, toFacts } = await import('./log.ts');
      const reference = newReference();
      (await log()).error({ reference, ...toFacts(error) }, 'a command failed');
      return reference;
    },
    openStore: async (made = 'before') => {
      const { open, isMade } = await import('./open.ts');
      if (made === 'here' || (await isMade(config))) return open(config);
      if (made === 'aside') return openAside(open, config);
      throw new Failure(
        `${config.server === undefined ? `There is no database at ${config.database} yet` : `There is nothing in the database ${config.database} yet`} (${config.databaseFrom}). Run npx candour import DIR (demo/ is one), or name another ${config.server === undefined ? 'file' : 'database'} in CANDOUR_DATABASE.`,
      );
    },
    bringUp: async (now) => (await import('./open.ts')).bringUpSchema(config, { now, key: config.key }),
    pending: async () => (await import('./open.ts')).pendingSchema(config),
    adapters: load,
    platformNames: loadAdapters,
    unknownKeys: async () => config.unknownKeys(await loadAdapters()),
    faultsOf,
    conversation: () => ({ input: process.stdin, output: process.stdout }),
    anew: () => createDoor(readConfig()),
  };
}

/** Opens a database for one dry run in a temporary folder, which is deleted when the store is closed. */
async function openAside(open: typeof import('./open.ts').open, config: Config): Promise<OpenedStore> {
  const { openScratch, sweep, TEMPORARY } = await import('./store/sqlite/scratch.ts');
  sweep(TEMPORARY);
  const scratch = openScratch(TEMPORARY);
  const store = await open({
    ...config,
    database: join(scratch.folder, 'candour.db'),
    server: undefined,
  });
  return {
    ...store,
    close: async () => {
      await store.close();
      scratch.close();
    },
  };
}

// EPIPE: the reader of a pipe has exited, as in `candour outbox | head`.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') process.exit(EXIT.done);
  throw error;
});

main(process.argv.slice(2))
  .catch((error: unknown) => {
    if (error instanceof WrongUsage) {
      process.stderr.write(`${printable(error.message)}\n`);
      return EXIT.usage;
    }
    if (!(error instanceof Misconfigured)) throw error;
    for (const fault of error.faults) process.stderr.write(`${fault}\n`);
    return EXIT.failed;
  })
  .then((code) => {
    process.exitCode = code;
  })
  .catch((error: unknown) => {
    process.stderr.write(`Candour could not start: ${error instanceof Error ? error.name : 'unknown'}.\n`);
    process.exitCode = EXIT.failed;
  });
