import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Usage } from './report.ts';

const REPORT = join(import.meta.dirname, 'report.js');
/** How long a server may take to report its port, in milliseconds. */
const START = 60_000;

/** A server in a process of its own. */
export interface Server {
  port: number;
  process: ChildProcess;
  usage(): Promise<Usage>;
  /** As `usage`, once the server has nothing more to do, so that work after the answers counts too. */
  settled(): Promise<Usage>;
  stop(): Promise<void>;
}

const running = new Set<ChildProcess>();

/** Starts a script, built, and waits for its port: `{port}` by message, or on stderr in a line that says "started". */
export async function startServer(script: string, env: Record<string, string> = {}): Promise<Server> {
  const profile = process.env.BENCH_PROFILE;
  const child = fork(script, [], {
    execArgv: [
      '--import',
      REPORT,
      ...(profile === undefined ? [] : ['--cpu-prof', `--cpu-prof-dir=${profile}`]),
    ],
    // The machine's own environment does not influence the measurement.
    env: { PATH: process.env.PATH, LANG: 'C.UTF-8', NODE_ENV: 'production', ...env },
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
  });
  running.add(child);
  child.once('exit', () => running.delete(child));
  const port = await untilPort(child, script);
  const usage = () => ask(child);
  return {
    port,
    process: child,
    usage,
    async settled() {
      let last = await usage();
      for (let tries = 0; tries < 200; tries++) {
        await new Promise((resolve) => setTimeout(resolve, 100));
        const next = await usage();
        if (next.cpu - last.cpu < 8) return next;
        last = next;
      }
      return last;
    },
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      const late = setTimeout(() => child.kill('SIGKILL'), 15_000);
      await ended;
      clearTimeout(late);
    },
  };
}

/** Ends every server that still runs, for a bench that fails. */
export function stopAll(): void {
  for (const child of running) child.kill('SIGKILL');
}

function untilPort(child: ChildProcess, script: string): Promise<number> {
  return new Promise((resolve, reject) => {
    let said = '';
    const late = setTimeout(() => failed(), START);
    const failed = () => reject(new Error(`${script} did not start: ${said.slice(-2000)}`));
    const found = (port: number) => {
      clearTimeout(late);
      resolve(port);
    };
    child.once('exit', failed);
    child.on('message', (told: { port?: number }) => {
      if (told.port !== undefined) found(told.port);
    });
    child.stderr?.setEncoding('utf8').on('data', (words: string) => {
      if (said.length < 100_000) said += words;
      const line = said.split('\n').find((each) => each.includes('"started"') && each.endsWith('}'));
      if (line !== undefined) found((JSON.parse(line) as { port: number }).port);
    });
  });
}

async function ask(child: ChildProcess): Promise<Usage> {
  return new Promise((resolve, reject) => {
    const gone = () => reject(new Error('a server ended while it was measured'));
    const told = (message: { usage?: Usage }) => {
      if (!message.usage) return;
      child.off('message', told);
      child.off('exit', gone);
      resolve(message.usage);
    };
    child.on('message', told);
    child.once('exit', gone);
    child.send('usage');
  });
}
