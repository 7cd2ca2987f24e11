import { execFile, spawnSync } from 'node:child_process';
import { existsSync, statSync } from 'node:fs';
import { chmod, cp, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bundle } from '../scripts/bundle.js';
import { powerless } from './support/powerless.ts';

const ROOT = join(import.meta.dirname, '..');

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'candour-build-'));
  await symlink(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction');
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/**
 * Builds a few lines that set `before` and `used`, as the service is built, and runs them; `loaded` is whether the file of a
 * package that is seldom used has been.
 */
async function run(packageName: string, lines: string): Promise<Record<string, unknown>> {
  const input = join(folder, 'input.js');
  await writeFile(
    input,
    `import { createRequire } from 'node:module';
    const cache = createRequire(import.meta.url).cache;
    const loaded = () => Object.keys(cache).some((file) => file.endsWith('/later/${packageName}.cjs'));
    let used;
    ${lines}
    console.log(JSON.stringify({ before, used, after: loaded() }));`,
  );
  await bundle({ root: ROOT, input: { output: input }, to: folder, sourcemap: false });
  const { stdout } = await promisify(execFile)(process.execPath, [join(folder, 'output.js')]);
  return JSON.parse(stdout) as Record<string, unknown>;
}

describe('What is built works with what is seldom used:', { timeout: 60_000 }, () => {
  it('tokens for Teams', async () => {
    const seen = await run(
      'msal-node',
      `import { MsalAppCredentials } from 'botframework-connector';
      const before = loaded();
      const tenant = 'https://login.microsoftonline.com/00000000-0000-4000-8000-000000000000';
      used = new MsalAppCredentials('app', 'password', tenant, 'scope').clientApplication.constructor.name;`,
    );
    expect(seen).toEqual({ before: false, used: 'ConfidentialClientApplication', after: false });
  });

  it('an answer that is recognised in words, loaded when it is used', async () => {
    const seen = await run(
      'recognizers-text-number',
      `import { PromptCultureModels, recognizeChoices } from 'botbuilder-dialogs';
      const before = loaded();
      const [found] = recognizeChoices('the second one', ['red', 'blue']);
      used = [found.resolution.value, PromptCultureModels.German.locale];`,
    );
    expect(seen).toEqual({ before: false, used: ['blue', 'de-de'], after: true });
  });

  it('bank holidays of a year that no table has, loaded when they are asked for', async () => {
    const seen = await run(
      'date-holidays',
      `import { createCalendar } from '${join(ROOT, 'src/calendar.ts')}';
      const before = loaded();
      used = createCalendar().isBankHoliday('scotland', '2060-12-27');`,
    );
    expect(seen).toEqual({ before: false, used: true, after: true });
  });

  it('a zip, packed by what is loaded then', async () => {
    const seen = await run(
      'fflate',
      `import { toZip } from '${join(ROOT, 'src/zip.ts')}';
      const before = loaded();
      used = Buffer.from(toZip({ 'a.txt': 'a' })).toString('latin1', 0, 2);`,
    );
    expect(seen).toEqual({ before: false, used: 'PK', after: true });
  });

  it('Slack’s Socket Mode, loaded when it is used', async () => {
    const seen = await run(
      'undici',
      `import { createServer } from 'node:http';
      import { SocketModeReceiver } from '@slack/bolt';
      const server = createServer((_, response) => response.end(JSON.stringify({ ok: true, url: 'ws://127.0.0.1:' + port })));
      await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
      const { port } = server.address();
      const clientOptions = { slackApiUrl: 'http://127.0.0.1:' + port + '/' };
      const before = loaded();
      const { client } = new SocketModeReceiver({ appToken: 'xapp-1', installerOptions: { clientOptions } });
      client.start().catch(() => {});
      used = await new Promise((connected) => server.on('upgrade', ({ headers }) => connected(headers.upgrade)));
      setImmediate(() => process.exit(0));`,
    );
    expect(seen).toEqual({ before: false, used: 'websocket', after: true });
  });
});

describe('scripts/build.js', { timeout: 120_000 }, () => {
  let tree: string;
  beforeAll(async () => {
    tree = await mkdtemp(join(tmpdir(), 'candour-tree-'));
    await chmod(tree, 0o755);
    for (const each of ['src', 'adapters', 'migrations', 'scripts', 'demo', 'package.json', 'tsconfig.json'])
      await cp(join(ROOT, each), join(tree, each), { recursive: true });
    await symlink(join(ROOT, 'node_modules'), join(tree, 'node_modules'), 'junction');
  }, 60_000);
  afterAll(() => rm(tree, { recursive: true, force: true }));

  const at = (path: string) => join(tree, path);
  function spawned(command: string, args: string[], more: object = {}, env: Record<string, string> = {}) {
    const { status, stdout, stderr } = spawnSync(command, args, {
      cwd: tree,
      encoding: 'utf8',
      env: { PATH: process.env.PATH, HOME: tree, ...env },
      ...more,
    });
    return { code: status, stdout, stderr };
  }
  const built = (env?: Record<string, string>) => spawned(process.execPath, ['scripts/build.js'], {}, env);
  const builtPowerless = (env?: Record<string, string>) =>
    spawned(...powerless(process.execPath, ['scripts/build.js']), {}, env);
  const version = () => spawned(process.execPath, ['dist/src/cli.js', '--version']).stdout;
  const git = (...args: string[]) =>
    spawned('git', ['-c', 'user.name=A', '-c', 'user.email=a@b.test', ...args]).stdout.trim();
  const stamp = () => statSync(at('dist/src/built')).mtimeMs;

  it('says what was built: the commit, whether it was changed since, or that nobody can tell', async () => {
    expect(built({ SOURCE_COMMIT: 'abc1234' })).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(version()).toMatch(/^\d+\.\d+\.\d+ \(commit abc1234\)\n$/);
    // Without the history, and without being told, what is known stays.
    const first = stamp();
    expect(built().code).toBe(0);
    expect([stamp(), version()]).toEqual([first, expect.stringContaining('abc1234')]);
    git('init', '-q');
    git('add', 'src', 'adapters', 'migrations');
    git('commit', '-qm', 'first');
    const head = git('rev-parse', '--short', 'HEAD');
    expect(built().code).toBe(0);
    expect(version()).toContain(`(commit ${head})`);
    await writeFile(
      at('migrations/0900_next.sql'),
      'CREATE TABLE next (id TEXT NOT NULL PRIMARY KEY) STRICT;',
    );
    expect(built().code).toBe(0);
    expect(version()).toContain(`(commit ${head}-dirty)`);
  });

  it('puts the migrations into the build, and a new one makes it a new build', async () => {
    expect(await readdir(at('dist/src/migrations'))).toEqual(await readdir(at('migrations')));
    await writeFile(
      at('migrations/0901_last.sql'),
      'CREATE TABLE last (id TEXT NOT NULL PRIMARY KEY) STRICT;',
    );
    expect(built().code).toBe(0);
    expect(await readdir(at('dist/src/migrations'))).toContain('0901_last.sql');
    expect(await readdir(at('dist'))).toEqual(['src']);
  });

  it('writes nothing where nothing is new, and says in a line where it may not write', async () => {
    await chmod(at('dist'), 0o555);
    try {
      expect(builtPowerless()).toEqual({ code: 0, stdout: '', stderr: '' });
      await writeFile(at('src/later.ts'), 'export const later = 1;\n');
      const before = await readFile(at('dist/src/built'), 'utf8');
      const { code, stdout, stderr } = builtPowerless({ npm_lifecycle_event: 'prestart' });
      expect([code, stdout]).toEqual([1, '']);
      expect(stderr).toMatch(
        /^It has to be built anew, and .*dist\/next may not be written \(EACCES\)\. Run `npm run build`/,
      );
      expect(stderr.trim().split('\n')).toHaveLength(1);
      expect(await readFile(at('dist/src/built'), 'utf8')).toBe(before);
      expect(existsSync(at('dist/src/main.js'))).toBe(true);
    } finally {
      await chmod(at('dist'), 0o755);
    }
  });

  it('does not take `npm run build` without its packages for done', async () => {
    await rm(at('node_modules'));
    expect(built({ npm_lifecycle_event: 'prestart' }).code).toBe(0);
    const { code, stderr } = built({ npm_lifecycle_event: 'build' });
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^Nothing was built: .*Run `npm ci`/)]);
  });
});
