import type { IncomingMessage, ServerResponse } from 'node:http';
import {
  type AckFn,
  type BlockSuggestion,
  App as Bolt,
  type GlobalShortcut,
  type KnownEventFromType,
  type ReceiverEvent,
  type ViewResponseAction,
} from '@slack/bolt';
import type { Account } from '../../src/core/accounts/account.ts';
import type { Platform, PlatformDeps, Route } from '../../src/core/platform.ts';
import { wholeCharacters } from '../../src/core/rules/entries.ts';
import { createUnderWay } from '../shared/under-way.ts';
import { type ListenerDeps, once } from './answer.ts';
import { onCommand, onShortcut } from './command.ts';
import { deliver, rewrite } from './deliver.ts';
import { EventsUnderWay } from './events.ts';
import { answering } from './faults.ts';
import { createHomes, type Homes } from './home.ts';
import { createRecogniser, type SlackUser } from './identity.ts';
import { createInstalledTokens, createInstaller } from './installs.ts';
import { toBoltLog } from './log.ts';
import { PATHS } from './manifest.ts';
import { onMention } from './mention.ts';
import { onMessage } from './message.ts';
import { onPress } from './press.ts';
import { createReceiver } from './receiver.ts';
import { createSocket } from './socket.ts';
import { type Offered, onSubmit, onTyping } from './submit.ts';
import { createSingle, createWorkspaces } from './workspaces.ts';

const DRAIN_MS = 10_000;
const CHECK_MS = 3_600_000;

/** Slack, over Socket Mode or HTTP, in one workspace or in several. */
export function listen({ app, store, env, log, clock, config }: PlatformDeps): Platform {
  const clientOptions = { log, apiUrl: env.SLACK_API_URL };
  const several = env.SLACK_BOT_TOKEN === undefined ? createInstalledTokens(store, env, clock) : undefined;
  const workspaces = createWorkspaces(
    several ?? createSingle(env.SLACK_BOT_TOKEN ?? '', clientOptions),
    clientOptions,
  );
  const isNamed = (account: Account) =>
    store.read(async (register) =>
      (await register.accounts.known(account)).some(
        ({ named, state }) => named && (state === 'bound' || state === 'waiting'),
      ),
    );
  const recogniser = createRecogniser({ app, workspaces, log, clock, isNamed });
  const underWay = createUnderWay();
  const events = new EventsUnderWay(log, underWay);
  const deps: ListenerDeps = { app, log, recogniser, workspaces, after: (work) => underWay.add(work) };
  const homes = createHomes({ ...deps, store, clock, processes: config.processes });
  const socket = env.SLACK_APP_TOKEN === undefined ? undefined : createSocket(env.SLACK_APP_TOKEN, env, log);
  const bolt = new Bolt({
    receiver: events,
    // identity.ts decides who a person is. Bolt needs no token, and must not answer for us when there is none.
    authorize: async () => ({ botId: 'none', botUserId: 'none' }),
    // Only answers to a response_url use this; without the timeout they could wait for ever.
    clientOptions: { fetch: (url, init) => fetch(url, { ...init, signal: AbortSignal.timeout(5000) }) },
    convoStore: false,
    ignoreSelf: false,
    logger: toBoltLog(log),
  });
  take(bolt, deps, homes);
  const receive = (event: ReceiverEvent) => events.take({ ...event, body: wholeCharacters(event.body) });
  socket?.receiver.init({ processEvent: receive } as Bolt);
  let checking: NodeJS.Timeout | undefined;
  const check = () => underWay.add(recogniser.checkAll());
  return {
    name: 'slack',
    routes: socket ? [] : routes(),
    async start() {
      await socket?.start();
      check();
      checking = setInterval(check, CHECK_MS);
      checking.unref();
    },
    meet: () => recogniser.checkAll(),
    // Slack allows about one message a second to a channel, and several hundred a minute to a workspace.
    pace: { perAccount: 1, perTenant: 5 },
    isRefused: () => socket?.isRefused() ?? false,
    isAway: () => socket?.isAway() ?? false,
    deliver: (account, message) => deliver(workspaces, account, message),
    rewrite: (account, at, message) => rewrite(workspaces, account, at, message),
    refresh: async (setting, people) => homes.refresh(setting, people),
    async stop() {
      clearInterval(checking);
      homes.stop();
      // Disconnecting ends requests that are not acknowledged yet, so they are waited for first.
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
    const installer = createInstaller({ tokens: several, store, clock, env, log, config, arrived: check });
    const handle = (request: IncomingMessage, response: ServerResponse) =>
      installer.requestListener(request, response);
    return [
      posted,
      ...[PATHS.install, PATHS.redirect].map((path) => ({ method: 'GET' as const, path, handle })),
    ];
  }
}

/**
 * Handles everything that Slack may send; each kind has a file of its own. It is one function because Bolt asks every
 * listener about every request.
 */
function take(bolt: Bolt, deps: ListenerDeps, homes: Homes): void {
  bolt.use(async (said) => {
    if ('command' in said) return onCommand(deps, said.command, once(said.ack), said.respond);
    if ('view' in said) {
      const { body, view, ack } = said;
      if (body.type !== 'view_submission') return ack();
      return onSubmit(deps, body, view, once<ViewResponseAction>(ack as AckFn<ViewResponseAction>));
    }
    if ('options' in said) return onTyping(deps, said.body as BlockSuggestion, said.ack as AckFn<Offered>);
    if ('event' in said) return onEvent(deps, homes, said.body.team_id, said.event);
    await said.ack();
    if ('action' in said) {
      if (said.body.type === 'block_actions') await onPress(deps, said.body, said.respond);
    } else await onShortcut(deps, said.shortcut as GlobalShortcut);
  });
}

async function onEvent(
  deps: ListenerDeps,
  homes: Homes,
  team: string,
  told: KnownEventFromType<string>,
): Promise<void> {
  if (told.type === 'message') return onMessage(deps, team, told);
  if (told.type === 'app_mention') return onMention(deps, team, told);
  await answering(
    deps.log,
    told.type,
    async () => undefined,
    async () => {
      switch (told.type) {
        case 'app_home_opened':
          if (told.tab === 'home')
            await homes.open({ platform: 'slack', tenant: team, user: told.user }, told.channel);
          return;
        case 'user_change':
        case 'team_join':
          return deps.recogniser.changed(told.user as SlackUser, team);
        case 'app_uninstalled':
          return deps.workspaces.leave(team);
        case 'tokens_revoked':
          if ((told.tokens.bot ?? []).length > 0) await deps.workspaces.leave(team);
      }
    },
  );
}
