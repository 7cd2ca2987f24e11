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
  const answers = new Map<string, { sql: string; rows: Promise<unknown> }>();

  function once<T>(
    kind: 'get' | 'all',
    sql: string,
    values: readonly Value[],
    ask: () => Promise<T>,
  ): Promise<T> {
    const table = CHANGED.exec(sql)?.[1];
    if (table !== undefined) {
      forget(table);
      return ask();
    }
    const key = JSON.stringify([kind, sql, values]);
    const known = answers.get(key);
    if (known) return known.rows as Promise<T>;
    const rows = ask();
    answers.set(key, { sql, rows });
    rows.then(
      (found) => Array.isArray(found) && found.length > MOST_ROWS && answers.delete(key),
      () => answers.delete(key),
    );
    return rows;
  }

  function forget(table: string): void {
    const named = new RegExp(`\\b${table}\\b`, 'i');
    for (const [key, { sql }] of answers) if (named.test(sql)) answers.delete(key);
  }

  return {
    get: (sql, values) => once('get', sql, values, () => transaction.get(sql, values)),
    all: (sql, values) => once('all', sql, values, () => transaction.all(sql, values)),
    hold: (sql, values) => transaction.hold(sql, values),
    async run(sql, values) {
      const table = CHANGED.exec(sql)?.[1];
      if (table === undefined) answers.clear();
      else forget(table);
      return transaction.run(sql, values);
    },
  };
}
