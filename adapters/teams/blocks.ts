import { type Block, type Button, clip } from '../../src/core/talk/view.ts';
import { inParts } from '../shared/lengths.ts';
import { beside, type Element, labelled, say, together } from './elements.ts';
import { type Press, submitAction } from './press.ts';

/** What stays together on a page; `weight` is how much of a page it takes, in characters of reading. */
export interface Piece {
  elements: Element[];
  weight: number;
  /** Said again where this piece opens a page: the head of a table that goes on. */
  again?: Element[];
}

/** Characters of labels in a row of buttons: what a telephone shows without cutting one. */
const ROW = 34;
/** A cell is for a name or a few references; more is clipped, visibly. */
const CELL = 600;

/** A block in pieces, with room above it. */
export function toPieces(block: Block, card: string): Piece[] {
  const [first, ...others] = piecesOf(block, card);
  if (!first) return [];
  const [top, ...below] = first.elements;
  const spaced = top ? [{ ...top, spacing: 'medium' }, ...below] : [];
  return [{ ...first, elements: spaced }, ...others];
}

function piecesOf(block: Block, card: string): Piece[] {
  switch (block.kind) {
    case 'text':
      return paragraphs(block.text);
    case 'facts':
      return block.facts.map(([label, value], at) => fact(label, value, at === 0));
    case 'list':
      return block.items.flatMap((item, at) => bullet(item, at === 0));
    case 'table':
      return table(block.columns, block.rows);
    case 'meter':
      return [meter(block.label, block.done, block.total)];
    case 'buttons':
      return rowsOf(block.buttons).map((row, at) => ({
        elements: [
          {
            type: 'ActionSet',
            actions: row.map(({ label, run }): Element => {
              const press: Press = { do: 'run', command: run.command, input: run.input, card };
              return submitAction(label, press);
            }),
            ...(at === 0 ? {} : { spacing: 'small' }),
          },
        ],
        weight: 60,
      }));
  }
}

/** Each line a block of its own: how clients show a line break inside a run differs. */
export function paragraphs(words: string): Piece[] {
  return words.split(/\n{2,}/).flatMap((paragraph) =>
    paragraph
      .split('\n')
      .flatMap((line) => inParts(line, 1500))
      .filter((line) => line.trim() !== '')
      .map((line, at) => ({
        elements: [say(line, {}, at === 0 ? {} : { spacing: 'none' })],
        weight: line.length + 40,
      })),
  );
}

function fact(label: string, value: string, isFirst: boolean): Piece {
  const place = isFirst ? {} : ({ spacing: 'small' } as const);
  const values = value.split('\n').flatMap((line) => inParts(line, 1500));
  const items = values.map((line, at) => say(line, {}, at === 0 ? {} : { spacing: 'none' }));
  return {
    elements: [
      beside(
        [
          { width: 2, items: [say(clip(label, 200), { isSubtle: true })] },
          { width: 3, items },
        ],
        place,
      ),
    ],
    weight: value.length + 40,
  };
}

function bullet(item: string, isFirst: boolean): Piece[] {
  const lines = item.split('\n').flatMap((line) => inParts(line, 1500));
  return lines.map((line, at) => ({
    elements: [
      beside(
        [
          { width: 'auto', items: [say(at === 0 ? '•' : '\u2003')] },
          { width: 1, items: [say(line)] },
        ],
        isFirst && at === 0 ? {} : { spacing: 'small' },
      ),
    ],
    weight: line.length + 40,
  }));
}

/**
 * A row is a line of its first two columns and, under it, the others with their names: four columns side by side are
 * unreadable on a telephone, and so is a second one whose words do not fit beside the first.
 */
function table(columns: string[], rows: string[][]): Piece[] {
  const [first = '', ...others] = columns;
  const cells = rows.map((row) => row.map((cell) => clip(cell.replace(/\s+/g, ' '), CELL)));
  const isShort = others[0] !== undefined && cells.every((row) => fitsBeside(row[1] ?? ''));
  const small = { isSubtle: true, size: 'small' } as const;
  const second = isShort ? others[0] : undefined;
  const head = line(say(first, small), second === undefined ? undefined : say(second, small, RIGHT));
  const pieces = cells.map(([name = '', ...rest], at): Piece => {
    const answer = isShort ? say(rest[0] ?? '', { weight: 'bolder' }, RIGHT) : undefined;
    const below = others
      .map((column, i) => [column, rest[i] ?? ''] as const)
      .filter(([, cell], i) => cell !== '' && !(isShort && i === 0))
      .map(([column, cell]) => labelled(column, cell, { spacing: 'none' }));
    const row = together([line(say(name, { weight: 'bolder' }), answer), ...below], {
      separator: true,
      spacing: 'small',
    });
    return {
      elements: at === 0 ? [head, row] : [row],
      weight: name.length + rest.join('').length + 80,
      ...(at === 0 ? {} : { again: [head] }),
    };
  });
  return pieces.length === 0 ? [{ elements: [head, say('–')], weight: 80 }] : pieces;
}

const RIGHT = { horizontalAlignment: 'right' } as const;

/** Two fifths of a telephone's width: two short lines, and no word that would be torn. */
function fitsBeside(cell: string): boolean {
  return cell.length <= 24 && cell.split(' ').every((word) => word.length <= 12);
}

function line(left: Element, right: Element | undefined): Element {
  return beside([
    { width: 3, items: [left] },
    ...(right === undefined ? [] : [{ width: 2, items: [right] }]),
  ]);
}

const CELLS = 12;

/** Figures and a bar. The bar is made of characters: a client draws a thin column as it likes. */
function meter(label: string, done: number, total: number): Piece {
  const share = total <= 0 ? 1 : Math.min(1, Math.max(0, done / total));
  // Full only when it is, and never empty once begun.
  const full =
    share === 1 ? CELLS : share === 0 ? 0 : Math.min(CELLS - 1, Math.max(1, Math.round(share * CELLS)));
  const bar: Element = {
    type: 'RichTextBlock',
    spacing: 'none',
    inlines: [
      { type: 'TextRun', text: '█'.repeat(full), color: share === 1 ? 'good' : 'accent' },
      { type: 'TextRun', text: '░'.repeat(CELLS - full), isSubtle: true },
    ].filter((run) => run.text !== ''),
  };
  const figures = total <= 0 ? 'none due' : `${done} of ${total}`;
  const words = beside([
    { width: 2, items: [say(label)] },
    { width: 1, items: [say(figures, { weight: 'bolder' }, { horizontalAlignment: 'right' })] },
  ]);
  return { elements: [words, bar], weight: label.length + 60 };
}

/** As many buttons beside each other as a telephone shows. */
function rowsOf(buttons: readonly Button[]): Button[][] {
  const rows: Button[][] = [];
  let left = 0;
  for (const button of buttons) {
    const width = button.label.length + 5;
    if (width > left || rows.length === 0) {
      rows.push([]);
      left = ROW;
    }
    rows.at(-1)?.push(button);
    left -= width;
  }
  return rows;
}
