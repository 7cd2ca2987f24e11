import type { Transaction, Value } from './database.ts';

/** Longer answers are not kept: whoever reads a table page by page reads each page once. */
const MOST_ROWS = 500;

/** Which table a writing statement changes; undefined for one that reads. */
const CHANGED = /^\s*(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+(\w+)/i;

/**
 * A transaction that asks each question once: people, children, declarations and the setting are read by several rooms of one
 * command. A statement that changes a table drops what was read from it, also by a join; what reads it afterwards sees it.
 */
export function remembering(transaction: Transaction): Transaction {
  /** By statement, and then by its values. */
  const answers = new Map<string, Map<string, Promise<unknown>>>();

  /** Drops what a statement changes, and tells whether it changes anything. */
  function forgets(sql: string): boolean {
    const table = CHANGED.exec(sql)?.[1];
    if (table === undefined) return false;
    const named = new RegExp(`\\b${table}\\b`, 'i');
    for (const asked of answers.keys()) if (named.test(asked)) answers.delete(asked);
    return true;
  }

  function once<T>(
    kind: 'get' | 'all',
    sql: string,
    values: readonly Value[],
    ask: () => Promise<T>,
  ): Promise<T> {
    if (forgets(sql)) return ask();
    const statement = `${kind} ${sql}`;
    const known = answers.get(statement) ?? new Map<string, Promise<unknown>>();
    answers.set(statement, known);
    const key = JSON.stringify(values);
    const answer = known.get(key);
    if (answer) return answer as Promise<T>;
    const rows = ask();
    known.set(key, rows);
    rows.then(
      (found) => Array.isArray(found) && found.length > MOST_ROWS && known.delete(key),
      () => known.delete(key),
    );
    return rows;
  }

  return {
    get: (sql, values) => once('get', sql, values, () => transaction.get(sql, values)),
    all: (sql, values) => once('all', sql, values, () => transaction.all(sql, values)),
    hold: (sql, values) => transaction.hold(sql, values),
    async run(sql, values) {
      if (!forgets(sql)) answers.clear();
      return transaction.run(sql, values);
    },
  };
}
