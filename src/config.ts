import { existsSync, readFileSync } from 'node:fs';
import type { BlockList } from 'node:net';
import { join, resolve } from 'node:path';
import { parseEnv } from 'node:util';
import { z } from 'zod';
import type { Adapter, Environment, Installation, Key } from './core/platform.ts';
import { unknownKeys } from './keys.ts';
import { toProxies } from './proxy.ts';
import { isAddress, isServer, passwordsIn, toName } from './store/postgres/address.ts';
import type { BackupPlan } from './upkeep/folder.ts';
import { toWords } from './upkeep/words.ts';

/** The configuration, read once from the environment. No other file reads the environment. */
export interface Config extends Installation {
  /** The programme's own folder, which holds package.json and demo/. */
  root: string;
  /** The commit that this build was made from; `unknown` where it could not be determined. */
  commit: string;
  /** Path of the database file. For a database on a server: its name and host, without user and password. */
  database: string;
  /** The address of a database on a server (PostgreSQL), which is a secret; undefined for a database file (SQLite). */
  server: string | undefined;
  /** Where that path came from: a clause such as “from CANDOUR_DATABASE in the environment”. */
  databaseFrom: string;
  /** Whether CANDOUR_DATABASE was given; false: the default path is used. */
  isDatabaseNamed: boolean;
  /** Whether NODE_ENV is `production`: piped input then does not start the demo. */
  isProduction: boolean;
  /** The reverse proxies whose `X-Forwarded-For` is believed; none by default. */
  proxies: BlockList | undefined;
  /** 32 bytes that encrypt backups and exports; undefined: they are not encrypted. */
  key: Uint8Array | undefined;
  /** Where the metrics are served; undefined: nowhere. */
  metrics: { host: string; port: number } | undefined;
  /** The backups that the service makes by itself; undefined: it makes none. */
  backups: BackupPlan | undefined;
  /** Where faults of the machine are posted, which is a secret; undefined: nowhere. */
  alertUrl: string | undefined;
  /** The socket on which systemd waits to hear how the service stands; undefined where systemd did not start it so. */
  notifySocket: string | undefined;
  logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** Values that must not appear in the log. */
  secrets(keys: readonly Key[]): string[];
  /** The keys of the environment that belong to a platform; empty values are left out. */
  part(adapter: Pick<Adapter, 'keys'>): Environment;
  /** The environment without what is set for Candour and these platforms: for a programme that is not ours. */
  environmentWithout(adapters: readonly Pick<Adapter, 'keys'>[]): Record<string, string>;
  /**
   * One sentence for each key that looks like one of Candour's but belongs neither to these platforms nor to Candour
   * itself.
   */
  unknownKeys(adapters: readonly Pick<Adapter, 'keys'>[]): string[];
  terminal(stream: { isTTY?: boolean; columns?: number }): { colour: boolean; width: number };
}

/** The configuration cannot be used. Each fault says what to do. */
export class Misconfigured extends Error {
  override name = 'Misconfigured';
  readonly faults: readonly string[];
  /** Whether it may pass without anybody changing the configuration, so that starting again later may help. */
  readonly mayPass: boolean;

  constructor(faults: readonly string[], { mayPass = false } = {}) {
    super(faults.join('\n'));
    this.faults = faults;
    this.mayPass = mayPass;
  }
}

/** The keys that belong to no platform. `.env.example` holds the same words. */
export const keys: readonly Key[] = [
  {
    name: 'CANDOUR_DATABASE',
    about:
      'the database file, whose folder is made when missing (data/candour.db); or the address of a PostgreSQL: postgres://USER:PASSWORD@HOST/NAME',
  },
  {
    name: 'CANDOUR_PROCESSES',
    about: 'how many processes of Candour run on that PostgreSQL, this one among them (1)',
  },
  { name: 'CANDOUR_HOST', about: 'the address the web server listens on (127.0.0.1)' },
  { name: 'CANDOUR_PORT', about: 'the port the web server listens on (3000)' },
  { name: 'CANDOUR_PUBLIC_URL', about: 'the https:// address under which the world reaches the web server' },
  {
    name: 'CANDOUR_TRUSTED_PROXY',
    about: 'the address of the reverse proxy whose X-Forwarded-For is believed (nobody’s)',
  },
  {
    name: 'CANDOUR_KEY',
    about: 'encrypts backups, exports, and the tokens of several Slack workspaces: openssl rand -base64 32',
    secret: true,
  },
  {
    name: 'CANDOUR_METRICS',
    about: 'an address of its own for metrics, such as 127.0.0.1:9464, which the world does not reach (none)',
  },
  {
    name: 'CANDOUR_BACKUP_DIR',
    about: 'the folder in which the service keeps its nightly backups; without it, it makes none',
  },
  { name: 'CANDOUR_BACKUP_KEEP', about: 'for how many days a nightly backup is kept (14)' },
  {
    name: 'CANDOUR_BACKUP_COMMAND',
    about:
      'a programme and its words, which copies each backup elsewhere: {file} stands for the backup, {folder} for its folder',
    secret: true,
  },
  {
    name: 'CANDOUR_ALERT_URL',
    about: 'the https:// address to which faults of the machine are posted, and that they are over',
    secret: true,
  },
  { name: 'CANDOUR_LOG', about: 'how much is logged: debug, info, warn, error or silent (info)' },
];

const PROCESSES =
  'CANDOUR_PROCESSES is a number from 1 to 64: how many processes of Candour run on one PostgreSQL. Please correct it.';

const schema = z.object({
  CANDOUR_DATABASE: z
    .string()
    .refine((path) => isServer(path) || !path.endsWith('/'), {
      error: ({ input }) =>
        `CANDOUR_DATABASE names a folder, and the database is a file. Set it to a file in that folder, such as ${input}candour.db.`,
    })
    .refine((database) => !isServer(database) || isAddress(database), {
      error:
        'CANDOUR_DATABASE is no whole address of a PostgreSQL, such as postgres://candour:PASSWORD@db.example.org/candour. In a password write / as %2F, @ as %40, ? as %3F, # as %23 and % as %25.',
    })
    .default('data/candour.db'),
  CANDOUR_PROCESSES: z
    .string()
    .regex(/^[1-9]\d?$/, PROCESSES)
    .transform(Number)
    .refine((processes) => processes <= 64, PROCESSES)
    .default(1),
  CANDOUR_HOST: z
    .string()
    .regex(/^[\w.:-]+$/, 'CANDOUR_HOST is an address such as 127.0.0.1 or 0.0.0.0. Please correct it.')
    .default('127.0.0.1'),
  CANDOUR_PORT: z
    .string()
    .regex(/^\d{1,5}$/, 'CANDOUR_PORT is a number from 0 to 65535. Please correct it.')
    .transform(Number)
    .refine((port) => port <= 65_535, 'CANDOUR_PORT is a number from 0 to 65535. Please correct it.')
    .default(3000),
  CANDOUR_PUBLIC_URL: z
    .url({
      protocol: /^https?$/,
      error: 'CANDOUR_PUBLIC_URL is a whole address such as https://candour.example.org. Please correct it.',
    })
    .transform((url) => url.replace(/\/+$/, ''))
    .optional(),
  CANDOUR_TRUSTED_PROXY: z
    .string()
    .transform((said, issue) => {
      const proxies = toProxies(said);
      if (proxies) return proxies;
      issue.addIssue({
        code: 'custom',
        message:
          'CANDOUR_TRUSTED_PROXY is the address of your reverse proxy, such as 127.0.0.1 or 10.0.0.0/8, or several with commas between them. Please correct it.',
      });
      return z.NEVER;
    })
    .optional(),
  CANDOUR_KEY: z
    .string()
    .transform((words) => Buffer.from(words, 'base64'))
    .refine(
      (key) => key.length === 32,
      'CANDOUR_KEY is not 32 bytes in base64. Make one with: openssl rand -base64 32',
    )
    .optional(),
  CANDOUR_METRICS: z
    .string()
    .transform((said, issue) => {
      const [, host = '', port = ''] = /^(\[[\da-f:]+\]|[\w.-]+):(\d{1,5})$/i.exec(said.trim()) ?? [];
      if (host !== '' && Number(port) <= 65_535)
        return { host: host.replace(/^\[|\]$/g, ''), port: Number(port) };
      issue.addIssue({
        code: 'custom',
        message: 'CANDOUR_METRICS is an address and a port, such as 127.0.0.1:9464. Please correct it.',
      });
      return z.NEVER;
    })
    .optional(),
  CANDOUR_BACKUP_DIR: z
    .string()
    .transform((folder) => resolve(folder))
    .optional(),
  CANDOUR_BACKUP_KEEP: z
    .string()
    .regex(/^[1-9]\d{0,2}$/, 'CANDOUR_BACKUP_KEEP is a number of days, from 1 to 999. Please correct it.')
    .transform(Number)
    .optional(),
  CANDOUR_BACKUP_COMMAND: z
    .string()
    .transform((said, issue) => {
      const words = toWords(said);
      if (words) return words;
      issue.addIssue({
        code: 'custom',
        message:
          'CANDOUR_BACKUP_COMMAND is a programme and its words, such as rclone copy {file} remote:candour, and a quotation mark in it is not closed. Please correct it.',
      });
      return z.NEVER;
    })
    .optional(),
  CANDOUR_ALERT_URL: z
    .string()
    .refine(
      isAlertAddress,
      'CANDOUR_ALERT_URL is a whole https:// address, to which faults are posted. Please correct it.',
    )
    .optional(),
  CANDOUR_LOG: z
    .enum(['debug', 'info', 'warn', 'error', 'silent'], {
      error: 'CANDOUR_LOG is one of debug, info, warn, error and silent. Please correct it.',
    })
    .default('info'),
});

const ON_ONE_PORT =
  'CANDOUR_METRICS has the port of CANDOUR_PORT, where the world would read the metrics. Give it a port of its own, such as 127.0.0.1:9464.';

/**
 * Reads `.env` of the working directory, then the environment, which wins.
 * @throws Misconfigured
 */
export function readConfig(): Config {
  const set = process.env.CANDOUR_DATABASE;
  if (existsSync('.env')) loadEnvFile(resolve('.env'));
  return toConfig(process.env, set === undefined ? resolve('.env') : givenIn(set));
}

function loadEnvFile(file: string): void {
  try {
    process.loadEnvFile(file);
  } catch {
    throw new Misconfigured([
      `${file} cannot be read by this user. Run this as the user whom that file belongs to, let this user read it, or move it elsewhere.`,
    ]);
  }
}

/** Where the environment has CANDOUR_DATABASE from: the file that `node --env-file` read, or the environment itself. */
function givenIn(database: string): string {
  const files = process.execArgv.flatMap((arg, at, all) =>
    /^--env-file(-if-exists)?(=|$)/.test(arg) ? [/=(.*)/s.exec(arg)?.[1] ?? all[at + 1] ?? ''] : [],
  );
  const says = (file: string) =>
    existsSync(file) && parseEnv(readFileSync(file, 'utf8')).CANDOUR_DATABASE === database;
  const file = files.findLast(says);
  return file === undefined ? 'the environment' : resolve(file);
}

/**
 * @param source where CANDOUR_DATABASE is set, if it is: a file, or the environment
 * @throws Misconfigured
 */
export function toConfig(given: Environment, source = 'the environment'): Config {
  const env = Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined && value.trim() !== ''),
  );
  const result = schema.safeParse(env);
  if (!result.success) throw new Misconfigured(result.error.issues.map((issue) => issue.message));
  const known = result.data;
  const { CANDOUR_METRICS: metrics, CANDOUR_PORT: port } = known;
  if (metrics && metrics.port === port && port !== 0) throw new Misconfigured([ON_ONE_PORT]);
  const root = findRoot();
  const server = isServer(known.CANDOUR_DATABASE) ? known.CANDOUR_DATABASE : undefined;
  if (server === undefined && known.CANDOUR_PROCESSES > 1)
    throw new Misconfigured([
      `CANDOUR_PROCESSES is ${known.CANDOUR_PROCESSES}, but one process alone serves a database file. Leave it out, or set CANDOUR_DATABASE to the address of a PostgreSQL.`,
    ]);
  const backups = planOf(known, server);
  return {
    root,
    version: (JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }).version,
    commit: readCommit(),
    isDatabaseNamed: env.CANDOUR_DATABASE !== undefined,
    isProduction: env.NODE_ENV === 'production',
    database: server === undefined ? pathOf(known.CANDOUR_DATABASE) : toName(server),
    server,
    databaseFrom:
      env.CANDOUR_DATABASE === undefined
        ? 'the default, since CANDOUR_DATABASE is not set'
        : `from CANDOUR_DATABASE in ${source}`,
    host: known.CANDOUR_HOST,
    port,
    publicUrl: known.CANDOUR_PUBLIC_URL,
    processes: known.CANDOUR_PROCESSES,
    proxies: known.CANDOUR_TRUSTED_PROXY,
    key: known.CANDOUR_KEY,
    metrics,
    backups,
    alertUrl: known.CANDOUR_ALERT_URL,
    notifySocket: env.NOTIFY_SOCKET,
    logLevel: known.CANDOUR_LOG,
    secrets: (all) => [
      ...(server === undefined ? [] : [server, ...passwordsIn(server)]),
      ...[...keys, ...all].flatMap(({ name, secret }) => (secret && env[name] ? [env[name]] : [])),
    ],
    part: (adapter) =>
      Object.fromEntries(
        adapter.keys.flatMap(({ name }) => (env[name] === undefined ? [] : [[name, env[name].trim()]])),
      ),
    environmentWithout: (adapters) => {
      const all = [...keys, ...adapters.flatMap((adapter) => adapter.keys)];
      const names = new Set(all.map(({ name }) => name));
      // What begins as our keys do may be one that is misspelt.
      const beginnings = all
        .filter(({ isCommon }) => isCommon !== true)
        .map(({ name }) => name.slice(0, name.indexOf('_') + 1));
      return Object.fromEntries(
        Object.entries(given).flatMap(([name, value]) => {
          const isOurs = names.has(name) || beginnings.some((beginning) => name.startsWith(beginning));
          return value === undefined || isOurs ? [] : [[name, value]];
        }),
      );
    },
    unknownKeys: (adapters) => {
      const all = [...keys, ...adapters.flatMap((adapter) => adapter.keys)]
        .filter(({ isCommon }) => isCommon !== true)
        .map(({ name }) => name);
      return unknownKeys(Object.keys(env), all);
    },
    terminal: ({ isTTY, columns }) => {
      const wished = env.FORCE_COLOR !== undefined && env.FORCE_COLOR !== '0';
      const given = Number(env.COLUMNS);
      return {
        colour: env.NO_COLOR === undefined && (wished || (isTTY === true && env.TERM !== 'dumb')),
        // Output into a pipe is read by programmes, which need unbroken lines.
        width: columns || (given > 0 ? given : isTTY ? 80 : Number.POSITIVE_INFINITY),
      };
    },
  };
}

/** How long backups are kept where nothing is said, in days. */
const KEPT_DAYS = 14;

/** @throws Misconfigured where something is said of backups that the service does not make */
function planOf(
  {
    CANDOUR_BACKUP_DIR: folder,
    CANDOUR_BACKUP_KEEP: days,
    CANDOUR_BACKUP_COMMAND: command,
  }: Pick<z.output<typeof schema>, 'CANDOUR_BACKUP_DIR' | 'CANDOUR_BACKUP_KEEP' | 'CANDOUR_BACKUP_COMMAND'>,
  server: string | undefined,
): BackupPlan | undefined {
  const said = Object.entries({
    CANDOUR_BACKUP_DIR: folder,
    CANDOUR_BACKUP_KEEP: days,
    CANDOUR_BACKUP_COMMAND: command,
  }).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  if (server !== undefined && said.length > 0)
    throw new Misconfigured([
      `${said.join(' and ')} cannot be set with a database on PostgreSQL, which is backed up with PostgreSQL's own pg_dump, or with pgBackRest. docs/deployment.md tells how. Please take ${said.length > 1 ? 'them' : 'it'} out.`,
    ]);
  if (folder !== undefined) return { folder, days: days ?? KEPT_DAYS, command };
  if (said.length > 0)
    throw new Misconfigured([
      `${said.join(' and ')} ${said.length > 1 ? 'need' : 'needs'} CANDOUR_BACKUP_DIR, without which the service makes no backups. Please set that, too.`,
    ]);
  return undefined;
}

/** An address on this machine may be without encryption. */
function isAlertAddress(said: string): boolean {
  if (!URL.canParse(said)) return false;
  const { protocol, hostname } = new URL(said);
  return (
    protocol === 'https:' || (protocol === 'http:' && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(hostname))
  );
}

/** What is wrong with these values, a sentence each; nothing where they can be used. */
export function faultsOf(given: Environment): string[] {
  try {
    toConfig(given);
    return [];
  } catch (error) {
    if (error instanceof Misconfigured) return [...error.faults];
    throw error;
  }
}

const pathOf = (database: string) => (database === ':memory:' ? database : resolve(database));

/** The build writes the commit into a file beside this one; sources that were not built have none. */
function readCommit(): string {
  const file = join(import.meta.dirname, 'commit');
  return existsSync(file) ? readFileSync(file, 'utf8').trim() : 'unknown';
}

/** Works from src/ and from dist/src/. */
function findRoot(): string {
  const here = [join(import.meta.dirname, '..'), join(import.meta.dirname, '../..')];
  const root = here.find((folder) => existsSync(join(folder, 'package.json')));
  if (root === undefined) throw new Error(`package.json is neither in ${here.join(' nor in ')}`);
  return root;
}
