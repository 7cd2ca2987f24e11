/** What a column holds, and what a statement is given: no booleans, dates or JSON, on any engine. */
export type Value = string | number | null;

/**
 * Several ids in one value, of which a statement makes rows to begin from: `FROM json_each(?) wanted CROSS JOIN …` goes from
 * each of them to what is theirs. Each id once. (PostgreSQL calls it `jsonb_array_elements_text`.)
 */
export const toJsonList = (ids: readonly (string | number)[]): string => JSON.stringify(ids);

/** One transaction. Every call throws once it is over. */
export interface Transaction {
  /** The first row, or undefined. Also for `… RETURNING`. */
  get<Row>(sql: string, values: readonly Value[]): Promise<Row | undefined>;
  all<Row>(sql: string, values: readonly Value[]): Promise<Row[]>;
  /** As `get`, and no other transaction may write that row before this one is over (`FOR UPDATE`, where it must be said). */
  hold<Row>(sql: string, values: readonly Value[]): Promise<Row | undefined>;
  /** Resolves with the number of rows changed. */
  run(sql: string, values: readonly Value[]): Promise<number>;
}

/** The port that an engine stands behind. SQL is the subset that SQLite and PostgreSQL share. */
export interface Database {
  /** Runs `work` on a snapshot, on a connection that cannot write. */
  read<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
  /**
   * Runs `work` alone and resolves once it is on disk. Several may share one commit; one that throws undoes only its own.
   * `work` awaits nothing but the transaction.
   */
  transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}
