import { hash } from 'node:crypto';
import type { Value } from './database.ts';
import { rememberedOf } from './remembered.ts';

/** A table of whose rows the audit trail keeps traces. */
export interface Traced {
  table: string;
  /** Every column that a trace covers, in the order in which they were added. */
  columns: readonly string[];
  /** The columns of the primary key behind the setting. */
  key: readonly string[];
  /** The columns that make a trace's id. */
  id: readonly string[];
  /** The column of the setting's id. */
  setting: string;
  /** Whether the table has a column `erased_on`, which an erasure fills. */
  hasErasedOn: boolean;
  /** Where the setting and the id's columns stand in `columns`. */
  at: { setting: number; id: readonly number[] };
}

/** What the audit trail keeps of a saved row, in the payload of the event that saved it. */
export interface Trace {
  table: string;
  id: string;
  /** How many columns the table had then. */
  columns: number;
  /** SHA-256 of `erased_on` and the columns as JSON; null where the row was deleted. */
  digest: string | null;
  /** What is remembered of it (core/records/remembered). */
  was?: object | undefined;
  /** In the event of an erased payload: the number of the event that first kept this trace. */
  at?: number;
}

/** The rows that this transaction has written. Each goes into the next event of its setting. */
export interface Traces {
  /** @param values as `columns`; for rows of a statement that answers with them see `changed` */
  saved(of: Traced, values: readonly Value[], erasedOn?: Value): void;
  /** A row as `RETURNING ${returned(of)}` gives it. */
  changed(of: Traced, row: Readonly<Record<string, Value>>): void;
  /** @param id as `of.id` */
  deleted(of: Traced, setting: string, ...id: Value[]): void;
  /** Of this row no older trace may be kept. Its new one is told by `changed` or `deleted`. */
  erased(of: Traced, setting: string, ...id: Value[]): void;
  /** Takes those that no event has told yet. */
  take(setting: string): Trace[];
  /** Whether this transaction has erased that row. */
  hasErased(setting: string, trace: Trace): boolean;
  /** The tables of the rows that no event has told yet. */
  untold(): string[];
}

export function traced(
  table: string,
  columns: readonly string[],
  {
    key = ['id'],
    id = key,
    hasErasedOn = false,
  }: { key?: readonly string[]; id?: readonly string[]; hasErasedOn?: boolean } = {},
): Traced {
  const setting = columns.includes('setting') ? 'setting' : 'id';
  const at = { setting: columns.indexOf(setting), id: id.map((column) => columns.indexOf(column)) };
  return { table, columns, key, id, setting, hasErasedOn, at };
}

/** The columns behind `RETURNING`, and those that verification reads. */
export function returned({ columns, hasErasedOn }: Traced): string {
  return [...columns, ...(hasErasedOn ? ['erased_on'] : [])].join(', ');
}

/** @param columns how many of them; a table may have got more since */
export function digestOfRow(
  values: readonly Value[],
  erasedOn: Value = null,
  columns: number = values.length,
): string {
  const held = columns === values.length ? values : values.slice(0, columns);
  return hash('sha256', `${erasedOn ?? ''}${JSON.stringify(held)}`, 'base64url');
}

/** The id of a row's trace. */
export function idOfRow({ at }: Traced, values: readonly Value[]): string {
  const [only = 0, ...more] = at.id;
  return more.length === 0 ? String(values[only]) : at.id.map((place) => values[place]).join('/');
}

/** The traces in a payload. */
export function tracesIn(payload: string): Trace[] {
  if (!payload.includes('"rows":[{')) return [];
  const { rows } = JSON.parse(payload) as { rows?: Trace[] };
  return rows ?? [];
}

/** What stands in a payload that has a trace of this row: its JSON is canonical. */
export function traceInPayload(table: string, id: string): string {
  return `"id":${JSON.stringify(id)},"table":"${table}"`;
}

export function noTraces(): Traces {
  const waiting = new Map<string, Trace[]>();
  const erased = new Set<string>();
  const nameOf = (setting: string, table: string, id: string) => `${setting} ${table} ${id}`;
  const push = (setting: string, trace: Trace) => {
    const known = waiting.get(setting);
    if (known) known.push(trace);
    else waiting.set(setting, [trace]);
  };
  const saved: Traces['saved'] = (of, values, erasedOn = null) =>
    push(values[of.at.setting] as string, {
      table: of.table,
      id: idOfRow(of, values),
      columns: values.length,
      digest: digestOfRow(values, erasedOn),
      was: erasedOn === null ? rememberedOf(of.table, of.columns, values) : undefined,
    });
  return {
    saved,
    changed: (of, row) =>
      saved(
        of,
        of.columns.map((column) => row[column] ?? null),
        row.erased_on,
      ),
    deleted: ({ table, columns }, setting, ...id) =>
      push(setting, { table, id: id.join('/'), columns: columns.length, digest: null }),
    erased: ({ table }, setting, ...id) => erased.add(nameOf(setting, table, id.join('/'))),
    take(setting) {
      const traces = waiting.get(setting) ?? [];
      waiting.delete(setting);
      return traces;
    },
    hasErased: (setting, { table, id }) => erased.has(nameOf(setting, table, id)),
    untold: () => [...new Set([...waiting.values()].flat().map(({ table }) => table))],
  };
}
