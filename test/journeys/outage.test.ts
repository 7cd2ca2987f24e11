import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Workplace } from '../support/process.ts';
import { type Api, openApi, slackUser } from '../support/slack/api.ts';
import { SECRET, sendCommand } from '../support/slack/requests.ts';
import { freePort, launch, openSettingFolder } from '../support/slack/service.ts';

// Every test starts processes, beside those of other rooms.
vi.setConfig({ testTimeout: 90_000, hookTimeout: 60_000 });

const EMAILS: Record<string, string> = {
  UZOE: 'zoe.adeyemi@willowmere.test',
  UMAEVE: 'maeve.osullivan@willowmere.test',
};
const POSTING = ['chat.postMessage', 'conversations.open', 'auth.test'];
const DECLARE = (name: string) => `declare "${name}" kind=neighbour since=2020`;

let work: Workplace;
let api: Api;
let candour: Awaited<ReturnType<typeof launch>>;

beforeEach(async () => {
  api = await openApi();
  api.on('users.info', (fields) => ({
    ok: true,
    user: slackUser(fields.get('user'), EMAILS[fields.get('user') ?? '']),
  }));
  work = await openSettingFolder((file, text) =>
    file === 'setting.json' ? text.replace('{', '{"slack_team": "T1",') : text,
  );
  candour = await start();
  // Slack knows both, so that there is somebody to alert.
  expect(await say('UMAEVE', 'me')).toContain('Maeve');
  expect(await say('UZOE', 'me')).toContain('Zoë');
});
afterEach(async () => {
  await candour.stop();
  await work.close();
  await api.close();
});

const env = () => ({
  SLACK_BOT_TOKEN: 'xoxb-1',
  SLACK_SIGNING_SECRET: SECRET,
  SLACK_API_URL: api.url,
  CANDOUR_PUBLIC_URL: 'https://candour.example.org',
});
const start = async () => launch(work, await freePort(), env());
const base = () => `http://127.0.0.1:${candour.port}`;
const say = async (user: string, text: string) =>
  (await sendCommand(`${base()}/slack/events`, { user, text })).text;

async function ready(): Promise<[number, string[]]> {
  const answer = await fetch(`${base()}/readyz`);
  return [answer.status, (await answer.text()).trim().split('\n')];
}

type Line = Record<string, unknown>;
const jsonLines = (words: string): Line[] =>
  words
    .split('\n')
    .filter((line) => line.startsWith('{'))
    .map((line) => JSON.parse(line));
/** Lines of the log about deliveries. */
const logged = (message: RegExp) => jsonLines(candour.said()).filter(({ msg }) => message.test(String(msg)));
/** The alerts that tell Maeve of a case. */
const alerts = async () =>
  jsonLines((await work.candour(['outbox', '--json'])).stdout).filter(
    (each) => each.to === "Maeve O'Sullivan" && each.class === 'alert' && /^D-/.test(String(each.subject)),
  );
const states = async () => (await alerts()).map(({ state }) => state);

const REFUSES = /refuses our credentials/;
const AGAIN = /^messages arrive again$/;

describe('While Slack refuses the token', () => {
  it('log, readyz, doctor and outbox tell, and the first success brings what waited', async () => {
    for (const method of POSTING) api.on(method, { ok: false, error: 'token_revoked' });
    expect(await say('UZOE', DECLARE('Anna Away'))).toMatch(/D-\d{4}/);
    await vi.waitFor(async () => expect(await states()).toEqual(['failed']), 10_000);
    expect(await say('UZOE', DECLARE('Bert Away'))).toMatch(/D-\d{4}/);
    await vi.waitFor(async () => expect(await states()).toEqual(['failed', 'failed']), 10_000);

    expect(logged(REFUSES)).toEqual([
      expect.objectContaining({ level: 'error', platform: 'slack', reason: 'token_revoked' }),
    ]);
    expect(logged(/an alert did not arrive/).map(({ level, attempts }) => [level, attempts])).toEqual([
      ['warn', 1],
      ['warn', 1],
    ]);
    expect(candour.said()).not.toMatch(/Anna|Bert|Maeve|Zo/);
    expect(await ready()).toEqual([
      503,
      ['not ready', 'slack refuses our credentials. Run: npx candour doctor'],
    ]);
    expect((await fetch(`${base()}/healthz`)).status).toBe(200);
    const [first] = await alerts();
    expect(first).toMatchObject({ state: 'failed', attempts: 1, error: 'token_revoked' });
    expect(Object.keys(first ?? {}).slice(-4)).toEqual(['sent_at', 'error', 'attempts', 'not_before']);
    const doctor = await work.candour(['doctor'], { env: env() });
    expect(doctor.code).toBe(1);
    expect(doctor.stdout).toMatch(/FAULT .*SLACK_BOT_TOKEN is refused by Slack \(token_revoked\)/);
    const [next] = (await alerts()).map((each) => each.not_before).sort();
    expect(doctor.stdout).toContain(
      `warning willow: 2 messages have not arrived (token_revoked). The next try is at ${next};`,
    );

    for (const method of POSTING) api.off(method);
    expect(await say('UZOE', DECLARE('Cleo Away'))).toMatch(/D-\d{4}/);
    await vi.waitFor(async () => expect(await states()).toEqual(['sent', 'sent', 'sent']), 10_000);
    expect(logged(AGAIN)).toEqual([
      expect.objectContaining({ level: 'info', platform: 'slack', brought: 2 }),
    ]);
    expect(logged(REFUSES)).toHaveLength(1);
    expect(await ready()).toEqual([200, ['ok']]);
    expect((await work.candour(['doctor'], { env: env() })).stdout).not.toContain('have not arrived');
  });

  it('a restart with a good token catches up by itself, and so does --resend all', async () => {
    for (const method of POSTING) api.on(method, { ok: false, error: 'invalid_auth' });
    await say('UZOE', DECLARE('Anna Away'));
    await say('UZOE', DECLARE('Bert Away'));
    await vi.waitFor(async () => expect(await states()).toEqual(['failed', 'failed']), 10_000);
    await candour.stop();
    for (const method of POSTING) api.off(method);
    candour = await start();
    await vi.waitFor(async () => expect(await states()).toEqual(['sent', 'sent']), 10_000);
    expect(logged(AGAIN)).toEqual([expect.objectContaining({ brought: 1 })]);

    for (const method of POSTING) api.on(method, { ok: false, error: 'invalid_auth' });
    await say('UZOE', DECLARE('Cleo Away'));
    await vi.waitFor(async () => expect(await states()).toEqual(['sent', 'sent', 'failed']), 10_000);
    for (const method of POSTING) api.off(method);
    const resent = await work.candour(['outbox', '--resend', 'all']);
    expect(resent).toMatchObject({
      code: 0,
      stdout: expect.stringMatching(/^There was one\. It is queued anew/),
    });
    expect((await work.candour(['tick'], { env: env() })).code).toBe(0);
    expect(await states()).toEqual(['sent', 'sent', 'sent']);
  });
});

describe('While Slack is down', () => {
  it('the log tells once, each alert is told, and doctor blames no token; the service stays ready', async () => {
    for (const method of POSTING) api.on(method, { status: 503 });
    await say('UZOE', DECLARE('Anna Away'));
    await vi.waitFor(async () => expect(await states()).toEqual(['failed']), 10_000);
    await say('UZOE', DECLARE('Bert Away'));
    await vi.waitFor(async () => expect(await states()).toEqual(['failed', 'failed']), 10_000);
    expect(logged(/cannot be reached/)).toEqual([
      expect.objectContaining({ level: 'warn', reason: 'Slack answered 503' }),
    ]);
    expect(logged(/an alert did not arrive/)).toHaveLength(2);
    expect(await ready()).toEqual([200, ['ok']]);
    const doctor = await work.candour(['doctor'], { env: env() });
    expect(doctor.stdout).toMatch(
      /warning slack: Slack cannot be reached just now \(503\): nothing is wrong with/,
    );
    expect(doctor.stdout).not.toContain('refused');
    for (const method of POSTING) api.off(method);
    await say('UZOE', DECLARE('Cleo Away'));
    await vi.waitFor(async () => expect(await states()).toEqual(['sent', 'sent', 'sent']), 10_000);
    expect(logged(AGAIN)).toHaveLength(1);
  });
});
