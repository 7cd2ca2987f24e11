import { fold, tidy } from '../rules/names.ts';

// Whom words mean, among given candidates. Nothing here reads the register: what is found alike is decided in this file.

/** What a person or a child is called by. */
export interface Named {
  id?: string;
  name: string;
  ref: string | null;
  email?: string | null;
  /** A child's: the 7 of C-7. */
  number?: number;
}

/** One way to take words: as a name (folded), or as what belongs to one alone. */
export type Reading = { by: 'id' | 'email' | 'name' | 'ref'; key: string } | { by: 'number'; key: number };
export type By = Reading['by'];

/** Who is meant: one; several, of whom one is to be chosen; nobody, but these are like it; nobody. */
export type Meant<T> =
  | { kind: 'one'; is: T }
  | { kind: 'several'; are: T[] }
  | { kind: 'like'; are: T[] }
  | { kind: 'none' };

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** The form of an id, which a picker or a choice sends in place of a name. */
export function isId(said: string): boolean {
  return ID.test(said);
}

/** The number in `C-7`; undefined where it is no child's number. */
export function childNumber(said: string): number | undefined {
  const number = /^C-?(\d{1,9})$/i.exec(said)?.[1];
  return number === undefined ? undefined : Number(number);
}

/** How these words may be taken, in the order in which it is tried: the first that means anybody counts. */
export function readingsOf(said: string, by: readonly By[]): Reading[] {
  const ref: Reading = { by: 'ref', key: said };
  const number = childNumber(said);
  const key = fold(said);
  const all: Reading[] =
    by.includes('id') && isId(said)
      ? [{ by: 'id', key: said }, ref]
      : by.includes('email') && said.includes('@')
        ? [{ by: 'email', key: said }, ref]
        : [
            ...(number === undefined ? [] : [{ by: 'number', key: number } as const]),
            ...(key === '' ? [] : [{ by: 'name', key } as const]),
            ref,
          ];
  return all.filter((reading) => by.includes(reading.by));
}

/** Which of these is meant, the words being taken in this way. */
export function meant<T extends Named>(reading: Reading, candidates: readonly T[]): Meant<T> {
  return oneOf(candidates.filter((candidate) => bears(candidate, reading)));
}

/** Which of these is meant, in whatever way the words are to be taken. */
export function meantAmong<T extends Named>(
  said: string,
  candidates: readonly T[],
  by: readonly By[],
): Meant<T> {
  for (const reading of readingsOf(said, by)) {
    const found = meant(reading, candidates);
    if (found.kind !== 'none') return found;
  }
  return { kind: 'none' };
}

/** The answer where exactly these are meant. */
export function oneOf<T>(found: readonly T[]): Meant<T> {
  const [only, ...others] = found;
  if (only === undefined) return { kind: 'none' };
  return others.length === 0 ? { kind: 'one', is: only } : { kind: 'several', are: [...found] };
}

/** All who are meant: none where nobody is, or some are merely alike. */
export function all<T>(found: Meant<T>): T[] {
  return found.kind === 'one' ? [found.is] : found.kind === 'several' ? found.are : [];
}

function bears({ id, name, ref, email, number }: Named, { by, key }: Reading): boolean {
  switch (by) {
    case 'id':
      return id === key;
    case 'number':
      return number === key;
    case 'email':
      return equal(email ?? null, key);
    case 'ref':
      return equal(ref, key);
    case 'name':
      return fold(name) === key;
  }
}

/** References and addresses are compared without regard to case. */
function equal(one: string | null, other: string): boolean {
  return one !== null && one.trim().toLowerCase() === other.trim().toLowerCase();
}

/** Whether the two names are one. */
export function sameName(one: string, other: string): boolean {
  return fold(one) === fold(other);
}

/** Whether both have a reference, or an address, and not the same. */
export function differ(one: string | null, other: string | null): boolean {
  return one !== null && other !== null && !equal(one, other);
}

/** Whether these words, in any way that they can be taken, are one's name, reference or e-mail address. */
export function isNamed(said: string, { name, ref, email }: Named): boolean {
  const words = tidy(said);
  return (fold(words) !== '' && sameName(words, name)) || equal(ref, words) || equal(email ?? null, words);
}

/** Whether what is typed so far stands in the name. */
export function isBegun(typed: string, name: string): boolean {
  return fold(name).includes(fold(typed));
}

/** The settings of that code or name. */
export function settingsNamed<T extends { code: string; name: string }>(
  said: string,
  settings: readonly T[],
): T[] {
  return settings.filter(({ code, name }) => sameName(code, said) || sameName(name, said));
}
