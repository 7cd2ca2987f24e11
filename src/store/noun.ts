import { hash } from 'node:crypto';
import type { Transaction, Value } from './database.ts';
import type { Erasure } from './erasure.ts';
import { canonical } from './nouns/audit.ts';
import type { Table } from './table.ts';

/** What the audit trail keeps of a saved row: a digest of its columns, in the order in which they were added. */
export interface Trace {
  table: string;
  id: string;
  /** How many columns the noun had then. */
  columns: number;
  digest: string;
}

/** How the rows of a noun are stored: saved, traced in their event's payload, and erased when they are due. */
interface Stored<Row> {
  /** The table. The numbers of the letters' references are drawn from it. */
  table: string;
  save(db: Transaction, row: Row): Promise<void>;
  /** Saving begins with a read: such rows are saved before all others, one after another. */
  readsFirst?: true;
  trace(row: Row): Trace;
  /** How its records are erased; or the noun with which they are erased; or why they stay. */
  erasure: Erasure | `with ${string}` | `stay: ${string}`;
}

/** Everything that the store knows about a noun (`Nouns` in core/store.ts). */
export type Noun<Of extends { row: object }> = Stored<Of['row']> &
  (Of extends { asked: infer Asked } ? { asked(db: Transaction): Asked } : unknown) &
  (Of extends { letters: infer Letters } ? { letters: Letters } : unknown);

/** A noun that is saved by its table. */
export function saved<Row extends { id: string }>(
  table: Table<Row>,
): Pick<Stored<Row>, 'table' | 'save' | 'trace'> {
  return {
    table: table.name,
    save: (db, row) => table.save(db, row),
    trace: (row) => trace(table.name, row.id, table.held(row)),
  };
}

/** @param held the row's values; columns that are added later come at the end */
export function trace(table: string, id: string, held: readonly (Value | object)[]): Trace {
  return { table, id, columns: held.length, digest: hash('sha256', canonical(held), 'hex') };
}
