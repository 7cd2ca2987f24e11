import type {
  Declaration,
  DeclarationState,
  Declarations,
  Kind,
  OpenMatch,
  Outcome,
  Touch,
} from '../../core/declarations/declaration.ts';
import type { Day } from '../../core/rules/days.ts';
import { fold } from '../../core/rules/names.ts';
import { type Transaction, toJsonList, type Value } from '../database.ts';
import { casework } from './casework.ts';
import { OPEN, REACHING, UNMATCHED } from './matching.ts';

interface DeclarationRow {
  setting: string;
  id: string;
  number: number;
  declarer: string;
  declarer_name: string;
  counterpart: string | null;
  counterpart_name: string;
  child: string | null;
  child_name: string | null;
  kind: Kind;
  since: string | null;
  networks: string;
  note: string | null;
  state: DeclarationState;
  outcome: Outcome | null;
  submitted_at: string;
  due_on: Day;
  decided_at: string | null;
  decided_by: string | null;
  officer_note: string | null;
  affected_child: number | null;
  next_review: Day | null;
  raised_at: string | null;
  ended_on: Day | null;
  end_reason: string | null;
  on_behalf_by: string | null;
  confirmed_at: string | null;
  void_proposed_by: string | null;
  resumes: number | null;
}

interface Candidate {
  candidate: string;
  candidate_name: string;
  candidate_kind: OpenMatch['candidateKind'];
}

const COLUMNS = `d.setting, d.id, d.number, d.declarer, w.name AS declarer_name,
  d.counterpart, d.counterpart_name, d.child, d.child_name, d.kind, d.since, d.networks, d.note, d.state, d.outcome,
  d.submitted_at, d.due_on, d.decided_at, d.decided_by, d.officer_note, d.affected_child, d.next_review, d.raised_at, d.ended_on,
  d.end_reason, d.on_behalf_by, d.confirmed_at, d.void_proposed_by, d.resumes`;
/** Whoever declared it. `CROSS JOIN` before it holds the order: from the few ids that were found to their rows. */
const DECLARER = 'people w ON w.setting = d.setting AND w.id = d.declarer';

function fromRow(row: DeclarationRow): Declaration {
  return {
    setting: row.setting,
    id: row.id,
    number: row.number,
    declarer: row.declarer,
    declarerName: row.declarer_name,
    counterpart: row.counterpart,
    counterpartName: row.counterpart_name,
    child: row.child,
    childName: row.child_name,
    kind: row.kind,
    since: row.since,
    networks: JSON.parse(row.networks),
    note: row.note,
    state: row.state,
    outcome: row.outcome,
    submittedAt: new Date(row.submitted_at),
    dueOn: row.due_on,
    decidedAt: row.decided_at === null ? null : new Date(row.decided_at),
    decidedBy: row.decided_by,
    officerNote: row.officer_note,
    affectedChild: row.affected_child === null ? null : row.affected_child === 1,
    nextReview: row.next_review,
    raisedAt: row.raised_at === null ? null : new Date(row.raised_at),
    endedOn: row.ended_on,
    endReason: row.end_reason,
    onBehalfBy: row.on_behalf_by,
    confirmedAt: row.confirmed_at === null ? null : new Date(row.confirmed_at),
    voidProposedBy: row.void_proposed_by,
    resumes: row.resumes,
  };
}

/** In the order of `INSERT`, after setting and id. */
function toValues(declaration: Declaration): Value[] {
  return [
    declaration.number,
    declaration.declarer,
    declaration.counterpart,
    declaration.counterpartName,
    fold(declaration.counterpartName),
    declaration.child,
    declaration.childName,
    declaration.childName === null ? null : fold(declaration.childName),
    declaration.kind,
    declaration.since,
    JSON.stringify(declaration.networks),
    declaration.note,
    declaration.state,
    declaration.outcome,
    declaration.submittedAt.toISOString(),
    declaration.dueOn,
    declaration.decidedAt?.toISOString() ?? null,
    declaration.decidedBy,
    declaration.officerNote,
    declaration.affectedChild === null ? null : Number(declaration.affectedChild),
    declaration.nextReview,
    declaration.raisedAt?.toISOString() ?? null,
    declaration.endedOn,
    declaration.endReason,
    declaration.onBehalfBy,
    declaration.confirmedAt?.toISOString() ?? null,
    declaration.voidProposedBy,
    declaration.resumes,
  ];
}

export function declarations(db: Transaction): Declarations {
  const some = async (rest: string, values: Value[]) =>
    (
      await db.all<DeclarationRow>(`SELECT ${COLUMNS} FROM declarations d JOIN ${DECLARER} ${rest}`, values)
    ).map(fromRow);

  return {
    byNumber: async (setting, number) =>
      (await some('WHERE d.setting = ? AND d.number = ?', [setting, number]))[0],
    byId: async (setting, id) => (await some('WHERE d.setting = ? AND d.id = ?', [setting, id]))[0],
    async ofCases(setting, numbers, boundaries) {
      const rows = await db.all<DeclarationRow>(
        `SELECT ${COLUMNS} FROM (
           SELECT n.id FROM json_each(?) wanted CROSS JOIN declarations n WHERE n.setting = ? AND n.number = wanted.value
           UNION
           SELECT b.declaration FROM json_each(?) wanted CROSS JOIN boundaries b WHERE b.setting = ? AND b.number = wanted.value
         ) r
         CROSS JOIN declarations d JOIN ${DECLARER}
         WHERE d.setting = ? AND d.id = r.id ORDER BY d.submitted_at, d.id`,
        [toJsonList(numbers), setting, toJsonList(boundaries), setting, setting],
      );
      return rows.map(fromRow);
    },
    ofDeclarer: (setting, declarer) =>
      some('WHERE d.setting = ? AND d.declarer = ? ORDER BY d.submitted_at DESC, d.id DESC', [
        setting,
        declarer,
      ]),
    async reaching(setting, ...children) {
      const ids = toJsonList(children);
      const rows = await db.all<DeclarationRow & { reached: string; touch: Touch }>(
        `SELECT ${COLUMNS}, r.reached, r.touch FROM (${REACHING}) r
         CROSS JOIN declarations d JOIN ${DECLARER}
         WHERE d.setting = ? AND d.id = r.id AND ${OPEN} ORDER BY d.submitted_at, d.id, r.touch`,
        [ids, setting, ids, setting, ids, setting, ids, setting, setting],
      );
      return rows.map((row) => ({ child: row.reached, declaration: fromRow(row), touch: row.touch }));
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
        `WHERE d.setting = ? AND ${OPEN}
           AND (d.state = 'submitted' OR d.state = 'end_requested' OR d.raised_at IS NOT NULL OR d.void_proposed_by IS NOT NULL)
         ORDER BY d.due_on, d.submitted_at, d.id`,
        [setting],
      ),
    open: (setting) => some(`WHERE d.setting = ? AND ${OPEN} ORDER BY d.submitted_at, d.id`, [setting]),
    async openMatches(setting, on = '0000-00-00') {
      const rows = await db.all<DeclarationRow & Candidate>(
        `SELECT ${COLUMNS}, m.candidate, m.candidate_name, m.candidate_kind FROM (${UNMATCHED}) m
         CROSS JOIN declarations d JOIN ${DECLARER}
         WHERE d.setting = ? AND d.id = m.id
         ORDER BY d.submitted_at, d.id, m.candidate_kind, m.candidate`,
        [setting, on, setting, on, setting],
      );
      return rows.map((row) => ({
        declaration: fromRow(row),
        candidate: row.candidate,
        candidateName: row.candidate_name,
        candidateKind: row.candidate_kind,
      }));
    },
    async insert(declaration) {
      await db.run(
        `INSERT INTO declarations (
           setting, id, number, declarer, counterpart, counterpart_name, counterpart_key, child, child_name, child_key,
           kind, since, networks, note, state, outcome, submitted_at, due_on, decided_at, decided_by, officer_note,
           affected_child, next_review, raised_at, ended_on, end_reason, on_behalf_by, confirmed_at, void_proposed_by, resumes
         ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        [declaration.setting, declaration.id, ...toValues(declaration)],
      );
    },
    async save(declaration) {
      await db.run(
        `UPDATE declarations SET
           number = ?, declarer = ?, counterpart = ?, counterpart_name = ?, counterpart_key = ?, child = ?,
           child_name = ?, child_key = ?, kind = ?, since = ?, networks = ?, note = ?, state = ?, outcome = ?,
           submitted_at = ?, due_on = ?, decided_at = ?, decided_by = ?, officer_note = ?, affected_child = ?,
           next_review = ?, raised_at = ?, ended_on = ?, end_reason = ?, on_behalf_by = ?, confirmed_at = ?,
           void_proposed_by = ?, resumes = ?
         WHERE setting = ? AND id = ?`,
        [...toValues(declaration), declaration.setting, declaration.id],
      );
    },
    ...casework(db),
  };
}
