import { randomBytes } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { createEmulator, type Emulator } from 'emulate';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SCOPES } from '../../../adapters/slack/manifest.ts';
import { unseal } from '../../../adapters/slack/seal.ts';
import type { Workplace } from '../../support/process.ts';
import { forward, withFlags } from '../../support/slack/forward.ts';
import { SECRET, sendCommand, sendEvent } from '../../support/slack/requests.ts';
import { freePort, launch, openSettingFolder } from '../../support/slack/service.ts';

const TEAM = 'T000000001';
const CLIENT = { client_id: '12345.67890', client_secret: 'example_client_secret' };
const KEY = randomBytes(32);

describe('Several workspaces, installed by OAuth', () => {
  let slack: Emulator;
  let workplace: Workplace;
  let candour: Awaited<ReturnType<typeof launch>>;
  /** Stands before the local Slack, and adds the flags of its members. */
  let front: Server;
  let base: string;
  let ruth: string;

  beforeAll(async () => {
    const [slackPort, port, frontPort] = [await freePort(), await freePort(), await freePort()];
    front = createServer(
      (asked, response) =>
        void forward(asked, response, { host: '127.0.0.1', port: slackPort }, undefined, withFlags),
    ).listen(frontPort, '127.0.0.1');
    base = `http://127.0.0.1:${port}`;
    slack = await createEmulator({
      service: 'slack',
      port: slackPort,
      seed: {
        slack: {
          strict_scopes: true,
          team: { name: 'Willowmere', domain: 'willowmere' },
          users: [
            { name: 'ruth', real_name: 'Ruth', email: 'ruth.hallam@willowmere.test' },
            { name: 'maeve', real_name: 'Maeve', email: 'maeve.osullivan@willowmere.test' },
          ],
          oauth_apps: [
            {
              ...CLIENT,
              app_id: 'A000000001',
              name: 'Candour',
              redirect_uris: [`${base}/slack/oauth_redirect`],
              scopes: [...SCOPES],
              bot_name: 'candour',
            },
          ],
        },
      },
    });
    workplace = await openSettingFolder((file, text) =>
      file === 'setting.json' ? text.replace('"name"', '"slack_team": "T000000009",\n  "name"') : text,
    );
    candour = await launch(workplace, port, {
      SLACK_CLIENT_ID: CLIENT.client_id,
      SLACK_CLIENT_SECRET: CLIENT.client_secret,
      SLACK_SIGNING_SECRET: SECRET,
      SLACK_API_URL: `http://127.0.0.1:${frontPort}/api/`,
      CANDOUR_KEY: KEY.toString('base64'),
      CANDOUR_PUBLIC_URL: base,
    });
    ruth = '';
  }, 60_000);
  afterAll(async () => {
    await candour?.stop();
    await workplace?.close();
    front?.close();
    await slack?.close();
  });

  const events = () => `${base}/slack/events`;
  const says = async (text: string, trigger?: string) =>
    (await sendCommand(events(), { user: ruth, team: TEAM, text, ...(trigger ? { trigger } : {}) })).text;

  /** Goes to Slack from the installation page, and says yes there. */
  async function authorise(scope?: string): Promise<{ back: URL; cookie: string }> {
    const begun = await fetch(`${base}/slack/install`, { redirect: 'manual' });
    expect(begun.status).toBe(302);
    const cookie = (begun.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
    const there = new URL(begun.headers.get('location') ?? '');
    expect(there.searchParams.get('scope')).toBe(SCOPES.join(','));
    const page = await (await fetch(there)).text();
    const hers = page.split('<form').find((each) => each.includes('ruth.hallam@')) ?? '';
    ruth = /name="user_id" value="([^"]+)"/.exec(hers)?.[1] ?? '';
    const agreed = await fetch(new URL('/oauth/v2/authorize/callback', there), {
      method: 'POST',
      redirect: 'manual',
      body: new URLSearchParams({
        user_id: ruth,
        redirect_uri: there.searchParams.get('redirect_uri') ?? '',
        scope: scope ?? there.searchParams.get('scope') ?? '',
        user_scope: '',
        state: there.searchParams.get('state') ?? '',
        client_id: CLIENT.client_id,
      }),
    });
    return { back: new URL(agreed.headers.get('location') ?? ''), cookie };
  }
  async function nameWorkspace(team: string) {
    const file = join(workplace.folder, 'willow', 'setting.json');
    await writeFile(file, (await readFile(file, 'utf8')).replace(/"T0+9"/, `"${team}"`));
    return workplace.candour(['import', join(workplace.folder, 'willow')]);
  }
  const arrive = (back: URL, cookie: string) =>
    fetch(back, { headers: cookie === '' ? {} : { cookie }, redirect: 'manual' });
  function token(): string {
    const database = new Database(workplace.database, { readonly: true });
    const { sealed } = database.prepare('SELECT sealed FROM installations WHERE tenant = ?').get(TEAM) as {
      sealed: string;
    };
    database.close();
    return unseal(sealed, `slack:${TEAM}`, KEY);
  }

  it('refuses who did not begin here, a state that was made up and a code that was', async () => {
    const { back, cookie } = await authorise();
    expect((await arrive(back, '')).status).toBe(400);
    const forged = new URL(back);
    forged.searchParams.set('state', 'made-up');
    expect((await arrive(forged, cookie)).status).toBe(400);
    const guessed = new URL(back);
    guessed.searchParams.set('code', 'made-up');
    const refused = await arrive(guessed, cookie);
    expect([refused.status, await refused.text()]).toEqual([
      400,
      expect.stringContaining('was not installed'),
    ]);
    // The state was used by that, so that the right code is too late.
    expect((await arrive(back, cookie)).status).toBe(400);
    expect(await says('me')).toContain('not set up for this workspace');
  });

  it('refuses a workspace that no setting names', async () => {
    const { back, cookie } = await authorise();
    const arrived = await arrive(back, cookie);
    expect([arrived.status, await arrived.text()]).toEqual([400, expect.stringContaining('slack_team')]);
    expect(() => token()).toThrow();
    const { code, stdout } = await nameWorkspace(TEAM);
    expect([code, stdout]).toEqual([0, expect.anything()]);
  });

  it('installs, keeps the token sealed, and answers', async () => {
    const { back, cookie } = await authorise();
    const arrived = await arrive(back, cookie);
    expect([arrived.status, await arrived.text()]).toEqual([
      200,
      expect.stringContaining('Candour is installed'),
    ]);
    expect(token()).toMatch(/^xoxb-/);
    expect(candour.said()).not.toContain(token());
    expect(await says('me')).toContain('Ruth Hallam');
    const again = await arrive(back, cookie);
    expect(again.status).toBe(400);
  });

  it('opens a form while Slack allows, once, and says so when it is too late', async () => {
    const trigger = async () => {
      const response = await fetch(`${slack.url}/api/views.generateTriggerId`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token()}`, 'content-type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ user_id: ruth }),
      });
      return ((await response.json()) as { trigger_id: string }).trigger_id;
    };
    const good = await trigger();
    expect(await says('declare', good)).toBe('');
    expect(await says('declare', good)).toContain('Please press it again');
    const late = await trigger();
    await new Promise((resolve) => setTimeout(resolve, 4100));
    expect(await says('declare', late)).toContain('Please press it again');
  });

  it('delivers with the scopes it asks for, also to who never opened it, and tries later what it may not do', async () => {
    const alerts = async () =>
      (await workplace.candour(['outbox', '--json'])).stdout
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line))
        .filter((each) => each.to === "Maeve O'Sullivan" && each.class === 'alert');
    await workplace.candour([
      'say',
      '--as',
      'Tom Ridley',
      'declare "Emma Wood" kind=friend since=2020 child="Elsie Wood"',
    ]);
    await workplace.candour(['tick'], { env: candour.env });
    expect((await alerts()).map(({ state, platform }) => [state, platform])).toEqual([['sent', 'slack']]);
    const { back, cookie } = await authorise('commands,users:read,users:read.email');
    expect((await arrive(back, cookie)).status).toBe(200);
    await workplace.candour(['say', '--as', 'Tom Ridley', 'declare "Laura Ashdown" kind=friend since=2020']);
    await workplace.candour(['tick'], { env: candour.env });
    expect((await alerts()).map(({ state }) => state)).toEqual(['sent', 'failed']);
  });

  it('forgets a workspace that uninstalls it', async () => {
    expect(await says('me')).toContain('Ruth Hallam');
    await sendEvent(events(), { type: 'app_uninstalled' }, { team: TEAM });
    await expect.poll(() => says('me')).toContain('not set up for this workspace');
    expect(() => token()).toThrow();
  });
});
