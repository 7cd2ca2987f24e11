import type { types } from '@slack/bolt';
import { type Block, type Button, type Run, type View, withRowButtons } from '../../src/core/talk/view.ts';
import { inParts, shorten } from '../shared/lengths.ts';
import { inGroups, pageAt, pageOf, inPages as toPages } from '../shared/pages.ts';
import { type Carried, remember } from './carried.ts';
import {
  bold,
  escaped,
  fitting,
  header,
  type KnownBlock,
  MOST,
  type ModalView,
  plain,
  section,
} from './elements.ts';

export interface SlackMessage {
  text: string;
  blocks: KnownBlock[];
}

/** An answer's blocks as Slack's. Every string that people wrote becomes plain text, and nothing is cut. */
export function toBlocks(blocks: readonly Block[], firstButton = 0): KnownBlock[] {
  let buttons = firstButton;
  return withRowButtons(blocks).flatMap(({ block, rowButtons }) => {
    const made = toBlock(block, buttons, rowButtons);
    buttons += block.kind === 'buttons' ? block.buttons.length : rowButtons.length;
    return made;
  });
}

function toBlock(block: Block, firstButton: number, rowButtons: readonly Button[]): KnownBlock[] {
  switch (block.kind) {
    case 'text':
      return block.text.trim() === '' ? [] : inParts(block.text, MOST.section).map(section);
    case 'facts':
      return facts(block.facts);
    case 'list':
      return runsOf(block.items.map((item) => `• ${item}`));
    case 'table':
      return table(block.columns, block.rows, rowButtons, firstButton);
    case 'meter':
      return [section(`${block.label}: ${block.done} of ${block.total}\n${bar(block.done, block.total)}`)];
    case 'buttons':
      return toButtons(block.buttons, firstButton);
  }
}

/** Label beside value, five pairs to a section; a long value stands below its label, for telephones. */
function facts(pairs: readonly [string, string][]): KnownBlock[] {
  const blocks: KnownBlock[] = [];
  let fields: types.TextObject[] = [];
  for (const [label, value] of pairs) {
    if (value.length <= 200) {
      if (fields.length === MOST.fields) fields = [];
      if (fields.length === 0) blocks.push({ type: 'section', fields });
      fields.push(bold(label), plain(value));
    } else {
      fields = [];
      blocks.push({ type: 'section', text: bold(label) }, ...inParts(value, MOST.section).map(section));
    }
  }
  return blocks;
}

/** Joins lines into as few sections as hold them. */
function runsOf(lines: string[]): KnownBlock[] {
  const runs: string[] = [];
  for (const line of lines.flatMap((each) => inParts(each, MOST.section))) {
    const last = runs.at(-1);
    if (last !== undefined && last.length + 1 + line.length <= MOST.section)
      runs[runs.length - 1] = `${last}\n${line}`;
    else runs.push(line);
  }
  return runs.map(section);
}

/**
 * A row is a section, with its button beside it: each cell below its heading, the first on a line of its own. Slack has no
 * table in modals and on Home, and folds nothing.
 */
function table(
  columns: string[],
  rows: string[][],
  rowButtons: readonly Button[],
  firstButton: number,
): KnownBlock[] {
  return rows.flatMap((row, at) => {
    const told = row.map((cell, i) => (cell === '' ? '' : columns[i] ? `${columns[i]}: ${cell}` : cell));
    const [first = '', ...cells] = told;
    const rest = cells.filter((cell) => cell !== '');
    const joined = rest.join(' · ');
    const button = rowButtons[at];
    return inParts([first, joined.length <= 90 ? joined : rest.join('\n')].join('\n'), MOST.section).map(
      (part, i) => ({
        ...section(part),
        ...(button && i === 0 ? { accessory: toButton(button, `run.${firstButton + at}`) } : {}),
      }),
    );
  });
}

/** Ten squares. The figures stand beside them, for people who do not see them. */
function bar(done: number, total: number): string {
  const share = total <= 0 ? 1 : Math.min(1, Math.max(0, done / total));
  const full = share === 1 ? 10 : Math.min(9, Math.round(share * 10));
  return '■'.repeat(full) + '□'.repeat(10 - full);
}

export function toButtons(buttons: readonly Button[], first: number): KnownBlock[] {
  const elements = buttons.map((button, i) => toButton(button, `run.${first + i}`));
  return inGroups(elements, MOST.buttonsInRow).map((row) => ({ type: 'actions', elements: row }));
}

export function toButton({ label, run }: Button, action: string): types.Button {
  const carried: Carried = { c: run.command, i: run.input };
  return {
    type: 'button',
    action_id: action,
    text: plain(fitting(label, MOST.button, `button “${label}”`)),
    value: fitting(JSON.stringify(carried), MOST.buttonValue, `what the button “${label}” carries`),
  };
}

/** An answer as a message; undefined when it takes more blocks than one message holds. */
export function toMessage(view: View): SlackMessage | undefined {
  const blocks = [header(view.title), ...toBlocks(view.blocks)];
  if (blocks.length > MOST.messageBlocks || weight(blocks) > MESSAGE_CHARACTERS) return undefined;
  return { text: escaped(shorten(view.title, MOST.header)), blocks };
}

/** An answer as one message after another, where no modal can be opened. */
export function toMessages(view: View): SlackMessage[] {
  const pages = inPages(
    [header(view.title), ...toBlocks(view.blocks)],
    MOST.messageBlocks,
    MESSAGE_CHARACTERS,
  );
  return pages.map((blocks) => ({ text: escaped(shorten(view.title, MOST.header)), blocks }));
}

/** As many characters as are comfortable to read in a chat; Slack itself allows more. */
const MESSAGE_CHARACTERS = 9000;

/** Splits blocks into pages of at most so many blocks and characters. A row of buttons stays with what stands above it. */
function inPages(blocks: readonly KnownBlock[], most: number, characters: number): KnownBlock[][] {
  const pieces = blocks.map((block) => ({ elements: [block], sizes: [1, weight([block])] }));
  return toPages(pieces, [most, characters]);
}

/** The number of characters that a person reads. */
export function weight(blocks: readonly KnownBlock[]): number {
  let sum = 0;
  for (const block of blocks) {
    if (block.type === 'header') sum += block.text.text.length;
    if (block.type === 'section') {
      sum += block.text?.text.length ?? 0;
      for (const { text } of block.fields ?? []) sum += text.length;
    }
  }
  return sum;
}

/** The size of a modal's page: it leaves room for the buttons that turn pages, and is short enough for a telephone. */
const PAGE = { blocks: MOST.viewBlocks - 4, characters: 12_000 };

/** An answer in a modal, on the page asked for. `run` gives the same answer again when a page is turned. */
export function toModal(view: View, run: Run, page = 0): ModalView {
  const short = view.title.length <= MOST.modalTitle;
  const blocks = [...(short ? [] : [header(view.title)]), ...toBlocks(view.blocks)];
  const pages = inPages(blocks, PAGE.blocks, PAGE.characters);
  const at = pageAt(page, pages.length);
  return {
    type: 'modal',
    callback_id: 'view',
    title: plain(short ? view.title : 'Candour'),
    close: plain('Close'),
    private_metadata: remember({ c: run.command, i: run.input }),
    blocks: [...orNothing(pages[at] ?? []), ...turns(at, pages.length)],
  };
}

function orNothing(blocks: KnownBlock[]): KnownBlock[] {
  return blocks.length > 0 ? blocks : [section('There is nothing to show here.')];
}

/** “Page 2 of 3” and the buttons that lead on and back. */
export function turns(at: number, count: number): KnownBlock[] {
  if (count <= 1) return [];
  const buttons = [
    ...(at > 0 ? [turn('Previous page', 'page.back', at - 1)] : []),
    ...(at < count - 1 ? [turn('Next page', 'page.on', at + 1)] : []),
  ];
  return [
    section(pageOf(at, count)),
    ...(buttons.length > 0 ? [{ type: 'actions' as const, elements: buttons }] : []),
  ];
}

function turn(label: string, action: string, page: number) {
  return { type: 'button' as const, action_id: action, text: plain(label), value: String(page) };
}

/** A modal that holds only sentences. */
export function toNotice(title: string, ...sentences: string[]): ModalView {
  return {
    type: 'modal',
    callback_id: 'view',
    title: plain(fitting(title, MOST.modalTitle, 'modal title')),
    close: plain('Close'),
    blocks: sentences.map(section),
  };
}
