import { hasWords, isOneWord, likeness } from '../rules/alike.ts';
import { isTitle, type NameParts, nameParts } from '../rules/name-parts.ts';
import { isRelation, relationWord } from './relations.ts';

// Finds by a part of a name, by a child's name, and by likeness. It reads nothing from the register.

/** Somebody who may be meant, with the children whose parent or relative they are. */
export interface Sought<T> {
  is: T;
  name: NameParts;
  of?: readonly { child: NameParts; relation: string | null }[];
}

/** Whom the words fit, and who is like them: closely, and faintly. */
export interface Found<T> {
  fits: T[];
  close: T[];
  faint: T[];
}

/** What was typed of somebody: a name, whose parent they are, or both. */
interface Said {
  name: NameParts | undefined;
  child: NameParts | undefined;
  relation: string | undefined;
}

const RELATION = '([\\p{L}-]+(?:[ -][\\p{L}]+)?)';
/** “Sarah Reed, mother of Noah”, “mum of Noah”. */
const OF = new RegExp(`^(?:(.+?)[\\s,(]+)??(?:the\\s+)?${RELATION}\\s+of\\s+(.+?)\\)?$`, 'iu');
/** “Noah's mum”, “Sarah, Noah's mum”, “Sarah (Noah Reed’s mum)”. */
const WHOSE = new RegExp(`^(?:(.+?)\\s*[,(]\\s*)?([^,(]+?)(?:['’]s|(?<=s)['’])\\s+${RELATION}\\)?$`, 'iu');
/** “Sarah Reed / Noah”. */
const SLASH = /^([^/]+?)\s*\/\s*([^/]+)$/u;

/** Reads what was typed of a parent. */
function readSaid(typed: string): Said {
  const words = typed.trim();
  const of = OF.exec(words);
  if (of?.[2] !== undefined && relationWord(of[2]) !== undefined) return toSaid(of[1], of[3], of[2]);
  const whose = WHOSE.exec(words);
  if (whose?.[3] !== undefined && relationWord(whose[3]) !== undefined)
    return toSaid(whose[1], whose[2], whose[3]);
  const slash = SLASH.exec(words);
  return slash === null ? toSaid(words, undefined, undefined) : toSaid(slash[1], slash[2], undefined);
}

function toSaid(name: string | undefined, child: string | undefined, relation: string | undefined): Said {
  const read = (words: string | undefined) => {
    const parts = words === undefined ? undefined : nameParts(words);
    return parts?.called.length === 0 ? undefined : parts;
  };
  return { name: read(name), child: read(child), relation };
}

/** Finds whom the words fit, else who is like them, best first. */
export function search<T>(typed: string, among: readonly Sought<T>[]): Found<T> {
  const said = readSaid(typed);
  const none: Found<T> = { fits: [], close: [], faint: [] };
  if (said.name === undefined && said.child === undefined) return none;
  const { child, name } = said;
  const family = child === undefined ? among : ofChild(child, said.relation, among);
  if (name === undefined) return { ...none, fits: family.map(({ is }) => is) };
  const fits = family.filter((one) => hasWords(name, one.name) || isWithChild(name, one));
  if (fits.length > 0) return { ...none, fits: fits.map(({ is }) => is) };
  const alike = family.map((one) => ({ is: one.is, how: likeness(name, one.name) }));
  return {
    fits: [],
    close: alike.filter(({ how }) => how === 'close' || how === 'equal').map(({ is }) => is),
    // Of a family that was named, anybody may be meant.
    faint: alike
      .filter(({ how }) => how === 'faint' || (how === null && child !== undefined))
      .map(({ is }) => is),
  };
}

/** Those linked to a child of that name; of these, those whose relation is the one that was said, where any is. */
function ofChild<T>(
  child: NameParts,
  relation: string | undefined,
  among: readonly Sought<T>[],
): Sought<T>[] {
  const links = among.map((one) => ({
    one,
    of: (one.of ?? []).filter((link) => hasWords(child, link.child)),
  }));
  const linked = links.filter(({ of }) => of.length > 0);
  if (relation !== undefined) {
    const said = linked.filter(({ of }) =>
      of.some(
        (link) =>
          link.relation !== null &&
          relationWord(link.relation) !== undefined &&
          isRelation(relation, link.relation),
      ),
    );
    if (said.length > 0) return said.map(({ one }) => one);
  }
  return linked.map(({ one }) => one);
}

/** Whether all words are of the parent's or the child's name, and some of the parent's: “Sarah Noah”. */
function isWithChild<T>(said: NameParts, { name, of = [] }: Sought<T>): boolean {
  const [first] = said.called;
  if (first === undefined || isOneWord(said)) return false;
  const has = (word: string, parts: NameParts) => hasWords(nameParts(word), parts);
  return of.some(
    ({ child }) =>
      first.words.some((word) => has(word, name) && !has(word, child)) &&
      first.words.every((word) => has(word, name) || has(word, child)),
  );
}

/** Whether each word that was typed so far begins a word of one of the names; titles, and mum and the like, are passed over. */
export function isBegun(typed: string, names: readonly NameParts[]): boolean {
  const begun = typed
    .split(/[\s,()/]+/u)
    .map((word) => word.replace(/['’]s?$/u, ''))
    .filter((word) => word !== '' && word.toLowerCase() !== 'of' && relationWord(word) === undefined)
    .flatMap((word) => nameParts(word).called.map(({ key }) => key))
    .filter((word) => !isTitle(word));
  return begun.every((word) =>
    names.some(({ called }) =>
      called.some((one) =>
        [
          one.key,
          ...one.words,
          ...one.firsts.map(({ text }) => text),
          ...one.lasts.map(({ text }) => text),
        ].some((name) => name.startsWith(word)),
      ),
    ),
  );
}
