import type { Declaration } from '../declarations/declaration.ts';
import { countedStanding, type NewLink, type Standing } from './child.ts';

/** The links that change when a child's row is written anew, and who counts for less on it than until then. */
export interface Relinked {
  links: NewLink[];
  lost: string[];
}

/**
 * Compares a child's links with those that its row names now, and gives those that change. What adds a carer counts at once.
 * What takes one away counts as before (`countsAs`) until an officer has said what became of it: a change of the register
 * lifts no block (rules). Nobody is asked while nothing rests on it (`Children.unsettled`).
 */
export function relink(before: readonly NewLink[], named: readonly NewLink[]): Relinked {
  const now = new Map(named.map((link) => [link.person, link]));
  const links: NewLink[] = [];
  const lost: string[] = [];
  for (const link of before) {
    const named = now.get(link.person);
    now.delete(link.person);
    const isListed = link.standing === 'carer' || link.standing === 'relative';
    // Who is off the row already stays as they are.
    if (!isListed && named === undefined) continue;
    const counted = countedStanding(link);
    const standing = named?.standing ?? 'former';
    const isWeaker = counted !== null && counted !== 'former' && countsForLess(standing, counted);
    if (isWeaker && isListed && link.standing !== standing) lost.push(link.person);
    const relation = named ? named.relation : link.relation;
    const countsAs = isWeaker ? counted : null;
    if (relation !== link.relation || standing !== link.standing || countsAs !== link.countsAs)
      links.push({ ...link, relation, standing, countsAs });
  }
  return { links: [...links, ...now.values()], lost };
}

const STRENGTH = { carer: 2, parent: 2, relative: 1, former: 0, error: 0 } as const;

/** Whether somebody of this standing, or without a link, counts for less than `other` does. */
export function countsForLess(standing: Standing | null | undefined, other: Standing): boolean {
  return standing == null || STRENGTH[standing] < STRENGTH[other];
}

/**
 * Whether an open declaration about somebody blocks through a link that is to wait for the officer (`Children.unsettled`): more
 * than a note (K8, K11).
 */
export function blocksThrough(
  { state, outcome }: Pick<Declaration, 'state' | 'outcome'>,
  { countsAs }: Pick<NewLink, 'countsAs'>,
): boolean {
  return state !== 'active' || (countsAs === 'carer' && outcome !== 'not_personal');
}
