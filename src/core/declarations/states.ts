import { isFinal, type States } from '../rules/states.ts';
import type { Declaration, DeclarationState } from './declaration.ts';

/**
 * What happens to a declaration: its declarer submits it anew, raises something at a review or asks to end it; an officer
 * decides, returns it with a question, closes it, or has it annulled as recorded in error with a second person; its name is
 * linked to a parent by matching, or no longer; its basis changes with the child's start.
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

/** Rules: States. A decision gives one of the outcomes; only what was decided may be put in question by a link or a start. */
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

/** For whom an open declaration waits: its officer, a second person who confirms that it was in error, or its declarer. */
export type AwaitedOfDeclaration = 'officer' | 'second' | 'declarer';

/** For whom it waits; null where it waits for nobody. Whoever asks the register finds it by this. */
export function awaits({ state, raisedAt, voidProposedBy }: Declaration): AwaitedOfDeclaration | null {
  if (!isOpen(state)) return null;
  if (voidProposedBy !== null) return 'second';
  if (state === 'submitted' || state === 'end_requested' || raisedAt !== null) return 'officer';
  return state === 'active' ? null : 'declarer';
}

/** Whether an officer's word is awaited. */
export function isUndecided(declaration: Declaration): boolean {
  const awaited = awaits(declaration);
  return awaited === 'officer' || awaited === 'second';
}

/** Closed and void are final. */
export function isOpen(state: DeclarationState): boolean {
  return !isFinal(DECLARATION_STATES, state);
}
