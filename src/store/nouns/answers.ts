import {
  ACKNOWLEDGEMENT_RETENTION,
  type Acknowledgement,
  type Policies,
  SIGNATURE_RETENTION,
  type Signature,
} from '../../core/policies/policy.ts';
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

/** Answers to a material version. */
export function answers(db: Transaction): Pick<Policies, 'acknowledgementsOf' | 'signaturesOf'> {
  return {
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
