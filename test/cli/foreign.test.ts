import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { powerless } from '../support/powerless.ts';
import { DEMO, openWorkplace, type Workplace } from '../support/process.ts';

// Every test starts processes, beside those of other rooms.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const ROOT = join(import.meta.dirname, '../..');
/** Nobody's files: the folder is given to this user where that may be done. */
const NOBODY = 65_534;

let work: Workplace;
let folder: string;

beforeAll(async () => {
  work = await openWorkplace();
  folder = join(work.folder, 'data');
  const env = { CANDOUR_DATABASE: join(folder, 'candour.db') };
  expect((await work.candour(['import', DEMO], { env })).code).toBe(0);
  if (process.getuid?.() !== 0) return;
  chownSync(folder, NOBODY, NOBODY);
  for (const name of readdirSync(folder)) chownSync(join(folder, name), NOBODY, NOBODY);
});
afterAll(async () => {
  chmodSync(folder, 0o700);
  await work.close();
});

/** A script of the build, run by a user whom the database's folder does not let in. */
function asOther(script: 'cli' | 'main', args: readonly string[], cwd = work.folder) {
  const words = powerless(process.execPath, [join(ROOT, `dist/src/${script}.js`), ...args]);
  const { status, stdout, stderr } = spawnSync(...words, {
    cwd,
    env: { PATH: process.env.PATH, CANDOUR_DATABASE: join(folder, 'candour.db') },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  return { code: status, stdout, stderr };
}

describe.each([0o000, 0o111, 0o444])(
  'a database in a folder of mode %o, which keeps this user out',
  (mode) => {
    const CLOSED = /cannot be opened \((EACCES|SQLITE_CANTOPEN)\)\. .*as the user that Candour runs as/;

    it('is a fault for doctor, which checks the rest', () => {
      chmodSync(folder, mode);
      const { code, stdout, stderr } = asOther('cli', ['doctor']);
      expect([code, stderr]).toEqual([1, 'One fault was found: see above.\n']);
      expect(stdout).toMatch(new RegExp(`^FAULT .*${CLOSED.source}`, 'm'));
      expect(stdout).toMatch(/by this machine's clock/);
    });

    it.each([[['outbox']], [['tick']], [['import', DEMO]], [['audit', 'verify']]])(
      'is not taken for missing by candour %j',
      (args) => {
        chmodSync(folder, mode);
        const { code, stdout, stderr } = asOther('cli', args);
        expect([code, stdout]).toEqual([1, '']);
        expect(stderr).toMatch(CLOSED);
        expect(stderr.trim().split('\n')).toHaveLength(1);
      },
    );
  },
);

it.each(['cli', 'main'] as const)('%s says in a line that it may not read .env', (script) => {
  const cwd = join(work.folder, `started-${script}`);
  mkdirSync(cwd);
  writeFileSync(join(cwd, '.env'), 'CANDOUR_LOG=info\n', { mode: 0o000 });
  const { code, stdout, stderr } = asOther(script, script === 'cli' ? ['doctor'] : [], cwd);
  // Starting the service again would change nothing.
  expect([code, stdout]).toEqual([script === 'cli' ? 1 : 78, '']);
  expect(stderr).toMatch(/^\S*\/\.env cannot be read by this user\. .*\n$/);
});
