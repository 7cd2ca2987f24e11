import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, vi } from 'vitest';
import { type Alarm, openAlarm } from '../support/alarm.ts';
import type { Workplace } from '../support/process.ts';
import { type Api, openApi, slackUser } from '../support/slack/api.ts';
import { SECRET, sendCommand } from '../support/slack/requests.ts';
import { freePort, launch, openSettingFolder } from '../support/slack/service.ts';

// Every test starts processes, beside those of other rooms.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const DAY = 86_400_000;
const KEY = Buffer.alloc(32, 7).toString('base64');
const soon = <T>(check: () => T | Promise<T>) => vi.waitFor(check, { timeout: 40_000, interval: 100 });

interface House {
  work: Workplace;
  api: Api;
  alarm: Alarm;
  folder: string;
  /** The service with these keys besides; it is asked to stop at the end. */
  start(more?: Record<string, string>): Promise<Awaited<ReturnType<typeof launch>>>;
  candour(args: string[]): ReturnType<Workplace['candour']>;
}

/** A pre-school whose administrator, Colin, is in Slack; a folder for backups; and an address for faults. */
async function inHouse(work: (house: House) => Promise<void>): Promise<void> {
  const api = await openApi();
  api.on('users.info', (fields) => ({
    ok: true,
    user: slackUser(fields.get('user'), 'office@willowmere.test'),
  }));
  const alarm = await openAlarm();
  const place = await openSettingFolder((file, text) => {
    if (file === 'setting.json') return text.replace('{', '{"slack_team": "T1",');
    return file === 'people.csv' ? text.replace('2021-04-19,,no,,,', '2021-04-19,,no,,UCOLIN,') : text;
  });
  const folder = join(place.folder, 'kept');
  let env: Record<string, string> = {};
  const running: Awaited<ReturnType<typeof launch>>[] = [];
  try {
    await work({
      work: place,
      api,
      alarm,
      folder,
      async start(more = {}) {
        env = {
          SLACK_BOT_TOKEN: 'xoxb-1',
          SLACK_SIGNING_SECRET: SECRET,
          SLACK_API_URL: api.url,
          CANDOUR_PUBLIC_URL: 'https://candour.example.org',
          CANDOUR_KEY: KEY,
          CANDOUR_BACKUP_DIR: folder,
          CANDOUR_ALERT_URL: alarm.url,
          ...more,
        };
        const candour = await launch(place, await freePort(), env);
        running.push(candour);
        return candour;
      },
      candour: (args) => place.candour(args, { env }),
    });
  } finally {
    for (const candour of running) await candour.stop();
    await place.close();
    await alarm.close();
    await api.close();
  }
}

const kept = (folder: string) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.db'))
    .sort();
const nameOf = (daysAgo: number) =>
  `candour-${new Date(Date.now() - daysAgo * DAY).toISOString().slice(0, 19).replaceAll(':', '-')}Z.db`;
const posted = ({ alarm }: House) => alarm.posted.map(({ fault, state }) => `${fault} ${state}`);
const messages = ({ api }: House) =>
  api
    .of('chat.postMessage')
    .map(({ fields }) => fields.get('text') ?? '')
    .filter((text) => /[Bb]ackup/.test(text));

describe.concurrent('a service that makes its backups by itself', () => {
  it('makes one soon after it starts, deletes the old, and tells the administrator of a copy that fails until it is mended', () =>
    inHouse(async (house) => {
      const { folder, start, candour, api, work } = house;
      mkdirSync(folder, { mode: 0o700 });
      const [old, ...young] = [60, 3, 2, 1].map(nameOf);
      for (const name of [old, ...young, 'mine.db'])
        writeFileSync(join(folder, `${name}`), 'x', { mode: 0o600 });
      const first = await start({
        CANDOUR_BACKUP_COMMAND: `${process.execPath} -e "process.exit(3)" {file}`,
      });
      const answer = await sendCommand(`http://127.0.0.1:${first.port}/slack/events`, {
        user: 'UCOLIN',
        text: 'me',
      });
      expect(answer.text).toContain('Colin');

      await soon(() => expect(posted(house)).toEqual(['off-site begun']));
      const [made = '', ...rest] = kept(folder).filter((name) => ![...young, 'mine.db'].includes(name));
      expect(rest).toEqual([]);
      expect(kept(folder)).toHaveLength(young.length + 2);
      expect(kept(folder)).not.toContain(old);
      expect(statSync(join(folder, made)).mode & 0o777).toBe(0o600);
      const tried = await candour(['restore', join(folder, made), '--check']);
      expect(tried.stdout, tried.stderr).toMatch(
        /It was opened with CANDOUR_KEY\.[\s\S]*This backup can be restored\./,
      );

      // In chat, once the administrator has an account: words that may stand on a lock screen.
      await soon(() => expect(messages(house)).toHaveLength(1));
      expect(messages(house)[0]).toContain('Backups are not copied elsewhere');
      const doctor = await candour(['doctor']);
      expect(doctor.code).toBe(1);
      expect(doctor.stdout).toMatch(/^ok +The last good backup is less than an hour old: .*There are 4\.$/m);
      expect(doctor.stdout).toMatch(/^FAULT +The backup could not be copied elsewhere since /m);
      const status = await candour(['status']);
      expect(status.code).toBe(1);
      expect(status.stdout).toMatch(/^WRONG +The backup could not be copied elsewhere since /);
      expect(status.stdout).toMatch(
        /^backups +last good backup less than an hour ago, 4 kept; none copied elsewhere yet$/m,
      );
      const logged = first.said();
      expect(logged).toMatch(/"level":"error".*"code":3,.*could not be copied elsewhere/);
      expect(logged).not.toMatch(/quokka|Colin|Willowmere/);
      await first.stop();

      const second = await start({ CANDOUR_BACKUP_COMMAND: `${process.execPath} -e "" {file}` });
      await soon(() => expect(posted(house)).toEqual(['off-site begun', 'off-site over']));
      expect((await candour(['status'])).code).toBe(0);
      // What a minute does, now: the message is rewritten where it stands.
      expect((await work.candour(['tick'], { env: second.env })).code).toBe(0);
      await soon(() => expect(api.of('chat.update').length).toBeGreaterThan(0));
      const rewritten = api
        .of('chat.update')
        .map(({ fields }) => `${fields.get('text')} ${fields.get('blocks')}`);
      expect(rewritten.join()).toMatch(/✓ Backups are not copied elsewhere[\s\S]*Mended on /);
      expect(kept(folder)).toHaveLength(4 + 1);
    }));

  it('says everywhere that none can be made, serves all the same, and makes one once it can', () =>
    inHouse(async (house) => {
      const { folder, start, candour } = house;
      const first = await start();
      const base = `http://127.0.0.1:${first.port}`;
      await soon(() => expect(posted(house)).toEqual(['backup begun']));
      expect(house.alarm.posted[0]).toMatchObject({
        method: 'POST',
        fault: 'backup',
        state: 'begun',
        over: null,
        text: 'Candour cannot make its nightly backup. Run: npx candour doctor',
      });
      const ready = await fetch(`${base}/readyz`);
      expect([ready.status, await ready.text()]).toEqual([
        200,
        expect.stringMatching(/^ok\nNo backup could be made since \S+\. Run: npx candour doctor/),
      ]);
      expect((await sendCommand(`${base}/slack/events`, { user: 'UCOLIN', text: 'me' })).text).toContain(
        'Colin',
      );
      await soon(() => expect(messages(house)).toHaveLength(1));
      expect(first.said()).toMatch(
        /"why":"The folder for backups, [^"]*kept, is not there\. .*no backup could be made/,
      );
      const json = JSON.parse((await candour(['status', '--json'])).stdout);
      expect(json.wrong).toEqual([expect.stringContaining('The folder for backups')]);
      expect(json).toMatchObject({
        settings: 1,
        faults: [{ fault: 'backup' }],
        backups: { last_good_at: null, age_hours: null, count: 0 },
      });
      const found = JSON.parse((await candour(['doctor', '--json'])).stdout);
      expect(found.filter(({ kind }: { kind: string }) => kind === 'fault')).toEqual([
        { kind: 'fault', about: 'backup', text: expect.stringContaining('is not there. Mount its disk') },
      ]);
      await first.stop();

      mkdirSync(folder, { mode: 0o700 });
      const second = await start();
      await soon(() => expect(posted(house)).toEqual(['backup begun', 'backup over']));
      expect(kept(folder)).toHaveLength(1);
      expect(await (await fetch(`http://127.0.0.1:${second.port}/readyz`)).text()).toBe('ok\n');
      const status = await candour(['status']);
      expect([status.code, status.stdout.split('\n')[0]]).toEqual([0, 'Nothing is wrong.']);
    }));

  it('a stop in the middle of a backup ends in order, and leaves nothing half made for long', () =>
    inHouse(async (house) => {
      const { folder, start } = house;
      mkdirSync(folder, { mode: 0o700 });
      // A backup of so little may be made before the stop has come: then once more.
      for (let tries = 0; tries === 0 || (tries < 10 && kept(folder).length > 0); tries++) {
        for (const name of kept(folder)) rmSync(join(folder, name));
        const first = await start();
        while (!readdirSync(folder).some((name) => name.includes('.part-') || name.endsWith('.db')))
          await new Promise((resolve) => setTimeout(resolve, 2));
        expect(await first.stop()).toMatchObject({ code: 0, stderr: expect.not.stringContaining('"error"') });
      }
      expect(kept(folder)).toEqual([]);
      const second = await start();
      await soon(() => expect(kept(folder)).toHaveLength(1));
      await second.stop();
      expect(readdirSync(folder).filter((name) => name.includes('.part-'))).toEqual([]);
      expect(posted(house)).toEqual([]);
    }));
});
