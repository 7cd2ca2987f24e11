import type { Connection } from './connection.ts';

/** How many settings the planner assumes. */
const SETTINGS = 1000;
/** How many rows one setting has in each table, where it is not the usual number. */
const ROWS: Readonly<Record<string, number>> = {
  settings: 1,
  chain_heads: 1,
  policies: 4,
  holds: 4,
  passes: 4,
  legal_holds: 4,
  family_questions: 4,
  people: 200,
  children: 100,
  enrolments: 100,
  carer_links: 200,
  allocations: 200,
  intents: 500,
  notices: 1000,
  audit: 5000,
};

const USUAL = 40;
/** An index's further column divides the rows that share the columns before it by so many. */
const APART = 20;
/** A partial index holds one row in so many. */
const PART = 2;

interface Index {
  name: string;
  unique: number;
  origin: 'c' | 'u' | 'pk';
  partial: number;
}

/**
 * Gives the planner the shape of a register. Without it SQLite takes a setting for ten rows, and reads all of it where an
 * index would find one child's. ANALYZE would count today's rows, and its plans are worst where a table is still empty.
 * These figures are the same for every register; only their proportions matter. Runs within the transaction that makes the
 * schema.
 */
export function describeToPlanner({ driver, statement }: Connection): void {
  driver.exec('ANALYZE sqlite_schema');
  const note = statement('INSERT INTO sqlite_stat1 (tbl, idx, stat) VALUES (?, ?, ?)');
  const indexes = statement('SELECT name, "unique", origin, partial FROM pragma_index_list(?)');
  const columnsOf = statement('SELECT name FROM pragma_index_info(?) ORDER BY seqno');
  const tables = statement(
    "SELECT name, wr FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%'",
  ).all() as { name: string; wr: number }[];
  driver.exec('DELETE FROM sqlite_stat1');
  for (const { name: table, wr } of tables) {
    const here = ROWS[table] ?? USUAL;
    for (const index of indexes.all([table]) as Index[]) {
      const columns = columnsOf.all([index.name]) as { name: string | null }[];
      const name = wr === 1 && index.origin === 'pk' ? table : index.name;
      const stat = figures(
        columns.map((column) => column.name),
        here,
        index,
      );
      note.run([table, name, stat.join(' ')]);
    }
  }
}

/** How many rows an index holds, and how many share its first column, its first two, and so on. */
function figures(columns: readonly (string | null)[], here: number, { unique, partial }: Index): number[] {
  const part = partial === 1 ? PART : 1;
  const rows = Math.ceil((here * SETTINGS) / part);
  let shared = columns[0] === 'setting' ? Math.ceil(here / part) : Math.ceil(rows / APART);
  return [
    rows,
    ...columns.map((_, at) => {
      if (at > 0) shared = Math.max(2, Math.ceil(shared / APART));
      return unique === 1 && at === columns.length - 1 ? 1 : shared;
    }),
  ];
}
