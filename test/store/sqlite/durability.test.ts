import { spawnSync } from 'node:child_process';
import { readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import Driver from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openTestStore } from '../../support/store.ts';
import { aSetting } from '../fixture.ts';
import { type Scribe, startScribe } from '../processes.ts';

let open: Awaited<ReturnType<typeof openTestStore>>;
let setting: string;
let scribe: Scribe | undefined;

beforeEach(async () => {
  open = await openTestStore();
  const own = aSetting();
  await open.store.write([], (register) => register.settings.save(own));
  setting = own.id;
});
afterEach(async () => {
  scribe?.process.kill('SIGKILL');
  await scribe?.ended;
  await open.close();
});

test.each([1, 8, 100])(
  'a process killed while it writes %i at once loses nothing that it had answered',
  async (atOnce) => {
    scribe = startScribe(open.file, setting, 50_000, atOnce);
    await scribe.until(300 + atOnce);
    scribe.process.kill('SIGKILL');
    await scribe.ended;
    expect(scribe.answered.length).toBeGreaterThanOrEqual(300);
    expect(scribe.answered.length).toBeLessThan(50_000);
    const driver = new Driver(open.file, { readonly: true });
    const there = new Set(
      driver
        .prepare("SELECT CAST(subject AS INTEGER) FROM audit WHERE action = 'scribe.wrote'")
        .pluck()
        .all(),
    );
    driver.close();
    expect(scribe.answered.filter((number) => !there.has(number))).toEqual([]);
    expect(await open.store.verifyAudit()).toMatchObject({ kind: 'sound', rows: there.size });
  },
  30_000,
);

test('two processes write to one chain and neither breaks it', async () => {
  scribe = startScribe(open.file, setting, 200, 4);
  const other = startScribe(open.file, setting, 200, 4);
  await Promise.all([scribe.ended, other.ended]);
  expect([scribe.answered.length, other.answered.length]).toEqual([200, 200]);
  expect(await open.store.verifyAudit()).toMatchObject({ kind: 'sound', rows: 400 });
}, 30_000);

describe('a flush to disk', () => {
  const tracer = 'strace';
  const strace = spawnSync(tracer, ['-f', '-e', 'trace=fsync', 'true']).status === 0;
  if (!strace)
    console.warn('SKIPPED: strace is missing here, so nobody counts whether commits reach the disk.');

  test.skipIf(!strace)(
    'goes with every commit',
    async () => {
      const flushes = async (writes: number) => {
        const log = join(open.file, `../strace-${writes}.log`);
        scribe = startScribe(open.file, setting, writes, 1, [
          tracer,
          '-f',
          '-o',
          log,
          '-e',
          'trace=fsync,fdatasync',
        ]);
        await scribe.ended;
        expect(scribe.answered).toHaveLength(writes);
        return (await readFile(log, 'utf8')).split('\n').filter((line) => /\bf(data)?sync\(\d+\)/.test(line))
          .length;
      };
      const without = await flushes(0);
      expect((await flushes(40)) - without).toBeGreaterThanOrEqual(40);
    },
    60_000,
  );
});

test('the database and what lies beside it are closed to others', async () => {
  for (const file of [open.file, `${open.file}-wal`, `${open.file}-shm`])
    expect((await stat(file)).mode & 0o777).toBe(0o600);
});
