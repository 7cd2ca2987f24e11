import type { Hold, Holds } from '../../core/allocations/hold.ts';
import { type Transaction, toJsonList } from '../database.ts';

interface HoldRow {
  setting: string;
  id: string;
  child: string;
  staff: string;
  reason: string;
  placed_by: string;
  placed_at: string;
  lifted_at: string | null;
}

const STORED = 'setting, id, child, staff, reason, placed_by, placed_at, lifted_at';
const COLUMNS = STORED.replace(/\w+/g, 'h.$&');

function fromRow(row: HoldRow): Hold {
  return {
    setting: row.setting,
    id: row.id,
    child: row.child,
    staff: row.staff,
    reason: row.reason,
    placedBy: row.placed_by,
    placedAt: new Date(row.placed_at),
    liftedAt: row.lifted_at === null ? null : new Date(row.lifted_at),
  };
}

export function holds(db: Transaction): Holds {
  return {
    async ofChild(setting, ...children) {
      const rows = await db.all<HoldRow>(
        `SELECT ${COLUMNS} FROM json_each(?) wanted CROSS JOIN holds h
         WHERE h.setting = ? AND h.child = wanted.value ORDER BY h.placed_at, h.id`,
        [toJsonList(children), setting],
      );
      return rows.map(fromRow);
    },
    async place(hold) {
      await db.run(`INSERT INTO holds (${STORED}) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`, [
        hold.setting,
        hold.id,
        hold.child,
        hold.staff,
        hold.reason,
        hold.placedBy,
        hold.placedAt.toISOString(),
        hold.liftedAt?.toISOString() ?? null,
      ]);
    },
    async lift(setting, id, at) {
      await db.run('UPDATE holds SET lifted_at = ? WHERE setting = ? AND id = ? AND lifted_at IS NULL', [
        at.toISOString(),
        setting,
        id,
      ]);
    },
  };
}
