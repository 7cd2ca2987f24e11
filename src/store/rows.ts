import type { Transaction, Value } from './database.ts';
import type { Traced, Traces } from './trace.ts';

/** How many rows one statement inserts; larger statements are no faster. */
const ROWS_AT_ONCE = 16;

/** Inserts many rows: `INSERT INTO ${into} VALUES (…), (…) ${rest}`. Every row has the same number of values. */
export async function insertRows(
  db: Transaction,
  into: string,
  rows: readonly (readonly Value[])[],
  rest = '',
): Promise<void> {
  const [first] = rows;
  if (!first) return;
  const marks = `(${first.map(() => '?').join(', ')})`;
  const sql = (count: number) => `INSERT INTO ${into} VALUES ${Array(count).fill(marks).join(', ')} ${rest}`;
  const [many, one] = [sql(ROWS_AT_ONCE), sql(1)];
  const together = rows.length - (rows.length % ROWS_AT_ONCE);
  // All are sent at once, in this order, and their answers are awaited together.
  const writes: Promise<number>[] = [];
  for (let at = 0; at < together; at += ROWS_AT_ONCE) {
    const values: Value[] = [];
    for (const row of rows.slice(at, at + ROWS_AT_ONCE)) values.push(...row);
    writes.push(db.run(many, values));
  }
  for (const row of rows.slice(together)) writes.push(db.run(one, row));
  await Promise.all(writes);
}

/** Inserts rows of a traced table, with a trace of each. */
export async function addRows(
  db: Transaction,
  of: Traced,
  rows: readonly (readonly Value[])[],
  traces: Traces,
  rest = '',
): Promise<void> {
  for (const row of rows) traces.saved(of, row);
  await insertRows(db, `${of.table} (${of.columns.join(', ')})`, rows, rest);
}

/** `('submitted', 'active')`. Takes words of the code, never what people wrote. */
export function toSqlList(words: readonly string[]): string {
  return `(${words.map((word) => `'${word}'`).join(', ')})`;
}

/** Groups the values of one column by another column. */
export function group<By extends string, What extends string, Held>(
  rows: readonly (Record<By, string> & Record<What, Held>)[],
  by: By,
  what: What,
): Map<string, Held[]> {
  const groups = new Map<string, Held[]>();
  for (const row of rows) {
    const held = groups.get(row[by]);
    if (held) held.push(row[what]);
    else groups.set(row[by], [row[what]]);
  }
  return groups;
}
