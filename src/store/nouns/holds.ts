import { HOLD_RETENTION, type Hold, type Holds } from '../../core/allocations/hold.ts';
import { type Transaction, toJsonList } from '../database.ts';
import { erasureOf, LAST_INSTANT } from '../erasure.ts';
import { saved } from '../noun.ts';
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

function holds(db: Transaction): Holds {
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

export const HOLD_NOUN = {
  ...saved(HOLDS),
  asked: holds,
  erasure: erasureOf(HOLDS, HOLD_RETENTION, {
    child: 'child',
    staff: 'staff',
    ref: ({ child }, { children }) => `C-${children.get(child)?.number ?? 0}`,
    left: 'erased_on IS NULL OR lifted_at IS NULL',
    closing: `lifted_at = COALESCE(lifted_at, :on || '${LAST_INSTANT}')`,
  }),
};
