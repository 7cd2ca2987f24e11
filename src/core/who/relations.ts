/** What a relation is called in a choice, by the words in which people write it. */
const WORDS: readonly (readonly [RegExp, string])[] = [
  [/\b(?:grand ?mother|grandma|granny|gran|nan|nana|nanny)\b/, 'grandmother'],
  [/\b(?:grand ?father|grandad|granddad|grandpa|grampy)\b/, 'grandfather'],
  [/\b(?:mother|mum|mummy|mam|mammy|mom|mama)\b/, 'mother'],
  [/\b(?:father|dad|daddy|papa|da)\b/, 'father'],
  [/\b(?:aunt|auntie|aunty)\b/, 'aunt'],
  [/\buncle\b/, 'uncle'],
  [/\bsister\b/, 'sister'],
  [/\bbrother\b/, 'brother'],
  [/\bguardian\b/, 'guardian'],
  [/\bcarer\b/, 'carer'],
  [/\bparent\b/, 'parent'],
];

/** What no choice says of anybody (rules: Who and what). */
const UNSAID = /foster|birth|biological|natural|real|step|adopt|ex\b|former/;

/** The word for a relation as it was recorded or typed: `mum` is `mother`, `stepmother` too; undefined where it says none. */
export function relationWord(relation: string): string | undefined {
  const plain = relation
    .toLowerCase()
    .replace(/(foster|step|birth|adoptive|adopted)[\s-]?/g, ' ')
    .replace(/[^\p{L} ]/gu, ' ');
  return WORDS.find(([pattern]) => pattern.test(plain))?.[1];
}

/** The word for a relation in a choice: no choice says foster, birth, step or adoptive of anybody. */
export function shownRelation(relation: string | null): string {
  const word = relation === null ? undefined : relationWord(relation);
  if (word === undefined) return 'parent';
  if (word === 'carer' || !UNSAID.test((relation ?? '').toLowerCase())) return word;
  return 'parent';
}

/** Whether a recorded relation is the one that was said: a parent may be mother or father, and carer is anybody. */
export function isRelation(said: string, recorded: string): boolean {
  const one = relationWord(said);
  const other = relationWord(recorded);
  if (one === undefined || other === undefined || one === 'carer' || one === other) return true;
  return one === 'parent' && (other === 'mother' || other === 'father');
}
