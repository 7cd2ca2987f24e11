import type { Duty, Policies } from '../../core/policies/policy.ts';
import type { Day } from '../../core/rules/days.ts';
import { type Transaction, toJsonList } from '../database.ts';
import { IN_POST_ON } from './people.ts';

interface DutyRow {
  person: string;
  person_name: string;
  joined_on: Day | null;
  policy: string;
  code: string;
  title: string;
  kind: Duty['kind'];
  root_adopted_on: Day;
  done_at: string | null;
  declined_at: string | null;
  decline_reason: string | null;
}

function fromRow(row: DutyRow): Duty {
  return {
    person: row.person,
    personName: row.person_name,
    joinedOn: row.joined_on,
    policy: row.policy,
    code: row.code,
    title: row.title,
    kind: row.kind,
    adoptedOn: row.root_adopted_on,
    doneAt: row.done_at === null ? null : new Date(row.done_at),
    declinedAt: row.declined_at === null ? null : new Date(row.declined_at),
    declineReason: row.decline_reason,
  };
}

/** When the person joined. A post without a start counts as held for ever, so the person was here for ever. Takes the setting. */
const JOINED_ON = `COALESCE(p.starts_on, NULLIF((
    SELECT MIN(COALESCE(j.starts_on, '')) FROM posts j WHERE j.setting = ? AND j.person = p.id
  ), ''))`;

const IN_FORCE_NOW = "y.state = 'adopted'";
/** As text, a month or a year of adoption counts from its first day. Takes the setting and the day. */
export const IN_FORCE_THEN = `y.id = (
    SELECT v.id FROM policies v
    WHERE v.setting = ? AND v.code = y.code AND v.state IN ('adopted', 'superseded') AND v.adopted_on <= ?
    ORDER BY v.adopted_on DESC, v.state, v.id DESC LIMIT 1
  )`;

const select = (inForce: string) => `SELECT p.id AS person, p.name AS person_name, ${JOINED_ON} AS joined_on,
    y.id AS policy, y.code, y.title, y.kind, y.root_adopted_on,
    CASE y.kind WHEN 'confidentiality' THEN s.signed_at ELSE k.answered_at END AS done_at,
    n.answered_at AS declined_at, n.reason AS decline_reason
  FROM people p
  JOIN policies y ON y.setting = p.setting AND ${inForce}
  LEFT JOIN acknowledgements k ON k.setting = p.setting AND k.person = p.id AND k.root = y.root AND k.answer = 'acknowledge'
  LEFT JOIN acknowledgements n ON n.setting = p.setting AND n.person = p.id AND n.root = y.root AND n.answer = 'decline'
  LEFT JOIN signatures s ON s.setting = p.setting AND s.person = p.id AND s.root = y.root`;

const OF_ALL_ON = `WHERE p.setting = ? AND ${IN_POST_ON} ORDER BY y.code, p.name_key, p.id`;

/** People who have, had or will have a post here and have not answered a document in force. Takes the setting three times. */
const owing = (some: string, those: string) => `SELECT DISTINCT t.person
  FROM policies y CROSS JOIN ${some} posts t
  WHERE y.setting = ? AND y.state = 'adopted' AND t.setting = y.setting ${those} AND CASE y.kind
    WHEN 'confidentiality' THEN NOT EXISTS (
      SELECT 1 FROM signatures s WHERE s.setting = ? AND s.person = t.person AND s.root = y.root
    )
    ELSE NOT EXISTS (
      SELECT 1 FROM acknowledgements k
      WHERE k.setting = ? AND k.person = t.person AND k.root = y.root AND k.answer = 'acknowledge'
    )
  END`;

const OWING = owing('', '');
const OWING_OF_SOME = owing('json_each(?) wanted CROSS JOIN', 'AND t.person = wanted.value');

/** What people owe under the documents in force. */
export function duties(db: Transaction): Pick<Policies, 'duties' | 'dutiesOf' | 'dutiesThen' | 'owing'> {
  return {
    async dutiesOf(setting, person) {
      const rows = await db.all<DutyRow>(
        `${select(IN_FORCE_NOW)} WHERE p.setting = ? AND p.id = ?
           AND EXISTS (SELECT 1 FROM posts t WHERE t.setting = p.setting AND t.person = p.id)
         ORDER BY y.code`,
        [setting, setting, person],
      );
      return rows.map(fromRow);
    },
    async owing(setting, people) {
      const rows = await db.all<{ person: string }>(people ? OWING_OF_SOME : OWING, [
        ...(people ? [toJsonList(people)] : []),
        setting,
        setting,
        setting,
      ]);
      return new Set(rows.map((row) => row.person));
    },
    async duties(setting, on) {
      const rows = await db.all<DutyRow>(`${select(IN_FORCE_NOW)} ${OF_ALL_ON}`, [
        setting,
        setting,
        on,
        on,
        on,
        on,
      ]);
      return rows.map(fromRow);
    },
    async dutiesThen(setting, on) {
      const rows = await db.all<DutyRow>(`${select(IN_FORCE_THEN)} ${OF_ALL_ON}`, [
        setting,
        setting,
        on,
        setting,
        on,
        on,
        on,
        on,
      ]);
      return rows.map(fromRow);
    },
  };
}
