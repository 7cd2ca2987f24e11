import type { Transaction, Value } from './database.ts';

/** Rows in one statement: more of them gain nothing. */
const TOGETHER = 16;

/**
 * Inserts many rows: `INSERT INTO ${into} VALUES (…), (…) ${rest}`, in which each row is told of once. All are equally long.
 */
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
  const [many, one] = [sql(TOGETHER), sql(1)];
  const together = rows.length - (rows.length % TOGETHER);
  for (let at = 0; at < together; at += TOGETHER) {
    const values: Value[] = [];
    for (const row of rows.slice(at, at + TOGETHER)) values.push(...row);
    await db.run(many, values);
  }
  for (const row of rows.slice(together)) await db.run(one, row);
}

/** `('submitted', 'active')`: words of the code's own, never what people wrote. */
export function toSqlList(words: readonly string[]): string {
  return `(${words.map((word) => `'${word}'`).join(', ')})`;
}

/** What each row has in one column, by what it has in another. */
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
