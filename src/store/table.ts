import type { Transaction, Value } from './database.ts';

/** A row as a query gives it, by its fields' names. */
export type Row = Record<string, Value>;

/** How one field of a noun is held. */
interface Column<Field> {
  /** The table's column; of what is only read, where it stands (`w.name`). */
  name: string;
  kind: 'stored' | 'read' | 'version';
  toValue(field: Field): Value;
  toField(value: Value): Field;
}

/** A text, or null where the field may be null. */
export function text<Field extends string | null>(name: string): Column<Field> {
  return { name, kind: 'stored', toValue: (field) => field, toField: (value) => value as Field };
}

export function number<Field extends number | null>(name: string): Column<Field> {
  return { name, kind: 'stored', toValue: (field) => field, toField: (value) => value as Field };
}

/** An instant: ISO text in UTC. */
export function instant<Field extends Date | null>(name: string): Column<Field> {
  return {
    name,
    kind: 'stored',
    toValue: (field) => field?.toISOString() ?? null,
    toField: (value) => (value === null ? null : new Date(value as string)) as Field,
  };
}

/** Yes or no: 1 or 0. */
export function flag<Field extends boolean | null>(name: string): Column<Field> {
  return {
    name,
    kind: 'stored',
    toValue: (field) => (field === null ? null : Number(field)),
    toField: (value) => (value === null ? null : value === 1) as Field,
  };
}

/** A list, as JSON text. */
export function list<Field extends readonly unknown[]>(name: string): Column<Field> {
  return {
    name,
    kind: 'stored',
    toValue: (field) => JSON.stringify(field),
    toField: (value) => JSON.parse(value as string),
  };
}

/** What another table says of it; it is read with it, and never written. */
export function joined<Field extends string | number | null>(where: string): Column<Field> {
  return { name: where, kind: 'read', toValue: () => null, toField: (value) => value as Field };
}

/** How often it has been saved: 1 when it is new, one more with each save. */
export const version: Column<number> = {
  name: 'version',
  kind: 'version',
  toValue: (field) => field,
  toField: (value) => value as number,
};

/** An entry for each field of the noun: a new one does not compile without. */
export type Columns<Noun> = { readonly [Key in keyof Noun]-?: Column<Noun[Key]> };

export interface Table<Noun> {
  /** The list behind `SELECT`: each column under its field's name. */
  columns: string;
  fromRow(row: Row): Noun;
  insert(db: Transaction, noun: Noun): Promise<void>;
  /** By setting and id. */
  update(db: Transaction, noun: Noun): Promise<void>;
}

/**
 * A noun's table: its columns are told once.
 * @param alias what the queries call it
 * @param derived columns that no field holds, computed at each save: folded names, what it waits for
 */
export function table<Noun extends { setting: string; id: string }>(
  name: string,
  alias: string,
  columns: Columns<Noun>,
  derived: Readonly<Record<string, (noun: Noun) => Value>> = {},
): Table<Noun> {
  const fields = Object.entries(columns) as [keyof Noun & string, Column<unknown>][];
  const written = fields.filter(([, { kind }]) => kind !== 'read');
  const changed = written.filter(([key, { kind }]) => kind === 'stored' && key !== 'setting' && key !== 'id');
  const extra = Object.entries(derived);
  const names = [...written.map(([, column]) => column.name), ...extra.map(([column]) => column)];
  const insertion = `INSERT INTO ${name} (${names.join(', ')}) VALUES (${names.map(() => '?').join(', ')})`;
  const sets = [...changed.map(([, column]) => column.name), ...extra.map(([column]) => column)].map(
    (column) => `${column} = ?`,
  );
  if (fields.some(([, { kind }]) => kind === 'version')) sets.push('version = version + 1');
  const change = `UPDATE ${name} SET ${sets.join(', ')} WHERE setting = ? AND id = ?`;
  const valuesOf = (noun: Noun, of: typeof written): Value[] => [
    ...of.map(([key, column]) => column.toValue(noun[key])),
    ...extra.map(([, compute]) => compute(noun)),
  ];
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
    async insert(db, noun) {
      await db.run(insertion, valuesOf(noun, written));
    },
    async update(db, noun) {
      await db.run(change, [...valuesOf(noun, changed), noun.setting, noun.id]);
    },
  };
}
