import { createHash } from 'node:crypto';
import type {
  Boundaries,
  BoundaryAgreement,
  BoundaryState,
  ParentAnswer,
} from '../../core/boundaries/boundary.ts';
import type { Day } from '../../core/rules/days.ts';
import type { Transaction, Value } from '../database.ts';

interface BoundaryRow {
  setting: string;
  id: string;
  number: number;
  declaration: string;
  declaration_number: number;
  staff: string;
  staff_name: string;
  parent_name: string;
  terms: string;
  state: BoundaryState;
  drafted_by: string;
  drafted_at: string;
  staff_signed_at: string | null;
  staff_account: string | null;
  parent_answer: ParentAnswer | null;
  parent_typed: string | null;
  parent_answered_on: Day | null;
  recorded_by: string | null;
  ended_on: Day | null;
}

const COLUMNS = `b.setting, b.id, b.number, b.declaration, d.number AS declaration_number, d.declarer AS staff,
  p.name AS staff_name, d.counterpart_name AS parent_name, b.terms, b.state, b.drafted_by, b.drafted_at, b.staff_signed_at,
  b.staff_account, b.parent_answer, b.parent_typed, b.parent_answered_on, b.recorded_by, b.ended_on`;
const PARTIES = `JOIN declarations d ON d.setting = b.setting AND d.id = b.declaration
  JOIN people p ON p.setting = d.setting AND p.id = d.declarer`;

function fromRow(row: BoundaryRow): BoundaryAgreement {
  return {
    setting: row.setting,
    id: row.id,
    number: row.number,
    declaration: row.declaration,
    declarationNumber: row.declaration_number,
    staff: row.staff,
    staffName: row.staff_name,
    parentName: row.parent_name,
    terms: row.terms,
    state: row.state,
    draftedBy: row.drafted_by,
    draftedAt: new Date(row.drafted_at),
    staffSignedAt: row.staff_signed_at === null ? null : new Date(row.staff_signed_at),
    staffAccount: row.staff_account,
    parentAnswer: row.parent_answer,
    parentTyped: row.parent_typed,
    parentAnsweredOn: row.parent_answered_on,
    recordedBy: row.recorded_by,
    endedOn: row.ended_on,
  };
}

/** In the order of `INSERT`, after setting and id. */
function toValues(agreement: BoundaryAgreement): Value[] {
  return [
    agreement.number,
    agreement.declaration,
    agreement.terms,
    agreement.state,
    agreement.draftedBy,
    agreement.draftedAt.toISOString(),
    agreement.staffSignedAt?.toISOString() ?? null,
    agreement.staffAccount,
    agreement.parentAnswer,
    agreement.parentTyped,
    agreement.parentAnsweredOn,
    agreement.recordedBy,
    agreement.endedOn,
  ];
}

/** What a token is known by: whoever reads the database cannot make a link of it. */
function digestOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

export function boundaries(db: Transaction): Boundaries {
  const some = async (rest: string, values: Value[]) =>
    (await db.all<BoundaryRow>(`SELECT ${COLUMNS} FROM boundaries b ${PARTIES} ${rest}`, values)).map(
      fromRow,
    );

  return {
    byNumber: async (setting, number) =>
      (await some('WHERE b.setting = ? AND b.number = ? AND d.erased_on IS NULL', [setting, number]))[0],
    ofDeclaration: (setting, declaration) =>
      some('WHERE b.setting = ? AND b.declaration = ? ORDER BY b.drafted_at DESC, b.id DESC', [
        setting,
        declaration,
      ]),
    ofStaff: (setting, staff) =>
      some('WHERE d.setting = ? AND d.declarer = ? ORDER BY b.drafted_at DESC, b.id DESC', [setting, staff]),
    unsigned: (setting) =>
      some(
        `WHERE b.setting = ? AND (b.state = 'awaiting_staff' OR (b.state = 'awaiting_parent' AND b.parent_answer IS NULL))
         ORDER BY b.drafted_at, b.id`,
        [setting],
      ),
    async insert(agreement) {
      await db.run(
        `INSERT INTO boundaries (
           setting, id, number, declaration, terms, state, drafted_by, drafted_at, staff_signed_at, staff_account,
           parent_answer, parent_typed, parent_answered_on, recorded_by, ended_on
         ) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
        [agreement.setting, agreement.id, ...toValues(agreement)],
      );
    },
    async save(agreement) {
      await db.run(
        `UPDATE boundaries SET
           number = ?, declaration = ?, terms = ?, state = ?, drafted_by = ?, drafted_at = ?, staff_signed_at = ?,
           staff_account = ?, parent_answer = ?, parent_typed = ?, parent_answered_on = ?, recorded_by = ?, ended_on = ?
         WHERE setting = ? AND id = ?`,
        [...toValues(agreement), agreement.setting, agreement.id],
      );
    },
    async issue({ setting, boundary, token, expiresAt }) {
      await db.run(
        'INSERT INTO boundary_links (digest, setting, boundary, expires_at, spent_at) VALUES (?, ?, ?, ?, NULL)',
        [digestOf(token), setting, boundary, expiresAt.toISOString()],
      );
    },
    async openedBy(token, now) {
      const link = await db.get<{ setting: string; boundary: string }>(
        'SELECT setting, boundary FROM boundary_links WHERE digest = ? AND spent_at IS NULL AND expires_at > ?',
        [digestOf(token), now.toISOString()],
      );
      return link && (await some('WHERE b.setting = ? AND b.id = ?', [link.setting, link.boundary]))[0];
    },
    async spend(setting, boundary, at) {
      await db.run(
        'UPDATE boundary_links SET spent_at = ? WHERE setting = ? AND boundary = ? AND spent_at IS NULL',
        [at.toISOString(), setting, boundary],
      );
    },
  };
}
