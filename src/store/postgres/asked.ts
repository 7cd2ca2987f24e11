import { type PoolClient, Query, type ResultBuilder } from 'pg';
import type { Value } from '../database.ts';
import { parserFor } from './pool.ts';
import type { Statement } from './translate.ts';

/** A column, as the server describes it before the rows. */
interface Field {
  name: string;
  dataTypeID: number;
}

/** The columns of a statement's rows. */
interface Shape {
  fields: readonly Field[];
  parsers: readonly ((said: string) => Value)[];
  /** Every row begins as a copy of it, because V8 stores such objects compactly. */
  empty: Record<string, Value>;
}

/** By the statement's name. */
const shapes = new Map<string, Shape>();

function shapeOf(name: string, fields: readonly Field[]): Shape {
  const known = shapes.get(name);
  if (known && isSame(known.fields, fields)) return known;
  const shape = {
    fields,
    parsers: fields.map(({ dataTypeID }) => parserFor(dataTypeID)),
    empty: Object.fromEntries(fields.map((field) => [field.name, null])),
  };
  shapes.set(name, shape);
  return shape;
}

const isSame = (known: readonly Field[], fields: readonly Field[]) =>
  known.length === fields.length &&
  known.every(
    ({ name, dataTypeID }, at) => name === fields[at]?.name && dataTypeID === fields[at]?.dataTypeID,
  );

/**
 * A statement under way. The driver's own query works out the columns anew at each answer, which is a quarter of its cost;
 * this one keeps them by the statement's name.
 */
class Asked extends Query {
  readonly name: string;
  readonly found: Record<string, Value>[] = [];
  private shape: Shape | undefined;

  constructor(
    { name, text }: Statement,
    values: readonly Value[],
    done: (error: Error | undefined, result: ResultBuilder) => void,
  ) {
    super(text, values as Value[], done);
    this.name = name;
  }

  handleRowDescription({ fields }: { fields: readonly Field[] }): void {
    this.shape = shapeOf(this.name, fields);
  }

  handleDataRow({ fields: said }: { fields: readonly (string | null)[] }): void {
    const { fields, parsers, empty } = this.shape as Shape;
    const row = { ...empty };
    for (let at = 0; at < said.length; at++) {
      const value = said[at];
      if (value !== null) row[(fields[at] as Field).name] = parsers[at]?.(value as string) as Value;
    }
    this.found.push(row);
  }
}

export interface Answer {
  rows: Record<string, Value>[];
  /** How many rows were changed. */
  changed: number;
}

/** Sends a statement by its name: each connection prepares it once. */
export function ask(client: PoolClient, statement: Statement, values: readonly Value[]): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const asked = new Asked(statement, values, (error, result) => {
      if (error) reject(error);
      else resolve({ rows: asked.found, changed: result.rowCount ?? 0 });
    });
    client.query(asked);
  });
}
