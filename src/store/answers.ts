import type { Acknowledgement, Policies, Signature } from '../core/policy.ts';
import type { Day } from '../core/rules/days.ts';
import type { Transaction, Value } from './database.ts';

interface AcknowledgementRow {
  setting: string;
  id: string;
  person: string;
  root: string;
  version: string;
  sha256: string;
  answer: Acknowledgement['answer'];
  statements: string;
  reason: string | null;
  answered_at: string;
  account: string;
}

interface SignatureRow {
  setting: string;
  id: string;
  person: string;
  root: string;
  version: string;
  sha256: string;
  name_typed: string;
  source: Signature['source'];
  witness: string | null;
  signed_on: Day;
  signed_at: string;
  account: string;
}

const ACKNOWLEDGEMENT =
  'setting, id, person, root, version, sha256, answer, statements, reason, answered_at, account';
const SIGNATURE =
  'setting, id, person, root, version, sha256, name_typed, source, witness, signed_on, signed_at, account';

function fromAcknowledgementRow(row: AcknowledgementRow): Acknowledgement {
  return {
    setting: row.setting,
    id: row.id,
    person: row.person,
    root: row.root,
    version: row.version,
    sha256: row.sha256,
    answer: row.answer,
    statements: JSON.parse(row.statements),
    reason: row.reason,
    at: new Date(row.answered_at),
    account: row.account,
  };
}

function fromSignatureRow(row: SignatureRow): Signature {
  return {
    setting: row.setting,
    id: row.id,
    person: row.person,
    root: row.root,
    version: row.version,
    sha256: row.sha256,
    nameTyped: row.name_typed,
    source: row.source,
    witness: row.witness,
    signedOn: row.signed_on,
    at: new Date(row.signed_at),
    account: row.account,
  };
}

/** Answers to a material version. Each is written once; a second one gets the first back. */
export function answers(
  db: Transaction,
): Pick<Policies, 'acknowledge' | 'acknowledgementsOf' | 'sign' | 'signaturesOf'> {
  /** What was inserted, or what stood there already. */
  const first = async <Row>(
    insert: string,
    values: Value[],
    standing: string,
    key: Value[],
  ): Promise<Row> => {
    const row = (await db.get<Row>(insert, values)) ?? (await db.get<Row>(standing, key));
    if (!row) throw new Error('An answer was neither recorded nor found.');
    return row;
  };

  return {
    async acknowledgementsOf(setting, person) {
      const rows = await db.all<AcknowledgementRow>(
        `SELECT ${ACKNOWLEDGEMENT} FROM acknowledgements WHERE setting = ? AND person = ? ORDER BY answered_at, id`,
        [setting, person],
      );
      return rows.map(fromAcknowledgementRow);
    },
    async acknowledge({
      setting,
      id,
      person,
      root,
      version,
      sha256,
      answer,
      statements,
      reason,
      at,
      account,
    }) {
      const row = await first<AcknowledgementRow>(
        `INSERT INTO acknowledgements (${ACKNOWLEDGEMENT}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (setting, person, root, answer) DO NOTHING RETURNING ${ACKNOWLEDGEMENT}`,
        [
          setting,
          id,
          person,
          root,
          version,
          sha256,
          answer,
          JSON.stringify(statements),
          reason,
          at.toISOString(),
          account,
        ],
        `SELECT ${ACKNOWLEDGEMENT} FROM acknowledgements WHERE setting = ? AND person = ? AND root = ? AND answer = ?`,
        [setting, person, root, answer],
      );
      return fromAcknowledgementRow(row);
    },
    async signaturesOf(setting, person) {
      const rows = await db.all<SignatureRow>(
        `SELECT ${SIGNATURE} FROM signatures WHERE setting = ? AND person = ? ORDER BY signed_on, id`,
        [setting, person],
      );
      return rows.map(fromSignatureRow);
    },
    async sign({
      setting,
      id,
      person,
      root,
      version,
      sha256,
      nameTyped,
      source,
      witness,
      signedOn,
      at,
      account,
    }) {
      const row = await first<SignatureRow>(
        `INSERT INTO signatures (${SIGNATURE}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (setting, person, root) DO NOTHING RETURNING ${SIGNATURE}`,
        [
          setting,
          id,
          person,
          root,
          version,
          sha256,
          nameTyped,
          source,
          witness,
          signedOn,
          at.toISOString(),
          account,
        ],
        `SELECT ${SIGNATURE} FROM signatures WHERE setting = ? AND person = ? AND root = ?`,
        [setting, person, root],
      );
      return fromSignatureRow(row);
    },
  };
}
