/** What a column holds and what a statement is given, on every engine: no booleans, dates or JSON. */
export type Value = string | number | null;

/**
 * Several ids as one value. A statement turns it into rows: `FROM json_each(?) wanted CROSS JOIN …` begins with each id and
 * goes on to its records. Each id occurs once. (PostgreSQL calls it `jsonb_array_elements_text`.)
 */
export const toJsonList = (ids: readonly (string | number)[]): string => JSON.stringify(ids);

/** One transaction. Every call throws once the transaction is over. */
export interface Transaction {
  /** The first row, or undefined. Also for `… RETURNING`. */
  get<Row>(sql: string, values: readonly Value[]): Promise<Row | undefined>;
  all<Row>(sql: string, values: readonly Value[]): Promise<Row[]>;
  /**
   * As `get`, and locks the row: no other transaction may write it before this one is over (`FOR UPDATE`, where the engine
   * needs that).
   */
  hold<Row>(sql: string, values: readonly Value[]): Promise<Row | undefined>;
  /** Resolves with the number of rows changed. */
  run(sql: string, values: readonly Value[]): Promise<number>;
}

/** What an engine provides. SQL is the subset that SQLite and PostgreSQL share. */
export interface Database {
  /** Runs `work` on a snapshot, on a connection that cannot write. */
  read<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
  /**
   * Runs `work` alone and resolves once it is on disk. Several transactions may share one commit; one that throws undoes
   * only its own changes. `work` awaits nothing but the transaction.
   */
  transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}
