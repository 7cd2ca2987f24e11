import type { Finding, PlatformDeps } from '../../src/core/platform.ts';
import { isPassing } from '../shared/outcome.ts';
import { AWAY } from './faults.ts';
import { createInstalledTokens } from './installs.ts';
import { PATHS, SCOPES } from './manifest.ts';

const SLACK = 'https://slack.com/api/';
/** How far the clock may be off, in milliseconds. Slack refuses signatures that are five minutes off. */
const MOST_OFF_MS = 120_000;

/** Checks the tokens, their scopes, the clock and the address that Slack must reach, and says what to do. */
export async function examine({ store, env, clock, config }: PlatformDeps): Promise<Finding[]> {
  const found: Finding[] = [];
  const api = env.SLACK_API_URL ?? SLACK;
  if (env.SLACK_BOT_TOKEN !== undefined)
    found.push(...(await lookAtBot(api, env.SLACK_BOT_TOKEN, 'SLACK_BOT_TOKEN', clock)));
  if (env.SLACK_APP_TOKEN !== undefined) found.push(await lookAtSocket(api, env.SLACK_APP_TOKEN));
  else found.push(lookAtAddress(config.publicUrl));
  if (env.SLACK_CLIENT_ID === undefined) return found;
  const installed = createInstalledTokens(store, env, clock);
  const teams = await installed.teams();
  const install = `${config.publicUrl ?? 'https://…'}${PATHS.install}`;
  if (teams.length === 0)
    found.push({
      kind: 'warning',
      text: `No workspace has installed Candour yet. Open ${install} in a browser.`,
    });
  for (const team of teams) {
    try {
      const token = await installed.token(team);
      if (token !== undefined) found.push(...(await lookAtBot(api, token, `The token of ${team}`, clock)));
    } catch {
      found.push({
        kind: 'fault',
        text: `The token of ${team} cannot be opened with this CANDOUR_KEY. Put back the key of before, or install again: ${install}`,
      });
    }
  }
  const settings = await store.read((register) => register.settings.all());
  for (const { code, tenants } of settings) {
    const workspace = tenants.slack;
    if (workspace === undefined)
      found.push({
        kind: 'warning',
        text: `${code} names no workspace, so nobody can come in from Slack. Put slack_team (T…) into its setting.json.`,
      });
    else if (!teams.includes(workspace))
      found.push({
        kind: 'warning',
        text: `${code} belongs to workspace ${workspace}, which has not installed Candour.`,
      });
  }
  return found;
}

interface Asked {
  body: { ok?: boolean; error?: string; team?: string; team_id?: string; user?: string };
  scopes: string[] | undefined;
  date: Date | undefined;
}

/** Slack gave no answer from which anything about a token could be learnt. */
interface Away {
  finding: Finding;
}

/** @param name the token's name, for the finding when Slack is away */
async function ask(api: string, method: string, token: string, name: string): Promise<Asked | Away> {
  const { host } = new URL(api);
  try {
    const response = await fetch(new URL(method, api.endsWith('/') ? api : `${api}/`), {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(5000),
    });
    const date = response.headers.get('date');
    const isOut = isPassing(response.status);
    const body = isOut ? {} : ((await response.json()) as Asked['body']);
    const met = isOut ? String(response.status) : (body.error ?? '');
    if (isOut || AWAY.has(met) || met === 'ratelimited')
      return away('warning', met, name, 'Try again in a while.');
    return {
      body,
      scopes: response.headers.get('x-oauth-scopes')?.split(/\s*,\s*/),
      date: date === null ? undefined : new Date(date),
    };
  } catch (error) {
    const isLate = error instanceof Error && error.name === 'TimeoutError';
    const met = isLate ? 'no answer in five seconds' : 'no connection';
    return away('fault', met, name, `Try again; if it lasts, check this machine's way to ${host}.`);
  }
}

function away(kind: Finding['kind'], met: string, name: string, advice: string): Away {
  const text = `Slack cannot be reached just now (${met}): nothing is wrong with ${name}, as far as can be seen. ${advice}`;
  return { finding: { kind, text } };
}

async function lookAtBot(api: string, token: string, name: string, clock: () => Date): Promise<Finding[]> {
  const asked = await ask(api, 'auth.test', token, name);
  if ('finding' in asked) return [asked.finding];
  if (asked.body.ok !== true) {
    const why = asked.body.error ?? 'no reason';
    return [
      {
        kind: 'fault',
        text: `${name} is refused by Slack (${why}). Install the app in the workspace again and copy the new token.`,
      },
    ];
  }
  const { team = 'a workspace', team_id = '' } = asked.body;
  const found: Finding[] = [
    { kind: 'good', text: `${name} is good for the workspace ${team} (${team_id}).` },
  ];
  const granted = asked.scopes;
  const missing = granted === undefined ? [] : SCOPES.filter((scope) => !granted.includes(scope));
  if (granted === undefined)
    found.push({ kind: 'warning', text: 'Slack did not say which scopes are granted.' });
  else if (missing.length > 0) {
    found.push({
      kind: 'fault',
      text: `These scopes are missing: ${missing.join(', ')}. Put the manifest (npx candour manifest slack) into the app's settings anew, then install it again.`,
    });
  } else found.push({ kind: 'good', text: 'Every scope it needs is granted.' });
  const off = asked.date === undefined ? 0 : Math.abs(asked.date.getTime() - clock().getTime());
  found.push(
    off > MOST_OFF_MS
      ? {
          kind: 'fault',
          text: `This machine's clock differs from Slack's by ${Math.round(off / 60_000)} minutes, and Slack's requests will be refused. Please set it.`,
        }
      : { kind: 'good', text: "This machine's clock agrees with Slack's." },
  );
  return found;
}

async function lookAtSocket(api: string, token: string): Promise<Finding> {
  const asked = await ask(api, 'apps.connections.open', token, 'SLACK_APP_TOKEN');
  if ('finding' in asked) return asked.finding;
  if (asked.body.ok === true) return { kind: 'good', text: 'SLACK_APP_TOKEN opens Socket Mode connections.' };
  return {
    kind: 'fault',
    text: `SLACK_APP_TOKEN is refused by Slack (${asked.body.error ?? 'no reason'}). Make an app-level token with the scope connections:write, and turn Socket Mode on.`,
  };
}

function lookAtAddress(publicUrl: string | undefined): Finding {
  if (publicUrl === undefined)
    return {
      kind: 'fault',
      text: 'Over HTTP Slack must reach this machine. Set CANDOUR_PUBLIC_URL to its https:// address, or use Socket Mode (SLACK_APP_TOKEN).',
    };
  if (!publicUrl.startsWith('https://'))
    return {
      kind: 'warning',
      text: `Slack only takes https:// addresses, and CANDOUR_PUBLIC_URL is ${publicUrl}.`,
    };
  return { kind: 'good', text: `Slack's requests are expected at ${publicUrl}${PATHS.events}.` };
}
