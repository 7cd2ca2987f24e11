import { type ChildProcess, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import Driver from 'better-sqlite3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { DEMO, type Ended, openWorkplace, untilEnd, type Workplace } from '../support/process.ts';

// Every test starts processes, beside those of other rooms.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const KEY = randomBytes(32).toString('base64');
const AS_ROOT = process.getuid?.() === 0;
let fresh: Workplace;
let work: Workplace;
/** The folder for temporary files of the commands that are tested. */
let temporary: string;
let backups: string;
let copy: string;
let mounted: string[] = [];

beforeAll(async () => {
  fresh = await openWorkplace();
  const imported = await fresh.candour(['import', DEMO, '--at', '2026-11-20T10:00:00Z']);
  expect(imported.code, imported.stderr).toBe(0);
});
afterAll(() => fresh.close());
beforeEach(async () => {
  work = await openWorkplace(fresh);
  [temporary, backups] = [join(work.folder, 'tmp'), join(work.folder, 'backups')];
  for (const folder of [temporary, backups]) mkdirSync(folder, { mode: 0o700 });
  copy = join(backups, 'copy.db');
});
afterEach(async () => {
  for (const folder of mounted) spawnSync('umount', ['-l', folder]);
  mounted = [];
  await work.close();
});

const run = (args: readonly string[], env: Record<string, string> = {}): Promise<Ended> =>
  work.candour(args, { env: { TMPDIR: temporary, ...env } });

async function backUp(env: Record<string, string> = {}): Promise<void> {
  const ended = await run(['backup', copy], env);
  expect(ended.code, ended.stderr).toBe(0);
}

/** Every file below the folder: its path, mode, time and content. */
function everything(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true, recursive: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => join(parentPath, name))
    .map((path) => {
      const { mode, mtimeMs } = statSync(path);
      return `${path} ${mode} ${mtimeMs} ${createHash('sha256').update(readFileSync(path)).digest('hex')}`;
    })
    .sort();
}

function change(file: string, sql: string): void {
  const driver = new Driver(file);
  driver.pragma('foreign_keys = OFF');
  driver.exec(sql);
  driver.close();
}

const setAside = () => readdirSync(work.folder).filter((name) => name.includes('.replaced-'));
const parts = (folder = work.folder) => readdirSync(folder).filter((name) => name.includes('.part'));

describe('restore FILE --check', () => {
  it.each([
    ['plain', {}],
    ['encrypted', { CANDOUR_KEY: KEY }],
  ])('tells what a %s backup holds, and leaves nothing behind', async (_, env) => {
    await backUp(env);
    const driver = new Driver(work.database, { readonly: true });
    const rows = (table: string) => driver.prepare(`SELECT COUNT(*) FROM ${table}`).pluck().get();
    expect(rows('people')).toBeGreaterThan(10);
    const before = everything(work.folder);
    const { code, stdout, stderr } = await run(['restore', copy, '--check'], env);
    expect([code, stderr]).toEqual([0, '']);
    expect(everything(work.folder)).toEqual(before);
    expect(stdout).toContain(
      `willow (Willowmere Pre-school): ${rows('people')} people, ${rows('children')} children`,
    );
    expect(stdout).toContain(`${rows('audit')} audit rows`);
    driver.close();
    expect(stdout).toContain('audit trail is sound');
    expect(stdout).toContain('newest event is of 2026-11-20T10:00:00.000Z');
    expect(stdout).toContain(`copied into ${temporary}`);
    expect(readdirSync(temporary)).toEqual([]);
  });

  const tracer = 'strace';
  const strace = spawnSync(tracer, ['-f', '-e', 'trace=openat', 'true']).status === 0;
  it.skipIf(!strace)('opens no file by the name of the database', async () => {
    await backUp();
    const cli = join(import.meta.dirname, '../../dist/src/cli.js');
    const log = join(work.folder, 'opened.log');
    const args = [
      '-f',
      '-o',
      log,
      '-e',
      'trace=open,openat',
      process.execPath,
      cli,
      'restore',
      copy,
      '--check',
    ];
    const env = { PATH: process.env.PATH, CANDOUR_DATABASE: work.database, TMPDIR: temporary };
    expect(spawnSync(tracer, args, { env }).status).toBe(0);
    const opened = readFileSync(log, 'utf8');
    expect(opened).toContain(`"${copy}"`);
    expect(opened).not.toContain(`"${work.database}`);
  });

  it('needs no database, and makes none', async () => {
    await backUp();
    const nowhere = join(work.folder, 'nowhere/candour.db');
    const { code, stderr } = await run(['restore', copy, '--check'], { CANDOUR_DATABASE: nowhere });
    expect([code, stderr]).toEqual([0, '']);
    expect(existsSync(join(work.folder, 'nowhere'))).toBe(false);
  });

  it.each<[string, () => void, RegExp]>([
    ['is not there', () => rmSync(copy), /no backup at/],
    ['is a folder', () => [rmSync(copy), mkdirSync(copy)], /That is a folder/],
    ['is a pipe', () => [rmSync(copy), spawnSync('mkfifo', [copy])], /not a backup of Candour/],
    ['is a letter', () => writeFileSync(copy, 'Dear Sarah'), /not a backup of Candour/],
    ['is cut short', () => writeFileSync(copy, readFileSync(copy).subarray(0, 300_000)), /is damaged/],
    ['has rows that refer to nothing', () => change(copy, 'DELETE FROM people'), /refers to nothing/],
    [
      'is newer',
      () => change(copy, "INSERT INTO schema_migrations VALUES (9999, '9999_tomorrow.sql', 'x')"),
      /copy\.db was made by a newer Candour .*Install that version/,
    ],
    [
      'has a changed audit trail',
      () => change(copy, "UPDATE audit SET actor = 'nobody' WHERE seq = 2"),
      /audit chain of willow is broken at row 2/,
    ],
    ['is the database', () => [rmSync(copy), symlinkSync(work.database, copy)], /is the database itself/],
  ])('ends with 1 when the backup %s, and leaves nothing behind', async (_, spoil, words) => {
    await backUp();
    spoil();
    const before = everything(work.folder);
    const { code, stdout, stderr } = await run(['restore', copy, '--check']);
    expect(code).toBe(1);
    expect(stderr).toMatch(words);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stdout).not.toContain('can be restored');
    expect(everything(work.folder)).toEqual(before);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it.each([
    ['no key', {}, /is encrypted\. Set CANDOUR_KEY/],
    ['another key', { CANDOUR_KEY: randomBytes(32).toString('base64') }, /another CANDOUR_KEY/],
  ])('ends with 1 where there is %s', async (_, env, words) => {
    await backUp({ CANDOUR_KEY: KEY });
    const { code, stderr } = await run(['restore', copy, '--check'], env);
    expect([code, stderr]).toEqual([1, expect.stringMatching(words)]);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('reads the log of a copy made by other means', async () => {
    const driver = new Driver(work.database);
    driver.pragma('journal_mode = WAL');
    driver.exec("UPDATE settings SET name = 'Only in the log'");
    for (const end of ['', '-wal']) cpSync(work.database + end, copy + end);
    driver.close();
    expect((await run(['restore', copy, '--check'])).stdout).toContain('Only in the log');
  });

  it('is no matter for --force', async () => {
    expect((await run(['restore', copy, '--check', '--force'])).code).toBe(2);
  });

  it.skipIf(!AS_ROOT)('copies to where there is room, or says how much is needed and where', async () => {
    await backUp();
    const small = (folder: string) => {
      expect(spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', folder]).status).toBe(0);
      mounted.push(folder);
    };
    small(temporary);
    const elsewhere = await run(['restore', copy, '--check']);
    expect([elsewhere.code, elsewhere.stderr]).toEqual([0, '']);
    expect(elsewhere.stdout).toContain(`copied into ${work.folder} `);
    expect(parts()).toEqual([]);
    const cramped = join(work.folder, 'cramped');
    mkdirSync(cramped);
    small(cramped);
    const env = { CANDOUR_DATABASE: join(cramped, 'candour.db') };
    const nowhere = await run(['restore', copy, '--check'], env);
    expect([nowhere.code, nowhere.stderr]).toEqual([1, expect.stringMatching(/needs \d+ MB.*TMPDIR/)]);
  });
});

describe('restore FILE, where there is a database', () => {
  it.each<[string, () => Promise<Ended>, () => string]>([
    ['the environment', () => run(['restore', copy]), () => 'from CANDOUR_DATABASE in the environment'],
    [
      '.env',
      () => {
        writeFileSync(join(work.folder, '.env'), `CANDOUR_DATABASE=${work.database}\n`);
        return asCommand([]);
      },
      () => `from CANDOUR_DATABASE in ${join(work.folder, '.env')}`,
    ],
    [
      '--env-file=',
      () => {
        writeFileSync(join(work.folder, 'env'), `CANDOUR_DATABASE=${work.database}\n`);
        return asCommand(['--env-file=env']);
      },
      () => `from CANDOUR_DATABASE in ${join(work.folder, 'env')}`,
    ],
    [
      '--env-file',
      () => {
        writeFileSync(join(work.folder, 'env'), `CANDOUR_DATABASE=${work.database}\n`);
        return asCommand(['--env-file', 'env']);
      },
      () => `from CANDOUR_DATABASE in ${join(work.folder, 'env')}`,
    ],
    [
      'nowhere',
      () => {
        mkdirSync(join(work.folder, 'data'));
        renameSync(work.database, join(work.folder, 'data/candour.db'));
        return asCommand([]);
      },
      () => 'the default, since CANDOUR_DATABASE is not set',
    ],
  ])('says that its name is from %s, and advises a trial first', async (_, ask, origin) => {
    await backUp();
    const { code, stderr } = await ask();
    expect(code).toBe(1);
    expect(stderr).toMatch(/candour\.db already/);
    expect(stderr).toContain(`(${origin()})`);
    expect(stderr.indexOf('--check')).toBeGreaterThan(0);
    expect(stderr.indexOf('--force')).toBeGreaterThan(stderr.indexOf('--check'));
    expect(setAside()).toEqual([]);
  });

  /** The command without CANDOUR_DATABASE around it, as behind `sudo`. */
  async function asCommand(options: string[]): Promise<Ended> {
    const cli = join(import.meta.dirname, '../../dist/src/cli.js');
    const { status, stdout, stderr } = spawnSync(process.execPath, [...options, cli, 'restore', copy], {
      cwd: work.folder,
      env: { PATH: process.env.PATH, TMPDIR: temporary },
      encoding: 'utf8',
    });
    return { code: status, stdout, stderr, ms: 0 };
  }

  it('with --force sets it aside, whole, and names both', async () => {
    await backUp();
    change(work.database, "UPDATE settings SET name = 'Before'");
    const { code, stdout, stderr } = await run(['restore', copy, '--force']);
    expect([code, stderr]).toEqual([0, '']);
    const [aside = '', ...more] = setAside();
    expect(more).toEqual([]);
    expect(aside).toMatch(/^candour\.db\.replaced-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\dZ$/);
    expect(stdout).toContain(`Restored ${work.database} `);
    expect(stdout).toContain(join(work.folder, aside));
    expect(statSync(join(work.folder, aside)).mode & 0o777).toBe(0o600);
    expect(nameOf(join(work.folder, aside))).toBe('Before');
    expect(nameOf(work.database)).toBe('Willowmere Pre-school');
    // And back again, the same way.
    const back = await run(['restore', join(work.folder, aside), '--force']);
    expect([back.code, back.stderr]).toEqual([0, '']);
    expect(nameOf(work.database)).toBe('Before');
    expect(setAside()).toHaveLength(2);
  });

  function nameOf(file: string): unknown {
    const driver = new Driver(file, { readonly: true });
    try {
      return driver.prepare('SELECT name FROM settings').pluck().get();
    } finally {
      driver.close();
    }
  }
});

describe('restore FILE, with the audit chain', () => {
  const head = (file: string) => {
    const driver = new Driver(file, { readonly: true });
    const found = driver.prepare('SELECT seq, hash FROM chain_heads').get() as { seq: number; hash: string };
    driver.close();
    return found;
  };

  it('prints both heads and what lies between, is an event, and no longer meets the head that was lost', async () => {
    await backUp();
    const backed = head(work.database);
    const said = await run(['say', '--as', 'Ruth Hallam', 'away from=2026-12-01 to=2026-12-02']);
    expect(said.code, said.stderr).toBe(0);
    const lost = head(work.database);
    expect(lost.seq).toBeGreaterThan(backed.seq);
    const met = await run(['audit', 'verify', '--head', `${lost.seq}:${lost.hash}`]);
    expect(met.code, met.stderr).toBe(0);
    const { stdout } = await run(['restore', copy, '--force']);
    expect(stdout).toContain(`restored as of head ${backed.seq}:${backed.hash}`);
    expect(stdout).toContain(`ended at head ${lost.seq}:${lost.hash}`);
    expect(stdout).toContain(
      `${lost.seq - backed.seq} event${lost.seq - backed.seq === 1 ? ' after the backup is' : 's after the backup are'} in the replaced database alone`,
    );
    expect((await run(['audit', 'verify', '--head', backed.hash])).code).toBe(0);
    const old = await run(['audit', 'verify', '--head', `willow/${lost.seq}:${lost.hash}`]);
    expect(old.code).toBe(1);
    expect(old.stderr).toContain('older than that head');
    const events = await run(['audit', 'export']);
    expect(events.stdout).toContain('"action":"register.restored"');
  });
});

describe('doctor', () => {
  it('tells of what restores have set aside, and warns once it is a week old', async () => {
    await backUp();
    await run(['restore', copy, '--force']);
    const [name = ''] = setAside();
    const young = await run(['doctor']);
    expect(young.stdout).toMatch(new RegExp(`^ok .*${name} is what a restore replaced.*rm `, 'm'));
    renameSync(join(work.folder, name), join(work.folder, 'candour.db.replaced-2020-01-31T10-00-00Z-2'));
    const old = await run(['doctor']);
    expect(old.stdout).toMatch(/^warning .*replaced-2020-01-31T10-00-00Z-2 .*days ago.*people's data.*rm /m);
  });

  it('says where the name of the database is from', async () => {
    expect((await run(['doctor'])).stdout).toContain('candour.db (from CANDOUR_DATABASE in the environment)');
    const none = await run(['doctor'], { CANDOUR_DATABASE: join(work.folder, 'none.db') });
    expect(none.stdout).toContain('none.db yet (from CANDOUR_DATABASE in the environment)');
  });

  it('leaves a file that others may read as it is, and says what to do', async () => {
    chmodSync(work.database, 0o644);
    expect((await run(['doctor'])).stdout).toMatch(/^warning .*chmod 600/m);
    expect(statSync(work.database).mode & 0o777).toBe(0o644);
  });
});

/** Waits for a copy of the database in a folder for unfinished work below one of these, and for nothing longer than the command. */
async function untilCopied(child: ChildProcess, folders: string[]): Promise<void> {
  while (child.exitCode === null) {
    const found = folders.some((folder) => parts(folder).some((part) => hasCopy(join(folder, part))));
    if (found) return;
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  throw new Error('It ended before it could be cut off.');
}

function hasCopy(folder: string): boolean {
  try {
    return readdirSync(folder, { recursive: true }).some((name) => String(name).endsWith('copy.db'));
  } catch {
    // It was removed meanwhile.
    return false;
  }
}

/** Ends a command with a signal while its copy of the database exists. */
async function cutOff(
  args: string[],
  signal: NodeJS.Signals,
  env: Record<string, string> = {},
): Promise<number | null> {
  const child = work.begin(args, { env: { TMPDIR: temporary, ...env } });
  const ended = untilEnd(child);
  await untilCopied(child, [work.folder, backups, temporary]);
  child.kill(signal);
  return (await ended).code;
}

const readable = () =>
  [work.folder, backups, temporary].flatMap((folder) => parts(folder).map((name) => join(folder, name)));

describe('a command that is cut off', () => {
  beforeEach(async () => {
    await backUp();
    // Large enough that copying it takes a while.
    change(work.database, 'CREATE TABLE filler (a); INSERT INTO filler VALUES (randomblob(60000000))');
    cpSync(work.database, join(backups, 'large.db'));
  });
  const large = () => join(backups, 'large.db');

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('by %s removes what it had made', async (signal) => {
    for (const args of [
      ['restore', large(), '--check'],
      ['restore', large(), '--force'],
      ['backup', join(backups, 'new.db')],
      ['calendar'],
    ]) {
      expect(await cutOff(args, signal), args.join(' ')).toBe(
        { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 }[signal],
      );
      expect(readable(), args.join(' ')).toEqual([]);
    }
    expect(existsSync(join(backups, 'new.db'))).toBe(false);
    expect(setAside()).toEqual([]);
  });

  it.each<[string, () => string[], Record<string, string>]>([
    ['a backup', () => ['backup', join(backups, 'new.db')], {}],
    ['an encrypted backup', () => ['backup', join(backups, 'new.db')], { CANDOUR_KEY: KEY }],
    ['a restore', () => ['restore', large(), '--force'], {}],
    ['a trial', () => ['restore', large(), '--check'], {}],
    ['a calendar', () => ['calendar'], {}],
  ])(
    '%s, by SIGKILL, leaves what is closed to others, what doctor names, and what goes next time',
    async (_, args, env) => {
      const sweepers: [string, () => Promise<unknown>][] = [
        ['start', () => work.start({ input: 'quit\n', env: { TMPDIR: temporary } })],
        ['backup', () => run(['backup', join(backups, 'other.db')])],
        ['trial', () => run(['restore', copy, '--check'])],
      ];
      for (const [name, sweeper] of sweepers) {
        await cutOff(args(), 'SIGKILL', env);
        const left = readable();
        expect(left.length).toBeGreaterThan(0);
        for (const path of left) expect(statSync(path).mode & 0o777).toBe(0o700);
        const doctor = await run(['doctor']);
        // Doctor does not know where backups go.
        for (const path of left.filter((each) => !each.startsWith(backups)))
          expect(doctor.stdout).toMatch(new RegExp(`^warning ${path} was left .*rm -r ${path}`, 'm'));
        await sweeper();
        const beyond = (path: string) => name !== 'backup' && path.startsWith(backups);
        expect(readable().filter((path) => !beyond(path))).toEqual([]);
      }
      await run(['backup', join(backups, 'last.db')]);
      expect(readable()).toEqual([]);
    },
  );
});
