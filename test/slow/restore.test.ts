import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Driver from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const CLI = join(import.meta.dirname, '../../dist/src/cli.js');
const DEMO = join(import.meta.dirname, '../../demo');
const LONG = process.env.CANDOUR_SLOW === '1';
const KILLS = LONG ? 300 : 40;

let folder: string;
let data: string;
let database: string;
let backup: string;
let env: NodeJS.ProcessEnv;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'candour-restored-'));
  [data, backup] = [join(folder, 'data'), join(folder, 'new.db')];
  database = join(data, 'candour.db');
  env = { PATH: process.env.PATH, CANDOUR_DATABASE: database, TMPDIR: folder };
  expect(candour('import', DEMO)).toBe(0);
  mark('new');
  expect(candour('backup', backup)).toBe(0);
  // The old one as a killed service leaves it: its last word stands in the log alone.
  const driver = mark('old');
  cpSync(data, join(folder, 'old'), { recursive: true });
  driver.close();
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const candour = (...args: string[]) =>
  spawnSync(process.execPath, [CLI, ...args], { env, cwd: folder, stdio: ['ignore', 'ignore', 'inherit'] })
    .status;

function mark(word: string): Driver.Database {
  const driver = new Driver(database);
  driver.pragma('journal_mode = WAL');
  driver.prepare('UPDATE settings SET name = ?').run(word);
  return driver;
}

function again(): void {
  rmSync(data, { recursive: true, force: true });
  cpSync(join(folder, 'old'), data, { recursive: true });
  rmSync(`${database}-shm`, { force: true });
}

/** Which of the two a file is; looked at in a copy, so that nothing is mended by looking. */
function contentOf(name: string): string {
  const copy = mkdtempSync(join(folder, 'look-'));
  try {
    for (const end of ['', '-wal', '-journal'])
      if (readdirSync(data).includes(name + end)) cpSync(join(data, name + end), join(copy, `db${end}`));
    const driver = new Driver(join(copy, 'db'), { fileMustExist: true });
    try {
      expect(driver.pragma('integrity_check', { simple: true })).toBe('ok');
      return driver.prepare('SELECT name FROM settings').pluck().get() as string;
    } finally {
      driver.close();
    }
  } finally {
    rmSync(copy, { recursive: true });
  }
}

/** Under the name stands the old or the new one, whole, and the old one is not lost; a trial and a backup then go as ever. */
function expectNothingLost(): 'old' | 'new' {
  const now = contentOf('candour.db');
  expect(['old', 'new']).toContain(now);
  const aside = readdirSync(data).filter((name) => /\.replaced-[^.]*Z(-\d+)?$/.test(name));
  expect([now, ...aside.map(contentOf)]).toContain('old');
  expect(candour('backup', join(folder, 'after.db'))).toBe(0);
  expect(
    [folder, data].flatMap((each) => readdirSync(each)).filter((name) => name.includes('.part')),
  ).toEqual([]);
  expect(contentOf('candour.db')).toBe(now);
  return now === 'old' ? 'old' : 'new';
}

describe('SIGKILL while a backup takes the place of the database', () => {
  it(`leaves the old or the new one, whole, at ${KILLS} moments of it`, async () => {
    const began = performance.now();
    again();
    expect(candour('restore', backup, '--force')).toBe(0);
    const takes = performance.now() - began;
    let seed = 12_345;
    const found = { old: 0, new: 0 };
    for (let kill = 0; kill < KILLS; kill++) {
      again();
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      const child = spawn(process.execPath, [CLI, 'restore', backup, '--force'], { env, cwd: folder });
      const ended = once(child, 'close');
      await new Promise((done) => setTimeout(done, ((seed % 1000) / 1000) * takes));
      child.kill('SIGKILL');
      await ended;
      found[expectNothingLost()] += 1;
    }
    console.log(`${KILLS} deaths: ${found.old} left the old database, ${found.new} the new one`);
  });

  const tracer = 'strace';
  const strace = spawnSync(tracer, ['-f', '-e', 'trace=rename', 'true']).status === 0;
  it
    .skipIf(!strace)
    .each(['link', 'rename', 'unlink', 'fsync', 'chmod', 'rmdir', ...(LONG ? ['pwrite64'] : [])])(
    'leaves the old or the new one, whole, before each %s',
    (call) => {
      const log = join(folder, 'calls');
      let deaths = 0;
      for (let when = 1; ; when++) {
        again();
        const { status } = spawnSync(
          tracer,
          ['-f', '-o', log, '-e', `trace=${call}`, '-e', `inject=${call}:signal=SIGKILL:when=${when}`].concat(
            [process.execPath, CLI, 'restore', backup, '--force'],
          ),
          { env, cwd: folder },
        );
        if (!readFileSync(log, 'utf8').includes('INJECTED') && status === 0) break;
        deaths += 1;
        expectNothingLost();
      }
      expect(deaths).toBeGreaterThan(0);
    },
  );

  it.skipIf(!strace)('has the other name on disk before the new one takes the first', () => {
    again();
    const log = join(folder, 'calls');
    const traced = ['-o', log, '-e', 'trace=link,rename,fsync', process.execPath, CLI];
    const { status } = spawnSync(tracer, [...traced, 'restore', backup, '--force'], { env, cwd: folder });
    expect(status).toBe(0);
    const calls = [...readFileSync(log, 'utf8').matchAll(/^(link|rename|fsync)\(/gm)].map(([, call]) => call);
    // What is synced after that is the event of each setting's restore.
    const placed = calls.slice(calls.indexOf('link'));
    expect(placed.slice(0, 4)).toEqual(['link', 'fsync', 'rename', 'fsync']);
    expect(new Set(placed.slice(4))).toEqual(new Set(['fsync']));
  });

  it('leaves a damaged one as whole as it was', () => {
    again();
    const damaged = readFileSync(database).fill(0xa5, 0, 100);
    const log = readFileSync(`${database}-wal`);
    writeFileSync(database, damaged);
    expect(candour('restore', backup, '--force')).toBe(0);
    const [name = ''] = readdirSync(data).filter((each) => /\.replaced-.*Z$/.test(each));
    expect(readFileSync(join(data, name)).equals(damaged)).toBe(true);
    expect(readFileSync(join(data, `${name}-wal`)).equals(log)).toBe(true);
    expect(contentOf('candour.db')).toBe('new');
  });
});
