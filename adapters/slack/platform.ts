import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  App as Bolt,
  HTTPReceiver,
  type Receiver,
  type ReceiverEvent,
  type SocketModeReceiver,
} from '@slack/bolt';
import type { Account } from '../../src/core/person.ts';
import type { Environment, Log, Platform, PlatformDeps, Route } from '../../src/core/platform.ts';
import { wholeCharacters } from '../../src/core/rules/entries.ts';
import { deliver } from './deliver.ts';
import { createGate } from './gate.ts';
import { createHomes } from './home.ts';
import { createDoor } from './identity.ts';
import { createInstaller, createSeveral } from './installs.ts';
import { listen } from './listen.ts';
import { toBoltLog } from './log.ts';
import { PATHS } from './manifest.ts';
import type { Room } from './room.ts';
import { createSocket } from './socket.ts';
import { newReference, toFacts } from './trouble.ts';
import { createSingle, createWorkspaces } from './workspaces.ts';

const DRAIN_MS = 10_000;
const CHECK_MS = 3_600_000;

/** Slack, over Socket Mode or HTTP, in one workspace or in several. */
export function createPlatform({ app, store, env, log, clock, config }: PlatformDeps): Platform {
  const clientOptions = { log, apiUrl: env.SLACK_API_URL };
  const several = env.SLACK_BOT_TOKEN === undefined ? createSeveral(store, env, clock) : undefined;
  const workspaces = createWorkspaces(
    several ?? createSingle(env.SLACK_BOT_TOKEN ?? '', clientOptions),
    clientOptions,
  );
  const isNamed = (account: Account) =>
    store.read(async (register) =>
      (await register.accounts.find(account)).some((each) => each.named === true),
    );
  const door = createDoor({ app, workspaces, log, clock, isNamed });
  const busy = new Busy();
  const room: Room = { app, log, door, workspaces, after: (work) => busy.add(work) };
  const homes = createHomes(room, store);
  const socket = env.SLACK_APP_TOKEN === undefined ? undefined : createSocket(env.SLACK_APP_TOKEN, env, log);
  const receiver = socket?.receiver ?? http(env, log);
  const bolt = new Bolt({
    receiver: guarded(receiver, busy, log),
    // Who is who is decided in identity.ts; Bolt needs no token, and must not answer for us when there is none.
    authorize: async ({ teamId }) => ({
      ...(teamId === undefined ? {} : { teamId }),
      botId: 'none',
      botUserId: 'none',
    }),
    // Only what answers by a response_url goes through this; it would otherwise wait for ever.
    clientOptions: { fetch: (url, init) => fetch(url, { ...init, signal: AbortSignal.timeout(5000) }) },
    convoStore: false,
    ignoreSelf: false,
    logger: toBoltLog(log),
  });
  listen(bolt, room, homes);
  let checking: NodeJS.Timeout | undefined;
  const check = () => busy.add(door.checkAll());
  return {
    name: 'slack',
    routes: receiver instanceof HTTPReceiver ? routesOf(receiver) : [],
    async start() {
      await socket?.start();
      check();
      checking = setInterval(check, CHECK_MS);
      checking.unref();
    },
    // About one message a second to a channel, and several hundred a minute to a workspace.
    pace: { perAccount: 1, perTenant: 5 },
    deliver: (account, message) => deliver(workspaces, account, message),
    refresh: (setting, people) => homes.refresh(setting, people),
    async stop() {
      clearInterval(checking);
      homes.stop();
      // Disconnecting ends what is still to be acknowledged, so what is under way comes first.
      await busy.drained(DRAIN_MS);
      await socket?.stop();
    },
  };

  function routesOf(events: HTTPReceiver): Route[] {
    const secret = env.SLACK_SIGNING_SECRET ?? '';
    const gate = createGate({
      secret,
      clock,
      receive: (request, response) => events.requestListener(request, response),
    });
    const routes: Route[] = [{ method: 'POST', path: PATHS.events, handle: gate }];
    if (!several) return routes;
    if (config.publicUrl === undefined) {
      log.warn({}, 'slack: without CANDOUR_PUBLIC_URL no workspace can install it');
      return routes;
    }
    const installer = createInstaller({ tokens: several, env, log, config, arrived: check });
    const handle = (request: IncomingMessage, response: ServerResponse) =>
      installer.requestListener(request, response);
    return [
      ...routes,
      ...[PATHS.install, PATHS.redirect].map((path) => ({ method: 'GET' as const, path, handle })),
    ];
  }
}

function http(env: Environment, log: Log): HTTPReceiver {
  return new HTTPReceiver({
    signingSecret: env.SLACK_SIGNING_SECRET ?? '',
    endpoints: PATHS.events,
    logger: toBoltLog(log),
  });
}

/** What is under way: counted, so that stopping can wait for it. */
class Busy {
  private readonly works = new Set<Promise<unknown>>();

  add(work: Promise<unknown>): void {
    const kept = work.catch(() => undefined).finally(() => this.works.delete(kept));
    this.works.add(kept);
  }

  async drained(within: number): Promise<void> {
    const end = Date.now() + within;
    while (this.works.size > 0 && Date.now() < end) {
      await Promise.race([Promise.all(this.works), new Promise((resolve) => setTimeout(resolve, 100))]);
    }
  }
}

/** Sees to it that everything is acknowledged, also what no listener takes and what Bolt itself stumbles over. */
function guarded(receiver: HTTPReceiver | SocketModeReceiver, busy: Busy, log: Log): Receiver {
  return {
    init(bolt) {
      const process = async (event: ReceiverEvent): Promise<void> => {
        let acknowledged = false;
        const ack: ReceiverEvent['ack'] = async (body) => {
          acknowledged = true;
          await event.ack(body);
        };
        try {
          await bolt.processEvent({ ...event, body: wholeCharacters(event.body), ack });
        } catch (error) {
          const reference = newReference();
          log.error({ reference, ...toFacts(error) }, 'slack: a request failed');
          if (!acknowledged && event.body.command !== undefined) {
            await ack({
              response_type: 'ephemeral',
              text: `Something went wrong here, and it has been noted (reference ${reference}). Please try again.`,
            });
          }
        }
        if (!acknowledged) await ack();
      };
      const counted = (event: ReceiverEvent) => {
        const work = process(event);
        busy.add(work);
        return work;
      };
      receiver.init(Object.assign(Object.create(bolt), { processEvent: counted }) as Bolt);
    },
    start: async () => undefined,
    stop: async () => undefined,
  };
}
