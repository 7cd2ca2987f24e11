import { type Applied, checkApplied, type Migration } from '../migrations.ts';
import { PostgresFault } from './faults.ts';
import type { Ask } from './pool.ts';
import { toPostgresSchema } from './translate.ts';

/** Codes that arise when another process creates the same tables at the same moment: unique, table exists, deadlock. */
const AT_ONCE = ['23505', '42P07', '40P01', '40001'];
/** How often it is attempted at most, and the longest pause in between, in milliseconds. */
const ATTEMPTS = 10;
const PAUSE_MS = 100;

const MAKE_LIST = toPostgresSchema(
  `CREATE TABLE IF NOT EXISTS schema_migrations (
    version INTEGER NOT NULL PRIMARY KEY,
    name TEXT NOT NULL,
    checksum TEXT NOT NULL
  ) STRICT;`,
);

const TABLES = `SELECT c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = current_schema() AND c.relkind IN ('r', 'p')`;

/** True of a database in which nothing has been created yet. */
export const isEmpty = async (ask: Ask) => (await ask(TABLES)).length === 0;

/** The migrations that a database has had; none when it is new. */
export async function appliedTo(ask: Ask): Promise<Applied[]> {
  const tables = await ask<{ name: string }>(TABLES);
  if (!tables.some(({ name }) => name === 'schema_migrations')) return [];
  return ask<Applied>('SELECT version, name, checksum FROM schema_migrations ORDER BY version');
}

/**
 * The migrations, of those given, that a database still needs; all of them when it is new.
 * @param called the database's name in the complaint
 * @throws Error as `checkApplied`, and when the database is another programme's.
 */
export async function pendingFor(
  ask: Ask,
  called: string,
  known: readonly Migration[],
): Promise<Migration[]> {
  const applied = await appliedTo(ask);
  if (applied.length === 0 && !(await isEmpty(ask)))
    throw new Error(`${called} belongs to another programme. Name an empty database in CANDOUR_DATABASE.`);
  checkApplied(called, applied, known);
  const latest = applied.at(-1)?.version ?? 0;
  return known.filter(({ version }) => version > latest);
}

/**
 * Brings the schema up to date, all at once or not at all. Of several processes one does it and the others wait.
 * @returns what had been applied before, and what has been applied now
 * @throws Error as `pendingFor`
 */
export async function applyPending(
  ask: Ask,
  called: string,
  known: readonly Migration[],
): Promise<{ before: Applied[]; applied: Migration[] }> {
  for (let attempt = 1; ; attempt++) {
    try {
      await pendingFor(ask, called, known);
      return await inOneTransaction(ask, called, known);
    } catch (error) {
      const isAtOnce = error instanceof PostgresFault && AT_ONCE.includes(error.code);
      if (!isAtOnce || attempt === ATTEMPTS) throw error;
      await new Promise((resume) => setTimeout(resume, Math.random() * PAUSE_MS));
    }
  }
}

/** Nothing is read before the lock is held: two processes that had both read would deadlock on the lock. */
async function inOneTransaction(ask: Ask, called: string, known: readonly Migration[]) {
  await ask('BEGIN ISOLATION LEVEL READ COMMITTED');
  try {
    await ask(MAKE_LIST);
    await ask('LOCK TABLE schema_migrations IN ACCESS EXCLUSIVE MODE');
    const before = await appliedTo(ask);
    checkApplied(called, before, known);
    const latest = before.at(-1)?.version ?? 0;
    const applied = known.filter(({ version }) => version > latest);
    for (const migration of applied) await apply(ask, migration);
    await ask('COMMIT');
    return { before, applied };
  } catch (error) {
    await ask('ROLLBACK').catch(() => undefined);
    throw error;
  }
}

async function apply(ask: Ask, { version, name, sql, checksum }: Migration): Promise<void> {
  try {
    await ask(toPostgresSchema(sql));
  } catch (error) {
    if (error instanceof PostgresFault && AT_ONCE.includes(error.code)) throw error;
    throw new Error(`The migration ${name} failed, and the database is as it was.`, { cause: error });
  }
  await ask('INSERT INTO schema_migrations (version, name, checksum) VALUES ($1, $2, $3)', [
    version,
    name,
    checksum,
  ]);
}
