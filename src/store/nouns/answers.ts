import {
  ACKNOWLEDGEMENT_RETENTION,
  type Acknowledgement,
  type Answered,
  type Policies,
  SIGNATURE_RETENTION,
  type Signature,
} from '../../core/policies/policy.ts';
import type { Day } from '../../core/rules/days.ts';
import type { Transaction } from '../database.ts';
import { erasureOf } from '../erasure.ts';
import { saved } from '../noun.ts';
import { GONE, instant, list, type Row, table, text } from '../table.ts';

export const ACKNOWLEDGEMENTS = table<Acknowledgement>(
  'acknowledgements',
  'a',
  {
    setting: text('setting'),
    id: text('id'),
    person: text('person'),
    root: text('root'),
    version: text('version'),
    sha256: text('sha256'),
    answer: text('answer'),
    statements: list('statements'),
    reason: text('reason'),
    at: instant('answered_at'),
    account: text('account', GONE),
    source: text('source'),
    witness: text('witness'),
  },
  { once: ['person', 'root', 'answer'] },
);

export const SIGNATURES = table<Signature>(
  'signatures',
  's',
  {
    setting: text('setting'),
    id: text('id'),
    person: text('person'),
    root: text('root'),
    version: text('version'),
    sha256: text('sha256'),
    nameTyped: text('name_typed', GONE),
    source: text('source'),
    witness: text('witness'),
    signedOn: text('signed_on'),
    at: instant('signed_at'),
    account: text('account', GONE),
  },
  { once: ['person', 'root'] },
);

interface AnsweredRow {
  person: string;
  person_name: string;
  leaves_on: Day | null;
  code: string;
  title: string;
  kind: Answered['kind'];
  version: string;
  root: string;
  answered_at: string;
  source: Answered['source'];
  witness: string | null;
  declined_at: string | null;
}

function answeredFrom(row: AnsweredRow): Answered {
  return {
    person: row.person,
    personName: row.person_name,
    leavesOn: row.leaves_on,
    code: row.code,
    title: row.title,
    kind: row.kind,
    version: row.version,
    root: row.root,
    at: new Date(row.answered_at),
    source: row.source,
    witness: row.witness,
    declinedAt: row.declined_at === null ? null : new Date(row.declined_at),
  };
}

/** Takes the setting twice. */
const ANSWERED = `SELECT a.person, p.name AS person_name, p.leaves_on, y.code, y.title, y.kind, y.version, a.root, a.answered_at,
    a.source, a.witness, n.answered_at AS declined_at
  FROM (
    SELECT setting, person, root, version, answered_at, source, witness FROM acknowledgements
    WHERE setting = ? AND answer = 'acknowledge' AND erased_on IS NULL
    UNION ALL
    SELECT setting, person, root, version, signed_at, source, witness FROM signatures
    WHERE setting = ? AND erased_on IS NULL
  ) a
  JOIN people p ON p.setting = a.setting AND p.id = a.person
  JOIN policies y ON y.setting = a.setting AND y.id = a.version
  LEFT JOIN acknowledgements n ON n.setting = a.setting AND n.person = a.person AND n.root = a.root AND n.answer = 'decline'
  ORDER BY y.code, p.name_key, p.id, a.answered_at`;

/** Answers to a material version. */
export function answers(db: Transaction): Pick<Policies, 'acknowledgementsOf' | 'answered' | 'signaturesOf'> {
  return {
    async answered(setting) {
      return (await db.all<AnsweredRow>(ANSWERED, [setting, setting])).map(answeredFrom);
    },
    async acknowledgementsOf(setting, person) {
      const rows = await db.all<Row>(
        `SELECT ${ACKNOWLEDGEMENTS.columns} FROM acknowledgements a
         WHERE a.setting = ? AND a.person = ? ORDER BY a.answered_at, a.id`,
        [setting, person],
      );
      return rows.map(ACKNOWLEDGEMENTS.fromRow);
    },
    async signaturesOf(setting, person) {
      const rows = await db.all<Row>(
        `SELECT ${SIGNATURES.columns} FROM signatures s
         WHERE s.setting = ? AND s.person = ? ORDER BY s.signed_on, s.id`,
        [setting, person],
      );
      return rows.map(SIGNATURES.fromRow);
    },
  };
}

export const ACKNOWLEDGEMENT_NOUN = {
  ...saved(ACKNOWLEDGEMENTS),
  erasure: erasureOf(ACKNOWLEDGEMENTS, ACKNOWLEDGEMENT_RETENTION, { staff: 'person', closing: null }),
};

export const SIGNATURE_NOUN = {
  ...saved(SIGNATURES),
  erasure: erasureOf(SIGNATURES, SIGNATURE_RETENTION, { staff: 'person', closing: null }),
};
