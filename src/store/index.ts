import type { OpenedStore, StoreOptions } from './opened.ts';
import { openFile } from './sqlite/open.ts';

export type { OpenedStore, StoreOptions } from './opened.ts';
export { backup } from './sqlite/backup.ts';
export { ROOM_BYTES } from './sqlite/open.ts';
export { bringUp, type Upgrade } from './sqlite/upgrade.ts';

/**
 * Opens the database, and makes it where it is missing or empty. An older schema is for `bringUp` alone.
 * @throws Error with a sentence for the operator: network disk, older or newer database, changed migration.
 */
export async function openStore(file: string, options: StoreOptions = {}): Promise<OpenedStore> {
  return openFile(file, options);
}
