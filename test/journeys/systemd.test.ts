import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { canNotify, openNotified } from '../support/notified.ts';
import { openWorkplace, untilEnd, type Workplace } from '../support/process.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const TEAMS = { TEAMS_DEVELOPMENT: '1', TEAMS_TENANT_ID: '11111111-1111-4111-8111-111111111111' };
if (!canNotify)
  console.warn('SKIPPED: without systemd-notify and python3 nobody hears what systemd is told.');

let work: Workplace;
beforeEach(async () => {
  work = await openWorkplace();
});
afterEach(() => work.close());

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((closed) => server.close(closed));
  return port;
}

describe.skipIf(!canNotify)('what systemd is told', () => {
  it('is that the service is ready, once it answers, and that it stops, before it has', async () => {
    const systemd = await openNotified(work.folder);
    try {
      const port = await freePort();
      const env = { ...TEAMS, CANDOUR_PORT: String(port), NOTIFY_SOCKET: systemd.socket };
      const child = work.launch({ env });
      const ended = untilEnd(child);
      for (let tries = 0; systemd.heard.length === 0 && tries < 600; tries++) await wait(50);
      expect((await fetch(`http://127.0.0.1:${port}/readyz`)).status).toBe(200);
      expect(systemd.heard).toEqual(['READY=1']);
      child.kill('SIGTERM');
      const { code, stderr } = await ended;
      expect([code, stderr]).toEqual([0, expect.not.stringContaining('could not be told')]);
      for (let tries = 0; systemd.heard.length < 2 && tries < 100; tries++) await wait(50);
      expect(systemd.heard).toEqual(['READY=1', 'STOPPING=1']);
    } finally {
      systemd.close();
    }
  });

  it('is nothing where the service does not start', async () => {
    const systemd = await openNotified(work.folder);
    try {
      const ended = await work.start({ env: { TEAMS_APP_ID: 'nonsense', NOTIFY_SOCKET: systemd.socket } });
      expect([ended.code, systemd.heard]).toEqual([78, []]);
    } finally {
      systemd.close();
    }
  });

  it('that cannot be told, is a line in the log, and the service goes on', async () => {
    const env = { ...TEAMS, CANDOUR_PORT: '0', NOTIFY_SOCKET: join(work.folder, 'nobody') };
    const child = work.launch({ env });
    const ended = untilEnd(child);
    await new Promise<void>((said) => {
      child.stderr?.on('data', (words: string) => /could not be told/.test(words) && said());
    });
    child.kill('SIGTERM');
    expect((await ended).code).toBe(0);
  });
});

it('the unit waits to be told, by whomever of the service, for as long as a schema may take', () => {
  const unit = readFileSync(join(import.meta.dirname, '../../deploy/candour.service'), 'utf8').split('\n');
  for (const line of [
    'Type=notify',
    'NotifyAccess=all',
    'TimeoutStartSec=infinity',
    'RestartPreventExitStatus=78',
  ])
    expect(unit).toContain(line);
});
