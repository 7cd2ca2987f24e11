import { spawn } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { outOfSupport, RECOMMENDED, refusal } from '../src/node.js';
import { APPLICATION_ID } from '../src/store/sqlite/schema.ts';
import { type Ended, untilEnd } from './support/process.ts';

const ROOT = join(import.meta.dirname, '..');
const BUILT = join(ROOT, 'dist/src');
const DOORS = ['main.js', 'cli.js'];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'candour-node-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function run(args: readonly string[]): Promise<Ended> {
  const env = { PATH: process.env.PATH, HOME: folder, CANDOUR_DATABASE: join(folder, 'data/candour.db') };
  const child = spawn(process.execPath, args, { cwd: folder, env });
  child.stdin.on('error', () => {});
  child.stdin.end();
  return untilEnd(child);
}

describe('a version of Node', () => {
  it.each(['20.19.0', '20.20.2', '22.13.0', '22.23.3', '24.0.0', '24.21.0'])('%s will do', (version) =>
    expect(refusal(version)).toBeUndefined(),
  );

  it.each([
    ['14.21.3', 'Node 14.21.3 is too old: Candour needs Node 20.19 or newer.'],
    ['18.20.8', 'Node 18.20.8 is too old: Candour needs Node 20.19 or newer.'],
    ['20.18.3', 'Node 20.18.3 is too old: of Node 20, Candour needs 20.19 or newer.'],
    ['21.7.3', 'Node 21.7.3 is none that Candour has been tested on.'],
    ['22.12.0', 'Node 22.12.0 is too old: of Node 22, Candour needs 22.13 or newer.'],
    ['23.11.1', 'Node 23.11.1 is none that Candour has been tested on.'],
    ['25.0.0', 'Node 25.0.0 is newer than any that this Candour has been tested on.'],
    ['26.0.0-nightly2026', 'Node 26.0.0-nightly2026 is newer than any that this Candour has been tested on.'],
    ['100.1.0', 'Node 100.1.0 is newer than any that this Candour has been tested on.'],
  ])('%s will not, and three lines say what to do', (version, why) => {
    expect(refusal(version)?.split('\n')).toEqual([
      why,
      `Please install Node ${RECOMMENDED} from https://nodejs.org.`,
      'Then run npm ci in the folder of Candour, and start it again.',
    ]);
  });

  it('that is out of support is said to be so', () => {
    expect(outOfSupport('20.20.2')).toBe(
      'Node 20 has been out of support since April 2026. Please install Node 24.',
    );
    expect(outOfSupport('22.23.3')).toBeUndefined();
    expect(outOfSupport('24.21.0')).toBeUndefined();
  });
});

describe('each door', () => {
  /** What a file of the build imports before it runs, and what those import. */
  async function closure(file: string, found = new Set<string>()): Promise<Set<string>> {
    if (found.has(file)) return found;
    found.add(file);
    const text = await readFile(join(BUILT, file), 'utf8');
    for (const [, name = ''] of text.matchAll(/^(?:import|export)\b[^;]*?"([^"]+)";/gm)) {
      if (name.startsWith('./')) await closure(name.slice(2), found);
      else found.add(name);
    }
    return found;
  }

  it.each(DOORS)('%s looks at Node before it loads anything else', async (door) => {
    expect([...(await closure(door))].sort()).toEqual([door, 'node.js'].sort());
  });

  it.each(DOORS)('%s is written so that a Node of 2020 can read it', async (door) => {
    for (const file of [join(BUILT, door), join(BUILT, 'node.js'), join(ROOT, 'src/node.js')]) {
      const code = (await readFile(file, 'utf8')).replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
      expect(code, file).not.toMatch(/\?\?|\?\.|\bawait\b|import\.meta|\.at\(|\bstatic\b|#\w|node:/);
    }
  });

  it.each(DOORS.flatMap((door) => ['18.20.8', '25.1.0'].map((version) => [door, version])))(
    '%s refuses Node %s in three lines, and makes nothing',
    async (door = '', version = '') => {
      const other = join(folder, `${version}.cjs`);
      const versions = `{ value: { ...process.versions, node: '${version}' } }`;
      await writeFile(other, `Object.defineProperty(process, 'versions', ${versions});`);
      const ended = await run(['--require', other, join(BUILT, door), 'import', join(ROOT, 'demo')]);
      const code = door === 'main.js' ? 78 : 1;
      expect(ended).toMatchObject({ code, stdout: '', stderr: `${refusal(version)}\n` });
    },
  );
});

describe('a driver that was compiled for another Node, or not at all,', () => {
  let tree: string;
  let binary: string;

  beforeAll(async () => {
    tree = join(folder, 'tree');
    const require = createRequire(import.meta.url);
    const driver = join(dirname(require.resolve('better-sqlite3')), '..');
    const modules = join(driver, '..');
    for (const part of ['dist/src', 'migrations', 'demo', 'package.json']) {
      await cp(join(ROOT, part), join(tree, part), { recursive: true });
    }
    for (const name of ['better-sqlite3/lib', 'better-sqlite3/package.json', 'bindings', 'file-uri-to-path'])
      await cp(join(modules, name), join(tree, 'node_modules', name), { recursive: true });
    binary = join(tree, 'node_modules/better-sqlite3/build/Release/better_sqlite3.node');
    // What a backup begins with: it is opened by the driver.
    const head = Buffer.alloc(4096);
    head.write('SQLite format 3\0', 'latin1');
    head.writeUInt32BE(APPLICATION_ID, 68);
    await writeFile(join(tree, 'backup'), head);
  }, 60_000);

  const lines = (stream: string) => stream.trimEnd().split('\n');

  describe.each([
    ['another', true],
    ['none', false],
  ])('%s', (_which, isThere) => {
    beforeAll(async () => {
      await rm(dirname(binary), { recursive: true, force: true });
      await mkdir(dirname(binary), { recursive: true });
      if (isThere) await writeFile(binary, 'no machine code');
    });

    it.each([
      ['main.js', []],
      ['cli.js', ['import', join(ROOT, 'demo')]],
      ['cli.js', ['say', '--as', 'Ruth Hallam', 'me']],
      ['cli.js', ['backup', 'copy.db']],
      ['cli.js', ['restore', 'tree/backup', '--force']],
      ['cli.js', ['restore', 'tree/backup', '--check']],
    ])('gets three lines that say what to do: %s %j', async (door, args) => {
      await mkdir(join(folder, 'data'), { recursive: true });
      await writeFile(join(folder, 'data/candour.db'), '', { mode: 0o600 });
      const { code, stdout, stderr } = await run([join(tree, 'dist/src', door), ...args]);
      const said = lines(stderr).filter((line) => line !== outOfSupport(process.versions.node));
      expect(said).toHaveLength(3);
      expect(said[0]).toContain(`was not compiled for this Node (${process.versions.node})`);
      expect(said[1]).toContain('npm rebuild better-sqlite3');
      expect(said[2]).toContain('npm ci');
      expect({ code, stdout }).toEqual({ code: door === 'main.js' ? 78 : 1, stdout: '' });
    });

    it('is a fault that doctor finds', async () => {
      const { code, stdout } = await run([join(tree, 'dist/src/cli.js'), 'doctor']);
      expect(code).toBe(1);
      expect(stdout).toMatch(/^FAULT {3}The database driver .*npm rebuild better-sqlite3/m);
    });
  });
});
