import {
  ARRANGEMENT_RETENTION,
  type Arrangement,
  type Arrangements,
} from '../../core/arrangements/arrangement.ts';
import { ARRANGEMENT_STATES, awaits } from '../../core/arrangements/states.ts';
import { openStates } from '../../core/rules/states.ts';
import { type Transaction, toJsonList, type Value } from '../database.ts';
import { erasureOf } from '../erasure.ts';
import { saved } from '../noun.ts';
import { toSqlList } from '../rows.ts';
import { instant, joined, number, type Row, table, text, version } from '../table.ts';

export const ARRANGEMENTS = table<Arrangement>(
  'arrangements',
  'a',
  {
    setting: text('setting'),
    id: text('id'),
    version,
    number: number('number'),
    staff: text('staff'),
    staffName: joined('p.name'),
    child: text('child'),
    childName: joined('c.name'),
    kind: text('kind', 'other'),
    startsOn: text('starts_on'),
    note: text('note'),
    state: text('state'),
    declaredAt: instant('declared_at'),
    dueOn: text('due_on'),
    decidedAt: instant('decided_at'),
    decidedBy: text('decided_by'),
    officerNote: text('officer_note'),
    endedOn: text('ended_on'),
  },
  { derived: { awaits: { of: awaits, gone: null } } },
);
const COLUMNS = ARRANGEMENTS.columns;
const OPEN = `a.state IN ${toSqlList(openStates(ARRANGEMENT_STATES))}`;
const SELECT = `SELECT ${COLUMNS}
  FROM arrangements a
  JOIN people p ON p.setting = a.setting AND p.id = a.staff
  JOIN children c ON c.setting = a.setting AND c.id = a.child`;

/** For each child: arrangements about that child, or about any child with a current carer, or a parent off the form, in common. */
const ofFamilies = (which: string) => `SELECT f.family, ${COLUMNS}
  FROM (
    SELECT own.value AS family, own.value AS child FROM json_each(?) own
    UNION
    SELECT l.child, s.child
    FROM json_each(?) wanted CROSS JOIN carer_links l JOIN carer_links s ON s.setting = l.setting AND s.person = l.person
    WHERE l.setting = ? AND l.child = wanted.value AND l.standing IN ('carer', 'parent') AND s.standing IN ('carer', 'parent')
  ) f
  CROSS JOIN arrangements a
  JOIN people p ON p.setting = a.setting AND p.id = a.staff
  JOIN children c ON c.setting = a.setting AND c.id = a.child
  WHERE a.setting = ? AND a.child = f.child AND ${which} ORDER BY a.declared_at, a.id`;

function arrangements(db: Transaction): Arrangements {
  const some = async (rest: string, values: Value[]) =>
    (await db.all<Row>(`${SELECT} ${rest}`, values)).map(ARRANGEMENTS.fromRow);

  return {
    byNumber: async (setting, number) =>
      (await some('WHERE a.setting = ? AND a.number = ?', [setting, number]))[0],
    ofStaff: (setting, staff) =>
      some('WHERE a.setting = ? AND a.staff = ? ORDER BY a.declared_at DESC, a.id DESC', [setting, staff]),
    async ofFamily(setting, ...children) {
      const ids = toJsonList(children);
      const rows = await db.all<Row & { family: string }>(ofFamilies(OPEN), [ids, ids, setting, setting]);
      return rows.map((row) => ({ family: row.family, arrangement: ARRANGEMENTS.fromRow(row) }));
    },
    async everOfFamily(setting, child) {
      const ids = toJsonList([child]);
      const rows = await db.all<Row>(ofFamilies('a.erased_on IS NULL'), [ids, ids, setting, setting]);
      return rows.map(ARRANGEMENTS.fromRow);
    },
    open: (setting) => some(`WHERE a.setting = ? AND ${OPEN} ORDER BY a.declared_at, a.id`, [setting]),
    undecided: (setting) =>
      some("WHERE a.setting = ? AND a.awaits = 'officer' ORDER BY a.due_on, a.declared_at, a.id", [setting]),
  };
}

export const ARRANGEMENT_NOUN = {
  ...saved(ARRANGEMENTS),
  letters: 'A' as const,
  asked: arrangements,
  erasure: erasureOf(ARRANGEMENTS, ARRANGEMENT_RETENTION, {
    child: 'child',
    staff: 'staff',
    letters: 'A',
    // A record that an earlier version erased without closing it is erased again, with what has been written into it since.
    left: `erased_on IS NULL OR state IN ${toSqlList(openStates(ARRANGEMENT_STATES))} OR officer_note IS NOT NULL`,
    closing: `ended_on = CASE WHEN state = 'declined' THEN ended_on ELSE COALESCE(ended_on, :on) END,
      state = CASE WHEN state = 'declined' THEN state ELSE 'ended' END, version = version + 1`,
  }),
};
