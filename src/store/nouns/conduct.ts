import { CONDUCT_RETENTION, type ConductMatter, type ConductMatters } from '../../core/conduct/matter.ts';
import type { Transaction } from '../database.ts';
import { erasureOf, LAST_INSTANT } from '../erasure.ts';
import { saved } from '../noun.ts';
import { GONE, instant, joined, number, type Row, table, text, version } from '../table.ts';

export const MATTERS = table<ConductMatter>('conduct_matters', 'm', {
  setting: text('setting'),
  id: text('id'),
  version,
  number: number('number'),
  subject: text('subject'),
  subjectName: joined('p.name'),
  clause: text('clause'),
  note: text('note'),
  openedBy: text('opened_by'),
  openedAt: instant('opened_at'),
  outcome: text('outcome', GONE),
  closedBy: text('closed_by'),
  closedAt: instant('closed_at'),
});
const SELECT = `SELECT ${MATTERS.columns}
  FROM conduct_matters m JOIN people p ON p.setting = m.setting AND p.id = m.subject`;

function conduct(db: Transaction): ConductMatters {
  return {
    async byNumber(setting, number) {
      const row = await db.get<Row>(`${SELECT} WHERE m.setting = ? AND m.number = ?`, [setting, number]);
      return row && MATTERS.fromRow(row);
    },
    async all(setting) {
      const rows = await db.all<Row>(
        `${SELECT} WHERE m.setting = ? AND m.erased_on IS NULL ORDER BY m.opened_at DESC, m.id`,
        [setting],
      );
      return rows.map(MATTERS.fromRow);
    },
  };
}

export const CONDUCT_NOUN = {
  ...saved(MATTERS),
  letters: 'M' as const,
  asked: conduct,
  erasure: erasureOf(MATTERS, CONDUCT_RETENTION, {
    staff: 'subject',
    letters: 'M',
    closing: `closed_at = COALESCE(closed_at, :on || '${LAST_INSTANT}')`,
  }),
};
