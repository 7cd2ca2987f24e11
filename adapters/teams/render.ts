import { randomUUID } from 'node:crypto';
import {
  type Answer,
  type Block,
  type Button,
  type Change,
  changeLines,
  clip,
  type Form,
  figures,
  type Input,
  type Ranges,
  type View,
  withRowButtons,
} from '../../src/core/talk/view.ts';
import { ANSWERED } from '../shared/answered.ts';
import { inParts } from '../shared/lengths.ts';
import { inGroups, inPages, pageAt, pageOf, SECTIONS_A_PAGE } from '../shared/pages.ts';
import { type Labels, type Press, submitAction } from './carried.ts';
import {
  beside,
  type Element,
  headed,
  labelled,
  ours,
  say,
  sayChanged,
  sayStrong,
  together,
  visible,
} from './elements.ts';
import { toInputs } from './form.ts';
import type { Message } from './library.ts';

export interface Card {
  type: 'AdaptiveCard';
  $schema: string;
  version: '1.5';
  body: Element[];
  actions?: Element[];
  msteams: { width: 'Full' };
}

/** What the answer was made with, for turning its pages later. */
export interface Drawn {
  /** From 0. A page beyond the end gives the last. */
  page?: number;
  command: string;
  /** The command's input; for a form, the input that opened it. */
  input: Input;
  /** The key under which the command ran, so that turning a page has no second effect. */
  key?: string;
  submitted?: boolean;
  /** Labels of what was picked in this form before. */
  labels?: Labels;
  /** What was answered in a form that came back: its other pages may say what would come of that. */
  answered?: Input;
  /** A message of the bot's own, which is rewritten once it is settled: what its buttons do stands below it. */
  stays?: true;
}

/** How the id of a card begins that stays where it is. */
const STAYS = 'stays.';

export function isToStay(card: string): boolean {
  return card.startsWith(STAYS);
}

/** Characters of text on a page: about two screens of a telephone. */
const PAGE = 3500;
/** The longest text that is shown on one page: nobody wants a second page of four lines. */
const WHOLE = 4500;
/** Bytes of a page, well below the 80 KB that a message may have. */
const BYTES = 40_000;

/** The requested page of an answer as an Adaptive Card 1.5. Each card has an id, which all of its buttons carry. */
export function toCard(answer: Answer, drawn: Drawn): Card {
  const card = `${drawn.stays ? STAYS : ''}${randomUUID()}`;
  return answer.kind === 'form' ? formCard(answer, drawn, card) : viewCard(answer, drawn, card);
}

function viewCard(view: View, drawn: Drawn, card: string): Card {
  const ways = view.blocks.findLastIndex((block) => block.kind !== 'buttons' || block.ofRows === true) + 1;
  const pieces = (blocks: Block[]) =>
    withRowButtons(blocks).flatMap(({ block, rowButtons }) => toPieces(block, rowButtons, card));
  const pages = toPages([
    ...pieces(view.blocks.slice(0, ways)),
    ...cited(view),
    ...pieces(view.blocks.slice(ways)),
  ]);
  const page = pageAt(drawn.page ?? 0, pages.length);
  const press = (to: number): Press => ({
    do: 'turn',
    command: drawn.command,
    input: drawn.input,
    card,
    page: to,
    ...(drawn.key === undefined ? {} : { key: drawn.key }),
    ...(drawn.submitted ? { submitted: true } : {}),
  });
  const color = view.refused ? ({ color: 'attention' } as const) : {};
  return sheet([
    headed(view.title, { size: 'large', weight: 'bolder', ...color }),
    ...(pages[page] ?? []),
    ...turning(page, pages.length, press),
  ]);
}

/** The ids of the rules that a refusal cites. `authority` is no rule to look up. */
function cited({ cites = [] }: View): Piece[] {
  const rules = cites.filter((each) => each !== 'authority');
  const words = say(`Rules: ${rules.join(', ')}`, { isSubtle: true, size: 'small' });
  return rules.length === 0 ? [] : [{ elements: [words], weight: 40 }];
}

function formCard(form: Form, drawn: Drawn, card: string): Card {
  const inputs = (isOnePage: boolean) => toInputs(form, card, drawn.input, drawn.labels, { isOnePage });
  const above = form.reading
    ? form.reading.flatMap((block) => toPieces(block, [], card))
    : paragraphs(form.intro ?? '');
  const paged = (elements: Element[]) => {
    const pieces = [...above, { elements, weight: 60 * form.inputs.length }];
    return form.reading ? inTwo(pieces) : toPages(pieces);
  };
  const isOnePage = paged(inputs(true).elements).length === 1;
  const { elements, press, isWrong, isSent } = inputs(isOnePage);
  const pages = paged(elements);
  const last = pages.length - 1;
  // Complaints are shown at once, on the last page; other answers are read from the beginning.
  const page = pageAt(drawn.page ?? (isWrong ? last : 0), pages.length);
  const turn = (to: number): Press => ({
    do: 'turn',
    command: form.command,
    input: drawn.input,
    card,
    page: to,
    fields: press.fields,
    many: press.many,
    ...(drawn.answered === undefined ? {} : { answered: drawn.answered }),
    ...(press.labels === undefined ? {} : { labels: press.labels }),
  });
  const others = (form.buttons ?? []).map((button) => runAction(button, card));
  const ways: Element[] =
    others.length === 0 ? [] : [{ type: 'ActionSet', actions: others, spacing: 'medium' }];
  const submit = submitAction(form.submit, press, { style: 'positive' });
  return {
    ...sheet([
      headed(form.title, { size: 'large', weight: 'bolder' }),
      ...(pages[page] ?? []),
      ...turning(page, pages.length, turn),
      ...ways,
    ]),
    actions: [...(isSent && page === last ? [submit] : []), cancel(card)],
  };
}

/** The way out of a form: a card has no window that closes. What it asked gives way to the person's own page, and nothing is sent. */
function cancel(card: string): Element {
  return runAction({ label: 'Cancel', run: { command: 'me', input: {} } }, card);
}

function sheet(body: Element[]): Card {
  return {
    type: 'AdaptiveCard',
    $schema: 'https://adaptivecards.io/schemas/adaptive-card.json',
    version: '1.5',
    body,
    msteams: { width: 'Full' },
  };
}

function turning(page: number, pages: number, press: (to: number) => Press): Element[] {
  if (pages === 1) return [];
  const actions = [
    ...(page > 0 ? [submitAction('Back', press(page - 1))] : []),
    ...(page < pages - 1 ? [submitAction('Read on', press(page + 1))] : []),
  ];
  return [
    ours(pageOf(page, pages), { isSubtle: true, size: 'small' }, { separator: true, spacing: 'medium' }),
    { type: 'ActionSet', actions, spacing: 'small' },
  ];
}

function toPages(pieces: readonly Piece[]): Element[][] {
  return inPages(measured(pieces), [weightOf(pieces) <= WHOLE ? WHOLE : PAGE, BYTES, SECTIONS_A_PAGE]);
}

/** What is read to its end before it is answered, on two pages where a message can hold it: the next page is one touch. */
function inTwo(pieces: readonly Piece[]): Element[][] {
  const total = weightOf(pieces);
  const longest = Math.max(...withHeads(pieces).map(({ weight }) => weight));
  const most = total <= WHOLE ? WHOLE : Math.max(PAGE, Math.ceil(total / 2) + longest);
  return inPages(measured(pieces), [most, BYTES]);
}

function weightOf(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, piece) => sum + piece.weight, 0);
}

function measured(pieces: readonly Piece[]) {
  return withHeads(pieces).map(({ weight, isHead = false, ...piece }) => ({
    ...piece,
    sizes: [weight, Buffer.byteLength(JSON.stringify(piece.elements)), isHead ? 1 : 0],
  }));
}

/** Each heading together with what stands below it. */
function withHeads(pieces: readonly Piece[]): Piece[] {
  return pieces.flatMap((piece, at) => {
    const before = pieces[at - 1];
    if (piece.isHead && at + 1 < pieces.length && !pieces[at + 1]?.isHead) return [];
    if (!before?.isHead || piece.isHead) return [piece];
    const elements = [...before.elements, ...piece.elements];
    return [{ ...piece, elements, weight: before.weight + piece.weight, isHead: true }];
  });
}

/** A card as a message. A notification shows only `summary`. */
export function toActivity(card: Card, summary = ANSWERED): Message {
  return {
    type: 'message',
    summary,
    attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: card }],
  };
}

export function toWords(text: string): Message {
  return { type: 'message', text, textFormat: 'plain' };
}

/** What stays together on a page; `weight` is the number of characters that a person reads. */
interface Piece {
  elements: Element[];
  weight: number;
  /** A heading: it stays with what stands below it. */
  isHead?: true;
  /** Repeated where this piece opens a page: the head of a table that goes on. */
  again?: Element[];
}

/** How many characters of labels a row of buttons has: a telephone shows them without cutting one. */
const ROW = 42;
/** How many characters of a cell are shown: a cell is for a name or a few references. */
const CELL = 600;

/** A block as pieces, with space above it. */
function toPieces(block: Block, rowButtons: readonly Button[], card: string): Piece[] {
  const [first, ...others] = piecesOf(block, rowButtons, card);
  if (!first) return [];
  const [top, ...below] = first.elements;
  const spaced = top ? [{ ...top, spacing: first.isHead ? 'large' : 'medium' }, ...below] : [];
  return [{ ...first, elements: spaced }, ...others];
}

function piecesOf(block: Block, rowButtons: readonly Button[], card: string): Piece[] {
  switch (block.kind) {
    case 'text':
      return block.strong && isOneLine(block.text)
        ? [{ elements: [sayStrong(block.text, block.strong)], weight: block.text.length + 40 }]
        : paragraphs(block.text);
    case 'heading':
      return [
        {
          elements: [headed(block.text, { weight: 'bolder', size: 'medium' }, { separator: true })],
          weight: block.text.length + 60,
          isHead: true,
        },
      ];
    case 'facts':
      return block.facts.map(([label, value], at) => fact(label, value, at === 0));
    case 'list':
      return block.items.flatMap((item, at) => {
        const button = rowButtons[at];
        return button
          ? [pressable(item, button, card, at === 0)]
          : bullet(item, at === 0, block.strong?.[at]);
      });
    case 'table':
      return table(block, (at) => {
        const button = rowButtons[at];
        return button && actions([button], card, { spacing: 'small' });
      });
    case 'difference':
      return block.parts.flatMap(({ under, changes }) => [
        ...(under === ''
          ? []
          : [{ elements: [say(`Under “${under}”:`, { weight: 'bolder' })], weight: under.length + 40 }]),
        ...changes.map(changed),
      ]);
    case 'meter':
      return [meter(block)];
    case 'buttons':
      return rowsOf(block.buttons).map((row, at) => ({
        elements: [actions(row, card, at === 0 ? {} : { spacing: 'small' })],
        weight: 60,
      }));
  }
}

/** What was and what is, each behind its word; struck out and coloured besides. */
function changed(change: Change): Piece {
  const lines = changeLines(change);
  return {
    elements: lines.flatMap(({ label, words, marked }, at) =>
      words.length <= 1500
        ? [sayChanged(label, words, marked, at === 0 ? { spacing: 'small' } : { spacing: 'none' })]
        : inParts(`${label}: ${words}`, 1500).map((part) => say(part, {}, { spacing: 'none' })),
    ),
    weight: lines.reduce((sum, { words }) => sum + words.length + 50, 0),
  };
}

const STYLES = { primary: 'positive', danger: 'destructive' } as const;

/** `about`: what the button stands beside, which is read aloud with its label. */
function runAction({ label, run, style }: Button, card: string, about?: string): Element {
  return submitAction(
    label,
    { do: 'run', command: run.command, input: run.input, card },
    {
      // A question that must be answered stops nobody from leaving it.
      associatedInputs: 'none',
      ...(style === undefined ? {} : { style: STYLES[style] }),
      ...(about === undefined ? {} : { tooltip: clip(visible(`${label}: ${about}`), 150) }),
    },
  );
}

/** An item of a list with its button below it: beside it, a telephone shows half of the button. */
function pressable(item: string, button: Button, card: string, isFirst: boolean): Piece {
  const [first = '', ...rest] = item.split('\n').flatMap((line) => inParts(line, 1500));
  return {
    elements: [
      together(
        [
          say(first),
          ...rest.map((line) => say(line, { isSubtle: true, size: 'small' }, { spacing: 'none' })),
          { type: 'ActionSet', actions: [runAction(button, card, first)], spacing: 'small' },
        ],
        isFirst ? {} : { spacing: 'medium' },
      ),
    ],
    weight: item.length + 60,
  };
}

function actions(buttons: readonly Button[], card: string, place: { spacing?: 'small' }): Element {
  return { type: 'ActionSet', actions: buttons.map((button) => runAction(button, card)), ...place };
}

/** Each line is a block: clients differ in how they show a line break within a run. */
function paragraphs(words: string): Piece[] {
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

/** Whether a text stands in one run of elements, as it is. */
function isOneLine(words: string): boolean {
  return words.length <= 1500 && words.trim() === words && !words.includes('\n');
}

function bullet(item: string, isFirst: boolean, strong: Ranges = []): Piece[] {
  const lines = item.split('\n').flatMap((line) => inParts(line, 1500));
  return lines.map((line, at) => ({
    elements: [
      beside(
        [
          { width: 'auto', items: [say(at === 0 ? '•' : '\u2003')] },
          { width: 1, items: [isOneLine(item) ? sayStrong(line, strong) : say(line)] },
        ],
        isFirst && at === 0 ? {} : { spacing: 'small' },
      ),
    ],
    weight: line.length + 40,
  }));
}

/**
 * A row is a line of its first two columns and, under it, the others with their names: four columns side by side are
 * unreadable on a telephone, and so is a second one whose words do not fit beside the first. `below`: the row's button.
 */
function table(
  { columns, rows, foldedFrom = rows.length, tones }: Extract<Block, { kind: 'table' }>,
  below: (row: number) => Element | undefined,
): Piece[] {
  const [first = '', ...others] = columns;
  const cells = rows.map((row) => row.map((cell) => clip(cell.replace(/\s+/g, ' '), CELL)));
  const isShort = others[0] !== undefined && cells.every((row) => fitsBeside(row[1] ?? ''));
  const small = { isSubtle: true, size: 'small' } as const;
  const second = isShort ? others[0] : undefined;
  const head = line(say(first, small), second === undefined ? undefined : say(second, small, RIGHT));
  const pieces = cells.map(([name = '', ...rest], at): Piece => {
    const tone = tones?.[at];
    const color = tone === undefined ? {} : { color: COLOURS[tone] };
    const answer = isShort ? say(rest[0] ?? '', { weight: 'bolder', ...color }, RIGHT) : undefined;
    const more = others
      .map((column, i) => [column, rest[i] ?? ''] as const)
      .filter(([, cell], i) => cell !== '' && !(isShort && i === 0))
      .map(([column, cell]) => labelled(column, cell, { spacing: 'none' }));
    const button = below(at);
    const row = together(
      [line(say(name, { weight: 'bolder' }), answer), ...more, ...(button ? [button] : [])],
      {
        separator: true,
        spacing: 'small',
      },
    );
    return {
      elements: at === 0 ? [head, row] : [row],
      weight: name.length + rest.join('').length + 80 + (button ? 60 : 0),
      ...(at === 0 ? {} : { again: [head] }),
    };
  });
  if (pieces.length === 0) return [{ elements: [head, say('–')], weight: 80 }];
  return [...pieces.slice(0, foldedFrom), ...folded(pieces.slice(foldedFrom))];
}

const COLOURS = { good: 'good', check: 'warning', bad: 'attention' } as const;

/** Rows in one fold; more would make a card too large. */
const FOLD = 20;

/** Rows that are hidden until somebody asks for them. Hidden, they take no room of a page. */
function folded(pieces: readonly Piece[]): Piece[] {
  return inGroups(pieces, FOLD).map((group, at) => {
    const id = `fold.${at}`;
    const title = `Show ${group.length} more`;
    return {
      elements: [
        {
          type: 'ActionSet',
          actions: [{ type: 'Action.ToggleVisibility', title, targetElements: [id] }],
          spacing: 'small',
        },
        { ...together(group.flatMap(({ elements }) => elements)), id, isVisible: false },
      ],
      weight: 60,
    };
  });
}

const RIGHT = { horizontalAlignment: 'right' } as const;

/** Whether it fits into two fifths of a telephone's width: two short lines, and no torn word. */
function fitsBeside(cell: string): boolean {
  return cell.length <= 24 && cell.split(' ').every((word) => word.length <= 12);
}

function line(left: Element, right: Element | undefined): Element {
  return beside([
    { width: 3, items: [left] },
    ...(right === undefined ? [] : [{ width: 2, items: [right] }]),
  ]);
}

function meter({ label, done, total }: Extract<Block, { kind: 'meter' }>): Piece {
  const words = beside([
    { width: 2, items: [say(label)] },
    {
      width: 1,
      items: [say(figures({ done, total }), { weight: 'bolder' }, { horizontalAlignment: 'right' })],
    },
  ]);
  return { elements: [words], weight: label.length + 60 };
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
