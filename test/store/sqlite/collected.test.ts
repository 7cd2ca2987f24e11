import { existsSync, readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Driver from 'better-sqlite3';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { DEMO, openWorkplace, type Workplace } from '../../support/process.ts';
import { openTestStore } from '../../support/store.ts';
import { aFamily } from '../fixture.ts';
import { startScribe } from '../processes.ts';

// On Node 24 a process ends with SIGABRT when the garbage collector takes one of the driver's objects (decision 28). So every
// connection, statement and iterator is held until its thread ends. Which are taken can be seen on any Node.

const WATCH = `--require ${join(import.meta.dirname, '../../support/collected.cjs')}`;

let work: Workplace;
let folder: string;
let lines: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'candour-collected-'));
  lines = join(folder, 'lines');
  work = await openWorkplace();
  await work.candour(['import', DEMO]);
  await work.candour(['backup', 'earlier.db']);
}, 60_000);
afterEach(() => rm(lines, { force: true }));
afterAll(async () => {
  await work.close();
  await rm(folder, { recursive: true, force: true });
});

/** What the threads of a programme said as they ended. */
function said(): { made: number; gone: string[] }[] {
  if (!existsSync(lines)) return [];
  return readFileSync(lines, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}

const watched = () => ({ NODE_OPTIONS: WATCH, COLLECTED: lines });

/** So many threads of the programme used the database, and all that they made is still there. */
function expectHeld(threads: number): void {
  const used = said().filter(({ made }) => made > 0);
  expect(used.flatMap(({ gone }) => gone)).toEqual([]);
  expect(used).toHaveLength(threads);
}

test.each<{ args: string[]; code?: number; threads?: number }>([
  { args: ['import', DEMO] },
  { args: ['import', DEMO, '--dry-run'] },
  { args: ['say', '--as', 'Ruth Hallam', 'keyperson Callum McBride'] },
  { args: ['say', '--as', 'Karolina Nowak', 'declare "Fiona McBride" friend since=2019'] },
  { args: ['tick'] },
  { args: ['calendar', '--from', '2026-12-01', '--to', '2026-12-08'], threads: 2 },
  { args: ['outbox'] },
  { args: ['audit', 'verify'] },
  { args: ['audit', 'export', 'trail.jsonl'] },
  { args: ['export', '--person', 'Karolina Nowak', '--to', 'karolina.zip'] },
  { args: ['export-setting', 'out'] },
  { args: ['retain', '--dry-run'] },
  { args: ['doctor'] },
  { args: ['backup', 'copy.db'], threads: 2 },
  { args: ['restore', 'earlier.db'], code: 1, threads: 0 },
  { args: ['restore', 'earlier.db', '--check'], threads: 2 },
  { args: ['restore', 'earlier.db', '--force'], threads: 2 },
])(
  'candour $args drops nothing of the driver',
  async ({ args, code = 0, threads = 1 }) => {
    const ended = await work.candour(args, { env: watched() });
    expect(ended, ended.stderr).toMatchObject({ code });
    expectHeld(threads);
  },
  60_000,
);

test('the console drops nothing of the driver', async () => {
  const other = await openWorkplace();
  try {
    const input =
      'keyperson Callum McBride\nas Karolina Nowak\ndeclare "Fiona McBride" friend since=2019\ntick\nquit\n';
    const ended = await other.start({ input, env: watched() });
    expect(ended, ended.stderr).toMatchObject({ code: 0 });
    expectHeld(1);
  } finally {
    await other.close();
  }
}, 60_000);

test('a process that writes so much that its log is copied drops nothing of the driver', async () => {
  const open = await openTestStore();
  try {
    const { setting } = await aFamily(open.store);
    const under = ['env', `NODE_OPTIONS=${WATCH}`, `COLLECTED=${lines}`];
    const scribe = startScribe(open.file, setting.id, 4000, 50, under);
    await scribe.ended;
    expect(scribe.answered).toHaveLength(4000);
    expectHeld(1);
  } finally {
    await open.close();
  }
}, 60_000);

test('looking for the first bad row of an audit trail drops nothing of the driver', async () => {
  const other = await openWorkplace(work);
  try {
    const driver = new Driver(other.database);
    driver.exec(
      "UPDATE audit SET salt = NULL, payload = NULL WHERE seq = 3; UPDATE audit SET at = '2020' WHERE seq = 5",
    );
    driver.close();
    const ended = await other.candour(['audit', 'verify'], { env: watched() });
    expect(ended, ended.stderr).toMatchObject({ code: 1 });
    expectHeld(1);
  } finally {
    await other.close();
  }
}, 60_000);
