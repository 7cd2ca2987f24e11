import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TENANT } from '../../support/teams/connector.ts';
import { openTeamsSetting, type TeamsSetting } from '../../support/teams/setting.ts';
import { activityFrom } from '../../support/teams/visitor.ts';

const OTHER = '99999999-9999-4999-8999-999999999999';

describe('what comes in', () => {
  let open: TeamsSetting;
  beforeAll(async () => {
    open = await openTeamsSetting();
  });
  afterAll(async () => {
    await open.close();
  });
  beforeEach(() => {
    open.teams.peer.calls.length = 0;
  });

  /** Nothing bound, remembered or said. */
  async function expectNothing(aad: string): Promise<void> {
    const account = { platform: 'teams', tenant: TENANT, user: aad };
    const left = await open.elm.store.read(async (register) => ({
      bound: await register.accounts.find(account),
      conversation: await register.conversations.find(account),
    }));
    expect(left).toEqual({ bound: [], conversation: undefined });
    expect(open.teams.peer.calls.filter(({ method }) => method !== 'GET')).toEqual([]);
    expect(await open.elm.audited('account.bound')).toBe(0);
  }

  const { token } = {
    token: (...given: Parameters<TeamsSetting['teams']['peer']['token']>) => open.teams.peer.token(...given),
  };
  const headers: [string, () => Promise<string | null>][] = [
    ['no header', async () => null],
    ['an empty header', async () => ''],
    ['another scheme', async () => `Basic ${await token()}`],
    ['words that are no token', async () => 'Bearer nonsense'],
    ['another audience', async () => `Bearer ${await token({ aud: OTHER })}`],
    ['another issuer', async () => `Bearer ${await token({ iss: 'https://evil.test' })}`],
    ['an expired token', async () => `Bearer ${await token({}, { expires: -3600 })}`],
    ['alg none', async () => `Bearer ${await token({}, { alg: 'none' })}`],
    ['a key that nobody publishes', async () => `Bearer ${await token({}, { key: 'unknown' })}`],
    ['a key endorsed for another channel', async () => `Bearer ${await token({}, { key: 'webchat' })}`],
    [
      'a token for another service address',
      async () => `Bearer ${await token({ serviceurl: 'https://evil.test/' })}`,
    ],
    [
      'a tampered token',
      async () =>
        `Bearer ${(await token()).replace(/\.([^.]+)\./, (_, body: string) => `.${body.slice(0, -3)}AAA.`)}`,
    ],
  ];
  it.each(headers)('is refused with %s, and nothing is stored', async (_what, header) => {
    const zoe = open.who('Zoe');
    const { status, body } = await open.teams.post(
      activityFrom(open.teams, zoe, { text: 'me' }),
      await header(),
    );
    expect(status).toBe(401);
    expect(body).toBe('');
    await expectNothing(zoe.aad);
  });

  const activities: [string, Record<string, unknown>][] = [
    [
      'another tenant',
      {
        conversation: { id: 'a:Zoe', conversationType: 'personal', tenantId: OTHER },
        channelData: { tenant: { id: OTHER } },
      },
    ],
    ['two tenants that differ', { channelData: { tenant: { id: OTHER } } }],
    ['no tenant', { conversation: { id: 'a:Zoe', conversationType: 'personal' }, channelData: {} }],
    ['an empty service address', { serviceUrl: '' }],
    ['no account of the directory', { from: { id: '29:Zoe', name: 'Zoe' } }],
    ['an account that is none', { from: { id: '29:Zoe', name: 'Zoe', aadObjectId: 'zoe' } }],
    [
      'a bot',
      {
        from: { id: '29:Zoe', name: 'Zoe', aadObjectId: '00000000-0000-4000-8000-000000000001', role: 'bot' },
      },
    ],
  ];
  it.each(activities)('is refused from %s, and nothing is stored', async (_what, more) => {
    const zoe = open.who('Zoe');
    const { status } = await open.teams.post(activityFrom(open.teams, zoe, { text: 'me', ...more }));
    expect(status).toBe(403);
    await expectNothing(zoe.aad);
  });

  it('is refused from another channel, whose key is good', async () => {
    const zoe = open.who('Zoe');
    const { status } = await open.teams.post(
      activityFrom(open.teams, zoe, { text: 'me', channelId: 'webchat' }),
      `Bearer ${await token({}, { key: 'webchat' })}`,
    );
    expect(status).toBe(403);
    await expectNothing(zoe.aad);
  });

  it.each([
    ['a body that is no JSON', 'x', 400],
    ['a list', '[]', 400],
    ['nothing', '', 400],
    ['an object without a type', '{}', 400],
    ['fields of other kinds', '{"type":7,"channelId":"msteams"}', 400],
    [
      'a conversation that is none',
      '{"type":"message","channelId":"msteams","conversation":7,"from":null}',
      400,
    ],
    ['a body of five megabytes', `{"text":"${'x'.repeat(5_000_000)}"}`, 413],
  ])('is refused as %s, without a fall', async (_what, body, status) => {
    const authorization = `Bearer ${await token()}`;
    const headers = { 'content-type': 'application/json', authorization };
    // The server may close the line before it has read all of too much.
    const response = await fetch(open.teams.url, { method: 'POST', body, headers }).catch(() => undefined);
    if (response) expect(response.status).toBe(status);
    else expect(status).toBe(413);
    expect((await open.teams.post(activityFrom(open.teams, open.who('Zoe')), null)).status).toBe(401);
  });
});

describe('who is known', () => {
  let open: TeamsSetting;
  beforeAll(async () => {
    open = await openTeamsSetting();
  });
  afterAll(async () => {
    await open.close();
  });

  it('is met once by the address of the organisation, and then known by account alone', async () => {
    const zoe = open.at('Zoe');
    expect((await zoe.type('me')).words).toContain('Zoë Adeyemi');
    await zoe.type('me');
    const asked = open.teams.peer.calls.filter(({ path }) => path.includes('/members/'));
    expect(asked).toHaveLength(1);
    expect(await open.elm.audited('account.bound')).toBe(1);
  });

  it.each([
    ['a guest', { userRole: 'guest' }],
    ['an anonymous participant', { userRole: 'anonymous' }],
    ['somebody of whom it is not said whether they are a guest', { userRole: undefined }],
    ['somebody of whom it is not said where they belong', { tenantId: undefined }],
    ['an outsider in the directory', { userPrincipalName: 'amina_elm.test#EXT#@other.onmicrosoft.com' }],
    ['somebody of another tenant', { tenantId: OTHER }],
    ['an account other than the one that wrote', { aadObjectId: OTHER }],
    [
      'an address that the register does not know',
      { email: 'nobody@elm.test', userPrincipalName: 'nobody@elm.test' },
    ],
    [
      'a parent, whose address the register may know',
      { email: 'emma.wood@families.test', userPrincipalName: 'emma.wood@families.test' },
    ],
  ])('does not include %s', async (_what, given) => {
    const amina = open.at('Amina');
    const before = { ...open.teams.peer.roster.get('29:Amina') };
    open.teams.peer.roster.set('29:Amina', { ...before, ...given });
    const shown = await amina.type('me');
    open.teams.peer.roster.set('29:Amina', before);
    expect(shown.words).toContain('Candour does not know you yet');
    expect(shown.words).not.toMatch(/Amina|Yusuf|Elm/);
    const account = { platform: 'teams', tenant: TENANT, user: amina.who.aad };
    expect(await open.elm.store.read((register) => register.accounts.find(account))).toEqual([]);
  });

  it('does not include somebody who is not in the roster', async () => {
    const shown = await open.at('Karolina');
    open.teams.peer.roster.delete('29:Karolina');
    expect((await shown.type('me')).words).toContain('Candour does not know you yet');
  });

  it('includes a further account once its person has confirmed it from the one that they use', async () => {
    const priya = open.at('Priya');
    await open.elm.change(async (register, setting) => {
      const { id: person } = await open.elm.person('Priya Raman-Clarke');
      const account = { platform: 'slack', tenant: 'T1', user: 'UPRIYA' };
      await register.accounts.bind({ ...account, setting, person, lastUsedAt: new Date() });
    });
    const shown = await priya.type('me');
    expect(shown.words).toContain('Your account waits to be confirmed');
    expect(shown.words).toContain('In danger: 999');
    expect(shown.words).not.toContain('Priya');
    expect((await priya.type('inbox')).words).toContain('Your account waits to be confirmed');
    await open.elm.view('Priya Raman-Clarke', 'confirm "Priya Raman-Clarke" still_true=yes');
    expect((await priya.type('me')).words).toContain('Priya Raman-Clarke');
  });

  it('includes a guest whose very account the register names', async () => {
    const tom = open.at('Tom');
    open.teams.peer.roster.set('29:Tom', { email: 'tom@elsewhere.test', userRole: 'guest' });
    const { id } = await open.elm.person('Tom Ridley');
    await open.elm.change(async (register, setting) => {
      await register.accounts.bind({
        platform: 'teams',
        tenant: TENANT,
        user: tom.who.aad,
        setting,
        person: id,
        lastUsedAt: new Date(),
      });
    });
    expect((await tom.type('me')).words).toContain('Tom Ridley');
  });
});

describe('a setting', () => {
  it('is closed to every tenant but its own', async () => {
    const open = await openTeamsSetting(
      { setting: { tenants: { teams: OTHER } } },
      { TEAMS_TENANT_ID: `${TENANT},${OTHER}` },
    );
    expect((await open.at('Zoe').type('me')).words).toContain('Candour does not know you yet');
    await open.close();
  });

  it('that names no tenant is open to the only one, and to none of several', async () => {
    const several = await openTeamsSetting({}, { TEAMS_TENANT_ID: `${TENANT}, ${OTHER}` });
    expect((await several.at('Zoe').type('me')).words).toContain('Candour does not know you yet');
    await several.close();
    const named = await openTeamsSetting(
      { setting: { tenants: { teams: TENANT.toUpperCase() } } },
      { TEAMS_TENANT_ID: `${TENANT}, ${OTHER}` },
    );
    expect((await named.at('Zoe').type('me')).words).toContain('Zoë Adeyemi');
    await named.close();
  });
});
