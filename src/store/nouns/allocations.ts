import {
  ALLOCATION_RETENTION,
  type Allocation,
  type Allocations,
  type NewAllocation,
} from '../../core/allocations/allocation.ts';
import type { Day } from '../../core/rules/days.ts';
import { type Transaction, toJsonList, type Value } from '../database.ts';
import { erasureOf } from '../erasure.ts';
import { addRows } from '../rows.ts';
import { joined, number, type Row, table, text } from '../table.ts';
import { returned, type Traces } from '../trace.ts';
import { CHILD_COLUMNS, type ChildRow, childFromRow } from './child-rows.ts';

export const ALLOCATIONS = table<Allocation>('allocations', 'a', {
  setting: text('setting'),
  id: text('id'),
  number: number('number'),
  child: text('child'),
  childName: joined('c.name'),
  childNumber: joined('c.number'),
  staff: text('staff'),
  staffName: joined('p.name'),
  role: text('role'),
  from: text('starts_on'),
  until: text('ends_on'),
  flaggedOn: text('flagged_on'),
  dueOn: text('due_on'),
  endReason: text('end_reason'),
  toldOn: text('told_on'),
});
const select = (before: string) => `SELECT ${ALLOCATIONS.columns}
  FROM ${before} allocations a
  JOIN children c ON c.setting = a.setting AND c.id = a.child
  JOIN people p ON p.setting = a.setting AND p.id = a.staff`;
/** An allocation ends with itself, when its child leaves, or when its member of staff leaves. Takes the day three times. */
const NOT_OVER = `(a.ends_on IS NULL OR a.ends_on >= ?)
  AND (c.leaves_on IS NULL OR c.leaves_on >= ?) AND (p.leaves_on IS NULL OR p.leaves_on >= ?)`;

/**
 * How many key children each member of staff has, by day. Grouped by an expression: in an index's order each allocation
 * would be looked up again.
 */
const keyChildren = (
  some: string,
  those: string,
) => `SELECT d.value AS day, a.staff || '' AS staff, COUNT(DISTINCT a.child) AS children
  FROM json_each(?) d CROSS JOIN ${some} allocations a
  JOIN children c ON c.setting = a.setting AND c.id = a.child
  WHERE a.setting = ? ${those} AND a.role IN ('key_person', 'co_key_person')
    AND a.starts_on <= d.value AND (a.ends_on IS NULL OR a.ends_on >= d.value)
    AND (c.leaves_on IS NULL OR c.leaves_on >= d.value)
  GROUP BY d.value, a.staff || '' ORDER BY d.value, a.staff || ''`;
const KEY_CHILDREN = keyChildren('', '');
const KEY_CHILDREN_OF_SOME = keyChildren('json_each(?) wanted CROSS JOIN', 'AND a.staff = wanted.value');

/** Sorts by role, a child's key person first. */
const BY_ROLE =
  "CASE a.role WHEN 'key_person' THEN 1 WHEN 'co_key_person' THEN 2 ELSE 3 END, a.starts_on, a.number";

function allocations(db: Transaction, traces: Traces): Allocations {
  const some = async (rest: string, values: Value[], before = '') =>
    (await db.all<Row>(`${select(before)} ${rest}`, values)).map(ALLOCATIONS.fromRow);
  const ofChildren: Allocations['ofChildren'] = (setting, children, on) =>
    some(
      `WHERE a.setting = ? AND a.child = wanted.value AND ${NOT_OVER} ORDER BY ${BY_ROLE}`,
      [toJsonList(children), setting, on, on, on],
      'json_each(?) wanted CROSS JOIN',
    );

  return {
    byNumber: async (setting, number) =>
      (await some('WHERE a.setting = ? AND a.number = ?', [setting, number]))[0],
    ofChild: (setting, child, on) => ofChildren(setting, [child], on),
    ofChildren,
    ofStaff: (setting, staff, on) =>
      some(`WHERE a.setting = ? AND a.staff = ? AND ${NOT_OVER} ORDER BY c.name_key, c.number, ${BY_ROLE}`, [
        setting,
        staff,
        on,
        on,
        on,
      ]),
    open: (setting, on) =>
      some(`WHERE a.setting = ? AND ${NOT_OVER} ORDER BY c.name_key, c.number, ${BY_ROLE}`, [
        setting,
        on,
        on,
        on,
      ]),
    async keyChildren(setting, days, staff) {
      const rows = await db.all<{ day: Day; staff: string; children: number }>(
        staff ? KEY_CHILDREN_OF_SOME : KEY_CHILDREN,
        staff ? [toJsonList(days), toJsonList(staff), setting] : [toJsonList(days), setting],
      );
      const counted = new Map(days.map((day) => [day, new Map<string, number>()]));
      for (const row of rows) counted.get(row.day)?.set(row.staff, row.children);
      return counted;
    },
    async childrenInNeed(setting, on) {
      const rows = await db.all<ChildRow & Flag>(IN_NEED, [on, setting, on, setting, setting, setting]);
      return rows.map((row) => ({ child: childFromRow(row), flagged: flaggedFrom(row) }));
    },
    async addFirst(allocations) {
      await addRows(db, ALLOCATIONS.traced, allocations.map(toRow), traces);
    },
  };
}

/**
 * Saves a new or changed allocation. Before it, an allocation of the same role whose holder has left is given an end: each
 * child has one allocation of a role without an end.
 */
async function saveAllocation(db: Transaction, allocation: NewAllocation, traces: Traces): Promise<void> {
  const ended =
    allocation.until === null
      ? db.all<Row>(
          `UPDATE allocations SET
         end_reason = 'left',
         ends_on = (SELECT p.leaves_on FROM people p WHERE p.setting = ? AND p.id = allocations.staff)
       WHERE setting = ? AND child = ? AND role = ? AND id <> ? AND ends_on IS NULL AND EXISTS (
         SELECT 1 FROM people p
         WHERE p.setting = allocations.setting AND p.id = allocations.staff AND p.leaves_on < ?)
       RETURNING ${returned(ALLOCATIONS.traced)}`,
          [
            allocation.setting,
            allocation.setting,
            allocation.child,
            allocation.role,
            allocation.id,
            allocation.from,
          ],
        )
      : [];
  const saved = ALLOCATIONS.save(db, allocation as Allocation, traces);
  for (const other of await ended) traces.changed(ALLOCATIONS.traced, other);
  await saved;
}

function toRow(allocation: NewAllocation): Value[] {
  const { setting, id, number, child, staff, role, from, until, flaggedOn, dueOn, endReason, toldOn } =
    allocation;
  return [setting, id, number, child, staff, role, from, until, flaggedOn, dueOn, endReason, toldOn];
}

interface Flag {
  flagged: string | null;
  flagged_number: number;
  staff: string;
  staff_name: string;
  from_on: Day;
  ends_on: Day | null;
  flagged_on: Day;
  due_on: Day | null;
  told_on: Day | null;
}

function flaggedFrom(row: ChildRow & Flag): Allocation | null {
  if (row.flagged === null) return null;
  return {
    setting: row.setting,
    id: row.flagged,
    number: row.flagged_number,
    child: row.id,
    childName: row.name,
    childNumber: row.number,
    staff: row.staff,
    staffName: row.staff_name,
    role: 'key_person',
    from: row.from_on,
    until: row.ends_on,
    flaggedOn: row.flagged_on,
    dueOn: row.due_on,
    endReason: null,
    toldOn: row.told_on,
  };
}

/**
 * Matches where the child `c` has a key person without a flag on the day that counts for the child, or later. Takes the
 * setting.
 */
const SETTLED = `SELECT 1 FROM allocations k JOIN people s ON s.setting = k.setting AND s.id = k.staff
  WHERE k.setting = ? AND k.child = c.id AND k.role = 'key_person' AND k.flagged_on IS NULL
    AND (k.ends_on IS NULL OR k.ends_on >= c.needed_on) AND (s.leaves_on IS NULL OR s.leaves_on >= c.needed_on)`;

/**
 * The day that counts for a child is the given one, or the child's first day when that is later. A flagged key person whose
 * successor is named already, for a later day, needs no other.
 */
const IN_NEED = `SELECT ${CHILD_COLUMNS}, a.id AS flagged, a.number AS flagged_number, a.staff, p.name AS staff_name,
    a.starts_on AS from_on, a.ends_on, a.flagged_on, a.due_on, a.told_on
  FROM (
    SELECT d.*, CASE WHEN d.starts_on > day.today THEN d.starts_on ELSE day.today END AS needed_on
    FROM (SELECT ? AS today) day CROSS JOIN children d
    WHERE d.setting = ? AND (d.leaves_on IS NULL OR d.leaves_on >= ?)
  ) c
  LEFT JOIN allocations a ON a.setting = c.setting AND a.child = c.id AND a.role = 'key_person'
    AND a.flagged_on IS NOT NULL AND a.starts_on <= c.needed_on AND (a.ends_on IS NULL OR a.ends_on >= c.needed_on)
    AND EXISTS (
      SELECT 1 FROM people h
      WHERE h.setting = ? AND h.id = a.staff AND (h.leaves_on IS NULL OR h.leaves_on >= c.needed_on)
    )
  LEFT JOIN people p ON p.setting = a.setting AND p.id = a.staff
  WHERE NOT EXISTS (${SETTLED} AND k.starts_on <= c.needed_on)
    AND (a.id IS NULL OR NOT EXISTS (${SETTLED}))
  ORDER BY c.starts_on, c.name_key, c.number, a.starts_on`;

export const ALLOCATION_NOUN = {
  table: 'allocations',
  letters: 'KP' as const,
  asked: allocations,
  save: saveAllocation,
  readsFirst: true as const,
  erasure: erasureOf(ALLOCATIONS, ALLOCATION_RETENTION, {
    child: 'child',
    staff: 'staff',
    letters: 'KP',
    left: 'erased_on IS NULL AND (ends_on IS NULL OR end_reason IS NOT NULL)',
    // Ends with whoever left first; a child who comes back gets a new allocation.
    closing: `flagged_on = NULL, due_on = NULL, ends_on = (
      SELECT MIN(d.ends_on) FROM (
        SELECT allocations.ends_on
        UNION ALL SELECT c.leaves_on FROM children c
          WHERE c.setting = :setting AND c.id = allocations.child
        UNION ALL SELECT p.leaves_on FROM people p
          WHERE p.setting = :setting AND p.id = allocations.staff) d)`,
    namesNobody: true,
  }),
};
