import { Application } from '@microsoft/teams-ai/lib/Application.js';
import type { TeamsAdapter } from '@microsoft/teams-ai/lib/TeamsAdapter.js';
import type { TurnContext } from 'botbuilder';
import type { Platform, PlatformDeps } from '../../src/core/platform.ts';
import { aboutRoutes } from './about.ts';
import { createActivities } from './activities.ts';
import { KeepingAdapter } from './adapter.ts';
import { httpClient } from './connector.ts';
import { createSend, toMessage } from './deliver.ts';
import { allowedTenants, PLATFORM } from './identity.ts';
import { createReceiver } from './receiver.ts';

/** Teams in the world at large, where nothing has come in yet from which its address could be learnt. */
const TEAMS_URL = 'https://smba.trafficmanager.net/teams/';
const DRAIN_MS = 10_000;
/** Microsoft publishes 60 messages in 30 seconds for a chat, and 50 requests a second for an app in a tenant. */
const PACE = { perAccount: 2, perTenant: 40 };

/** The parts of Microsoft's cloud; a test has its own on loopback. */
export interface Cloud {
  /** Addresses and issuers, as the library's first argument names them. */
  addresses?: Record<string, string>;
  credentials?: ConstructorParameters<typeof TeamsAdapter>[1];
  serviceUrl?: string;
}

/** The real library, wired: one web address in, the connector out, and nothing kept in between. */
export async function listen(deps: PlatformDeps, cloud: Cloud = {}): Promise<Platform> {
  const { app, store, env, log, clock } = deps;
  const isDevelopment = env.TEAMS_DEVELOPMENT === '1' && env.TEAMS_APP_ID === undefined;
  const appId = env.TEAMS_APP_ID ?? '';
  const tenants = allowedTenants(env);
  const adapter = new KeepingAdapter(
    {
      MicrosoftAppId: appId,
      ...(isDevelopment
        ? {}
        : {
            MicrosoftAppPassword: env.TEAMS_APP_PASSWORD ?? '',
            MicrosoftAppType: 'SingleTenant',
            MicrosoftAppTenantId: tenants[0] ?? '',
          }),
      ...cloud.addresses,
    },
    cloud.credentials,
    undefined,
    { httpClient },
  );
  const send = createSend({
    adapter,
    appId,
    tenants,
    store,
    clock,
    serviceUrl: cloud.serviceUrl ?? TEAMS_URL,
  });
  const turns = createActivities({ app, store, log, clock, tenants, send });

  // One handler a kind: the library matches texts by substring, and in an order of its own.
  const application = new Application({ adapter, startTypingTimer: false, removeRecipientMention: false });
  application.startTypingTimer = () => undefined;
  const isInvoke = async ({ activity }: TurnContext) => activity.type === 'invoke';
  application.addRoute(async ({ activity }) => activity.type === 'message', turns.onMessage);
  application.addRoute(isInvoke, turns.onInvoke, true);
  application.addRoute(
    async ({ activity }) => activity.type === 'installationUpdate' || activity.type === 'conversationUpdate',
    turns.onInstallation,
  );

  const receiver = createReceiver({ adapter, log, run: (context) => application.run(context) });
  return {
    name: PLATFORM,
    pace: PACE,
    ...(isDevelopment ? { loopbackOnly: true } : {}),
    routes: [{ method: 'POST', path: '/api/messages', handle: receiver.handle }, ...aboutRoutes],
    async start() {
      if (isDevelopment) {
        log.warn({}, 'Teams is not authenticated: whoever reaches this machine may speak as anybody');
      }
    },
    deliver: (account, message) => send(account, toMessage(message)),
    async stop() {
      await receiver.stop(DRAIN_MS);
      await turns.settle();
    },
  };
}
