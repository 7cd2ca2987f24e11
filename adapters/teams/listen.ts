import type { Platform, PlatformDeps } from '../../src/core/platform.ts';
import { aboutRoutes } from './about.ts';
import { createActivities } from './activities.ts';
import { createRewrite, createSend, toMessage } from './deliver.ts';
import { createDownload } from './download.ts';
import { allowedTenants, PLATFORM } from './identity.ts';
import { type Cloud, createLibrary } from './library.ts';
import { createReceiver } from './receiver.ts';

/** Teams' global address, for tenants from which nothing has come yet. */
const TEAMS_URL = 'https://smba.trafficmanager.net/teams/';
const DRAIN_MS = 10_000;
/** Microsoft publishes 60 messages in 30 seconds for a chat, and 50 requests a second for an app in a tenant. */
const PACE = { perAccount: 2, perTenant: 40 };

/** Teams with the real library. */
export async function listen(deps: PlatformDeps, cloud: Cloud = {}): Promise<Platform> {
  const { app, store, env, log, clock } = deps;
  const isDevelopment = env.TEAMS_DEVELOPMENT === '1' && env.TEAMS_APP_ID === undefined;
  const appId = env.TEAMS_APP_ID ?? '';
  const tenants = allowedTenants(env);
  const library = createLibrary(
    {
      MicrosoftAppId: appId,
      ...(isDevelopment
        ? {}
        : {
            MicrosoftAppPassword: env.TEAMS_APP_PASSWORD ?? '',
            MicrosoftAppType: 'SingleTenant',
            MicrosoftAppTenantId: tenants[0] ?? '',
          }),
    },
    cloud,
  );
  const send = createSend({
    library,
    appId,
    tenants,
    store,
    clock,
    serviceUrl: cloud.serviceUrl ?? TEAMS_URL,
  });
  const rewrite = createRewrite({ library, tenants, store });
  const download = createDownload({ log, drive: cloud.drive });
  const activities = createActivities({ app, store, log, clock, tenants, send, library, download });
  const receiver = createReceiver({ log, take: (posted) => library.receive(posted, activities.take) });
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
    rewrite: (account, at, message) => rewrite(account, at, toMessage(message)),
    async stop() {
      await receiver.stop(DRAIN_MS);
      await activities.settle();
    },
  };
}
