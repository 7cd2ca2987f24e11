import { chmodSync, existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Driver from 'better-sqlite3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { DEMO, openWorkplace, type Workplace } from '../support/process.ts';
import { posted } from './contract.ts';

// Every test starts processes, beside those of other rooms.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let fresh: Workplace;
let work: Workplace;

beforeAll(async () => {
  fresh = await openWorkplace();
  const imported = await fresh.candour(['import', DEMO, '--at', '2026-11-20T10:00:00Z']);
  expect(imported.code, imported.stderr).toBe(0);
});
afterAll(() => fresh.close());
beforeEach(async () => {
  work = await openWorkplace(fresh);
});
afterEach(() => work.close());

async function declare(): Promise<void> {
  const args = ['say', '--as', 'Karolina Nowak', '--at', '2026-11-23T10:00:00Z'];
  const declared = await work.candour([...args, 'declare', 'Fiona McBride', 'kind=friend', 'since=2019']);
  expect(declared.code, declared.stderr).toBe(0);
}

async function outbox() {
  const { stdout, code } = await work.candour(['outbox', '--json']);
  expect(code).toBe(0);
  const lines = stdout.split('\n').filter((line) => line !== '');
  return lines.map((line) => posted.parse(JSON.parse(line)));
}

describe('the words of the command line', () => {
  it.each([
    [[], 2, 'stderr', /Usage: npx candour COMMAND/],
    [['--help'], 0, 'stdout', /Usage: npx candour COMMAND/],
    [['help', 'say'], 0, 'stdout', /--answer/],
    [['say', '--help'], 0, 'stdout', /Exit codes/],
    [['--version'], 0, 'stdout', /^\d+\.\d+\.\d+ \(commit (unknown|[0-9a-f]{7,}(-dirty)?)\)\n$/],
    [['dance'], 2, 'stderr', /no command called “dance”/],
    [['constructor'], 2, 'stderr', /no command called/],
    [['import'], 2, 'stderr', /missing/],
    [['import', 'a', 'b'], 2, 'stderr', /too many/],
    [['backup'], 2, 'stderr', /missing/],
    [['restore'], 2, 'stderr', /missing/],
    [['audit'], 2, 'stderr', /missing/],
    [['audit', 'repair'], 2, 'stderr', /verify/],
    [['manifest'], 2, 'stderr', /missing/],
    [['manifest', 'irc'], 2, 'stderr', /No platform is called irc/],
    [['outbox', '--yaml'], 2, 'stderr', /yaml/],
    [['tick', 'tock'], 2, 'stderr', /too many/],
    [['tick', '--at', 'soon'], 2, 'stderr', /--at wants/],
    [['import', 'no-such-folder'], 1, 'stderr', /no-such-folder/],
    [['backup', 'no/such/folder/x.db'], 1, 'stderr', /no\/such\/folder\/x\.db .*ENOENT.*Please/],
    [['audit', 'export', 'no/such/folder/x'], 1, 'stderr', /no\/such\/folder\/x .*ENOENT.*Please/],
    [['audit', 'verify', 'no/such/file'], 1, 'stderr', /no\/such\/file .*ENOENT.*Please/],
    [['backup', '.'], 1, 'stderr', /^That is a folder: please name a file\.\n$/],
    [['restore', 'no-such-file'], 1, 'stderr', /no-such-file/],
  ] as const)('candour %j ends with %i', async (args, code, where, words) => {
    const ended = await work.candour(args);
    expect(ended.code, ended.stderr).toBe(code);
    expect(ended[where]).toMatch(words);
    expect(ended.stderr).not.toMatch(/\n\s+at /);
  });
});

describe('a configuration that cannot be', () => {
  it.each([
    ['CANDOUR_PORT', 'eighty', /CANDOUR_PORT is a number/],
    ['CANDOUR_DATABASE', '/dev/null/candour.db', /cannot be opened/],
  ])('%s=%s ends both doors with a sentence', async (name, value, words) => {
    for (const [code, ended] of [
      [1, await work.candour(['import', DEMO], { env: { [name]: value } })],
      [78, await work.start({ env: { [name]: value } })],
    ] as const) {
      expect([ended.code, ended.stdout]).toEqual([code, '']);
      expect(ended.stderr).toMatch(words);
      expect(ended.stderr.trim().split('\n')).toHaveLength(1);
    }
  });

  it('reads .env, and lets the real environment win', async () => {
    writeFileSync(join(work.folder, '.env'), 'CANDOUR_PORT=eighty\n');
    expect((await work.candour(['outbox'])).stderr).toContain('CANDOUR_PORT');
    expect((await work.candour(['outbox'], { env: { CANDOUR_PORT: '80' } })).code).toBe(0);
  });

  it('is told when the database is none', async () => {
    const file = join(work.folder, 'letter.db');
    writeFileSync(file, 'Dear Sarah Reed, '.repeat(400));
    const ended = await work.candour(['outbox'], { env: { CANDOUR_DATABASE: file } });
    expect(ended.code).toBe(1);
    expect(ended.stderr).toContain('restore a backup');
    expect(ended.stderr).not.toContain('Sarah');
  });
});

describe('outbox and tick', () => {
  it('keep the contract, from queued to sent', async () => {
    await declare();
    const waiting = await outbox();
    const alert = waiting.find(
      (each) => /^D-\d{4}$/.test(String(each.subject)) && each.to === "Maeve O'Sullivan",
    );
    expect(alert).toMatchObject({
      setting: 'willow',
      class: 'alert',
      state: 'queued',
      platform: null,
      sent_at: null,
    });
    expect(alert?.created_at).toBe('2026-11-23T10:00:00.000Z');
    const tick = await work.candour(['tick', '--at', '2026-11-23T10:01:00Z']);
    expect([tick.code, tick.stderr]).toEqual([0, '']);
    expect(tick.stdout).toContain(`To Maeve O'Sullivan (willow): ${alert?.title}`);
    expect((await outbox()).find((each) => each.id === alert?.id)).toMatchObject({
      state: 'sent',
      platform: 'console',
      sent_at: '2026-11-23T10:01:00.000Z',
    });
    const again = await work.candour(['tick', '--at', '2026-11-23T10:02:00Z']);
    expect(again.stdout).not.toContain(alert?.title);
  });

  it('come oldest first', async () => {
    await declare();
    const created = (await outbox()).map((each) => each.created_at);
    expect(created).toEqual([...created].sort());
  });
});

describe('audit verify', () => {
  it('says that the chain is sound, and names the first row that is not', async () => {
    await declare();
    const sound = await work.candour(['audit', 'verify']);
    expect([sound.code, sound.stderr]).toEqual([0, '']);
    const driver = new Driver(work.database);
    driver.prepare("UPDATE audit SET action = 'nothing.happened' WHERE seq = 2").run();
    driver.close();
    const broken = await work.candour(['audit', 'verify']);
    expect(broken.code).toBe(1);
    expect(broken.stderr).toMatch(/willow.*row 2/);
  });
});

describe('backup and restore', () => {
  it('restore the former database, and never by mistake', async () => {
    await declare();
    const copy = join(work.folder, 'copy.db');
    expect((await work.candour(['backup', copy])).code).toBe(0);
    expect(statSync(copy).mode & 0o077).toBe(0);
    const before = await outbox();
    expect((await work.candour(['tick', '--at', '2026-11-23T10:01:00Z'])).code).toBe(0);
    expect(await outbox()).not.toEqual(before);
    const refused = await work.candour(['restore', copy]);
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('--force');
    expect(await outbox()).not.toEqual(before);
    expect((await work.candour(['restore', copy, '--force'])).code).toBe(0);
    expect(await outbox()).toEqual(before);
    expect((await work.candour(['audit', 'verify'])).code).toBe(0);
  });
});

describe('export-setting', () => {
  it('writes a folder that, imported again, changes nothing', async () => {
    const folder = join(work.folder, 'out');
    const written = await work.candour(['export-setting', folder]);
    expect(written.code, written.stderr).toBe(0);
    expect(readFileSync(join(folder, 'people.csv'), 'utf8')).toContain('Ruth Hallam');
    const again = await work.candour(['import', folder, '--dry-run']);
    expect(again.code, again.stderr).toBe(0);
  });

  it('says what stays behind in the register, last', async () => {
    await declare();
    const { stdout } = await work.candour(['export-setting', join(work.folder, 'beside')]);
    const lines = stdout.trim().split('\n');
    expect(lines.filter((line) => /^Not in the folder: \d+ declarations?, with/.test(line))).toHaveLength(1);
    expect(lines.at(-1)).toBe(
      'All of that stays in the register alone: keep a backup of it, beside this folder.',
    );
  });

  it('prints the name of a folder without the escapes in it', async () => {
    const folder = join(work.folder, '\u001b]0;title\u0007\u001b[31mred');
    for (const args of [
      ['export-setting', folder],
      ['backup', `${folder}.db`],
      ['audit', 'export', `${folder}.jsonl`],
    ]) {
      const { code, stdout, stderr } = await work.candour(args);
      expect(code, stderr).toBe(0);
      expect(stdout).toContain('red');
      expect(`${stdout}${stderr}`).not.toMatch(/[^\P{Cc}\n]/u);
    }
  });

  it('asks which, where the code is not there', async () => {
    const wrong = await work.candour(['export-setting', join(work.folder, 'out'), '--setting', 'oak']);
    expect(wrong.code).toBe(1);
    expect(wrong.stderr).toContain('willow');
  });
});

describe('import', () => {
  it('names every fault with its place, and writes nothing', async () => {
    const folder = join(work.folder, 'broken');
    expect((await work.candour(['export-setting', folder])).code).toBe(0);
    const people = join(folder, 'people.csv');
    writeFileSync(people, readFileSync(people, 'utf8').replace('2019-09-02', 'one day'));
    const ended = await work.candour(['import', folder]);
    expect(ended.code).toBe(1);
    expect(ended.stderr).toMatch(/people\.csv:\d+:\d+: /);
  });

  it('with --dry-run makes no database', async () => {
    const elsewhere = join(work.folder, 'elsewhere.db');
    const ended = await work.candour(['import', DEMO, '--dry-run'], { env: { CANDOUR_DATABASE: elsewhere } });
    expect(ended.code, ended.stderr).toBe(0);
    expect(ended.stdout).toContain('Willowmere');
    if (existsSync(elsewhere)) {
      const say = await work.candour(['say', '--as', 'Ruth Hallam', 'me'], {
        env: { CANDOUR_DATABASE: elsewhere },
      });
      expect(say.code).toBe(1);
    }
  });
});

describe('doctor', () => {
  it('finds nothing wrong with the demo on a terminal, and says who handles whose cases', async () => {
    const { code, stdout } = await work.candour(['doctor']);
    expect(code, stdout).toBe(0);
    expect(stdout).toMatch(/Maeve O'Sullivan's own declaration would be handled by /);
    expect(stdout).not.toContain('FAULT');
  });

  it('tells of a reverse proxy that is not named while the world reaches the parents’ page', async () => {
    const CANDOUR_PUBLIC_URL = 'https://candour.test';
    const unnamed = await work.candour(['doctor'], { env: { CANDOUR_PUBLIC_URL } });
    expect([unnamed.code, unnamed.stdout]).toEqual([
      0,
      expect.stringMatching(/^warning CANDOUR_TRUSTED_PROXY is not set/m),
    ]);
    const named = { CANDOUR_PUBLIC_URL, CANDOUR_TRUSTED_PROXY: '127.0.0.1' };
    expect((await work.candour(['doctor'], { env: named })).stdout).not.toContain('CANDOUR_TRUSTED_PROXY');
  });

  it('tells of a time zone that was taken before and names no place', async () => {
    const driver = new Driver(work.database);
    driver.prepare("UPDATE settings SET timezone = 'BST'").run();
    driver.close();
    const { code, stdout } = await work.candour(['doctor']);
    expect(code).toBe(1);
    expect(stdout).toMatch(
      /FAULT .*willow: timezone in its setting\.json: "BST" names no place.*"Europe\/London"/,
    );
  });

  it('tells of a broken chain, and of a file that others may read', async () => {
    const driver = new Driver(work.database);
    driver.prepare("UPDATE audit SET actor = 'nobody' WHERE seq = 1").run();
    driver.close();
    chmodSync(work.folder, 0o777);
    const { code, stdout } = await work.candour(['doctor']);
    expect(code).toBe(1);
    expect(stdout).toMatch(/FAULT .*broken at row 1/);
  });
});

describe('the manifest', () => {
  it.each(['slack', 'teams'])('of %s is never written over what is there', async (platform) => {
    const out = join(work.folder, 'mine');
    writeFileSync(out, 'something of mine');
    const { code, stderr } = await work.candour(['manifest', platform, '--out', out], {
      env: {
        TEAMS_APP_ID: '11111111-2222-3333-4444-555555555555',
        CANDOUR_PUBLIC_URL: 'https://candour.test',
      },
    });
    expect([code, stderr]).toEqual([1, expect.stringContaining('exists already and was left as it is')]);
    expect(readFileSync(out, 'utf8')).toBe('something of mine');
  });
});
