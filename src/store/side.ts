/** A table, as a move finds it in the schema. */
export interface Table {
  name: string;
  columns: readonly Column[];
  /** The columns of its key, in their order. */
  key: readonly string[];
}

interface Column {
  name: string;
  kind: 'text' | 'integer';
}

/** The end of a setting's chain: what its head says, and the hash of that row of the trail; null where there is no such row. */
export interface ChainEnd {
  setting: string;
  seq: string;
  hash: string;
  last: string | null;
}

/**
 * One of the two databases of a move, in one transaction, beside which no process of Candour writes. Rows travel as lines of
 * COPY's text format (`lines.ts`).
 * @throws SideFault, from every function, for what the engine refuses
 */
export interface Side {
  /** What people read: a path, or “candour on db.example.org”. Never a password. */
  name: string;
  tables: readonly Table[];
  count(table: Table): Promise<number>;
  /** All rows of a table, in the order of its key. A chunk may end within a line. */
  read(table: Table): AsyncIterable<Buffer>;
  write(table: Table, chunks: AsyncIterable<Buffer>): Promise<void>;
  /**
   * After all writing: looks at every reference, which writing leaves aside.
   * @throws Error with a sentence for the operator, also where one is not met
   */
  settle(): Promise<void>;
  /** Every chain, in the order of the settings. */
  chainEnds(): Promise<ChainEnd[]>;
  /** Leaves a mark that everything has gone to `to`. */
  mark(to: string, at: Date): Promise<void>;
  commit(): Promise<void>;
  /** Ends the connection. What was not committed is undone. */
  close(): Promise<void>;
}

/** What an engine refused during a move. */
export class SideFault extends Error {
  override name = 'SideFault';
  /** The database, as people read it. */
  readonly side: string;
  readonly code: string;
  /** What to do; undefined where it is what any command says of this code. */
  readonly advice: string | undefined;

  constructor(side: string, code: string, cause: unknown, advice?: string) {
    super(`The database ${side} failed (${code}).`, { cause });
    this.side = side;
    this.code = code;
    this.advice = advice;
  }
}

/** A column, as an engine's catalogue has it. `place`: where in the table's key, from 0; null outside it. */
export interface CatalogueRow {
  table: string;
  name: string;
  type: string;
  place: number | null;
}

const KINDS: Readonly<Record<string, Column['kind']>> = {
  TEXT: 'text',
  INTEGER: 'integer',
  text: 'text',
  bigint: 'integer',
};

/**
 * Every table that holds records: all but the list of migrations.
 * @param rows the columns of each table, in their order
 * @throws Error for a type or a table for which no move is made yet
 */
export function toTables(rows: readonly CatalogueRow[]): Table[] {
  const tables = new Map<string, CatalogueRow[]>();
  for (const row of rows) {
    const columns = tables.get(row.table);
    if (columns) columns.push(row);
    else if (row.table !== 'schema_migrations') tables.set(row.table, [row]);
  }
  return [...tables].map(([name, columns]) => {
    const key = columns
      .filter(({ place }) => place !== null)
      .sort((one, other) => Number(one.place) - Number(other.place))
      .map((column) => column.name);
    if (key.length === 0) throw new Error(`The table ${name} has no key, so it cannot be moved.`);
    return { name, columns: columns.map((column) => ({ name: column.name, kind: kindOf(column) })), key };
  });
}

function kindOf({ table, name, type }: CatalogueRow): Column['kind'] {
  const kind = KINDS[type];
  if (kind === undefined) throw new Error(`${table}.${name} is ${type}, which cannot be moved.`);
  return kind;
}

/** Some names of the schema are words of SQL. */
export const quoted = (name: string) => `"${name}"`;

export const listOf = (names: readonly string[]) => names.map(quoted).join(', ');

/** On both engines. */
export const CHAIN_ENDS = `SELECT h.setting, CAST(h.seq AS TEXT) AS seq, h.hash, a.hash AS last
  FROM chain_heads h LEFT JOIN audit a ON a.setting = h.setting AND a.seq = h.seq ORDER BY h.setting`;

/** The sentence about a source whose schema this build would have to bring up first. */
export const ofOlderSchema = (called: string, pending: readonly { name: string }[]) =>
  new Error(
    `${called} is older than this Candour (it needs ${pending.map(({ name }) => name).join(', ')}). Bring it up first, with CANDOUR_DATABASE naming it: npx candour migrate`,
  );
