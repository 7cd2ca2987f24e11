import { fold, tidy } from '../rules/names.ts';

// Finds which of some given candidates a name or reference fits. It reads nothing from the register.

/** The names and numbers by which a person or a child is found. */
export interface Named {
  id?: string;
  name: string;
  ref: string | null;
  email?: string | null;
  /** A child's number: the 7 of C-7. */
  number?: number;
}

/** One way to read what was typed: as a name (folded), or as something that only one person or child has. */
export type Reading = { by: 'id' | 'email' | 'name' | 'ref'; key: string } | { by: 'number'; key: number };
export type By = Reading['by'];

/** The result: one; several, one of which must be chosen; none, but these are similar; none. */
export type Resolved<T> =
  | { kind: 'one'; is: T }
  | { kind: 'several'; are: T[] }
  | { kind: 'like'; are: T[] }
  | { kind: 'none' };

const ID = /^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether it is an id, which a picker or a choice sends in place of a name. */
export function isId(said: string): boolean {
  return ID.test(said);
}

/** The number of `C-7`; undefined where it is not a child's number. */
export function childNumber(said: string): number | undefined {
  const number = /^C-?(\d{1,9})$/i.exec(said)?.[1];
  return number === undefined ? undefined : Number(number);
}

/** The ways to read what was typed, in the order in which they are tried. The first that finds anybody counts. */
export function readingsOf(said: string, by: readonly By[]): Reading[] {
  const ref: Reading = { by: 'ref', key: said };
  const number = childNumber(said);
  const key = fold(said);
  const readings: Reading[] =
    by.includes('id') && isId(said)
      ? [{ by: 'id', key: said }, ref]
      : by.includes('email') && said.includes('@')
        ? [{ by: 'email', key: said }, ref]
        : [
            ...(number === undefined ? [] : [{ by: 'number', key: number } as const]),
            ...(key === '' ? [] : [{ by: 'name', key } as const]),
            ref,
          ];
  return readings.filter((reading) => by.includes(reading.by));
}

/** The candidates that fit this reading. */
export function resolveReading<T extends Named>(reading: Reading, candidates: readonly T[]): Resolved<T> {
  return toResolved(candidates.filter((candidate) => fits(candidate, reading)));
}

/** The candidates that fit the first reading that finds any. */
export function resolveAmong<T extends Named>(
  said: string,
  candidates: readonly T[],
  by: readonly By[],
): Resolved<T> {
  for (const reading of readingsOf(said, by)) {
    const found = resolveReading(reading, candidates);
    if (found.kind !== 'none') return found;
  }
  return { kind: 'none' };
}

/** The result for these candidates. */
export function toResolved<T>(found: readonly T[]): Resolved<T> {
  const [only, ...others] = found;
  if (only === undefined) return { kind: 'none' };
  return others.length === 0 ? { kind: 'one', is: only } : { kind: 'several', are: [...found] };
}

/** Everybody found; empty where nobody was, or where some are only similar. */
export function allFound<T>(found: Resolved<T>): T[] {
  return found.kind === 'one' ? [found.is] : found.kind === 'several' ? found.are : [];
}

function fits({ id, name, ref, email, number }: Named, { by, key }: Reading): boolean {
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

/** Compares references or addresses, ignoring case. */
function equal(one: string | null, other: string): boolean {
  return one !== null && one.trim().toLowerCase() === other.trim().toLowerCase();
}

/** Whether two names are equal once folded. */
export function sameName(one: string, other: string): boolean {
  return fold(one) === fold(other);
}

/** Whether both have a reference (or an address) and these differ. */
export function differ(one: string | null, other: string | null): boolean {
  return one !== null && other !== null && !equal(one, other);
}

/** Whether these words are this one's name, reference or e-mail address. */
export function isNamed(said: string, { name, ref, email }: Named): boolean {
  const words = tidy(said);
  return (fold(words) !== '' && sameName(words, name)) || equal(ref, words) || equal(email ?? null, words);
}

/** The settings of that code or name. */
export function settingsNamed<T extends { code: string; name: string }>(
  said: string,
  settings: readonly T[],
): T[] {
  return settings.filter(({ code, name }) => sameName(code, said) || sameName(name, said));
}
