import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { makeDatabase, openServer, type TestServer } from '../support/postgres.ts';
import { DEMO, openWorkplace, untilEnd, type Workplace } from '../support/process.ts';

// Every test starts processes, beside those of other rooms.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const PASSWORD = 'quokka-nineteen';
/** No restart mends it: systemd does not try again. */
const EX_CONFIG = 78;
const TEAMS = {
  TEAMS_DEVELOPMENT: '1',
  TEAMS_TENANT_ID: '11111111-1111-4111-8111-111111111111',
  CANDOUR_PORT: '0',
};

let server: TestServer | undefined;
let fresh: Workplace;
let work: Workplace;

beforeAll(async () => {
  server = await openServer();
  fresh = await openWorkplace();
  const own = join(fresh.folder, 'own');
  await cp(DEMO, own, { recursive: true });
  const setting = await readFile(join(own, 'setting.json'), 'utf8');
  await writeFile(join(own, 'setting.json'), setting.replace('"willow"', '"elm"'));
  const imported = await fresh.candour(['import', own, '--at', '2026-11-20T10:00:00Z']);
  expect(imported.code, imported.stderr).toBe(0);
});
afterAll(async () => {
  await fresh?.close();
  await server?.close();
});
beforeEach(async () => {
  work = await openWorkplace(fresh);
});
afterEach(() => work.close());

const verified = async (database: string) =>
  (await work.candour(['audit', 'verify'], { env: { CANDOUR_DATABASE: database } })).stdout;

describe('candour migrate-db', () => {
  it.each([
    [[], 2, /missing/],
    [['a.db'], 2, /Two databases are wanted/],
    [['a.db', 'b.db', 'c.db'], 2, /too many/],
    [['--undo', 'a.db', 'b.db'], 2, /--undo takes one database/],
    [['a.db', 'postgres://candour:pass/word@host/name'], 2, /no whole address of a PostgreSQL.*%2F/],
    [['nothing.db', 'b.db'], 1, /There is no database at .*nothing\.db\./],
    [['--undo', 'nothing.db'], 1, /There is no database at .*nothing\.db\./],
    [['candour.db', '.'], 1, /is a folder/],
    [['candour.db', 'candour.db'], 1, /one and the same file/],
    [['candour.db', 'CANDOUR_DATABASE'], 1, /one and the same file/],
    [
      ['candour.db', 'postgres://nobody@127.0.0.1:1/x'],
      1,
      /The database x on 127\.0\.0\.1:1 failed \(ECONNREFUSED\)\. Please check that the server runs.*as it was.*run the same command again/,
    ],
  ])('%j ends with %i', async (args, code, words) => {
    const ended = await work.candour(['migrate-db', ...args]);
    expect(ended.code, ended.stderr).toBe(code);
    expect(ended.stderr).toMatch(words);
    expect(ended.stderr).not.toMatch(/\n\s+at |pass\/word/);
    expect(await verified(work.database)).toContain('sound');
  });

  it('moves a file into another, marks the first, and undoes that', async () => {
    const before = await verified(work.database);
    const moved = await work.candour(['migrate-db', 'CANDOUR_DATABASE', 'other.db']);
    const other = join(work.folder, 'other.db');
    expect(moved).toMatchObject({ code: 0, stderr: '' });
    expect(moved.stdout).toMatch(
      /^Moved from .*candour\.db to .*other\.db: \d+ rows in \d+ tables\. .* so is the end of each of 1 chain\.\n/,
    );
    expect(moved.stdout).toContain(`Now set CANDOUR_DATABASE to ${other}, start Candour`);
    expect(moved.stdout).toContain(`npx candour migrate-db --undo ${work.database}`);
    expect(await verified(other)).toBe(before);
    for (const args of [
      ['audit', 'verify'],
      ['tick'],
      ['migrate'],
      ['doctor'],
      ['migrate-db', 'candour.db', 'third.db'],
    ]) {
      const refused = await work.candour(args);
      expect(refused.code, args.join(' ')).toBe(1);
      expect(refused.stdout + refused.stderr).toContain(`was moved to ${other} on `);
    }
    const undone = await work.candour(['migrate-db', '--undo', 'candour.db']);
    expect(undone.stdout).toMatch(/The mark of .*candour\.db is taken away: it was moved to .*other\.db\./);
    expect(await verified(work.database)).toBe(before);
    expect((await work.candour(['migrate-db', '--undo', 'candour.db'])).stdout).toContain(
      'There is nothing to undo',
    );
    const again = await work.candour(['migrate-db', 'candour.db', 'CANDOUR_DATABASE'], {
      env: { CANDOUR_DATABASE: other },
    });
    expect(again.stdout).toMatch(/^All of .*candour\.db was in .*other\.db already: /);
    expect(again.stdout).toContain('Now start Candour');
  });

  it('is refused where the other database holds something else', async () => {
    const other = join(work.folder, 'other.db');
    await work.candour(['import', DEMO], { env: { CANDOUR_DATABASE: other } });
    const refused = await work.candour(['migrate-db', 'candour.db', 'other.db']);
    expect(refused).toMatchObject({ code: 1, stdout: '' });
    expect(refused.stderr).toMatch(
      /other\.db holds records already.*Nothing was changed\. Name a database that is empty/,
    );
  });

  it('ends a service that was forgotten, and that does not start again', async () => {
    const service = work.launch({ env: TEAMS });
    let log = '';
    service.stderr?.on('data', (words: string) => {
      log += words;
    });
    const ended = untilEnd(service);
    await vi.waitFor(() => expect(log).toContain('"msg":"started"'), 20_000);
    expect(await work.candour(['migrate-db', 'candour.db', 'other.db'])).toMatchObject({ code: 0 });
    expect(await ended).toMatchObject({ code: 1 });
    expect(log).toContain('the database was moved to another one, so this process stops');
    const again = await untilEnd(work.launch({ env: TEAMS }));
    expect(again).toMatchObject({ code: EX_CONFIG, stderr: expect.stringContaining('was moved to ') });
  });

  it('moves to PostgreSQL and back, and shows no password', async () => {
    if (!server) return;
    const before = await verified(work.database);
    const url = await makeDatabase(server, 'candour_cli_move');
    const secret = `${url}&password=${PASSWORD}`;
    const there = await work.candour(['migrate-db', 'candour.db', 'CANDOUR_DATABASE'], {
      env: { CANDOUR_DATABASE: secret },
    });
    expect(there).toMatchObject({ code: 0, stderr: '' });
    expect(there.stdout).toMatch(/Moved from .*candour\.db to candour_cli_move on /);
    expect(await verified(url)).toBe(before);
    const back = await work.candour(['migrate-db', secret, 'back.db']);
    expect(back.code, back.stderr).toBe(0);
    expect(back.stderr).toMatch(/can read a password on the command line.*say CANDOUR_DATABASE in its place/);
    expect(back.stdout).toContain('--undo ADDRESS');
    expect(await verified(join(work.folder, 'back.db'))).toBe(before);
    const refused = await work.candour(['tick'], { env: { CANDOUR_DATABASE: secret } });
    expect(refused.stderr).toMatch(/The database candour_cli_move on .* was moved to .*back\.db/);
    const undone = await work.candour(['migrate-db', '--undo', secret]);
    expect(undone.stdout).toMatch(/The mark of candour_cli_move on .* is taken away/);
    for (const { stdout, stderr } of [there, back, refused, undone])
      expect(stdout + stderr).not.toContain(PASSWORD);
  });
});
