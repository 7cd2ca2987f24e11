import { closeSync, openSync } from 'node:fs';
import { realPath } from './file.ts';
import { takeLock } from './lock.ts';

/** How often it is looked whether the other service has ended, in milliseconds. */
const EVERY_MS = 200;

interface Waiting {
  /** How long another service is given to end, in milliseconds. */
  forMs: number;
  /** Called once, where another service is there. */
  onOther: () => void;
  /** Ends the wait. */
  over: AbortSignal;
}

/**
 * Makes this process the one service of a database file, until it ends: a lock on a file beside it, `….lock`. Commands beside the
 * service take no such lock. On a disk that knows no locks, whoever comes second cannot be told so.
 * @returns false where another service is there and does not end
 */
export async function becomeService(database: string, { forMs, onOther, over }: Waiting): Promise<boolean> {
  const file = `${realPath(database)}.lock`;
  try {
    closeSync(openSync(file, 'a', 0o600));
  } catch {
    // Whoever may not write here is told so when the database is opened.
  }
  let lock = takeLock(file, 0);
  if (lock === 'busy') onOther();
  for (const until = Date.now() + forMs; lock === 'busy' && Date.now() < until && !over.aborted; ) {
    await new Promise((resume) => setTimeout(resume, EVERY_MS));
    lock = takeLock(file, 0);
  }
  return lock !== 'busy';
}
