import { loadAdapters } from '../../adapters/index.ts';
import type { PlatformNames } from '../../src/core/accounts/account.ts';
import { createCommands } from '../../src/core/verbs.ts';

/** What the platforms in adapters/ are called. */
export const platformNames = await loadAdapters();

/** The commands of an installation that knows them. */
export const { commands, commandNamed } = createCommands(platformNames);

/** A platform that Candour does not have: its ids are in lower case. */
export const ZULIP: PlatformNames = {
  name: 'zulip',
  title: 'Zulip',
  tenantKey: 'zulip_organisation',
  userField: 'zulip_user',
  toId: (said) => said.toLowerCase(),
};
