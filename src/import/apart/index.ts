import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import type { Answer, Task } from './tasks.ts';

export interface Limits {
  /** How long a task may take, in milliseconds. */
  time: number;
  /** How many megabytes its objects may take; a little more is taken for the thread itself. */
  memory: number;
}

const LIMITS: Limits = { time: 20_000, memory: 384 };

const TOO_MUCH =
  'This file needs more time or memory than a list of children or staff ever should, and was not read. Please copy what matters into a new file, and save that.';
const DAMAGED =
  'This file cannot be read: it is damaged, or not what its content says. Please save it again.';

/** The task before, since one is carried out at a time: each may take a good part of a small machine. */
let last: Promise<unknown> = Promise.resolve();

/**
 * Reads somebody's file in a thread of its own, which sees no environment, may take only so much time and memory, and is
 * ended afterwards (decision 55). Never rejects for what the file holds: `wrong` is a sentence for whoever chose it. The bytes
 * are copied.
 */
export function readApart<T extends Task>(
  task: T,
  bytes: Uint8Array,
  limits: Partial<Limits> = {},
): Promise<Answer<T>> {
  const mine = last.then(() => runApart(task, bytes, { ...LIMITS, ...limits }));
  last = mine.catch(() => undefined);
  return mine;
}

function runApart<T extends Task>(task: T, bytes: Uint8Array, { time, memory }: Limits): Promise<Answer<T>> {
  const worker = new Worker(findWorker(), {
    workerData: { task, bytes: Uint8Array.from(bytes) },
    env: {},
    execArgv: [],
    // Nothing that a package prints about somebody's file reaches the log.
    stdout: true,
    stderr: true,
    resourceLimits: { maxOldGenerationSizeMb: memory, maxYoungGenerationSizeMb: 32, stackSizeMb: 4 },
  });
  return new Promise<Answer<T>>((resolve) => {
    const timer = setTimeout(() => resolve({ wrong: TOO_MUCH }), time);
    worker.once('message', (answer: Answer<T>) => resolve(answer));
    worker.once('error', ({ code }: NodeJS.ErrnoException) =>
      resolve({ wrong: code === 'ERR_WORKER_OUT_OF_MEMORY' ? TOO_MUCH : DAMAGED }),
    );
    worker.once('exit', () => resolve({ wrong: DAMAGED }));
    void worker.once('exit', () => clearTimeout(timer));
  }).finally(() => worker.terminate());
}

/** The thread's code as it was built: beside this code, or in dist where this runs from its source (as in tests). */
function findWorker(): string {
  const built = ['apart.js', '../../../dist/src/apart.js'].map((path) => join(import.meta.dirname, path));
  const found = built.find((path) => existsSync(path));
  if (found === undefined) throw new Error('The part that reads files is not built: run `npm run build`.');
  return found;
}
