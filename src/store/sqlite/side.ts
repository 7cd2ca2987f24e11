import { type Cell, fromChunks, toChunks } from '../lines.ts';
import { findMigrations, markIn, readMigrations, toMark } from '../migrations.ts';
import {
  type CatalogueRow,
  CHAIN_ENDS,
  type ChainEnd,
  listOf,
  ofOlderSchema,
  quoted,
  type Side,
  SideFault,
  type Table,
  toTables,
} from '../side.ts';
import { type Connection, connect, SqliteError } from './connection.ts';
import { lookAtFile } from './file.ts';
import { openFile } from './open.ts';
import { appliedTo, isEmpty, pendingFor } from './schema.ts';

const CATALOGUE = `SELECT t.name AS "table", c.name, c.type, CASE c.pk WHEN 0 THEN NULL ELSE c.pk - 1 END AS place
  FROM pragma_table_list t JOIN pragma_table_info(t.name) c
  WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite%' ORDER BY t.name, c.cid`;
const NOTE = 'INSERT INTO schema_migrations (version, name, checksum) VALUES (?, ?, ?)';

/**
 * Opens the file from which everything is to be moved, so that nobody else writes in it.
 * @throws Error with a sentence for the operator: nothing there, another schema, moved already
 */
export function openFileToLeave(file: string, migrationsDir: string = findMigrations()): Side {
  refuseMissing(file);
  return open(file, (connection) => {
    const known = readMigrations(migrationsDir);
    if (isEmpty(connection)) throw new Error(`There is nothing in the database ${file}.`);
    const pending = pendingFor(connection, known);
    if (pending.length > 0) throw ofOlderSchema(`The database ${file}`, pending);
  });
}

/**
 * Opens the file into which everything is to be moved, and creates it where it is missing.
 * @throws Error as `openFile`
 */
export async function openFileToFill(file: string, migrationsDir: string = findMigrations()): Promise<Side> {
  if (file === ':memory:') throw new Error('What is kept in memory ends with this command. Name a file.');
  await (await openFile(file, { migrationsDir })).close();
  return open(file, () => undefined);
}

/**
 * Takes away the mark of a file that was moved.
 * @returns what the mark said; undefined where there is none
 */
export async function unmarkFile(file: string): Promise<string | undefined> {
  refuseMissing(file);
  let mark: ReturnType<typeof markIn>;
  const side = open(file, (connection) => {
    mark = markIn(appliedTo(connection));
    if (mark) connection.statement('DELETE FROM schema_migrations WHERE version = ?').run([mark.version]);
  });
  await side.commit();
  await side.close();
  return mark?.name;
}

function refuseMissing(file: string): void {
  if (!lookAtFile(file)) throw new Error(`There is no database at ${file}.`);
}

/** @param check runs at the beginning of the transaction */
function open(file: string, check: (connection: Connection) => void): Side {
  const attempt = <T>(work: () => T): T => {
    try {
      return work();
    } catch (error) {
      throw error instanceof SqliteError ? new SideFault(file, error.code, error) : error;
    }
  };
  const connection = attempt(() => connect(file, { readonly: false }));
  try {
    return attempt(() => {
      // `settle` looks at all references at once, so that tables may come in any order.
      connection.driver.exec('PRAGMA foreign_keys = OFF');
      connection.driver.exec('BEGIN IMMEDIATE');
      check(connection);
      return sideOf(connection, file, attempt);
    });
  } catch (error) {
    connection.driver.close();
    throw error;
  }
}

function sideOf({ driver, statement }: Connection, file: string, attempt: <T>(work: () => T) => T): Side {
  const all = <Row>(sql: string) => attempt(() => statement(sql).all() as Row[]);

  function* rowsOf({ name, columns, key }: Table): Generator<Cell[]> {
    // An integer may be larger than a number of JavaScript's can be.
    const wanted = columns.map((column) =>
      column.kind === 'integer'
        ? `CAST(${quoted(column.name)} AS TEXT) AS ${quoted(column.name)}`
        : quoted(column.name),
    );
    // Without the table's name the order would be that of the digits.
    const order = key.map((column) => `${quoted(name)}.${quoted(column)}`).join(', ');
    const rows = statement(`SELECT ${wanted.join(', ')} FROM ${quoted(name)} ORDER BY ${order}`);
    for (const row of rows.iterate() as Iterable<Record<string, Cell>>)
      yield columns.map((column) => row[column.name] as Cell);
  }

  return {
    name: file,
    tables: toTables(all<CatalogueRow>(CATALOGUE)),
    count: async ({ name }) => all<{ n: number }>(`SELECT COUNT(*) AS n FROM ${quoted(name)}`)[0]?.n ?? 0,
    async *read(table) {
      const chunks = toChunks(rowsOf(table));
      try {
        for (let next = attempt(() => chunks.next()); !next.done; next = attempt(() => chunks.next()))
          yield next.value;
      } finally {
        // Until then the connection is busy, and cannot be closed.
        chunks.return(undefined);
      }
    },
    async write({ name, columns }, chunks) {
      const names = listOf(columns.map((column) => column.name));
      const insert = attempt(() =>
        statement(`INSERT INTO ${quoted(name)} (${names}) VALUES (${columns.map(() => '?').join(', ')})`),
      );
      for await (const rows of fromChunks(chunks))
        attempt(() => {
          for (const row of rows) insert.run(row);
        });
    },
    async settle() {
      const [unmet] = all<{ table: string; parent: string }>('PRAGMA foreign_key_check');
      if (unmet)
        throw new Error(
          `A row of ${unmet.table} refers to one of ${unmet.parent} that is not there, so nothing was moved. Compare the database with a backup: npx candour audit verify`,
        );
    },
    chainEnds: async () => all<ChainEnd>(CHAIN_ENDS),
    async mark(to, at) {
      const { version, name, checksum } = toMark(to, at);
      attempt(() => statement(NOTE).run([version, name, checksum]));
    },
    commit: async () => attempt(() => void driver.exec('COMMIT')),
    close: async () => void driver.close(),
  };
}
