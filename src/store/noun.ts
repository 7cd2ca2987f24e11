import { hash } from 'node:crypto';
import type { Transaction, Value } from './database.ts';
import type { Erasure } from './erasure.ts';
import { canonical } from './nouns/audit.ts';
import type { Table } from './table.ts';

/** What the trail keeps of a row that was saved: its columns, in the order in which they came to be, and a digest of them. */
export interface Trace {
  table: string;
  id: string;
  /** How many columns the noun had then. */
  columns: number;
  digest: string;
}

/** How the rows of a noun are stored: saved, traced in the payload of their event, and erased in their time. */
interface Stored<Row> {
  /** The table, of which the letters' numbers are drawn too. */
  table: string;
  save(db: Transaction, row: Row): Promise<void>;
  /** Saving reads something first: such rows go before all others, one after another. */
  readsFirst?: true;
  trace(row: Row): Trace;
  /** How its records are erased; or with which noun, or why they stay. */
  erasure: Erasure | `with ${string}` | `stay: ${string}`;
}

/** Everything that the store knows of a noun (`Nouns` in core/store.ts). */
export type Noun<Of extends { row: object }> = Stored<Of['row']> &
  (Of extends { asked: infer Asked } ? { asked(db: Transaction): Asked } : unknown) &
  (Of extends { letters: infer Letters } ? { letters: Letters } : unknown);

/** A noun whose table says how it is saved. */
export function saved<Row extends { id: string }>(
  table: Table<Row>,
): Pick<Stored<Row>, 'table' | 'save' | 'trace'> {
  return {
    table: table.name,
    save: (db, row) => table.save(db, row),
    trace: (row) => trace(table.name, row.id, table.held(row)),
  };
}

/** @param held later columns are only ever added behind */
export function trace(table: string, id: string, held: readonly (Value | object)[]): Trace {
  return { table, id, columns: held.length, digest: hash('sha256', canonical(held), 'hex') };
}
