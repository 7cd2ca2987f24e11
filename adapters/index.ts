import type { Adapter } from '../src/core/platform.ts';

/**
 * Every chat platform, by name: one folder, one line here. A folder's index.ts is light (keys, and what is wrong with them);
 * its SDK is imported by `create` alone. The console is no part of the list: it is what runs when none of these does.
 */
const adapters: Record<string, () => Promise<{ adapter: Adapter }>> = {
  slack: () => import('./slack/index.ts'),
  teams: () => import('./teams/index.ts'),
};

/** Every adapter, in the order of the list. No SDK is loaded. */
export async function loadAdapters(): Promise<Adapter[]> {
  return Promise.all(Object.values(adapters).map(async (load) => (await load()).adapter));
}
