import type { Database, Transaction } from '../database.ts';
import { begin, type Connection, connect, type OnPrepare } from './connection.ts';
import { createWriter } from './writer.ts';

/** How many reads run at once; others wait. Each has a connection with its own snapshot. */
const READERS = 4;

/** A SQLite file whose schema is in place (migrate). */
export function openDatabase(file: string, onPrepare?: OnPrepare): Database {
  const writing = connect(file, { readonly: false, onPrepare });
  const writer = createWriter(writing);
  const idle: Connection[] = [];
  const waiting: ((connection: Connection) => void)[] = [];
  const readers: Connection[] = [];
  let closed = false;

  async function reader(): Promise<Connection> {
    const free = idle.pop();
    if (free) return free;
    if (readers.length === READERS) return new Promise((taken) => waiting.push(taken));
    const opened = connect(file, { readonly: true, onPrepare });
    readers.push(opened);
    return opened;
  }

  function release(connection: Connection): void {
    const next = waiting.shift();
    if (next) next(connection);
    else idle.push(connection);
  }

  async function read<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    if (closed) throw new Error('The database is closed.');
    const connection = await reader();
    const { transaction, end } = begin(connection);
    connection.statement('BEGIN').run();
    try {
      return await work(transaction);
    } finally {
      end();
      if (connection.driver.inTransaction) connection.statement('COMMIT').run();
      release(connection);
    }
  }

  return {
    read,
    transaction: (work) => writer.transaction(work),
    async close() {
      if (closed) return;
      closed = true;
      await writer.drained();
      for (const connection of readers) connection.driver.close();
      writing.driver.close();
    },
  };
}
