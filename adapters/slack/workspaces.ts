import { webApi } from '@slack/bolt';
import type { Log } from '../../src/core/platform.ts';
import { toBoltLog } from './log.ts';

export type WebClient = InstanceType<typeof webApi.WebClient>;

/** The workspaces in which Candour is installed, and a client for each. */
export interface Workspaces {
  /** For answers, with one quick retry; undefined where Candour is not installed. */
  client(team: string): Promise<WebClient | undefined>;
  /** For deliveries, without retries: the outbox repeats them. */
  courier(team: string): Promise<WebClient | undefined>;
  /** Whether there is only one workspace: its settings then need not name it. */
  readonly single: boolean;
  teams(): Promise<string[]>;
  /** Called when the workspace's token is no longer valid. */
  leave(team: string): Promise<void>;
}

interface ClientOptions {
  log: Log;
  /** The address of Slack's Web API; undefined: Slack's own. */
  apiUrl: string | undefined;
}

/** Looks up the token of a workspace. */
export interface Tokens {
  single: boolean;
  /** @throws when Slack or the database cannot be asked now */
  token(team: string): Promise<string | undefined>;
  teams(): Promise<string[]>;
  leave(team: string): Promise<void>;
}

export function createWorkspaces(tokens: Tokens, options: ClientOptions): Workspaces {
  const clients = new Map<string, WebClient>();
  const couriers = new Map<string, WebClient>();
  async function get(
    kept: Map<string, WebClient>,
    team: string,
    make: (token: string) => WebClient,
  ): Promise<WebClient | undefined> {
    const token = await tokens.token(team);
    if (token === undefined) return undefined;
    const known = kept.get(team);
    if (known?.token === token) return known;
    const made = make(token);
    kept.set(team, made);
    return made;
  }
  return {
    single: tokens.single,
    teams: tokens.teams,
    client: (team) => get(clients, team, (token) => toClient(token, options)),
    courier: (team) => get(couriers, team, (token) => toCourier(token, options)),
    async leave(team) {
      clients.delete(team);
      couriers.delete(team);
      await tokens.leave(team);
    },
  };
}

function toClient(token: string, options: ClientOptions): WebClient {
  return new webApi.WebClient(token, {
    ...common(options),
    timeout: 5000,
    retryConfig: { retries: 1, minTimeout: 300 },
  });
}

function toCourier(token: string, options: ClientOptions): WebClient {
  return new webApi.WebClient(token, { ...common(options), timeout: 10_000, retryConfig: { retries: 0 } });
}

function common({ log, apiUrl }: ClientOptions) {
  // A rate limit is reported at once: a client that waited for it would hold back everybody's answers.
  return {
    rejectRateLimitedCalls: true,
    logger: toBoltLog(log),
    ...(apiUrl === undefined ? {} : { slackApiUrl: apiUrl }),
  };
}

/** One workspace, by its app's token. Slack is asked once which workspace it is. */
export function createSingle(token: string, options: ClientOptions): Tokens {
  let asked: Promise<string> | undefined;
  function team(): Promise<string> {
    asked ??= toClient(token, options)
      .auth.test()
      .then(({ team_id }) => {
        if (team_id === undefined) throw new Error('Slack names no workspace for SLACK_BOT_TOKEN');
        return team_id;
      })
      .catch((error: unknown) => {
        asked = undefined;
        throw error;
      });
    return asked;
  }
  return {
    single: true,
    token: async (wanted) => ((await team()) === wanted ? token : undefined),
    teams: async () => [await team()],
    leave: async () => {
      asked = undefined;
    },
  };
}
