import type { ConductMatter, ConductMatters } from '../../core/conduct/matter.ts';
import type { ClauseId } from '../../core/rules/clauses.ts';
import type { Transaction, Value } from '../database.ts';

interface MatterRow {
  setting: string;
  id: string;
  number: number;
  subject: string;
  subject_name: string;
  clause: ClauseId;
  note: string | null;
  opened_by: string;
  opened_at: string;
  outcome: string | null;
  closed_by: string | null;
  closed_at: string | null;
}

const SELECT = `SELECT m.setting, m.id, m.number, m.subject, p.name AS subject_name, m.clause, m.note, m.opened_by,
    m.opened_at, m.outcome, m.closed_by, m.closed_at
  FROM conduct_matters m JOIN people p ON p.setting = m.setting AND p.id = m.subject`;

function fromRow(row: MatterRow): ConductMatter {
  return {
    setting: row.setting,
    id: row.id,
    number: row.number,
    subject: row.subject,
    subjectName: row.subject_name,
    clause: row.clause,
    note: row.note,
    openedBy: row.opened_by,
    openedAt: new Date(row.opened_at),
    outcome: row.outcome,
    closedBy: row.closed_by,
    closedAt: row.closed_at === null ? null : new Date(row.closed_at),
  };
}

/** In the order of `INSERT`, after setting and id. */
function toValues(matter: ConductMatter): Value[] {
  return [
    matter.number,
    matter.subject,
    matter.clause,
    matter.note,
    matter.openedBy,
    matter.openedAt.toISOString(),
    matter.outcome,
    matter.closedBy,
    matter.closedAt?.toISOString() ?? null,
  ];
}

export function conduct(db: Transaction): ConductMatters {
  return {
    async byNumber(setting, number) {
      const row = await db.get<MatterRow>(`${SELECT} WHERE m.setting = ? AND m.number = ?`, [
        setting,
        number,
      ]);
      return row && fromRow(row);
    },
    async all(setting) {
      const rows = await db.all<MatterRow>(
        `${SELECT} WHERE m.setting = ? AND m.erased_on IS NULL ORDER BY m.opened_at DESC, m.id`,
        [setting],
      );
      return rows.map(fromRow);
    },
    async insert(matter) {
      await db.run(
        `INSERT INTO conduct_matters (
           setting, id, number, subject, clause, note, opened_by, opened_at, outcome, closed_by, closed_at
         ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        [matter.setting, matter.id, ...toValues(matter)],
      );
    },
    async save(matter) {
      await db.run(
        `UPDATE conduct_matters SET
           number = ?, subject = ?, clause = ?, note = ?, opened_by = ?, opened_at = ?, outcome = ?, closed_by = ?, closed_at = ?
         WHERE setting = ? AND id = ?`,
        [...toValues(matter), matter.setting, matter.id],
      );
    },
  };
}
