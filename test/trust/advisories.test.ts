import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const SCRIPTS = join(import.meta.dirname, '../../scripts');
const ROW = '| `leftish` | 1.2.10 | GHSA-aaaa-bbbb-cccc; ours |';

let folder: string;
let registry: Server | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'candour-advisories-'));
  mkdirSync(join(folder, 'docs'));
});
afterEach(async () => {
  rmSync(folder, { recursive: true, force: true });
  await new Promise<void>((done) => (registry ? registry.close(() => done()) : done()));
  registry = undefined;
});

/** A project of one dependency at that version, and what its document says. */
function project(version: string, document: string, more: object = {}): void {
  const dependencies = { leftish: '*' };
  const packages = { '': { dependencies }, 'node_modules/leftish': { version, ...more } };
  const lock = { name: 'project', version: '1.0.0', lockfileVersion: 3, packages };
  writeFileSync(
    join(folder, 'package.json'),
    JSON.stringify({ name: 'project', version: '1.0.0', dependencies }),
  );
  writeFileSync(join(folder, 'package-lock.json'), JSON.stringify(lock));
  writeFileSync(join(folder, 'docs/dependencies.md'), `# Dependencies\n\n${document}\n`);
}

function run(script: string, env: Record<string, string> = {}): Promise<{ code: number; said: string }> {
  return new Promise((done) => {
    const given = { cwd: folder, env: { PATH: process.env.PATH, HOME: folder, ...env } };
    execFile(process.execPath, [join(SCRIPTS, script)], given, (error, _, said) =>
      done({ code: error === null ? 0 : Number(error.code), said }),
    );
  });
}

describe('the advisories that were looked at', () => {
  it.each([
    ['1.2.10', 0, ''],
    ['1.10.0', 0, ''],
    ['2.0.0-beta', 0, ''],
    ['1.2.9', 1, 'node_modules/leftish is 1.2.9, and 1.2.10 or later is wanted'],
    ['0.9.99', 1, 'or later is wanted'],
  ])('%s: %i', async (version, code, words) => {
    project(version, ROW);
    const ended = await run('advisories.js');
    expect(ended.code, ended.said).toBe(code);
    expect(ended.said).toContain(words);
  });

  it('are about packages that are still needed, and are there at all', async () => {
    project('1.2.10', `${ROW}\n${ROW.replace('leftish', 'rightish')}`);
    expect(await run('advisories.js')).toMatchObject({ code: 1, said: expect.stringContaining('rightish') });
    project('1.2.10', ROW, { dev: true });
    expect((await run('advisories.js')).code).toBe(1);
    project('1.2.10', 'nothing');
    expect((await run('advisories.js')).said).toContain('no table');
  });
});

describe('asking the registry', () => {
  /** One that answers npm's question with this, or does not know it. */
  async function answering(advisories: object | undefined): Promise<Record<string, string>> {
    registry = createServer((request, response) => {
      const versions = { '1.0.0': { name: 'leftish', version: '1.0.0' } };
      const known = request.method === 'POST' ? advisories : { name: 'leftish', versions, 'dist-tags': {} };
      response.writeHead(known ? 200 : 405, { 'content-type': 'application/json' });
      response.end(known ? JSON.stringify(known) : '');
    });
    await new Promise<void>((ready) => registry?.listen(0, '127.0.0.1', ready));
    const { port } = registry.address() as AddressInfo;
    return { npm_config_registry: `http://127.0.0.1:${port}/`, npm_config_update_notifier: 'false' };
  }
  const FOUND = {
    leftish: [
      {
        id: 1,
        url: 'https://github.com/advisories/GHSA-aaaa-bbbb-cccc',
        title: 'Leans to the left',
        severity: 'low',
        vulnerable_versions: '<2.0.0',
      },
    ],
  };

  it('is neither passed nor failed where it does not answer, and that is said loudly', async () => {
    project('1.0.0', ROW);
    const ended = await run('audit.js', await answering(undefined));
    expect(ended).toMatchObject({ code: 75, said: expect.stringContaining('NOBODY WAS ASKED') });
    expect(ended.said).toContain('405');
  });

  it('fails on an advisory that nobody has explained', async () => {
    project('1.0.0', 'nothing');
    const ended = await run('audit.js', await answering(FOUND));
    expect(ended).toMatchObject({ code: 1, said: expect.stringContaining('Leans to the left') });
  });

  it('passes where each is explained, or there is none', async () => {
    project('1.0.0', 'GHSA-aaaa-bbbb-cccc: we stand upright.');
    expect(await run('audit.js', await answering(FOUND))).toEqual({ code: 0, said: '' });
    await new Promise<void>((done) => registry?.close(() => done()));
    expect(await run('audit.js', await answering({}))).toEqual({ code: 0, said: '' });
  });
});
