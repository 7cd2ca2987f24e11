import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { canNotify, openNotified } from '../support/notified.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const ROOT = join(import.meta.dirname, '../..');
const UNIT = join(ROOT, 'deploy/candour.service');
const analyse = 'systemd-analyze';
const tracer = 'strace';
const has = (command: string, ...args: string[]) => spawnSync(command, args).status === 0;
const able = has(analyse, 'syscall-filter', '@default') && has(tracer, '-f', '-e', 'trace=none', 'true');
if (!able) console.warn(`SKIPPED: without ${analyse} and ${tracer} nobody looks at the unit's system calls.`);

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'candour-unit-'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** The system calls of a group, those of the groups in it too. */
function calls(name: string): string[] {
  if (!name.startsWith('@')) return [name];
  const { stdout } = spawnSync(analyse, ['--no-pager', 'syscall-filter', name], { encoding: 'utf8' });
  const members = stdout.split('\n').filter((line) => /^ {4}[@\w]/.test(line));
  return members.flatMap((member) => calls(member.trim()));
}

/** What the unit lets through: its lines in order, `~` takes away. */
function allowed(): Set<string> {
  const through = new Set<string>(calls('@default'));
  for (const [, without, names = ''] of readFileSync(UNIT, 'utf8').matchAll(/^SystemCallFilter=(~?)(.+)$/gm))
    for (const call of names.split(' ').flatMap(calls))
      if (without) through.delete(call);
      else through.add(call);
  return through;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(address !== null && typeof address === 'object' ? address.port : 0));
    });
  });
}

describe.skipIf(!able)('the systemd unit', () => {
  it('lets through every system call that the service, what tells systemd of it, and a backup make, from start to stop', async () => {
    const systemd = canNotify ? await openNotified(folder) : undefined;
    const log = join(folder, 'calls.log');
    const port = await freePort();
    const database = join(folder, 'candour.db');
    const kept = join(folder, 'kept');
    mkdirSync(kept);
    const env = {
      PATH: process.env.PATH,
      CANDOUR_DATABASE: database,
      CANDOUR_BACKUP_DIR: kept,
      CANDOUR_BACKUP_COMMAND: 'sh -c "exit 0"',
      CANDOUR_PORT: String(port),
      ...(systemd && { NOTIFY_SOCKET: systemd.socket }),
      TEAMS_DEVELOPMENT: '1',
      TEAMS_TENANT_ID: '11111111-1111-1111-1111-111111111111',
    };
    const traced = (script: string, ...args: string[]) =>
      spawn(tracer, ['-f', '-A', '-o', log, process.execPath, join(ROOT, 'dist/src', script), ...args], {
        cwd: folder,
        env,
        stdio: 'ignore',
      });
    const service = traced('main.js');
    const stopped = new Promise((resolve) => service.once('close', resolve));
    const ask = (path: string) => fetch(`http://127.0.0.1:${port}${path}`).then(({ status }) => status);
    for (let tries = 0; (await ask('/readyz').catch(() => 0)) !== 200 && tries < 300; tries++)
      await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await ask('/healthz')).toBe(200);
    const isCopied = () => {
      const memory = join(kept, 'candour-backups.json');
      return existsSync(memory) && readFileSync(memory, 'utf8').includes('"copied"');
    };
    for (let tries = 0; !isCopied() && tries < 300; tries++)
      await new Promise((resolve) => setTimeout(resolve, 100));
    expect(isCopied()).toBe(true);
    const [, pid = ''] = /^(\d+) /.exec(readFileSync(log, 'utf8')) ?? [];
    process.kill(Number(pid), 'SIGTERM');
    expect(await stopped).toBe(0);
    if (systemd) expect(systemd.heard).toEqual(['READY=1', 'STOPPING=1']);
    systemd?.close();
    expect(
      await new Promise((resolve) =>
        traced('cli.js', 'backup', join(folder, 'copy.db')).once('close', resolve),
      ),
    ).toBe(0);
    const made = new Set(
      [...readFileSync(log, 'utf8').matchAll(/^\d+ +(\w+)\(/gm)].map(([, call = '']) => call),
    );
    expect(made.size).toBeGreaterThan(40);
    const through = allowed();
    // SQLite hands its files to the database's owner where it may: as root, which the service is not.
    if (process.getuid?.() === 0) through.add('fchown');
    expect([...made].filter((call) => !through.has(call))).toEqual([]);
  });
});
