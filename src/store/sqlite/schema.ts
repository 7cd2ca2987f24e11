import { type Applied, checkApplied, type Migration } from '../migrations.ts';
import type { Connection } from './connection.ts';
import { describeToPlanner } from './planner-figures.ts';

/** Marks a file as a Candour database, where `file` and SQLite's own tools look for it. */
export const APPLICATION_ID = 0x43414e44;

/** The migrations that a database has had; none when it is new. */
export function appliedTo({ statement }: Connection): Applied[] {
  const table = statement("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'schema_migrations'");
  if (!table.get()) return [];
  return statement(
    'SELECT version, name, checksum FROM schema_migrations ORDER BY version',
  ).all() as Applied[];
}

/**
 * The migrations, of those given, that a database still needs; all of them when it is new.
 * @throws Error as `checkApplied`, and when the database is another programme's.
 */
export function pendingFor(connection: Connection, known: readonly Migration[]): Migration[] {
  const applied = appliedTo(connection);
  if (applied.length === 0 && !isEmpty(connection)) {
    throw new Error(
      `The database ${connection.driver.name} belongs to another programme. Name another file in CANDOUR_DATABASE.`,
    );
  }
  checkApplied(`The database ${connection.driver.name}`, applied, known);
  const latest = applied.at(-1)?.version ?? 0;
  return known.filter(({ version }) => version > latest);
}

/** True of a database in which nothing has been created yet. */
export function isEmpty({ statement }: Connection): boolean {
  return statement('SELECT 1 FROM sqlite_schema LIMIT 1').get() === undefined;
}

/** Applies these within the connection's open transaction: all of them come into force, or none. */
export function applyAll(connection: Connection, migrations: readonly Migration[]): void {
  const { driver, statement } = connection;
  driver.exec(
    'CREATE TABLE IF NOT EXISTS schema_migrations (version INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, checksum TEXT NOT NULL) STRICT',
  );
  const note = statement('INSERT INTO schema_migrations (version, name, checksum) VALUES (?, ?, ?)');
  for (const { version, name, sql, checksum } of migrations) {
    try {
      driver.exec(sql);
    } catch (error) {
      throw new Error(`The migration ${name} failed, and the database is as it was.`, { cause: error });
    }
    note.run([version, name, checksum]);
  }
  driver.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
  describeToPlanner(connection);
}
