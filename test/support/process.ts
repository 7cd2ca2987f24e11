import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

const ROOT = join(import.meta.dirname, '../..');
export const DEMO = join(ROOT, 'demo');

export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
  ms: number;
}

interface Given {
  env?: Record<string, string>;
  /** What is piped in; without it the input ends at once. */
  input?: string;
  /** Nothing is piped in: the input is `/dev/null`, as under systemd. */
  detached?: boolean;
}

/** A folder with a database of its own, and the real programme run in it, as built. */
export interface Workplace {
  folder: string;
  database: string;
  /** `npx candour …` */
  candour(args: readonly string[], given?: Given): Promise<Ended>;
  /** `npx candour …`, still running: for signals, and for killing. */
  begin(args: readonly string[], given?: Given): ChildProcess;
  /** `npm start` with input piped in. */
  start(given: Given): Promise<Ended>;
  /** `npm start`, still running: for signals, and for killing. */
  launch(given?: Given): ChildProcess;
  /** `npm start` at a terminal; with `args`, `npx candour …`. */
  terminal(size: { columns: number; rows: number }, given?: Given, args?: readonly string[]): Terminal;
  close(): Promise<void>;
}

/**
 * A folder of its own; with `like`, on a copy of that one's database, in which nothing may be running; with `root`, what is
 * built in another tree than this.
 */
export async function openWorkplace(like?: Workplace, root = ROOT): Promise<Workplace> {
  const CLI = join(root, 'dist/src/cli.js');
  const MAIN = join(root, 'dist/src/main.js');
  if (!existsSync(CLI)) throw new Error('Nothing is built: these tests run dist/. Run npm run build first.');
  const folder = await mkdtemp(join(tmpdir(), 'candour-process-'));
  const database = join(folder, 'candour.db');
  for (const part of ['', '-wal', '-shm']) {
    if (like && existsSync(like.database + part)) await cp(like.database + part, database + part);
  }
  const running = new Set<ChildProcess>();
  const environment = (given: Given) => ({
    // Nothing of the machine's own environment decides what is tested.
    PATH: process.env.PATH,
    HOME: folder,
    LANG: 'C.UTF-8',
    TZ: 'Pacific/Auckland',
    CANDOUR_DATABASE: database,
    ...given.env,
  });
  const launchAt = (script: string, args: readonly string[], given: Given) => {
    const stdin = given.detached ? 'ignore' : 'pipe';
    const child = spawn(process.execPath, [script, ...args], {
      cwd: folder,
      env: environment(given),
      stdio: [stdin, 'pipe', 'pipe'],
    });
    running.add(child);
    child.once('close', () => running.delete(child));
    return child;
  };
  const runToEnd = (script: string, args: readonly string[], given: Given) => {
    const child = launchAt(script, args, given);
    const ended = untilEnd(child);
    child.stdin?.on('error', () => {});
    child.stdin?.end(given.input ?? '');
    return ended;
  };
  return {
    folder,
    database,
    candour: (args, given = {}) => runToEnd(CLI, args, given),
    begin: (args, given = {}) => launchAt(CLI, args, given),
    start: (given) => runToEnd(MAIN, [], given),
    launch: (given = {}) => launchAt(MAIN, [], given),
    terminal(size, given = {}, words) {
      const command = `stty cols ${size.columns} rows ${size.rows} && exec "$0" "$@"`;
      const relay = 'import pty, sys; pty.spawn(sys.argv[1:])';
      const script = words === undefined ? [MAIN] : [CLI, ...words];
      const args = ['-c', relay, '/bin/sh', '-c', command, process.execPath, ...script];
      const child = spawn('python3', args, {
        cwd: folder,
        env: { ...environment(given), TERM: 'xterm-256color' },
      });
      running.add(child);
      child.once('close', () => running.delete(child));
      return new Terminal(child);
    },
    async close() {
      for (const child of running) child.kill('SIGKILL');
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

export function untilEnd(child: ChildProcess): Promise<Ended> {
  const began = performance.now();
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (words: string) => {
    stdout += words;
  });
  child.stderr?.setEncoding('utf8').on('data', (words: string) => {
    stderr += words;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr, ms: performance.now() - began }));
  });
}

export function hasTerminal(): boolean {
  return spawnSync('python3', ['-c', 'import pty']).status === 0;
}

/** A person at a terminal: waits for words to appear, then types. */
export class Terminal {
  readonly ended: Promise<number | null>;
  #child: ChildProcess;
  #seen = '';
  #from = 0;

  constructor(child: ChildProcess) {
    this.#child = child;
    child.stdout?.setEncoding('utf8').on('data', (words: string) => {
      this.#seen += words;
    });
    this.ended = new Promise((resolve) => child.once('close', resolve));
  }

  /** All that appeared since the last time, once these words are among it. */
  async see(words: string | RegExp, within = 15_000): Promise<string> {
    const end = Date.now() + within;
    for (;;) {
      const fresh = stripVTControlCharacters(this.#seen.slice(this.#from));
      if (typeof words === 'string' ? fresh.includes(words) : words.test(fresh)) {
        this.#from = this.#seen.length;
        return fresh;
      }
      if (Date.now() > end) throw new Error(`“${words}” never appeared. There was: ${fresh.slice(-1500)}`);
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  }

  type(keys: string): void {
    this.#child.stdin?.write(keys);
  }

  /** The window is closed. */
  async hangUp(): Promise<void> {
    this.#child.kill('SIGKILL');
    await this.ended;
  }

  /** Everything that appeared, escape sequences and all. */
  raw(): string {
    return this.#seen;
  }
}

export const KEYS = {
  enter: '\r',
  down: '\x1b[B',
  escape: '\x1b',
  space: ' ',
  interrupt: '\x03',
  end: '\x04',
} as const;
