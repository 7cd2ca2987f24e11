import type { Acknowledgement, Policies, Signature } from '../../core/policies/policy.ts';
import type { Day } from '../../core/rules/days.ts';
import type { Transaction } from '../database.ts';

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
const ACKNOWLEDGEMENTS = `SELECT ${ACKNOWLEDGEMENT} FROM acknowledgements
  WHERE setting = ? AND person = ? ORDER BY answered_at, id`;
const ACKNOWLEDGE = `INSERT INTO acknowledgements (${ACKNOWLEDGEMENT}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
  ON CONFLICT (setting, person, root, answer) DO NOTHING`;
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
  return {
    async acknowledgementsOf(setting, person) {
      return (await db.all<AcknowledgementRow>(ACKNOWLEDGEMENTS, [setting, person])).map(
        fromAcknowledgementRow,
      );
    },
    async acknowledge(acknowledgement) {
      const { setting, person, root, answer } = acknowledgement;
      const written = await db.run(ACKNOWLEDGE, [
        setting,
        acknowledgement.id,
        person,
        root,
        acknowledgement.version,
        acknowledgement.sha256,
        answer,
        JSON.stringify(acknowledgement.statements),
        acknowledgement.reason,
        acknowledgement.at.toISOString(),
        acknowledgement.account,
      ]);
      if (written > 0) return acknowledgement;
      const row = await db.get<AcknowledgementRow>(
        `SELECT ${ACKNOWLEDGEMENT} FROM acknowledgements WHERE setting = ? AND person = ? AND root = ? AND answer = ?`,
        [setting, person, root, answer],
      );
      return fromAcknowledgementRow(standing(row));
    },
    async signaturesOf(setting, person) {
      const rows = await db.all<SignatureRow>(
        `SELECT ${SIGNATURE} FROM signatures WHERE setting = ? AND person = ? ORDER BY signed_on, id`,
        [setting, person],
      );
      return rows.map(fromSignatureRow);
    },
    async sign(signature) {
      const { setting, person, root } = signature;
      const written = await db.run(
        `INSERT INTO signatures (${SIGNATURE}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
         ON CONFLICT (setting, person, root) DO NOTHING`,
        [
          setting,
          signature.id,
          person,
          root,
          signature.version,
          signature.sha256,
          signature.nameTyped,
          signature.source,
          signature.witness,
          signature.signedOn,
          signature.at.toISOString(),
          signature.account,
        ],
      );
      if (written > 0) return signature;
      const row = await db.get<SignatureRow>(
        `SELECT ${SIGNATURE} FROM signatures WHERE setting = ? AND person = ? AND root = ?`,
        [setting, person, root],
      );
      return fromSignatureRow(standing(row));
    },
  };
}

function standing<Row>(row: Row | undefined): Row {
  if (!row) throw new Error('An answer was neither recorded nor found.');
  return row;
}
