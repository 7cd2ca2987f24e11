import type { Database, Transaction } from '../database.ts';
import { begin, type Connection, connect, type OnPrepare } from './connection.ts';
import { createWriter } from './writer.ts';

/** Readers at once; one more waits. Each is a connection with its own snapshot. */
const READERS = 4;

/** SQLite behind the port. The file's schema is in place already (migrate). */
export function openDatabase(file: string, onPrepare?: OnPrepare): Database {
  const writing = connect(file, { readonly: false, onPrepare });
  const writer = createWriter(writing, endLook);
  const idle: Connection[] = [];
  const waiting: ((connection: Connection) => void)[] = [];
  const readers: Connection[] = [];
  let closed = false;
  let isLooking = false;

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

  /** Those who look in one turn of the event loop share a snapshot: to begin and end one costs as much as the question. */
  function look(): void {
    if (isLooking) return;
    writing.statement('BEGIN').run();
    isLooking = true;
    setImmediate(endLook);
  }

  function endLook(): void {
    if (!isLooking) return;
    isLooking = false;
    if (writing.driver.inTransaction) writing.statement('COMMIT').run();
  }

  return {
    read,
    /** On the connection that writes, whose pages are at hand: a reader drops all of its own after each commit. */
    async glance(work) {
      if (closed || (writing.driver.inTransaction && !isLooking)) return read(work);
      look();
      const { transaction, end } = begin(writing, true);
      try {
        return await work(transaction);
      } finally {
        end();
      }
    },
    transaction: (work) => writer.transaction(work),
    async close() {
      if (closed) return;
      closed = true;
      await writer.drained();
      endLook();
      for (const connection of readers) connection.driver.close();
      writing.driver.close();
    },
  };
}
