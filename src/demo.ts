import { join } from 'node:path';
import type { Store } from './core/store.ts';

/**
 * Imports demo/ into an empty database; one that holds any setting is left as it is.
 * @throws Error when the demo cannot be imported
 */
export async function importDemo(store: Store, root: string, now: Date): Promise<void> {
  const settings = await store.read((register) => register.settings.all());
  if (settings.length > 0) return;
  const { importFolder } = await import('./import/index.ts');
  await importFolder(store, join(root, 'demo'), { now, demo: true });
}
