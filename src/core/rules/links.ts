import type { DeclarationState } from '../declarations/declaration.ts';
import { allowsLink, type Basis } from './relationship.ts';

/** May a member of staff accept this parent on a network (G2)? `free`: not a parent here, so G2 does not apply. */
export type LinkAnswer = 'yes' | 'ask_first' | 'no' | 'free';

/** The facts about one member of staff and the person who wants to be linked with them. */
interface LinkFacts {
  /** Whether the person is a current carer of a child who attends or will attend. */
  isParent: boolean;
  /** Whether the person is a relative of such a child, and no carer. */
  isRelative: boolean;
  /** Open declarations by the member of staff about this parent. */
  declarations: { state: DeclarationState; basis: Basis }[];
  /** Whether a declared name may be this parent's and has to be matched first (K5). */
  unmatched: boolean;
}

/**
 * Only an active declaration of a relationship that began before the child's place allows a link. While a declaration has
 * still to be decided, changed, closed or matched, the officer is asked first. A relationship that began since never allows
 * a link. Of a relative the officer is asked first.
 */
export function mayLink({ isParent, isRelative, declarations, unmatched }: LinkFacts): LinkAnswer {
  if (!isParent) return isRelative ? 'ask_first' : 'free';
  const prior = declarations.filter(({ basis }) => allowsLink(basis));
  if (prior.some(({ state }) => state === 'active')) return 'yes';
  return prior.length > 0 || unmatched ? 'ask_first' : 'no';
}
