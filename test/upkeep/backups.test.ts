import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { chmod } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { MachineFault } from '../../src/core/notices/machine.ts';
import type { Log } from '../../src/core/platform.ts';
import { openStore } from '../../src/store/index.ts';
import { isSealedFile } from '../../src/store/sealed.ts';
import { restore } from '../../src/store/sqlite/backup.ts';
import { createBackups } from '../../src/upkeep/backups.ts';
import { fileFor, recall } from '../../src/upkeep/folder.ts';
import { createPrograms } from '../../src/upkeep/programs.ts';
import { openSetting, type TestSetting } from '../support/setting.ts';

// Every test starts processes, beside those of other rooms.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const CLI = join(import.meta.dirname, '../../dist/src/cli.js');
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
let elm: TestSetting;
let folder: string;
let now: Date;
/** What the stopwatch says, in milliseconds. */
let elapsed: number;
let lines: Record<string, unknown>[];
let reports: string[];
const programs = createPrograms();

beforeEach(async () => {
  elm = await openSetting();
  folder = join(dirname(elm.file), 'kept');
  mkdirSync(folder, { mode: 0o700 });
  now = new Date('2026-11-24T02:31:00Z');
  elapsed = 0;
  lines = [];
  reports = [];
});
afterEach(() => elm.close());

const write = (level: string) => (facts: Record<string, unknown>, msg: string) => {
  lines.push({ level, msg, ...facts });
};
const log: Log = { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
const messages = () => lines.map(({ msg }) => msg);

interface Given {
  days?: number;
  command?: string[];
  key?: Buffer;
  database?: string;
}

/** What a service does for its backups, from its start on. */
function start({ days = 14, command, key, database = elm.file }: Given = {}) {
  const env = {
    PATH: process.env.PATH,
    CANDOUR_DATABASE: database,
    ...(key ? { CANDOUR_KEY: key.toString('base64') } : {}),
  };
  return createBackups({
    plan: { folder, days, command },
    database,
    backUp: (file) => programs.run([process.execPath, CLI, 'backup', file], { env, limit: 60_000 }),
    environment: { PATH: process.env.PATH, RESTIC_PASSWORD: 'theirs' },
    programs,
    clock: () => now,
    stopwatch: { elapsed: () => elapsed },
    log,
    report: (fault: MachineFault, since) => void reports.push(`${fault}: ${since?.toISOString() ?? 'well'}`),
  });
}

const pass = (ms: number) => {
  now = new Date(now.getTime() + ms);
  elapsed += ms;
};
const kept = () =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.db'))
    .sort();
/** An earlier backup, as far as its name shows. */
const before = (days: number) => {
  const file = fileFor(folder, new Date(now.getTime() - days * DAY));
  writeFileSync(file, 'an earlier one', { mode: 0o600 });
  return file;
};

describe('the night’s backup', () => {
  it('is made once a night, closed to others, and opens again', async () => {
    const backups = start();
    await backups.step();
    pass(60_000);
    await backups.step();
    expect(kept()).toEqual(['candour-2026-11-24T02-31-00Z.db']);
    const [file = ''] = kept().map((name) => join(folder, name));
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const store = await openStore(file);
    expect(await store.verifyAudit()).toEqual(await elm.store.verifyAudit());
    await store.close();
    expect(backups.facts).toMatchObject({
      lastGoodAt: new Date('2026-11-24T02:31:00Z'),
      failingSince: undefined,
    });
    expect(lines).toEqual([
      {
        level: 'info',
        msg: 'a backup was made and checked',
        backup: kept()[0],
        bytes: statSync(file).size,
        ms: 0,
      },
    ]);
    pass(DAY);
    await backups.step();
    expect(kept()).toEqual(['candour-2026-11-24T02-31-00Z.db', 'candour-2026-11-25T02-32-00Z.db']);
    expect(reports).toEqual(['backup: well', 'backup: well']);
  });

  it('is encrypted where there is a key, and comes back with it', async () => {
    const key = randomBytes(32);
    await start({ key }).step();
    const [file = ''] = kept().map((name) => join(folder, name));
    expect(isSealedFile(file)).toBe(true);
    const back = join(dirname(elm.file), 'back.db');
    await restore(file, back, { key });
    const store = await openStore(back);
    expect(await store.verifyAudit()).toEqual(await elm.store.verifyAudit());
    await store.close();
  });

  it.each([
    ['a start before the night’s minute takes the night before for served', '2026-11-25T02:29:00Z', 1],
    ['a start after it makes the one that was missed', '2026-11-25T02:31:00Z', 2],
    ['a start in the morning makes the one that was missed', '2026-11-25T08:00:00Z', 2],
    ['a clock that was set back makes one, and takes no later one for it', '2026-10-01T09:00:00Z', 2],
  ])('%s', async (_, at, count) => {
    await start().step();
    now = new Date(at);
    const backups = start();
    await backups.step();
    await backups.step();
    expect(kept().length).toBe(count);
    expect(backups.facts.lastGoodAt?.getTime()).toBeLessThanOrEqual(now.getTime());
  });

  it('deletes what it made itself and what has become too old, and nothing else', async () => {
    const old = [15, 16, 40].map(before);
    const young = [1, 2, 13].map(before);
    const others = [
      'candour.db',
      'candour-2020-01-01.db',
      'candour-2020-01-01T00-00-00Z.db.txt',
      'before-upgrade.db',
    ];
    for (const name of others) writeFileSync(join(folder, name), 'mine');
    mkdirSync(join(folder, 'candour-2020-01-01T00-00-00Z.db'));
    await start().step();
    expect(old.filter((file) => existsSync(file))).toEqual([]);
    expect(young.filter((file) => !existsSync(file))).toEqual([]);
    expect(
      [...others, 'candour-2020-01-01T00-00-00Z.db'].filter((name) => !existsSync(join(folder, name))),
    ).toEqual([]);
    expect(messages().filter((msg) => msg === 'an old backup was deleted')).toHaveLength(3);
  });

  it('leaves the newest three, whatever the clock says of their age', async () => {
    const files = [400, 401, 402, 403].map(before);
    await start().step();
    expect(files.map((file) => existsSync(file))).toEqual([true, true, false, false]);
  });

  it('an old one that cannot be deleted is told, and hinders nothing', async ({ skip }) => {
    const files = [40, 1, 2, 3].map(before);
    const [old = ''] = files;
    // Not even root deletes such a file.
    if (spawnSync('chattr', ['+i', old]).status !== 0) skip();
    try {
      await start().step();
      expect(lines.filter(({ level }) => level === 'warn')).toEqual([
        {
          level: 'warn',
          msg: 'an old backup could not be deleted',
          backup: basename(old),
          code: 'EPERM',
        },
      ]);
      expect(reports).toEqual(['backup: well']);
    } finally {
      spawnSync('chattr', ['-i', old]);
    }
  });
});

describe('a backup that fails', () => {
  it('is told with its reason, tried again after an hour whatever the clock says, and is over once one is made', async () => {
    rmSync(folder, { recursive: true });
    const backups = start();
    await backups.step();
    const since = now;
    expect(reports).toEqual([`backup: ${since.toISOString()}`]);
    expect(lines).toEqual([
      {
        level: 'error',
        msg: 'no backup could be made; it is tried again in an hour',
        why: expect.stringMatching(
          /^The folder for backups, .*kept, is not there\. Mount its disk; or make it/,
        ),
      },
    ]);
    mkdirSync(folder, { mode: 0o700 });
    pass(59 * 60_000);
    await backups.step();
    expect(kept()).toEqual([]);
    // The clock is set back by a week; the hour passes all the same.
    elapsed += 61_000;
    now = new Date(now.getTime() - 7 * DAY);
    await backups.step();
    expect(kept().length).toBe(1);
    expect(reports.at(-1)).toBe('backup: well');
    expect(messages().slice(-2)).toEqual(['a backup was made and checked', 'backups are made again']);
    expect(backups.facts).toMatchObject({ failingSince: undefined, lastFailedAt: since });
  });

  it('is remembered over a restart, since when', async () => {
    const database = join(dirname(elm.file), 'none.db');
    await start({ database }).step();
    const since = now.toISOString();
    pass(5 * HOUR);
    await start({ database }).step();
    expect(reports).toEqual([`backup: ${since}`, `backup: ${since}`]);
    expect(await recall(folder)).toEqual({ database, failingSince: since });
    expect(lines.at(-1)?.why).toMatch(/There is no database at/);
  });

  it('says so where its user may not write', async ({ skip }) => {
    const isRoot = process.getuid?.() === 0;
    if (isRoot && spawnSync('mount', ['-t', 'tmpfs', '-o', 'ro', 'tmpfs', folder]).status !== 0) skip();
    if (!isRoot) await chmod(folder, 0o500);
    try {
      await start().step();
      expect(lines[0]?.why).toMatch(/may not write into the folder for backups, .*chown.*ReadWritePaths/);
    } finally {
      if (isRoot) spawnSync('umount', ['-l', folder]);
      else await chmod(folder, 0o700);
    }
  });

  it('says so where the disk is full, leaves nothing half made, and goes on once there is room', async ({
    skip,
  }) => {
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=128k', 'tmpfs', folder]).status === 0;
    if (!mounted) {
      console.warn('SKIPPED: a small disk can only be mounted as root.');
      skip();
    }
    try {
      const backups = start();
      await backups.step();
      expect(lines[0]?.why).toMatch(/no room for the copy, please make some/);
      expect(readdirSync(folder).filter((name) => name !== 'candour-backups.json')).toEqual([]);
      spawnSync('mount', ['-o', 'remount,size=64m', folder]);
      pass(HOUR + 1);
      await backups.step();
      expect(kept().length).toBe(1);
      expect(reports.at(-1)).toBe('backup: well');
    } finally {
      spawnSync('umount', ['-l', folder]);
    }
  });

  it('is swept up after a process that was killed in the middle of it', async () => {
    const child = spawn(process.execPath, [CLI, 'backup', join(folder, 'candour-2026-11-23T02-30-00Z.db')], {
      env: { PATH: process.env.PATH, CANDOUR_DATABASE: elm.file },
      stdio: 'ignore',
    });
    const ended = new Promise((resolve) => child.once('close', resolve));
    await vi.waitFor(
      () => expect(readdirSync(folder)).toContainEqual(expect.stringMatching(/\.part-/)),
      20_000,
    );
    child.kill('SIGKILL');
    await ended;
    expect(readdirSync(folder)).not.toEqual([]);
    await start().step();
    expect(readdirSync(folder).sort()).toEqual(['candour-2026-11-24T02-31-00Z.db', 'candour-backups.json']);
  });

  it('never mixes with the backups of another database, and two services of one do no harm', async () => {
    await Promise.all([start().step(), start().step()]);
    expect(reports).toEqual(['backup: well', 'backup: well']);
    expect(kept().length).toBe(1);
    const other = join(dirname(elm.file), 'other.db');
    await start({ database: other }).step();
    expect(lines.at(-1)?.why).toMatch(
      /holds the backups of another database, .*candour\.db\. Name another folder/,
    );
    expect((await recall(folder)).database).toBe(elm.file);
  });
});

describe('the copy elsewhere', () => {
  it('is made once of each backup, in the environment that is not ours', async () => {
    const seen = join(dirname(elm.file), 'seen.txt');
    const script = `require("node:fs").appendFileSync(process.argv[1], process.argv.slice(2).join(" ") + " " + JSON.stringify(process.env) + "\\n")`;
    const command = [process.execPath, '-e', script, seen, 'to there', '{file}', '--from={folder}'];
    const backups = start({ command });
    await backups.step();
    await backups.step();
    const [line = '', ...more] = readFileSync(seen, 'utf8').trim().split('\n');
    expect(more).toEqual([]);
    const file = join(folder, kept()[0] ?? '');
    expect(line.startsWith(`to there ${file} --from=${folder} `)).toBe(true);
    expect(JSON.parse(line.slice(line.indexOf('{')))).toEqual({
      PATH: process.env.PATH,
      RESTIC_PASSWORD: 'theirs',
    });
    expect(reports).toEqual(['backup: well', 'off-site: well']);
    // A restart copies nothing twice; the next night's is copied, too.
    await start({ command }).step();
    pass(DAY);
    await backups.step();
    expect(readFileSync(seen, 'utf8').trim().split('\n').length).toBe(2);
    expect((await recall(folder)).copied?.name).toBe(kept()[1]);
  });

  it('counts by its exit code, is tried again after an hour, and what it says is in the log alone', async () => {
    const works = join(dirname(elm.file), 'works');
    const script =
      'if (!require("node:fs").existsSync(process.argv[1])) { console.error("\\u001b[31mno route\\nto host"); process.exit(3); }';
    const command = [process.execPath, '-e', script, works];
    const backups = start({ command });
    await backups.step();
    const since = now.toISOString();
    expect(lines.at(-1)).toEqual({
      level: 'error',
      msg: 'the backup could not be copied elsewhere; it is tried again in an hour',
      backup: kept()[0],
      code: 3,
      late: false,
      said: '[31mno route to host',
    });
    pass(HOUR - 1);
    await backups.step();
    expect(lines.length).toBe(2);
    pass(2);
    await backups.step();
    expect(lines.length).toBe(3);
    // After a restart it is the same fault.
    await start({ command }).step();
    expect(reports.filter((report) => report.startsWith('off-site'))).toEqual(
      Array(3).fill(`off-site: ${since}`),
    );
    writeFileSync(works, '');
    pass(HOUR + 1);
    await backups.step();
    expect(reports.at(-1)).toBe('off-site: well');
    expect(await recall(folder)).toEqual({
      database: elm.file,
      copied: { name: kept()[0], at: now.toISOString() },
    });
  });

  it('says so where there is no such programme', async () => {
    await start({ command: ['no-such-programme-here'] }).step();
    expect(lines.at(-1)).toMatchObject({
      code: null,
      said: 'no-such-programme-here cannot be started (ENOENT)',
    });
  });

  it('goes on with the last good backup while no new one can be made', async () => {
    const command = [process.execPath, '-e', 'process.exit(1)'];
    await start({ command }).step();
    pass(DAY);
    const database = join(dirname(elm.file), 'gone.db');
    writeFileSync(join(folder, 'candour-backups.json'), JSON.stringify({ database }));
    await start({ command: [process.execPath, '-e', ''], database }).step();
    expect(reports.slice(-2)).toEqual([`backup: ${now.toISOString()}`, 'off-site: well']);
  });
});
