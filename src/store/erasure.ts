import type { RetentionRule } from '../core/records/privacy.ts';
import type { RetentionCandidate } from '../core/records/retention.ts';
import type { Day } from '../core/rules/days.ts';
import type { Transaction, Value } from './database.ts';
import type { Row, Table } from './table.ts';
import { returned, type Traced, type Traces } from './trace.ts';

/** A record that still has personal fields, before its noun adds its kind. */
export type Candidate = Omit<RetentionCandidate, 'kind' | 'term' | 'why'>;

/**
 * The children and people of a setting, from whose last days the retention terms of its records are counted. Read once for
 * all records.
 */
export interface Ties {
  children: ReadonlyMap<string, { number: number; leavesOn: Day | null; isErased: boolean }>;
  /** When each person left. `works`: the person holds, or will hold, a role that has no end yet. */
  people: ReadonlyMap<string, { leftOn: Day | null; works: boolean; isErased: boolean }>;
  childrenOf(person: string): readonly string[];
  carersOf(children: readonly string[]): string[];
}

/** How the records of a noun are found and erased when they are due (rules: Privacy). */
export interface Erasure {
  rule: RetentionRule<never>;
  /** Every record of the setting that still has something to erase. */
  candidates(db: Transaction, setting: string, ties: Ties): Promise<Candidate[]>;
  /** What erases one record, in this order. The row and its ids stay. */
  erasing: readonly Erasing[];
}

/** A statement of an erasure. Its parameters are `:on`, `:setting` and `:id`. */
interface Erasing {
  /** The table that it changes; null for one of which the audit trail keeps no traces. */
  of: Traced | null;
  sql: string;
}

/** A candidate's facts where its noun gives no others. */
export const NO_FACTS = {
  subjects: [],
  names: [],
  childrenLeaveOn: [],
  closedOn: null,
  leftOn: null,
  inPost: false,
} satisfies Partial<Candidate>;

/** SQL: selects the record that is erased. */
export const WHERE_RECORD = 'WHERE setting = :setting AND id = :id';
/** Appended to a day, gives that day's last instant as text: what was closed on that day was not closed before it was begun. */
export const LAST_INSTANT = 'T23:59:59.999Z';

/** The columns of a noun's table that erasure needs. */
interface About {
  /** The column of the child that the record is about, if there is one. */
  child?: string;
  staff: string;
  /** The letters before the number in its references. Without letters, reports use `ref` or the id. */
  letters?: string;
  ref?: (row: { id: string; child: string }, ties: Ties) => string;
  /** SQL, true of a record that still has something to erase. */
  left?: string;
  /**
   * SQL behind `SET` that closes a record that is still open, so that nobody finds it waiting and writes into it. Null:
   * records are never open.
   */
  closing: string | null;
  /** The child and the staff of the record may be erased before it: it can be read without their names. */
  namesNobody?: true;
}

/** The erasure of a noun that is about one member of staff, and perhaps one child. */
export function erasureOf<Noun>(
  table: Table<Noun>,
  rule: RetentionRule<Noun>,
  { child, staff, letters, ref, left = 'erased_on IS NULL', closing, namesNobody }: About,
): Erasure {
  if ((rule.term === 'children') !== (child !== undefined))
    throw new Error(`${rule.kind}: a term that is counted from a child needs its column, and no other does`);
  const select = `SELECT id, ${letters === undefined ? 'NULL' : 'number'} AS number, ${child ?? 'NULL'} AS child, ${staff} AS staff
    FROM ${table.traced.table} WHERE setting = ? AND (${left}) ORDER BY id`;
  const changes = [closing, 'erased_on = :on', table.erasing(rule.privacy)].filter(Boolean).join(', ');
  return {
    rule,
    async candidates(db, setting, ties) {
      const rows = await db.all<{ id: string; number: number | null; child: string | null; staff: string }>(
        select,
        [setting],
      );
      return rows.map((row) => {
        const { id, number } = row;
        const children = row.child === null ? [] : [row.child];
        const reference = letters === undefined ? [] : [`${letters}-${number}`];
        return {
          ...NO_FACTS,
          id,
          ref: reference[0] ?? ref?.({ id, child: row.child ?? '' }, ties) ?? id,
          subjects: reference,
          people: [row.staff, ...ties.carersOf(children)],
          names: namesNobody ? [] : [...children, row.staff],
          childrenLeaveOn: children.map((each) => ties.children.get(each)?.leavesOn ?? null),
          leftOn: row.child === null ? (ties.people.get(row.staff)?.leftOn ?? null) : null,
        };
      });
    },
    erasing: [{ of: table.traced, sql: `UPDATE ${table.traced.table} SET ${changes} ${WHERE_RECORD}` }],
  };
}

/** Runs the statements that erase one record, on a given day. */
export async function erase(
  db: Transaction,
  traces: Traces,
  { erasing }: Erasure,
  record: { setting: string; id: string; on: Day },
): Promise<void> {
  for (const { of, sql: statement } of erasing) {
    const values: Value[] = [];
    const sql = statement.replace(/:(setting|id|on)\b/g, (_, name: keyof typeof record) => {
      values.push(record[name]);
      return '?';
    });
    if (of === null) {
      await db.run(sql, values);
      continue;
    }
    for (const row of await db.all<Row>(`${sql} RETURNING ${returned(of)}`, values)) {
      const key = of.id.map((column) => row[column] ?? null);
      if (sql.startsWith('DELETE')) traces.deleted(of, record.setting, ...key);
      else traces.changed(of, row);
      traces.erased(of, record.setting, ...key);
    }
  }
}
