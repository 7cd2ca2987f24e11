import type { RetentionRule } from '../core/records/privacy.ts';
import type { RetentionCandidate } from '../core/records/retention.ts';
import type { Day } from '../core/rules/days.ts';
import type { Transaction, Value } from './database.ts';
import type { Table } from './table.ts';

/** A record that still has its personal fields, before its noun says of what kind it is. */
export type Candidate = Omit<RetentionCandidate, 'kind' | 'term' | 'why'>;

/** The children and people of a setting, from which the terms of its records are counted: read once for all of them. */
export interface Ties {
  children: ReadonlyMap<string, { number: number; leavesOn: Day | null; isErased: boolean }>;
  /** When each person left; `works`: holds a role that has no end yet, or will hold one. */
  people: ReadonlyMap<string, { leftOn: Day | null; works: boolean; isErased: boolean }>;
  childrenOf(person: string): readonly string[];
  carersOf(children: readonly string[]): string[];
}

/** How the records of a noun are found and erased when their time has come (rules: Privacy). */
export interface Erasure {
  rule: RetentionRule<never>;
  /** Every record of the setting that still has something to erase. */
  candidates(db: Transaction, setting: string, ties: Ties): Promise<Candidate[]>;
  /** Statements that erase one, in this order; they name `:on`, `:setting` and `:id`. The row and its ids stay. */
  erasing: readonly string[];
}

/** What a candidate has where its noun says nothing else. */
export const NO_FACTS = {
  subjects: [],
  names: [],
  childrenLeaveOn: [],
  closedOn: null,
  leftOn: null,
  inPost: false,
} satisfies Partial<Candidate>;

/** SQL: the one record that is erased. */
export const WHERE_RECORD = 'WHERE setting = :setting AND id = :id';
/** Behind a day, its last instant in the text of instants: nothing of that day is closed before it was begun. */
export const LAST_INSTANT = 'T23:59:59.999Z';

/** What a noun's table says of a record: one column each. */
interface About {
  /** The child it is about, if it is about one. */
  child?: string;
  staff: string;
  /** Before its number in references. Without letters, `ref` or its id is what reports call it. */
  letters?: string;
  ref?: (row: { id: string; child: string }, ties: Ties) => string;
  /** SQL, true of a record that still has something to erase. */
  left?: string;
  /** SQL behind `SET` that closes what is still open, so that nobody finds it waiting and writes into it; null: nothing is. */
  closing: string | null;
  /** Its child and its staff may go before it: their names are not needed to read it. */
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
    FROM ${table.name} WHERE setting = ? AND (${left}) ORDER BY id`;
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
    erasing: [`UPDATE ${table.name} SET ${changes} ${WHERE_RECORD}`],
  };
}

/** Carries out the statements that erase one record, on a day. */
export async function erase(
  db: Transaction,
  { erasing }: Erasure,
  of: { setting: string; id: string; on: Day },
): Promise<void> {
  for (const statement of erasing) {
    const values: Value[] = [];
    const sql = statement.replace(/:(setting|id|on)\b/g, (_, name: keyof typeof of) => {
      values.push(of[name]);
      return '?';
    });
    await db.run(sql, values);
  }
}
