import { type Store, StoreFull } from '../core/store.ts';
import { Refusal } from '../core/talk/refusal.ts';
import type { Database, Transaction } from './database.ts';
import { remembering } from './memo.ts';
import { isMark } from './migrations.ts';
import { auditTrail } from './nouns/audit.ts';
import type { DrawNumber } from './references.ts';
import { createRegister } from './register.ts';
import type { TrailOptions } from './trail.ts';
import type { OutsideHead, Verification } from './verify.ts';

/** Callbacks. */
interface Callbacks {
  /**
   * Called each time this process sees that a newer Candour has changed the schema, with the last migration's name; or that
   * the database was moved, with the name of the mark (`isMark`).
   */
  onAhead?: ((migration: string) => void) | undefined;
  /** Called for each fault of the database because of which somebody was refused. */
  onFault?: ((error: unknown) => void) | undefined;
}

export interface StoreOptions extends Callbacks {
  /** The folder of `0001_….sql` and its successors; by default the one that came with this code. */
  migrationsDir?: string;
  /** Called with every statement when it is prepared: tests check the plans. */
  onPrepare?: (sql: string) => void;
  /** Called with a host's name when another host of a server's address has become the primary. */
  onMoved?: (host: string) => void;
  /** Wraps the engine: tests check with it what the store asks of an engine. */
  decorate?: (database: Database) => Database;
  /** Reads every page first, and refuses a damaged database. */
  check?: boolean;
  /** Draws the numbers of references; by default at random. */
  drawNumber?: DrawNumber;
}

/** The store, and what only the command line needs of it. */
export interface OpenedStore extends Store {
  /** Checks every audit chain and what it says of the records, on a snapshot, and that it has met these heads. */
  verifyAudit(heads?: readonly OutsideHead[]): Promise<Verification>;
  /** False from the first write for which the disk had no room, until there is room and a write has succeeded. */
  hasRoom(): Promise<boolean>;
  /** False once a newer Candour has changed the schema, or the database was moved: this process then writes nothing any more. */
  isCurrent(): Promise<boolean>;
  /** The audit chains as lines of JSON. */
  trail(options: TrailOptions): AsyncIterable<string>;
  /**
   * Copies everything into a new SQLite file, on a snapshot.
   * @throws Error with a sentence for the operator
   */
  copyTo(file: string): Promise<void>;
}

/** An older schema that was brought up to date. */
export interface Upgrade {
  /** The last migration that it had before. */
  from: string;
  applied: string[];
  /** The copy made before; undefined where none was wanted or there was no room. */
  copy: string | undefined;
  /** Why there is no copy, in MB. */
  noRoom: { free: number; needed: number } | undefined;
}

/** How the copy is named and encrypted. */
export interface Copying {
  now: Date;
  /** 32 bytes; undefined: not encrypted. */
  key: Uint8Array | undefined;
}

/** An engine's database, with what only the engine knows about its errors and its disk. */
export interface Engine {
  database: Database;
  /** The version of the last migration that this build knows. */
  latest: number;
  /** True of an error because a table or a column is missing. */
  isOfSchema(error: unknown): boolean;
  /** What to tell a person whom the database could not serve for now; undefined for any other error. */
  sentenceFor(error: unknown): string | undefined;
  /** The code with which the database or the system reports a full disk; undefined for any other error. */
  codeOfFull(error: unknown): string | undefined;
  /** False where a write would fail for want of room; true where only a write can tell. */
  mayHaveRoom(): boolean;
  /** A statement that writes a little, and changes nothing. */
  probe: string;
  atOnce: OpenedStore['atOnce'];
  verifyAudit: OpenedStore['verifyAudit'];
  trail: OpenedStore['trail'];
  copyTo: OpenedStore['copyTo'];
}

/** The last migration that this build does not know. */
const AHEAD = 'SELECT name FROM schema_migrations WHERE version > ? ORDER BY version DESC LIMIT 1';
const refusalFor = (ahead: string) =>
  new Refusal(
    `Candour has just been ${isMark(ahead) ? 'moved to another database' : 'updated'} and is about to start again. Please do this once more in a minute: nothing of it was done.`,
  );

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
    atOnce,
    verifyAudit,
    trail,
    copyTo,
  }: Engine,
  { onAhead, onFault, drawNumber }: Callbacks & Pick<StoreOptions, 'drawNumber'>,
): OpenedStore {
  let isFull = false;

  /** Turns an error into a refusal with a sentence where the database cannot serve for now. */
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

  /** The name of the last migration that this build does not know, or of the mark of a move. */
  async function aheadIn(transaction: Transaction): Promise<string | undefined> {
    const ahead = await transaction.get<{ name: string }>(AHEAD, [latest]);
    if (ahead) onAhead?.(ahead.name);
    return ahead?.name;
  }

  /** Refuses, with a sentence, a question that the schema of a newer Candour cannot answer. It is no bug. */
  async function orRefusal<T>(work: Promise<T>): Promise<T> {
    try {
      return await work;
    } catch (error) {
      const ahead = isOfSchema(error) ? await database.read(aheadIn) : undefined;
      throw ahead === undefined ? refused(error) : refusalFor(ahead);
    }
  }

  return {
    read: (work) => orRefusal(database.read((transaction) => work(createRegister(remembering(transaction))))),
    write: (settings, work) =>
      write(async (transaction) => {
        const memo = remembering(transaction);
        const chain = auditTrail(memo);
        // Both statements are sent together, in this order: before a newer Candour changes the schema, it waits for
        // everybody who has read this.
        const [ahead] = await Promise.all([aheadIn(transaction), chain.lock(settings)]);
        if (ahead !== undefined) throw refusalFor(ahead);
        const done = await work(createRegister(memo, chain, drawNumber));
        // A setting's row may be saved before its chain begins; nothing else is saved without an event.
        const untold = chain.traces.untold().filter((table) => table !== 'settings');
        if (untold.length > 0) throw new Error(`written without an event: ${untold.join(', ')}`);
        return done;
      }),
    atOnce,
    hasRoom,
    verifyAudit,
    trail,
    copyTo,
    isCurrent: async () => (await database.read(aheadIn)) === undefined,
    close: () => database.close(),
  };
}
