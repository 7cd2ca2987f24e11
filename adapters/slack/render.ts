import type { types } from '@slack/bolt';
import {
  type Block,
  type Button,
  type Change,
  changeLines,
  clip,
  figures,
  type Ranges,
  type Run,
  runsOf,
  type View,
  withRowButtons,
} from '../../src/core/talk/view.ts';
import { ANSWERED } from '../shared/answered.ts';
import { inParts, shorten } from '../shared/lengths.ts';
import { inGroups, pageAt, pageOf, SECTIONS_A_PAGE, inPages as toPages } from '../shared/pages.ts';
import { type Carried, remember } from './carried.ts';
import {
  bold,
  escaped,
  fitting,
  header,
  type KnownBlock,
  led,
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
      if (block.text.trim() === '') return [];
      return block.strong && block.text.length <= MOST.section
        ? [rich([paragraph(block.text, block.strong)])]
        : inParts(block.text, MOST.section).map(section);
    case 'heading':
      return [{ type: 'divider' }, header(clip(block.text, MOST.header))];
    case 'facts':
      return facts(block.facts);
    case 'list':
      return block.strong && block.items.join('').length <= MOST.section
        ? [rich([bullets(block.items, block.strong)])]
        : list(block.items, rowButtons, firstButton);
    case 'table':
      return table(block.columns, block.rows, rowButtons, firstButton);
    case 'difference':
      return block.parts.flatMap(({ under, changes }) => [
        ...(under === '' ? [] : inParts(`Under “${under}”:`, MOST.section).map(section)),
        ...changes.flatMap(changed),
      ]);
    case 'meter':
      return [section(`${block.label}: ${figures(block)}.`)];
    case 'buttons':
      return toButtons(block.buttons, firstButton);
  }
}

/** Text of which some is bold. Slack reads no mark-up in it. */
function rich(elements: types.RichTextBlock['elements']): KnownBlock {
  return { type: 'rich_text', elements };
}

function paragraph(words: string, strong: Ranges): types.RichTextSection {
  return {
    type: 'rich_text_section',
    elements: runsOf(words, strong).map((run) => ({
      type: 'text',
      text: run.words,
      ...(run.isStrong ? { style: { bold: true } } : {}),
    })),
  };
}

function bullets(items: readonly string[], strong: readonly Ranges[]): types.RichTextList {
  return {
    type: 'rich_text_list',
    style: 'bullet',
    elements: items.map((item, at) => paragraph(item, strong[at] ?? [])),
  };
}

/**
 * What was and what is, each behind its word in bold: of what was, what is gone is struck out; of what is, what is new is bold. In plain
 * sections where it is longer than one.
 */
function changed(change: Change): KnownBlock[] {
  const lines = changeLines(change);
  const length = lines.reduce((sum, { label, words }) => sum + label.length + 2 + words.length, 0);
  const runs = lines.map(({ label, words, marked }) =>
    runsOf(words, marked).map((run) => ({ label, ...run })),
  );
  const isDrawn = (of: (typeof runs)[number]) =>
    of.length > 0 && of.length <= MOST_RUNS && of.every(({ words }) => words.trim() !== '');
  if (length > MOST.section || !runs.every(isDrawn))
    return lines.flatMap(({ label, words }) => inParts(`${label}: ${words}`, MOST.section).map(section));
  const elements = runs.map((of): types.RichTextSection => {
    const [{ label } = { label: '' }] = of;
    const look = label === 'Was' ? { strike: true } : { bold: true };
    const isWhole = label === 'New' || label === 'Gone';
    return {
      type: 'rich_text_section',
      elements: [
        { type: 'text', text: `${label}: `, style: { bold: true } },
        ...of.map(({ words, isStrong }) => ({
          type: 'text' as const,
          text: words,
          ...(isStrong && !isWhole ? { style: look } : {}),
        })),
      ],
    };
  });
  return [rich([{ type: 'rich_text_list', style: 'bullet', elements }])];
}

/** More pieces of a sentence than this say less than the sentence. */
const MOST_RUNS = 100;

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

/** An item with a button is a section of its own, with the button beside it. */
function list(items: readonly string[], rowButtons: readonly Button[], firstButton: number): KnownBlock[] {
  const alone = items.slice(0, rowButtons.length);
  const withButtons = alone.flatMap((item, at) =>
    inParts(item, MOST.section).map((part, i) => ({
      ...section(part),
      ...(i === 0 ? beside(rowButtons[at], `run.${firstButton + at}`, item) : {}),
    })),
  );
  return [...withButtons, ...joined(items.slice(alone.length).map((item) => `• ${item}`))];
}

/** A button beside what it is about, which is read aloud with it: several in a row may bear one label. */
function beside(button: Button | undefined, action: string, about: string) {
  if (!button) return {};
  const [first = ''] = about.split('\n');
  const [more, less] = first.length > button.label.length ? [first, button.label] : [button.label, first];
  const read = more.includes(less) ? more : `${button.label}: ${first}`;
  return { accessory: { ...toButton(button, action), accessibility_label: clip(read, MOST.button) } };
}

/** Joins lines into as few sections as hold them. */
function joined(lines: string[]): KnownBlock[] {
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
 * A row is a section, with its button beside it: the first cell in bold, whose heading stands above the table, each other with
 * its heading. Slack has no table in modals and on Home, and folds nothing.
 */
function table(
  columns: string[],
  rows: string[][],
  rowButtons: readonly Button[],
  firstButton: number,
): KnownBlock[] {
  const [name = ''] = columns;
  const head: KnownBlock[] =
    name === '' || rows.length === 0 ? [] : [{ type: 'context', elements: [plain(name)] }];
  const lines = rows.flatMap(([first = '', ...cells], at) => {
    const told = cells.map((cell, i) => (columns[i + 1] ? `${columns[i + 1]}: ${cell}` : cell));
    const rest = told.filter((_, i) => cells[i] !== '');
    const joined = rest.join(' · ');
    const below = joined.length <= 90 ? joined : rest.join('\n');
    const parts = inParts(`${first}\n${below}`, MOST.section);
    return parts.map((part, i) => ({
      type: 'section' as const,
      text: parts.length === 1 ? led(first, below) : plain(part),
      ...(i === 0 ? beside(rowButtons[at], `run.${firstButton + at}`, first) : {}),
    }));
  });
  return [...head, ...lines];
}

export function toButtons(buttons: readonly Button[], first: number): KnownBlock[] {
  const elements = buttons.map((button, i) => toButton(button, `run.${first + i}`));
  return inGroups(elements, MOST.buttonsInRow).map((row) => ({ type: 'actions', elements: row }));
}

/** `opens`: the form alone, whatever was answered already. */
export function toButton({ label, run, style }: Button, action: string, opens?: true): types.Button {
  const carried: Carried = { c: run.command, i: run.input, ...(opens ? { f: opens } : {}) };
  return {
    type: 'button',
    action_id: action,
    text: plain(fitting(label, MOST.button, `button “${label}”`)),
    value: fitting(JSON.stringify(carried), MOST.buttonValue, `what the button “${label}” carries`),
    ...(style === undefined ? {} : { style }),
    ...(style === 'danger' ? { confirm: onceMore(label) } : {}),
  };
}

/** Slack's own question before a button is taken. */
function onceMore(label: string): types.ConfirmationDialog {
  return {
    title: plain('Are you sure?'),
    text: plain(`${label}?`),
    confirm: plain('Yes'),
    deny: plain('No'),
    style: 'danger',
  };
}

/** An answer as a message; undefined when it takes more than one message holds, or more than a page has of headed sections. */
export function toMessage(view: View): SlackMessage | undefined {
  const blocks = [header(view.title), ...toBlocks(view.blocks)];
  const sections = view.blocks.filter(({ kind }) => kind === 'heading').length;
  if (blocks.length > MOST.messageBlocks || weight(blocks) > MESSAGE_CHARACTERS) return undefined;
  if (sections > SECTIONS_A_PAGE) return undefined;
  return { text: escaped(shorten(view.title, MOST.header)), blocks };
}

/** An answer as one message after another, in a chat that keeps them and where no modal can be opened: announced by nothing of it. */
export function toMessages(view: View): SlackMessage[] {
  const pages = inPages(
    [header(view.title), ...toBlocks(view.blocks)],
    MOST.messageBlocks,
    MESSAGE_CHARACTERS,
  );
  return pages.map((blocks) => ({ text: ANSWERED, blocks }));
}

/** As many characters as are comfortable to read in a chat; Slack itself allows more. */
const MESSAGE_CHARACTERS = 9000;

/**
 * Splits blocks into pages of at most so many blocks, characters and headed sections. A row of buttons stays with what stands above
 * it, and a heading with what stands below it.
 */
export function inPages(
  blocks: readonly KnownBlock[],
  most: number,
  characters: number,
  sections: number = SECTIONS_A_PAGE,
): KnownBlock[][] {
  const groups: KnownBlock[][] = [];
  const isHead = (block: KnownBlock | undefined) => block?.type === 'divider' || block?.type === 'header';
  for (const block of blocks) {
    const last = groups.at(-1);
    if (last && isHead(last.at(-1)) && block.type !== 'divider') last.push(block);
    else groups.push([block]);
  }
  const pieces = groups.map((group) => ({
    elements: group,
    sizes: [group.length, weight(group), group.filter(({ type }) => type === 'divider').length],
  }));
  return toPages(pieces, [most, characters, sections]);
}

/** The number of characters that a person reads. */
function weight(blocks: readonly KnownBlock[]): number {
  let sum = 0;
  for (const block of blocks) {
    if (block.type === 'header') sum += block.text.text.length;
    if (block.type === 'section') {
      sum += block.text?.text.length ?? 0;
      for (const { text } of block.fields ?? []) sum += text.length;
    }
    if (block.type === 'rich_text') sum += lengthOf(block);
  }
  return sum;
}

function lengthOf({ elements }: types.RichTextBlock): number {
  let sum = 0;
  for (const element of elements) {
    const parts = element.type === 'rich_text_list' ? element.elements : [element];
    for (const part of parts)
      for (const run of part.elements) sum += 'text' in run ? (run.text?.length ?? 0) : 0;
  }
  return sum;
}

/** The text that a window holds which is read to its end before it is answered. */
export const READING_CHARACTERS = 12_000;

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
