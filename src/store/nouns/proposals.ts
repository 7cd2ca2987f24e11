import type { Proposal, Proposals } from '../../core/people/proposal.ts';
import type { Transaction } from '../database.ts';
import { saved } from '../noun.ts';
import { instant, list, type Row, table, text } from '../table.ts';

export const PROPOSALS = table<Proposal>(
  'proposals',
  'o',
  {
    setting: text('setting'),
    id: text('id'),
    person: text('person'),
    kind: text('kind'),
    roles: list('roles'),
    startsOn: text('starts_on'),
    leavesOn: text('leaves_on'),
    proposedBy: text('proposed_by'),
    proposedAt: instant('proposed_at'),
    answer: text('answer'),
    answeredBy: text('answered_by'),
    answeredAt: instant('answered_at'),
    rolesThen: list('roles_then'),
    startsOnThen: text('starts_on_then'),
    leavesOnThen: text('leaves_on_then'),
  },
  { hasErasedOn: false },
);

function proposals(db: Transaction): Proposals {
  return {
    async open(setting) {
      const rows = await db.all<Row>(
        `SELECT ${PROPOSALS.columns} FROM proposals o
         WHERE o.setting = ? AND o.answer IS NULL ORDER BY o.proposed_at, o.id`,
        [setting],
      );
      return rows.map(PROPOSALS.fromRow);
    },
  };
}

export const PROPOSAL_NOUN = {
  ...saved(PROPOSALS),
  asked: proposals,
  erasure: 'stay: ids, roles and days alone, of somebody of whom nothing is left' as const,
};
