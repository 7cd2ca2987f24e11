import type { Nouns, ReferenceLetters } from '../../core/store.ts';
import type { Erasure } from '../erasure.ts';
import type { Noun } from '../noun.ts';
import { ALLOCATION_NOUN } from './allocations.ts';
import { ACKNOWLEDGEMENT_NOUN, SIGNATURE_NOUN } from './answers.ts';
import { ARRANGEMENT_NOUN } from './arrangements.ts';
import { BOUNDARY_NOUN } from './boundaries.ts';
import { CARER_LINK_NOUN, CHILD_NOUN } from './children.ts';
import { CONDUCT_NOUN } from './conduct.ts';
import { DECLARATION_NOUN } from './declarations.ts';
import { FAMILIES_ERASURE } from './families.ts';
import { HOLD_NOUN } from './holds.ts';
import { ABSENCE_NOUN, PERSON_NOUN } from './people.ts';
import { POLICY_NOUN } from './policies.ts';
import { PROPOSAL_NOUN } from './proposals.ts';

/** Every noun whose rows `record` saves, in the order in which they are saved: rows that others refer to come first. */
export const NOUNS: { readonly [Name in keyof Nouns]: Noun<Nouns[Name]> } = {
  people: PERSON_NOUN,
  children: CHILD_NOUN,
  carerLinks: CARER_LINK_NOUN,
  absences: ABSENCE_NOUN,
  proposals: PROPOSAL_NOUN,
  declarations: DECLARATION_NOUN,
  arrangements: ARRANGEMENT_NOUN,
  boundaries: BOUNDARY_NOUN,
  conduct: CONDUCT_NOUN,
  holds: HOLD_NOUN,
  allocations: ALLOCATION_NOUN,
  policies: POLICY_NOUN,
  acknowledgements: ACKNOWLEDGEMENT_NOUN,
  signatures: SIGNATURE_NOUN,
};

const { people, children, ...others } = NOUNS;
const erasuresOf = (nouns: readonly { erasure: Erasure | string }[]) =>
  nouns.flatMap(({ erasure }) => (typeof erasure === 'string' ? [] : [erasure]));
/** Every erasure. Children and people come last, because a record that stays may need their names. */
export const ERASURES: readonly Erasure[] = [
  ...erasuresOf(Object.values(others)),
  FAMILIES_ERASURE,
  ...erasuresOf([children, people]),
];

/** The table in which the references of each letter stand. */
export const TABLES = Object.fromEntries(
  Object.values(NOUNS).flatMap((noun) => ('letters' in noun ? [[noun.letters, noun.table]] : [])),
) as Readonly<Record<ReferenceLetters, string>>;
