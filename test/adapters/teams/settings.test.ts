import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { examine } from '../../../adapters/teams/doctor.ts';
import { adapter } from '../../../adapters/teams/index.ts';
import { listen } from '../../../adapters/teams/listen.ts';
import type { PlatformDeps } from '../../../src/core/platform.ts';
import { openSetting, type TestSetting } from '../../support/setting.ts';

const ID = '11111111-2222-4333-8444-555555555555';
const complete = { TEAMS_APP_ID: ID, TEAMS_APP_PASSWORD: 'secret', TEAMS_TENANT_ID: ID };

describe('the keys of Teams', () => {
  it.each<[string, Record<string, string>, RegExp[]]>([
    ['all of them', complete, []],
    ['two tenants', { ...complete, TEAMS_TENANT_ID: `${ID}, ${ID}` }, []],
    ['no app id', { TEAMS_APP_PASSWORD: 'secret', TEAMS_TENANT_ID: ID }, [/TEAMS_APP_ID is missing/]],
    ['no password', { TEAMS_APP_ID: ID, TEAMS_TENANT_ID: ID }, [/TEAMS_APP_PASSWORD is missing/]],
    ['no tenant', { TEAMS_APP_ID: ID, TEAMS_APP_PASSWORD: 'secret' }, [/TEAMS_TENANT_ID is missing/]],
    ['the names of Microsoft’s own tool', { CLIENT_ID: ID, CLIENT_SECRET: 'secret', TENANT_ID: ID }, []],
    [
      'its names, and one of ours',
      { CLIENT_ID: 'x', CLIENT_SECRET: 'secret', TENANT_ID: ID, TEAMS_APP_ID: ID },
      [],
    ],
    ['the ID of a secret', { ...complete, TEAMS_APP_PASSWORD: ID }, [/is the ID of a client secret/]],
    [
      'quotation marks',
      { ...complete, TEAMS_APP_PASSWORD: '“secret”' },
      [/TEAMS_APP_PASSWORD holds a quotation mark/],
    ],
    ['a part of a secret', { ...complete, TEAMS_APP_PASSWORD: 'Ab1***' }, [/only a part of it is shown/]],
    ['an app id that is none', { ...complete, TEAMS_APP_ID: 'candour' }, [/TEAMS_APP_ID is an ID/]],
    [
      'a tenant that is none',
      { ...complete, TEAMS_TENANT_ID: 'elm.onmicrosoft.com' },
      [/TEAMS_TENANT_ID holds IDs/],
    ],
    ['the development flag and a tenant', { TEAMS_DEVELOPMENT: '1', TEAMS_TENANT_ID: ID }, []],
    ['the development flag alone', { TEAMS_DEVELOPMENT: '1' }, [/TEAMS_TENANT_ID is missing/]],
    ['a development flag that is none', { ...complete, TEAMS_DEVELOPMENT: 'yes' }, [/TEAMS_DEVELOPMENT/]],
    [
      'the development flag turned off',
      { TEAMS_DEVELOPMENT: '0', TEAMS_TENANT_ID: ID },
      [/TEAMS_APP_ID is missing/, /TEAMS_APP_PASSWORD/],
    ],
  ])('with %s are told what is wrong', (_what, env, expected) => {
    const faults = adapter.faults(env);
    expect(faults).toHaveLength(expected.length);
    for (const [at, pattern] of expected.entries()) expect(faults[at]).toMatch(pattern);
  });

  it('say that somebody wants Teams, whichever of them is set', () => {
    expect(adapter.isConfigured({})).toBe(false);
    const own = adapter.keys.filter(({ name }) => name.startsWith('TEAMS_'));
    for (const { name } of own) expect(adapter.isConfigured({ [name]: 'x' })).toBe(true);
    expect(adapter.keys.filter(({ secret }) => secret).map(({ name }) => name)).toEqual([
      'TEAMS_APP_PASSWORD',
      'CLIENT_SECRET',
    ]);
  });

  it('are taken by the names of Microsoft’s own tool, all three together, which others use too', async () => {
    const three = { CLIENT_ID: ID, CLIENT_SECRET: 'secret', TENANT_ID: ID };
    expect(adapter.isConfigured(three)).toBe(true);
    for (const name of Object.keys(three))
      expect(adapter.isConfigured({ ...three, [name]: undefined })).toBe(false);
    const config = { version: '0.1.0', host: '', port: 0, processes: 1, publicUrl: 'https://candour.test' };
    const made = await adapter.manifest?.({ env: three, config, command: undefined, now: new Date() });
    expect(made?.file).toBe('candour-teams.zip');
  });
});

describe('unauthenticated', () => {
  it('Teams runs for this machine alone, and says so', async () => {
    const elm = await openSetting();
    const said: string[] = [];
    const log = {
      debug: () => undefined,
      info: () => undefined,
      error: () => undefined,
      warn: (_: unknown, words: string) => void said.push(words),
    };
    const config = { version: '0.1.0', host: '127.0.0.1', port: 0, processes: 1, publicUrl: undefined };
    const deps = { app: elm.app, store: elm.store, log, clock: () => new Date(), config };
    const open = await listen({ ...deps, env: { TEAMS_DEVELOPMENT: '1', TEAMS_TENANT_ID: ID } });
    await open.start();
    expect(open.loopbackOnly).toBe(true);
    expect(said).toEqual([expect.stringContaining('not authenticated')]);
    const real = await listen({ ...deps, env: { ...complete, TEAMS_DEVELOPMENT: '1' } });
    expect(real.loopbackOnly).toBeUndefined();
    await elm.close();
  });
});

describe('doctor', () => {
  let elm: TestSetting;
  let microsoft: Server;
  let login: string;
  let answer: { status: number; body: string };
  const asked: string[] = [];
  beforeAll(async () => {
    elm = await openSetting();
    microsoft = createServer((request, response) => {
      let said = '';
      request.setEncoding('utf8').on('data', (chunk: string) => {
        said += chunk;
      });
      request.on('end', () => {
        asked.push(`${request.url} ${said}`);
        if (request.url === '/api/messages') response.writeHead(401).end();
        else response.writeHead(answer.status, { 'content-type': 'application/json' }).end(answer.body);
      });
    });
    await new Promise<void>((resolve) => microsoft.listen(0, '127.0.0.1', resolve));
    login = `http://127.0.0.1:${(microsoft.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    microsoft.close();
    await elm.close();
  });
  const look = (publicUrl: string = login, env: Record<string, string> = complete) =>
    examine(
      {
        store: elm.store,
        env,
        config: { version: '0', host: '', port: 0, processes: 1, publicUrl },
      } as unknown as PlatformDeps,
      login,
    );

  it('finds credentials that Microsoft accepts, and the way in', async () => {
    answer = { status: 200, body: '{"access_token":"x"}' };
    const found = await look();
    expect(found.map(({ kind }) => kind)).toEqual(['good', 'good', 'warning']);
    expect(asked[0]).toContain(`/${ID}/oauth2/v2.0/token`);
    expect(asked[0]).toContain('client_secret=secret');
    expect(found[2]?.text).toContain('nobody has installed');
  });

  it.each([
    ['AADSTS7000215', /Copy the value of the client secret/],
    ['AADSTS7000222', /has expired/],
    ['AADSTS700016', /no app of this tenant/],
    ['AADSTS90002', /no tenant that Microsoft knows/],
    ['AADSTS1', /Check TEAMS_APP_ID/],
  ])('says what to do about %s', async (code, advice) => {
    answer = { status: 401, body: `{"error_description":"${code}: words with secret in them"}` };
    const [first] = await look();
    expect(first).toMatchObject({ kind: 'fault', text: expect.stringMatching(advice) });
    expect(first?.text).not.toContain('words with');
  });

  it.each([
    [503, '', 'status 503'],
    [429, '{"error_description":"AADSTS90055: Too many requests."}', 'AADSTS90055'],
    [400, '{"error_description":"AADSTS90033: A transient error has occurred."}', 'AADSTS90033'],
  ])('tells an outage of Microsoft Entra from an app that is refused: %i %s', async (status, body, met) => {
    answer = { status, body };
    const [first] = await look();
    expect(first).toEqual({
      kind: 'warning',
      text: `Teams: Microsoft Entra cannot answer just now (${met}): nothing is wrong with the app ID and its secret, as far as can be seen. Try again in a while.`,
    });
  });

  it('says so where Microsoft, or its own address, cannot be reached', async () => {
    const found = await examine(
      {
        store: elm.store,
        env: complete,
        config: { version: '0', host: '', port: 0, processes: 1, publicUrl: 'http://127.0.0.1:1' },
      } as unknown as PlatformDeps,
      'http://127.0.0.1:1',
    );
    expect(found.map(({ kind }) => kind)).toEqual(['warning', 'warning', 'warning']);
    const none = await examine(
      { store: elm.store, env: complete, config: { publicUrl: undefined } } as unknown as PlatformDeps,
      login,
    );
    expect(none[1]).toMatchObject({ kind: 'fault', text: expect.stringContaining('CANDOUR_PUBLIC_URL') });
  });

  it('warns of an open door', async () => {
    const [only] = await look(login, { TEAMS_DEVELOPMENT: '1', TEAMS_TENANT_ID: ID });
    expect(only).toMatchObject({ kind: 'warning', text: expect.stringContaining('unauthenticated') });
  });
});
