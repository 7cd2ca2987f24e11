import { type Store, StoreFull } from '../core/store.ts';
import { Refusal } from '../core/talk/refusal.ts';
import type { Database, Transaction } from './database.ts';
import { auditTrail } from './nouns/audit.ts';
import type { DrawNumber } from './nouns/settings.ts';
import { createRegister } from './register.ts';
import type { TrailOptions } from './trail.ts';
import type { Verification } from './verify.ts';

export interface StoreOptions {
  /** The folder of `0001_….sql` and its successors; without it, the one that came with this code. */
  migrationsDir?: string;
  /** Told of every statement as it is prepared: tests hold their plans. */
  onPrepare?: (sql: string) => void;
  /** Reads every page first: what is damaged is refused, not opened. */
  check?: boolean;
  /** Told each time it is seen that a newer Candour has brought up the schema meanwhile, with the last migration's name. */
  onAhead?: (migration: string) => void;
  /** How the numbers of references are drawn; without it, at random. */
  drawNumber?: DrawNumber;
}

/** The store, and what only the command line asks of it. */
export interface OpenedStore extends Store {
  /** Checks every audit chain, on a snapshot. */
  verifyAudit(): Promise<Verification>;
  /** False once nothing more fitted on the disk, until there is room again and a write has succeeded. */
  hasRoom(): Promise<boolean>;
  /** False once a newer Candour has brought up the schema: this one writes nothing to it any more. */
  isCurrent(): Promise<boolean>;
  /** The audit chains as lines of JSON. */
  trail(options: TrailOptions): Iterable<string>;
}

/** An engine behind the port, and what it alone knows of its errors and its room. */
export interface Engine {
  database: Database;
  /** The version of the last migration that this build knows. */
  latest: number;
  /** True of a statement that the schema cannot answer: a table or a column is not there. */
  isOfSchema(error: unknown): boolean;
  /** What the database or the disk calls it that nothing more fits; undefined for any other error. */
  codeOfFull(error: unknown): string | undefined;
  /** False where a write would fail for want of room; true where only a write can tell. */
  mayHaveRoom(): boolean;
  /** Writes a little, and leaves everything as it was. */
  probe: string;
  verifyAudit(): Promise<Verification>;
  trail(options: TrailOptions): Iterable<string>;
}

/** The last migration that is not this build's. */
const AHEAD = 'SELECT name FROM schema_migrations WHERE version > ? ORDER BY version DESC LIMIT 1';
const UPDATED =
  'Candour has just been updated and is about to start again. Please do this once more in a minute: nothing of it was done.';

/** The store on an engine whose schema is in place. */
export function createStore(
  { database, latest, isOfSchema, codeOfFull, mayHaveRoom, probe, verifyAudit, trail }: Engine,
  { onAhead, drawNumber }: Pick<StoreOptions, 'onAhead' | 'drawNumber'>,
): OpenedStore {
  let isFull = false;

  async function write<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    try {
      return await database.transaction(work);
    } catch (error) {
      const code = codeOfFull(error);
      if (code === undefined) throw error;
      isFull = true;
      throw new StoreFull(code);
    }
  }

  async function hasRoom(): Promise<boolean> {
    if (!isFull) return true;
    if (!mayHaveRoom()) return false;
    try {
      await write((transaction) => transaction.run(probe, []));
      isFull = false;
    } catch (error) {
      if (!(error instanceof StoreFull)) throw error;
    }
    return !isFull;
  }

  async function isCurrent(transaction: Transaction): Promise<boolean> {
    const ahead = await transaction.get<{ name: string }>(AHEAD, [latest]);
    if (ahead) onAhead?.(ahead.name);
    return ahead === undefined;
  }

  /** A question that the schema of a newer Candour cannot answer is refused, with a sentence; it is no bug. */
  async function asked<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      if (isOfSchema(error) && !(await database.read(isCurrent))) throw new Refusal(UPDATED);
      throw error;
    }
  }

  return {
    read: (work) => asked(database.read((transaction) => work(createRegister(transaction)))),
    glance: (work) => asked(database.glance((transaction) => work(createRegister(transaction)))),
    write: (settings, work) =>
      write(async (transaction) => {
        if (!(await isCurrent(transaction))) throw new Refusal(UPDATED);
        const { trail: chain, lock } = auditTrail(transaction);
        await lock(settings);
        return work(createRegister(transaction, chain, drawNumber));
      }),
    hasRoom,
    verifyAudit,
    trail,
    isCurrent: () => database.read(isCurrent),
    close: () => database.close(),
  };
}
