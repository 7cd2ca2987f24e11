import Driver from 'better-sqlite3';
import type { Transaction, Value } from '../database.ts';

/** Called with every statement when it is prepared: tests check the plans. */
export type OnPrepare = (sql: string) => void;

/** How long a connection waits for another process's lock, in milliseconds. */
export const BUSY_TIMEOUT = 5000;

/** The driver's methods that others may call. None of them makes a statement: only `statement` does. */
type Handle = Pick<Driver.Database, 'name' | 'inTransaction' | 'exec' | 'close'>;

/** A connection and its prepared statements, by their text. */
export interface Connection {
  driver: Handle;
  statement(sql: string): Statement;
}

/** What the port asks of a statement. */
export interface Statement {
  get(values?: readonly Value[]): unknown;
  all(values?: readonly Value[]): unknown[];
  /** The rows one by one. Meanwhile the connection can do nothing else that writes. */
  iterate(values?: readonly Value[]): Iterable<unknown>;
  /** The rows as arrays of columns, which is faster. */
  raw(values?: readonly Value[]): Value[][];
  run(values?: readonly Value[]): { changes: number };
}

/** What the driver throws where SQLite refuses. */
export const { SqliteError } = Driver;

/**
 * Every connection, statement and iterator of the driver, until the thread ends. When the garbage collector takes one, Node
 * 24 ends the process with SIGABRT (decision 28).
 */
const held: unknown[] = [];

function hold<T>(made: T): T {
  held.push(made);
  return made;
}

/** Opens a connection with all the settings that Candour relies on. SQLite stores none of them, so each connection sets them. */
export function connect(
  file: string,
  options: { readonly: boolean; onPrepare?: OnPrepare | undefined },
): Connection {
  const connection = connectBare(file, options);
  const { driver } = connection;
  try {
    if (!options.readonly && pragma(connection, 'journal_mode = WAL') !== 'wal') {
      throw new Error(`The database ${file} could not be put into WAL mode. Move it to a local disk.`);
    }
    driver.exec('PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF');
    if (!options.readonly) {
      // FAST would leave the former content of freed pages: a long note, or rows that a migration has moved (decision 27).
      driver.exec('PRAGMA secure_delete = ON');
      // Otherwise a savepoint's undo log is written to a file: twenty writes a command.
      driver.exec('PRAGMA temp_store = MEMORY');
      // 16 MB: a page that many commands change is copied into the database once, not every 1,000 pages (decision 42).
      driver.exec('PRAGMA wal_autocheckpoint = 4000');
      driver.exec('PRAGMA journal_size_limit = 67108864');
    }
  } catch (error) {
    driver.close();
    throw error;
  }
  return connection;
}

/** Opens a connection with none of these settings, for a file that may be no database, or is about to be replaced. */
export function connectBare(
  file: string,
  options: { readonly: boolean; timeout?: number; onPrepare?: OnPrepare | undefined },
): Connection {
  const { readonly, timeout = BUSY_TIMEOUT, onPrepare } = options;
  const driver = load(file, { readonly, timeout, fileMustExist: true });
  const statements = new Map<string, Statement>();
  return {
    driver,
    statement(sql) {
      let statement = statements.get(sql);
      if (!statement) {
        onPrepare?.(sql);
        statement = prepare(driver, sql);
        statements.set(sql, statement);
      }
      return statement;
    },
  };
}

/** @throws Error with three lines for the operator when the driver's machine code is missing or made for another Node */
function load(file: string, options: Driver.Options): Driver.Database {
  try {
    return hold(new Driver(file, options));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    // With `tries` the file does not exist: they are the places where it was looked for.
    const isMissing = error instanceof Error && 'tries' in error;
    if (code !== 'ERR_DLOPEN_FAILED' && !isMissing) throw error;
    throw new Error(
      [
        `The database driver (better-sqlite3) was not compiled for this Node (${process.versions.node}), and cannot be loaded.`,
        'Please run `npm rebuild better-sqlite3` in the folder of Candour, with the Node that is to run it.',
        'Where that does not help, run `npm ci` there.',
      ].join('\n'),
      { cause: error },
    );
  }
}

/** @throws Error, as `connect` does, when the driver cannot be loaded. */
export function loadDriver(): void {
  load(':memory:', {}).close();
}

/** The first value of a pragma's answer. It is prepared each time: SQLite computes some answers when a pragma is prepared. */
export function pragma(connection: Connection, words: string): Value | undefined {
  return connection.statement(`PRAGMA ${words}`).raw()[0]?.[0];
}

/** The driver looks up the name of every column for every row; here they are looked up once. */
function prepare(driver: Driver.Database, sql: string): Statement {
  const statement = hold(driver.prepare<unknown[], Value[]>(sql));
  const { reader } = statement;
  const run = (values: readonly Value[] = []) => statement.run(values);
  if (!reader) {
    const none = () => {
      throw new Error('This statement gives no rows.');
    };
    return { get: none, all: none, iterate: none, raw: none, run };
  }
  const names = statement
    .raw()
    .columns()
    .map(({ name }) => name);
  const toRow = (values: Value[]) => {
    const row: Record<string, Value> = {};
    for (let at = 0; at < names.length; at++) row[names[at] as string] = values[at] as Value;
    return row;
  };
  return {
    get: (values = []) => {
      const found = statement.get(values);
      return found && toRow(found);
    },
    all: (values = []) => statement.all(values).map(toRow),
    *iterate(values = []) {
      for (const row of hold(statement.iterate(values))) yield toRow(row);
    },
    raw: (values = []) => statement.all(values),
    run,
  };
}

/** One transaction's calls on a connection. After `end` every call throws, so that none slips into the next transaction. */
export function begin(connection: Connection): { transaction: Transaction; end(): void } {
  let over = false;
  const statement = (sql: string) => {
    if (over) throw new Error('This transaction is over: something in it was not awaited.');
    return connection.statement(sql);
  };
  const get = async <Row>(sql: string, values: readonly Value[]) =>
    statement(sql).get(values) as Row | undefined;
  return {
    transaction: {
      get,
      // A writing transaction runs alone, so that nothing needs locking.
      hold: get,
      all: async <Row>(sql: string, values: readonly Value[]) => statement(sql).all(values) as Row[],
      run: async (sql: string, values: readonly Value[]) => statement(sql).run(values).changes,
    },
    end() {
      over = true;
    },
  };
}
