import { execFile } from 'node:child_process';
import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEMO, openWorkplace, untilEnd, type Workplace } from '../../support/process.ts';
import { type LocalCloud, openLocalCloud, TENANT } from '../../support/teams/connector.ts';
import { unsigned } from '../../support/teams/service.ts';
import { somebody, visit } from '../../support/teams/visitor.ts';

const ROOT = join(import.meta.dirname, '../../..');

/** The service as a process, unauthenticated for this machine alone, with a connector on loopback. */
async function launch(work: Workplace, peer: LocalCloud) {
  const env = { TEAMS_DEVELOPMENT: '1', TEAMS_TENANT_ID: TENANT, CANDOUR_PORT: '0' };
  const child = work.launch({ env });
  const ended = untilEnd(child);
  let words = '';
  child.stderr?.on('data', (chunk: string) => {
    words += chunk;
  });
  let port: number | undefined;
  for (let waited = 0; port === undefined && waited < 15_000; waited += 20) {
    const line = words.split('\n').find((each) => each.includes('"msg":"started"') && each.endsWith('}'));
    port = line === undefined ? undefined : (JSON.parse(line) as { port: number }).port;
    if (child.exitCode !== null) throw new Error(words);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  return { child, ended, teams: unsigned(peer, port ?? 0) };
}

describe('the service, killed in the middle', () => {
  let work: Workplace;
  let peer: LocalCloud;
  beforeAll(async () => {
    work = await openWorkplace();
    peer = await openLocalCloud();
    const folder = join(work.folder, 'own');
    await cp(DEMO, folder, { recursive: true });
    const setting = await readFile(join(folder, 'setting.json'), 'utf8');
    await writeFile(join(folder, 'setting.json'), setting.replace('"willow"', '"elm"'));
    expect(await work.candour(['import', folder])).toMatchObject({ code: 0 });
  });
  afterAll(async () => {
    await work.close();
    await peer.close();
  });

  it('goes on with the card that was begun, and makes one declaration of it', async () => {
    const zoe = somebody('zoe', 1);
    peer.roster.set(zoe.id, { email: 'zoe.adeyemi@willowmere.test', userRole: 'user' });
    const first = await launch(work, peer);
    const before = visit(first.teams, zoe);
    await before.type('me');
    await before.press('Declare');
    const press = before.pressing('Declare', { who: 'Laura Ashdown', kind: 'friend', since: '2019' });
    first.child.kill('SIGKILL');
    await first.ended;

    const second = await launch(work, peer);
    const after = visit(second.teams, zoe);
    const done = await after.see(press);
    expect(done.words).toMatch(/D-\d+/);
    second.child.kill('SIGKILL');
    await second.ended;

    const third = await launch(work, peer);
    const last = visit(third.teams, zoe);
    // Teams never saw the answer to the first, and sends it again.
    expect((await last.see({ ...press, id: 'sent-again' })).words).toMatch(/D-\d+/);
    const { words } = await last.type('declarations');
    expect(new Set(words.match(/D-\d+/g)).size).toBe(1);
    third.child.kill('SIGTERM');
    expect(await third.ended).toMatchObject({ code: 0 });
    expect((await work.candour(['audit', 'verify'])).code).toBe(0);
  });

  it('does not start where anybody could speak as anybody', async () => {
    const unset = await work.start({ env: { TEAMS_TENANT_ID: TENANT } });
    expect(unset.code).not.toBe(0);
    expect(unset.stderr).toMatch(/TEAMS_APP_ID is missing/);
    const open = await work.start({
      env: { TEAMS_DEVELOPMENT: '1', TEAMS_TENANT_ID: TENANT, CANDOUR_HOST: '0.0.0.0' },
    });
    expect(open.code).not.toBe(0);
    expect(open.stderr).toMatch(/127\.0\.0\.1/);
  });
});

describe('the folder of Teams', () => {
  it('loads nothing of Microsoft’s until it is started', async () => {
    const script = `
      const { createRequire } = await import('node:module');
      const { loadAdapters } = await import('./adapters/index.ts');
      const adapter = (await loadAdapters()).find(({ name }) => name === 'teams');
      const loaded = () => Object.keys(createRequire(process.cwd() + '/x.js').cache).filter((file) => /botbuilder|teams-ai|azure/.test(file)).length;
      const before = [loaded(), process.memoryUsage().rss];
      await import('./adapters/teams/listen.ts');
      console.log(JSON.stringify([before[0], loaded(), adapter.name]));`;
    const args = ['--import', './test/store/typescript.mjs', '--input-type=module', '-e', script];
    const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: ROOT });
    const [before, after, name] = JSON.parse(stdout) as [number, number, string];
    expect([before, name]).toEqual([0, 'teams']);
    expect(after).toBeGreaterThan(50);
  });
});
