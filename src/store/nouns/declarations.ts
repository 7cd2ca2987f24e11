import type { Declaration, Declarations, OpenMatch, Touch } from '../../core/declarations/declaration.ts';
import { awaits } from '../../core/declarations/states.ts';
import { fold } from '../../core/rules/names.ts';
import { type Transaction, toJsonList, type Value } from '../database.ts';
import {
  flag,
  GONE,
  instant,
  joined,
  list,
  NOBODY,
  number,
  type Row,
  table,
  text,
  version,
} from '../table.ts';
import { casework } from './casework.ts';
import { OPEN, REACHING, UNMATCHED } from './matching.ts';

interface Candidate {
  candidate: string;
  candidate_name: string;
  candidate_kind: OpenMatch['candidateKind'];
}

export const DECLARATIONS = table<Declaration>(
  'declarations',
  'd',
  {
    setting: text('setting'),
    id: text('id'),
    version,
    number: number('number'),
    declarer: text('declarer'),
    declarerName: joined('w.name'),
    counterpart: text('counterpart'),
    counterpartName: text('counterpart_name', GONE),
    child: text('child'),
    childName: text('child_name'),
    kind: text('kind', 'other'),
    since: text('since'),
    networks: list('networks'),
    note: text('note'),
    state: text('state'),
    outcome: text('outcome'),
    submittedAt: instant('submitted_at'),
    dueOn: text('due_on'),
    decidedAt: instant('decided_at'),
    decidedBy: text('decided_by'),
    officerNote: text('officer_note'),
    affectedChild: flag('affected_child'),
    nextReview: text('next_review'),
    raisedAt: instant('raised_at'),
    endedOn: text('ended_on'),
    endReason: text('end_reason'),
    onBehalfBy: text('on_behalf_by'),
    confirmedAt: instant('confirmed_at'),
    voidProposedBy: text('void_proposed_by'),
    resumes: number('resumes'),
  },
  {
    counterpart_key: { of: ({ counterpartName }) => fold(counterpartName), gone: NOBODY },
    child_key: { of: ({ childName }) => (childName === null ? null : fold(childName)), gone: null },
    awaits: { of: awaits, gone: null },
  },
);
const COLUMNS = DECLARATIONS.columns;
/** Whoever declared it. `CROSS JOIN` before it holds the order: from the few ids that were found to their rows. */
const DECLARER = 'people w ON w.setting = d.setting AND w.id = d.declarer';

export function declarations(db: Transaction): Declarations {
  const some = async (rest: string, values: Value[]) =>
    (await db.all<Row>(`SELECT ${COLUMNS} FROM declarations d JOIN ${DECLARER} ${rest}`, values)).map(
      DECLARATIONS.fromRow,
    );

  return {
    byNumber: async (setting, number) =>
      (await some('WHERE d.setting = ? AND d.number = ?', [setting, number]))[0],
    byId: async (setting, id) => (await some('WHERE d.setting = ? AND d.id = ?', [setting, id]))[0],
    async ofCases(setting, numbers, boundaries) {
      const rows = await db.all<Row>(
        `SELECT ${COLUMNS} FROM (
           SELECT n.id FROM json_each(?) wanted CROSS JOIN declarations n WHERE n.setting = ? AND n.number = CAST(wanted.value AS INTEGER)
           UNION
           SELECT b.declaration FROM json_each(?) wanted CROSS JOIN boundaries b WHERE b.setting = ? AND b.number = CAST(wanted.value AS INTEGER)
         ) r
         CROSS JOIN declarations d JOIN ${DECLARER}
         WHERE d.setting = ? AND d.id = r.id ORDER BY d.submitted_at, d.id`,
        [toJsonList(numbers), setting, toJsonList(boundaries), setting, setting],
      );
      return rows.map(DECLARATIONS.fromRow);
    },
    ofDeclarer: (setting, declarer) =>
      some('WHERE d.setting = ? AND d.declarer = ? ORDER BY d.submitted_at DESC, d.id DESC', [
        setting,
        declarer,
      ]),
    async reaching(setting, ...children) {
      const ids = toJsonList(children);
      const rows = await db.all<Row & { reached: string; touch: Touch }>(
        `SELECT ${COLUMNS}, r.reached, r.touch FROM (${REACHING}) r
         CROSS JOIN declarations d JOIN ${DECLARER}
         WHERE d.setting = ? AND d.id = r.id AND ${OPEN} ORDER BY d.submitted_at, d.id, r.touch`,
        [ids, setting, ids, setting, ids, setting, ids, setting, setting],
      );
      return rows.map((row) => ({
        child: row.reached,
        declaration: DECLARATIONS.fromRow(row),
        touch: row.touch,
      }));
    },
    involving: (setting, person) =>
      some(
        `WHERE d.setting = ? AND d.id IN (
           SELECT m.id FROM declarations m WHERE m.setting = ? AND m.declarer = ?
           UNION SELECT o.id FROM declarations o WHERE o.setting = ? AND o.counterpart = ?
         ) AND ${OPEN} ORDER BY d.submitted_at, d.id`,
        [setting, setting, person, setting, person],
      ),
    about: (setting, counterpart) =>
      some(`WHERE d.setting = ? AND d.counterpart = ? AND ${OPEN} ORDER BY d.submitted_at, d.id`, [
        setting,
        counterpart,
      ]),
    undecided: (setting) =>
      some(
        "WHERE d.setting = ? AND d.awaits IN ('officer', 'second') ORDER BY d.due_on, d.submitted_at, d.id",
        [setting],
      ),
    open: (setting) => some(`WHERE d.setting = ? AND ${OPEN} ORDER BY d.submitted_at, d.id`, [setting]),
    async openMatches(setting, on = '0000-00-00') {
      const rows = await db.all<Row & Candidate>(
        `SELECT ${COLUMNS}, m.candidate, m.candidate_name, m.candidate_kind FROM (${UNMATCHED}) m
         CROSS JOIN declarations d JOIN ${DECLARER}
         WHERE d.setting = ? AND d.id = m.id
         ORDER BY d.submitted_at, d.id, m.candidate_kind, m.candidate`,
        [setting, on, setting, on, setting],
      );
      return rows.map((row) => ({
        declaration: DECLARATIONS.fromRow(row),
        candidate: row.candidate,
        candidateName: row.candidate_name,
        candidateKind: row.candidate_kind,
      }));
    },
    ...casework(db),
  };
}
