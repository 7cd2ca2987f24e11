import { isErased, type PrivacyOf } from '../core/records/privacy.ts';
import type { Transaction, Value } from './database.ts';

/** What stands where there was a name or a sentence that must not be empty. */
export const GONE = 'Erased';
/** A folded name that nobody's equals: folding leaves letters and digits alone. */
export const NOBODY = '-';

/** A row as a query gives it, by its fields' names. */
export type Row = Record<string, Value>;

/** How one field of a noun is held. */
interface Column<Field> {
  /** The table's column; of what is only read, where it stands (`w.name`). */
  name: string;
  kind: 'stored' | 'read' | 'version';
  toValue(field: Field): Value;
  toField(value: Value): Field;
  /** What stands there once it is erased. */
  gone: Value;
}

/** A text, or null where the field may be null. */
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

/** What another table says of it; it is read with it, and never written. */
export function joined<Field extends string | number | null>(where: string): Column<Field> {
  return { name: where, kind: 'read', gone: null, toValue: () => null, toField: (value) => value as Field };
}

/** How often it has been saved: 1 when it is new, one more with each save. */
export const version: Column<number> = {
  name: 'version',
  kind: 'version',
  gone: null,
  toValue: (field) => field,
  toField: (value) => value as number,
};

/** A column that no field holds, computed at each save: a folded name, what it waits for. */
export interface Derived<Noun> {
  of(noun: Noun): Value;
  gone: Value;
}

/** An entry for each field of the noun: a new one does not compile without. */
export type Columns<Noun> = { readonly [Key in keyof Noun]-?: Column<Noun[Key]> };

export interface Table<Noun> {
  /** The list behind `SELECT`: each column under its field's name. */
  columns: string;
  fromRow(row: Row): Noun;
  /** A new row, or a changed one. */
  save(db: Transaction, noun: Noun): Promise<void>;
  /** What it holds of a row, in the order in which its columns came to be: later ones are only ever added behind. */
  held(noun: Noun): Value[];
  /** What `SET` is told when a record is erased: each column of what is personal, or of others, and what is computed. */
  erasing(privacy: PrivacyOf<Noun>): string;
  name: string;
}

/**
 * A noun's table: its columns are told once.
 * @param alias what the queries call it
 * @param once columns of which there is one row: a second one is not written, and the first stands
 */
export function table<Noun extends { setting: string; id: string }>(
  name: string,
  alias: string,
  columns: Columns<Noun>,
  derived: Readonly<Record<string, Derived<Noun>>> = {},
  once?: string,
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
    ON CONFLICT ${once === undefined ? `(setting, id) DO UPDATE SET ${changes.join(', ')}` : `(${once}) DO NOTHING`}`;
  const held = (noun: Noun) =>
    written.filter(([, { kind }]) => kind === 'stored').map(([key, column]) => column.toValue(noun[key]));
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
    name,
    held,
    erasing: (privacy) =>
      [
        ...written.filter(([key]) => isErased(privacy[key])).map(([, column]) => column),
        ...extra.map(([column, { gone }]) => ({ name: column, gone })),
      ]
        .map((column) => `${column.name} = ${column.gone === null ? 'NULL' : `'${column.gone}'`}`)
        .join(', '),
    async save(db, noun) {
      await db.run(saving, [
        ...written.map(([key, column]) => column.toValue(noun[key])),
        ...extra.map(([, { of }]) => of(noun)),
      ]);
    },
  };
}
