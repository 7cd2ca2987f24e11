import type { Copying, OpenedStore, StoreOptions, Upgrade } from './opened.ts';
import { isServer } from './postgres/address.ts';
import type { ServerFinding } from './postgres/health.ts';
import { openFile } from './sqlite/open.ts';
import { bringUpFile, isFileThere, pendingInFile, settingsInFile } from './sqlite/upgrade.ts';

export type { Copying, OpenedStore, StoreOptions, Upgrade } from './opened.ts';
export { ROOM_BYTES } from './sqlite/open.ts';

// A database is a path, or an address that begins with postgres://. What is PostgreSQL's is loaded for an address alone.
const server = () => import('./postgres/open.ts');

/**
 * Opens the database, and makes it where it is missing or empty. An older schema is for `bringUp` alone.
 * @throws Error with a sentence for the operator: network disk, not reachable, older or newer database, changed migration.
 */
export async function openStore(database: string, options: StoreOptions = {}): Promise<OpenedStore> {
  return isServer(database) ? (await server()).openServer(database, options) : openFile(database, options);
}

/**
 * Brings an older schema up to date, all at once or not at all; of a file a copy is made beside it before. Undefined where
 * there is nothing to do; a new database is for `openStore` to make. Of several processes one does it and the others wait.
 * @throws Error with a sentence for the operator: nothing was changed.
 */
export async function bringUp(
  database: string,
  options: { copy?: Copying | undefined; migrationsDir?: string } = {},
): Promise<Upgrade | undefined> {
  return isServer(database)
    ? (await server()).bringUpServer(database, options.migrationsDir)
    : bringUpFile(database, options);
}

/**
 * The migrations that a database has yet to get, by name; none where it is up to date, or where nothing has been made yet.
 * @throws Error as `bringUp`.
 */
export async function pendingMigrations(database: string, migrationsDir?: string): Promise<string[]> {
  return isServer(database)
    ? (await server()).pendingMigrationsOf(database, migrationsDir)
    : pendingInFile(database, migrationsDir);
}

/**
 * Whether a database holds the demo, or settings of somebody's own; undefined where it holds none or, a file, cannot be read.
 * @throws Error where its name is that of something else than a file, or the server does not answer
 */
export async function settingsIn(database: string): Promise<'demo' | 'own' | undefined> {
  return isServer(database) ? (await server()).settingsOn(database) : settingsInFile(database);
}

/** What the doctor says of a server; `now`: this machine's clock. */
export async function examineServer(url: string, now: () => Date): Promise<ServerFinding[]> {
  const { examine } = await import('./postgres/health.ts');
  return examine(url, now);
}

/** Whether it has been made; true also of a file that cannot be looked at, which `openStore` tells. */
export async function isThere(database: string): Promise<boolean> {
  return isServer(database) ? (await server()).isMadeOn(database) : isFileThere(database);
}
