import type { Transaction, Value } from './database.ts';

/** Longer answers are not kept: an export or import reads each page of a table once. */
const MOST_ROWS = 500;
/** How many rows are kept altogether. A command reads some hundreds, an import of 400 settings a hundred thousand. */
const MOST_KEPT = 5000;

/** The table that a writing statement changes; no match for one that reads. */
const CHANGED = /^\s*(?:INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+(\w+)/i;

/** What is known of a statement's text. There are some hundreds of texts. */
interface Known {
  changes: string | undefined;
  words: ReadonlySet<string>;
}

const statements = new Map<string, Known>();

function lookAt(sql: string): Known {
  let known = statements.get(sql);
  if (!known) {
    known = {
      changes: CHANGED.exec(sql)?.[1]?.toLowerCase(),
      words: new Set(sql.toLowerCase().match(/\w+/g)),
    };
    statements.set(sql, known);
  }
  return known;
}

/** A statement that was asked, and its answers by method and values. */
interface Asked {
  words: Known['words'];
  answers: Map<string, Promise<unknown>>;
}

/**
 * A transaction that asks each question once: several rooms of one command read people, children, declarations and the
 * setting. A statement that changes a table drops the answers that were read from it, also by a join, so that later
 * questions see the change.
 */
export function remembering(transaction: Transaction): Transaction {
  /** By the statement that was asked. */
  const asked = new Map<string, Asked>();
  let kept = 0;

  /** Drops the answers that were read from a table. */
  function forget(table: string): void {
    for (const [sql, { words }] of asked) if (words.has(table)) asked.delete(sql);
  }

  function once<T>(
    kind: 'get' | 'all',
    sql: string,
    values: readonly Value[],
    ask: () => Promise<T>,
  ): Promise<T> {
    let known = asked.get(sql);
    if (!known) {
      const { changes, words } = lookAt(sql);
      if (changes !== undefined) {
        forget(changes);
        return ask();
      }
      known = { words, answers: new Map() };
      asked.set(sql, known);
    }
    const { answers } = known;
    const key = kind + JSON.stringify(values);
    const answer = answers.get(key);
    if (answer) return answer as Promise<T>;
    const rows = ask();
    answers.set(key, rows);
    rows.then(
      (found) => {
        const count = Array.isArray(found) ? found.length : 1;
        if (count > MOST_ROWS) answers.delete(key);
        else kept += count;
        if (kept <= MOST_KEPT) return;
        asked.clear();
        kept = 0;
      },
      () => answers.delete(key),
    );
    return rows;
  }

  return {
    get: (sql, values) => once('get', sql, values, () => transaction.get(sql, values)),
    all: (sql, values) => once('all', sql, values, () => transaction.all(sql, values)),
    hold: (sql, values) => transaction.hold(sql, values),
    async run(sql, values) {
      const { changes } = lookAt(sql);
      if (changes === undefined) asked.clear();
      else forget(changes);
      return transaction.run(sql, values);
    },
  };
}
