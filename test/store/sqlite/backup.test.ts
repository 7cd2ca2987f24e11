import { existsSync } from 'node:fs';
import { cp, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import Driver from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openStore } from '../../../src/store/index.ts';
import { backup, restore } from '../../../src/store/sqlite/backup.ts';
import { openTestStore } from '../../support/store.ts';
import { aFamily, NOW } from '../fixture.ts';
import { type Scribe, startScribe } from '../processes.ts';

let open: Awaited<ReturnType<typeof openTestStore>>;
let setting: string;
let folder: string;
let copy: string;
let scribe: Scribe | undefined;

beforeEach(async () => {
  scribe = undefined;
  open = await openTestStore();
  folder = dirname(open.file);
  copy = join(folder, 'backup.db');
  setting = (await aFamily(open.store)).setting.id;
  await append('first');
});
afterEach(async () => {
  scribe?.process.kill('SIGKILL');
  await scribe?.ended;
  await open.close();
});

const append = (action: string) =>
  open.store.write([setting], (register) =>
    register.audit.append(setting, { action, actor: 'operator', subject: 's', payload: {} }, NOW),
  );

/** The actions in the audit trail of a database file. */
function actions(file: string): unknown[] {
  const driver = new Driver(file, { readonly: true });
  try {
    return driver
      .prepare("SELECT action FROM audit WHERE action <> 'test.put' ORDER BY setting, seq")
      .pluck()
      .all();
  } finally {
    driver.close();
  }
}

const left = async () => (await readdir(folder)).filter((name) => name.includes('.part'));

describe('a backup', () => {
  test('is one checked file, closed to others, that opens as a store', async () => {
    await backup(open.file, copy);
    expect((await stat(copy)).mode & 0o777).toBe(0o600);
    expect(actions(copy)).toEqual(['first']);
    const store = await openStore(copy);
    expect(await store.verifyAudit()).toMatchObject({ kind: 'sound', rows: 2 });
    await store.close();
    expect(await left()).toEqual([]);
  });

  test('ends while another process keeps writing, and holds all that was answered before', async () => {
    scribe = startScribe(open.file, setting, 100_000, 4);
    await scribe.until(50);
    const before = [...scribe.answered];
    await backup(open.file, copy);
    const during = scribe.answered.length;
    await scribe.until(during + 20);
    expect(scribe.answered.length).toBeGreaterThan(during);
    const driver = new Driver(copy, { readonly: true });
    const there = new Set(
      driver
        .prepare("SELECT CAST(subject AS INTEGER) FROM audit WHERE action = 'scribe.wrote'")
        .pluck()
        .all(),
    );
    driver.close();
    expect(before.filter((number) => !there.has(number))).toEqual([]);
    const store = await openStore(copy);
    expect(await store.verifyAudit()).toMatchObject({ kind: 'sound' });
    await store.close();
  }, 60_000);

  test('does not keep this process from answering', async () => {
    const making = backup(open.file, copy);
    await append('meanwhile');
    await making;
    expect(actions(open.file)).toEqual(['first', 'meanwhile']);
  });

  test('takes the place of an earlier one, and of nothing else', async () => {
    await backup(open.file, copy);
    await append('second');
    await backup(open.file, copy);
    expect(actions(copy)).toEqual(['first', 'second']);
    const notes = join(folder, 'notes.txt');
    await writeFile(notes, 'mine');
    await expect(backup(open.file, notes)).rejects.toThrow(/not a backup of Candour/);
    expect(await readFile(notes, 'utf8')).toBe('mine');
    await expect(backup(open.file, open.file)).rejects.toThrow(/the database itself/);
    await expect(backup(join(folder, 'none.db'), copy)).rejects.toThrow(/no database/);
  });

  test('of a damaged database is refused, and leaves no file', async () => {
    const damaged = join(folder, 'damaged.db');
    await backup(open.file, damaged);
    const driver = new Driver(damaged);
    driver.pragma('foreign_keys = OFF');
    driver.exec('DELETE FROM people');
    driver.close();
    await expect(backup(damaged, copy)).rejects.toThrow(/could not be copied whole.*refers to nothing/);
    expect(existsSync(copy)).toBe(false);
    expect(await left()).toEqual([]);
  });
});

describe('a restore', () => {
  let target: string;
  beforeEach(async () => {
    await backup(open.file, copy);
    target = join(folder, 'new/candour.db');
  });

  test('makes the database where there is none', async () => {
    await restore(copy, target);
    expect(actions(target)).toEqual(['first']);
    expect((await stat(target)).mode & 0o777).toBe(0o600);
    expect((await stat(dirname(target))).mode & 0o777).toBe(0o700);
  });

  test('refuses to overwrite without force, and touches nothing', async () => {
    await append('second');
    await open.store.close();
    await expect(restore(copy, open.file)).rejects.toThrow(/--force/);
    expect(actions(open.file)).toEqual(['first', 'second']);
    await restore(copy, open.file, { force: true });
    expect(actions(open.file)).toEqual(['first']);
  });

  test('with force is refused while somebody has the database open', async () => {
    await append('second');
    await expect(restore(copy, open.file, { force: true })).rejects.toThrow(/in use/);
    expect(actions(open.file)).toEqual(['first', 'second']);
    expect(await left()).toEqual([]);
  });

  test('lets nothing of the old log into the new database', async () => {
    await restore(copy, target);
    const crashed = join(folder, 'crashed.db');
    // As a killed process leaves them: a database whose last writes are in its log alone.
    await append('only in the log');
    for (const end of ['', '-wal', '-shm']) await cp(`${open.file}${end}`, `${crashed}${end}`);
    expect(actions(crashed)).toEqual(['first', 'only in the log']);
    await restore(copy, crashed, { force: true });
    expect(actions(crashed)).toEqual(['first']);
  });

  test('replaces a database that is damaged', async () => {
    await writeFile(target.replace('new/', ''), 'not a database any more'.repeat(500));
    const damaged = target.replace('new/', '');
    await open.store.close();
    await restore(copy, damaged, { force: true });
    expect(actions(damaged)).toEqual(['first']);
  });

  test.each([
    ['is not there', async () => join(folder, 'none.db'), /no backup/],
    [
      'is no database',
      async () => {
        await writeFile(join(folder, 'notes.txt'), 'mine');
        return join(folder, 'notes.txt');
      },
      /not a backup of Candour/,
    ],
    [
      'is somebody else’s database',
      async () => {
        const driver = new Driver(join(folder, 'other.db'));
        driver.exec('CREATE TABLE t (a)');
        driver.close();
        return join(folder, 'other.db');
      },
      /not a backup of Candour/,
    ],
    [
      'was made by a newer version',
      async () => {
        const driver = new Driver(copy);
        driver.exec(
          "INSERT INTO schema_migrations SELECT MAX(version) + 1, '9999_tomorrow.sql', 'x' FROM schema_migrations",
        );
        driver.close();
        return copy;
      },
      /newer Candour/,
    ],
    [
      'is damaged',
      async () => {
        const bytes = await readFile(copy);
        bytes.fill(0xff, 4096, bytes.length);
        await writeFile(copy, bytes);
        return copy;
      },
      /is damaged/,
    ],
    [
      'is damaged where nobody looks at first',
      async () => {
        const driver = new Driver(copy);
        const page = driver
          .prepare("SELECT rootpage FROM sqlite_master WHERE name = 'people'")
          .pluck()
          .get() as number;
        driver.close();
        const bytes = await readFile(copy);
        bytes.fill(0xff, 4096 * (page - 1), 4096 * page);
        await writeFile(copy, bytes);
        return copy;
      },
      /could not be copied whole/,
    ],
  ])('refuses a backup that %s, and leaves no database', async (_fault, make, message) => {
    await expect(restore(await make(), target)).rejects.toThrow(message);
    expect(existsSync(target)).toBe(false);
    expect(await left()).toEqual([]);
    if (existsSync(dirname(target))) expect(await readdir(dirname(target))).toEqual([]);
  });
});
