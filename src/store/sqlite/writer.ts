import type { Transaction } from '../database.ts';
import { BUSY_TIMEOUT, begin, type Connection, pragma, SqliteError } from './connection.ts';

/** Jobs that share one commit, at most. */
const BATCH = 64;
/** A batch takes no further job after so many milliseconds: Node accepts one new connection a turn of its loop. */
const SLICE = 10;
/** SQLite waits this long in one go; between such waits the process answers others. Milliseconds. */
const BUSY_SLICE = 20;

interface Job {
  /** Runs inside the batch; resolves to how the caller is answered once the batch is on disk. */
  run(transaction: Transaction): Promise<() => void>;
  refuse(error: unknown): void;
}

/**
 * The queue of one process's writes. Jobs run one after another; those that wait at the same moment share one
 * `BEGIN IMMEDIATE … COMMIT`, a savepoint each, and each is answered only after that commit.
 */
export function createWriter(connection: Connection) {
  const { driver } = connection;
  const queue: Job[] = [];
  const waitingForDrain: (() => void)[] = [];
  let busy = false;
  let checked = false;
  let closed = false;
  /** What was last thrown in this batch: all of it may have been rolled back with that. */
  let fault: unknown;
  driver.exec(`PRAGMA busy_timeout = ${BUSY_SLICE}`);

  const exec = (sql: string) => connection.statement(sql).run();

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

  /** After this turn of the event loop, so that whatever else has just arrived shares the commit. */
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
    fault = undefined;
    let hasBegun = false;
    try {
      await beginImmediate();
      hasBegun = true;
      // One by itself needs no savepoint; what comes while it runs is the next batch's.
      const most = Math.min(queue.length, BATCH);
      const isShared = most > 1;
      const until = Date.now() + SLICE;
      for (let taken = 0; taken < most && (taken === 0 || Date.now() < until); taken++) {
        const job = queue.shift() as Job;
        running.add(job);
        const answer = await runJob(job, isShared);
        if (answer) answers.push(answer);
        else running.delete(job);
        if (!driver.inTransaction && isShared)
          throw fault ?? new Error('The transaction was rolled back by the database.');
      }
      if (driver.inTransaction) exec('COMMIT');
      if (!checked) checkSynchronous();
    } catch (error) {
      if (driver.inTransaction) exec('ROLLBACK');
      // Where it could not even begin, nobody is to wait for the next attempt.
      const refused = hasBegun ? running : queue.splice(0, BATCH);
      for (const job of refused) job.refuse(error);
      return;
    }
    for (const answer of answers) answer();
  }

  /** Undefined when the job failed: then it has been refused, and only what it did is undone. */
  async function runJob(job: Job, shared: boolean): Promise<(() => void) | undefined> {
    const { transaction, end } = begin(connection);
    if (shared) exec('SAVEPOINT job');
    try {
      const answer = await job.run(transaction);
      end();
      if (shared) exec('RELEASE job');
      return answer;
    } catch (error) {
      fault = error;
      end();
      if (shared && driver.inTransaction) {
        exec('ROLLBACK TO job');
        exec('RELEASE job');
      } else if (driver.inTransaction) exec('ROLLBACK');
      job.refuse(error);
      return undefined;
    }
  }

  /** `IMMEDIATE`: a deferred one that reads and then writes fails at once when another process has committed between. */
  async function beginImmediate(): Promise<void> {
    const until = Date.now() + BUSY_TIMEOUT;
    for (;;) {
      try {
        exec('BEGIN IMMEDIATE');
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

  /** WAL has its own default (NORMAL), which comes into force at the first write and loses commits in a power cut. */
  function checkSynchronous(): void {
    if (pragma(connection, 'synchronous') !== 2)
      throw new Error('The database does not write through to disk.');
    checked = true;
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

function isBusy(error: unknown): boolean {
  return error instanceof SqliteError && error.code.startsWith('SQLITE_BUSY');
}
