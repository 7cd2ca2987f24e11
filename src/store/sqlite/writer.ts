import type { Transaction } from '../database.ts';
import { BUSY_TIMEOUT, begin, type Connection, pragma, SqliteError } from './connection.ts';

/** How many jobs share one commit at most. */
export const BATCH = 64;
/** After so many milliseconds a batch takes no further job: Node accepts one new connection in each turn of its loop. */
const BATCH_MS = 10;
/** How long SQLite waits for another process in one go, in milliseconds; between such waits this process answers others. */
const BUSY_WAIT_MS = 20;

interface Job {
  /** Runs inside the batch. Resolves to a function that answers the caller, to be called once the batch is on disk. */
  run(transaction: Transaction): Promise<() => void>;
  refuse(error: unknown): void;
}

/**
 * The queue of one process's writes. Jobs run one after another. Those that wait at the same moment share one
 * `BEGIN IMMEDIATE … COMMIT`, with a savepoint for each job, and each is answered only after that commit.
 */
export function createWriter(connection: Connection) {
  const { driver } = connection;
  const queue: Job[] = [];
  const waitingForDrain: (() => void)[] = [];
  let busy = false;
  let isSynchronousChecked = false;
  let closed = false;
  driver.exec(`PRAGMA busy_timeout = ${BUSY_WAIT_MS}`);

  function transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      if (closed) return reject(new Error('The database is closed.'));
      queue.push({
        async run(port) {
          const result = await work(port);
          return () => resolve(result);
        },
        refuse: reject,
      });
      if (busy) return;
      busy = true;
      wake();
    });
  }

  /** Begins after this turn of the event loop, so that whatever else has just arrived shares the commit. */
  function wake(): void {
    setImmediate(() => void runBatch().finally(rest));
  }

  function rest(): void {
    if (queue.length > 0) {
      wake();
      return;
    }
    busy = false;
    for (const resolve of waitingForDrain.splice(0)) resolve();
  }

  async function runBatch(): Promise<void> {
    const answers: (() => void)[] = [];
    const running = new Set<Job>();
    /** The last error of this batch: the database may have rolled all of it back. */
    let fault: unknown;
    let hasBegun = false;
    try {
      await beginImmediate(connection);
      hasBegun = true;
      // A single job needs no savepoint; jobs that come while it runs go into the next batch.
      const most = Math.min(queue.length, BATCH);
      const isShared = most > 1;
      const until = Date.now() + BATCH_MS;
      for (let taken = 0; taken < most && (taken === 0 || Date.now() < until); taken++) {
        const job = queue.shift() as Job;
        running.add(job);
        const result = await runJob(connection, job, isShared);
        if ('answer' in result) answers.push(result.answer);
        else {
          running.delete(job);
          fault = result.error;
          job.refuse(fault);
        }
        if (!driver.inTransaction && isShared)
          throw fault ?? new Error('The transaction was rolled back by the database.');
      }
      if (driver.inTransaction) exec(connection, 'COMMIT');
      if (!isSynchronousChecked) checkSynchronous(connection);
      isSynchronousChecked = true;
    } catch (error) {
      if (driver.inTransaction) exec(connection, 'ROLLBACK');
      // Where the transaction could not begin, no job waits for the next attempt.
      const refused = hasBegun ? running : queue.splice(0, BATCH);
      for (const job of refused) job.refuse(error);
      return;
    }
    for (const answer of answers) answer();
  }

  return {
    transaction,
    /** Refuses new jobs and waits for those that were accepted. */
    async drained(): Promise<void> {
      closed = true;
      if (busy) await new Promise<void>((resolve) => waitingForDrain.push(resolve));
    },
  };
}

/** Runs a job within the batch's transaction. When it fails, only what it did is undone, if the database did not undo more. */
async function runJob(
  connection: Connection,
  job: Job,
  isShared: boolean,
): Promise<{ answer: () => void } | { error: unknown }> {
  const { driver } = connection;
  const { transaction, end } = begin(connection);
  if (isShared) exec(connection, 'SAVEPOINT job');
  try {
    const answer = await job.run(transaction);
    end();
    if (isShared) exec(connection, 'RELEASE job');
    return { answer };
  } catch (error) {
    end();
    if (isShared && driver.inTransaction) {
      exec(connection, 'ROLLBACK TO job');
      exec(connection, 'RELEASE job');
    } else if (driver.inTransaction) exec(connection, 'ROLLBACK');
    return { error };
  }
}

/** `IMMEDIATE`: a deferred transaction that reads and then writes fails at once when another process has committed between. */
async function beginImmediate(connection: Connection): Promise<void> {
  const until = Date.now() + BUSY_TIMEOUT;
  for (;;) {
    try {
      exec(connection, 'BEGIN IMMEDIATE');
      return;
    } catch (error) {
      if (!isBusy(error)) throw error;
      if (Date.now() > until) {
        throw new Error('Another process has kept the database busy. Please try again in a moment.', {
          cause: error,
        });
      }
      await new Promise((resume) => setTimeout(resume, 1));
    }
  }
}

/** WAL's own default (NORMAL) comes into force at the first write, and loses commits in a power cut. */
function checkSynchronous(connection: Connection): void {
  if (pragma(connection, 'synchronous') !== 2)
    throw new Error('The database does not write through to disk.');
}

function exec(connection: Connection, sql: string): void {
  connection.statement(sql).run();
}

function isBusy(error: unknown): boolean {
  return error instanceof SqliteError && error.code.startsWith('SQLITE_BUSY');
}
