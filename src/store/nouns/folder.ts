import type { Day } from '../../core/rules/days.ts';
import type { NotInFolder } from '../../core/settings/folder.ts';
import type { Transaction } from '../database.ts';

/** The rows that a setting's folder has no place for: all have the setting in the first parameter. */
const ROWS: Readonly<Record<NotInFolder, string>> = {
  acknowledgements: `acknowledgements r WHERE r.setting = ? AND r.erased_on IS NULL AND r.answer = 'acknowledge' AND r.source = 'chat'`,
  declined: `acknowledgements r WHERE r.setting = ? AND r.erased_on IS NULL AND r.answer = 'decline'`,
  signatures: `signatures r WHERE r.setting = ? AND r.erased_on IS NULL AND r.source = 'chat'`,
  declarations: 'declarations r WHERE r.setting = ? AND r.erased_on IS NULL',
  arrangements: 'arrangements r WHERE r.setting = ? AND r.erased_on IS NULL',
  boundaries: 'boundaries r WHERE r.setting = ?',
  conduct: 'conduct_matters r WHERE r.setting = ? AND r.erased_on IS NULL',
  holds: 'holds r WHERE r.setting = ? AND r.erased_on IS NULL',
  families: 'family_answers r WHERE r.setting = ? AND r.answer IS NOT NULL',
  absences: 'absences r WHERE r.setting = ?',
  proposals: 'proposals r WHERE r.setting = ?',
  posts: 'posts r WHERE r.setting = ? AND r.ends_on < ?',
  accounts: `accounts r WHERE r.setting = ? AND (r.named = 0 OR r.state <> 'bound')`,
  // One of each role a child is written: that without an end, or else the last that has not ended.
  allocations: `allocations r WHERE r.setting = ? AND r.erased_on IS NULL AND (r.ends_on < ? OR r.ends_on IS NOT NULL AND EXISTS (
    SELECT 1 FROM allocations l WHERE l.setting = ? AND l.child = r.child AND l.role = r.role
      AND (l.ends_on IS NULL OR l.starts_on > r.starts_on)))`,
  told: 'allocations r WHERE r.setting = ? AND r.erased_on IS NULL AND r.told_on IS NOT NULL',
  // A list of several patterns of days, each with the day from which it holds.
  days: `children r WHERE r.setting = ? AND r.sessions LIKE '%"from"%"from"%'`,
  staffDays: `people r WHERE r.setting = ? AND r.sessions LIKE '%"from"%"from"%'`,
  enrolments:
    'enrolments r JOIN children c ON c.setting = r.setting AND c.id = r.child WHERE r.setting = ? AND r.starts_on <> c.starts_on',
  carers: `carer_links r WHERE r.setting = ? AND r.standing IN ('parent', 'former')`,
  settled: 'children r WHERE r.setting = ? AND r.looked_with IS NOT NULL',
  unprotected: 'children r WHERE r.setting = ? AND r.protected = 2',
  messages: 'notices r WHERE r.setting = ?',
  legalHolds: 'legal_holds r WHERE r.setting = ?',
  events: 'audit r WHERE r.setting = ?',
};

const COUNTED = `${Object.entries(ROWS)
  .map(([kind, rows]) => `SELECT '${kind}' AS kind, COUNT(*) AS count FROM ${rows}`)
  .join('\nUNION ALL ')} ORDER BY kind`;

/** What the statement takes, in order: the setting, and today where it is compared with a day. */
const values = (setting: string, today: Day) =>
  Array.from(COUNTED.matchAll(/(ends_on <|setting =) \?/g), ([, of]) =>
    of === 'setting =' ? setting : today,
  );

/** Counts the rows of a setting that its folder has no place for. */
export async function countNotInFolder(
  db: Transaction,
  setting: string,
  today: Day,
): Promise<Map<NotInFolder, number>> {
  const rows = await db.all<{ kind: NotInFolder; count: number }>(COUNTED, values(setting, today));
  return new Map(rows.map(({ kind, count }) => [kind, count]));
}
