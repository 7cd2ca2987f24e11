import { once } from 'node:events';
import { appendFile, cp, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { DEMO, openWorkplace, type Workplace } from '../support/process.ts';

// Every test starts processes, beside those of other rooms.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let work: Workplace;
let dir: string;
const at = (time: string) => ['--at', `2026-11-23T${time}:00Z`];
const undo = (...args: string[]) => work.candour(['import', '--undo', ...args]);
const isSound = async () => (await work.candour(['audit', 'verify'])).code === 0;

beforeAll(async () => {
  work = await openWorkplace();
  dir = join(work.folder, 'willow');
  await cp(DEMO, dir, { recursive: true });
  expect((await work.candour(['import', dir, ...at('10:00')])).code).toBe(0);
  const rows = Array.from(
    { length: 40 },
    (_, n) => `C9${n},Noah Park${n},2026-11-30,,Jin Park${n} (mother),,,,,\n`,
  );
  await appendFile(join(dir, 'children.csv'), rows.join(''));
});
afterAll(() => work.close());

it('takes the last import back once, after a dry run that writes nothing', async () => {
  const none = await undo(...at('10:05'));
  expect([none.code, none.stdout]).toEqual([1, '']);
  expect(none.stderr).toMatch(
    /^There is nothing to take back: .* A setting’s first import is not taken back\.\n$/,
  );
  expect((await work.candour(['import', dir, ...at('10:10')])).stdout).toContain('40 changes made.');
  const would = await undo('--dry-run', ...at('10:20'));
  const words = 'Gone again: 40 people, 40 children, 40 links to carers.\n';
  expect([would.code, would.stderr]).toEqual([0, '']);
  expect(would.stdout).toContain(`${words}That is what would be done; nothing was written.\n`);
  const done = await undo('--setting', 'willow', ...at('10:20'));
  expect([done.code, done.stderr]).toEqual([0, '']);
  expect(done.stdout.endsWith(words)).toBe(true);
  expect(await isSound()).toBe(true);
  expect((await undo(...at('10:21'))).code).toBe(1);
});

it.each([
  [['x.csv'], /one word too many/],
  [['--overwrite'], /--overwrite says nothing about that/],
])('%j beside it is wrong usage', async (args, words) => {
  const ended = await undo(...args);
  expect(ended.code).toBe(2);
  expect(ended.stderr).toMatch(words);
});

it('that is killed has taken back all of it or nothing', async () => {
  const counts: number[] = [];
  for (const ms of [150, 300, 450, 600, 750]) {
    await work.candour(['import', dir, ...at('10:30')]);
    const process = work.begin(['import', '--undo', ...at('10:40')]);
    const ended = once(process, 'close');
    await sleep(ms);
    process.kill('SIGKILL');
    await ended;
    expect(await isSound()).toBe(true);
    const out = join(work.folder, `out-${ms}`);
    expect((await work.candour(['export-setting', out])).code).toBe(0);
    const children = await readFile(join(out, 'children.csv'), 'utf8');
    counts.push(children.match(/Noah Park/g)?.length ?? 0);
  }
  expect(counts.filter((count) => count !== 0 && count !== 40)).toEqual([]);
});
