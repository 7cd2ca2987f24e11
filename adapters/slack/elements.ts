import type { types } from '@slack/bolt';

export type KnownBlock = types.KnownBlock;
export type ModalView = types.ModalView;
export type HomeView = types.HomeView;

/** Slack's limits, from its documentation. Text of ours that exceeds them is a bug; what people write is split into parts. */
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
  /** For a message's `text`: Slack cuts at 40,000 and advises 4,000. */
  text: 4000,
} as const;

/** Text that Slack shows exactly as it is: no mark-up, no mentions, no :emoji: codes. */
export function plain(text: string): types.PlainTextElement {
  return { type: 'plain_text', text: visible(text), emoji: false };
}

/** Slack refuses a text that is empty or blank. */
function visible(text: string): string {
  return text.trim() === '' ? '–' : text;
}

/** A label in bold, unless it holds a character that Slack would take for mark-up: `*` and `_` cannot be escaped. */
export function bold(label: string): types.TextObject {
  return /[*_~`<>&:]/.test(label) || label.trim() === ''
    ? plain(label)
    : { type: 'mrkdwn', text: `*${label}*`, verbatim: true };
}

/** Likewise, with more below it. Any of it may be what people wrote: `:words:` would become pictures. */
export function led(first: string, rest: string): types.TextObject {
  const words = rest === '' ? first : `${first}\n${rest}`;
  return /[*_~`<>&]|:\S/.test(words) || first.trim() !== first || first === ''
    ? plain(words)
    : { type: 'mrkdwn', text: `*${first}*${words.slice(first.length)}`, verbatim: true };
}

/** For a message's `text`, which Slack reads as mark-up: prevents mentions and links. */
export function escaped(words: string): string {
  return words.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

export function section(text: string): KnownBlock {
  return { type: 'section', text: plain(text) };
}

export function header(title: string): KnownBlock {
  return { type: 'header', text: plain(title) };
}

/** Throws when text of ours is too long. */
export function fitting(words: string, most: number, what: string): string {
  if (words.length > most)
    throw new Error(`${what} of ${words.length} characters, where Slack takes ${most}`);
  return words;
}
