import type { States } from '../rules/states.ts';
import type { BoundaryAgreement, BoundaryState } from './boundary.ts';

/**
 * The officer adapts the terms; the member of staff signs, or takes the signature back; the parent signs or declines; the
 * agreement ends with its declaration.
 */
type BoundaryEvent =
  | 'adapted'
  | 'staff_signed'
  | 'staff_withdrew'
  | 'parent_signed'
  | 'parent_named_otherwise'
  | 'parent_declined'
  | 'ended';

/** P1, and rules: States. The terms cannot change once somebody has signed them. */
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
    // A name on the page that is not the one on record: the officer says whether it is theirs.
    parent_named_otherwise: 'awaiting_parent',
    parent_declined: 'awaiting_parent',
    ended: 'ended',
  },
  in_force: { ended: 'ended' },
  ended: {},
};

/** Whose signature the agreement waits for, also where it was given in another name. A parent who has declined is not asked again. */
export function awaits({ state, parentAnswer }: BoundaryAgreement): 'staff' | 'parent' | null {
  if (state === 'awaiting_staff') return 'staff';
  return state === 'awaiting_parent' && parentAnswer !== 'declined' ? 'parent' : null;
}
