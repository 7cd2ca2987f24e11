import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  linkSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  renameSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { commands } from '../../src/cli/help.ts';
import { DEMO, openWorkplace, type Workplace } from '../support/process.ts';

// Every test starts processes, beside those of other rooms.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let work: Workplace;
let backup: string;

beforeAll(async () => {
  work = await openWorkplace();
  expect((await work.candour(['import', DEMO])).code).toBe(0);
  backup = join(work.folder, 'backup.db');
  expect((await work.candour(['backup', backup])).code).toBe(0);
  expect(spawnSync('mkfifo', ['-m', '640', name('pipe')]).status).toBe(0);
  mkdirSync(name('folder'), { mode: 0o750 });
  symlinkSync(name('folder'), name('link'));
  // What the null device is, under a name of our own.
  if (process.getuid?.() === 0) spawnSync('mknod', ['-m', '666', name('device'), 'c', '1', '3']);
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(name('socket'), resolve));
  server.unref();
});
afterAll(() => work.close());

const name = (kind: string) => join(work.folder, kind);

/** Every command, in a form that opens the database if it can. */
const runs: Record<string, string[][]> = {
  // It opens the database after its last question.
  init: [],
  import: [
    ['import', DEMO],
    ['import', DEMO, '--dry-run'],
  ],
  'export-setting': [['export-setting', 'out']],
  export: [['export', '--person', 'Ruth Hallam', '--to', 'her.zip']],
  say: [['say', '--as', 'Ruth Hallam', 'me']],
  tick: [['tick']],
  calendar: [['calendar']],
  outbox: [['outbox'], ['outbox', '--resend', 'x']],
  audit: [
    ['audit', 'verify'],
    ['audit', 'export'],
    ['audit', 'export', 'audit.jsonl'],
  ],
  retain: [['retain'], ['retain', '--dry-run']],
  backup: [['backup', 'other.db']],
  restore: [
    ['restore', 'backup.db'],
    ['restore', 'backup.db', '--force'],
  ],
  migrate: [['migrate'], ['migrate', '--dry-run']],
  // From what is configured, so that the name is looked at.
  'migrate-db': [['migrate-db', 'CANDOUR_DATABASE', 'moved.db']],
  manifest: [],
  status: [['status'], ['status', '--json']],
  doctor: [['doctor'], ['doctor', '--json']],
};
const lines = Object.values(runs)
  .flat()
  .map((args) => [args.join(' '), args] as const);

it('every command that opens the database is tried below', () => {
  expect(Object.keys(runs)).toEqual(Object.keys(commands));
});

describe.each([
  ['folder', /is a folder.*Set CANDOUR_DATABASE to a file in it, such as .*folder\/candour\.db/],
  ['link', /is a folder.*Set CANDOUR_DATABASE to a file in it, such as .*link\/candour\.db/],
  ['pipe', /is a device, a pipe or a socket/],
  ['socket', /is a device, a pipe or a socket/],
  ['device', /is a device, a pipe or a socket/],
])('CANDOUR_DATABASE naming a %s', (kind, words) => {
  const told = async (
    run: (given: { env: Record<string, string> }) => ReturnType<Workplace['start']>,
    code = 1,
  ) => {
    const before = lstatSync(name(kind), { throwIfNoEntry: false });
    if (!before) return;
    const target = statSync(name(kind));
    const ended = await run({ env: { CANDOUR_DATABASE: name(kind), TMPDIR: work.folder } });
    expect(ended.code).toBe(code);
    expect(`${ended.stdout}${ended.stderr}`).toMatch(words);
    // One sentence; doctor has its own lines.
    expect(ended.stderr.trim().split('\n')).toHaveLength(1);
    expect([lstatSync(name(kind)).mode, lstatSync(name(kind)).ino]).toEqual([before.mode, before.ino]);
    expect([statSync(name(kind)).mode, statSync(name(kind)).ino]).toEqual([target.mode, target.ino]);
    expect(readdirSync(name('folder'))).toEqual([]);
    expect(readdirSync(work.folder).filter((each) => /part|replaced/.test(each))).toEqual([]);
  };

  it.each(lines)('is told to candour %s, which changes nothing', async (_, args) => {
    await told((given) => work.candour(args, given));
  });

  it('is told to npm start, which changes nothing', async () => {
    // Starting again would change nothing.
    await told((given) => work.start({ ...given, input: 'quit\n' }), 78);
  });

  it('is no matter for a trial of a backup', async () => {
    const ended = await work.candour(['restore', backup, '--check'], {
      env: { CANDOUR_DATABASE: name(kind) },
    });
    expect([ended.code, ended.stderr]).toEqual([0, '']);
  });
});

describe('the name of a file', () => {
  it('may not end as a folder does', async () => {
    const { code, stderr } = await work.candour(['outbox'], {
      env: { CANDOUR_DATABASE: `${work.folder}/new/` },
    });
    expect([code, stderr]).toEqual([1, expect.stringContaining(`such as ${work.folder}/new/candour.db`)]);
  });

  it('may be a link: the file is what is restored and set aside, and the link stays', async () => {
    mkdirSync(name('disk'));
    const real = join(name('disk'), 'real.db');
    spawnSync('cp', [backup, real]);
    symlinkSync(real, name('linked.db'));
    const env = { CANDOUR_DATABASE: name('linked.db') };
    expect((await work.candour(['outbox'], { env })).code).toBe(0);
    const { code, stderr } = await work.candour(['restore', backup, '--force'], { env });
    expect([code, stderr]).toEqual([0, '']);
    expect(lstatSync(name('linked.db')).isSymbolicLink()).toBe(true);
    expect(readdirSync(name('disk')).filter((each) => !/-(wal|shm)$/.test(each))).toEqual([
      'real.db',
      expect.stringMatching(/^real\.db\.replaced-/),
    ]);
    renameSync(real, `${real}.away`);
    const dangling = await work.candour(['restore', backup], { env });
    expect([dangling.code, dangling.stderr]).toEqual([
      1,
      expect.stringContaining('link to a file that is not there'),
    ]);
  });

  it('keeps the mode it has, and an empty one is new', async () => {
    const empty = name('empty.db');
    writeFileSync(empty, '');
    for (const mode of [0o644, 0o600, 0o640]) {
      chmodSync(empty, mode);
      expect((await work.candour(['tick'], { env: { CANDOUR_DATABASE: empty } })).code).toBe(0);
      expect(statSync(empty).mode & 0o777).toBe(mode);
    }
  });
});

describe('what a backup would replace', () => {
  it.each(['pipe', 'socket', 'device', 'folder'])('is left alone when it is a %s', async (kind) => {
    const before = lstatSync(name(kind), { throwIfNoEntry: false });
    if (!before) return;
    const { code, stderr } = await work.candour(['backup', name(kind)]);
    expect([code, stderr]).toEqual([1, expect.stringMatching(/is no file|That is a folder/)]);
    expect([lstatSync(name(kind)).mode, lstatSync(name(kind)).ino]).toEqual([before.mode, before.ino]);
  });

  it('is left alone when it is the database by another name', async () => {
    linkSync(work.database, name('other-name.db'));
    expect((await work.candour(['backup', name('other-name.db')])).stderr).toContain(
      'is the database itself',
    );
  });
});
