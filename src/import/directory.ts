import { parseCarers } from '../core/children/carers.ts';
import type { Person } from '../core/people/person.ts';
import { clip } from '../core/rules/entries.ts';
import { fold, tidy } from '../core/rules/names.ts';
import { isNamed } from '../core/who/match.ts';
import type { Findings } from './findings.ts';
import type { Human, Scope } from './plan.ts';
import { distance } from './read/spelling.ts';
import { nameKey, type PersonRow } from './rows.ts';

/** A member of staff, and their line in people.csv; undefined: they are only in the register. */
interface Staff {
  id: string;
  name: string;
  ref: string | null;
  email: string | null;
  line: number | undefined;
}

/** The result where nobody was found; `wrong` says why, and is undefined where that cannot be known. */
interface Nobody {
  wrong: string | undefined;
}

/** Finds staff by what is written in a cell. */
export class Directory {
  readonly #isUnreadable: boolean;
  /** Where the staff are listed, in words. */
  readonly #listed: string;
  readonly #groups: Staff[][];
  readonly #keys: Map<string, Staff[]>[];
  readonly #names: Map<string, string>;
  readonly #found = new Map<string, Staff | Nobody>();

  /** `isUnreadable`: people.csv cannot be read, so a name that is not found is no fault. */
  constructor(everyone: readonly Staff[], isUnreadable: boolean, listed = 'people.csv') {
    this.#isUnreadable = isUnreadable;
    this.#listed = listed;
    this.#groups = [
      everyone.filter(({ line }) => line !== undefined),
      everyone.filter(({ line }) => line === undefined),
    ];
    this.#keys = this.#groups.map(keysOf);
    this.#names = new Map(everyone.map(({ id, name }) => [id, name]));
  }

  /**
   * Finds staff by name, reference or e-mail address, or by both as in `Emma Wood #P07`. A person in the folder comes
   * before one who is only in the register.
   */
  find(words: string): Staff | Nobody {
    const before = this.#found.get(words);
    if (before) return before;
    const found = this.#search(words);
    this.#found.set(words, found);
    return found;
  }

  nameOf(id: string | null | undefined): string | undefined {
    return id ? this.#names.get(id) : undefined;
  }

  #search(words: string): Staff | Nobody {
    for (const [index, some] of this.#groups.entries()) {
      const keys = this.#keys[index];
      const found = keys ? named(words, keys) : [];
      const [only] = found.length === 1 ? found : precise(words, some);
      if (only) return only;
      if (found.length > 1) {
        const lines = found.flatMap(({ line }) => line ?? []);
        return {
          wrong: `Several people are called "${clip(words)}"${lines.length > 0 ? ` (${this.#listed} lines ${lines.join(', ')})` : ''}: please write the ref or the e-mail address.`,
        };
      }
    }
    if (this.#isUnreadable) return { wrong: undefined };
    const near = this.#groups
      .flat()
      .find((person) => distance(fold(person.name).slice(0, 80), fold(words).slice(0, 80)) <= 2);
    return {
      wrong: `"${clip(words)}" is nobody in ${this.#listed}${near ? ` (is "${clip(near.name)}" meant?)` : ''}.`,
    };
  }
}

type Named = Pick<Staff, 'name' | 'ref' | 'email'>;

/** Everybody whom these words name, by name, reference or e-mail address. */
function named<T>(words: string, keys: ReadonlyMap<string, T[]>): T[] {
  const said = tidy(words);
  return [...new Set([...(keys.get(`\0${nameKey(said)}`) ?? []), ...(keys.get(said.toLowerCase()) ?? [])])];
}

/**
 * An index of names (folded, after a zero byte so that they differ from references), references and addresses (in lower
 * case).
 */
function keysOf<T extends Named>(some: readonly T[]): Map<string, T[]> {
  const keys = new Map<string, T[]>();
  for (const person of some) {
    const name = nameKey(person.name);
    for (const key of [
      name === '' ? '' : `\0${name}`,
      person.ref?.toLowerCase() ?? '',
      person.email?.toLowerCase() ?? '',
    ]) {
      if (key !== '') keys.set(key, [...(keys.get(key) ?? []), person]);
    }
  }
  return keys;
}

function precise(words: string, some: readonly Staff[]): Staff[] {
  const [entry, ...others] = parseCarers(words).entries;
  if (!entry || others.length > 0 || (entry.ref === null && entry.email === null)) return [];
  const found = some.filter(
    (person) =>
      nameKey(person.name) === nameKey(entry.name) &&
      [entry.ref, entry.email].some((said) => said !== null && isNamed(said, person)),
  );
  return found.length === 1 ? found : [];
}

/** Returns, for each of them, words by which `Directory` finds them. */
export function namingOf<T extends Named>(everyone: readonly T[]): (staff: T) => string {
  const keys = keysOf(everyone);
  const isOnly = (words: string) => named(words, keys).length === 1;
  return ({ name, ref, email }) =>
    [name, ref, email].find((words) => words !== null && isOnly(words)) ?? name;
}

/** Everyone who works here: first those of people.csv as they will be saved, then those who are only in the register. */
export function directoryOf(
  drafts: ReadonlyMap<Human, Person>,
  { identities, known, isUnreadable, says }: Pick<Scope, 'identities' | 'known' | 'isUnreadable' | 'says'>,
): Directory {
  const listed = identities.humans.filter(({ row }) => row);
  const here = new Set(listed.map((human) => human.known?.id));
  return new Directory(
    [
      ...listed.map(
        ({ name, ref, email, known: person, row }, index): Staff => ({
          id: drafts.get(listed[index] as Human)?.id ?? '',
          name,
          ref: ref ?? person?.ref ?? null,
          email: email ?? person?.email ?? null,
          line: row?.row.line,
        }),
      ),
      ...known.people
        .filter(({ id, posts }) => posts.length > 0 && !here.has(id))
        .map(({ id, name, ref, email }): Staff => ({ id, name, ref, email, line: undefined })),
    ],
    isUnreadable,
    says.people || isUnreadable ? listed[0]?.row?.row.place('name').file : 'the list of staff',
  );
}

/** The id of the person in the line manager's cell. Undefined: the cell is empty, or names nobody, which is a fault. */
export function lineManager(
  row: PersonRow,
  person: Person,
  directory: Directory,
  findings: Findings,
): string | null | undefined {
  if (row.lineManager === undefined || row.lineManager === null) return row.lineManager;
  const found = directory.find(row.lineManager);
  if ('wrong' in found) {
    if (found.wrong !== undefined) findings.fault(row.row.place('line_manager'), found.wrong);
    return undefined;
  }
  if (found.id === person.id) {
    findings.fault(row.row.place('line_manager'), `${clip(row.name)} cannot be their own line manager.`);
    return undefined;
  }
  return found.id;
}
