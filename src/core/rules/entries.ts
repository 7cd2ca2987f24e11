import { ROLES, type Role } from '../people/person.ts';
import { type Day, isReckonable, parseDay } from './days.ts';
import { fold, tidy, toCode } from './names.ts';
import { readWrittenDay } from './written-day.ts';

/** A value that was read, or what is wrong with it, in words for the person who wrote it. */
export type Entry<T> = { value: T } | { wrong: string };

const NAME_MAX = 200;
const CLIPPED = 60;
const EMAIL = /^[^\s@<>()[\]\\,;:"]+@[^\s@<>()[\]\\,;:"]+\.[^\s@<>()[\]\\,;:".]+$/u;
// Control characters, direction overrides, a byte order mark, lone surrogates, and U+FFFD, the sign of a lost character.
const UNREADABLE = /[\p{Cc}\p{Cs}\u202A-\u202E\u2066-\u2069\uFEFF\uFFFD]/u;

/**
 * The first character that cannot be stored, as `U+0000`; undefined when there is none. Line breaks and tabs are allowed.
 */
export function unreadable(text: string): string | undefined {
  const found = UNREADABLE.exec(text.replace(/[\t\n\r]/g, ' '))?.[0];
  return found === undefined
    ? undefined
    : `U+${(found.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0')}`;
}

// JSON writes a lone surrogate as `\ud83d`, by its number.
const HALVES = /\\ud[89a-f]/i;
const mend = (_: string, value: unknown) =>
  typeof value === 'string' ? value.replace(/\p{Cs}/gu, '\uFFFD') : value;

/** How deep JSON may be nested: deeper than anybody writes it, and far from where walking through it runs out of the stack. */
const DEEPEST = 200;

/**
 * Whether JSON is nested too deep to be walked through. Brackets within its strings do not count; of text without quotation marks
 * each counts.
 */
export function isTooDeep(text: string): boolean {
  let depth = 0;
  let isString = false;
  for (let at = 0; at < text.length; at++) {
    const letter = text[at];
    if (letter === '"') isString = !isString;
    else if (isString && letter === '\\') at++;
    else if (!isString && (letter === '[' || letter === '{')) depth++;
    else if (!isString && (letter === ']' || letter === '}')) depth = Math.max(0, depth - 1);
    if (depth > DEEPEST) return true;
  }
  return false;
}

/**
 * Parses JSON, with U+FFFD in place of each lone surrogate. JSON can contain one; a URL cannot, and encoding it throws.
 * @throws SyntaxError also where it is nested too deep
 */
export function fromJson(text: string): unknown {
  if (isTooDeep(text)) throw new SyntaxError('nested too deep');
  return JSON.parse(text, HALVES.test(text) ? mend : undefined);
}

/** Replaces lone surrogates, as `fromJson` does, in a value that was parsed elsewhere. */
export function wholeCharacters<T>(value: T): T {
  const text = JSON.stringify(value) as string | undefined;
  return text !== undefined && HALVES.test(text) ? (fromJson(text) as T) : value;
}

/** Reads a name: at least one letter or digit, at most 200 characters, tidied. */
export function readName(said: string): Entry<string> {
  const name = tidy(said);
  if (name === '') return { wrong: 'The name is missing.' };
  const { length } = [...name];
  if (length > NAME_MAX)
    return { wrong: `A name holds ${NAME_MAX} characters at most; this one has ${length}.` };
  if (fold(name) === '')
    return { wrong: `"${name}" has neither letter nor digit: please write the name in letters.` };
  return { value: name };
}

/** Reads an e-mail address, in lower case. */
export function readEmail(said: string): Entry<string> {
  const email = tidy(said).toLowerCase();
  if (email.length <= 254 && EMAIL.test(email)) return { value: email };
  return { wrong: `"${clip(said)}" is not an e-mail address: please write it like sarah.reed@example.org.` };
}

/** Reads a reference: the setting's own number for a person or child. */
export function readRef(said: string): Entry<string> {
  const ref = tidy(said);
  if (/^[^\s#<>();"]{1,60}$/u.test(ref)) return { value: ref };
  return {
    wrong: `"${clip(said)}" is no reference: please write up to 60 letters and digits without spaces or any of # < > ( ) ;`,
  };
}

const ALIASES: Record<string, Role> = { dsl: 'dso', deputy_dsl: 'deputy_dso', deputy: 'deputy_dso' };

/** Reads roles separated by `;`. DSL and deputy DSL mean DSO and deputy DSO. */
export function readRoles(said: string): Entry<Role[]> {
  const words = said
    .split(/[;,|]/)
    .map(tidy)
    .filter((word) => word !== '');
  const roles: Role[] = [];
  const unknown: string[] = [];
  for (const word of words) {
    const code = toCode(word);
    const role = ALIASES[code] ?? ROLES.find((role) => role === code);
    if (role === undefined) unknown.push(word);
    else if (!roles.includes(role)) roles.push(role);
  }
  if (unknown.length > 0) {
    const list = unknown.map((word) => `"${clip(word)}"`).join(' and ');
    return {
      wrong: `${list} ${unknown.length === 1 ? 'is no role' : 'are no roles'}: the roles are ${ROLES.join(', ')}, separated by ;`,
    };
  }
  return { value: ROLES.filter((role) => roles.includes(role)) };
}

/** Reads a day as a file has it, in any spelling that can be read in one way; else says why it cannot. */
export function readDay(said: string): Entry<Day> {
  const plain = parseDay(said);
  const read = plain === undefined ? readWrittenDay(said) : { value: plain };
  if ('why' in read)
    return { wrong: `"${clip(said)}" ${read.why}: please write it like 25/03/2019 or 2019-03-25.` };
  if (!isReckonable(read.value)) return { wrong: `"${clip(said)}": please check the year.` };
  return { value: read.value };
}

export function readYesNo(said: string): Entry<boolean> {
  const word = tidy(said).toLowerCase();
  if (['yes', 'y', 'true', '1', 'on'].includes(word)) return { value: true };
  if (['no', 'n', 'false', '0', 'off'].includes(word)) return { value: false };
  return { wrong: `"${clip(said)}": please answer yes or no.` };
}

/** Shortens what people wrote, for quoting it in a message. */
export function clip(said: string): string {
  const characters = [...tidy(said)];
  if (characters.length > CLIPPED) characters.splice(CLIPPED - 1, Number.POSITIVE_INFINITY, '…');
  return characters.join('');
}
