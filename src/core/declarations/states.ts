import { addDays, type Day, localDay } from '../rules/days.ts';
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

/** Whether it is the declarer's own word: declared by themselves, or recorded on their behalf and confirmed by them. */
export function isOwnWord({
  onBehalfBy,
  confirmedAt,
}: Pick<Declaration, 'onBehalfBy' | 'confirmedAt'>): boolean {
  return onBehalfBy === null || confirmedAt !== null;
}

/** Since when its case is open, once its declarer has brought something before the officer at this moment. */
export function openSinceThen(before: Declaration, now: Date): Date {
  return isUndecided(before) || before.state === 'returned' ? before.openSince : now;
}

/** Since when it waits as it is now, or stands as it was decided; whoever handles it is asked of `openSince`. */
export function waitsSince({
  submittedAt,
  raisedAt,
  decidedAt,
}: Pick<Declaration, 'submittedAt' | 'raisedAt' | 'decidedAt'>): Date {
  return new Date(Math.max(submittedAt.getTime(), raisedAt?.getTime() ?? 0, decidedAt?.getTime() ?? 0));
}

/** How many days somebody has to say whether what was recorded on their behalf is so. */
const DAYS_TO_CONFIRM = 14;

/**
 * The day on which a declaration that nobody confirmed goes to its officer; undefined where it was confirmed, waits for an
 * officer anyhow, or was decided since that day.
 */
export function unconfirmedOn(declaration: Declaration, timezone: string): Day | undefined {
  const { state, submittedAt, decidedAt } = declaration;
  if (isOwnWord(declaration) || !isOpen(state) || isUndecided(declaration)) return undefined;
  const on = addDays(localDay(submittedAt, timezone), DAYS_TO_CONFIRM);
  return decidedAt !== null && localDay(decidedAt, timezone) >= on ? undefined : on;
}

/** Every state but closed and void, which are final. */
export function isOpen(state: DeclarationState): boolean {
  return !isFinal(DECLARATION_STATES, state);
}
