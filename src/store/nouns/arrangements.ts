import type {
  Arrangement,
  ArrangementKind,
  ArrangementState,
  Arrangements,
} from '../../core/arrangements/arrangement.ts';
import type { Day } from '../../core/rules/days.ts';
import { type Transaction, toJsonList, type Value } from '../database.ts';

interface ArrangementRow {
  setting: string;
  id: string;
  number: number;
  staff: string;
  staff_name: string;
  child: string;
  child_name: string;
  kind: ArrangementKind;
  starts_on: Day;
  note: string | null;
  state: ArrangementState;
  declared_at: string;
  due_on: Day;
  decided_at: string | null;
  decided_by: string | null;
  officer_note: string | null;
  ended_on: Day | null;
}

const COLUMNS = `a.setting, a.id, a.number, a.staff, p.name AS staff_name, a.child, c.name AS child_name, a.kind,
    a.starts_on, a.note, a.state, a.declared_at, a.due_on, a.decided_at, a.decided_by, a.officer_note, a.ended_on`;
const SELECT = `SELECT ${COLUMNS}
  FROM arrangements a
  JOIN people p ON p.setting = a.setting AND p.id = a.staff
  JOIN children c ON c.setting = a.setting AND c.id = a.child`;

/** Of each child: about itself, or about any child who shares a current carer. */
const OF_FAMILIES = `SELECT f.family, ${COLUMNS}
  FROM (
    SELECT value AS family, value AS child FROM json_each(?)
    UNION
    SELECT l.child, s.child
    FROM json_each(?) wanted CROSS JOIN carer_links l JOIN carer_links s ON s.setting = l.setting AND s.person = l.person
    WHERE l.setting = ? AND l.child = wanted.value AND l.standing = 'carer' AND s.standing = 'carer'
  ) f
  CROSS JOIN arrangements a
  JOIN people p ON p.setting = a.setting AND p.id = a.staff
  JOIN children c ON c.setting = a.setting AND c.id = a.child
  WHERE a.setting = ? AND a.child = f.child AND a.state IN ('declared', 'acknowledged') ORDER BY a.declared_at, a.id`;

function fromRow(row: ArrangementRow): Arrangement {
  return {
    setting: row.setting,
    id: row.id,
    number: row.number,
    staff: row.staff,
    staffName: row.staff_name,
    child: row.child,
    childName: row.child_name,
    kind: row.kind,
    startsOn: row.starts_on,
    note: row.note,
    state: row.state,
    declaredAt: new Date(row.declared_at),
    dueOn: row.due_on,
    decidedAt: row.decided_at === null ? null : new Date(row.decided_at),
    decidedBy: row.decided_by,
    officerNote: row.officer_note,
    endedOn: row.ended_on,
  };
}

/** In the order of `INSERT`, after setting and id. */
function toValues(arrangement: Arrangement): Value[] {
  return [
    arrangement.number,
    arrangement.staff,
    arrangement.child,
    arrangement.kind,
    arrangement.startsOn,
    arrangement.note,
    arrangement.state,
    arrangement.declaredAt.toISOString(),
    arrangement.dueOn,
    arrangement.decidedAt?.toISOString() ?? null,
    arrangement.decidedBy,
    arrangement.officerNote,
    arrangement.endedOn,
  ];
}

export function arrangements(db: Transaction): Arrangements {
  const some = async (rest: string, values: Value[]) =>
    (await db.all<ArrangementRow>(`${SELECT} ${rest}`, values)).map(fromRow);

  return {
    byNumber: async (setting, number) =>
      (await some('WHERE a.setting = ? AND a.number = ?', [setting, number]))[0],
    ofStaff: (setting, staff) =>
      some('WHERE a.setting = ? AND a.staff = ? ORDER BY a.declared_at DESC, a.id DESC', [setting, staff]),
    async ofFamily(setting, ...children) {
      const ids = toJsonList(children);
      const rows = await db.all<ArrangementRow & { family: string }>(OF_FAMILIES, [
        ids,
        ids,
        setting,
        setting,
      ]);
      return rows.map((row) => ({ family: row.family, arrangement: fromRow(row) }));
    },
    open: (setting) =>
      some("WHERE a.setting = ? AND a.state IN ('declared', 'acknowledged') ORDER BY a.declared_at, a.id", [
        setting,
      ]),
    undecided: (setting) =>
      some("WHERE a.setting = ? AND a.state = 'declared' ORDER BY a.due_on, a.declared_at, a.id", [setting]),
    async insert(arrangement) {
      await db.run(
        `INSERT INTO arrangements (
           setting, id, number, staff, child, kind, starts_on, note, state, declared_at, due_on, decided_at, decided_by,
           officer_note, ended_on
         ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        [arrangement.setting, arrangement.id, ...toValues(arrangement)],
      );
    },
    async save(arrangement) {
      await db.run(
        `UPDATE arrangements SET
           number = ?, staff = ?, child = ?, kind = ?, starts_on = ?, note = ?, state = ?, declared_at = ?, due_on = ?,
           decided_at = ?, decided_by = ?, officer_note = ?, ended_on = ?
         WHERE setting = ? AND id = ?`,
        [...toValues(arrangement), arrangement.setting, arrangement.id],
      );
    },
  };
}
