import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, Misconfigured } from './config.ts';
import {
  bringUp,
  type Copying,
  isThere,
  type OpenedStore,
  openStore,
  pendingMigrations,
  type StoreOptions,
  settingsIn,
  type Upgrade,
} from './store/index.ts';
import { findMigrations, readMigrations } from './store/migrations.ts';

type DatabasePlace = Pick<Config, 'database' | 'root'> & Partial<Pick<Config, 'server'>>;

/**
 * Opens the configured database, with the migrations of what is built. `check`: reads all of it first, and refuses what is
 * damaged.
 * @throws Misconfigured, with a sentence for whoever runs this
 */
export async function open(
  { database, server, root }: DatabasePlace,
  options: Pick<StoreOptions, 'check' | 'onAhead' | 'onFault'> = {},
): Promise<OpenedStore> {
  refuseOtherSources(root);
  return orMisconfigured(database, openStore(server ?? database, options));
}

/**
 * Brings an older schema up to date, where it is said with a copy made before; undefined where there is nothing to do.
 * @throws Misconfigured
 */
export async function bringUpSchema(
  { database, server, root }: DatabasePlace,
  copy?: Copying,
): Promise<Upgrade | undefined> {
  refuseOtherSources(root);
  return orMisconfigured(database, bringUp(server ?? database, { copy }));
}

/**
 * The migrations that the configured database has yet to get, by name.
 * @throws Misconfigured
 */
export async function pendingSchema({ database, server, root }: DatabasePlace): Promise<string[]> {
  refuseOtherSources(root);
  return orMisconfigured(database, pendingMigrations(server ?? database));
}

/**
 * Whether the database holds the demo, or settings of somebody's own; undefined where it holds none or cannot be read.
 * @throws Misconfigured where its name is that of something else than a file
 */
export async function settingsOf({
  database,
  server,
}: Pick<Config, 'database' | 'server'>): Promise<'demo' | 'own' | undefined> {
  return orMisconfigured(database, settingsIn(server ?? database));
}

/**
 * Whether the configured database has been made: there is a file, or something in the database of a server.
 * @throws Misconfigured where the server does not answer
 */
export async function isMade({ database, server }: Pick<Config, 'database' | 'server'>): Promise<boolean> {
  return orMisconfigured(database, isThere(server ?? database));
}

/** What is built stands beside its sources: where these have other migrations, one of the two is not what is wanted. */
function refuseOtherSources(root: string): void {
  const [ours, theirs] = [findMigrations(), join(root, 'migrations')];
  if (ours === theirs || !existsSync(theirs)) return;
  const [built, sources] = [readMigrations(ours), readMigrations(theirs)];
  const isIn = (all: typeof built, { name, checksum }: (typeof built)[number]) =>
    all.some((each) => each.name === name && each.checksum === checksum);
  const other = sources.find((each) => !isIn(built, each)) ?? built.find((each) => !isIn(sources, each));
  if (other === undefined) return;
  throw new Misconfigured([
    `What is built in ${root} is not from the sources beside it (they differ in ${other.name}), so no database is opened. Run: npm ci && npm run build`,
  ]);
}

async function orMisconfigured<T>(database: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
    // What the store throws without a code is a sentence of its own.
    if (code === undefined && error.constructor === Error) throw new Misconfigured([error.message]);
    if (code === undefined) throw error;
    throw new Misconfigured([`The database ${database} cannot be opened (${code}). ${adviceOn(code)}`]);
  }
}

/** What whoever runs this can do about what the database or the disk has said. */
export function adviceOn(code: string): string {
  if (code === 'SQLITE_NOTADB' || code.startsWith('SQLITE_CORRUPT')) {
    return 'It is no database, or damaged: restore a backup (npx candour restore FILE --force), or name another file in CANDOUR_DATABASE.';
  }
  // SHMSIZE: not even the few pages beside the database, which every connection needs.
  if (['ENOSPC', 'SQLITE_FULL', 'SQLITE_IOERR_SHMSIZE', '53100'].includes(code))
    return 'The disk is full: please make room. What was answered before is kept; what was refused is not.';
  if (code.startsWith('SQLITE_IOERR'))
    return 'The disk does not take or give what it should: look at it before anything else.';
  if (code.startsWith('SQLITE_BUSY') || code === 'SQLITE_LOCKED')
    return 'Another programme keeps it busy: please try again in a moment.';
  if (code.startsWith('SQLITE_READONLY') || code === 'EROFS')
    return 'It can only be read: its disk is mounted so, or the file belongs to somebody else. Please put that right.';
  return 'Please check that its folder exists, and run this as the user that Candour runs as, who may write there; or name another file in CANDOUR_DATABASE.';
}
