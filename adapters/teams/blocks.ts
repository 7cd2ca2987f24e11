import { type Block, clip } from '../../src/core/talk/view.ts';
import { beside, type Element, labelled, parts, say, together } from './elements.ts';
import { type Press, submitAction } from './press.ts';

/** What stays together on a page, and how much of a page it takes, in characters of reading. */
export interface Piece {
  elements: Element[];
  weight: number;
  /** Said again where this piece opens a page: the head of a table that goes on. */
  again?: Element[];
}

/** Teams shows six buttons of a row and hides the rest behind a menu. */
const BUTTONS_IN_A_ROW = 4;
/** A cell is for a name or a few references; more is clipped, visibly. */
const CELL = 600;

export function toPieces(block: Block, card: string): Piece[] {
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
      return rowsOf(block.buttons, BUTTONS_IN_A_ROW).map((row, at) => ({
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
      .flatMap((line) => parts(line, 1500))
      .filter((line) => line.trim() !== '')
      .map((line, at) => ({
        elements: [say(line, {}, at === 0 ? {} : { spacing: 'none' })],
        weight: line.length + 40,
      })),
  );
}

function fact(label: string, value: string, isFirst: boolean): Piece {
  const place = isFirst ? {} : ({ spacing: 'small' } as const);
  const values = value.split('\n').flatMap((line) => parts(line, 1500));
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
  const lines = item.split('\n').flatMap((line) => parts(line, 1500));
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
 * unreadable on a telephone.
 */
function table(columns: string[], rows: string[][]): Piece[] {
  const [first = '', second, ...others] = columns;
  const head = line(
    say(first, { isSubtle: true, size: 'small' }),
    second === undefined
      ? undefined
      : say(second, { isSubtle: true, size: 'small' }, { horizontalAlignment: 'right' }),
  );
  const pieces = rows.map((cells, at): Piece => {
    const [name = '', answer, ...rest] = cells.map((cell) => clip(cell.replace(/\s+/g, ' '), CELL));
    const below = others
      .map((column, i) => [column, rest[i] ?? ''] as const)
      .filter(([, cell]) => cell !== '')
      .map(([column, cell]) => labelled(column, cell, { spacing: 'none' }));
    const above = line(
      say(name, { weight: 'bolder' }),
      second === undefined
        ? undefined
        : say(answer ?? '', { weight: 'bolder' }, { horizontalAlignment: 'right' }),
    );
    const row = together([above, ...below], { separator: true, spacing: 'small' });
    return {
      elements: at === 0 ? [head, row] : [row],
      weight: cells.join('').length + 80,
      ...(at === 0 ? {} : { again: [head] }),
    };
  });
  return pieces.length === 0 ? [{ elements: [head, say('–')], weight: 80 }] : pieces;
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
    { width: 1, items: [say(label)] },
    { width: 'auto', items: [say(figures, { weight: 'bolder' })] },
  ]);
  return { elements: [words, bar], weight: label.length + 60 };
}

export function rowsOf<T>(all: readonly T[], most: number): T[][] {
  const rows: T[][] = [];
  for (let at = 0; at < all.length; at += most) rows.push(all.slice(at, at + most));
  return rows;
}
