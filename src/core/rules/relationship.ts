import type { Declaration, Kind } from '../declarations/declaration.ts';
import { type Day, lastDay } from './days.ts';

/** What people read for each kind of relationship. */
export const KIND_LABELS: Record<Kind, string> = {
  own_child: 'My own child',
  family: 'Family',
  household: 'We live in one household',
  partner: 'Partner',
  former_partner: 'Former partner',
  close_friend: 'Close friend',
  friend: 'Friend',
  godparent: 'Godparent',
  neighbour: 'Neighbour',
  business: 'Business or work elsewhere',
  landlord: 'Landlord or tenant',
  community: 'Club, faith group or community',
  other: 'Something else',
};

const SINCE_BIRTH: ReadonlySet<Kind> = new Set(['own_child', 'family', 'household']);
const KIN: ReadonlySet<Kind> = new Set(['own_child', 'family', 'household', 'godparent']);
const CLOSE: ReadonlySet<Kind> = new Set(['family', 'household', 'partner', 'close_friend']);
const LIGHT: ReadonlySet<Kind> = new Set(['neighbour', 'business', 'landlord', 'community', 'other']);

/** Whether this kind of relationship needs `since`. */
export function needsSince(kind: Kind): boolean {
  return !SINCE_BIRTH.has(kind);
}

/** The kinds of K2, which block in any open state. */
export function isKin(kind: Kind): boolean {
  return KIN.has(kind);
}

/** The kinds that keep an officer from whatever is about that person: a case, a hold, a matter of conduct. */
export function isClose(kind: Kind): boolean {
  return CLOSE.has(kind);
}

/** The kind that blocks most: an own child blocks whatever the link (K2), then the other kinds of K2, then those without K11. */
export function strictestKind(kinds: readonly [Kind, ...Kind[]]): Kind {
  return kinds.reduce((most, kind) => (strictness(kind) > strictness(most) ? kind : most));
}

function strictness(kind: Kind): number {
  return kind === 'own_child' ? 3 : KIN.has(kind) ? 2 : LIGHT.has(kind) ? 0 : 1;
}

/** The kinds of K16, between two colleagues. */
export function isOneHome(kind: Kind): boolean {
  return kind === 'partner' || kind === 'household';
}

/** The kinds that an officer may find not to be personal (K11). */
export function isLight(kind: Kind): boolean {
  return LIGHT.has(kind);
}

/**
 * Whether a declaration is active, of a light kind, and found not to be personal: it leaves a note to managers and recuses
 * no officer (K11).
 */
export function isSetAside({
  kind,
  state,
  outcome,
}: Pick<Declaration, 'kind' | 'state' | 'outcome'>): boolean {
  return isLight(kind) && state === 'active' && outcome === 'not_personal';
}

/** Whether a relationship began before the child's place: derived, never asked (G1, G2). */
export type Basis = 'prior' | 'since' | 'not_yet_a_parent';

/**
 * `childStartsOn` is the child's first start, or null for a counterpart who is no parent here (yet). `since` counts as its
 * last day, and must lie before the start to be `prior`. Without `since`, own child, family and household are prior, and
 * other kinds are not.
 */
export function basis(of: { kind: Kind; since: string | null; childStartsOn: Day | null }): Basis {
  if (of.childStartsOn === null) return 'not_yet_a_parent';
  if (of.since === 'always') return 'prior';
  if (of.since === null) return needsSince(of.kind) ? 'since' : 'prior';
  return lastDay(of.since) < of.childStartsOn ? 'prior' : 'since';
}

/** Whether G2 allows a declared online link, a rule about parents: only where the relationship came first. */
export function allowsLink(basis: Basis): boolean {
  return basis === 'prior';
}
