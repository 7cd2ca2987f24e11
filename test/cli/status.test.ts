import { chmodSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Driver from 'better-sqlite3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { DEMO, openWorkplace, type Workplace } from '../support/process.ts';
import { findings, status } from './contract.ts';

// Every test starts processes, beside those of other rooms.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const HOUR = 3_600_000;
let fresh: Workplace;
let work: Workplace;
let folder: string;

beforeAll(async () => {
  fresh = await openWorkplace();
  expect((await fresh.candour(['import', DEMO])).code).toBe(0);
});
afterAll(() => fresh.close());
beforeEach(async () => {
  work = await openWorkplace(fresh);
  folder = join(work.folder, 'kept');
  mkdirSync(folder, { mode: 0o700 });
});
afterEach(() => work.close());

const env = () => ({ CANDOUR_BACKUP_DIR: folder });
/** A backup, as far as its name shows. */
function backup(hoursAgo: number): string {
  const at = new Date(Date.now() - hoursAgo * HOUR).toISOString().slice(0, 19).replaceAll(':', '-');
  const file = join(folder, `candour-${at}Z.db`);
  writeFileSync(file, 'x');
  return file;
}
const seen = async (given: Record<string, string> = env()) => {
  const { code, stdout, stderr } = await work.candour(['status', '--json'], { env: given });
  expect(stderr).toBe('');
  const told = status.parse(JSON.parse(stdout));
  expect(code).toBe(told.wrong.length > 0 ? 1 : 0);
  return told;
};

describe('candour status', () => {
  it('says that no service has looked yet, and that nothing is wrong once one has', async () => {
    expect(await seen({})).toMatchObject({
      wrong: ['The service has not looked at this database yet. Start it: npm start'],
      settings: 1,
      service: { looked_at: null, overdue_since: null },
    });
    expect((await work.candour(['tick'])).code).toBe(0);
    const told = await seen({});
    expect(told).toMatchObject({ wrong: [], faults: [], messages: { failed: 0, dead: 0 } });
    expect(told.backups).toBeUndefined();
    const { code, stdout } = await work.candour(['status']);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^Nothing is wrong\.\nCandour +\d/);
    expect(stdout).toMatch(/^backups +none are made by the service: set CANDOUR_BACKUP_DIR$/m);
  });

  it('says since when a service that ran does not any more', async () => {
    await work.candour(['tick']);
    const driver = new Driver(work.database);
    driver
      .prepare(
        "UPDATE chain_heads SET looked_at = '2026-11-20T09:00:00.000Z', look_at = '2026-11-21T00:10:00.000Z'",
      )
      .run();
    driver.close();
    const told = await seen({});
    expect(told.service).toEqual({
      looked_at: '2026-11-20T09:00:00.000Z',
      overdue_since: '2026-11-21T00:10:00.000Z',
    });
    expect(told.wrong).toEqual([
      'The service does not do what is due: since 2026-11-21T00:10:00.000Z something waits that each minute looks at. Start it, or read the end of its log.',
    ]);
  });

  it('says what is wrong where there is no database, or none that can be read', async () => {
    const none = await seen({ CANDOUR_DATABASE: join(work.folder, 'none.db') });
    expect(none).toMatchObject({
      settings: null,
      wrong: [expect.stringMatching(/^There is no database at .*none\.db yet/)],
    });
    writeFileSync(join(work.folder, 'letter.db'), 'Dear Sarah Reed, '.repeat(400));
    const { code, stdout } = await work.candour(['status'], {
      env: { CANDOUR_DATABASE: join(work.folder, 'letter.db') },
    });
    expect(code).toBe(1);
    expect(stdout).toMatch(/^WRONG +.*restore a backup/);
    expect(stdout).not.toContain('Sarah');
  });

  it('tells the age of the last good backup, and that one is late', async () => {
    await work.candour(['tick']);
    backup(9);
    expect(await seen()).toMatchObject({ wrong: [], backups: { age_hours: 9, count: 1, copied_at: null } });
    const said = await work.candour(['status'], { env: env() });
    expect(said.stdout).toMatch(/^backups +last good backup 9 hours ago, 1 kept$/m);
    rmSync(folder, { recursive: true });
    mkdirSync(folder);
    backup(75);
    expect((await seen()).wrong).toEqual([
      'A backup is due every night, and the last good one is 3 days old. Run: npx candour doctor',
    ]);
  });
});

describe('candour doctor, of backups', () => {
  const found = async (given: Record<string, string> = env()) => {
    const { stdout } = await work.candour(['doctor', '--json'], { env: given });
    return findings
      .parse(JSON.parse(stdout))
      .filter(({ about }) => about === 'backup' || about === 'off-site')
      .map(({ kind, about, text }) => `${kind} ${about}: ${text}`);
  };

  it('advises to have them made, and then tells of none, of a good one and of a late one', async () => {
    expect(await found({})).toEqual([
      expect.stringMatching(/^warning backup: The service makes no backups by itself\. Set/),
    ]);
    expect(await found()).toEqual([
      'warning backup: There is no backup yet. The service makes one soon after it starts.',
      expect.stringMatching(/^warning backup: .* is on the same disk as the database/),
    ]);
    const file = backup(9);
    expect((await found())[0]).toBe(
      `good backup: The last good backup is 9 hours old: ${file}, 1 KB. It is the only one.`,
    );
    rmSync(file);
    backup(49);
    expect((await found())[0]).toMatch(
      /^fault backup: The last good backup is 2 days old: .* One is due every night: start the service/,
    );
  });

  it('warns of what is open to others, kept for long, made by a clock that was ahead, or not copied yet', async () => {
    chmodSync(folder, 0o755);
    backup(1);
    const ahead = backup(-48);
    const told = await found({ ...env(), CANDOUR_BACKUP_KEEP: '90', CANDOUR_BACKUP_COMMAND: 'true' });
    expect(told).toEqual([
      expect.stringMatching(/^good backup: The last good backup is 1 hour old: .* There are 2\.$/),
      expect.stringMatching(/^warning backup: Others on this machine may look into .*chmod 700/),
      expect.stringMatching(
        /^warning backup: Backups are kept for 90 days.*Set CANDOUR_BACKUP_KEEP to 35 or less\.$/,
      ),
      `warning backup: ${ahead} was made by a clock that was ahead, so it is never deleted. Delete it once another is there: rm ${ahead}`,
      expect.stringMatching(/^warning off-site: No backup has been copied elsewhere yet/),
    ]);
  });

  it('tells what is remembered of failures, and whose folder it is', async () => {
    backup(1);
    const at = '2026-11-30T02:30:00.000Z';
    const memory = join(folder, 'candour-backups.json');
    writeFileSync(
      memory,
      JSON.stringify({ database: work.database, failingSince: at, copyFailingSince: at }),
    );
    const told = await found({ ...env(), CANDOUR_BACKUP_COMMAND: 'true' });
    expect(told).toContainEqual(
      expect.stringMatching(/^fault backup: No backup could be made since 2026-11-30T02:30/),
    );
    expect(told).toContainEqual(
      expect.stringMatching(/^fault off-site: The backup could not be copied elsewhere since 2026-11-30/),
    );
    writeFileSync(memory, JSON.stringify({ database: '/srv/other.db', copied: { name: 'x', at } }));
    expect(await found()).toContainEqual(
      expect.stringMatching(/^fault backup: .* holds the backups of another database, \/srv\/other\.db/),
    );
    // What cannot be read counts for nothing.
    writeFileSync(memory, '{"failingSince": 7}');
    expect((await found()).filter((line) => line.startsWith('fault'))).toEqual([]);
  });
});
