import type { BlockList } from 'node:net';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import type { PlatformNames } from '../core/accounts/account.ts';
import type { Stopwatch } from '../core/notices/lanes.ts';
import type { Adapter, Environment, Installation, Key, Log } from '../core/platform.ts';
import type { Calendar } from '../core/rules/days.ts';
import type { Zip } from '../core/talk/context.ts';
import type { Uploads } from '../core/uploads/opened-file.ts';
import type { OpenedStore, Upgrade } from '../store/index.ts';
import { Passing } from '../store/passing.ts';
import type { BackupPlan } from '../upkeep/folder.ts';

/** What a command of the command line is given. A command reads neither the environment nor the clock itself. */
export interface Door {
  config: Installation & {
    root: string;
    commit: string;
    /** The database's path, or the name of a database on a server. */
    database: string;
    /** The address of a database on a server, which is a secret. */
    server: string | undefined;
    /** Where that path came from: “from CANDOUR_DATABASE in the environment”. */
    databaseFrom: string;
    key: Uint8Array | undefined;
    backups: BackupPlan | undefined;
    proxies: BlockList | undefined;
  };
  /** A sentence saying that this version of Node is out of support, if it is. */
  outOfSupport: string | undefined;
  print(text: string): void;
  complain(text: string): void;
  screen(): { width: number; colour: boolean };
  /** The clock this command sees: the machine's, or what `--at` says. */
  clock(at: string | undefined): () => Date;
  /** Measures elapsed time, whatever `--at` says. */
  stopwatch: Stopwatch;
  calendar(): Promise<Calendar>;
  zip(): Promise<Zip>;
  /** What opens the files that are given, and takes back what was taken over. */
  uploads(): Promise<Uploads>;
  log(): Promise<Log>;
  /** Logs a bug, without what people wrote, and returns the reference under which it is logged. */
  report(error: unknown): Promise<string>;
  /**
   * Opens the database. `before` (the default) refuses where none exists yet. `here` creates one: for the command that
   * fills it. `aside` creates a temporary one, deleted on closing: for a dry run.
   */
  openStore(made?: 'before' | 'here' | 'aside'): Promise<OpenedStore>;
  /** Brings an older schema up to date; undefined where it is up to date already. */
  bringUp(now: Date): Promise<Upgrade | undefined>;
  /** The names of the migrations that the database still needs. */
  pending(): Promise<string[]>;
  /** One sentence for each key of the environment that looks like one of Candour's and is not. */
  unknownKeys(): Promise<string[]>;
  /** Every adapter, with the keys of the environment that belong to it. */
  adapters(): Promise<{ adapter: Adapter; env: Environment }[]>;
  /** What each platform is called, configured or not. */
  platformNames(): Promise<readonly PlatformNames[]>;
  /** The keys of the environment that belong to no platform. */
  keys: readonly Key[];
  /** What is wrong with the values of such keys, a sentence each. */
  faultsOf(env: Environment): string[];
  /** The ends of a conversation: a terminal, or a pipe. */
  conversation(): { input: NodeJS.ReadStream; output: NodeJS.WriteStream };
  /** The door with its configuration read anew, after `.env` was written. */
  anew(): Door;
}

/** Exit codes: done, refused or failed, wrong usage, a form that waits for answers. */
export const EXIT = { done: 0, failed: 1, usage: 2, waits: 3 } as const;

/** The arguments are wrong: exit 2. */
export class WrongUsage extends Error {
  override name = 'WrongUsage';
}

/** The command cannot be carried out, for a reason that the message explains: exit 1. */
export class Failure extends Error {
  override name = 'Failure';
}

/** Wraps `parseArgs`; its error messages say what to do. */
export function read<T extends NonNullable<ParseArgsConfig['options']>>(
  args: readonly string[],
  options: T,
  positionals: { least: number; most: number },
) {
  let parsed: ReturnType<
    typeof parseArgs<{ args: string[]; options: T; allowPositionals: true; strict: true }>
  >;
  try {
    parsed = parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    if (error instanceof TypeError)
      throw new WrongUsage(error.message.split('. To specify')[0] ?? error.message);
    throw error;
  }
  if (parsed.positionals.length < positionals.least)
    throw new WrongUsage('Something is missing behind the command.');
  if (parsed.positionals.length > positionals.most) {
    throw new WrongUsage(
      `“${parsed.positionals[positionals.most]}” is one word too many. Words with spaces want quotation marks.`,
    );
  }
  return parsed;
}

/** @throws Failure where the register is on PostgreSQL, which has its own backup tools */
export function refuseServer({ config }: Door): void {
  if (config.server === undefined) return;
  throw new Failure(
    `PostgreSQL keeps the database ${config.database}, so it is backed up and restored with PostgreSQL's own pg_dump and pg_restore, or with pgBackRest. docs/deployment.md tells how.`,
  );
}

/** The end of a sentence about a file just written that holds people's names: whether it is encrypted, and what to do. */
export function howEncrypted(key: Uint8Array | undefined, plain = false): string {
  if (key === undefined)
    return 'unencrypted: whoever holds it can read everything. Keep it where only you can, or set CANDOUR_KEY.';
  if (plain)
    return 'unencrypted, as --plain asks, although there is a CANDOUR_KEY: whoever holds it can read everything. Keep it where only you can.';
  return 'encrypted with CANDOUR_KEY. Keep that key somewhere else: nothing opens it without.';
}

const SYSTEM = /^E[A-Z]{3,}$/;

/**
 * Turns errors whose message is meant for the operator, and errors of the disk, into a Failure. Other errors are bugs and
 * pass through.
 */
export async function asFailure<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    // What may pass by itself is a sentence for the operator, too.
    if (error instanceof Passing) throw new Failure(error.message);
    if (!(error instanceof Error) || error.constructor !== Error) throw error;
    if (!('code' in error)) throw new Failure(error.message);
    if (SYSTEM.test(String(error.code))) throw new Failure(ofTheDisk(error));
    throw error;
  }
}

function ofTheDisk({ message, code, path }: { message: string; code: unknown; path?: unknown }): string {
  if (code === 'EISDIR') return 'That is a folder: please name a file.';
  if (typeof path !== 'string') return message;
  // An unfinished file is written in a `.part-` folder beside its target; the message names the target.
  const file = path.replace(/\.part-\w{6}.*$/s, '');
  if (code === 'EEXIST') return `${file} is there already. Please name another file.`;
  return `${file} cannot be read or written (${code}). Please check that its folder exists, and that you may use it.`;
}
