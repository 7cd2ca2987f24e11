import { spawnSync } from 'node:child_process';
import { closeSync, mkdtempSync, openSync, rmSync, statSync, truncateSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, type TestContext, vi } from 'vitest';
import { serveAgreement } from '../page/agreement.ts';
import { DEMO, openWorkplace, untilEnd, type Workplace } from '../support/process.ts';
import { openApi, slackUser } from '../support/slack/api.ts';
import { wordsOf } from '../support/slack/client.ts';
import { openElm, USERS } from '../support/slack/elm.ts';
import { SECRET, sendCommand } from '../support/slack/requests.ts';
import { freePort, launch, openSettingFolder } from '../support/slack/service.ts';
import { openTeamsSetting } from '../support/teams/setting.ts';

// Every test starts processes, beside those of other rooms.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const SENTENCE =
  'The machine that Candour runs on has no room left, so nothing could be kept. Please tell whoever looks after it; nothing of what was answered before is lost.';
const DECLARE = 'declare "Laura Ashdown" kind=friend since=2019';
let disk: string;
let mounted = false;

/** What the tests make goes to a disk of so many MB; skips, and says so, where this process may not make one. */
function onSmallDisk({ skip }: TestContext, size = 24): void {
  mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${size}m`, 'tmpfs', disk]).status === 0;
  if (!mounted) {
    console.warn('SKIPPED: a small disk can only be mounted as root.');
    skip();
  }
  vi.stubEnv('TMPDIR', disk);
}

/** Writes until nothing more fits; gives what makes room again, all of it or so many bytes. */
function fill(): (bytes?: number) => void {
  const filler = join(disk, 'filler');
  const descriptor = openSync(filler, 'w');
  try {
    for (const size of [2 ** 20, 4096]) {
      const block = Buffer.alloc(size);
      try {
        while (writeSync(descriptor, block) === size);
      } catch (error) {
        expect(error).toMatchObject({ code: 'ENOSPC' });
      }
    }
  } finally {
    closeSync(descriptor);
  }
  return (bytes) =>
    bytes === undefined ? rmSync(filler) : truncateSync(filler, statSync(filler).size - bytes);
}

beforeEach(() => {
  disk = mkdtempSync(join(tmpdir(), 'candour-full-'));
});
afterEach(() => {
  vi.unstubAllEnvs();
  if (mounted) spawnSync('umount', ['-l', disk]);
  mounted = false;
  rmSync(disk, { recursive: true, force: true });
});

describe('Whoever asks for what no longer fits on the disk is told so', () => {
  it('in Slack', async (context) => {
    onSmallDisk(context);
    const elm = await openElm();
    const zoe = elm.client(USERS.staff);
    await zoe.type('me');
    const makeRoom = fill();
    expect(wordsOf(await zoe.type(DECLARE))).toContain(SENTENCE);
    expect(wordsOf(await zoe.type('policy'))).toContain('Social media');
    makeRoom();
    expect(wordsOf(await zoe.type(DECLARE))).toMatch(/D-\d+/);
    expect(elm.lines.filter(({ level }) => level === 'error')).toEqual([]);
    await elm.close();
  });

  it('in Teams', async (context) => {
    onSmallDisk(context);
    const open = await openTeamsSetting();
    const zoe = open.at('Zoe');
    await zoe.type('me');
    const makeRoom = fill();
    expect((await zoe.type(DECLARE)).words).toContain(SENTENCE);
    makeRoom();
    expect((await zoe.type(DECLARE)).words).toMatch(/D-\d+/);
    await open.close();
  });

  it('on the parents’ page, whose link still opens', async (context) => {
    onSmallDisk(context);
    const served = await serveAgreement();
    const key = await served.key();
    const answer = () =>
      fetch(`${served.origin}/agreement`, {
        method: 'POST',
        body: new URLSearchParams({
          setting: served.elm.id,
          key,
          child: 'Mia',
          answer: 'agree',
          name: 'Sarah Reed',
        }),
      });
    const makeRoom = fill();
    const refused = await answer();
    expect([refused.status, await refused.text()]).toEqual([
      503,
      expect.stringContaining('has no room left. Please tell the person who gave you the link'),
    ]);
    makeRoom();
    expect((await answer()).status).toBe(200);
    await served.close();
  });

  it('at the console, and the log says what to do', async (context) => {
    onSmallDisk(context);
    const work = await openWorkplace();
    expect((await work.candour(['import', DEMO])).code).toBe(0);
    const child = work.launch({ env: { COLUMNS: '400' } });
    const ending = untilEnd(child);
    await new Promise((resolve) => child.stdout?.once('data', resolve));
    const makeRoom = fill();
    child.stdin?.end('as Zoë Adeyemi\ndeclare "Wei Chen" kind=friend since=2019\npolicy\n');
    const ended = await ending;
    expect(ended.code).toBe(0);
    expect(ended.stdout).toContain(SENTENCE);
    expect(ended.stdout).not.toContain('Something went wrong');
    expect(ended.stderr).toMatch(
      /"level":"error".*"code":"SQLITE_FULL".*"advice":"The disk is full: please make room/,
    );
    // Its log went with it, and left room; where there is none at all, nothing opens a database.
    makeRoom();
    const again = fill();
    const said = await work.candour(['say', '--as', 'Zoë Adeyemi', 'me']);
    expect([said.code, said.stdout]).toEqual([1, '']);
    expect(said.stderr).toMatch(/cannot be opened \(SQLITE_\w+\)\. The disk is full: please make room/);
    again();
    expect((await work.candour(['audit', 'verify'])).code).toBe(0);
    await work.close();
  });
});

describe('A service whose disk is full', () => {
  let work: Workplace;
  afterEach(() => work?.close());

  it('says so in readyz and in the log, and is well by itself once there is room', async (context) => {
    onSmallDisk(context);
    work = await openSettingFolder((file, text) =>
      file === 'setting.json' ? text.replace('{', '{"slack_team": "T1",') : text,
    );
    const api = await openApi();
    const port = await freePort();
    const emails: Record<string, string> = { UZOE: 'zoe.adeyemi@willowmere.test' };
    api.on('users.info', (fields) => {
      const id = fields.get('user') ?? '';
      return { ok: true, user: slackUser(id, emails[id]) };
    });
    const candour = await launch(work, port, {
      SLACK_BOT_TOKEN: 'xoxb-1',
      SLACK_SIGNING_SECRET: SECRET,
      SLACK_API_URL: api.url,
    });
    const base = `http://127.0.0.1:${port}`;
    const say = async (text: string) =>
      (await sendCommand(`${base}/slack/events`, { user: 'UZOE', text })).text;
    const ready = async () => {
      const answer = await fetch(`${base}/readyz`);
      return [answer.status, await answer.text()];
    };
    expect(await say('me')).toContain('Zoë Adeyemi');
    expect(await ready()).toEqual([200, 'ok\n']);
    const makeRoom = fill();
    expect(await say('declare "Wei Chen" kind=friend since=2019')).toContain('has no room left');
    const full = [503, 'not ready\nThe disk is full, so nothing can be kept. Please make room.\n'];
    expect(await ready()).toEqual(full);
    expect((await fetch(`${base}/healthz`)).status).toBe(200);
    expect(await ready()).toEqual(full);
    // It is long, and opens in a window.
    let opened = '';
    api.on('views.open', (fields) => {
      opened = fields.get('view') ?? '';
      return { ok: true };
    });
    await say('policy');
    expect(opened).toContain('Staying professional');
    expect(candour.said()).toMatch(/"level":"error".*"advice":"The disk is full: please make room/);
    expect(candour.said()).not.toMatch(/Wei|Chen/);
    // Room for a page or two is none for the next command.
    makeRoom(65_536);
    expect(await ready()).toEqual(full);
    const doctor = await work.candour(['doctor']);
    expect([doctor.code, doctor.stdout]).toEqual([1, expect.stringMatching(/^FAULT .*isk is full/m)]);
    const backup = await work.candour(['backup', 'copy.db']);
    expect([backup.code, backup.stderr]).toEqual([
      1,
      expect.stringMatching(/no room for .*please make some/),
    ]);
    makeRoom();
    expect(await ready()).toEqual([200, 'ok\n']);
    expect(await say('declare "Wei Chen" kind=friend since=2019')).toMatch(/D-\d+/);
    expect((await candour.stop()).code).toBe(0);
    await api.close();
  });
});
