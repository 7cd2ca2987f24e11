import type { Piece, Run } from './blocks.ts';

/** A document's pieces as the Markdown that a policy is kept in. */
export function toMarkdown(pieces: readonly Piece[]): string {
  const lines: string[] = [];
  /** The next number of each level of a list. */
  const numbers: number[] = [];
  let isInList = false;
  for (const piece of pieces) {
    const goesOn = isInList && piece.kind === 'item';
    if (lines.length > 0 && !goesOn) lines.push('');
    if (!goesOn) numbers.length = 0;
    isInList = piece.kind === 'item';
    switch (piece.kind) {
      case 'heading':
        lines.push(`${'#'.repeat(piece.level)} ${inline(piece.runs).replace(/\s+/g, ' ').trim()}`);
        break;
      case 'paragraph':
        lines.push(...atBeginning(inline(piece.runs)).split('\n'));
        break;
      case 'item': {
        const { level, isOrdered } = piece;
        numbers.length = level + 1;
        const next = (numbers[level] ?? 0) + 1;
        if (isOrdered) numbers[level] = next;
        const indent = '  '.repeat(level);
        const mark = isOrdered ? `${next}. ` : '- ';
        const [first = '', ...rest] = inline(piece.runs).split('\n');
        lines.push(`${indent}${mark}${first}`, ...rest.map((line) => `${indent}  ${line}`));
        break;
      }
      case 'table':
        lines.push(...table(piece.rows));
    }
  }
  return lines.join('\n').trim();
}

function table(rows: readonly Run[][][]): string[] {
  const width = Math.max(...rows.map((row) => row.length));
  const toRow = (row: readonly Run[][]) =>
    `| ${Array.from({ length: width }, (_, at) => cell(row[at] ?? [])).join(' | ')} |`;
  const [head = [], ...others] = rows;
  return [toRow(head), `|${' --- |'.repeat(width)}`, ...others.map(toRow)];
}

function cell(runs: readonly Run[]): string {
  return inline(runs).replace(/\s+/g, ' ').replace(/\|/g, '\\|').trim();
}

/** Runs as one text, with what is bold between two asterisks and what is slanted between one; of both, bold. */
function inline(runs: readonly Run[]): string {
  const joined: Run[] = [];
  for (const run of runs) {
    const last = joined.at(-1);
    const isBlank = run.text.trim() === '' && !run.text.includes('\n');
    if (last && (isBlank || lookOf(last) === lookOf(run))) last.text += run.text;
    else joined.push({ ...run });
  }
  return joined
    .map((run) => {
      const text = escaped(run.text.replace(/\t/g, ' ').replace(/ {2,}/g, ' '));
      // A mark that holds a line break, or nothing, would mean itself.
      return text
        .split('\n')
        .map((line) => marked(line, lookOf(run)))
        .join('  \n');
    })
    .join('')
    .replace(/^\s+|\s+$/g, '');
}

function lookOf({ bold, italic }: Run): '' | '**' | '*' {
  return bold ? '**' : italic ? '*' : '';
}

function marked(line: string, mark: string): string {
  const [, before = '', words = '', after = ''] = /^(\s*)(.*?)(\s*)$/su.exec(line) ?? [];
  return mark === '' || words === '' ? line : `${before}${mark}${words}${mark}${after}`;
}

/** With a backslash before what would be a mark. */
function escaped(text: string): string {
  return text.replace(/[\\*`]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|\](?=\()/gu, '\\$&');
}

/** A paragraph that begins like a heading, an item or a quotation is none. A number that was typed stays a number. */
function atBeginning(text: string): string {
  return text.replace(/^(#{1,6}\s|[-+]\s|>)/, '\\$1');
}
