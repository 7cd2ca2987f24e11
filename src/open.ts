import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { type Config, Misconfigured } from './config.ts';
import { adviceOn } from './store/advice.ts';
import {
  bringUp,
  type Copying,
  isCreated,
  type OpenedStore,
  openStore,
  pendingMigrations,
  type StoreOptions,
  secondsApart,
  settingsIn,
  type Upgrade,
} from './store/index.ts';
import { findMigrations, readMigrations } from './store/migrations.ts';
import { Passing } from './store/passing.ts';

type DatabasePlace = Pick<Config, 'database' | 'root'> & Partial<Pick<Config, 'server'>>;

/**
 * Opens the configured database with this build's migrations. `check`: reads the whole database first and refuses a damaged
 * one.
 * @throws Misconfigured with a sentence for the operator
 */
export async function open(
  { database, server, root }: DatabasePlace,
  options: Pick<StoreOptions, 'check' | 'onAhead' | 'onFault' | 'onMoved' | 'decorate'> = {},
): Promise<OpenedStore> {
  refuseOtherSources(root);
  return orMisconfigured(database, openStore(server ?? database, options));
}

/**
 * Brings an older schema up to date, after making a copy; undefined where it is up to date already.
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
 * Refuses a machine whose clock differs from that of the database's server: both decide what is due, and what another process has
 * claimed.
 * @param now this machine's clock
 * @throws Misconfigured
 */
export async function refuseOtherClock(
  { database, server }: Pick<Config, 'database' | 'server'>,
  now: () => Date,
): Promise<void> {
  if (server === undefined) return;
  const apart = await orMisconfigured(database, secondsApart(server, now));
  if (apart === undefined) return;
  throw new Misconfigured(
    [
      `The clock of ${database} and this machine's are ${apart} s apart, so Candour does not start: what is due would be sent early, late or twice. Please set both clocks, by NTP for example.`,
    ],
    { mayPass: true },
  );
}

/**
 * The names of the migrations that the configured database still needs.
 * @throws Misconfigured
 */
export async function pendingSchema({ database, server, root }: DatabasePlace): Promise<string[]> {
  refuseOtherSources(root);
  return orMisconfigured(database, pendingMigrations(server ?? database));
}

/**
 * Whether the database holds the demo or real settings; undefined where it holds none or cannot be read.
 * @throws Misconfigured where the path is not a file
 */
export async function settingsOf({
  database,
  server,
}: Pick<Config, 'database' | 'server'>): Promise<'demo' | 'own' | undefined> {
  return orMisconfigured(database, settingsIn(server ?? database));
}

/**
 * Whether the configured database exists: the file, or something in the database on a server.
 * @throws Misconfigured where the server does not answer
 */
export async function isMade({ database, server }: Pick<Config, 'database' | 'server'>): Promise<boolean> {
  return orMisconfigured(database, isCreated(server ?? database));
}

/** Refuses a build whose migrations differ from those in the sources beside it: one of the two is out of date. */
function refuseOtherSources(root: string): void {
  const [ours, theirs] = [findMigrations(), join(root, 'migrations')];
  if (ours === theirs || !existsSync(theirs)) return;
  const [built, sources] = [readMigrations(ours), readMigrations(theirs)];
  const isIn = (all: typeof built, { name, checksum }: (typeof built)[number]) =>
    all.some((migration) => migration.name === name && migration.checksum === checksum);
  const other =
    sources.find((migration) => !isIn(built, migration)) ??
    built.find((migration) => !isIn(sources, migration));
  if (other === undefined) return;
  throw new Misconfigured(
    [
      `What is built in ${root} is not from the sources beside it (they differ in ${other.name}), so no database is opened. Run: npm ci && npm run build`,
    ],
    { mayPass: true },
  );
}

async function orMisconfigured<T>(database: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
    // An error without a code was thrown by the store with a sentence for the operator.
    const mayPass = error instanceof Passing;
    if (code === undefined && (mayPass || error.constructor === Error))
      throw new Misconfigured([error.message], { mayPass });
    if (code === undefined) throw error;
    throw new Misconfigured([`The database ${database} cannot be opened (${code}). ${adviceOn(code)}`], {
      mayPass: PASSING.test(code),
    });
  }
}

/** A disk that is full or ails, and a database that another programme keeps. */
const PASSING = /^(ENOSPC|SQLITE_(FULL|IOERR|BUSY|LOCKED)|53)/;
