/**
 * What a field contains, which decides what becomes of it when its record is erased (rules: Privacy). `personal`: what its
 * person said, or was told; `others`: something about somebody else; both are erased. `id`: whose record it is, or which
 * record it points to; `technical`: states, days and numbers. Both stay.
 */
export type Privacy = 'personal' | 'others' | 'id' | 'technical';

/** An entry for each field of a noun. A new field does not compile without one. */
export type PrivacyOf<Noun> = Readonly<Record<keyof Noun, Privacy>>;

/** The event from which a noun's retention period is counted; `retention.ts` has the rule of each. */
export type Term = 'case' | 'children' | 'leaver' | 'person';

/**
 * What becomes of a noun's records when their retention period has ended (rules: Privacy). It stands beside the noun's
 * type.
 */
export interface RetentionRule<Noun> {
  /** The name of one record in the audit chain and in reports: the `hold` of `hold.erased`. */
  kind: string;
  term: Term;
  /** Why a record is erased, for the operator: "three years after the child left". */
  why: string;
  privacy: PrivacyOf<Noun>;
}

export function isErased(privacy: Privacy): boolean {
  return privacy === 'personal' || privacy === 'others';
}
