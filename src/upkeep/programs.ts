import { type ChildProcess, spawn } from 'node:child_process';

/** How a programme ended. */
export interface Ended {
  /** Its exit code; null where a signal ended it, or it could not be started. */
  code: number | null;
  /** True where it took too long and was ended. */
  isLate: boolean;
  /** True where it was ended because the service stops. */
  isStopped: boolean;
  stdout: string;
  /** The end of what it wrote to standard error, or why it could not be started: one line. */
  said: string;
}

interface Running {
  /** Undefined: the environment of this process. */
  env?: NodeJS.ProcessEnv;
  /** How long it may take, in milliseconds. */
  limit: number;
}

/** How long a programme that is asked to end may still take, in milliseconds, and how long its last words are waited for. */
const GRACE_MS = 10_000;
const LAST_WORDS_MS = 5_000;
/** Characters that are kept of what it says. */
const SAID = 300;
const MOST_STDOUT = 2 ** 26;

/**
 * Runs programmes, without a shell, each in a process group of its own, so that what it has started is ended with it. None
 * outlives this process, unless this process is killed.
 */
export function createPrograms() {
  const running = new Set<ChildProcess>();
  let isStopped = false;

  function end(child: ChildProcess, signal: NodeJS.Signals): void {
    try {
      if (process.platform === 'win32' || child.pid === undefined) child.kill(signal);
      else process.kill(-child.pid, signal);
    } catch {
      // It has ended already.
    }
  }
  const endAll = (signal: NodeJS.Signals) => {
    for (const child of running) end(child, signal);
  };
  const kill = () => endAll('SIGKILL');
  process.on('exit', kill);

  async function run([program = '', ...args]: readonly string[], { env, limit }: Running): Promise<Ended> {
    if (isStopped) return { code: null, isLate: false, isStopped, stdout: '', said: 'Candour is stopping' };
    const child = spawn(program, args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: process.platform !== 'win32',
      ...(env ? { env } : {}),
    });
    running.add(child);
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (words: string) => {
      if (stdout.length < MOST_STDOUT) stdout += words;
    });
    child.stderr.setEncoding('utf8').on('data', (words: string) => {
      stderr = (stderr + words).slice(-SAID * 4);
    });
    let isLate = false;
    let hard: NodeJS.Timeout | undefined;
    const soft = setTimeout(() => {
      isLate = true;
      end(child, 'SIGTERM');
      hard = setTimeout(() => end(child, 'SIGKILL'), GRACE_MS);
    }, limit);
    try {
      const code = await new Promise<number | null>((ended, failed) => {
        child.once('error', failed);
        child.once('close', ended);
        // What it has started may keep its output open: nobody waits for that.
        child.once('exit', (found) => setTimeout(() => ended(found), LAST_WORDS_MS).unref());
      });
      return { code, isLate, isStopped, stdout, said: lastWords(stderr) };
    } catch (error) {
      const why = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
      return { code: null, isLate, isStopped, stdout, said: `${program} cannot be started (${why})` };
    } finally {
      clearTimeout(soft);
      clearTimeout(hard);
      child.stdout.destroy();
      child.stderr.destroy();
      running.delete(child);
    }
  }

  return {
    run,
    /** Asks what is running to end, waits until it has, and starts nothing more. */
    async stop(): Promise<void> {
      isStopped = true;
      endAll('SIGTERM');
      const late = setTimeout(kill, GRACE_MS);
      while (running.size > 0) await new Promise((resolve) => setTimeout(resolve, 20));
      clearTimeout(late);
      process.off('exit', kill);
    },
  };
}

export type Programs = ReturnType<typeof createPrograms>;

/** The end of what was written, in one line of printable characters. */
function lastWords(written: string): string {
  return written
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, ' ')
    .trim()
    .slice(-SAID);
}
