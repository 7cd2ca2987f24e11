import { randomUUID } from 'node:crypto';
import {
  HTTPReceiver,
  type HTTPReceiverOptions,
  type Installation,
  type InstallationStore,
} from '@slack/bolt';
import type { Environment, Installation as Here, Log } from '../../src/core/platform.ts';
import type { Store } from '../../src/core/store.ts';
import { toFacts } from './faults.ts';
import { toBoltLog } from './log.ts';
import { PATHS, SCOPES } from './manifest.ts';
import { seal, unseal } from './seal.ts';
import type { Tokens } from './workspaces.ts';

type InstallerOptions = NonNullable<HTTPReceiverOptions['installerOptions']>;

interface Options {
  tokens: InstalledTokens;
  store: Store;
  clock: () => Date;
  env: Environment;
  log: Log;
  config: Here;
  /** Called when a workspace has just been installed. */
  arrived: (team: string) => void;
}

/** The tokens of several workspaces. */
interface InstalledTokens extends Tokens {
  keep(team: string, token: string): Promise<void>;
}

/**
 * How long a decrypted token is used before it is looked up again, in milliseconds: another process may have been told that
 * it is revoked.
 */
const OPEN_MS = 60_000;

/** The tokens of several workspaces, encrypted in the database. */
export function createInstalledTokens(store: Store, env: Environment, clock: () => Date): InstalledTokens {
  const key = keyIn(env);
  const opened = new Map<string, { token: string; until: number }>();
  const hold = (team: string, token: string) =>
    opened.set(team, { token, until: clock().getTime() + OPEN_MS });
  return {
    single: false,
    teams: () => store.read((register) => register.installations.tenants('slack')),
    async token(team) {
      const known = opened.get(team);
      if (known && known.until > clock().getTime()) return known.token;
      opened.delete(team);
      const found = await store.read((register) => register.installations.find('slack', team));
      if (!found) return undefined;
      const token = unseal(found.sealed, `slack:${team}`, key);
      hold(team, token);
      return token;
    },
    async keep(team, token) {
      const sealed = seal(token, `slack:${team}`, key);
      await store.write([], (register) =>
        register.installations.keep({ platform: 'slack', tenant: team, sealed, installedAt: clock() }),
      );
      hold(team, token);
    },
    async leave(team) {
      opened.delete(team);
      await store.write([], (register) => register.installations.drop('slack', team));
    },
  };
}

/** “Add to Slack”, by OAuth: a receiver of Bolt's that serves these two pages and nothing else. */
export function createInstaller(options: Options): HTTPReceiver {
  const { tokens, store, clock, env, log, config, arrived } = options;
  const keeper: InstallationStore = {
    async storeInstallation(installation) {
      const { team, bot, isEnterpriseInstall } = installation as Installation;
      if (isEnterpriseInstall || !team || !bot)
        throw new Error('Candour is installed in a workspace, not in a whole organisation');
      const settings = await store.read((register) => register.settings.all());
      if (!settings.some(({ tenants }) => tenants.slack === team.id))
        throw new Error('no setting names this workspace in slack_team');
      await tokens.keep(team.id, bot.token);
      log.info({ team: team.id }, 'slack: installed in a workspace');
      arrived(team.id);
    },
    // Bolt asks for these only when it authorises by itself, which it does not do here.
    fetchInstallation: () => Promise.reject(new Error('tokens are looked up elsewhere')),
    deleteInstallation: async ({ teamId }) => (teamId === undefined ? undefined : tokens.leave(teamId)),
  };
  const api = env.SLACK_API_URL;
  return new HTTPReceiver({
    signingSecret: env.SLACK_SIGNING_SECRET ?? '',
    clientId: env.SLACK_CLIENT_ID ?? '',
    clientSecret: env.SLACK_CLIENT_SECRET ?? '',
    scopes: [...SCOPES],
    redirectUri: `${config.publicUrl}${PATHS.redirect}`,
    installationStore: keeper,
    logger: toBoltLog(log),
    installerOptions: {
      installPath: PATHS.install,
      redirectUriPath: PATHS.redirect,
      directInstall: true,
      stateStore: createStates(keyIn(env), clock),
      clientOptions: {
        timeout: 10_000,
        retryConfig: { retries: 1 },
        ...(api === undefined ? {} : { slackApiUrl: api }),
      },
      ...(api === undefined ? {} : { authorizationUrl: new URL('/oauth/v2/authorize', api).href }),
      callbackOptions: {
        success: (_installation, _options, _request, response) => {
          page(
            response,
            200,
            'Candour is installed',
            'You can close this page. In Slack, open Candour under Apps, and its Home tab.',
          );
        },
        failure: (error, _options, _request, response) => {
          log.warn(toFacts(error), 'slack: an installation failed');
          page(
            response,
            400,
            'Candour was not installed',
            'Nothing was changed. Please begin again from the installation page. An administrator of the workspace may have to allow it, and a setting of Candour’s must name the workspace first: whoever looks after Candour puts its id, which begins with T, into setting.json as slack_team.',
          );
        },
      },
    },
  });
}

const STATE_MS = 600_000;

/**
 * What an installation carries to Slack and back: sealed, so that any process of this installation knows it again, good for ten
 * minutes, and once in each process. (Bolt also wants it from the browser that began.)
 */
export function createStates(key: Buffer, clock: () => Date): NonNullable<InstallerOptions['stateStore']> {
  const used = new Map<string, number>();
  return {
    generateStateParam: async (install, now) =>
      seal(
        JSON.stringify({ install, until: now.getTime() + STATE_MS, id: randomUUID() }),
        'slack:state',
        key,
      ),
    async verifyStateParam(_, state) {
      const { install, until, id } = JSON.parse(unseal(state, 'slack:state', key));
      const now = clock().getTime();
      for (const [earlier, end] of used) if (end < now) used.delete(earlier);
      // By its id: one state can be written in several ways.
      if (until < now || used.has(id)) throw new Error('the state is too old, or was used before');
      used.set(id, until);
      return install;
    },
  };
}

function keyIn(env: Environment): Buffer {
  return Buffer.from(env.CANDOUR_KEY ?? '', 'base64');
}

function page(
  response: import('node:http').ServerResponse,
  status: number,
  title: string,
  words: string,
): void {
  response.writeHead(status, {
    'content-type': 'text/html; charset=utf-8',
    'cache-control': 'no-store',
    'content-security-policy': "default-src 'none'",
    'x-content-type-options': 'nosniff',
  });
  response.end(
    `<!doctype html><html lang="en"><meta charset="utf-8"><title>${title}</title><h1>${title}</h1><p>${words}</p></html>`,
  );
}
