import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { type Cluster, findPostgres, startCluster } from '../../scripts/cluster.js';
import { makeDatabase } from '../support/postgres.ts';
import { DEMO, openWorkplace, untilEnd, type Workplace } from '../support/process.ts';

// Every test starts processes, beside those of other rooms.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const isHere = findPostgres() !== undefined;
if (!isHere)
  console.warn('SKIPPED: there is no PostgreSQL here, so nobody runs on it. apt-get install postgresql');

const TEAMS = { TEAMS_DEVELOPMENT: '1', TEAMS_TENANT_ID: '11111111-1111-4111-8111-111111111111' };
/** The server asks nobody for it. */
const PASSWORD = 'quokka-nineteen';
/** For a process whose machine's clock is ahead of others by so many seconds. */
function clockAhead(seconds: number): string {
  const code = `const There = Date;
    globalThis.Date = class extends There {
      constructor(...given) { if (given.length === 0) super(Date.now()); else super(...given); }
      static now() { return There.now() + ${seconds * 1000}; }
    };`;
  return `--import=data:text/javascript;base64,${Buffer.from(code).toString('base64')}`;
}

let cluster: Cluster;
let work: Workplace;
let env: { CANDOUR_DATABASE: string };

beforeAll(async () => {
  if (!isHere) return;
  cluster = await startCluster();
  const url = await makeDatabase({ url: cluster.url, close: async () => undefined }, 'register');
  env = { CANDOUR_DATABASE: `${url}&password=${PASSWORD}` };
  work = await openWorkplace();
  const own = join(work.folder, 'own');
  await cp(DEMO, own, { recursive: true });
  const setting = await readFile(join(own, 'setting.json'), 'utf8');
  await writeFile(join(own, 'setting.json'), setting.replace('"willow"', '"elm"'));
});
afterAll(async () => {
  await work?.close();
  await cluster?.close();
});

describe.skipIf(!isHere)('Candour on PostgreSQL', () => {
  it('does by its commands what it does on a file, and shows no password', async () => {
    const said: string[] = [];
    const candour = async (...args: string[]) => {
      const { code, stdout, stderr } = await work.candour(args, { env });
      said.push(stdout, stderr);
      return { code, stdout, stderr };
    };
    const name = `register on ${cluster.folder}`;
    expect(await candour('audit', 'verify')).toMatchObject({
      code: 1,
      stderr: expect.stringContaining(`There is nothing in the database ${name} yet`),
    });
    expect(await candour('import', 'own', '--dry-run')).toMatchObject({ code: 0 });
    expect(await candour('import', 'own')).toMatchObject({ code: 0 });
    expect((await candour('import', 'own')).stdout).toMatch(/nothing/i);
    const declared = ['say', '--as', 'Zoë Adeyemi', 'declare "Joanne Blackwell" friend since=2019'];
    expect((await candour(...declared)).stdout).toMatch(/D-\d+/);
    expect(await candour('tick')).toMatchObject({ code: 0 });
    expect((await candour('calendar')).stdout).toMatch(/acknowledge/);
    expect((await candour('migrate')).stdout).toContain(`the schema of ${name} is up to date`);
    expect((await candour('audit', 'verify')).stdout).toMatch(/sound: \d+ rows in 1 chain/);
    expect(await candour('audit', 'export', 'trail.jsonl', '--payloads')).toMatchObject({ code: 0 });
    expect((await candour('audit', 'verify', 'trail.jsonl')).stdout).toContain('The export is sound');
    expect(await candour('export-setting', 'out')).toMatchObject({ code: 0 });
    for (const args of [
      ['backup', 'copy'],
      ['restore', 'copy'],
      ['restore', 'copy', '--check'],
    ])
      expect(await candour(...args)).toMatchObject({ code: 1, stderr: expect.stringContaining('pg_dump') });
    const doctor = await candour('doctor');
    expect(doctor.stdout).toMatch(/It is PostgreSQL \d+/);
    expect(doctor.stdout).toContain('fsync is off');
    expect(doctor.stdout).toContain('The audit trail is sound');
    expect(said.join('\n')).not.toContain(PASSWORD);
  });

  it('does not start where the machine’s clock differs from the server’s, and doctor says so', async () => {
    const by = (seconds: number) => ({
      ...env,
      ...TEAMS,
      CANDOUR_PORT: '0',
      NODE_OPTIONS: clockAhead(seconds),
    });
    for (const seconds of [45, -45]) {
      const ended = await work.start({ env: by(seconds) });
      expect([ended.code, ended.stdout]).toEqual([1, '']);
      expect(ended.stderr).toMatch(
        /^The clock of register on .* and this machine's are 4[45] s apart, so Candour does not start/,
      );
    }
    expect((await work.candour(['doctor'], { env: by(45) })).stdout).toMatch(/FAULT .*are 4[45] s apart/);
    const child = work.launch({ env: by(5) });
    const ended = untilEnd(child);
    await new Promise((resolve) =>
      child.stderr?.on('data', (words) => /"started"/.test(words) && resolve(0)),
    );
    child.kill('SIGTERM');
    expect((await ended).code).toBe(0);
  });

  it('serves, is not ready while the server is away, ready when it is back, and stops in order', async () => {
    const child = work.launch({ env: { ...env, ...TEAMS, CANDOUR_PORT: '0' } });
    const ended = untilEnd(child);
    let log = '';
    child.stderr?.on('data', (words: string) => {
      log += words;
    });
    const port = await vi.waitFor(() => {
      const [, found] = /"port":(\d+)/.exec(log) ?? [];
      if (found === undefined) throw new Error(log);
      return found;
    }, 20_000);
    const ready = async () => {
      const response = await fetch(`http://127.0.0.1:${port}/readyz`);
      return [response.status, await response.text()];
    };
    expect((await ready())[0]).toBe(200);
    await cluster.end();
    expect(await ready()).toEqual([503, expect.stringContaining('The database does not answer.')]);
    expect((await fetch(`http://127.0.0.1:${port}/healthz`)).status).toBe(200);
    await cluster.start();
    await vi.waitFor(async () => expect((await ready())[0]).toBe(200), 10_000);
    child.kill('SIGTERM');
    expect(await ended).toMatchObject({ code: 0, stdout: '' });
    expect(log).not.toContain(PASSWORD);
  });
});
