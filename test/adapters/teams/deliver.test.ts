import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { createCalendar } from '../../../src/calendar.ts';
import type { Account } from '../../../src/core/accounts/account.ts';
import { deliver } from '../../../src/core/notices/deliver.ts';
import type { Message } from '../../../src/core/platform.ts';
import { MONDAY } from '../../support/setting.ts';
import { readCard } from '../../support/teams/card.ts';
import { faultsOf } from '../../support/teams/check.ts';
import { type Fate, TENANT } from '../../support/teams/connector.ts';
import { openTeamsSetting, type TeamsSetting } from '../../support/teams/setting.ts';
import { type Somebody, sentTo } from '../../support/teams/visitor.ts';

const message: Message = {
  id: 'n-1',
  title: 'Please decide by 24 Nov 2026 (D-12)',
  text: 'Please decide by 24 Nov 2026.',
  button: { label: 'Open D-12', run: { command: 'decide', input: { ref: 'D-12' } } },
};

/** Where it stands, once it is sent. */
const SENT = {
  kind: 'sent',
  at: { chat: expect.any(String), handle: expect.stringMatching(/^sent-\d+$/) },
};
const accountOf = ({ aad }: Somebody): Account => ({ platform: 'teams', tenant: TENANT, user: aad });

describe('a message of the bot’s own', () => {
  let open: TeamsSetting;
  let zoe: Somebody;
  beforeAll(async () => {
    open = await openTeamsSetting();
    zoe = open.who('Zoe');
  });
  afterAll(async () => {
    await open.close();
  });
  beforeEach(async () => {
    await open.at('Zoe').type('me');
    open.teams.peer.calls.length = 0;
    open.teams.peer.fates.length = 0;
  });
  const remembered = (who: Somebody) =>
    open.elm.store.read((register) => register.conversations.find(accountOf(who)));
  const send = (who = zoe) => open.teams.platform.deliver(accountOf(who), message);
  const posts = () => open.teams.peer.calls.filter(({ method }) => method === 'POST');

  it('is a card with its button, announced by words that a lock screen may show', async () => {
    expect(await send()).toEqual(SENT);
    const [call] = sentTo(open.teams, zoe);
    expect(call?.path).toBe(`/v3/conversations/${zoe.chat}/activities`);
    expect(call?.body.replyToId).toBeUndefined();
    expect(call?.authorization).toBe('Bearer the-bot');
    expect(call?.body).toMatchObject({ summary: message.title });
    const card = call?.body.attachments[0].content;
    expect(faultsOf(card)).toEqual([]);
    const seen = readCard(card);
    expect(seen.words).toContain(message.text);
    expect(seen.actions[0]).toMatchObject({
      title: 'Open D-12',
      data: { do: 'run', command: 'decide', input: { ref: 'D-12' } },
    });
  });

  it('opens the chat of somebody who has never written, and remembers it', async () => {
    const tom = open.who('Tom');
    expect(await send(tom)).toEqual(SENT);
    expect(open.teams.peer.calls[0]).toMatchObject({
      method: 'POST',
      path: '/v3/conversations',
      body: {
        isGroup: false,
        members: [{ id: tom.aad }],
        tenantId: TENANT,
        channelData: { tenant: { id: TENANT } },
      },
    });
    expect(open.teams.peer.calls[1]).toMatchObject({
      path: `/v3/conversations/opened:${tom.aad}/activities`,
    });
    expect(await remembered(tom)).toMatchObject({ id: `opened:${tom.aad}` });
    expect(await send(tom)).toEqual(SENT);
    expect(open.teams.peer.calls.filter(({ path }) => path === '/v3/conversations')).toHaveLength(1);
  });

  it('is sent to nobody outside the allowed tenants', async () => {
    expect(await open.teams.platform.deliver({ ...accountOf(zoe), tenant: 'elsewhere' }, message)).toEqual({
      kind: 'never',
      reason: 'tenant',
    });
    expect(open.teams.peer.calls).toEqual([]);
  });

  const passing: [string, Fate, object][] = [
    ['401', { status: 401, code: 'Unauthorized' }, { reason: '401 Unauthorized', cause: 'refused' }],
    ['412', { status: 412, code: 'PreconditionFailed' }, { reason: '412 PreconditionFailed' }],
    ['429 without Retry-After', { status: 429, code: 'Throttled' }, { reason: '429 Throttled' }],
    [
      '429 with Retry-After',
      { status: 429, code: 'Throttled', headers: { 'retry-after': '3600' } },
      { reason: '429 Throttled', afterMs: 3_600_000 },
    ],
    ['500', { status: 500, code: 'ServiceError' }, { reason: '500 ServiceError', cause: 'away' }],
    ['502', { status: 502 }, { reason: '502 Fault', cause: 'away' }],
    [
      '503 with Retry-After',
      { status: 503, headers: { 'retry-after': '30' } },
      { reason: '503 Fault', afterMs: 30_000, cause: 'away' },
    ],
    ['504', { status: 504 }, { reason: '504 Fault', cause: 'away' }],
    ['a line that is cut', 'drop', { cause: 'away' }],
  ];
  it.each(passing)('is tried again later after %s, and only once now', async (_what, fate, expected) => {
    open.teams.peer.fates.push({ fate });
    const begun = Date.now();
    const outcome = await send();
    expect(outcome).toMatchObject({ kind: 'later', ...expected });
    expect('cause' in outcome).toBe('cause' in expected);
    expect(posts()).toHaveLength(1);
    expect(Date.now() - begun).toBeLessThan(3000);
    expect(await remembered(zoe)).toBeDefined();
    expect(await send()).toEqual(SENT);
  });

  it.each([
    ['invalid_client', 'AADSTS7000215: Invalid client secret provided.', 401, 'AADSTS7000215', 'refused'],
    [
      'invalid_client',
      'AADSTS7000222: The provided client secret keys are expired.',
      401,
      'AADSTS7000222',
      'refused',
    ],
    ['unauthorized_client', 'AADSTS700016: Application not found.', 400, 'AADSTS700016', 'refused'],
    ['invalid_request', 'AADSTS90002: Tenant not found.', 400, 'AADSTS90002', 'refused'],
    ['temporarily_unavailable', 'AADSTS90033: A transient error has occurred.', 503, 'AADSTS90033', 'away'],
    ['invalid_client', 'AADSTS90055: Too many requests.', 400, 'AADSTS90055', 'away'],
    ['network_error', 'Network request failed', undefined, 'network_error', 'away'],
  ] as const)(
    'is tried again later where signing in ends in %s: %s',
    async (errorCode, words, status, reason, cause) => {
      open.teams.peer.signIn.fault = Object.assign(new Error(`${errorCode}: ${words}`), {
        errorCode,
        status,
      });
      expect(await send()).toEqual({ kind: 'later', reason, cause });
      expect(await send(open.who('Priya'))).toEqual({ kind: 'later', reason, cause });
      open.teams.peer.signIn.fault = undefined;
      expect(await send()).toEqual(SENT);
    },
  );

  it('waits until a date, where Retry-After is one', async () => {
    const date = new Date(Date.now() + 120_000).toUTCString();
    open.teams.peer.fates.push({ fate: { status: 429, headers: { 'retry-after': date } } });
    const outcome = await send();
    expect(outcome.kind === 'later' && outcome.afterMs).toBeGreaterThan(110_000);
  });

  it('gives up on a connector that never answers, and sends nothing after that', async () => {
    open.teams.peer.fates.push({ fate: 'hang' });
    const begun = Date.now();
    expect(await send()).toEqual({ kind: 'later', reason: 'timeout', cause: 'away' });
    expect(Date.now() - begun).toBeLessThan(15_000);
    expect(posts()).toHaveLength(1);
  }, 20_000);

  it('never reaches somebody who blocked or removed the bot, whose chat is then forgotten', async () => {
    open.teams.peer.fates.push({ fate: { status: 403, code: 'MessageWritesBlocked' } });
    expect(await send()).toEqual({ kind: 'never', reason: '403 MessageWritesBlocked' });
    expect(await remembered(zoe)).toBeUndefined();
  });

  it('opens the chat anew where the old one is no more', async () => {
    open.teams.peer.fates.push({ fate: { status: 404, code: 'ConversationNotFound' } });
    expect(await send()).toEqual(SENT);
    expect(await remembered(zoe)).toMatchObject({ id: `opened:${zoe.aad}` });
  });

  it('never reaches somebody for whom the app is not installed', async () => {
    const amina = open.who('Amina');
    open.teams.peer.fates.push({
      fate: { status: 403, code: 'ForbiddenOperationException' },
      when: ({ path }) => path === '/v3/conversations',
    });
    expect(await send(amina)).toEqual({ kind: 'never', reason: '403 ForbiddenOperationException' });
    expect(await remembered(amina)).toBeUndefined();
  });

  it('repeats no word that the connector quoted', async () => {
    open.teams.peer.fates.push({ fate: { status: 400, code: 'Bad <b>Argument</b>' } });
    expect(await send()).toEqual({ kind: 'never', reason: '400 BadbArgumentb' });
    expect(JSON.stringify(open.teams.logged)).not.toContain('quoting');
  });
});

describe('rewriting a message', () => {
  let open: TeamsSetting;
  let zoe: Somebody;
  beforeAll(async () => {
    open = await openTeamsSetting();
    zoe = open.who('Zoe');
    await open.at('Zoe').type('me');
  });
  afterAll(async () => {
    await open.close();
  });
  beforeEach(() => {
    open.teams.peer.calls.length = 0;
    open.teams.peer.fates.length = 0;
  });
  const done: Message = { ...message, title: `✓ ${message.title}`, text: 'Noted by you.', button: null };
  const rewrite = (who = zoe) =>
    open.teams.platform.rewrite?.(accountOf(who), { chat: zoe.chat, handle: 'sent-7' }, done);

  it('puts a card without a button in its place, and sends nothing', async () => {
    expect(await rewrite()).toEqual({ kind: 'sent' });
    expect(open.teams.peer.calls.map(({ method, path }) => `${method} ${path}`)).toEqual([
      `PUT /v3/conversations/${zoe.chat}/activities/sent-7`,
    ]);
    const card = readCard(open.teams.peer.calls[0]?.body.attachments[0].content);
    expect(card.words).toContain('Noted by you.');
    expect(card.actions).toEqual([]);
  });

  it.each([403, 404])('is given up on where Teams says %s, and the chat stays known', async (status) => {
    open.teams.peer.fates.push({ fate: { status, code: 'Gone' } });
    expect(await rewrite()).toEqual({ kind: 'never', reason: `${status} Gone` });
    expect(open.teams.peer.calls).toHaveLength(1);
    expect(await rewrite()).toEqual({ kind: 'sent' });
  });

  it('is tried again where there was too much, or Teams is away', async () => {
    open.teams.peer.fates.push({
      fate: { status: 429, code: 'Throttled', headers: { 'retry-after': '60' } },
    });
    expect(await rewrite()).toEqual({ kind: 'later', reason: '429 Throttled', afterMs: 60_000 });
    open.teams.peer.fates.push({ fate: { status: 503 } });
    expect(await rewrite()).toMatchObject({ kind: 'later', cause: 'away' });
  });

  it('is given up on for somebody whose chat is not known', async () => {
    expect(await rewrite(open.who('Amina'))).toEqual({ kind: 'never', reason: 'no chat' });
    expect(open.teams.peer.calls).toEqual([]);
  });
});

describe('an alert', () => {
  it('that fails is kept and tried again, and once it is out it is not sent a second time', async () => {
    const open = await openTeamsSetting();
    const zoe = open.at('Zoe');
    const maeve = open.at('Maeve');
    await maeve.type('me');
    await zoe.type('declare "Laura Ashdown" kind=friend since=2019');
    const toMaeve = () =>
      sentTo(open.teams, maeve.who).filter(({ body }) => /\(D-\d+\)$/.test(body.summary ?? ''));
    const tick = (minutes: number) =>
      deliver({
        store: open.elm.store,
        platforms: [open.teams.platform],
        calendar: createCalendar(),
        now: new Date(MONDAY.getTime() + minutes * 60_000),
      });
    const state = async () =>
      (await open.elm.told("Maeve O'Sullivan")).map((each) => [each.state, each.error]);
    open.teams.peer.fates.push({ fate: { status: 503 }, when: ({ path }) => path.includes(maeve.who.chat) });
    await tick(1);
    expect(await state()).toEqual([['failed', '503 Fault']]);
    await tick(1);
    expect(toMaeve()).toHaveLength(1);
    await tick(3);
    expect(await state()).toEqual([['sent', null]]);
    for (const minutes of [4, 60, 600]) await tick(minutes);
    expect(toMaeve()).toHaveLength(2);
    await open.close();
  });

  it('that nobody takes ends as a dead letter, which stays to be seen', async () => {
    const open = await openTeamsSetting();
    const zoe = open.at('Zoe');
    const maeve = open.at('Maeve');
    await maeve.type('me');
    await zoe.type('declare "Laura Ashdown" kind=friend since=2019');
    const refuse = ({ path }: { path: string }) =>
      path.includes(maeve.who.chat) || path === '/v3/conversations';
    vi.spyOn(console, 'error').mockImplementation(() => undefined);
    // As late as the jitter may make each try; what would fall into the night waits for seven.
    for (const minutes of [1, 3, 9, 46, 191, 1261]) {
      open.teams.peer.fates.push({ fate: { status: 500 }, when: refuse });
      await deliver({
        store: open.elm.store,
        platforms: [open.teams.platform],
        calendar: createCalendar(),
        now: new Date(MONDAY.getTime() + minutes * 60_000),
      });
    }
    const [alert] = await open.elm.told("Maeve O'Sullivan");
    expect(alert).toMatchObject({ state: 'dead', error: '500 Fault' });
    vi.restoreAllMocks();
    await open.close();
  });
});
