import type { GivenFile } from '../uploads/given-file.ts';
import type { Command } from './command.ts';
import { afterGreeting, type Everyday, type Saying } from './everyday.ts';
import type { Input } from './view.ts';

/** A command as somebody began it, by typing, pressing a button or submitting a form. */
export interface Invocation {
  command: string;
  input: Input;
  /** True when a form was submitted: a missing answer is then a fault. */
  submitted?: boolean;
  /** The platform's delivery keys, by which a repeated delivery gets the first answer. */
  keys?: string[];
  /** What could not be understood in typed text. */
  complaint?: string;
  /** True where words were typed that answer no question of the command. */
  hasSpareWords?: true;
  /** What of ours is most like words that are no command; the words themselves go no further. */
  near?: readonly Saying[];
  /** The files that came with it. */
  files?: readonly GivenFile[];
  /** True where nobody asked: what stands before somebody is drawn anew. */
  isUnasked?: true;
  /** True where the answer takes the place of what was shown: a list is then shown anew with what was done from it. */
  redraws?: true;
  /** True where only a page of its form is turned: it is drawn again with these answers, and nothing is carried out. */
  turns?: true;
  /** True where a form that is answered is not shown yet, but a button that opens it. */
  opensLater?: true;
  /** True where the typed text, read as a whole, reads like a worry. */
  isWorry?: true;
  /**
   * Where the platform keeps what was typed, as a chat does and a slash command does not: where the answer stands, or
   * elsewhere.
   */
  kept?: 'here' | 'elsewhere';
}

interface Token {
  words: string;
  quoted: boolean;
  field?: string;
}

/**
 * Parses typed text: a verb, then words for its first required question, `field=value` and `field="two words"`; or the label
 * of a button, or everyday words. A greeting before it, a leading `/` and the product's own name are dropped, and so are the
 * full stop that a telephone puts behind a verb, and `for` and the like. Of an unknown verb only the verb is returned; the rest
 * is never stored.
 */
export function parse(
  text: string,
  find: (verb: string) => Command | undefined,
  everyday?: Everyday,
): Invocation {
  const line = text.trim().replace(/^\/\s*/, '');
  const [verb = '', rest] = firstWord(line);
  if (bare(verb) === 'candour' && !find('candour')) return parse(rest, find, everyday);
  if (verb === '') return { command: 'me', input: {} };
  const meant = everyday?.meant(line);
  if (meant) return { command: meant.command, input: { ...meant.input } };
  const begun = commandBegun(line, find);
  if (begun) return { command: begun.command.name, ...answersIn(begun.rest, begun.command) };
  const greeted = everyday && afterGreeting(line);
  if (greeted !== undefined)
    return greeted === '' ? { command: 'hello', input: {} } : parse(greeted, find, everyday);
  return { command: bare(verb), input: {}, ...(everyday ? { near: everyday.near(line) } : {}) };
}

/** In small letters, without the signs behind it. */
function bare(words: string): string {
  return words.toLowerCase().replace(/[.,:;!?…]+$/u, '');
}

/** How many words the longest name of a command has. */
const NAME_MOST = 6;

/** The command whose name stands at the beginning, the longest name first, and what follows it. */
function commandBegun(
  line: string,
  find: (verb: string) => Command | undefined,
): { command: Command; rest: string } | undefined {
  const words = line.split(/\s+/, NAME_MOST);
  for (let most = words.length; most > 0; most--) {
    const command = find(bare(words.slice(0, most).join(' ')));
    const rest = new RegExp(`^(?:\\S+(?:\\s+|$)){${most}}`).exec(line)?.[0] ?? '';
    if (command) return { command, rest: line.slice(rest.length) };
  }
  return undefined;
}

function answersIn(rest: string, command: Command): Omit<Invocation, 'command'> {
  if (command.takesAnyWords) return { input: {}, ...(rest.trim() === '' ? {} : { hasSpareWords: true }) };
  const tokens = tokenise(rest.replace(/^(?:for|of|about|with)\s+/i, ''));
  if (typeof tokens === 'string') return { input: {}, complaint: tokens };
  const { input, hasSpareWords } = fill(command, tokens);
  return { input, ...(hasSpareWords ? { hasSpareWords: true } : {}) };
}

function firstWord(text: string): [string, string] {
  const match = /^(\S+)\s*([\s\S]*)$/.exec(text);
  return match ? [match[1] ?? '', match[2] ?? ''] : ['', ''];
}

/**
 * Splits text into words and quoted words, either of which may follow `name=`. Curly double quotes, which telephones type,
 * count as straight ones. The question about a row is called `row-…`.
 */
function tokenise(text: string): Token[] | string {
  const pattern = /\s*(?:([A-Za-z_][\w-]*)=)?(?:["“”]([^"“”]*)["“”](?=\s|$)|(\S+)|(?=\s|$))/y;
  const tokens: Token[] = [];
  const given = text.trim();
  while (pattern.lastIndex < given.length) {
    const match = pattern.exec(given);
    if (!match || match[0] === '') break;
    const words = match[2] ?? match[3] ?? '';
    if (match[2] === undefined && /^["“”]/.test(words))
      return 'A quotation mark was opened and not closed. Please write field="two words".';
    const field = match[1]?.toLowerCase();
    tokens.push({ words, quoted: match[2] !== undefined, ...(field === undefined ? {} : { field }) });
  }
  return tokens;
}

/**
 * Assigns words to questions, named values first. Bare words after a named value of several words belong to it (`child=Mia
 * Reed`). All other words answer, in order, the required questions still open, then the optional ones; a quotation or a run
 * of words is one answer.
 */
function fill(command: Command, tokens: Token[]): { input: Input; hasSpareWords: boolean } {
  const input: Input = {};
  let hasSpareWords = false;
  const loose: Token[] = [];
  let open: string | undefined;
  for (const token of tokens) {
    if (token.field !== undefined) {
      input[token.field] = token.words;
      open = token.quoted ? undefined : token.field;
    } else if (
      open !== undefined &&
      !token.quoted &&
      goesOn(command, open, String(input[open]), token.words)
    ) {
      input[open] = `${input[open]} ${token.words}`;
    } else {
      open = undefined;
      const last = loose.at(-1);
      if (last && !last.quoted && !token.quoted) last.words += ` ${token.words}`;
      else loose.push({ ...token });
    }
  }
  const fields = Object.entries(command.fields).filter(([name]) => input[name] === undefined);
  const questions = [
    ...fields.filter(([, field]) => field.required),
    ...fields.filter(([, field]) => !field.required),
  ];
  while (loose.length > 0) {
    const token = loose.shift();
    const [name] = questions.shift() ?? [];
    if (!token) break;
    if (name === undefined) {
      const last = Object.keys(input).at(-1);
      if (last === undefined) hasSpareWords = true;
      else input[last] = `${input[last]} ${token.words}`;
      continue;
    }
    if (token.quoted) {
      input[name] = token.words;
      continue;
    }
    const [first = '', ...rest] = token.words.split(/\s+/);
    let answer = first;
    while (rest[0] !== undefined && goesOn(command, name, answer, rest[0])) answer += ` ${rest.shift()}`;
    input[name] = answer;
    if (rest.length > 0) loose.unshift({ words: rest.join(' '), quoted: false });
  }
  return { input, hasSpareWords };
}

/** Whether the next bare word still belongs to this question's answer. */
function goesOn(command: Command, name: string, soFar: string, next: string): boolean {
  const field = Object.hasOwn(command.fields, name) ? command.fields[name] : undefined;
  return field !== undefined && (field.belongs?.(soFar, next) ?? !field.oneWord);
}
