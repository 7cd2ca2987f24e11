import { afterEach, describe, expect, it } from 'vitest';
import { type SlackUser, standingOf } from '../../../adapters/slack/identity.ts';
import { FLAGS, slackUser } from '../../support/slack/api.ts';
import { type Elm, openElm, USERS } from '../../support/slack/elm.ts';
import { sendCommand, sendEvent } from '../../support/slack/requests.ts';

let elm: Elm;
afterEach(async () => {
  await elm?.close();
  elm = undefined as never;
});

const says = async (user: string, team = 'T1') =>
  (await sendCommand(elm.url, { user, text: 'me', team })).text;
const UNKNOWN = 'does not know you yet';
const bound = (user: string) =>
  elm.setting.read((register) => register.accounts.find({ platform: 'slack', tenant: 'T1', user }));

describe('First contact', () => {
  it('matches a verified address to the register once, and puts that into the audit trail', async () => {
    elm = await openElm();
    expect(await says(USERS.staff)).toContain('Zoë Adeyemi');
    elm.api.on('users.info', { ok: false, error: 'user_not_found' });
    expect(await says(USERS.staff)).toContain('Zoë Adeyemi');
    expect(await elm.setting.audited('account.bound')).toBe(1);
  });

  it('meets everybody of the workspace when it starts, so that alerts reach who has never opened it', async () => {
    elm = await openElm();
    elm.api.on('users.list', {
      ok: true,
      members: [
        slackUser('UMAEVE', 'Maeve@Elm.test'),
        slackUser('UGONE', 'tom@elm.test', { deleted: true }),
        slackUser('USLACKBOT', 'priya@elm.test'),
      ],
    });
    await elm.platform.stop();
    await elm.platform.start();
    await expect.poll(() => bound('UMAEVE')).toHaveLength(1);
    expect([await bound('UGONE'), await bound('USLACKBOT')]).toEqual([[], []]);
  });

  const refused: [string, Record<string, unknown>][] = [
    ['a guest', { is_restricted: true }],
    ['a guest of one channel', { is_ultra_restricted: true }],
    ['a bot', { is_bot: true }],
    ['a deleted account', { deleted: true }],
    ['somebody of another workspace', { team_id: 'T9' }],
    ['somebody from outside in a shared channel', { is_stranger: true }],
    ['somebody whose address is not confirmed', { is_email_confirmed: false }],
    ['somebody without an address', { profile: {} }],
    ['somebody whose address the register does not know', { profile: { email: 'zoe@elsewhere.test' } }],
    ['somebody whose address belongs to a parent alone', { profile: { email: 'emma.wood@families.test' } }],
  ];
  it.each(refused)('refuses %s, in the same words', async (_, looks) => {
    elm = await openElm();
    elm.api.on('users.info', {
      ok: true,
      user: slackUser(USERS.staff, 'zoe@elm.test', looks),
    });
    const said = await says(USERS.staff);
    elm.api.on('users.info', { ok: false, error: 'user_not_found' });
    expect(said).toBe(await says('UNOBODY'));
    expect(said).toContain(UNKNOWN);
    expect(await bound(USERS.staff)).toEqual([]);
  });

  it('fails closed while Slack cannot say who somebody is, with a reference', async () => {
    elm = await openElm();
    elm.api.on('users.info', { status: 500 });
    const said = await says(USERS.staff);
    expect(said).toMatch(/reference.*[0-9A-F]{8}/s);
    expect(await bound(USERS.staff)).toEqual([]);
  });

  it('shows an account that is said to be somebody’s nothing of theirs until they confirm it from their own', async () => {
    elm = await openElm({ setting: { tenants: { slack: 'T1' } } });
    expect(await says(USERS.other)).toContain('Tom Ridley');
    await elm.setting.view('Ruth Hallam', 'person "Tom Ridley" slack_user=USPARE');
    const spare = slackUser('USPARE', 'x@y.test', { is_restricted: true });
    elm.api.on('users.info', { ok: true, user: spare });
    const asked = await sendCommand(elm.url, {
      user: 'USPARE',
      text: 'declare "Sarah Reed" friend since=2019',
    });
    expect(asked.text).toContain('waits to be confirmed');
    const mine = await says('USPARE');
    expect(mine).toContain('In danger: 999');
    expect(mine).not.toMatch(/Ridley|Reed|Wood/);
    await sendEvent(elm.url, { type: 'app_home_opened', user: 'USPARE', tab: 'home' });
    await expect.poll(() => JSON.stringify(elm.home('USPARE') ?? null)).toContain('waits to be confirmed');
    expect(JSON.stringify(elm.home('USPARE'))).not.toMatch(/Ridley|Reed|Wood/);
    elm.at('2026-11-23T12:20:00Z');
    await elm.deliverDue();
    expect(elm.dm('USPARE')).toEqual([]);
    expect(JSON.stringify(elm.dm(USERS.other).map(({ fields }) => fields.get('blocks')))).toContain(
      'Look at it',
    );
    const yes = { user: USERS.other, text: 'confirm account:slack/T1/USPARE still_true=yes' };
    expect((await sendCommand(elm.url, yes)).text).toContain('It stands for you from now on');
    expect(await says('USPARE')).toContain('Tom Ridley');
  });

  it('lets a guest in whose account the register names', async () => {
    elm = await openElm();
    elm.api.on('users.info', {
      ok: true,
      user: slackUser('UGUEST', 'x@y.test', { is_restricted: true }),
    });
    const tom = await elm.setting.person('Tom Ridley');
    const account = {
      platform: 'slack',
      tenant: 'T1',
      user: 'UGUEST',
      setting: elm.setting.id,
      person: tom.id,
      lastUsedAt: new Date(),
    };
    await elm.setting.change((register) => register.accounts.bind({ ...account, named: true }));
    expect(await says('UGUEST')).toContain('Tom Ridley');
    await sendEvent(elm.url, {
      type: 'user_change',
      user: slackUser('UGUEST', undefined, { is_restricted: true }),
    });
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await says('UGUEST')).toContain('Tom Ridley');
  });
});

describe('Authority ends', () => {
  it('in the Home tab, too, once a manager has changed the address that let the account in', async () => {
    elm = await openElm({ setting: { tenants: { slack: 'T1' } } });
    const open = { type: 'app_home_opened', channel: 'D1', tab: 'home', event_ts: '1' };
    await sendEvent(elm.url, { ...open, user: USERS.other });
    const shown = () => JSON.stringify(elm.home(USERS.other) ?? null);
    await expect.poll(shown).toContain('Tom Ridley');
    await sendCommand(elm.url, {
      user: USERS.manager,
      text: 'person "Tom Ridley" email=tom.ridley@elm.test new=no',
    });
    await expect.poll(shown, { timeout: 5000 }).toContain('Nothing was kept. To be added');
    expect(shown()).not.toContain('Tom Ridley');
  });

  it.each([
    ['is deleted', { deleted: true }],
    ['becomes a guest', { is_restricted: true }],
  ])('at once when an account %s', async (_, change) => {
    elm = await openElm();
    expect(await says(USERS.staff)).toContain('Zoë Adeyemi');
    const user = slackUser(USERS.staff, 'zoe@elm.test', change);
    elm.api.on('users.info', { ok: true, user });
    await sendEvent(elm.url, { type: 'user_change', user });
    await expect.poll(() => bound(USERS.staff)).toEqual([]);
    expect(await says(USERS.staff)).toContain(UNKNOWN);
    expect(await elm.setting.audited('account.unbound')).toBe(1);
  });

  it('also when that happened while Candour was away', async () => {
    elm = await openElm();
    expect(await says(USERS.staff)).toContain('Zoë Adeyemi');
    elm.api.on('users.list', { ok: true, members: [slackUser(USERS.staff, undefined, { deleted: true })] });
    const again = await openElmAgain(elm);
    await expect.poll(() => bound(USERS.staff)).toEqual([]);
    await again.close();
  });

  it('with the token of the workspace', async () => {
    elm = await openElm();
    expect(await says(USERS.staff)).toContain('Zoë Adeyemi');
    await sendEvent(elm.url, { type: 'app_uninstalled' });
    elm.api.on('auth.test', { ok: false, error: 'account_inactive' });
    await expect.poll(() => says(USERS.staff)).not.toContain('Zoë Adeyemi');
  });
});

describe('Tenancy', () => {
  it('answers no other workspace', async () => {
    elm = await openElm();
    const said = await says(USERS.staff, 'T9');
    expect(said).toContain('not set up for this workspace');
    expect(said).not.toContain('Elm');
  });

  it('meets nobody of a workspace in a setting that belongs to another', async () => {
    elm = await openElm({ setting: { tenants: { slack: 'T9' } } });
    expect(await says(USERS.staff)).toContain(UNKNOWN);
  });
});

describe('Who somebody is', () => {
  it('is a member of the workspace, or of its organisation', () => {
    expect(standingOf(zoe(), 'T1')).toEqual({ kind: 'member', email: 'a@b.test' });
    expect(standingOf(zoe({ team_id: 'T2', enterprise_user: { teams: ['T1'] } }), 'T1').kind).toBe('member');
    expect(standingOf(undefined, 'T1').kind).toBe('stranger');
    expect(standingOf({}, 'T1').kind).toBe('stranger');
  });

  const odd = [undefined, null, 0, 1, '', 'false', {}];
  const always = {
    deleted: 'stranger',
    is_bot: 'stranger',
    is_restricted: 'guest',
    is_ultra_restricted: 'guest',
  };
  it.each(Object.entries(always))(
    'is held to be the lesser where the flag %s is missing or odd',
    (flag, kind) => {
      expect(Object.keys(FLAGS)).toContain(flag);
      for (const value of odd) expect(standingOf(zoe({ [flag]: value }), 'T1')).toEqual({ kind });
    },
  );
  it.each(['is_stranger', 'is_workflow_bot'])('may lack the flag %s, which must be a boolean', (flag) => {
    expect(standingOf(zoe({ [flag]: false }), 'T1').kind).toBe('member');
    for (const value of [...odd.slice(1), true])
      expect(standingOf(zoe({ [flag]: value }), 'T1')).toEqual({ kind: 'stranger' });
  });
  it('has no address that Slack does not say is confirmed', () => {
    for (const value of [...odd, false])
      expect(standingOf(zoe({ is_email_confirmed: value }), 'T1')).toEqual({
        kind: 'member',
        email: undefined,
      });
  });
});

function zoe(looks: Record<string, unknown> = {}): SlackUser {
  return slackUser('U1', 'a@b.test', looks);
}

/** Candour starts again on the same database, with the same Slack. */
async function openElmAgain(before: Elm) {
  const { adapter } = await import('../../../adapters/slack/index.ts');
  const platform = await adapter.create({
    app: before.app,
    store: before.setting.store,
    env: { SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 'x', SLACK_API_URL: before.api.url },
    log: { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
    clock: () => new Date(),
    config: { version: '0', host: '127.0.0.1', port: 0, processes: 1, publicUrl: undefined },
  });
  await platform.start();
  return { close: () => platform.stop() };
}
