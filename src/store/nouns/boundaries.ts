import { createHash } from 'node:crypto';
import type { Boundaries, BoundaryAgreement } from '../../core/boundaries/boundary.ts';
import { awaits } from '../../core/boundaries/states.ts';

import type { Transaction, Value } from '../database.ts';
import { saved } from '../noun.ts';
import { GONE, instant, joined, number, type Row, table, text, version } from '../table.ts';
import { returned, type Traces, traced } from '../trace.ts';

/** Agreements are erased with their declaration. */
export const AGREEMENTS = table<BoundaryAgreement>(
  'boundaries',
  'b',
  {
    setting: text('setting'),
    id: text('id'),
    version,
    number: number('number'),
    declaration: text('declaration'),
    declarationNumber: joined('d.number'),
    staff: joined('d.declarer'),
    staffName: joined('p.name'),
    parentName: joined('d.counterpart_name'),
    terms: text('terms', GONE),
    state: text('state'),
    draftedBy: text('drafted_by'),
    draftedAt: instant('drafted_at'),
    staffSignedAt: instant('staff_signed_at'),
    staffAccount: text('staff_account'),
    parentAnswer: text('parent_answer'),
    parentTyped: text('parent_typed'),
    parentAnsweredOn: text('parent_answered_on'),
    recordedBy: text('recorded_by'),
    endedOn: text('ended_on'),
  },
  { derived: { awaits: { of: awaits, gone: null } }, hasErasedOn: false },
);
const PARTIES = `JOIN declarations d ON d.setting = b.setting AND d.id = b.declaration
  JOIN people p ON p.setting = d.setting AND p.id = d.declarer`;

/** One-time links. */
export const LINKS = traced('boundary_links', ['setting', 'digest', 'boundary', 'expires_at', 'spent_at'], {
  key: ['digest'],
});

/** A token's digest is stored: whoever reads the database cannot make a link from it. */
function digestOf(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}

function boundaries(db: Transaction, traces: Traces): Boundaries {
  const some = async (rest: string, values: Value[]) =>
    (await db.all<Row>(`SELECT ${AGREEMENTS.columns} FROM boundaries b ${PARTIES} ${rest}`, values)).map(
      AGREEMENTS.fromRow,
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
      some("WHERE b.setting = ? AND b.awaits IN ('staff', 'parent') ORDER BY b.drafted_at, b.id", [setting]),
    async issue({ setting, boundary, token, expiresAt }) {
      const values = [setting, digestOf(token), boundary, expiresAt.toISOString(), null];
      traces.saved(LINKS, values);
      await db.run(
        'INSERT INTO boundary_links (setting, digest, boundary, expires_at, spent_at) VALUES (?, ?, ?, ?, ?)',
        values,
      );
    },
    async openedBy(setting, token, now) {
      const link = await db.get<{ boundary: string }>(
        `SELECT boundary FROM boundary_links
         WHERE setting = ? AND digest = ? AND spent_at IS NULL AND expires_at > ?`,
        [setting, digestOf(token), now.toISOString()],
      );
      return link && (await some('WHERE b.setting = ? AND b.id = ?', [setting, link.boundary]))[0];
    },
    async spend(setting, boundary, at) {
      const spent = await db.all<Row>(
        `UPDATE boundary_links SET spent_at = ? WHERE setting = ? AND boundary = ? AND spent_at IS NULL
         RETURNING ${returned(LINKS)}`,
        [at.toISOString(), setting, boundary],
      );
      for (const link of spent) traces.changed(LINKS, link);
    },
  };
}

export const BOUNDARY_NOUN = {
  ...saved(AGREEMENTS),
  letters: 'B' as const,
  asked: boundaries,
  erasure: 'with declarations' as const,
};
