import type { Day } from '../rules/days.ts';
import { officesChanged } from './offices.ts';
import type { Person, Role } from './person.ts';
import { openRoles, postsAfter } from './posts.ts';

/** A change of somebody's offices that waits for a second person: an office that ends, or one that somebody gives themselves. */
export interface Proposal {
  setting: string;
  id: string;
  person: string;
  kind: 'begins' | 'ends';
  /** The person's roles, first and last day once it is confirmed. */
  roles: Role[];
  startsOn: Day | null;
  leavesOn: Day | null;
  proposedBy: string;
  proposedAt: Date;
  /** Null while it waits; `replaced` by a later proposal of the same kind, by the same proposer. */
  answer: 'confirmed' | 'declined' | 'replaced' | null;
  answeredBy: string | null;
  answeredAt: Date | null;
  /** What they had when it was proposed. Only what differs from it is proposed. */
  rolesThen: Role[];
  startsOnThen: Day | null;
  leavesOnThen: Day | null;
}

export interface Proposals {
  /** Those that nobody has answered, oldest first. */
  open(setting: string): Promise<Proposal[]>;
}

/** How long a proposal waits, in milliseconds. Later it counts for nothing. */
const WAITS_MS = 14 * 86_400_000;

export function isLapsed({ proposedAt }: Proposal, now: Date): boolean {
  return now.getTime() - proposedAt.getTime() > WAITS_MS;
}

/**
 * The person as they would be today if it were confirmed: with the roles and days that it changes, and otherwise as they are
 * now. Undefined where it would give or end no office any more.
 */
export function afterProposal(proposal: Proposal, now: Person, today: Day): Person | undefined {
  const { kind, roles, rolesThen } = proposal;
  const startsOn = proposal.startsOn === proposal.startsOnThen ? now.startsOn : proposal.startsOn;
  const leavesOn = proposal.leavesOn === proposal.leavesOnThen ? now.leavesOn : proposal.leavesOn;
  const kept = openRoles(now, today).filter((role) => roles.includes(role) || !rolesThen.includes(role));
  const gained = roles.filter((role) => !rolesThen.includes(role) && !kept.includes(role));
  const posts = postsAfter(now, [...kept, ...gained], startsOn, today);
  const after: Person = { ...now, startsOn, leavesOn, posts };
  const changed = officesChanged(now, after, today);
  return (kind === 'begins' ? changed.gained : changed.lost).length === 0 ? undefined : after;
}
