import { type Day, showDay } from '../rules/days.ts';
import { isLight } from '../rules/relationship.ts';
import { clip } from '../talk/view.ts';
import type { Declaration } from './declaration.ts';
import type { DeclarationEvent } from './states.ts';

/** A declaration's state in words. `due`: when the decision is due, where its reader may be told. */
export function stateOf(declaration: Declaration, today: Day, due: Day | undefined): string {
  switch (declaration.state) {
    case 'submitted':
      if (due === undefined) return 'waiting for a decision';
      return `waiting for a decision, due ${showDay(due)}${due < today ? ' (overdue)' : ''}`;
    case 'returned':
      return 'returned to you with a question: please update it';
    case 'update_required':
      return 'something has changed: please update it';
    case 'active':
      return `active, ${OUTCOME_LABELS[declaration.outcome ?? 'noted'].toLowerCase()}${declaration.nextReview ? `; next review ${showDay(declaration.nextReview)}` : ''}`;
    case 'end_requested':
      return 'you asked to end it; it stands until the safeguarding officer closes it';
    case 'closed':
      return 'closed';
    case 'void':
      return 'recorded in error';
  }
}

/**
 * What holds after the declarer asked to end it: the block stays, and a declaration that K11 set aside counts as undecided
 * again (K4, K11).
 */
export function untilClosed({ outcome }: Declaration): string {
  return outcome === 'not_personal'
    ? 'Until they close it, it counts as undecided: you cannot be key person for a child of this family (K4).'
    : 'Until they close it, everything stands as it was (K4).';
}

export const OUTCOME_LABELS = {
  noted: 'Noted',
  not_personal: 'Not a personal relationship',
  managed: 'Managed, with boundaries',
  returned: 'Returned with a question',
  closed: 'Closed',
  void: 'Recorded in error',
} as const;
/** What an officer may decide on a declaration. */
const DECISIONS = ['noted', 'not_personal', 'managed', 'returned', 'closed', 'void'] as const;
export type Decision = (typeof DECISIONS)[number];
/** What each outcome does to a declaration. */
export const EVENT_OF: Record<Decision, DeclarationEvent> = {
  noted: 'decided',
  not_personal: 'decided',
  managed: 'decided',
  returned: 'returned',
  closed: 'closed',
  void: 'annulled',
};

export const NEEDS_NOTE: readonly string[] = ['returned', 'closed', 'void'];
export const DECISION_CHOICES = DECISIONS.map((value) => ({ value, label: OUTCOME_LABELS[value] }));
/** The outcomes of declarations and of arrangements, as choices. */
export const OUTCOME_CHOICES: { value: Decision | 'acknowledged' | 'declined'; label: string }[] = [
  ...DECISION_CHOICES,
  { value: 'acknowledged', label: 'Acknowledged (an arrangement)' },
  { value: 'declined', label: 'Declined (an arrangement)' },
];

/**
 * What each outcome means for this declarer, for the officer who decides: the word of the outcome, then what follows. A platform
 * may show no more than 75 characters of a choice.
 */
export function explained({
  kind,
  declarerName,
}: Pick<Declaration, 'kind' | 'declarerName'>): { value: Decision; label: string }[] {
  const who = clip(declarerName.split(' ')[0] ?? '', 14);
  const words: Record<Decision, string> = {
    noted: `Noted. Keep it: ${who} may not be key person for this family`,
    not_personal: `Not personal. A nodding acquaintance: ${who} may be key person`,
    managed: `Managed. Keep it, and agree boundaries: no key person for this family`,
    returned: `Returned. Ask ${who} first; until then it blocks as it stands`,
    closed: 'Closed. It is over, and stands in the way of nothing any more',
    void: 'Void. Recorded in error; it stands until a second person agrees',
  };
  return DECISIONS.filter((value) => value !== 'not_personal' || isLight(kind)).map((value) => ({
    value,
    label: words[value],
  }));
}

/** What each answer to an arrangement means. */
export const ANSWERS_EXPLAINED: { value: 'acknowledged' | 'declined'; label: string }[] = [
  { value: 'acknowledged', label: 'Acknowledged. It may go on as they told you' },
  { value: 'declined', label: 'Declined. They are asked to leave it, and to speak with you' },
];

/** Why this outcome does not fit the declaration's state; undefined where it fits. */
export function wrongState(outcome: string, declaration: Declaration): string {
  const ref = `D-${declaration.number}`;
  if (declaration.state === 'returned')
    return `${ref} is with its declarer, who has a question of yours to answer.`;
  if (declaration.state === 'update_required') return `${ref} waits for its declarer to update it.`;
  if (outcome === 'closed')
    return `${ref} has not been decided yet. Decide it first; it can be closed afterwards.`;
  return `${ref} is decided already; it cannot be returned any more.`;
}
