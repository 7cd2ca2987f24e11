import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const LOADER = fileURLToPath(new URL('./typescript.mjs', import.meta.url));
const SCRIBE = fileURLToPath(new URL('./scribe.ts', import.meta.url));

export interface Scribe {
  process: ChildProcess;
  /** Numbers of the writes that were answered so far. */
  answered: number[];
  /** Resolves when that many were, or the process has ended. */
  until(count: number): Promise<void>;
  /** Resolves when it has ended and all it said was read. */
  ended: Promise<void>;
}

/** Starts a process that writes; `under` is a command to run it with. */
export function startScribe(
  file: string,
  setting: string,
  writes: number,
  atOnce: number,
  under: string[] = [],
): Scribe {
  const [command = '', ...args] = [
    ...under,
    process.execPath,
    '--import',
    LOADER,
    SCRIBE,
    file,
    setting,
    String(writes),
    String(atOnce),
  ];
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const answered: number[] = [];
  const waiting = new Set<() => void>();
  let rest = '';
  let over = false;
  child.stdout.setEncoding('utf8').on('data', (words: string) => {
    const lines = (rest + words).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) if (line !== 'ready') answered.push(Number(line));
    for (const look of waiting) look();
  });
  const ended = once(child, 'close').then(() => {
    over = true;
    for (const look of waiting) look();
  });
  return {
    process: child,
    answered,
    ended,
    until: (count) =>
      new Promise((resolve) => {
        const look = () => {
          if (answered.length < count && !over) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      }),
  };
}
