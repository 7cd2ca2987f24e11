import { type Block, heading, type Ranges, table } from '../talk/view.ts';

/**
 * A policy's Markdown as blocks: headings, paragraphs and lists with what is bold, and tables. Other marks are taken away, a link
 * keeps its words and its address. The text that is stored and hashed is the original.
 */
export function toBlocks(markdown: string): Block[] {
  const lines = markdown.replace(/\r\n?/g, '\n').split('\n');
  const blocks: Block[] = [];
  for (let at = 0; at < lines.length; ) {
    const kind = kindOf(lines, at);
    if (kind === 'heading') {
      const [, words = ''] = HEADING.exec(lines[at] ?? '') ?? [];
      if (words.trim() !== '') blocks.push(heading(inline(words).text));
      at += 1;
    } else if (kind === 'nothing') at += 1;
    else {
      let end = at + 1;
      while (end < lines.length && goesOn(kind, lines, end)) end += 1;
      const made = MAKE[kind](lines.slice(at, end));
      if (made) blocks.push(made);
      at = end;
    }
  }
  return blocks;
}

const HEADING = /^ {0,3}#{1,6}[ \t]+(.*?)[ \t]*#*$/;
const RULE = /^ {0,3}(?:[-*_][ \t]*){3,}$/;
/** Also the bullets that people copy from Word; its `o` of the second level stands before a tab. */
const ITEM = /^(\s*)(?:[-*+•·▪◦]|(\d{1,3})[.)]|(?:o(?=\t)))[ \t]+(.*)$/;
const ROW = /^\s*\|.*\|\s*$/;
const UNDER_HEAD = /^\s*\|[\s:|-]+\|\s*$/;

type Run = 'paragraph' | 'list' | 'table';

function kindOf(lines: readonly string[], at: number): Run | 'heading' | 'nothing' {
  const line = lines[at] ?? '';
  if (line.trim() === '' || RULE.test(line)) return 'nothing';
  if (HEADING.test(line)) return 'heading';
  if (ITEM.test(line)) return 'list';
  return ROW.test(line) && UNDER_HEAD.test(lines[at + 1] ?? '') ? 'table' : 'paragraph';
}

/** Whether a line belongs to the run before it: an indented line goes on with the item of a list, also after an empty line. */
function goesOn(run: Run, lines: readonly string[], at: number): boolean {
  const line = lines[at] ?? '';
  if (run === 'table') return ROW.test(line);
  const kind = kindOf(lines, at);
  if (run === 'paragraph') return kind === 'paragraph';
  if (kind === 'list') return true;
  if (kind === 'nothing') return !RULE.test(line) && ITEM.test(lines[at + 1] ?? '');
  return kind === 'paragraph' && (lines[at - 1] ?? '').trim() !== '';
}

const MAKE: Record<Run, (lines: readonly string[]) => Block | undefined> = {
  paragraph(lines) {
    const { text, strong } = inline(joined(lines.map((line) => line.replace(/^ {0,3}>[ \t]?/, ''))));
    return { kind: 'text', text, ...(strong.length === 0 ? {} : { strong }) };
  },
  list(lines) {
    const items: string[][] = [];
    for (const line of lines) {
      const [found, spaces = '', number, words = ''] = ITEM.exec(line) ?? [];
      const indent = /^\s*o\t/.test(line) ? `${spaces}  ` : spaces;
      // An item within an item stands in the same list, with a dash before it.
      const mark = number === undefined ? (indent.length >= 2 ? '– ' : '') : `${number}. `;
      if (found !== undefined) items.push([mark + words]);
      else if (line.trim() !== '') items.at(-1)?.push(line);
    }
    const read = items.map((item) => inline(joined(item))).filter(({ text }) => text !== '');
    const isPlain = read.every(({ strong }) => strong.length === 0);
    return {
      kind: 'list',
      items: read.map(({ text }) => text),
      ...(isPlain ? {} : { strong: read.map(({ strong }) => strong) }),
    };
  },
  table([head = '', , ...rows]) {
    return table(cellsOf(head), rows.map(cellsOf));
  },
};

function cellsOf(row: string): string[] {
  return row
    .trim()
    .replace(/^\||\|$/g, '')
    .split(/(?<!\\)\|/)
    .map((cell) => inline(cell.trim()).text);
}

/** Lines of one paragraph are one line, but where one ends in two spaces or a backslash. */
function joined(lines: readonly string[]): string {
  let text = '';
  let gap = '';
  for (const line of lines) {
    const isBroken = line.endsWith('  ') || line.endsWith('\\');
    text += gap + (line.endsWith('\\') ? line.slice(0, -1) : line).trim();
    gap = isBroken ? '\n' : ' ';
  }
  return text;
}

const ESCAPED = /[\\`*_{}[\]()#+.!|>~-]/;
const WORD = /\w/;

/** A mark and what it holds: read to the nearest sign that ends it, so that no text is read more than once for each kind of mark. */
interface Marked {
  words: string;
  isStrong?: true;
  /** Where the text goes on. */
  next: number;
}

/** A line without its marks, and what of it is bold. */
function inline(markdown: string): { text: string; strong: Ranges } {
  let text = '';
  const strong: Ranges = [];
  /** Signs that nothing ends any more. */
  const open = new Set<string>();
  for (let at = 0; at < markdown.length; ) {
    const found = markedAt(markdown, at, open);
    if (found === undefined) {
      text += markdown[at];
      at += 1;
      continue;
    }
    if (found.isStrong) strong.push([text.length, text.length + found.words.length]);
    text += found.words;
    at = found.next;
  }
  return { text, strong };
}

function markedAt(markdown: string, at: number, open: Set<string>): Marked | undefined {
  const sign = markdown[at] ?? '';
  if (sign === '\\') {
    const next = markdown[at + 1] ?? '';
    return ESCAPED.test(next) ? { words: next, next: at + 2 } : undefined;
  }
  if (sign === '[' || (sign === '!' && markdown[at + 1] === '[')) return linkAt(markdown, at, open);
  if (sign === '`') return held(markdown, at, '`', open);
  if (sign !== '*' && sign !== '_') return undefined;
  if (markdown[at + 1] === sign) {
    const bold = held(markdown, at, sign + sign, open);
    return bold && { ...bold, words: inner(bold.words), isStrong: true };
  }
  const [before = '', after = ''] = [markdown[at - 1], markdown[at + 1]];
  if (WORD.test(before) || before === sign || after === sign) return undefined;
  const slanted = held(markdown, at, sign, open);
  return slanted && !WORD.test(markdown[slanted.next] ?? '')
    ? { ...slanted, words: inner(slanted.words) }
    : undefined;
}

/** Marks within a mark; a third within these stays as it is. */
function inner(words: string): string {
  return words.replace(/\*\*|__|`/g, '').replace(/(^|\W)[*_](\S)|(\S)[*_](?=\W|$)/g, '$1$2$3');
}

/** What stands between two of the same sign, with no space inside either. */
function held(markdown: string, at: number, sign: string, open: Set<string>): Marked | undefined {
  const from = at + sign.length;
  if (open.has(sign) || markdown[from] === undefined || /\s/.test(markdown[from])) return undefined;
  const end = markdown.indexOf(sign, from + 1);
  if (end < 0) open.add(sign);
  if (end < 0 || /\s/.test(markdown[end - 1] ?? '')) return undefined;
  return { words: markdown.slice(from, end), next: end + sign.length };
}

function linkAt(markdown: string, at: number, open: Set<string>): Marked | undefined {
  const from = at + (markdown[at] === '!' ? 2 : 1);
  if (open.has('](')) return undefined;
  const middle = markdown.indexOf('](', from);
  const end = middle < 0 ? -1 : markdown.indexOf(')', middle);
  if (end < 0) open.add('](');
  const words = markdown.slice(from, middle);
  if (end < 0 || words.includes('[') || words.includes(']')) return undefined;
  const [address = ''] = markdown
    .slice(middle + 2, end)
    .trim()
    .split(/\s/, 1);
  return {
    words: words === address || address === '' ? words : `${words} (${address})`,
    next: end + 1,
  };
}
