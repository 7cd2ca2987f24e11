import type { Declaration } from '../declaration.ts';
import { type Day, showDay } from '../rules/days.ts';

/** A declaration's state as its declarer and its officer read it; `dated` false leaves out when it is to be decided. */
export function stateOf(declaration: Declaration, today: Day, dated = true): string {
  switch (declaration.state) {
    case 'submitted':
      if (!dated) return 'waiting for a decision';
      return `waiting for a decision, due ${showDay(declaration.dueOn)}${declaration.dueOn < today ? ' (overdue)' : ''}`;
    case 'returned':
      return 'returned to you with a question: please update it';
    case 'update_required':
      return 'something has changed: please update it';
    case 'active':
      return `active, ${OUTCOME_LABELS[declaration.outcome ?? 'noted'].toLowerCase()}${declaration.nextReview ? `; next review ${showDay(declaration.nextReview)}` : ''}`;
    case 'end_requested':
      return 'you asked to end it; it stands until your officer closes it';
    case 'closed':
      return 'closed';
    case 'void':
      return 'recorded in error';
  }
}

/** What holds once its declarer has asked to end it: asking lifts no block, and what was set aside is open again (K4, K11). */
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
