import { sentencesOf } from '../../core/policies/difference.ts';
import { CHANGES, type PolicyVersion, type Statement } from '../../core/policies/policy.ts';
import { isReckonable, parseLooseDate, showDay } from '../../core/rules/days.ts';
import { clip, unreadable } from '../../core/rules/entries.ts';
import { tidy } from '../../core/rules/names.ts';

/** What the answers to a document's questions are called, on the command line and in a form. */
export const ANSWERS = ['code', 'title', 'version', 'change', 'kind', 'adoption', 'statements'] as const;
export type AnswerName = (typeof ANSWERS)[number];
export type Answers = Partial<Record<AnswerName, string>>;

/** What is still to be answered before a document becomes a draft. */
export interface Question {
  name: AnswerName;
  /** What is asked, in one or two sentences. */
  words: string;
  /** An answer that would do, where there is one. */
  suggestion: string | undefined;
}

/** What a document becomes: a version that nobody has adopted. */
export type Draft = Pick<
  PolicyVersion,
  'code' | 'title' | 'kind' | 'version' | 'change' | 'text' | 'statements'
>;

export interface Understood {
  /** Undefined while there are questions. */
  draft: Draft | undefined;
  questions: Question[];
  /** How it was read, a sentence each. */
  notes: string[];
}

/** What is known of the setting's documents. */
export type KnownPolicy = Pick<PolicyVersion, 'code' | 'title' | 'kind' | 'version' | 'state' | 'statements'>;

/** The longest text of a policy, in characters: some sixty pages. */
const LONGEST = 200_000;

/**
 * What a document's text and the answers given so far make of it: a draft, or the questions that are left. `own`: statements that it
 * brings itself. Pure: nothing is read or written, so that a form can ask the same as a command line.
 */
export function understand(
  markdown: string,
  answers: Answers,
  known: readonly KnownPolicy[],
  own?: readonly Statement[],
): Understood {
  const notes: string[] = [];
  const questions: Question[] = [];
  const ask = (name: AnswerName, words: string, suggestion?: string) =>
    questions.push({ name, words, suggestion });
  const { body, adoption } = adoptionIn(markdown);
  const head = headOf(body);

  const title = tidy(answers.title ?? head.title ?? '');
  if (title === '' || [...title].length > 200 || unreadable(title) !== undefined)
    ask('title', 'What is its title? At most 200 characters.');
  else if (answers.title === undefined) notes.push(`Its title is “${clip(title)}”.`);

  const said = tidy(answers.code ?? head.code ?? '');
  const same = known.find(({ code }) => code.toLowerCase() === said.toLowerCase());
  const code = same?.code ?? said;
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,39}$/.test(code))
    ask('code', codeQuestion(said, known), suggestedCode(title, known));

  const version = tidy(answers.version ?? head.version ?? '');
  if (version === '' || [...version].length > 40 || unreadable(version) !== undefined)
    ask('version', versionQuestion(head.number, code, known), suggestedVersion(head.number, code, known));
  else if (answers.version === undefined) notes.push(`Its version is ${version}, as its text says.`);

  const change = one(answers.change, CHANGES, 'material');
  if (change === undefined || change === 'reaffirmed')
    ask('change', 'Is it a material change, which everyone acknowledges again, or a minor one?', 'material');
  const kind = one(answers.kind, ['policy', 'confidentiality'] as const, same?.kind ?? kindOf(title));
  if (kind === undefined || (same && kind !== same.kind))
    ask(
      'kind',
      same
        ? `${same.code} is of kind ${same.kind} here: one code is of one kind.`
        : 'Is it a policy, or the confidentiality agreement?',
      same?.kind ?? kindOf(title),
    );

  const isOut = one(answers.adoption, ['out', 'in'] as const, undefined);
  if (adoption.length > 0) {
    const told = adoption.map(({ told }) => told).join('; ');
    if (isOut === undefined)
      ask(
        'adoption',
        `At its end stands: ${told}. A draft is adopted by nobody yet, and adopt records it. Take these lines out of the text (out), or leave them in it (in)?`,
        'out',
      );
    else if (isOut === 'out') notes.push(`Taken out of its end: ${told}.`);
    else notes.push('The lines of an earlier adoption stay in its text.');
  }

  const text = (isOut === 'out' ? body : markdown).trim();
  const proposed = own
    ? { statements: [...own], note: undefined }
    : statementsFor(text, same && inForce(same.code, known));
  const statements = readStatements(answers.statements, proposed.statements);
  if (statements === undefined)
    ask(
      'statements',
      'Statements to tick are your own, separated by |, at most 300 characters each; or none; or proposed.',
      'proposed',
    );
  else if (answers.statements === undefined || tidy(answers.statements) === 'proposed') {
    if (statements.length > 0 && proposed.note !== undefined)
      notes.push(
        `${proposed.note} To change them: --answer statements=none, or --answer "statements=The first. | The second."`,
      );
    for (const statement of statements) notes.push(`${statement.id}: ${statement.text}`);
  }
  const isWhole = questions.length === 0 && kind !== undefined && change !== undefined;
  return {
    draft:
      isWhole && statements !== undefined
        ? { code, title, kind, version, change, text, statements }
        : undefined,
    questions,
    notes,
  };
}

/** Why a text cannot be a policy; undefined where it can. */
export function faultOf(markdown: string): string | undefined {
  if (markdown.trim() === '') return 'There is no text in it. Pictures of text cannot be read.';
  if (markdown.length > LONGEST)
    return `It has ${markdown.length} characters, and a policy ${LONGEST} at most. Please import the policy alone.`;
  const odd = unreadable(markdown);
  return odd === undefined ? undefined : `There is a character in it that cannot be kept (${odd}).`;
}

function one<T extends string, D extends T | undefined>(
  said: string | undefined,
  among: readonly T[],
  otherwise: D,
): T | D | undefined {
  if (said === undefined || said.trim() === '') return otherwise;
  return among.find((value) => value === said.trim().toLowerCase());
}

interface Head {
  title: string | undefined;
  code: string | undefined;
  version: string | undefined;
  /** A number before the title, which may be its version or its place in a folder. */
  number: string | undefined;
}

const WITHOUT_MARKS = /\*\*|__|^#{1,6}\s+|^\s*(?:[-*+•]|\d{1,3}[.)])\s+|\\(?=[*_`#|>+-])/g;
const unmarked = (line: string) =>
  line
    .replace(WITHOUT_MARKS, '')
    .replace(/^\*|\*$/g, '')
    .trim();

/** What the beginning of a document says of it. */
function headOf(markdown: string): Head {
  const lines = markdown.split('\n').filter((line) => line.trim() !== '');
  const first = lines.slice(0, 12);
  const find = (pattern: RegExp) =>
    [...first, ...lines.slice(-6)]
      .map((line) => pattern.exec(unmarked(line))?.[1])
      .find((found) => found !== undefined);
  const line = titleLine(first);
  const [, number, rest] = /^(\d+(?:\.\d+)+|\d+)[.)]?\s+(.+)$/.exec(line ?? '') ?? [];
  const versioned = /^(.*?)[\s,–(-]+(?:version|v\.?)\s*(\d+(?:\.\d+)*)\)?$/i.exec(rest ?? line ?? '');
  return {
    title: versioned?.[1] ?? rest ?? line,
    code: find(/^(?:policy\s+)?(?:code|ref(?:erence)?)\s*:\s*([A-Za-z0-9][A-Za-z0-9._-]*)$/i),
    version: versioned?.[2] ?? find(/^version(?:\s+(?:no\.?|number))?\s*:?\s*(\d+(?:\.\d+)*[a-z]?)$/i),
    number,
  };
}

/** The first heading, of the highest level among the first ones; or else the first line, where it is short and no sentence. */
function titleLine(lines: readonly string[]): string | undefined {
  const headings = lines
    .map((line) => /^(#{1,6})\s+(.+)$/.exec(line))
    .filter((found) => found !== null)
    .map(([, marks = '', words = '']) => ({ level: marks.length, words: unmarked(words) }));
  const top = headings.filter(({ level }) => level === Math.min(...headings.map((each) => each.level)));
  // One in capitals above the title names a chapter that the policy belongs to.
  const highest = top.find(({ words }) => words !== words.toUpperCase()) ?? top[0];
  if (highest !== undefined && /^(?:#|\*\*)/.test(lines[0] ?? '')) return highest.words;
  const short = lines.map(unmarked).filter((line) => line.length <= 120 && !/[.:;,]$/.test(line));
  // A line in capitals above the title names a chapter that the policy belongs to.
  const own = short.find((line) => line !== line.toUpperCase()) ?? short[0];
  const at = own === undefined ? -1 : lines.findIndex((line) => unmarked(line) === own);
  return at >= 0 && at < 4 ? own : highest?.words;
}

function kindOf(title: string): PolicyVersion['kind'] {
  return /confidential/i.test(title) && /agreement|undertaking|form\b/i.test(title)
    ? 'confidentiality'
    : 'policy';
}

function codeQuestion(said: string, known: readonly KnownPolicy[]): string {
  const codes = [...new Set(known.map(({ code }) => code))];
  const wrong =
    said === '' ? '' : `“${clip(said)}” is no code: it has letters, digits and hyphens and no spaces. `;
  return `${wrong}Which policy is it? ${codes.length === 0 ? 'Give it a short code.' : `Here are: ${codes.join(', ')}. A new one gets a code of its own.`}`;
}

/** The code of a document of that title here; otherwise the initials of the title. */
function suggestedCode(title: string, known: readonly KnownPolicy[]): string {
  const words = wordsOf(title);
  const like = known.find((each) => {
    const theirs = wordsOf(each.title);
    const common = words.filter((word) => theirs.includes(word)).length;
    return common > 0 && 2 * common >= Math.max(words.length, theirs.length);
  });
  return (
    like?.code ??
    (words
      .map((word) => word.charAt(0).toUpperCase())
      .join('')
      .slice(0, 6) ||
      'SM')
  );
}

function wordsOf(title: string): string[] {
  return title
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)
    .filter((word) => word.length > 2 && !['and', 'the', 'for', 'our', 'policy'].includes(word));
}

function inForce(code: string, known: readonly KnownPolicy[]): KnownPolicy | undefined {
  return known.find((each) => each.code === code && each.state === 'adopted');
}

function versionQuestion(number: string | undefined, code: string, known: readonly KnownPolicy[]): string {
  const current = inForce(code, known);
  return [
    'Which version is it? Its text does not say.',
    number !== undefined &&
      `Its title begins with ${number}, which may be the version or a number of the policy.`,
    current && `${current.code} ${current.version} is in force.`,
  ]
    .filter(Boolean)
    .join(' ');
}

function suggestedVersion(number: string | undefined, code: string, known: readonly KnownPolicy[]): string {
  const current = inForce(code, known);
  if (current === undefined) return number ?? '1';
  const [, head = '', last] = /^(.*?)(?:\.(\d+))?$/.exec(current.version) ?? [];
  return `${head}.${Number(last ?? 0) + 1}`;
}

/** A line of an adoption, and what it says in our words. */
interface AdoptionLine {
  told: string;
}

/** How far from its end a text's adoption lines begin at most, in lines that hold something. */
const AT_THE_END = 25;
/** A date after words that say what of: rather long, since a heading or a blank to fill in may stand between. */
const DATE = String.raw`(?:the\s+)?(\d{1,2}(?:st|nd|rd|th)?\s+(?:of\s+)?[A-Za-z]+,?\s+\d{4}|\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}|\d{4}-\d{2}(?:-\d{2})?|[A-Za-z]{3,9}\.?\s+\d{4})`;
const LINES: [RegExp, (found: RegExpExecArray) => string | undefined][] = [
  [
    new RegExp(String.raw`\b(?:to be|will be|due to be|next)\s+review(?:ed)?\b.*?${DATE}`, 'i'),
    ([, day]) => dated('next review', day),
  ],
  [
    new RegExp(
      String.raw`\b(?:next review(?: date)?|review due|date (?:to be reviewed|of next review|for review)|review date)\b.*?${DATE}`,
      'i',
    ),
    ([, day]) => dated('next review', day),
  ],
  [
    new RegExp(String.raw`\badopted\b(.*?)\b(?:on|in)\b\s*:?\s*${DATE}`, 'i'),
    ([, , day]) => dated('adopted', day),
  ],
  [
    new RegExp(String.raw`\b(?:date adopted|adopted(?: on)?)\s*:\s*${DATE}`, 'i'),
    ([, day]) => dated('adopted', day),
  ],
  [
    new RegExp(String.raw`\b(?:last )?review(?:ed)?\b.*?(?:on|:)\s*${DATE}`, 'i'),
    ([, day]) => dated('reviewed', day),
  ],
  [/^name of signatory\s*:?\s*(.*)$/i, ([, name]) => named('signed by', name)],
  [/^role of signatory[^:]*:?\s*(.*)$/i, ([, role]) => named('as', role)],
  [/^sign(?:ed|ature)\b[^:]*:\s*(.*)$/i, ([, name]) => named('signed by', name) ?? 'a line to sign on'],
  [/^signed by\s+(.+)$/i, ([, name]) => named('signed by', name)],
  [/^signed on behalf of\b.*$/i, () => 'a line to sign on'],
  [new RegExp(String.raw`^(?:on|date)\s*:?\s*${DATE}$`, 'i'), ([, day]) => dated('adopted', day)],
  [/^on behalf of\b.*$/i, () => 'on whose behalf'],
  [/^(?:this policy was |was )?adopted (?:by|at)\b[^.]*$/i, () => 'adopted, without a day'],
  [/^(?:date|on)\s*:?\s*_*$/i, () => 'a blank for a day'],
];

function dated(what: string, said: string | undefined): string | undefined {
  const day = parseLooseDate(
    (said ?? '')
      .replace(/(\d)(?:st|nd|rd|th)\b/gi, '$1')
      .replace(/\bof\s+/i, '')
      .replace(/,/g, '')
      .replace(/\s+/g, ' '),
  );
  return day === undefined || day === 'always' || !isReckonable(day) ? undefined : `${what} ${showDay(day)}`;
}

function named(what: string, said: string | undefined): string | undefined {
  const name = tidy((said ?? '').replace(/[_.…]{3,}/g, ''));
  return name === '' || [...name].length > 100 ? undefined : `${what} ${name}`;
}

/**
 * The lines at the end that say who adopted, reviewed and signed it, and the text without them. They stand together: what follows on a
 * line that is none of them is text.
 */
function adoptionIn(markdown: string): { body: string; adoption: AdoptionLine[] } {
  const lines = markdown.split('\n');
  const adoption: AdoptionLine[] = [];
  let end = lines.length;
  for (let at = lines.length - 1, seen = 0; at >= 0 && seen < AT_THE_END; at--) {
    const line = unmarked(lines[at] ?? '')
      .replace(/^\|\s*|\s*\|$/g, '')
      .replace(/\s*\|\s*/g, ' ')
      .trim();
    if (line === '' || /^[_.…\s-]+$/.test(line)) continue;
    seen += 1;
    const told = line.length > 240 ? undefined : toldBy(line);
    if (told === undefined) break;
    adoption.unshift({ told });
    end = at;
  }
  // A blank to sign on says nothing by itself; at least one line is about a day or a name.
  const isOne = adoption.some(({ told }) => /\d{4}|^signed by /.test(told));
  return isOne
    ? { body: lines.slice(0, end).join('\n').trimEnd(), adoption }
    : { body: markdown, adoption: [] };
}

function toldBy(line: string): string | undefined {
  for (const [pattern, tell] of LINES) {
    const found = pattern.exec(line);
    const told = found ? tell(found) : undefined;
    if (told !== undefined) return told;
  }
  return undefined;
}

const MOST_STATEMENTS = 8;
const STATEMENT_LETTERS = 300;
/** What binds whoever reads it. */
const BINDING =
  /\b(?:must(?: never| not)?|never|under no circumstances|(?:should|will|may|shall) not|are not (?:to|allowed)|is not allowed|no (?:communication|photographs?|pictures?))\b/i;
const ABOUT_STAFF =
  /\b(?:staff|employees?|practitioners?|volunteers?|students?|key persons?|everyone|everybody|we|you|i)\b/i;

/**
 * What everyone is to tick: as in the version in force, where the text still holds what it held; otherwise the sentences that say
 * what staff must do, the strictest first, for the chair to edit.
 */
function statementsFor(
  markdown: string,
  current: KnownPolicy | undefined,
): { statements: Statement[]; note: string } {
  if (current !== undefined && current.statements.length > 0)
    return {
      statements: current.statements,
      note: `To tick are the statements of version ${current.version}, which is in force.`,
    };
  const found = sentencesOf(markdown)
    .map(({ text }) => text.replace(/^(?:– )?(?:\d{1,3}\. )?/, ''))
    .filter(
      (text) => BINDING.test(text) && ABOUT_STAFF.test(text) && !/\bparents?\b.{0,20}\bmust\b/i.test(text),
    )
    .filter((text) => text.length <= STATEMENT_LETTERS - 20 && text.split(' ').length >= 4);
  const strict = (text: string) => (/\b(?:never|not|no)\b/i.test(text) ? 0 : 1);
  const chosen = [...new Set(found)].sort((a, b) => strict(a) - strict(b)).slice(0, MOST_STATEMENTS);
  const inOrder = found.filter((text, at) => chosen.includes(text) && found.indexOf(text) === at);
  return {
    statements: inOrder.map((text, at) => ({
      id: `S${at + 1}`,
      text: `I know and keep to it: ${ended(text)}`,
    })),
    note: `${inOrder.length} ${inOrder.length === 1 ? 'statement' : 'statements'} to tick ${inOrder.length === 1 ? 'is' : 'are'} proposed from its text.`,
  };
}

function ended(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text.replace(/[;,:]$/, '')}.`;
}

function readStatements(said: string | undefined, proposed: Statement[]): Statement[] | undefined {
  const words = tidy(said ?? 'proposed');
  if (/^proposed$/i.test(words)) return proposed;
  if (/^none$/i.test(words)) return [];
  const own = words
    .split('|')
    .map((each) => tidy(each))
    .filter((each) => each !== '');
  const isFit =
    own.length > 0 &&
    own.every((each) => [...each].length <= STATEMENT_LETTERS && unreadable(each) === undefined);
  return isFit ? own.map((text, at) => ({ id: `S${at + 1}`, text })) : undefined;
}
