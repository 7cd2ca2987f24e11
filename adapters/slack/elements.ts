import type { types } from '@slack/bolt';

export type KnownBlock = types.KnownBlock;
export type ModalView = types.ModalView;
export type HomeView = types.HomeView;

/** What Slack allows, as its documentation gives it. What we write and exceeds it is a bug; what people write is shown in parts. */
export const MOST = {
  header: 150,
  section: 3000,
  button: 75,
  buttonValue: 2000,
  buttonsInRow: 5,
  modalTitle: 24,
  metadata: 3000,
  optionText: 75,
  optionValue: 75,
  options: 100,
  ticks: 10,
  label: 2000,
  hint: 2000,
  placeholder: 150,
  typed: 3000,
  fields: 10,
  field: 2000,
  messageBlocks: 50,
  viewBlocks: 100,
  /** Of a message's `text`: Slack cuts at 40,000 and advises 4,000. */
  text: 4000,
} as const;

/** A text that Slack shows exactly as it stands: no mark-up, no mentions, no :emoji: codes. */
export function plain(text: string): types.PlainTextElement {
  return { type: 'plain_text', text: visible(text), emoji: false };
}

/** Slack refuses a text that is empty or all blank. */
function visible(text: string): string {
  return text.trim() === '' ? '–' : text;
}

/** A label in bold, where nothing in it could be taken for mark-up: `*` and `_` cannot be escaped. */
export function bold(label: string): types.TextObject {
  return /[*_~`<>&:]/.test(label) || label.trim() === ''
    ? plain(label)
    : { type: 'mrkdwn', text: `*${label}*`, verbatim: true };
}

/** For the one text of a message that Slack reads as mark-up: nobody is mentioned, nothing becomes a link. */
export function escaped(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

export function section(text: string): KnownBlock {
  return { type: 'section', text: plain(text) };
}

export function header(title: string): KnownBlock {
  return { type: 'header', text: plain(title) };
}

/** What we wrote ourselves must fit. */
export function fitting(words: string, most: number, what: string): string {
  if (words.length > most)
    throw new Error(`${what} of ${words.length} characters, where Slack takes ${most}`);
  return words;
}

export function inGroups<T>(items: readonly T[], size: number): T[][] {
  const groups: T[][] = [];
  for (let at = 0; at < items.length; at += size) groups.push(items.slice(at, at + size));
  return groups;
}
