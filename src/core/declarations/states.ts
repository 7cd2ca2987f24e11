import { isFinal, type States } from '../rules/states.ts';
import type { Declaration, DeclarationState } from './declaration.ts';

/**
 * What happens to a declaration: its declarer submits it anew, raises something at a review or asks to end it; an officer
 * decides, returns it with a question, closes it, or voids it (recorded in error) with a second person; matching links its
 * name to a parent or undoes the link; its basis changes with the child's start.
 */
export type DeclarationEvent =
  | 'resubmitted'
  | 'raised'
  | 'end_asked'
  | 'decided'
  | 'returned'
  | 'closed'
  | 'annulled'
  | 'linked'
  | 'unlinked'
  | 'basis_changed';

/** Rules: States. A decision leads to one of the outcomes. A link or a start can send back only what was decided. */
export const DECLARATION_STATES: States<DeclarationState, DeclarationEvent> = {
  submitted: {
    resubmitted: 'submitted',
    raised: 'submitted',
    end_asked: 'end_requested',
    decided: 'active',
    returned: 'returned',
    annulled: 'void',
    linked: 'submitted',
    unlinked: 'submitted',
  },
  returned: {
    resubmitted: 'submitted',
    raised: 'submitted',
    end_asked: 'end_requested',
    annulled: 'void',
    linked: 'returned',
    unlinked: 'returned',
  },
  update_required: {
    resubmitted: 'submitted',
    raised: 'submitted',
    end_asked: 'end_requested',
    annulled: 'void',
    linked: 'update_required',
    unlinked: 'active',
  },
  active: {
    resubmitted: 'submitted',
    raised: 'active',
    end_asked: 'end_requested',
    decided: 'active',
    closed: 'closed',
    annulled: 'void',
    linked: 'update_required',
    unlinked: 'active',
    basis_changed: 'update_required',
  },
  end_requested: {
    resubmitted: 'submitted',
    raised: 'end_requested',
    end_asked: 'end_requested',
    decided: 'active',
    closed: 'closed',
    annulled: 'void',
    linked: 'end_requested',
    unlinked: 'end_requested',
  },
  closed: {},
  void: {},
};

/** Who an open declaration waits for: its officer, a second person who confirms a void, or its declarer. */
export type AwaitedOfDeclaration = 'officer' | 'second' | 'declarer';

/**
 * Who the declaration waits for; null where it waits for nobody. `save` stores it in an indexed column, by which queries
 * find it.
 */
export function awaits({ state, raisedAt, voidProposedBy }: Declaration): AwaitedOfDeclaration | null {
  if (!isOpen(state)) return null;
  if (voidProposedBy !== null) return 'second';
  if (state === 'submitted' || state === 'end_requested' || raisedAt !== null) return 'officer';
  return state === 'active' ? null : 'declarer';
}

/** Whether the declaration waits for an officer. */
export function isUndecided(declaration: Declaration): boolean {
  const awaited = awaits(declaration);
  return awaited === 'officer' || awaited === 'second';
}

/** Every state but closed and void, which are final. */
export function isOpen(state: DeclarationState): boolean {
  return !isFinal(DECLARATION_STATES, state);
}
