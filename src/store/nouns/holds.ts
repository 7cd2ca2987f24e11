import type { Hold, Holds } from '../../core/allocations/hold.ts';
import { type Transaction, toJsonList } from '../database.ts';
import { GONE, instant, type Row, table, text } from '../table.ts';

export const HOLDS = table<Hold>('holds', 'h', {
  setting: text('setting'),
  id: text('id'),
  child: text('child'),
  staff: text('staff'),
  reason: text('reason', GONE),
  placedBy: text('placed_by'),
  placedAt: instant('placed_at'),
  liftedAt: instant('lifted_at'),
});

export function holds(db: Transaction): Holds {
  return {
    async ofChild(setting, ...children) {
      const rows = await db.all<Row>(
        `SELECT ${HOLDS.columns} FROM json_each(?) wanted CROSS JOIN holds h
         WHERE h.setting = ? AND h.child = wanted.value ORDER BY h.placed_at, h.id`,
        [toJsonList(children), setting],
      );
      return rows.map(HOLDS.fromRow);
    },
  };
}
