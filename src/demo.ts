import { join } from 'node:path';
import type { Calendar } from './core/rules/days.ts';
import type { Store } from './core/store.ts';

/** Imports demo/ into an empty database; one that holds any setting is left as it is. */
export async function importDemo(store: Store, root: string, calendar: Calendar, now: Date): Promise<void> {
  const settings = await store.read((register) => register.settings.all());
  if (settings.length > 0) return;
  const { importFolder } = await import('./import/index.ts');
  const dir = join(root, 'demo');
  const { faults } = await importFolder({ store, calendar, now, dir, demo: true });
  // Its files are ours: a fault in them is a bug.
  if (faults.length > 0) throw new Error('demo/ cannot be imported');
}
