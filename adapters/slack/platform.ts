import type { IncomingMessage, ServerResponse } from 'node:http';
import { App as Bolt, type ReceiverEvent } from '@slack/bolt';
import type { Account } from '../../src/core/accounts/account.ts';
import type { Platform, PlatformDeps, Route } from '../../src/core/platform.ts';
import { wholeCharacters } from '../../src/core/rules/entries.ts';
import { createUnderWay } from '../shared/under-way.ts';
import { deliver } from './deliver.ts';
import { EventsUnderWay } from './events.ts';
import { createHomes } from './home.ts';
import { createDoor } from './identity.ts';
import { createInstaller, createSeveral } from './installs.ts';
import { listen } from './listen.ts';
import { toBoltLog } from './log.ts';
import { PATHS } from './manifest.ts';
import { createReceiver } from './receiver.ts';
import type { Room } from './room.ts';
import { createSocket } from './socket.ts';
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
  const underWay = createUnderWay();
  const events = new EventsUnderWay(log, underWay);
  const room: Room = { app, log, door, workspaces, after: (work) => underWay.add(work) };
  const homes = createHomes(room, store);
  const socket = env.SLACK_APP_TOKEN === undefined ? undefined : createSocket(env.SLACK_APP_TOKEN, env, log);
  const bolt = new Bolt({
    receiver: events,
    // Who is who is decided in identity.ts; Bolt needs no token, and must not answer for us when there is none.
    authorize: async () => ({ botId: 'none', botUserId: 'none' }),
    // Only what answers by a response_url goes through this; it would otherwise wait for ever.
    clientOptions: { fetch: (url, init) => fetch(url, { ...init, signal: AbortSignal.timeout(5000) }) },
    convoStore: false,
    ignoreSelf: false,
    logger: toBoltLog(log),
  });
  listen(bolt, room, homes);
  const take = (event: ReceiverEvent) => events.take({ ...event, body: wholeCharacters(event.body) });
  socket?.receiver.init({ processEvent: take } as Bolt);
  let checking: NodeJS.Timeout | undefined;
  const check = () => underWay.add(door.checkAll());
  return {
    name: 'slack',
    routes: socket ? [] : routes(),
    async start() {
      await socket?.start();
      check();
      checking = setInterval(check, CHECK_MS);
      checking.unref();
    },
    // About one message a second to a channel, and several hundred a minute to a workspace.
    pace: { perAccount: 1, perTenant: 5 },
    isRefused: () => socket?.isRefused() ?? false,
    deliver: (account, message) => deliver(workspaces, account, message),
    refresh: (setting, people) => homes.refresh(setting, people),
    async stop() {
      clearInterval(checking);
      homes.stop();
      // Disconnecting ends what is still to be acknowledged, so what is under way comes first.
      await underWay.drained(DRAIN_MS);
      await socket?.stop();
    },
  };

  function routes(): Route[] {
    const receive = createReceiver({
      secret: env.SLACK_SIGNING_SECRET,
      clock,
      log,
      take: (event) => events.take(event),
    });
    const posted: Route = { method: 'POST', path: PATHS.events, handle: receive };
    if (!several) return [posted];
    if (config.publicUrl === undefined) {
      log.warn({}, 'slack: without CANDOUR_PUBLIC_URL no workspace can install it');
      return [posted];
    }
    const installer = createInstaller({ tokens: several, env, log, config, arrived: check });
    const handle = (request: IncomingMessage, response: ServerResponse) =>
      installer.requestListener(request, response);
    return [
      posted,
      ...[PATHS.install, PATHS.redirect].map((path) => ({ method: 'GET' as const, path, handle })),
    ];
  }
}
