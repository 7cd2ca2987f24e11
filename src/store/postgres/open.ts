import { copyToFile } from '../copy.ts';
import { findMigrations, readMigrations } from '../migrations.ts';
import { createStore, type OpenedStore, type StoreOptions, type Upgrade } from '../opened.ts';
import { Passing } from '../passing.ts';
import { trail } from '../trail.ts';
import { verifyAudit } from '../verify.ts';
import { addressesOf, toName } from './address.ts';
import { openDatabase } from './database.ts';
import { codeOfFull, isOfSchema, PostgresFault, sentenceFor } from './faults.ts';
import type { Ask } from './pool.ts';
import { onPrimary, openConnections } from './primary.ts';
import { appliedTo, applyPending, isEmpty, pendingFor } from './schema.ts';

/**
 * Opens the database, and creates the schema where it is empty. Brings no older schema up to date: `bringUpServer` does.
 * @throws Error with a sentence for the operator: not reachable, older or newer database, changed migration.
 */
export async function openServer(
  url: string,
  {
    migrationsDir = findMigrations(),
    onPrepare,
    onMoved,
    decorate = (database) => database,
    ...rest
  }: StoreOptions = {},
): Promise<OpenedStore> {
  const known = readMigrations(migrationsDir);
  const called = `The database ${toName(url)}`;
  await prepared(url, async (ask) => {
    if (await isEmpty(ask)) await applyPending(ask, called, known);
    const pending = (await pendingFor(ask, called, known)).map(({ name }) => name);
    if (pending.length === 0) return;
    throw new Error(
      `${called} is older than this Candour, and only the service brings it up, as it starts (by ${pending.join(', ')}). Start that, or run: npx candour migrate`,
    );
  });
  const database = decorate(openDatabase(openConnections(url, onMoved), onPrepare));
  return createStore(
    {
      database,
      latest: known.at(-1)?.version ?? 0,
      isOfSchema,
      sentenceFor,
      codeOfFull,
      mayHaveRoom: () => true,
      probe: 'UPDATE schema_migrations SET name = name',
      atOnce: 2,
      verifyAudit: (heads) => verifyAudit(database, heads),
      trail: (options) => trail(database, options),
      copyTo: (file) => copyToFile(database, file),
    },
    rest,
  );
}

/**
 * Brings an older schema up to date; undefined where there is nothing to do.
 * @throws Error with a sentence for the operator: nothing was changed.
 */
export async function bringUpServer(
  url: string,
  migrationsDir = findMigrations(),
): Promise<Upgrade | undefined> {
  const known = readMigrations(migrationsDir);
  const called = `The database ${toName(url)}`;
  return prepared(url, async (ask) => {
    if ((await isEmpty(ask)) || (await pendingFor(ask, called, known)).length === 0) return undefined;
    const { before, applied } = await applyPending(ask, called, known);
    return {
      from: before.at(-1)?.name ?? '',
      applied: applied.map(({ name }) => name),
      copy: undefined,
      noRoom: undefined,
    };
  });
}

/** The names of the migrations that a database still needs; none where it is up to date or still empty. */
export async function pendingMigrationsOf(url: string, migrationsDir = findMigrations()): Promise<string[]> {
  return prepared(url, async (ask) => {
    if (await isEmpty(ask)) return [];
    return (await pendingFor(ask, `The database ${toName(url)}`, readMigrations(migrationsDir))).map(
      ({ name }) => name,
    );
  });
}

/** Whether the schema has been created: a new database is empty. */
export async function isMadeOn(url: string): Promise<boolean> {
  return prepared(url, async (ask) => (await appliedTo(ask)).length > 0);
}

/** Whether the database holds the demo, or settings of somebody's own; undefined where it holds none. */
export async function settingsOn(url: string): Promise<'demo' | 'own' | undefined> {
  return prepared(url, async (ask) => {
    if ((await appliedTo(ask)).length === 0) return undefined;
    const [row] = await ask<{ demo: number | null }>('SELECT max(demo) AS demo FROM settings');
    const demo = row?.demo;
    return demo === 1 ? 'demo' : demo === 0 ? 'own' : undefined;
  });
}

/** @throws Error with a sentence for the operator where the server cannot be reached or refuses the login */
export async function prepared<T>(url: string, work: (ask: Ask) => Promise<T>): Promise<T> {
  try {
    return await onPrimary(url, work);
  } catch (error) {
    if (!(error instanceof PostgresFault)) throw error;
    const { code } = error;
    const advice = adviceFor(code, addressesOf(url).length > 1);
    const Fault = isLasting(code) ? Error : Passing;
    throw new Fault(`The database ${toName(url)} cannot be used (${code}). ${advice}`, { cause: error });
  }
}

/** Whether somebody must put it right: a server that is away, or a standby, may be another thing in a minute. */
const isLasting = (code: string) => code === '3D000' || code === '42501' || code.startsWith('28');

/** What the operator can do about a code of PostgreSQL or of the connection to it. `hasSeveral`: the address names several hosts. */
export function adviceFor(code: string, hasSeveral: boolean): string {
  if (code === '3D000') return 'There is no such database: create it, or name another in CANDOUR_DATABASE.';
  if (code.startsWith('28'))
    return 'The server does not accept this user or password: correct CANDOUR_DATABASE.';
  if (code === '42501')
    return 'Its user may not make tables: run GRANT CREATE ON SCHEMA public TO that user, or make it the owner.';
  if (code === '25006' && hasSeveral)
    return 'None of its hosts takes changes: promote one of them, or end its read-only state (default_transaction_read_only).';
  if (code === '25006')
    return 'It takes no changes: it is a standby, or was made read-only (default_transaction_read_only). Name the primary in CANDOUR_DATABASE.';
  if (code === '08P01')
    return 'What answers there does not speak as PostgreSQL does. If it is pgbouncer, name the PostgreSQL behind it.';
  return 'Please check that the server runs, and that it can be reached from this machine.';
}
