import type { Copying, OpenedStore, StoreOptions, Upgrade } from './opened.ts';
import { isServer } from './postgres/address.ts';
import type { ServerFinding } from './postgres/finding.ts';
import { openFile } from './sqlite/open.ts';
import { bringUpFile, isFileThere, pendingInFile, settingsInFile } from './sqlite/upgrade.ts';

export type { Copying, OpenedStore, StoreOptions, Upgrade } from './opened.ts';
export { ROOM_BYTES } from './sqlite/open.ts';

// A database is a path, or an address that begins with postgres://. PostgreSQL's files are loaded only for an address.
const server = () => import('./postgres/open.ts');

/**
 * Opens the database, and creates it where it is missing or empty. Brings no older schema up to date: `bringUp` does.
 * @throws Error with a sentence for the operator: network disk, server not reachable, older or newer database, changed
 * migration.
 */
export async function openStore(database: string, options: StoreOptions = {}): Promise<OpenedStore> {
  return isServer(database) ? (await server()).openServer(database, options) : openFile(database, options);
}

/**
 * Brings an older schema up to date, all at once or not at all. A database file is copied beside itself first. Undefined
 * where there is nothing to do, as with a new database, which `openStore` creates. Of several processes one does it and the
 * others wait.
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
 * The names of the migrations that a database still needs; none where it is up to date or not created yet.
 * @throws Error as `bringUp`.
 */
export async function pendingMigrations(database: string, migrationsDir?: string): Promise<string[]> {
  return isServer(database)
    ? (await server()).pendingMigrationsOf(database, migrationsDir)
    : pendingInFile(database, migrationsDir);
}

/**
 * Whether a database holds the demo, or settings of somebody's own. Undefined where it holds no setting, or is a file that
 * cannot be read.
 * @throws Error where the path is no file, or the server does not answer
 */
export async function settingsIn(database: string): Promise<'demo' | 'own' | undefined> {
  return isServer(database) ? (await server()).settingsOn(database) : settingsInFile(database);
}

/**
 * What `doctor` reports about a server.
 * @param now this machine's clock
 * @param processes how many processes of Candour share the database
 */
export async function examineServer(url: string, now: () => Date, processes = 1): Promise<ServerFinding[]> {
  const { examine } = await import('./postgres/health.ts');
  return examine(url, now, processes);
}

/**
 * By how many seconds a server's clock and this machine's differ, where that is too much; undefined where they agree.
 * @throws Error with a sentence for the operator where the server does not answer
 */
export async function secondsApart(url: string, now: () => Date): Promise<number | undefined> {
  return (await import('./postgres/clock.ts')).secondsApart(url, now);
}

/** Whether the database has been created. True also of a file that cannot be looked at: `openStore` then says why. */
export async function isCreated(database: string): Promise<boolean> {
  return isServer(database) ? (await server()).isMadeOn(database) : isFileThere(database);
}
