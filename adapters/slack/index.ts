import type { Adapter, Environment, Key } from '../../src/core/platform.ts';
import { oddIn } from '../shared/credentials.ts';

const KEYS: readonly Key[] = [
  {
    name: 'SLACK_BOT_TOKEN',
    secret: true,
    about: 'xoxb-…, of the one workspace: the app’s page, “OAuth & Permissions”',
  },
  {
    name: 'SLACK_APP_TOKEN',
    secret: true,
    about: 'xapp-…, for Socket Mode, which needs no public address: “Basic Information”, “App-Level Tokens”',
  },
  {
    name: 'SLACK_SIGNING_SECRET',
    secret: true,
    about: 'for HTTP, with a public address: “Basic Information”, “App Credentials”',
  },
  { name: 'SLACK_CLIENT_ID', about: 'for several workspaces, instead of SLACK_BOT_TOKEN: “App Credentials”' },
  { name: 'SLACK_CLIENT_SECRET', secret: true, about: 'belongs to SLACK_CLIENT_ID' },
  {
    name: 'CANDOUR_KEY',
    secret: true,
    about: 'belongs to SLACK_CLIENT_ID: 32 random bytes in base64, from `openssl rand -base64 32`',
  },
  { name: 'SLACK_API_URL', about: 'where Slack’s Web API is; only for tests' },
];

/** Slack: one workspace by token, over Socket Mode or HTTP, or several by installing it, over HTTP. */
export const adapter: Adapter = {
  name: 'slack',
  title: 'Slack',
  tenantKey: 'slack_team',
  userField: 'slack_user',
  toId: (said) => said,
  keys: KEYS,
  isConfigured: (env) =>
    KEYS.some(({ name }) => name.startsWith('SLACK_') && name !== 'SLACK_API_URL' && env[name] !== undefined),
  faults,
  async create(deps) {
    const { listen } = await import('./listen.ts');
    return listen(deps);
  },
  async examine(deps) {
    const { examine } = await import('./doctor.ts');
    return examine(deps);
  },
  async manifest({ env, config, command }) {
    const { toManifest } = await import('./manifest.ts');
    const socket = env.SLACK_APP_TOKEN !== undefined || config.publicUrl === undefined;
    const manifest = toManifest({ config, command, socket, oauth: env.SLACK_CLIENT_ID !== undefined });
    return { file: null, content: `${JSON.stringify(manifest, null, 2)}\n` };
  },
};

function faults(env: Environment): string[] {
  const found: string[] = [];
  const shaped = (name: string, pattern: RegExp, say: string) => {
    const value = env[name];
    if (value !== undefined && !pattern.test(value) && oddIn(name, value) === undefined) found.push(say);
  };
  const several = env.SLACK_CLIENT_ID !== undefined;
  if (env.SLACK_BOT_TOKEN === undefined && !several) {
    found.push(
      'SLACK_BOT_TOKEN is missing. Set it to the “Bot User OAuth Token” of your Slack app, which begins with xoxb-.',
    );
  }
  if (env.SLACK_BOT_TOKEN !== undefined && several) {
    found.push('SLACK_BOT_TOKEN is for one workspace and SLACK_CLIENT_ID for several. Set only one of them.');
  }
  if (env.SLACK_APP_TOKEN === undefined && env.SLACK_SIGNING_SECRET === undefined) {
    found.push('Set SLACK_APP_TOKEN for Socket Mode, or SLACK_SIGNING_SECRET for HTTP.');
  }
  if (several) {
    for (const name of ['SLACK_CLIENT_SECRET', 'CANDOUR_KEY']) {
      if (env[name] === undefined)
        found.push(`${name} is missing. It belongs to SLACK_CLIENT_ID; README says where it comes from.`);
    }
    if (env.SLACK_APP_TOKEN !== undefined)
      found.push(
        'Several workspaces can only be served over HTTP. Leave SLACK_APP_TOKEN out, and set SLACK_SIGNING_SECRET.',
      );
  }
  if (env.SLACK_BOT_TOKEN?.startsWith('xapp-') && env.SLACK_APP_TOKEN?.startsWith('xoxb-'))
    return [
      ...found,
      'SLACK_BOT_TOKEN and SLACK_APP_TOKEN are swapped: the first begins with xoxb-, the second with xapp-.',
    ];
  for (const { name } of KEYS) {
    const value = env[name];
    const odd = value === undefined || name === 'SLACK_API_URL' ? undefined : oddIn(name, value);
    if (odd !== undefined) found.push(odd);
  }
  shaped(
    'SLACK_BOT_TOKEN',
    /^xoxb-/,
    'SLACK_BOT_TOKEN does not begin with xoxb-. Copy the “Bot User OAuth Token”, not another token.',
  );
  shaped(
    'SLACK_APP_TOKEN',
    /^xapp-/,
    'SLACK_APP_TOKEN does not begin with xapp-. Copy the “App-Level Token”, not another token.',
  );
  const key = env.CANDOUR_KEY;
  if (key !== undefined && Buffer.from(key, 'base64').length !== 32) {
    found.push('CANDOUR_KEY is not 32 bytes in base64. Make one with: openssl rand -base64 32');
  }
  return found;
}
