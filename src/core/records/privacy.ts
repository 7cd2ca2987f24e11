/**
 * What a field holds, and so what becomes of it when its record is erased (rules: Privacy). `personal`: something that its
 * person said or that was said to them; `others`: something about somebody else; both go. `id`: whose record it is, or which
 * record it points to; `technical`: states, days and numbers. Both stay.
 */
export type Privacy = 'personal' | 'others' | 'id' | 'technical';

/** An entry for each field of a noun: a new field does not compile without. */
export type PrivacyOf<Noun> = Readonly<Record<keyof Noun, Privacy>>;

export function isErased(privacy: Privacy): boolean {
  return privacy === 'personal' || privacy === 'others';
}
