import type { ChildProcess } from 'node:child_process';
import { existsSync } from 'node:fs';
import { cp, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import Driver from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { outOfSupport } from '../../src/node.js';
import { DEMO, openWorkplace, untilEnd, type Workplace } from '../support/process.ts';

// Every test starts processes, beside those of other rooms.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** Teams without an app id: a platform that starts without reaching anything outside this machine. */
const TEAMS = { TEAMS_DEVELOPMENT: '1', TEAMS_TENANT_ID: '11111111-1111-4111-8111-111111111111' };
let work: Workplace;

beforeEach(async () => {
  work = await openWorkplace();
});
afterEach(() => work.close());

/** A copy of the demo under another name: a setting like any other. */
async function importOwn(): Promise<void> {
  const folder = join(work.folder, 'own');
  await cp(DEMO, folder, { recursive: true });
  const setting = await readFile(join(folder, 'setting.json'), 'utf8');
  await writeFile(join(folder, 'setting.json'), setting.replace('"willow"', '"elm"'));
  const imported = await work.candour(['import', folder]);
  expect(imported.code, imported.stderr).toBe(0);
}

/** Runs SQL on a file, which is made where it is missing, with the table of migrations. */
async function make(file: string, sql: string): Promise<void> {
  const driver = new Driver(file);
  if (sql.includes('schema_migrations'))
    driver.exec(
      'CREATE TABLE IF NOT EXISTS schema_migrations (version INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL) STRICT',
    );
  driver.exec(sql);
  driver.close();
}

/** The lines of the log, once one of them says this; fails when the process ends first. */
async function logged(child: ChildProcess, message: string): Promise<Record<string, unknown>[]> {
  let words = '';
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => {
    words += chunk;
  });
  for (let waited = 0; waited < 9_000; waited += 20) {
    const lines = words.split('\n').filter((line) => line.startsWith('{'));
    const parsed = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    if (parsed.some(({ msg }) => msg === message)) return parsed;
    if (child.exitCode !== null) throw new Error(`it ended with ${child.exitCode}: ${words}`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`“${message}” was never logged: ${words}`);
}

describe('npm start with a platform configured', () => {
  it.each(['SIGTERM', 'SIGHUP'] as const)(
    'serves, says that it is ready, and stops in order on %s',
    async (signal) => {
      await importOwn();
      const child = work.launch({ env: { ...TEAMS, CANDOUR_PORT: '0' } });
      const ended = untilEnd(child);
      const lines = await logged(child, 'started');
      const started = lines.find(({ msg }) => msg === 'started');
      const old = outOfSupport(process.versions.node);
      expect(lines.map(({ msg }) => `${msg}`).filter((msg) => msg.startsWith('Node '))).toEqual(
        old ? [old] : [],
      );
      expect(started).toMatchObject({ level: 'info', platforms: ['teams'] });
      const base = `http://127.0.0.1:${started?.port}`;
      expect((await fetch(`${base}/healthz`)).status).toBe(200);
      expect((await fetch(`${base}/readyz`)).status).toBe(200);
      expect((await fetch(`${base}/`)).status).toBe(404);
      child.kill(signal);
      expect(await ended).toMatchObject({ code: 0, stdout: '' });
      expect(existsSync(`${work.database}-wal`)).toBe(false);
    },
  );

  it('waits for nothing when it is asked a second time', async () => {
    await importOwn();
    const child = work.launch({ env: { ...TEAMS, CANDOUR_PORT: '0' } });
    const ended = untilEnd(child);
    const port = (await logged(child, 'started')).find(({ msg }) => msg === 'started')?.port;
    const half = connect(Number(port), '127.0.0.1');
    half.on('error', () => undefined);
    half.write('POST /api/messages HTTP/1.1\r\nhost: here\r\ncontent-length: 50\r\n\r\nhalf');
    await new Promise((resolve) => setTimeout(resolve, 200));
    child.kill('SIGHUP');
    await new Promise((resolve) => setTimeout(resolve, 300));
    const asked = performance.now();
    expect(child.exitCode).toBeNull();
    child.kill('SIGHUP');
    expect((await ended).code).toBe(1);
    expect(performance.now() - asked).toBeLessThan(3_000);
    half.destroy();
  });

  it('does not start on a database that holds the demo', async () => {
    expect((await work.candour(['import', DEMO])).code).toBe(0);
    const ended = await work.start({ env: TEAMS });
    expect([ended.code, ended.stdout]).toEqual([78, '']);
    expect(ended.stderr).toMatch(/holds the demo.*Set CANDOUR_DATABASE/);
    expect((await work.candour(['tick'], { env: TEAMS })).stderr).toContain('holds the demo');
    const doctor = await work.candour(['doctor'], { env: TEAMS });
    expect(doctor.code).toBe(1);
    expect(doctor.stdout).toMatch(/FAULT .*holds the demo/);
  });

  it('starts before a setting is imported, and says that one is missing', async () => {
    const child = work.launch({ env: { ...TEAMS, CANDOUR_PORT: '0' } });
    const ended = untilEnd(child);
    const lines = await logged(child, 'started');
    expect(JSON.stringify(lines)).toContain('no setting has been imported yet');
    child.kill('SIGINT');
    expect((await ended).code).toBe(0);
  });

  it('tells every fault of a configuration at once, and starts nothing', async () => {
    const ended = await work.start({ env: { SLACK_BOT_TOKEN: 'nonsense', TEAMS_APP_ID: 'nonsense' } });
    expect(ended.code).toBe(78);
    expect(ended.stderr).toContain('SLACK_BOT_TOKEN');
    expect(ended.stderr).toContain('TEAMS_APP_ID');
    expect(ended.stderr).not.toContain('nonsense');
  });

  it('is the one service of its file: a second one says so and ends, and commands go on', async () => {
    await importOwn();
    const env = { ...TEAMS, CANDOUR_PORT: '0' };
    const first = work.launch({ env });
    await logged(first, 'started');
    const second = await work.start({ env });
    expect([second.code, second.stdout]).toEqual([1, '']);
    expect(second.stderr).toMatch(/another Candour serves this database file: this one waits/);
    expect(second.stderr).toMatch(
      /Another Candour serves the database .*candour\.db, so this one does not start/,
    );
    expect(second.stderr).not.toContain('"started"');
    expect((await work.candour(['tick'])).code).toBe(0);
    // Killed, it leaves nothing in the way of the next.
    const ended = untilEnd(first);
    first.kill('SIGKILL');
    await ended;
    const third = work.launch({ env });
    await logged(third, 'started');
    // One that is being stopped is waited for.
    const fourth = work.launch({ env });
    await logged(
      fourth,
      'another Candour serves this database file: this one waits for it to end, 20 seconds at most',
    );
    third.kill('SIGTERM');
    await logged(fourth, 'started');
    fourth.kill('SIGTERM');
    expect((await untilEnd(fourth)).code).toBe(0);
  });

  it('tells two ways to the same file apart from two files', async () => {
    await importOwn();
    const first = work.launch({ env: { ...TEAMS, CANDOUR_PORT: '0' } });
    await logged(first, 'started');
    const linked = join(work.folder, 'linked.db');
    await symlink(work.database, linked);
    const second = work.launch({ env: { ...TEAMS, CANDOUR_PORT: '0', CANDOUR_DATABASE: linked } });
    await logged(
      second,
      'another Candour serves this database file: this one waits for it to end, 20 seconds at most',
    );
    const other = join(work.folder, 'other.db');
    const third = work.launch({ env: { ...TEAMS, CANDOUR_PORT: '0', CANDOUR_DATABASE: other } });
    await logged(third, 'started');
  });

  it('says so when its port is taken, and may be tried again', async () => {
    await importOwn();
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
    const { port } = other.address() as { port: number };
    const ended = await work.start({ env: { ...TEAMS, CANDOUR_PORT: String(port) } });
    other.close();
    expect(ended.code).toBe(1);
    expect(ended.stderr).toMatch(/cannot listen on 127\.0\.0\.1:\d+ \(EADDRINUSE\)/);
  });

  it('lets nobody but this machine reach a platform that checks nobody', async () => {
    await importOwn();
    const ended = await work.start({ env: { ...TEAMS, CANDOUR_HOST: '0.0.0.0', CANDOUR_PORT: '0' } });
    expect(ended.code).toBe(78);
    expect(ended.stderr).toContain('Set CANDOUR_HOST to 127.0.0.1');
  });
});

describe('what is wrong with the database', () => {
  const ends = async (more: Record<string, string> = {}) => {
    const { code, stderr } = await work.start({ env: { ...TEAMS, CANDOUR_PORT: '0', ...more } });
    return [code, stderr.trim().split('\n').at(-1) ?? ''];
  };

  it.each([
    ['is no database', (file: string) => writeFile(file, 'no database'.repeat(100))],
    ['is a folder', (file: string) => mkdir(file)],
    [
      'is of a development version',
      (file: string) => make(file, "INSERT INTO schema_migrations VALUES (1, '0001_register.sql', 'other')"),
    ],
    ['is another programme’s', (file: string) => make(file, 'CREATE TABLE theirs (id TEXT)')],
  ])('%s: a restart does not mend it, so it ends with 78', async (_, wrong) => {
    await wrong(work.database);
    expect(await ends()).toEqual([78, expect.stringMatching(/[.)]$|npx candour/)]);
  });

  it.each([
    [
      'a newer Candour has had it: that may be started yet',
      async () => {
        await importOwn();
        await make(work.database, "INSERT INTO schema_migrations VALUES (9000, '9000_next.sql', 'x')");
        return {};
      },
      /newer Candour/,
    ],
    [
      'its server is away',
      async () => ({ CANDOUR_DATABASE: 'postgres://candour:secret@127.0.0.1:1/candour' }),
      /check that the server runs/,
    ],
  ])('%s: it ends with 1, and is tried again', async (_, wrong, words) => {
    expect(await ends(await wrong())).toEqual([1, expect.stringMatching(words)]);
  });
});

describe('candour manifest', () => {
  it.each(['slack', 'teams'])('makes that of %s, without a database', async (platform) => {
    const out = join(work.folder, 'manifest.out');
    const env = {
      TEAMS_APP_ID: '22222222-2222-4222-8222-222222222222',
      CANDOUR_PUBLIC_URL: 'https://candour.example.org',
    };
    const ended = await work.candour(['manifest', platform, '--out', out], { env });
    expect(ended.code, ended.stderr).toBe(0);
    expect((await readFile(out)).length).toBeGreaterThan(200);
  });

  it('says what is missing for that of Teams', async () => {
    const ended = await work.candour(['manifest', 'teams']);
    expect([ended.code, ended.stdout]).toEqual([1, '']);
    expect(ended.stderr).toMatch(/^[^{]*TEAMS_APP_ID/);
  });

  it('prints that of Slack, with the command called as one likes', async () => {
    const { code, stdout } = await work.candour(['manifest', 'slack', '--command', 'willow']);
    expect(code).toBe(0);
    expect(JSON.stringify(JSON.parse(stdout))).toContain('/willow');
  });
});
