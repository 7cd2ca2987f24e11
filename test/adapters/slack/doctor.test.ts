import { afterEach, beforeEach, expect, it } from 'vitest';
import { examine } from '../../../adapters/slack/doctor.ts';
import { SCOPES } from '../../../adapters/slack/manifest.ts';
import type { PlatformDeps } from '../../../src/core/platform.ts';
import { TOM, ZOE } from '../../support/elm.ts';
import { openSetting, type TestSetting } from '../../support/setting.ts';
import { type Api, openApi, slackUser } from '../../support/slack/api.ts';

const clock = () => new Date('2026-11-23T10:00:00Z');
let api: Api;
let elm: TestSetting;
beforeEach(async () => {
  api = await openApi();
  elm = await openSetting();
  api.on('auth.test', {
    ok: true,
    team: 'Elm',
    team_id: 'T1',
    headers: { 'x-oauth-scopes': SCOPES.join(','), date: clock().toUTCString() },
  });
});
afterEach(async () => {
  expect(api.faults).toEqual([]);
  await elm.close();
  await api.close();
});

async function look(token = 'xoxb-1'): Promise<string[]> {
  const found = await examine({
    app: elm.app,
    store: elm.store,
    env: { SLACK_API_URL: api.url, SLACK_BOT_TOKEN: token, SLACK_APP_TOKEN: 'xapp-1' },
    clock,
    config: { version: '0', host: '127.0.0.1', port: 0, processes: 1, publicUrl: undefined },
  } as unknown as PlatformDeps);
  return found.map(({ kind, text }) => `${kind}: ${text}`);
}

/** A page of the workspace's members for each list. */
function members(...pages: Record<string, unknown>[][]): void {
  api.on('users.list', (fields) => {
    const at = Number(fields.get('cursor') ?? 0);
    return {
      ok: true,
      members: pages[at],
      response_metadata: { next_cursor: at + 1 < pages.length ? String(at + 1) : '' },
    };
  });
}
const addressOf = (name: string) => `${name.split(' ')[0]?.toLowerCase()}@elm.test`;

async function giveAddresses(): Promise<string[]> {
  const people = await elm.read((register, id) => register.people.inPost(id, '2026-11-23'));
  await elm.change(async (register, setting) => {
    await register.record(
      setting,
      { action: 'test.saved', actor: 'operator', subject: 'people', payload: {} },
      { people: people.map((person) => ({ ...person, email: addressOf(person.name) })) },
      clock(),
    );
  });
  return people.map(({ name }) => name);
}

it('knows everybody whose address a member has, on whichever page of the list', async () => {
  const names = await giveAddresses();
  expect(names.length).toBeGreaterThan(3);
  members(
    [slackUser('U0', 'somebody@else.test')],
    names.map((name, at) => slackUser(`U${at + 1}`, addressOf(name).toUpperCase())),
  );
  expect(await look()).toContain(`good: elm: Slack knows all ${names.length} people in post.`);
  expect(api.of('users.list')).toHaveLength(2);
});

it.each<[string, Record<string, unknown>]>([
  ['no member has that address', { profile: { email: 'other@elm.test' } }],
  ['a guest there', { is_restricted: true }],
  ['a guest there', { is_ultra_restricted: true }],
  ['deactivated there', { deleted: true }],
  ['the address is not confirmed there', { is_email_confirmed: false }],
  ['no person of this workspace', { team_id: 'T2' }],
])('names whom Slack does not know: %s', async (why, looks) => {
  const names = await giveAddresses();
  members(names.map((name, at) => slackUser(`U${at}`, addressOf(name), name === ZOE ? looks : {})));
  expect(await look()).toContain(`warning: elm: Slack does not know 1 of ${names.length}: ${ZOE} (${why}).`);
});

it('looks for the account that is somebody’s, whatever its address', async () => {
  const names = await giveAddresses();
  const [zoe, tom] = [await elm.person(ZOE), await elm.person(TOM)];
  await elm.change(async (register, setting) => {
    for (const [user, person] of [
      ['UZOE', zoe.id],
      ['UTOM', tom.id],
    ] as const)
      await register.accounts.bind({
        platform: 'slack',
        tenant: 'T1',
        user,
        setting,
        person,
        lastUsedAt: clock(),
      });
    await register.record(
      setting,
      { action: 'test.bound', actor: 'operator', subject: 'accounts', payload: {} },
      {},
      clock(),
    );
  });
  members([
    ...names.map((name, at) => slackUser(`U${at}`, addressOf(name))),
    slackUser('UZOE', 'private@zoe.test'),
    slackUser('UTOM', undefined, { deleted: true }),
  ]);
  expect(await look()).toContain(
    `warning: elm: Slack does not know 1 of ${names.length}: ${TOM} (their account is gone).`,
  );
});

it('says when the token is of another workspace than the setting', async () => {
  await elm.change(async (register, id) => {
    const setting = await register.settings.byId(id);
    if (!setting) throw new Error('no setting');
    await register.settings.save({ ...setting, tenants: { slack: 'T9' } });
    await register.record(
      id,
      { action: 'test.saved', actor: 'operator', subject: 'elm', payload: {} },
      {},
      clock(),
    );
  });
  const found = await look();
  expect(found).toContainEqual(
    expect.stringMatching(
      /^fault: elm belongs to workspace T9, and SLACK_BOT_TOKEN is of T1, so nobody of elm/,
    ),
  );
  expect(api.of('users.list')).toEqual([]);
});

it('blames no person where Slack does not say who is there, or may not say their addresses', async () => {
  api.on('users.list', { status: 503 });
  expect(await look()).toContain('warning: Slack did not say who is in the workspace. Try again in a while.');
  api.on('auth.test', { ok: true, team: 'Elm', team_id: 'T1', headers: { 'x-oauth-scopes': 'users:read' } });
  expect((await look()).join()).not.toMatch(/does not know|did not say who/);
});

it.each<[string[], RegExp, boolean]>([
  [
    ['files:read'],
    /^warning: Until the workspace grants what is new, upload takes in no file \(files:read\)/,
    true,
  ],
  [['files:write'], /^fault: These scopes are missing: files:write\. Put the manifest/, true],
  [['users:read', 'files:read'], /^fault: These scopes are missing: users:read, files:read\./, false],
])('says what waits where the workspace has not granted %j', async (missing, said, looksAtMembers) => {
  const scopes = SCOPES.filter((scope) => !missing.includes(scope)).join(',');
  const headers = { 'x-oauth-scopes': scopes, date: clock().toUTCString() };
  api.on('auth.test', { ok: true, team: 'Elm', team_id: 'T1', headers });
  const found = await look();
  expect(found).toContainEqual(expect.stringMatching(said));
  expect(found.filter((each) => each.includes('scope'))).not.toContainEqual(expect.stringMatching(/^good/));
  expect(api.of('users.list').length > 0).toBe(looksAtMembers);
});

it('says of a refused token whether it was cut off', async () => {
  api.on('auth.test', { ok: false, error: 'invalid_auth' });
  expect((await look('xoxb-123456')).join()).toMatch(/It has only 11 characters/);
  expect((await look(`xoxb-${'1'.repeat(60)}`)).join()).not.toContain('characters');
});
