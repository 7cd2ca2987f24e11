import { isErased, type PrivacyOf } from '../core/records/privacy.ts';
import type { Transaction, Value } from './database.ts';
import { type Traced, type Traces, traced } from './trace.ts';

/** Replaces an erased name or sentence in a column that must not be empty. */
export const GONE = 'Erased';
/** Replaces an erased folded name. No name folds to it: folding leaves letters and digits alone. */
export const NOBODY = '-';

/** A row as a query gives it, by its fields' names. */
export type Row = Record<string, Value>;

/** How one field of a noun is stored. */
interface Column<Field> {
  /** The table's column; for a field that is only read, where it stands (`w.name`). */
  name: string;
  kind: 'stored' | 'read' | 'version';
  toValue(field: Field): Value;
  toField(value: Value): Field;
  /** The value after erasure. */
  gone: Value;
}

/** Text, or null where the field may be null. */
export function text<Field extends string | null>(name: string, gone: Value = null): Column<Field> {
  return { name, kind: 'stored', gone, toValue: (field) => field, toField: (value) => value as Field };
}

export function number<Field extends number | null>(name: string): Column<Field> {
  return { name, kind: 'stored', gone: null, toValue: (field) => field, toField: (value) => value as Field };
}

/** An instant: ISO text in UTC. */
export function instant<Field extends Date | null>(name: string): Column<Field> {
  return {
    name,
    kind: 'stored',
    gone: null,
    toValue: (field) => field?.toISOString() ?? null,
    toField: (value) => (value === null ? null : new Date(value as string)) as Field,
  };
}

/** Yes or no: 1 or 0. */
export function flag<Field extends boolean | null>(name: string): Column<Field> {
  return {
    name,
    kind: 'stored',
    gone: null,
    toValue: (field) => (field === null ? null : Number(field)),
    toField: (value) => (value === null ? null : value === 1) as Field,
  };
}

/** A list, as JSON text. */
export function list<Field extends readonly unknown[]>(name: string): Column<Field> {
  return {
    name,
    kind: 'stored',
    gone: '[]',
    toValue: (field) => JSON.stringify(field),
    toField: (value) => JSON.parse(value as string),
  };
}

/** A field that is read from another table and never written. */
export function joined<Field extends string | number | null>(where: string): Column<Field> {
  return { name: where, kind: 'read', gone: null, toValue: () => null, toField: (value) => value as Field };
}

/** How often the record has been saved: 1 when it is new, one more with each save. */
export const version: Column<number> = {
  name: 'version',
  kind: 'version',
  gone: null,
  toValue: (field) => field,
  toField: (value) => value as number,
};

/** A column that belongs to no field and is computed at each save: a folded name, what the record waits for. */
interface Derived<Noun> {
  of(noun: Noun): Value;
  gone: Value;
}

/** An entry for each field of the noun: a new field does not compile without one. */
type Columns<Noun> = { readonly [Key in keyof Noun]-?: Column<Noun[Key]> };

export interface Table<Noun> {
  /** The list behind `SELECT`: each column under its field's name. */
  columns: string;
  fromRow(row: Row): Noun;
  /** Saves a new or changed row. */
  save(db: Transaction, noun: Noun, traces: Traces): Promise<void>;
  /** The assignments behind `SET` that erase a record: every personal column, those of others, and computed ones. */
  erasing(privacy: PrivacyOf<Noun>): string;
  /** What the audit trail keeps traces of: the computed columns, then the others. `version` is none of them. */
  traced: Traced;
}

interface More<Noun> {
  /** A computed column that is added later must be filled in every row by its migration, which is an event. */
  derived?: Readonly<Record<string, Derived<Noun>>>;
  /** Columns that identify one row: a second row is refused, and the first stays. */
  once?: readonly string[];
  /** False for a table without `erased_on`. */
  hasErasedOn?: boolean;
}

/**
 * A noun's table. Its columns are written once.
 * @param alias the name of the table in queries
 */
export function table<Noun extends { setting: string; id: string }>(
  name: string,
  alias: string,
  columns: Columns<Noun>,
  { derived = {}, once, hasErasedOn = true }: More<Noun> = {},
): Table<Noun> {
  const fields = Object.entries(columns) as [keyof Noun & string, Column<unknown>][];
  const written = fields.filter(([, { kind }]) => kind !== 'read');
  const extra = Object.entries(derived);
  const names = [...written.map(([, column]) => column.name), ...extra.map(([column]) => column)];
  const changes = names
    .filter((column) => !['setting', 'id', 'version'].includes(column))
    .map((column) => `${column} = excluded.${column}`);
  if (fields.some(([, { kind }]) => kind === 'version')) changes.push(`version = ${name}.version + 1`);
  const saving = `INSERT INTO ${name} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})
    ${once === undefined ? `ON CONFLICT (setting, id) DO UPDATE SET ${changes.join(', ')}` : ''}`;
  const stored = written.filter(([, { kind }]) => kind === 'stored');
  const held = traced(
    name,
    [...extra.map(([column]) => column), ...stored.map(([, column]) => column.name)],
    { key: once ?? ['id'], id: ['id'], hasErasedOn },
  );
  return {
    columns: fields
      .map(
        ([key, column]) => `${column.kind === 'read' ? column.name : `${alias}.${column.name}`} AS "${key}"`,
      )
      .join(', '),
    fromRow(row) {
      const noun: Partial<Record<keyof Noun, unknown>> = {};
      for (const [key, column] of fields) noun[key] = column.toField(row[key] as Value);
      return noun as Noun;
    },
    traced: held,
    erasing: (privacy) =>
      [
        ...written.filter(([key]) => isErased(privacy[key])).map(([, column]) => column),
        ...extra.map(([column, { gone }]) => ({ name: column, gone })),
      ]
        .map((column) => `${column.name} = ${column.gone === null ? 'NULL' : `'${column.gone}'`}`)
        .join(', '),
    async save(db, noun, traces) {
      traces.saved(held, [
        ...extra.map(([, { of }]) => of(noun)),
        ...stored.map(([key, column]) => column.toValue(noun[key])),
      ]);
      await db.run(saving, [
        ...written.map(([key, column]) => column.toValue(noun[key])),
        ...extra.map(([, { of }]) => of(noun)),
      ]);
    },
  };
}
