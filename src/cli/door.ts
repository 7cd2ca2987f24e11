import type { BlockList } from 'node:net';
import { type ParseArgsConfig, parseArgs } from 'node:util';
import type { Stopwatch } from '../core/notices/lanes.ts';
import type { Adapter, Environment, Installation, Key, Log } from '../core/platform.ts';
import type { Calendar } from '../core/rules/days.ts';
import type { Zip } from '../core/talk/context.ts';
import type { OpenedStore, Upgrade } from '../store/index.ts';

/** What a command of the command line is handed; it reads neither the environment nor the clock by itself. */
export interface Door {
  config: Installation & {
    root: string;
    commit: string;
    /** Its path, or what a database on a server is called. */
    database: string;
    /** The address of a database on a server, which is a secret. */
    server: string | undefined;
    /** Where that path came from: “from CANDOUR_DATABASE in the environment”. */
    databaseFrom: string;
    key: Uint8Array | undefined;
    proxies: BlockList | undefined;
  };
  /** A sentence on this Node, where it is out of support. */
  outOfSupport: string | undefined;
  print(text: string): void;
  complain(text: string): void;
  screen(): { width: number; colour: boolean };
  /** The clock this command sees: the machine's, or what `--at` says. */
  clock(at: string | undefined): () => Date;
  /** How time passes, whatever `--at` says. */
  stopwatch: Stopwatch;
  calendar(): Promise<Calendar>;
  zip(): Promise<Zip>;
  log(): Promise<Log>;
  /** Logs a bug, without what people wrote, under the reference that it gives back. */
  report(error: unknown): Promise<string>;
  /**
   * The database. Made `here` only where the command is what fills it; where there is none, a dry run has one made `aside`,
   * which is gone when it is closed.
   */
  openStore(made?: 'before' | 'here' | 'aside'): Promise<OpenedStore>;
  /** Brings an older schema up to date; undefined where there is nothing to do. */
  bringUp(now: Date): Promise<Upgrade | undefined>;
  /** The migrations that the database has yet to get, by name. */
  pending(): Promise<string[]>;
  /** A sentence for each key of the environment that looks like ours and is none. */
  unknownKeys(): Promise<string[]>;
  /** Every platform there is, and its own part of the environment. */
  adapters(): Promise<{ adapter: Adapter; env: Environment }[]>;
  /** The keys of the environment that belong to no platform. */
  keys: readonly Key[];
}

/** What a command exits with: done, refused or failed, wrong usage, a form that waits. */
export const EXIT = { done: 0, failed: 1, usage: 2, waits: 3 } as const;

/** The words on the command line do not fit: exit 2. */
export class WrongUsage extends Error {
  override name = 'WrongUsage';
}

/** It cannot be done, for a reason that a sentence tells: exit 1. */
export class Failure extends Error {
  override name = 'Failure';
}

/** As `parseArgs`, with complaints that say what to do. */
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

/** @throws Failure where PostgreSQL keeps the register, which is backed up by its own means */
export function refuseServer({ config }: Door): void {
  if (config.server === undefined) return;
  throw new Failure(
    `PostgreSQL keeps the database ${config.database}, so it is backed up and restored with PostgreSQL's own pg_dump and pg_restore, or with pgBackRest. docs/deployment.md tells how.`,
  );
}

/** The end of a sentence about what was just written with people's names in it: whether it is encrypted, and what to do. */
export function howKept(key: Uint8Array | undefined, plain = false): string {
  if (key === undefined)
    return 'unencrypted: whoever holds it can read everything. Keep it where only you can, or set CANDOUR_KEY.';
  if (plain)
    return 'unencrypted, as --plain asks, although there is a CANDOUR_KEY: whoever holds it can read everything. Keep it where only you can.';
  return 'encrypted with CANDOUR_KEY. Keep that key somewhere else: nothing opens it without.';
}

const SYSTEM = /^E[A-Z]{3,}$/;

/** For what throws sentences meant for the operator, or meets the disk's own: these become failures, bugs stay bugs. */
export async function asFailure<T>(work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof Error) || error.constructor !== Error) throw error;
    if (!('code' in error)) throw new Failure(error.message);
    if (SYSTEM.test(String(error.code))) throw new Failure(ofTheDisk(error));
    throw error;
  }
}

function ofTheDisk({ message, code, path }: { message: string; code: unknown; path?: unknown }): string {
  if (code === 'EISDIR') return 'That is a folder: please name a file.';
  if (typeof path !== 'string') return message;
  // What is still being made lies in a folder of its own beside the file that was asked for.
  const file = path.replace(/\.part-\w{6}.*$/s, '');
  if (code === 'EEXIST') return `${file} is there already. Please name another file.`;
  return `${file} cannot be read or written (${code}). Please check that its folder exists, and that you may use it.`;
}
