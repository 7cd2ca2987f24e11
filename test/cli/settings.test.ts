import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { DEMO, openWorkplace, type Workplace } from '../support/process.ts';

// Every test starts processes, beside those of other rooms.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let work: Workplace;

/** Two settings: in elm, Ruth Hallam is another human of that name, and Maeve O'Sullivan is the same one. */
beforeAll(async () => {
  work = await openWorkplace();
  const folder = join(work.folder, 'elm');
  await cp(DEMO, folder, { recursive: true });
  const change = async (file: string, from: string, to: string) => {
    const words = await readFile(join(folder, file), 'utf8');
    expect(words).toContain(from);
    await writeFile(join(folder, file), words.replace(from, to));
  };
  await change('setting.json', '"willow"', '"elm"');
  await change('setting.json', 'Willowmere Pre-school', 'Elm Lane Nursery');
  await change('people.csv', 'ruth.hallam@willowmere.test', 'ruth.hallam@elm.test');
  for (const dir of [DEMO, folder]) {
    const imported = await work.candour(['import', dir, '--at', '2026-11-20T10:00:00Z']);
    expect(imported.code, imported.stderr).toBe(0);
  }
});
afterAll(() => work.close());

const say = (as: string, ...rest: string[]) => work.candour(['say', '--as', as, ...rest]);

describe('beside the demo', () => {
  const BESIDE = /holds the demo.*no platform starts.*Set CANDOUR_DATABASE to another file/;

  it('an import of one’s own says that no platform will start, and what to do; the demo alone says nothing', async () => {
    const own = await work.candour(['import', join(work.folder, 'elm'), '--dry-run']);
    expect([own.code, own.stdout]).toEqual([0, expect.stringMatching(BESIDE)]);
    const CANDOUR_DATABASE = join(work.folder, 'demo-alone.db');
    for (const _ of ['first', 'again']) {
      const demo = await work.candour(['import', DEMO], { env: { CANDOUR_DATABASE } });
      expect([demo.code, demo.stdout]).toEqual([0, expect.not.stringMatching(BESIDE)]);
    }
    const added = ['import', join(work.folder, 'elm')];
    for (const args of [[...added, '--dry-run'], added])
      expect((await work.candour(args, { env: { CANDOUR_DATABASE } })).stdout).toMatch(BESIDE);
  });

  it('the demo is not put beside one’s own, also not for a trial, nor by npm start', async () => {
    const CANDOUR_DATABASE = join(work.folder, 'own.db');
    const own = await work.candour(['import', join(work.folder, 'elm')], { env: { CANDOUR_DATABASE } });
    expect([own.code, own.stdout]).toEqual([0, expect.not.stringMatching(BESIDE)]);
    for (const more of [[], ['--dry-run']]) {
      const demo = await work.candour(['import', DEMO, ...more], { env: { CANDOUR_DATABASE } });
      expect(demo.code).toBe(1);
      expect(demo.stderr).toMatch(/^setting\.json:1:1: .*your own.*Set CANDOUR_DATABASE to another file/m);
    }
    const before = await readFile(CANDOUR_DATABASE);
    const started = await work.start({ input: '', env: { CANDOUR_DATABASE } });
    expect(started.stdout).toContain('Willowmere');
    expect(started.stdout).not.toContain('Elm Lane Nursery');
    expect(started.stderr).toMatch(
      /this is the demo, in .*demo\.db; your register .*own\.db \(from CANDOUR_DATABASE .*\) is left alone/,
    );
    expect((await readFile(CANDOUR_DATABASE)).equals(before)).toBe(true);
  });
});

describe('where there are several settings', () => {
  it('people of one name are not taken for one human', async () => {
    const ended = await say('Ruth Hallam', 'me');
    expect([ended.code, ended.stdout]).toEqual([1, '']);
    expect(ended.stderr).toContain('--setting CODE');
    expect((await say('Ruth Hallam', '--setting', 'elm', 'me')).stdout).toContain('Elm Lane Nursery');
    expect((await say('ruth.hallam@willowmere.test', 'me')).stdout).toContain('Willowmere Pre-school');
  });

  it('one human in both is asked which, or says so', async () => {
    const asked = await say("Maeve O'Sullivan", '--json', 'inbox');
    expect(asked.code).toBe(3);
    expect(JSON.parse(asked.stdout).inputs[0]).toMatchObject({ name: 'setting', required: true });
    expect((await say("Maeve O'Sullivan", 'inbox setting=elm')).code).toBe(0);
    expect((await say("Maeve O'Sullivan", '--answer', 'setting=willow', 'inbox')).code).toBe(0);
  });

  it('a reference fits in each, and so does a child: neither reaches across', async () => {
    expect((await say('P01', 'me')).stderr).toContain('--setting CODE');
    const declared = await say(
      'P06',
      '--setting',
      'elm',
      'declare',
      '"Wei Chen"',
      'kind=friend',
      'since=2019',
    );
    expect(declared.code, declared.stderr).toBe(0);
    const elsewhere = await say('P01', '--setting', 'willow', 'keyperson', 'Lily', 'Chen');
    expect(elsewhere.stdout).not.toMatch(/D-\d{4}/);
    expect((await say('P01', '--setting', 'elm', 'keyperson', 'Lily', 'Chen')).stdout).toMatch(/D-\d{4}/);
  });

  it('the outbox says which is which, and each has a chain of its own', async () => {
    const { stdout } = await work.candour(['outbox', '--json']);
    const of = stdout.split('\n').filter((line) => /"D-\d{4}"/.test(line));
    expect(of.map((line) => JSON.parse(line).setting)).toEqual(of.map(() => 'elm'));
    expect(of.length).toBeGreaterThan(0);
    expect((await work.candour(['audit', 'verify'])).stdout).toContain('2 chains');
  });

  it('an export must be told which', async () => {
    const folder = join(work.folder, 'out');
    expect((await work.candour(['export-setting', folder])).code).toBe(1);
    expect((await work.candour(['export-setting', folder, '--setting', 'elm'])).code).toBe(0);
    expect(await readFile(join(folder, 'setting.json'), 'utf8')).toContain('Elm Lane');
  });

  it('the console tells them apart', async () => {
    const input = 'as Ruth Hallam\nas Ruth Hallam setting=elm\nme\nquit\n';
    const { code, stdout } = await work.start({ input });
    expect(code).toBe(0);
    expect(stdout).toMatch(/Ruth Hallam +staff, manager +elm/);
    expect(stdout).toContain('That fits several people: Ruth Hallam');
    expect(stdout).toContain('Ruth Hallam, Elm Lane Nursery');
  });
});
