import type { Transaction } from './database.ts';
import type { Erasure } from './erasure.ts';
import type { Table } from './table.ts';
import type { Traces } from './trace.ts';

/** How the rows of a noun are stored: saved, and erased when they are due. */
interface Stored<Row> {
  /** The table. The numbers of the letters' references are drawn from it. */
  table: string;
  /** Saves a row, and adds a trace of every row that is written to `traces`: before the first wait, unless `readsFirst`. */
  save(db: Transaction, row: Row, traces: Traces): Promise<void>;
  /** What is written depends on what a statement answers: such rows are saved one after another. */
  readsFirst?: true;
  /** How its records are erased; or the noun with which they are erased; or why they stay. */
  erasure: Erasure | `with ${string}` | `stay: ${string}`;
}

/** Everything that the store knows about a noun (`Nouns` in core/store.ts). */
export type Noun<Of extends { row: object }> = Stored<Of['row']> &
  (Of extends { asked: infer Asked } ? { asked(db: Transaction, traces: Traces): Asked } : unknown) &
  (Of extends { letters: infer Letters } ? { letters: Letters } : unknown);

/** A noun that is saved by its table. */
export function saved<Row extends { id: string }>(table: Table<Row>): Pick<Stored<Row>, 'table' | 'save'> {
  return { table: table.traced.table, save: table.save };
}
