import type { States } from '../rules/states.ts';
import type { BoundaryAgreement, BoundaryState } from './boundary.ts';

/**
 * The officer adapts its terms; its member of staff signs, or takes the signature back; the parent signs or declines; it ends
 * with its declaration.
 */
export type BoundaryEvent =
  | 'adapted'
  | 'staff_signed'
  | 'staff_withdrew'
  | 'parent_signed'
  | 'parent_declined'
  | 'ended';

/** P1, and rules: States. The terms stand once somebody has signed them. */
export const BOUNDARY_STATES: States<BoundaryState, BoundaryEvent> = {
  awaiting_staff: {
    adapted: 'awaiting_staff',
    staff_signed: 'awaiting_parent',
    staff_withdrew: 'awaiting_staff',
    ended: 'ended',
  },
  awaiting_parent: {
    staff_withdrew: 'awaiting_staff',
    parent_signed: 'in_force',
    parent_declined: 'awaiting_parent',
    ended: 'ended',
  },
  in_force: { ended: 'ended' },
  ended: {},
};

/** Whose signature it waits for; a parent who has declined is asked no more. */
export function awaits({ state, parentAnswer }: BoundaryAgreement): 'staff' | 'parent' | null {
  if (state === 'awaiting_staff') return 'staff';
  return state === 'awaiting_parent' && parentAnswer === null ? 'parent' : null;
}
