import Driver from 'better-sqlite3';
import { BUSY_TIMEOUT, begin, type Connection } from './connection.ts';
import type { Transaction } from './database.ts';

/** Jobs that share one commit, at most. */
const BATCH = 64;
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
  driver.pragma(`busy_timeout = ${BUSY_SLICE}`);

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
    setImmediate(() => void runBatch(queue.splice(0, BATCH)).finally(rest));
  }

  function rest(): void {
    if (queue.length > 0) {
      wake();
      return;
    }
    busy = false;
    for (const resolve of waitingForDrain.splice(0)) resolve();
  }

  async function runBatch(jobs: Job[]): Promise<void> {
    const answers: (() => void)[] = [];
    const running = new Set(jobs);
    try {
      await beginImmediate();
      for (const job of jobs) {
        const answer = await runJob(job, jobs.length > 1);
        if (answer) answers.push(answer);
        else running.delete(job);
        if (!driver.inTransaction && jobs.length > 1)
          throw new Error('The transaction was rolled back by the database.');
      }
      if (driver.inTransaction) exec('COMMIT');
      if (!checked) checkSynchronous();
    } catch (error) {
      if (driver.inTransaction) exec('ROLLBACK');
      for (const job of running) job.refuse(error);
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
    if (driver.pragma('synchronous', { simple: true }) !== 2)
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
  return error instanceof Driver.SqliteError && error.code.startsWith('SQLITE_BUSY');
}
