import type { DeclarationState } from '../declarations/declaration.ts';
import { allowsLink, type Basis } from './relationship.ts';

/** May a member of staff accept this parent on a network (G2)? `free`: no parent here, so that G2 says nothing. */
export type LinkAnswer = 'yes' | 'ask_first' | 'no' | 'free';

/** All that is known of one member of staff and somebody who asks to be linked with them. */
export interface LinkFacts {
  /** A current carer of a child who attends, or will. */
  isParent: boolean;
  /** Open declarations of theirs about this parent. */
  declarations: { state: DeclarationState; basis: Basis }[];
  /** A declared name of theirs that may be this parent's, and has to be matched first (K5). */
  unmatched: boolean;
}

/**
 * Only an active declaration of a relationship that came before the child's place allows a link; one that is still to be
 * decided, changed, closed or matched is asked about first. A relationship that began since never allows it.
 */
export function mayLink({ isParent, declarations, unmatched }: LinkFacts): LinkAnswer {
  if (!isParent) return 'free';
  const prior = declarations.filter(({ basis }) => allowsLink(basis));
  if (prior.some(({ state }) => state === 'active')) return 'yes';
  return prior.length > 0 || unmatched ? 'ask_first' : 'no';
}
