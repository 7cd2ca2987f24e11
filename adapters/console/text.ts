import { stripVTControlCharacters } from 'node:util';

const graphemes = new Intl.Segmenter('en-GB', { granularity: 'grapheme' });
// Characters that are wide in every terminal: East Asian scripts, full-width forms, and emoji.
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|[\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\ufe0f/u;
const INVISIBLE = /^[\p{Mn}\p{Me}\p{Cf}]+$/u;

/**
 * Removes from people's text what a terminal would obey: escape sequences and control characters (which move the cursor,
 * colour a line or set the window's title), and direction marks (which make text read backwards).
 */
export function printable(words: string): string {
  return stripVTControlCharacters(endTitles(words))
    .replace(/\r\n?|[\u2028\u2029\u0085]/g, '\n')
    .replace(/\t/g, ' ')
    .replace(/[\p{Cc}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu, (found) =>
      found === '\n' ? '\n' : '',
    );
}

/**
 * Removes the escape from window titles that never end: Node 24 searches for each one's end up to the last character, four
 * seconds for 100 kB of them.
 */
function endTitles(words: string): string {
  const end = Math.max(...['\u0007', '\u009c', '\u001b\\'].map((each) => words.lastIndexOf(each))) + 1;
  return words.slice(0, end) + words.slice(end).replaceAll('\u001b]', ']');
}

/** As `printable`, on one line. */
export function printableLine(words: string): string {
  return printable(words).replace(/\s*\n\s*/g, ' ');
}

/** How many cells of a terminal a line takes; colours take none. */
export function cells(line: string): number {
  let sum = 0;
  for (const { segment } of graphemes.segment(stripVTControlCharacters(line))) sum += cellsOf(segment);
  return sum;
}

function cellsOf(grapheme: string): number {
  if (INVISIBLE.test(grapheme)) return 0;
  return WIDE.test(grapheme) ? 2 : 1;
}

export function pad(line: string, width: number): string {
  return line + ' '.repeat(Math.max(0, width - cells(line)));
}

/** Breaks lines at spaces, and within a word only where it is longer than a line. The text has no colours yet. */
export function wrap(words: string, width: number): string[] {
  if (!Number.isFinite(width)) return words.split('\n');
  return words.split('\n').flatMap((line) => wrapLine(line, Math.max(1, width)));
}

function wrapLine(line: string, width: number): string[] {
  if (cells(line) <= width) return [line];
  const lines: string[] = [];
  let current = '';
  for (const word of line.split(' ').flatMap((each) => pieces(each, width))) {
    if (current !== '' && cells(current) + 1 + cells(word) > width) {
      lines.push(current);
      current = word;
    } else {
      current = current === '' ? word : `${current} ${word}`;
    }
  }
  return [...lines, current];
}

function pieces(word: string, width: number): string[] {
  if (cells(word) <= width) return [word];
  const found: string[] = [];
  let piece = '';
  for (const { segment } of graphemes.segment(word)) {
    if (piece !== '' && cells(piece) + cellsOf(segment) > width) {
      found.push(piece);
      piece = '';
    }
    piece += segment;
  }
  return [...found, piece];
}
