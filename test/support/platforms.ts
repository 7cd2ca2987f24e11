import { loadAdapters } from '../../adapters/index.ts';
import type { PlatformNames } from '../../src/core/accounts/account.ts';
import type { Platform } from '../../src/core/platform.ts';
import { createCommands } from '../../src/core/verbs.ts';

/** What the platforms in adapters/ are called. */
export const platformNames = await loadAdapters();

/** The commands of an installation that knows them. */
export const { commands, commandNamed, everyday } = createCommands(platformNames);

/** A platform that Candour does not have: its ids are in lower case. */
export const ZULIP: PlatformNames = {
  name: 'zulip',
  title: 'Zulip',
  tenantKey: 'zulip_organisation',
  userField: 'zulip_user',
  toId: (said) => said.toLowerCase(),
};

/** A platform that reaches everybody and accepts every message, but for what `given` says. */
export function acceptingPlatform(given: Partial<Platform> = {}): Platform {
  return {
    name: 'test',
    reachesEveryone: true,
    start: async () => {},
    stop: async () => {},
    deliver: async () => ({ kind: 'sent' }),
    ...given,
  };
}
