import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { leftBeside, openScratch, sweep } from '../../../src/store/sqlite/scratch.ts';

const LOADER = new URL('../typescript.mjs', import.meta.url).href;
const SCRATCH = new URL('../../../src/store/sqlite/scratch.ts', import.meta.url).href;
let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'candour-scratch-'));
  file = join(folder, 'candour.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** A process that works in a scratch folder until it is told to end. */
async function startWork() {
  const script = `
    import { writeFileSync } from 'node:fs';
    const { openScratch } = await import('${SCRATCH}');
    writeFileSync(openScratch('${file}').folder + '/copy.db', 'names of children');
    process.stdout.write('ready');
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--import', LOADER, '--input-type=module', '-e', script]);
  await once(child.stdout, 'data');
  return { child, ended: once(child, 'close') };
}

test('a folder for unfinished files is closed to other users, and is removed with its content', () => {
  const scratch = openScratch(file);
  expect(statSync(scratch.folder).mode & 0o777).toBe(0o700);
  writeFileSync(join(scratch.folder, 'copy.db'), 'names of children');
  expect(leftBeside(file)).toEqual([]);
  sweep(file);
  expect(readdirSync(scratch.folder)).toContain('copy.db');
  scratch.close();
  expect(readdirSync(folder)).toEqual([]);
});

test('the folder of a running process is not swept, and that of a killed one is', async () => {
  const { child, ended } = await startWork();
  const [name = ''] = readdirSync(folder);
  sweep(file);
  expect(leftBeside(file)).toEqual([]);
  expect(readdirSync(join(folder, name))).toContain('copy.db');
  child.kill('SIGKILL');
  await ended;
  expect(leftBeside(file)).toEqual([{ path: join(folder, name), ours: true }]);
  // Whichever file it was for.
  sweep(join(folder, 'another.db'));
  expect(readdirSync(folder)).toEqual([]);
});

test.each(['SIGTERM', 'SIGINT', 'SIGHUP'] as const)('%s ends the process and its folder', async (signal) => {
  const { child, ended } = await startWork();
  child.kill(signal);
  await ended;
  expect(readdirSync(folder)).toEqual([]);
});

test('folders that are half removed or empty are swept too', () => {
  mkdirSync(`${file}.part-aaaaaa`);
  mkdirSync(`${file}.part-bbbbbb`);
  writeFileSync(`${file}.part-bbbbbb/copy.db`, 'names of children');
  sweep(file);
  expect(readdirSync(folder)).toEqual([]);
});

test('files of the first edition go once their process has ended, and no others', () => {
  const { pid: ended } = spawnSync('true');
  const left = ['.part', '.part-journal', '.backup.part', '.restore.part'].map(
    (end) => `candour.db.${ended}${end}`,
  );
  const kept = [
    `candour.db.${process.pid}.part`,
    `film.${ended}.part`,
    'candour.db.part-short',
    'candour.db.party',
    'candour.db.part-a1b2c3',
    'candour.db.replaced-2026-11-28T14-31-02Z',
  ];
  for (const name of [...left, ...kept]) writeFileSync(join(folder, name), 'x');
  expect(
    leftBeside(file)
      .map(({ path }) => path)
      .sort(),
  ).toEqual(left.map((name) => join(folder, name)).sort());
  sweep(file);
  expect(readdirSync(folder).sort()).toEqual([...kept].sort());
});

test('two that begin again and again while two sweep are never swept away', async () => {
  const script = (work: string) => `
    import { existsSync, writeFileSync } from 'node:fs';
    const { openScratch, sweep } = await import('${SCRATCH}');
    const end = Date.now() + 3000;
    let lost = 0;
    while (Date.now() < end) { ${work} }
    process.exitCode = lost > 0 ? 1 : 0;`;
  const works = [
    `const scratch = openScratch('${file}'); writeFileSync(scratch.folder + '/copy.db', 'x'); await new Promise((r) => setTimeout(r, 1)); if (!existsSync(scratch.folder + '/copy.db')) lost++; scratch.close();`,
    `sweep('${file}');`,
  ];
  const codes = await Promise.all(
    [0, 1, 0, 1].map(async (which) => {
      const source = script(works[which] ?? '');
      const child = spawn(process.execPath, ['--import', LOADER, '--input-type=module', '-e', source], {
        stdio: 'inherit',
      });
      return (await once(child, 'close'))[0];
    }),
  );
  expect(codes).toEqual([0, 0, 0, 0]);
  expect(readdirSync(folder)).toEqual([]);
}, 30_000);
