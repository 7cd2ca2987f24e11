import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROOT } from '../support/documented.ts';
import { closing, type Place, SCENES, type Step } from './commands.ts';

const isLong = process.env.CANDOUR_SLOW === '1';
const here = process.platform === 'win32' ? 'a shell' : undefined;
/** How long one command may take, in milliseconds: `npm ci` compiles a package. */
const PATIENCE_MS = isLong ? 1_200_000 : 240_000;

const AS_SOMEBODY = ['-c', 'user.name=Somebody', '-c', 'user.email=somebody@candour.test'];

let top: string;
let clone: string;
let home: string;

const git = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync('git', args, { cwd: ROOT, encoding: 'utf8' });
  expect(status, stderr).toBe(0);
  return stdout.split('\0').filter((name) => name !== '');
};

beforeAll(async () => {
  top = mkdtempSync(join(tmpdir(), 'candour-clone-'));
  clone = join(top, 'candour');
  home = join(top, 'home');
  mkdirSync(home);
  // Where it comes from stays as it is while the scenes are played; what is not committed yet comes along.
  const origin = join(top, 'origin');
  git('clone', '--quiet', ROOT, origin);
  for (const name of git('ls-files', '-z', '--modified', '--others', '--exclude-standard')) {
    rmSync(join(origin, name), { force: true });
    if (existsSync(join(ROOT, name))) cpSync(join(ROOT, name), join(origin, name));
  }
  git('-C', origin, 'add', '--all');
  git('-C', origin, ...AS_SOMEBODY, 'commit', '--quiet', '--allow-empty', '--message', 'Not committed yet');
  git('clone', '--quiet', origin, clone);
  const prepared = await run({ folder: clone, port: 0, env: {} }, isLong ? 'npm ci' : linked());
  expect(prepared.code, prepared.words).toBe(0);
}, PATIENCE_MS + 60_000);
afterAll(() => rmSync(top, { recursive: true, force: true, maxRetries: 5 }));

/** The packages of this tree in the clone's, without another `npm ci`: only the command itself is the clone's own. */
function linked(): string {
  const from = join(ROOT, 'node_modules');
  const to = join(clone, 'node_modules');
  mkdirSync(to);
  for (const name of readdirSync(from).filter((name) => !/^\.(?!bin|package-lock)/.test(name)))
    if (name === '.bin' || name === '.package-lock.json' || name === 'candour-command')
      cpSync(join(from, name), join(to, name), { recursive: true, verbatimSymlinks: true });
    else symlinkSync(join(from, name), join(to, name));
  return 'npm run build';
}

interface Ended {
  code: number | null;
  words: string;
}

function begin(place: Place, command: string): ChildProcess {
  return spawn('bash', ['-c', command], {
    cwd: place.folder,
    // Nothing of this machine's environment decides what is tested.
    env: {
      PATH: `${dirname(process.execPath)}:${process.env.PATH}`,
      // The long form fetches and compiles packages, as this machine is set up to.
      HOME: isLong ? process.env.HOME : home,
      NODE_EXTRA_CA_CERTS: isLong ? process.env.NODE_EXTRA_CA_CERTS : undefined,
      LANG: 'C.UTF-8',
      npm_config_update_notifier: 'false',
      ...place.env,
    },
    stdio: ['pipe', 'pipe', 'pipe'],
    // Its whole group is ended: npm passes on no signal in time.
    detached: true,
  });
}

/** Ends a command, and whatever it has started. */
function end(child: ChildProcess, signal: NodeJS.Signals): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, signal);
  } catch {
    // It has ended by itself.
  }
}

function run(place: Place, command: string, input = ''): Promise<Ended> {
  const child = begin(place, command);
  let words = '';
  for (const stream of [child.stdout, child.stderr])
    stream?.setEncoding('utf8').on('data', (part: string) => {
      words += part;
    });
  child.stdin?.on('error', () => {});
  child.stdin?.end(input);
  const late = setTimeout(() => end(child, 'SIGKILL'), PATIENCE_MS);
  return new Promise((resolve) =>
    child.once('close', (code) => {
      clearTimeout(late);
      resolve({ code, words });
    }),
  );
}

/** Starts what goes on, and resolves once it has printed this. */
async function start(place: Place, command: string, until: RegExp): Promise<void> {
  const child = begin(place, command);
  const ended = new Promise((resolve) => child.once('close', resolve));
  closing.push(async () => {
    end(child, 'SIGTERM');
    await ended;
  });
  let words = '';
  return new Promise((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`${command} has not come so far: ${words}`)), PATIENCE_MS);
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (part: string) => {
        words += part;
        if (!until.test(words)) return;
        clearTimeout(late);
        resolve();
      });
    child.once('close', (code) => reject(new Error(`${command} ended with ${code}: ${words}`)));
  });
}

async function play(place: Place, step: Step): Promise<void> {
  const { says, input, code = 0, shows, until } = step;
  const [documented = ''] = [says].flat();
  const { as = documented } = step;
  const command = typeof as === 'string' ? as : as(place);
  if (until) return void (await start(place, command, until));
  const ended = await run(place, command, input);
  if (ended.code !== code || shows?.test(ended.words) === false)
    throw new Error(
      `“${documented}”, run as “${command}”, ended with ${ended.code} for ${code}, and was to print ${shows}:\n${ended.words}`,
    );
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

describe('each command of the documents, from a fresh clone', () => {
  for (const { title, begin, lacks = here, steps } of SCENES) {
    if (lacks !== undefined) console.warn(`SKIPPED: ${title}: ${lacks}.`);

    it.skipIf(lacks !== undefined)(title, async () => {
      const place: Place = { folder: clone, port: await freePort(), env: {} };
      place.env.PATH = `${dirname(process.execPath)}:${process.env.PATH}`;
      try {
        await begin?.(place);
        for (const step of steps) if (isLong || !step.isLong) await play(place, step);
      } finally {
        for (const close of closing.splice(0).reverse()) await close();
        // The next scene finds the clone as it came.
        await run(place, 'git clean --quiet -fdx --exclude node_modules --exclude dist');
      }
    });
  }
});
