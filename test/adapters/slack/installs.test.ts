import { randomBytes } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { examine } from '../../../adapters/slack/doctor.ts';
import { createInstalledTokens, createStates } from '../../../adapters/slack/installs.ts';
import { SCOPES } from '../../../adapters/slack/manifest.ts';
import { seal, Unsealable, unseal } from '../../../adapters/slack/seal.ts';
import type { PlatformDeps } from '../../../src/core/platform.ts';
import { createExhibition } from '../../contract/exhibition.ts';
import { type Api, openApi } from '../../support/slack/api.ts';
import { keptIn, openTestStore } from '../../support/store.ts';

const KEY = randomBytes(32);
const clock = () => new Date();
const silent = {
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: () => undefined,
};

describe('A sealed token', () => {
  it('opens with its key, for its workspace, unchanged, and in no other way', () => {
    const sealed = seal('xoxb-secret', 'slack:T1', KEY);
    expect(sealed).not.toContain('secret');
    expect(unseal(sealed, 'slack:T1', KEY)).toBe('xoxb-secret');
    expect(seal('xoxb-secret', 'slack:T1', KEY)).not.toBe(sealed);
    expect(() => unseal(sealed, 'slack:T2', KEY)).toThrow(Unsealable);
    expect(() => unseal(sealed, 'slack:T1', randomBytes(32))).toThrow(Unsealable);
    for (const part of [1, 2, 3]) {
      const parts = sealed.split('.');
      parts[part] = `A${parts[part]?.slice(1) === '' ? 'A' : parts[part]?.slice(1)}`;
      if (parts.join('.') !== sealed)
        expect(() => unseal(parts.join('.'), 'slack:T1', KEY)).toThrow(Unsealable);
    }
    for (const nonsense of ['', 'v1', 'v1...', 'v2.a.b.c', 'x'])
      expect(() => unseal(nonsense, 'slack:T1', KEY)).toThrow(Unsealable);
  });
});

describe('The state of an installation', () => {
  const begun = new Date('2026-11-29T12:00:00Z');
  const install = { scopes: ['commands'], redirectUri: 'https://candour.example.org/slack/oauth_redirect' };

  it('is used once, within ten minutes, and only where it was made', async () => {
    let now = begun;
    const states = createStates(KEY, () => now);
    const made = () => states.generateStateParam(install, begun);
    const first = await made();
    expect(await states.verifyStateParam(now, first)).toEqual(install);
    for (const spelled of [first, `${first}.x`, `${first}=`, first.replaceAll('-', '+').replaceAll('_', '/')])
      await expect(states.verifyStateParam(now, spelled)).rejects.toThrow('used before');
    // Another process of the same installation knows it.
    expect(await createStates(KEY, () => now).verifyStateParam(now, await made())).toEqual(install);
    await expect(
      createStates(randomBytes(32), () => now).verifyStateParam(now, await made()),
    ).rejects.toThrow(Unsealable);
    for (const odd of ['', 'made-up', seal('x', 'slack:T1', KEY)])
      await expect(states.verifyStateParam(now, odd)).rejects.toThrow(Unsealable);
    const late = await made();
    now = new Date(begun.getTime() + 600_001);
    await expect(states.verifyStateParam(now, late)).rejects.toThrow('too old');
  });
});

describe('Installations', () => {
  it('are kept sealed, found by workspace, replaced and dropped', async () => {
    const open = await openTestStore();
    const { store, close } = open;
    const env = { CANDOUR_KEY: KEY.toString('base64') };
    const several = createInstalledTokens(store, env, clock);
    await several.keep('T1', 'xoxb-plainly-visible');
    await several.keep('T2', 'xoxb-other');
    await several.keep('T1', 'xoxb-newer-visible');
    const fresh = createInstalledTokens(store, env, clock);
    expect([await fresh.token('T1'), await fresh.token('T2'), await fresh.token('T3')]).toEqual([
      'xoxb-newer-visible',
      'xoxb-other',
      undefined,
    ]);
    expect(await fresh.teams()).toEqual(['T1', 'T2']);
    await fresh.leave('T2');
    expect([await fresh.token('T2'), await fresh.teams()]).toEqual([undefined, ['T1']]);
    expect(await keptIn(open)).not.toContain('visible');
    await close();
  });
});

describe('The doctor', () => {
  let api: Api;
  afterEach(() => api.close());

  async function look(env: Record<string, string>, more: Partial<PlatformDeps> = {}) {
    const { store, close } = await openTestStore();
    const config = {
      version: '0',
      host: '127.0.0.1',
      port: 0,
      processes: 1,
      publicUrl: 'https://candour.example.org',
    };
    const found = await examine({
      app: createExhibition().app,
      store,
      env: { SLACK_API_URL: api.url, ...env },
      log: silent,
      clock,
      config,
      ...more,
    });
    await close();
    return found;
  }
  const bad = (found: { kind: string; text: string }[]) =>
    found.filter(({ kind }) => kind !== 'good').map(({ text }) => text);

  it('finds nothing wrong where nothing is', async () => {
    api = await openApi();
    api.on('auth.test', {
      ok: true,
      team: 'Elm',
      team_id: 'T1',
      headers: { 'x-oauth-scopes': SCOPES.join(',') },
    });
    const found = await look({ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1' });
    expect(bad(found)).toEqual([]);
    expect(found.length).toBeGreaterThanOrEqual(4);
  });

  it('says which token is refused, which scopes are missing, and that the clock is off', async () => {
    api = await openApi();
    api.on('auth.test', {
      ok: true,
      team: 'Elm',
      team_id: 'T1',
      headers: { 'x-oauth-scopes': 'commands,chat:write' },
    });
    api.on('apps.connections.open', { ok: false, error: 'not_allowed_token_type' });
    const late = () => new Date(Date.now() + 600_000);
    const said = bad(
      await look({ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1' }, { clock: late }),
    ).join('\n');
    for (const word of ['im:history', 'users:read.email', 'connections:write', '10 minutes'])
      expect(said).toContain(word);
    api.on('auth.test', { ok: false, error: 'invalid_auth' });
    expect(bad(await look({ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_SIGNING_SECRET: 'x' }))).toEqual([
      expect.stringContaining('invalid_auth'),
    ]);
  });

  it.each([
    ['503', { status: 503 }],
    ['500', { status: 500 }],
    ['429', { status: 429 }],
    ['internal_error', { ok: false, error: 'internal_error' }],
    ['ratelimited', { ok: false, error: 'ratelimited' }],
  ])('tells an outage of Slack (%s) from a token that is refused', async (met, answer) => {
    api = await openApi();
    for (const method of ['auth.test', 'apps.connections.open']) api.on(method, answer);
    const found = await look({ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1' });
    expect(found).toEqual(
      ['SLACK_BOT_TOKEN', 'SLACK_APP_TOKEN'].map((name) => ({
        kind: 'warning',
        text: `Slack cannot be reached just now (${met}): nothing is wrong with ${name}, as far as can be seen. Try again in a while.`,
      })),
    );
  });

  it('says that Slack cannot be reached, and never throws', async () => {
    api = await openApi();
    api.setDown(true);
    const found = await look({ SLACK_BOT_TOKEN: 'xoxb-1', SLACK_APP_TOKEN: 'xapp-1' });
    expect(found.map(({ kind }) => kind)).toEqual(['fault', 'fault']);
    expect(bad(found).join(' ')).toMatch(
      /cannot be reached just now \(no connection\): nothing is wrong with/,
    );
  });

  it('says over HTTP which address is missing, and with several workspaces who has not installed it', async () => {
    api = await openApi();
    const env = { SLACK_CLIENT_ID: '1', SLACK_SIGNING_SECRET: 'x', CANDOUR_KEY: KEY.toString('base64') };
    const found = await look(env, {
      config: { version: '0', host: '127.0.0.1', port: 0, processes: 1, publicUrl: undefined },
    });
    expect(bad(found).join(' ')).toMatch(/CANDOUR_PUBLIC_URL.*No workspace has installed/s);
  });

  it('says when a token cannot be opened with the key', async () => {
    api = await openApi();
    const { store, close } = await openTestStore();
    await createInstalledTokens(store, { CANDOUR_KEY: KEY.toString('base64') }, clock).keep('T1', 'xoxb-1');
    const env = {
      SLACK_CLIENT_ID: '1',
      SLACK_SIGNING_SECRET: 'x',
      CANDOUR_KEY: randomBytes(32).toString('base64'),
    };
    expect(bad(await look(env, { store })).join(' ')).toContain('cannot be opened with this CANDOUR_KEY');
    await close();
  });
});
