import { type Store, StoreFull } from '../core/store.ts';
import { Refusal } from '../core/talk/refusal.ts';
import type { Database, Transaction } from './database.ts';
import { remembering } from './memo.ts';
import { auditTrail } from './nouns/audit.ts';
import type { DrawNumber } from './references.ts';
import { createRegister } from './register.ts';
import type { TrailOptions } from './trail.ts';
import type { Verification } from './verify.ts';

/** Who is told of what. */
interface Told {
  /** Told each time it is seen that a newer Candour has brought up the schema meanwhile, with the last migration's name. */
  onAhead?: ((migration: string) => void) | undefined;
  /** Told of each fault of the database that somebody was refused for. */
  onFault?: ((error: unknown) => void) | undefined;
}

export interface StoreOptions extends Told {
  /** The folder of `0001_….sql` and its successors; without it, the one that came with this code. */
  migrationsDir?: string;
  /** Told of every statement as it is prepared: tests hold their plans. */
  onPrepare?: (sql: string) => void;
  /** Stands between the store and its engine: tests hold with it what an engine may ask of the store. */
  decorate?: (database: Database) => Database;
  /** Reads every page first: what is damaged is refused, not opened. */
  check?: boolean;
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
  trail(options: TrailOptions): AsyncIterable<string>;
  /**
   * Copies everything into a new file of SQLite's, on a snapshot.
   * @throws Error with a sentence for the operator
   */
  copyTo(file: string): Promise<void>;
}

/** An older schema that was brought up to date. */
export interface Upgrade {
  /** The last migration it had had before. */
  from: string;
  applied: string[];
  /** The copy that was made before; undefined where none was wanted or there was no room. */
  copy: string | undefined;
  /** Why there is none, in MB. */
  noRoom: { free: number; needed: number } | undefined;
}

/** How the copy is named and encrypted. */
export interface Copying {
  now: Date;
  /** 32 bytes; undefined: it is not encrypted. */
  key: Uint8Array | undefined;
}

/** An engine behind the port, and what it alone knows of its errors and its room. */
export interface Engine {
  database: Database;
  /** The version of the last migration that this build knows. */
  latest: number;
  /** True of a statement that the schema cannot answer: a table or a column is not there. */
  isOfSchema(error: unknown): boolean;
  /** What to tell somebody whom the database could not serve just now; undefined for any other error. */
  sentenceFor(error: unknown): string | undefined;
  /** What the database or the disk calls it that nothing more fits; undefined for any other error. */
  codeOfFull(error: unknown): string | undefined;
  /** False where a write would fail for want of room; true where only a write can tell. */
  mayHaveRoom(): boolean;
  /** Writes a little, and leaves everything as it was. */
  probe: string;
  verifyAudit: OpenedStore['verifyAudit'];
  trail: OpenedStore['trail'];
  copyTo: OpenedStore['copyTo'];
}

/** The last migration that is not this build's. */
const AHEAD = 'SELECT name FROM schema_migrations WHERE version > ? ORDER BY version DESC LIMIT 1';
const UPDATED =
  'Candour has just been updated and is about to start again. Please do this once more in a minute: nothing of it was done.';

/** The store on an engine whose schema is in place. */
export function createStore(
  {
    database,
    latest,
    isOfSchema,
    sentenceFor,
    codeOfFull,
    mayHaveRoom,
    probe,
    verifyAudit,
    trail,
    copyTo,
  }: Engine,
  { onAhead, onFault, drawNumber }: Told & Pick<StoreOptions, 'drawNumber'>,
): OpenedStore {
  let isFull = false;

  /** A database that cannot serve just now refuses, with a sentence. */
  function refused(error: unknown): unknown {
    const sentence = sentenceFor(error);
    if (sentence === undefined) return error;
    onFault?.(error);
    return new Refusal(sentence);
  }

  async function write<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    try {
      return await database.transaction(work);
    } catch (error) {
      const code = codeOfFull(error);
      if (code === undefined) throw refused(error);
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
      throw refused(error);
    }
  }

  return {
    read: (work) => asked(database.read((transaction) => work(createRegister(remembering(transaction))))),
    write: (settings, work) =>
      write(async (transaction) => {
        const memo = remembering(transaction);
        const { trail: chain, lock } = auditTrail(memo);
        // They go out together, in this order: a newer Candour waits, before it changes anything, for whoever has read this.
        const [current] = await Promise.all([isCurrent(transaction), lock(settings)]);
        if (!current) throw new Refusal(UPDATED);
        return work(createRegister(memo, chain, drawNumber));
      }),
    hasRoom,
    verifyAudit,
    trail,
    copyTo,
    isCurrent: () => database.read(isCurrent),
    close: () => database.close(),
  };
}
