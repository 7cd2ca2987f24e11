import type { Command } from './command.ts';
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
  /** True where the answer takes the place of what was shown: a list is then shown anew with what was done from it. */
  redraws?: true;
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
 * Parses typed text: a verb, then words for its first required question, `field=value` and `field="two words"`. A leading
 * `/` and the product's own name are dropped. Of an unknown verb only the verb is returned; the rest is never stored.
 */
export function parse(text: string, find: (verb: string) => Command | undefined): Invocation {
  const [verb = '', rest] = firstWord(text.trim().replace(/^\/\s*/, ''));
  if (verb.toLowerCase() === 'candour' && !find(verb)) return parse(rest, find);
  if (verb === '') return { command: 'me', input: {} };
  const command = find(verb.toLowerCase());
  if (!command) return { command: verb.toLowerCase(), input: {} };
  if (command.takesAnyWords)
    return { command: command.name, input: {}, ...(rest.trim() === '' ? {} : { hasSpareWords: true }) };
  const tokens = tokenise(rest);
  if (typeof tokens === 'string') return { command: command.name, input: {}, complaint: tokens };
  const { input, hasSpareWords } = fill(command, tokens);
  return { command: command.name, input, ...(hasSpareWords ? { hasSpareWords: true } : {}) };
}

function firstWord(text: string): [string, string] {
  const match = /^(\S+)\s*([\s\S]*)$/.exec(text);
  return match ? [match[1] ?? '', match[2] ?? ''] : ['', ''];
}

/**
 * Splits text into words and quoted words, either of which may follow `name=`. Curly double quotes, which telephones type,
 * count as straight ones.
 */
function tokenise(text: string): Token[] | string {
  const pattern = /\s*(?:([A-Za-z_]+)=)?(?:["“”]([^"“”]*)["“”](?=\s|$)|(\S+)|(?=\s|$))/y;
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
