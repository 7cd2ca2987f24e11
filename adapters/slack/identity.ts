import type { Account } from '../../src/core/accounts/account.ts';
import type { App, Contact, Identity } from '../../src/core/app.ts';
import type { Log } from '../../src/core/platform.ts';
import type { Setting } from '../../src/core/settings/setting.ts';
import { isOpenTo, keyOf } from '../shared/accounts.ts';
import { slackWord, toFacts } from './faults.ts';
import type { WebClient, Workspaces } from './workspaces.ts';

/** The parts of Slack's user object that decide whether a person may be let in; Slack's flags may be missing or anything. */
export interface SlackUser {
  id?: string;
  team_id?: string;
  deleted?: unknown;
  is_bot?: unknown;
  is_workflow_bot?: unknown;
  is_stranger?: unknown;
  is_restricted?: unknown;
  is_ultra_restricted?: unknown;
  is_email_confirmed?: unknown;
  profile?: { email?: string };
  enterprise_user?: { teams?: string[] };
}

export type Standing =
  | { kind: 'member'; email: string | undefined }
  | { kind: 'guest' }
  | { kind: 'stranger' };

/**
 * Deleted accounts, bots and people of other workspaces are strangers; guests may be parents. A flag that is missing or no
 * boolean counts against the account; two of them Slack leaves out where they do not apply.
 */
export function standingOf(user: SlackUser | undefined, team: string): Standing {
  if (user?.deleted !== false || user.is_bot !== false) return { kind: 'stranger' };
  if ([user.is_workflow_bot, user.is_stranger].some((flag) => flag !== undefined && flag !== false))
    return { kind: 'stranger' };
  if (user.id === undefined || user.id === 'USLACKBOT') return { kind: 'stranger' };
  if (user.team_id !== team && !user.enterprise_user?.teams?.includes(team)) return { kind: 'stranger' };
  if (user.is_restricted !== false || user.is_ultra_restricted !== false) return { kind: 'guest' };
  // Slack changes an address only once it is confirmed; for a fresh account it says `false` until then.
  return { kind: 'member', email: user.is_email_confirmed === true ? user.profile?.email : undefined };
}

interface Options {
  app: App;
  workspaces: Workspaces;
  log: Log;
  clock: () => Date;
  /** Whether the register names this very account: then a guest may come in. */
  isNamed: (account: Account) => Promise<boolean>;
}

/** How long a stranger is remembered, in milliseconds, so that Slack is not asked at each word they type. */
const STRANGER_MS = 60_000;
const CHECK_EVERY_MS = 6 * 3_600_000;

export type Recogniser = ReturnType<typeof createRecogniser>;

/** Finds the person behind an account. Slack says only which account it is and that it is valid; roles come from the register. */
export function createRecogniser({ app, workspaces, log, clock, isNamed }: Options) {
  const strangers = new Map<string, number>();
  /** When each workspace's accounts were last checked, to catch up on changes while Candour was away. */
  const checked = new Map<string, number>();

  /** The person behind an account, who is met for the first time if the register has their verified e-mail; else undefined. */
  async function recognise(account: Account, contact: Contact = 'used'): Promise<Identity | undefined> {
    const known = await app.identify(account, contact);
    if (known && isFresh(account.tenant)) return known;
    const key = keyOf(account);
    if (!known && (strangers.get(key) ?? 0) > clock().getTime()) return undefined;
    const client = await workspaces.client(account.tenant);
    if (!client) return undefined;
    const standing = standingOf(await look(client, account.user), account.tenant);
    if (await mayStay(account, standing)) {
      if (known) return known;
      const met =
        standing.kind === 'member' &&
        standing.email !== undefined &&
        (await meet(account, standing.email, contact));
      if (met) return met;
    } else if (known) {
      await dismiss(account);
    }
    if (strangers.size > 5000) strangers.clear();
    strangers.set(key, clock().getTime() + STRANGER_MS);
    return undefined;
  }

  function meet(account: Account, email: string, contact: Contact): Promise<Identity | undefined> {
    const open = ({ tenants }: Setting) => isOpenTo(tenants.slack, account.tenant, workspaces.single);
    return app.meet(account, email, open, contact);
  }

  function isFresh(team: string): boolean {
    return (checked.get(team) ?? 0) > clock().getTime() - CHECK_EVERY_MS;
  }

  async function mayStay(account: Account, standing: Standing): Promise<boolean> {
    return standing.kind === 'member' || (standing.kind === 'guest' && (await isNamed(account)));
  }

  async function dismiss(account: Account): Promise<void> {
    log.info({ team: account.tenant, user: account.user }, 'slack: an account has left');
    await app.forget(account);
  }

  /**
   * Called when Slack reports that somebody changed: left, became a guest, was let in. People in the register are met now,
   * so that alerts reach them.
   */
  async function changed(user: SlackUser, team: string): Promise<void> {
    if (user.id === undefined) return;
    const account = { platform: 'slack', tenant: team, user: user.id };
    strangers.delete(keyOf(account));
    const standing = standingOf(user, team);
    if (await app.identify(account, 'seen')) {
      if (!(await mayStay(account, standing))) await dismiss(account);
    } else if (standing.kind === 'member' && standing.email !== undefined) {
      await meet(account, standing.email, 'seen');
    }
  }

  /** Checks every account of a workspace. Until that is done, each account is checked when it asks for something. */
  async function check(team: string): Promise<void> {
    const client = await workspaces.client(team);
    if (!client) return;
    let cursor: string | undefined;
    for (let pages = 0; pages < 1000; pages++) {
      const page = await client.users.list({ limit: 200, ...(cursor ? { cursor } : {}) });
      for (const member of page.members ?? []) await changed(member, team);
      cursor = page.response_metadata?.next_cursor;
      if (!cursor) break;
    }
    checked.set(team, clock().getTime());
  }

  async function checkAll(): Promise<void> {
    try {
      for (const team of await workspaces.teams()) await check(team);
    } catch (error) {
      log.warn(toFacts(error), 'slack: the accounts could not all be looked at; each is when it asks');
    }
  }

  return { recognise, changed, checkAll };
}

async function look(client: WebClient, user: string): Promise<SlackUser | undefined> {
  try {
    return (await client.users.info({ user })).user;
  } catch (error) {
    if (/^(user_not_found|users_not_found|user_not_visible)$/.test(slackWord(error) ?? '')) return undefined;
    throw error;
  }
}
