import { AsyncLocalStorage } from 'node:async_hooks';
import type { Database, Transaction } from '../../src/store/database.ts';
import { asOneLine, isOfRows, SPREAD, unnamed } from '../store/spread.ts';

/** The statements of whatever is being carried out. */
const noted = new AsyncLocalStorage<Set<string>>();

/** An engine whose statements `ofOneSetting` looks at. */
export function noting(database: Database): Database {
  return {
    ...database,
    read: (work) => database.read(wrapped(work)),
    transaction: (work) => database.transaction(wrapped(work)),
  };
}

function wrapped<T>(work: (transaction: Transaction) => Promise<T>) {
  const statements = noted.getStore();
  if (!statements) return work;
  return (transaction: Transaction) =>
    work({
      get: (sql, values) => transaction.get(note(sql), values),
      all: (sql, values) => transaction.all(note(sql), values),
      hold: (sql, values) => transaction.hold(note(sql), values),
      run: (sql, values) => transaction.run(note(sql), values),
    });
  function note(sql: string): string {
    statements?.add(sql);
    return sql;
  }
}

/** What a statement reads of all settings, by its text. */
const looked = new Map<string, readonly string[]>();

function spanning(sql: string): readonly string[] {
  const found = looked.get(sql) ?? (isOfRows(sql.trim()) ? unnamed(asOneLine(sql), SPREAD) : []);
  looked.set(sql, found);
  return found;
}

/**
 * Carries out a command.
 * @throws Error where one of its statements does not name the setting in every part (decision 38): what spans settings is the
 * clock's
 */
export async function ofOneSetting<T>(command: () => Promise<T>): Promise<T> {
  const statements = new Set<string>();
  const done = await noted.run(statements, command);
  for (const sql of statements) {
    const [first] = spanning(sql);
    if (first !== undefined) throw new Error(`a command reads “${first}” of all settings: ${asOneLine(sql)}`);
  }
  return done;
}
