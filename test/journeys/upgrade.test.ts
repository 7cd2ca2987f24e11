import type { ChildProcess } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Driver from 'better-sqlite3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { DEMO, openWorkplace, untilEnd, type Workplace } from '../support/process.ts';
import { makeTree, NEXT } from '../support/trees.ts';

// Every test starts processes, beside those of other rooms.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** A platform that starts without reaching anything outside this machine. */
const TEAMS = {
  TEAMS_DEVELOPMENT: '1',
  TEAMS_TENANT_ID: '11111111-1111-4111-8111-111111111111',
  CANDOUR_PORT: '0',
};

let trees: string;
/** A tree whose build and sources have one more migration. */
let newer: string;
/** The same sources beside today's build. */
let half: string;
let fresh: Workplace;
/** Today's build, and the newer one, on one database. */
let work: Workplace;
let next: Workplace;

beforeAll(async () => {
  trees = mkdtempSync(join(tmpdir(), 'candour-trees-'));
  newer = makeTree(join(trees, 'newer'), ['migrations', 'dist/src/migrations']);
  half = makeTree(join(trees, 'half'), ['migrations']);
  fresh = await openWorkplace();
  const folder = join(fresh.folder, 'own');
  cpSync(DEMO, folder, { recursive: true });
  const file = join(folder, 'setting.json');
  writeFileSync(file, readFileSync(file, 'utf8').replace('"willow"', '"elm"'));
  const imported = await fresh.candour(['import', folder, '--at', '2026-11-20T10:00:00Z']);
  expect(imported.code, imported.stderr).toBe(0);
});
afterAll(async () => {
  await fresh.close();
  rmSync(trees, { recursive: true, force: true, maxRetries: 5 });
});
beforeEach(async () => {
  work = await openWorkplace(fresh);
  next = await openWorkplace(undefined, newer);
});
afterEach(async () => {
  await work.close();
  await next.close();
});

const here = () => ({ CANDOUR_DATABASE: work.database });
const copies = () => readdirSync(work.folder).filter((name) => name.includes('.before-'));

function migrations(): unknown[] {
  const driver = new Driver(work.database);
  try {
    return driver.prepare('SELECT name FROM schema_migrations ORDER BY version').pluck().all();
  } finally {
    driver.close();
  }
}

/** Waits for a line of the log that says this, and gives it. */
async function logged(child: ChildProcess, message: RegExp): Promise<Record<string, unknown>> {
  let words = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    words += chunk;
  });
  for (let waited = 0; waited < 20_000; waited += 20) {
    const lines = words.split('\n').filter((line) => line.startsWith('{') && line.endsWith('}'));
    const found = lines.map((line) => JSON.parse(line)).find(({ msg }) => message.test(msg));
    if (found) return found;
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}: ${words}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`${message} was never logged: ${words}`);
}

describe('a build beside sources with other migrations', () => {
  it('opens no database, says what to do, and still makes backups', async () => {
    const torn = await openWorkplace(undefined, half);
    try {
      const before = readFileSync(work.database);
      const OTHER = /not from the sources.*0900_next\.sql.*npm ci && npm run build/;
      for (const ended of [
        await torn.start({ env: { ...TEAMS, ...here() } }),
        await torn.candour(['outbox', '--json'], { env: here() }),
        await torn.candour(['migrate'], { env: here() }),
        await torn.candour(['import', DEMO]),
        await torn.start({ input: 'me\n' }),
      ]) {
        expect([ended.code, ended.stdout]).toEqual([1, '']);
        expect(ended.stderr).toMatch(OTHER);
        expect(ended.stderr.trim().split('\n')).toHaveLength(1);
      }
      expect(readFileSync(work.database).equals(before)).toBe(true);
      expect(readdirSync(torn.folder)).toEqual([]);
      const doctor = await torn.candour(['doctor'], { env: here() });
      expect([doctor.code, doctor.stdout]).toEqual([1, expect.stringMatching(/^FAULT .*npm run build/m)]);
      expect((await torn.candour(['backup', 'copy.db'], { env: here() })).code).toBe(0);
    } finally {
      await torn.close();
    }
  });
});

describe('an older database', () => {
  it.each([
    [['say', '--as', 'Ruth Hallam', 'me']],
    [['tick']],
    [['outbox']],
    [['audit', 'verify']],
    [['retain']],
    [['import', DEMO]],
    [['import', DEMO, '--dry-run']],
    [['export-setting', 'out']],
    [['export', '--person', 'Ruth Hallam', '--to', 'out.zip']],
    [['calendar']],
  ])('is left as it is by candour %j, which says what to do', async (args) => {
    const before = readFileSync(work.database);
    const ended = await next.candour(args, { env: here() });
    expect([ended.code, ended.stdout]).toEqual([1, '']);
    expect(ended.stderr).toMatch(/older than this Candour.*0900_next\.sql.*npx candour migrate/);
    expect(readFileSync(work.database).equals(before)).toBe(true);
  });

  it('is looked at by doctor as far as can be, and backed up', async () => {
    const before = readFileSync(work.database);
    const doctor = await next.candour(['doctor'], { env: here() });
    expect([doctor.code, doctor.stderr]).toEqual([0, '']);
    expect(doctor.stdout).toMatch(/^warning .*older than this Candour.*0900_next\.sql.*candour migrate/m);
    expect(doctor.stdout).toMatch(/^ok {5} The disk has/m);
    expect((await next.candour(['backup', 'copy.db'], { env: here() })).code).toBe(0);
    expect(readFileSync(work.database).equals(before)).toBe(true);
  });

  it('is brought up by candour migrate, which says so, once', async () => {
    const dry = await next.candour(['migrate', '--dry-run'], { env: here() });
    expect([dry.code, dry.stdout]).toEqual([0, expect.stringMatching(/^0900_next\.sql would be applied\./)]);
    expect([migrations().includes(NEXT), copies()]).toEqual([false, []]);
    const done = await next.candour(['migrate'], { env: here() });
    expect([done.code, done.stderr]).toEqual([0, '']);
    expect(done.stdout).toMatch(
      /^0900_next\.sql was applied\.\nAs it was before.* is kept in .*before-0900-.*unencrypted/,
    );
    expect([migrations().includes(NEXT), copies().length]).toEqual([true, 1]);
    for (const args of [['migrate'], ['migrate', '--dry-run']]) {
      const again = await next.candour(args, { env: here() });
      expect([again.code, again.stdout]).toEqual([0, expect.stringMatching(/^There is nothing to do/)]);
    }
    const older = await work.candour(['migrate']);
    expect([older.code, older.stderr]).toEqual([1, expect.stringContaining('newer Candour')]);
    expect(copies()).toHaveLength(1);
  });

  it('is brought up by the service, with a line in the log and a copy that goes back', async () => {
    const child = next.launch({ env: { ...TEAMS, ...here() } });
    const ended = untilEnd(child);
    const started = logged(child, /^started$/);
    const line = await logged(child, /the schema was brought up to date/);
    expect(line).toMatchObject({ level: 'info', applied: [NEXT], from: migrations().at(-2) });
    expect(line.ms).toBeGreaterThan(0);
    await started;
    child.kill('SIGTERM');
    expect((await ended).code).toBe(0);
    expect(await logged(next.launch({ env: { ...TEAMS, ...here() } }), /^started$/)).toMatchObject({
      version: expect.stringMatching(/^\d/),
      commit: expect.stringMatching(/^(unknown|[0-9a-f]{7,}(-dirty)?)$/),
    });
    const [copy = ''] = copies();
    expect(line.copy).toBe(join(work.folder, copy));
    const back = join(work.folder, 'back.db');
    const env = { CANDOUR_DATABASE: back };
    expect((await work.candour(['restore', copy], { env })).code).toBe(0);
    expect((await work.candour(['audit', 'verify'], { env })).stdout).toContain('sound');
  });

  it('is brought up by one of two services that start at once, and copied once', async () => {
    const both = [1, 2].map(() => next.launch({ env: { ...TEAMS, ...here() } }));
    const seen = both.map((child) => {
      let words = '';
      child.stderr?.on('data', (chunk: Buffer) => {
        words += chunk.toString();
      });
      return () => words;
    });
    const ends = both.map(untilEnd);
    // The other waits for the first to end.
    const started = both.map((child) => logged(child, /^started$/).then(() => child));
    (await Promise.any(started)).kill('SIGTERM');
    await Promise.all(started);
    expect(seen.filter((words) => words().includes('brought up to date'))).toHaveLength(1);
    expect(copies()).toHaveLength(1);
    for (const child of both) child.kill('SIGTERM');
    expect((await Promise.all(ends)).map(({ code }) => code)).toEqual([0, 0]);
  });
});

describe('a service whose database is brought up by a newer one', () => {
  it('says so, answers that it is not ready, and ends, so that it is started anew', async () => {
    const old = work.launch({ env: TEAMS });
    const ended = untilEnd(old);
    const { port } = await logged(old, /^started$/);
    const ready = () => fetch(`http://127.0.0.1:${port}/readyz`).then(({ status }) => status);
    expect(await ready()).toBe(200);
    const done = await next.candour(['migrate'], { env: here() });
    expect([done.code, done.stderr]).toEqual([0, '']);
    expect(await ready().catch(() => 503)).toBe(503);
    const { code, stderr } = await ended;
    expect(code).toBe(1);
    const errors = stderr.split('\n').filter((line) => line.includes('"level":"error"'));
    expect(errors).toHaveLength(1);
    expect(JSON.parse(errors[0] ?? '')).toMatchObject({
      migration: NEXT,
      msg: expect.stringMatching(/newer Candour.*this one stops: start the newer one/),
    });
    const again = await work.start({ env: TEAMS });
    expect([again.code, again.stdout]).toEqual([1, '']);
    expect(again.stderr).toMatch(/newer Candour \(it has had 0900_next\.sql\)/);
  });

  it('notices by itself, though nobody asks anything', async () => {
    const old = work.launch({ env: TEAMS });
    const ended = untilEnd(old);
    await logged(old, /^started$/);
    await next.candour(['migrate'], { env: here() });
    expect((await ended).code).toBe(1);
  });

  it('and so does the demo at a console', async () => {
    expect((await work.candour(['import', DEMO], { env: { CANDOUR_DATABASE: 'demo.db' } })).code).toBe(0);
    const old = work.launch();
    const ended = untilEnd(old);
    await new Promise((resolve) => old.stdout?.once('data', resolve));
    await next.candour(['migrate'], { env: { CANDOUR_DATABASE: join(work.folder, 'demo.db') } });
    old.stdin?.write('as Karolina Nowak\ndeclare "Fiona McBride" kind=friend since=2019\n');
    const { code, stdout } = await ended;
    expect(code).toBe(1);
    expect(stdout).toContain('Candour has just been updated');
    expect(stdout).not.toContain('Declared: ');
  });
});

it('doctor tells of a copy that is older than backups are kept', async () => {
  const copy = (days: number) => {
    const day = new Date(Date.now() - days * 86_400_000).toISOString().slice(0, 10);
    writeFileSync(join(work.folder, `candour.db.before-0900-${day}T10-15-00Z`), '', { mode: 0o600 });
  };
  copy(30);
  expect((await work.candour(['doctor'])).stdout).not.toContain('before-0900');
  copy(40);
  expect((await work.candour(['doctor'])).stdout).toMatch(
    /^warning .*before-0900-.* was made 40 days ago.*people's data.*Delete it: rm /m,
  );
});
