import { randomBytes } from 'node:crypto';
import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { DEMO, openWorkplace, type Workplace } from '../support/process.ts';

// Every test starts processes, beside those of other rooms.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let fresh: Workplace;
let work: Workplace;
beforeAll(async () => {
  fresh = await openWorkplace();
  const imported = await fresh.candour(['import', DEMO, '--at', '2026-11-20T10:00:00Z']);
  expect(imported.code, imported.stderr).toBe(0);
});
afterAll(() => fresh.close());
beforeEach(async () => {
  work = await openWorkplace(fresh);
});
afterEach(() => work.close());

const LATER = ['--at', '2040-01-01T12:00:00Z'];

describe('candour retain', () => {
  it('says what would go, erases it when it is told to, and is then done', async () => {
    const before = readFileSync(work.database);
    const dry = await work.candour(['retain', '--dry-run', ...LATER]);
    expect(dry.code, dry.stderr).toBe(0);
    expect(dry.stdout).toMatch(/would be erased: child C-\d+: three years after the child left/);
    expect(readFileSync(work.database).equals(before)).toBe(true);
    const done = await work.candour(['retain', ...LATER]);
    expect(done.stdout).toMatch(/willow: erased: child C-\d+/);
    expect(done.stdout).not.toContain('would');
    expect((await work.candour(['retain', ...LATER])).stdout).toContain('nothing is due');
    expect((await work.candour(['audit', 'verify'])).stdout).toContain('sound');
  });

  it('leaves a folder that comes back as it went, without the names', async () => {
    await work.candour(['retain', ...LATER]);
    const folder = join(work.folder, 'out');
    const out = await work.candour(['export-setting', folder]);
    expect(out.code, out.stderr).toBe(0);
    expect(readFileSync(join(folder, 'children.csv'), 'utf8')).toMatch(/Erased C-\d+/);
    const back = await work.candour(['import', folder, '--dry-run', ...LATER]);
    expect([back.code, back.stderr]).toEqual([0, '']);
    expect(back.stdout).toMatch(/nothing|no change/i);
  });

  it('keeps records under a legal hold, until it is released', async () => {
    const placed = await work.candour(['retain', '--hold', 'willow', '--why', 'a claim is expected']);
    expect(placed.code, placed.stderr).toBe(0);
    const held = await work.candour(['retain', ...LATER]);
    expect(held.stdout).toMatch(/kept by a legal hold: child C-\d+/);
    expect(held.stdout).not.toMatch(/: erased/);
    expect((await work.candour(['retain', '--hold', 'willow', '--why', 'again'])).code).toBe(1);
    expect((await work.candour(['retain', '--release', 'willow'])).code).toBe(0);
    expect((await work.candour(['retain', ...LATER])).stdout).toContain(': erased');
    const trail = (await work.candour(['audit', 'export'])).stdout;
    expect(trail).toContain('"legal_hold.placed"');
    expect(trail).toContain('"legal_hold.lifted"');
  });

  it.each([
    [['--hold', 'willow'], 2, /--why/],
    [['--hold', 'willow', '--why', ''], 2, /reason/],
    [['--hold', 'a', '--release', 'b', '--why', 'c'], 2, /two commands/],
    [['--hold', 'Nobody At All', '--why', 'x'], 1, /Nobody, and no setting/],
    [['--release', 'willow'], 1, /No legal hold/],
    [['--setting', 'oak'], 1, /No setting is called oak/],
  ] as const)('%j ends with %i', async (args, code, words) => {
    const ended = await work.candour(['retain', ...args]);
    expect(ended.code, ended.stderr).toBe(code);
    expect(ended.stderr).toMatch(words);
  });
});

describe('candour audit', () => {
  it('exports into a file of one’s own, and verifies it without a database', async () => {
    const file = join(work.folder, 'trail.jsonl');
    const made = await work.candour(['audit', 'export', '--setting', 'willow', file]);
    expect(made.code, made.stderr).toBe(0);
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect((await work.candour(['audit', 'export', file])).code).toBe(1);
    const env = { CANDOUR_DATABASE: join(work.folder, 'none.db') };
    const sound = await work.candour(['audit', 'verify', file], { env });
    expect([sound.code, sound.stdout]).toEqual([0, expect.stringContaining('The export is sound')]);
    writeFileSync(file, readFileSync(file, 'utf8').replace(/"action":"[a-z]/, '"action":"Z'));
    const broken = await work.candour(['audit', 'verify', file], { env });
    expect([broken.code, broken.stderr]).toEqual([1, expect.stringContaining('Line 2 is the first bad one')]);
  });
});

describe('a backup', () => {
  it('is encrypted where there is a key, says so where there is none, and comes back', async () => {
    const env = { CANDOUR_KEY: randomBytes(32).toString('base64') };
    const copy = join(work.folder, 'copy.bak');
    expect((await work.candour(['backup', join(work.folder, 'plain.bak')])).stdout).toContain('unencrypted');
    expect((await work.candour(['backup', copy], { env })).stdout).toContain('encrypted with CANDOUR_KEY');
    expect(readFileSync(copy).toString('latin1')).not.toContain('SQLite');
    const closed = await work.candour(['restore', copy, '--force']);
    expect([closed.code, closed.stderr]).toEqual([1, expect.stringContaining('is encrypted')]);
    const other = { CANDOUR_DATABASE: join(work.folder, 'new/back.db'), ...env };
    expect((await work.candour(['restore', copy], { env: other })).code).toBe(0);
    expect((await work.candour(['audit', 'verify'], { env: other })).stdout).toContain('sound');
  });
});

describe('doctor', () => {
  it('warns of a folder and of files that others may read, and of backups without a key', async () => {
    chmodSync(work.folder, 0o755);
    writeFileSync(join(work.folder, '.env'), '', { mode: 0o644 });
    const open = await work.candour(['doctor']);
    expect(open.stdout).toContain('chmod 700');
    expect(open.stdout).toContain('chmod 600 .env');
    expect(open.stdout).toContain('CANDOUR_KEY is not set');
    chmodSync(work.folder, 0o700);
    chmodSync(join(work.folder, '.env'), 0o600);
    const closed = await work.candour(['doctor'], {
      env: { CANDOUR_KEY: randomBytes(32).toString('base64') },
    });
    expect(closed.stdout).not.toMatch(/chmod|CANDOUR_KEY is not set/);
    expect(closed.stdout).toContain('Backups and exports are encrypted');
    expect(closed.stdout).not.toContain('quarter of a year');
  });
});

describe('a database that is damaged or cannot be written', () => {
  it('is told at the start, in a sentence, and the service does not run on it', async () => {
    const whole = readFileSync(work.database);
    writeFileSync(
      work.database,
      Buffer.concat([whole.subarray(0, 8192), Buffer.alloc(whole.length - 8192, 0x5a)]),
    );
    const TEAMS = { TEAMS_DEVELOPMENT: '1', TEAMS_TENANT_ID: '11111111-1111-4111-8111-111111111111' };
    const ended = await work.start({ env: TEAMS });
    expect(ended.code).toBe(78);
    expect(ended.stderr).toMatch(/damaged.*restore/s);
    expect(ended.stderr.trim().split('\n')).toHaveLength(1);
  });
});
