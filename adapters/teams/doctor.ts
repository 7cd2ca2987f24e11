import type { Finding, PlatformDeps } from '../../src/core/platform.ts';
import { isPassingInEntra } from './faults.ts';
import { allowedTenants, PLATFORM } from './identity.ts';

const LOOK_MS = 8_000;
const LOGIN = 'https://login.microsoftonline.com';

/** Microsoft Entra's errors for common mistakes, and what to do about each. */
const REASONS: Record<string, string> = {
  AADSTS7000215:
    'TEAMS_APP_PASSWORD is not the secret of this app. Copy the value of the client secret, not its ID.',
  AADSTS7000222:
    'The client secret has expired. Make a new one in Microsoft Entra and set TEAMS_APP_PASSWORD.',
  AADSTS700016:
    'TEAMS_APP_ID is no app of this tenant. Check TEAMS_APP_ID, and that TEAMS_TENANT_ID begins with the tenant in which the bot is registered.',
  AADSTS90002: 'TEAMS_TENANT_ID is no tenant that Microsoft knows. Copy the Directory (tenant) ID again.',
  AADSTS900023: 'TEAMS_TENANT_ID is no tenant that Microsoft knows. Copy the Directory (tenant) ID again.',
};

/** Checks Teams from outside: the credentials, the public address, and whether any activity has arrived. */
export async function examine(deps: PlatformDeps, login = LOGIN): Promise<Finding[]> {
  const { env } = deps;
  if (env.TEAMS_DEVELOPMENT === '1' && env.TEAMS_APP_ID === undefined) {
    const text =
      'Teams runs unauthenticated, for this machine alone (TEAMS_DEVELOPMENT=1). Remove it before people use this.';
    return [{ kind: 'warning', text }];
  }
  return [await credentials(deps, login), ...(await address(deps)), await chats(deps)];
}

async function credentials({ env }: PlatformDeps, login: string): Promise<Finding> {
  const [tenant = ''] = allowedTenants(env);
  try {
    const response = await fetch(`${login}/${tenant}/oauth2/v2.0/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: env.TEAMS_APP_ID ?? '',
        client_secret: env.TEAMS_APP_PASSWORD ?? '',
        scope: 'https://api.botframework.com/.default',
      }),
      signal: AbortSignal.timeout(LOOK_MS),
    });
    if (response.ok)
      return { kind: 'good', text: 'Teams: Microsoft Entra accepts the app ID and its secret.' };
    const number = /AADSTS\d+/.exec(await response.text())?.[0];
    const said = number ?? `status ${response.status}`;
    if (isPassingInEntra(number, response.status)) {
      return {
        kind: 'warning',
        text: `Teams: Microsoft Entra cannot answer just now (${said}): nothing is wrong with the app ID and its secret, as far as can be seen. Try again in a while.`,
      };
    }
    const advice = REASONS[said] ?? 'Check TEAMS_APP_ID, TEAMS_APP_PASSWORD and TEAMS_TENANT_ID.';
    return { kind: 'fault', text: `Teams: Microsoft Entra refused the app (${said}). ${advice}` };
  } catch {
    return {
      kind: 'warning',
      text: 'Teams: Microsoft Entra could not be reached, so the app ID and its secret were not checked: nothing is wrong with them, as far as can be seen. Try again; if it lasts, check that this machine reaches login.microsoftonline.com.',
    };
  }
}

/** Posts what Teams would never post: an answer of 400 or 401 shows that the bot is there, and refuses strangers. */
async function address({ config }: PlatformDeps): Promise<Finding[]> {
  if (config.publicUrl === undefined) {
    const text =
      'Teams: CANDOUR_PUBLIC_URL is not set. Teams needs an https:// address that reaches this bot.';
    return [{ kind: 'fault', text }];
  }
  const messages = `${config.publicUrl}/api/messages`;
  try {
    const signal = AbortSignal.timeout(LOOK_MS);
    const response = await fetch(messages, { method: 'POST', body: '{}', signal });
    if (response.status === 400 || response.status === 401) {
      return [{ kind: 'good', text: `Teams: ${messages} reaches this bot.` }];
    }
    const text = `Teams: ${messages} answered ${response.status}, not as this bot does. Check the proxy before it, and that the bot runs.`;
    return [{ kind: 'warning', text }];
  } catch {
    return [
      {
        kind: 'warning',
        text: `Teams: ${messages} could not be reached from here. Check the name, the certificate and the proxy, and that the bot runs.`,
      },
    ];
  }
}

async function chats({ env, store }: PlatformDeps): Promise<Finding> {
  for (const tenant of allowedTenants(env)) {
    const latest = await store.read((register) => register.conversations.latest(PLATFORM, tenant));
    if (latest)
      return {
        kind: 'good',
        text: `Teams: somebody last wrote, or installed the app, on ${latest.usedAt.toISOString().slice(0, 10)}.`,
      };
  }
  return {
    kind: 'warning',
    text: 'Teams: nobody has installed the app yet. Alerts reach only those for whom it is installed: use an app setup policy (adapters/teams/README.md).',
  };
}
