import type { Declaration, DeclarationState } from '../declaration.ts';
import { OUTCOME_LABELS } from './states.ts';

/** What an officer may decide of a declaration. */
export const DECISIONS = ['noted', 'not_personal', 'managed', 'returned', 'closed', 'void'] as const;
export type Decision = (typeof DECISIONS)[number];

/** From which states each outcome may be given (rules: States). */
export const ALLOWED: Record<Decision, readonly DeclarationState[]> = {
  noted: ['submitted', 'active', 'end_requested'],
  not_personal: ['submitted', 'active', 'end_requested'],
  managed: ['submitted', 'active', 'end_requested'],
  returned: ['submitted'],
  closed: ['active', 'end_requested'],
  void: ['submitted', 'returned', 'update_required', 'active', 'end_requested'],
};

export const NEEDS_NOTE: readonly string[] = ['returned', 'closed', 'void'];

/** Of declarations and of arrangements. */
export const OUTCOME_CHOICES: { value: Decision | 'acknowledged' | 'declined'; label: string }[] = [
  ...DECISIONS.map((value) => ({ value, label: OUTCOME_LABELS[value] })),
  { value: 'acknowledged', label: 'Acknowledged (an arrangement)' },
  { value: 'declined', label: 'Declined (an arrangement)' },
];

/** Why this outcome does not fit the declaration as it stands. */
export function wrongState(outcome: string, declaration: Declaration): string {
  const ref = `D-${declaration.number}`;
  if (declaration.state === 'returned')
    return `${ref} is with its declarer, who has a question of yours to answer.`;
  if (declaration.state === 'update_required') return `${ref} waits for its declarer to update it.`;
  if (outcome === 'closed')
    return `${ref} has not been decided yet. Decide it first; it can be closed afterwards.`;
  return `${ref} is decided already; it cannot be returned any more.`;
}
