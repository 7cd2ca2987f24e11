import { spawnSync } from 'node:child_process';
import {
  closeSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Driver from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { open } from '../../src/open.ts';
import { adviceOn } from '../../src/store/advice.ts';
import { openStore } from '../../src/store/index.ts';
import { backup, restore } from '../../src/store/sqlite/backup.ts';
import { aSetting, NOW } from '../store/fixture.ts';

const ROOT = join(import.meta.dirname, '../..');
let folder: string;
let mounted = false;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'candour-faults-'));
});
afterEach(() => {
  if (mounted) spawnSync('umount', ['-l', folder]);
  mounted = false;
  rmSync(folder, { recursive: true, force: true });
});

/** A disk of so many MB at `folder`; false where this process may not make one. */
function mount(size: number): boolean {
  const made = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}m`, 'tmpfs', folder]);
  mounted = made.status === 0;
  if (!mounted) console.warn('SKIPPED: a small disk can only be mounted as root.');
  return mounted;
}

const file = () => join(folder, 'candour.db');
const configured = () => ({ database: file(), root: ROOT });

async function withSetting() {
  const store = await openStore(file());
  const setting = aSetting();
  await store.write([], (register) => register.settings.save(setting));
  const append = (text: string) =>
    store.write([setting.id], (register) =>
      register.audit.append(
        setting.id,
        { action: 'x', actor: 'operator', subject: 's', payload: { text } },
        NOW,
      ),
    );
  return { store, setting, append };
}

describe('a full disk', () => {
  test('refuses what does not fit, keeps all that was answered, and goes on once there is room', async ({
    skip,
  }) => {
    if (!mount(4)) skip();
    const { store, append } = await withSetting();
    const filler = join(folder, 'filler');
    writeFileSync(filler, Buffer.alloc(1 << 20));
    let answered = 0;
    const full = async () => {
      for (;;) {
        await append('x'.repeat(20_000));
        answered++;
      }
    };
    const error = await full().catch((each: unknown) => each);
    expect(error).toMatchObject({ code: expect.stringMatching(/^SQLITE_(FULL|IOERR)/) });
    expect(adviceOn((error as { code: string }).code)).toMatch(/make room|look at it/);
    expect(answered).toBeGreaterThan(10);
    expect(await store.verifyAudit()).toMatchObject({ kind: 'sound', rows: answered });
    rmSync(filler);
    await append('after');
    expect(await store.verifyAudit()).toMatchObject({ kind: 'sound', rows: answered + 1 });
    await store.close();
  });

  test('a backup that does not fit leaves nothing behind', async ({ skip }) => {
    if (!mount(4)) skip();
    const { store, append } = await withSetting();
    for (let at = 0; at < 60; at++) await append('x'.repeat(20_000));
    await expect(backup(file(), join(folder, 'copy.db'))).rejects.toThrow(/could not be copied whole/);
    expect(spawnSync('ls', [folder]).stdout.toString()).not.toMatch(/copy|part/);
    expect(await store.verifyAudit()).toMatchObject({ kind: 'sound', rows: 60 });
    await store.close();
  });
});

test('a disk that can only be read is told in a sentence, and nothing is lost', async ({ skip }) => {
  if (!mount(8)) skip();
  const { store, append } = await withSetting();
  await append('before');
  await store.close();
  expect(spawnSync('mount', ['-o', 'remount,ro', folder]).status).toBe(0);
  await expect(open(configured())).rejects.toThrow(
    /cannot be opened \((SQLITE_READONLY|SQLITE_CANTOPEN|EROFS)/,
  );
  expect(spawnSync('mount', ['-o', 'remount,rw', folder]).status).toBe(0);
  const again = await open(configured());
  expect(await again.verifyAudit()).toMatchObject({ kind: 'sound', rows: 1 });
  await again.close();
});

describe('a damaged database', () => {
  async function damage(at: number) {
    const { store, append } = await withSetting();
    for (let each = 0; each < 50; each++) await append('x'.repeat(2000));
    await store.close();
    const { size } = statSync(file());
    const descriptor = openSync(file(), 'r+');
    writeSync(descriptor, Buffer.alloc(4096, 0xa5), 0, 4096, Math.floor((size * at) / 4096) * 4096);
    closeSync(descriptor);
  }

  test.each([0.3, 0.5, 0.9])(
    'at %f of its length is not started on, with what to do; the file stays as it is',
    async (at) => {
      // Wherever the blow falls: one page of the four tries must be in use.
      await damage(at);
      const before = readFileSync(file());
      await expect(open(configured(), { check: true })).rejects.toThrow(/damaged.*restore|restore a backup/s);
      expect(readFileSync(file()).equals(before)).toBe(true);
    },
  );

  test('whose first page is gone, or that was cut short, too', async () => {
    await damage(0);
    await expect(open(configured(), { check: true })).rejects.toThrow(
      /damaged, .*restore|no database, or damaged/,
    );
    writeFileSync(file(), '');
    // An empty file is a new database: nothing was there.
    const store = await open(configured(), { check: true });
    await store.close();
    const { size } = statSync(file());
    const whole = readFileSync(file());
    writeFileSync(file(), whole.subarray(0, size / 2));
    await expect(open(configured(), { check: true })).rejects.toThrow(/damaged/);
  });

  test('a backup of it is refused, and an earlier backup comes back', async () => {
    const { store, append } = await withSetting();
    await append('before');
    await backup(file(), join(folder, 'good.db'));
    await store.close();
    writeFileSync(file(), Buffer.alloc(8192, 1));
    await expect(backup(file(), join(folder, 'bad.db'))).rejects.toThrow(/could not be copied whole/);
    await restore(join(folder, 'good.db'), file(), { force: true });
    const again = await open(configured(), { check: true });
    expect(await again.verifyAudit()).toMatchObject({ kind: 'sound', rows: 1 });
    await again.close();
  });
});

describe('what an older or a newer Candour left', () => {
  test('a newer database is left alone, in a sentence', async () => {
    const { store } = await withSetting();
    await store.close();
    const driver = new Driver(file());
    driver.prepare("INSERT INTO schema_migrations VALUES (9999, '9999_future.sql', 'x')").run();
    driver.close();
    await expect(open(configured())).rejects.toThrow(
      /The database .*\.db was made by a newer Candour \(it has had 9999_future\.sql\)/,
    );
  });
});

test('a command waits for a database that another process has locked, and then says so', async () => {
  const { store, append } = await withSetting();
  const other = new Driver(file());
  other.exec('BEGIN IMMEDIATE');
  const waiting = append('waits');
  await new Promise((resume) => setTimeout(resume, 300));
  other.exec('COMMIT');
  await waiting;
  other.exec('BEGIN IMMEDIATE');
  await expect(append('gives up')).rejects.toThrow(/kept the database busy\. Please try again/);
  other.exec('COMMIT');
  other.close();
  expect(await store.verifyAudit()).toMatchObject({ kind: 'sound', rows: 1 });
  await store.close();
}, 15_000);
