import { createRequire } from 'node:module';
import { Worker } from 'node:worker_threads';
import type { Connection } from './connection.ts';

/** So many jobs fill some 3,000 pages of the log. */
const JOBS = 1000;

/** Runs in a thread of its own: what it copies and flushes would hold up every command for as long as that takes. */
const COPY = `
const { parentPort, workerData } = require('node:worker_threads');
const driver = new (require(workerData.driver))(workerData.file, { fileMustExist: true });
driver.exec('PRAGMA synchronous = FULL');
// One statement, held as long as the thread lives (decision 28).
const copy = driver.prepare('PRAGMA wal_checkpoint(PASSIVE)');
parentPort.on('message', (asked) => {
  if (asked === 'copy') {
    copy.all();
    parentPort.postMessage('copied');
  } else {
    driver.close();
    parentPort.close();
  }
});
`;

/**
 * Copies the log into the database beside the commands that go on writing to it. A process that writes little never begins
 * with it; should the thread end, SQLite's own limit for the log still holds (connection.ts).
 */
export function createCheckpoints({ driver, statement }: Connection) {
  let worker: Worker | undefined;
  let jobs = 0;
  let state: 'at rest' | 'copying' | 'copied' = 'at rest';

  function start(): Worker {
    const begun = new Worker(COPY, {
      eval: true,
      workerData: { driver: createRequire(import.meta.url).resolve('better-sqlite3'), file: driver.name },
    });
    begun.on('message', () => {
      state = 'copied';
    });
    begun.on('error', () => {
      worker = undefined;
    });
    begun.unref();
    return begun;
  }

  /** What was written meanwhile is little; with it copied too, the log begins again at its start. */
  function finish(): void {
    try {
      statement('PRAGMA wal_checkpoint(PASSIVE)').all();
    } catch {
      // Every job is in the log, where it is safe: this only leaves the log longer.
    }
  }

  return {
    /** So many jobs have been committed, and no transaction is open. */
    wrote(count: number): void {
      jobs += count;
      if (state === 'copied') {
        state = 'at rest';
        finish();
      }
      if (state === 'copying' || jobs < JOBS) return;
      jobs = 0;
      state = 'copying';
      worker ??= start();
      worker.postMessage('copy');
    },
    async close(): Promise<void> {
      if (!worker) return;
      const ended = new Promise((resolve) => worker?.once('exit', resolve));
      worker.ref();
      worker.postMessage('close');
      await ended;
    },
  };
}
