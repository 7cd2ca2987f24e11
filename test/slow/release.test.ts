import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { outOfSupport } from '../../src/node.js';
import { checkout, release, unpack } from '../support/released.ts';

const ROOT = join(import.meta.dirname, '../..');
const DRIVER = 'node_modules/better-sqlite3/build/Release/better_sqlite3.node';
/** The long form compiles the driver, or fetches it, as an operator's machine does; the short one takes that of this tree. */
const isLong = process.env.CANDOUR_SLOW === '1';

let folder: string;
let unpacked: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'candour-installed-'));
  checkout(join(folder, 'tree'));
  const made = release(join(folder, 'tree'));
  expect(made.stderr).toBe('');
  const archive = made.files.find((file) => file.endsWith('.tar.gz')) ?? '';
  unpacked = join(folder, 'candour');
  unpack(join(folder, 'tree/release', archive), unpacked);
});
afterAll(() => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }));

function run(command: string, args: readonly string[], input = '') {
  // What the tests are told is no key of Candour.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([key]) => !/^(CANDOUR_|VITEST|NODE_)/.test(key)),
  );
  const { status, stdout, stderr } = spawnSync(command, args, {
    cwd: unpacked,
    env,
    input,
    encoding: 'utf8',
  });
  return { code: status, stdout, stderr };
}

const size = (below: string) =>
  readdirSync(below, { recursive: true })
    .map((name) => statSync(join(below, String(name))))
    .reduce((bytes, each) => bytes + (each.isFile() ? each.size : 0), 0);

it('a release is installed from the registry, and runs: tar xf … && npm ci --omit=dev && npm start', () => {
  const installed = run('npm', ['ci', '--omit=dev', ...(isLong ? [] : ['--ignore-scripts'])]);
  expect(installed.code, installed.stderr).toBe(0);
  if (!isLong) cpSync(join(ROOT, DRIVER), join(unpacked, DRIVER), { recursive: true });
  const mb = size(unpacked) / 2 ** 20;
  process.stdout.write(
    `installed: ${mb.toFixed(0)} MB${isLong ? '' : ', without what the compiler leaves'}\n`,
  );
  expect(mb).toBeLessThan(60);
  expect(run('npx', ['--offline', 'candour', '--version']).stdout).toMatch(
    /^\d+\.\d+\.\d+ \(commit [0-9a-f]{12}\)\n$/,
  );
  const talk = run('npm', ['start'], 'as Amina Yusuf\nme\nquit\n');
  const old = outOfSupport(process.versions.node);
  expect([talk.code, talk.stderr]).toEqual([0, old ? `${old}\n` : '']);
  expect(talk.stdout).toContain('Amina Yusuf');
  // In the folder itself, as it stands in .env.example.
  expect(readdirSync(join(unpacked, 'data'))).toContain('demo.db');
});
