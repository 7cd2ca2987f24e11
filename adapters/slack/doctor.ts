import type { Finding, PlatformDeps } from '../../src/core/platform.ts';
import { type Day, localDay } from '../../src/core/rules/days.ts';
import type { Setting } from '../../src/core/settings/setting.ts';
import { isOpenTo } from '../shared/accounts.ts';
import { isPassing } from '../shared/outcome.ts';
import { AWAY } from './faults.ts';
import { type SlackUser, standingOf } from './identity.ts';
import { createInstalledTokens } from './installs.ts';
import { PATHS, SCOPES } from './manifest.ts';

const SLACK = 'https://slack.com/api/';
/** How far the clock may be off, in milliseconds. Slack refuses signatures that are five minutes off. */
const MOST_OFF_MS = 120_000;

/** Scopes that a newer Candour has brought, and what waits where a workspace has not granted them: all else works without. */
const WAITS: Readonly<Record<string, string>> = { 'files:read': 'upload takes in no file' };
const GRANT =
  "Put the manifest (npx candour manifest slack) into the app's settings anew, then install it again.";

/** A token of Slack's is longer than this: a shorter one was cut off when it was copied. */
const TOKEN_CHARACTERS = 40;
/** How many people a line names at most. */
const NAMED = 40;

/**
 * Checks the tokens, their scopes, the clock, the address that Slack must reach, and whom of the register Slack knows, and says
 * what to do.
 */
export async function examine({ store, env, clock, config }: PlatformDeps): Promise<Finding[]> {
  const found: Finding[] = [];
  const api = env.SLACK_API_URL ?? SLACK;
  if (env.SLACK_BOT_TOKEN !== undefined)
    found.push(
      ...(await lookAtBot({
        api,
        token: env.SLACK_BOT_TOKEN,
        name: 'SLACK_BOT_TOKEN',
        isOnly: true,
        store,
        clock,
      })),
    );
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
      const name = `The token of ${team}`;
      if (token !== undefined)
        found.push(...(await lookAtBot({ api, token, name, isOnly: false, store, clock })));
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
  body: {
    ok?: boolean;
    error?: string;
    team?: string;
    team_id?: string;
    user?: string;
    members?: SlackUser[];
    response_metadata?: { next_cursor?: string };
  };
  scopes: string[] | undefined;
  date: Date | undefined;
}

/** Slack gave no answer from which anything about a token could be learnt. */
interface Away {
  finding: Finding;
}

/** @param name the token's name, for the finding when Slack is away */
async function ask(
  api: string,
  method: string,
  token: string,
  name: string,
  fields: Record<string, string> = {},
): Promise<Asked | Away> {
  const { host } = new URL(api);
  try {
    const response = await fetch(new URL(method, api.endsWith('/') ? api : `${api}/`), {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: new URLSearchParams(fields),
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

interface Bot extends Pick<PlatformDeps, 'store' | 'clock'> {
  api: string;
  token: string;
  /** What the token is called in a finding. */
  name: string;
  /** Whether it is the only workspace: a setting then need not name it. */
  isOnly: boolean;
}

/** Whether a refused token was cut off when it was copied, in words. */
function cutOff(token: string): string {
  return token.length >= TOKEN_CHARACTERS
    ? ''
    : ` It has only ${token.length} characters, and Slack's have more than ${TOKEN_CHARACTERS}: perhaps it was cut off.`;
}

async function lookAtBot(bot: Bot): Promise<Finding[]> {
  const { api, token, name, clock } = bot;
  const asked = await ask(api, 'auth.test', token, name);
  if ('finding' in asked) return [asked.finding];
  if (asked.body.ok !== true) {
    const why = asked.body.error ?? 'no reason';
    return [
      {
        kind: 'fault',
        text: `${name} is refused by Slack (${why}). Install the app in the workspace again and copy the new token.${cutOff(token)}`,
      },
    ];
  }
  const { team = 'a workspace', team_id = '' } = asked.body;
  const found: Finding[] = [
    { kind: 'good', text: `${name} is good for the workspace ${team} (${team_id}).` },
  ];
  const granted = asked.scopes;
  const missing = granted === undefined ? [] : SCOPES.filter((scope) => !granted.includes(scope));
  const needed = missing.filter((scope) => WAITS[scope] === undefined);
  if (granted === undefined)
    found.push({ kind: 'warning', text: 'Slack did not say which scopes are granted.' });
  else if (needed.length > 0)
    found.push({ kind: 'fault', text: `These scopes are missing: ${missing.join(', ')}. ${GRANT}` });
  else if (missing.length > 0) {
    const waits = missing.map((scope) => `${WAITS[scope]} (${scope})`).join('; ');
    found.push({
      kind: 'warning',
      text: `Until the workspace grants what is new, ${waits}; all else works. ${GRANT}`,
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
  // Without both scopes no member's address is seen, and nobody would be known.
  if (!missing.some((scope) => scope.startsWith('users:read')))
    found.push(...(await lookAtMembers(bot, team_id)));
  return found;
}

/** Compares the workspace with its settings, and its members with the people of their registers. */
async function lookAtMembers(bot: Bot, team: string): Promise<Finding[]> {
  const { store, isOnly, clock } = bot;
  const settings = (await store.read((register) => register.settings.all())).filter(({ demo }) => !demo);
  const found: Finding[] = [];
  // With several workspaces, `examine` compares.
  for (const { code, tenants } of isOnly ? settings : [])
    if (!isOpenTo(tenants.slack, team, isOnly))
      found.push({
        kind: 'fault',
        text: `${code} belongs to workspace ${tenants.slack}, and ${bot.name} is of ${team}, so nobody of ${code} comes in. Correct slack_team in its setting.json, or take the token of the other workspace.`,
      });
  const open = settings.filter(({ tenants }) => isOpenTo(tenants.slack, team, isOnly));
  if (open.length === 0) return found;
  const members = await loadMembers(bot);
  if (members === undefined)
    return [
      ...found,
      { kind: 'warning', text: 'Slack did not say who is in the workspace. Try again in a while.' },
    ];
  for (const setting of open) {
    const today = localDay(clock(), setting.timezone);
    const { count, unknown } = await compare(bot, members, { setting, team, today });
    if (count === 0) continue;
    const more = unknown.length - NAMED;
    const names = [...unknown.slice(0, NAMED), ...(more > 0 ? [`and ${more} more`] : [])].join(', ');
    found.push(
      unknown.length === 0
        ? { kind: 'good', text: `${setting.code}: Slack knows all ${count} people in post.` }
        : {
            kind: 'warning',
            text: `${setting.code}: Slack does not know ${unknown.length} of ${count}: ${names}.`,
          },
    );
  }
  return found;
}

/** Every member of the workspace; undefined where Slack does not say. */
async function loadMembers({ api, token, name }: Bot): Promise<SlackUser[] | undefined> {
  const members: SlackUser[] = [];
  let cursor = '';
  do {
    const fields = { limit: '200', ...(cursor === '' ? {} : { cursor }) };
    const asked = await ask(api, 'users.list', token, name, fields);
    if ('finding' in asked || asked.body.ok !== true) return undefined;
    members.push(...(asked.body.members ?? []));
    cursor = asked.body.response_metadata?.next_cursor ?? '';
  } while (cursor !== '');
  return members;
}

/** Whom of the people in post the workspace does not know, each with the reason, and how many there are. */
async function compare(
  { store }: Bot,
  members: readonly SlackUser[],
  { setting, team, today }: { setting: Setting; team: string; today: Day },
): Promise<{ count: number; unknown: string[] }> {
  const { people, accounts } = await store.read(async (register) => {
    const inPost = await register.people.inPost(setting.id, today);
    const ids = inPost.map(({ id }) => id);
    return { people: inPost, accounts: await register.accounts.ofPeople(setting.id, ids) };
  });
  const unknown = people.flatMap(({ id, name, email }) => {
    const own = accounts.filter(
      ({ person, platform, tenant }) => person === id && platform === 'slack' && tenant === team,
    );
    if (own.length > 0)
      return own.some(({ user }) => members.some((member) => member.id === user && member.deleted === false))
        ? []
        : [`${name} (their account is gone)`];
    const why = whyUnknown(email, members, team);
    return why === undefined ? [] : [`${name} (${why})`];
  });
  return { count: people.length, unknown };
}

/** Why nobody of the workspace is met by this address; undefined where somebody is. */
function whyUnknown(email: string | null, members: readonly SlackUser[], team: string): string | undefined {
  if (email === null) return 'no address in people.csv';
  const same = members.filter(({ profile }) => profile?.email?.toLowerCase() === email.toLowerCase());
  const [first] = same;
  if (first === undefined) return 'no member has that address';
  const standings = same.map((member) => standingOf(member, team));
  if (standings.some((standing) => standing.kind === 'member' && standing.email !== undefined))
    return undefined;
  if (standings.some(({ kind }) => kind === 'member')) return 'the address is not confirmed there';
  if (standings.some(({ kind }) => kind === 'guest')) return 'a guest there';
  return first.deleted === false ? 'no person of this workspace' : 'deactivated there';
}

async function lookAtSocket(api: string, token: string): Promise<Finding> {
  const asked = await ask(api, 'apps.connections.open', token, 'SLACK_APP_TOKEN');
  if ('finding' in asked) return asked.finding;
  if (asked.body.ok === true) return { kind: 'good', text: 'SLACK_APP_TOKEN opens Socket Mode connections.' };
  return {
    kind: 'fault',
    text: `SLACK_APP_TOKEN is refused by Slack (${asked.body.error ?? 'no reason'}). Make an app-level token with the scope connections:write, and turn Socket Mode on.${cutOff(token)}`,
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
