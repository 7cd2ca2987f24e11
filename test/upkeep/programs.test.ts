import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { createPrograms } from '../../src/upkeep/programs.ts';
import { toWords, withFile } from '../../src/upkeep/words.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'candour-programs-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const isRunning = (pid: number) => {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
};
const pidIn = async (file: string) => {
  await vi.waitFor(() => expect(readFileSync(file, 'utf8')).toMatch(/^\d+$/), 10_000);
  return Number(readFileSync(file, 'utf8'));
};
/** A programme that starts another, heeds no signal, and ends never. */
const stubborn = (file: string) => [
  'sh',
  '-c',
  `trap '' TERM; sh -c 'trap "" TERM; echo -n $$ > ${file}; while :; do sleep 1; done' & wait; while :; do sleep 1; done`,
];

it.skipIf(process.platform === 'win32')(
  'ends what takes too long, with all that it has started',
  async () => {
    const programs = createPrograms();
    const file = join(folder, 'late');
    const ended = programs.run(['sh', '-c', `sleep 600 & echo -n $! > ${file}; wait`], { limit: 500 });
    const pid = await pidIn(file);
    expect(await ended).toMatchObject({ code: null, isLate: true });
    await vi.waitFor(() => expect(isRunning(pid)).toBe(false), 5_000);
  },
);

it.skipIf(process.platform === 'win32')(
  'ends what is running when the service stops, though it heeds no signal, and starts nothing more',
  async () => {
    const programs = createPrograms();
    const file = join(folder, 'stubborn');
    const ended = programs.run(stubborn(file), { limit: 600_000 });
    const pid = await pidIn(file);
    await programs.stop();
    expect(await ended).toMatchObject({ code: null, isStopped: true });
    await vi.waitFor(() => expect(isRunning(pid)).toBe(false), 5_000);
    expect(await programs.run(['true'], { limit: 1000 })).toMatchObject({
      code: null,
      said: 'Candour is stopping',
    });
  },
);

it.skipIf(process.platform === 'win32')('waits for nobody who keeps its output open', async () => {
  const programs = createPrograms();
  const began = performance.now();
  const file = join(folder, 'open');
  const { code } = await programs.run(['sh', '-c', `sleep 600 & echo -n $! > ${file}; exit 4`], {
    limit: 60_000,
  });
  expect(code).toBe(4);
  expect(performance.now() - began).toBeLessThan(30_000);
  process.kill(await pidIn(file));
});

it('gives words to the programme as they are: no shell reads them', async () => {
  const words = toWords(
    `${process.execPath} -e "console.log(JSON.stringify(process.argv.slice(1)))" -- '$HOME' "a b" ; * ''`,
  );
  const { stdout } = await createPrograms().run(words ?? [], { limit: 20_000 });
  expect(JSON.parse(stdout)).toEqual(['$HOME', 'a b', ';', '*', '']);
});

it.each([
  ['rclone copy', ['rclone', 'copy', '/b/x.db']],
  ['rclone copy {file} there:', ['rclone', 'copy', '/b/x.db', 'there:']],
  ["rclone sync '{folder}' --log=/l/{file}", ['rclone', 'sync', '/b', '--log=/l//b/x.db']],
])('%s: where the file goes', (command, words) => {
  expect(withFile(toWords(command) ?? [], '/b/x.db', '/b')).toEqual(words);
});

it.each(['', '   ', '"', "a 'b", "''"])('%j is no command', (command) => {
  expect(toWords(command)).toBeUndefined();
});
