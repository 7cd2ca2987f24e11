/**
 * What a field holds, and so what becomes of it when its record is erased (rules: Privacy). `personal`: something that its
 * person said or that was said to them; `others`: something about somebody else; both go. `id`: whose record it is, or which
 * record it points to; `technical`: states, days and numbers. Both stay.
 */
export type Privacy = 'personal' | 'others' | 'id' | 'technical';

/** An entry for each field of a noun: a new field does not compile without. */
export type PrivacyOf<Noun> = Readonly<Record<keyof Noun, Privacy>>;

/** From what the time of a noun's records is counted: `retention.ts` has the law of each. */
export type Term = 'case' | 'children' | 'leaver' | 'person';

/** What becomes of a noun's records when their time has come (rules: Privacy): it stands beside the noun's type. */
export interface Keeping<Noun> {
  /** What the audit chain and reports call one: `hold.erased`. */
  kind: string;
  term: Term;
  /** Why one goes, for the operator: "three years after the child left". */
  why: string;
  privacy: PrivacyOf<Noun>;
}

export function isErased(privacy: Privacy): boolean {
  return privacy === 'personal' || privacy === 'others';
}
