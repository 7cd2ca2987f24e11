import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Workplace } from '../support/process.ts';
import { type Api, openApi, slackUser } from '../support/slack/api.ts';
import { type Client, openClient } from '../support/slack/client.ts';
import { SECRET, sendEvent } from '../support/slack/requests.ts';
import { freePort, launch, openSettingFolder, PEOPLE } from '../support/slack/service.ts';
import { type Call, type LocalCloud, openLocalCloud, TENANT } from '../support/teams/connector.ts';
import { unsigned } from '../support/teams/service.ts';
import { type LocalTeams, sentTo, somebody, type TeamsVisitor, visit } from '../support/teams/visitor.ts';

const MAEVE = 'U02MAEVE';
const ZOE = 'U03ZOE';
const maeveInTeams = somebody('maeve', 2);
const zoeInTeams = somebody('zoe', 3);

describe('Slack and Teams in one process, on one register', () => {
  let api: Api;
  let peer: LocalCloud;
  let workplace: Workplace;
  let candour: Awaited<ReturnType<typeof launch>>;
  let teams: LocalTeams;
  let maeve: { slack: Client; teams: TeamsVisitor };
  let zoe: { slack: Client; teams: TeamsVisitor };
  let slackUrl: string;
  let declared = 0;
  /** Of the last one that was declared. */
  let ref = '';

  beforeAll(async () => {
    api = await openApi();
    const users = Object.entries(PEOPLE).map(([id, email]) => slackUser(id, email));
    api.on('users.info', (fields) => ({
      ok: true,
      user: users.find(({ id }) => id === fields.get('user')),
    }));
    // Slack hands out its whole directory when Candour starts: being in it is no use of an account.
    api.on('users.list', { ok: true, members: users, response_metadata: { next_cursor: '' } });
    peer = await openLocalCloud();
    for (const [who, email] of [
      [maeveInTeams, PEOPLE[MAEVE]],
      [zoeInTeams, PEOPLE[ZOE]],
    ] as const) {
      peer.roster.set(who.id, { email, userPrincipalName: email, userRole: 'user', aadObjectId: who.aad });
    }
    workplace = await openSettingFolder();
    await start();
  });
  afterAll(async () => {
    await candour?.stop();
    await workplace?.close();
    await peer?.close();
    await api?.close();
  });

  async function start(): Promise<void> {
    const port = await freePort();
    candour = await launch(workplace, port, {
      SLACK_BOT_TOKEN: 'xoxb-1',
      SLACK_SIGNING_SECRET: SECRET,
      SLACK_API_URL: api.url,
      TEAMS_DEVELOPMENT: '1',
      TEAMS_TENANT_ID: TENANT,
    });
    teams = unsigned(peer, port);
    slackUrl = `http://127.0.0.1:${port}/slack/events`;
    const slack = (user: string) => openClient(slackUrl, api, user);
    maeve = { slack: slack(MAEVE), teams: visit(teams, maeveInTeams) };
    zoe = { slack: slack(ZOE), teams: visit(teams, zoeInTeams) };
  }

  /** Ten minutes pass for every account: its last use is noted to five. */
  function tenMinutesPass(): void {
    const database = new Database(workplace.database, { timeout: 5000 });
    database.exec(
      "UPDATE accounts SET last_used_at = strftime('%Y-%m-%dT%H:%M:%fZ', last_used_at, '-10 minutes')",
    );
    database.close();
  }

  /** Zoë declares somebody, and this is where Maeve's alert arrives, each time that it does. */
  async function alertOfANewDeclaration(): Promise<string[]> {
    declared += 1;
    const answer = await zoe.slack.type(`declare "Somebody ${declared}" kind=neighbour since=2019`);
    ref = /D-\d{4}/.exec(JSON.stringify(answer.view))?.[0] ?? 'none';
    await expect.poll(() => arrivals(ref).length, { timeout: 15_000 }).toBeGreaterThan(0);
    // Time enough for a second one, which there must not be, and for Home to be drawn anew.
    await new Promise((resolve) => setTimeout(resolve, 800));
    return arrivals(ref);
  }

  function arrivals(ref: string): string[] {
    const isAbout = (words: string) => new RegExp(`\\b${ref}\\b`).test(words);
    const slack = api
      .of('chat.postMessage')
      .filter(({ fields }) => fields.get('channel') === `D${MAEVE}` && isAbout(fields.get('text') ?? ''));
    const inTeams = sentTo(teams, maeveInTeams).filter(({ body }) => isAbout(body?.summary ?? ''));
    return [...slack.map(() => 'slack'), ...inTeams.map(() => 'teams')];
  }

  const toMaeveInTeams = ({ path }: Call) => path.includes(maeveInTeams.chat);

  /** Their account in Teams is a further one: it waits until they say in Slack, where they are known, that it is theirs. */
  async function confirmTeams({ slack, teams }: typeof zoe): Promise<void> {
    expect((await teams.type('me')).words).toContain('Your account waits to be confirmed');
    const ref = `account:teams/${TENANT}/${teams.who.aad}`;
    await slack.type(`confirm ${ref} still_true=yes`);
    expect((await teams.type('me')).words).not.toContain('waits to be confirmed');
  }

  it('knows one person behind two accounts', async () => {
    declared += 1;
    await zoe.slack.type('declare "Laura Ashdown" kind=friend since=2019');
    await confirmTeams(zoe);
    const { words } = await zoe.teams.type('declarations');
    expect(words).toMatch(/D-\d+/);
    expect(words).toContain('Laura Ashdown');
  });

  it('alerts the account used last: Teams, whatever Slack is asked for meanwhile', async () => {
    const homes = () =>
      api.of('views.publish').filter(({ fields }) => fields.get('user_id') === MAEVE).length;
    await sendEvent(slackUrl, {
      type: 'app_home_opened',
      user: MAEVE,
      channel: `D${MAEVE}`,
      tab: 'home',
      event_ts: '1',
    });
    await api.until(() => homes() === 1);
    await confirmTeams(maeve);
    tenMinutesPass();
    await maeve.teams.type('me');
    expect(await alertOfANewDeclaration()).toEqual(['teams']);
    tenMinutesPass();
    // Her Home in Slack was drawn anew, which she did not ask for.
    expect(homes()).toBeGreaterThan(1);
    expect(await alertOfANewDeclaration()).toEqual(['teams']);
  });

  it('and goes on so after a restart, when the whole workspace is looked through', async () => {
    tenMinutesPass();
    await candour.stop();
    const before = api.of('users.list').length;
    await start();
    await api.until(() => api.of('users.list').length > before);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(await alertOfANewDeclaration()).toEqual(['teams']);
  });

  it('and Slack, once that is what she uses', async () => {
    tenMinutesPass();
    await maeve.slack.type('me');
    expect(await alertOfANewDeclaration()).toEqual(['slack']);
  });

  it.each([
    ['has closed the account', { ok: false, error: 'user_disabled' }],
    ['is down', { status: 503, ok: false }],
  ])('alerts Teams when Slack %s', async (_, answer) => {
    tenMinutesPass();
    await maeve.teams.type('me');
    tenMinutesPass();
    await maeve.slack.type('me');
    const refused: string[] = [];
    api.on('chat.postMessage', (fields) => {
      refused.push(fields.get('channel') ?? '');
      return answer;
    });
    await alertOfANewDeclaration();
    api.off('chat.postMessage');
    // Slack was asked first, and refused.
    expect(refused).toContain(`D${MAEVE}`);
    expect(sentTo(teams, maeveInTeams).filter(({ body }) => body?.summary?.includes(ref))).toHaveLength(1);
  });

  it.each([
    ['has the app removed', { status: 403, code: 'BotNotInConversationRoster' }],
    ['is too busy', { status: 429, headers: { 'retry-after': '30' } }],
  ])('alerts Slack when Teams %s', async (_, fate) => {
    tenMinutesPass();
    await maeve.teams.type('me');
    peer.fates.push({ fate, when: toMaeveInTeams });
    const where = await alertOfANewDeclaration();
    expect(where.filter((each) => each === 'slack')).toHaveLength(1);
    expect(peer.fates).toEqual([]);
  });

  it('and each alert is one, with the platform that took it', async () => {
    const { stdout } = await workplace.candour(['outbox', '--json']);
    const rows = stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as { to: string; subject: string; state: string; platform: string })
      .filter(({ to, subject }) => to === "Maeve O'Sullivan" && /^D-\d+$/.test(subject));
    expect(rows.map(({ state, platform }) => `${state} ${platform}`)).toEqual([
      expect.stringMatching(/^sent (slack|teams)$/),
      'sent teams',
      'sent teams',
      'sent teams',
      'sent slack',
      'sent teams',
      'sent teams',
      'sent slack',
      'sent slack',
    ]);
    expect(api.faults).toEqual([]);
    expect((await workplace.candour(['audit', 'verify'])).code).toBe(0);
  });
});
