import { readApart } from '../apart/index.ts';
import { decodeText } from '../foreign/text.ts';
import type { WordDocument } from './blocks.ts';
import { withoutWordSigns } from './characters.ts';
import { toMarkdown } from './markdown.ts';

/** A document's text as Markdown, and how it was read; or a sentence that says why it was not. */
export type Read = { markdown: string; notes: string[] } | { wrong: string };

/** The largest file that is opened, in bytes. Pictures make a document large, and are not read. */
const LARGEST = 32 * 1024 * 1024;
const AS_WORD = 'save it as “Word document (.docx)”, and import that';

/** What a file is by its content; its name tells a text from a table, and nothing else. */
export function formatOf(bytes: Uint8Array, name: string): 'word' | 'text' | 'refused' | undefined {
  const begins = (...signs: number[]) => signs.every((sign, at) => bytes[at] === sign);
  const ending = /\.([a-z0-9]+)$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  if (begins(0x25, 0x50, 0x44, 0x46)) return 'refused';
  if (begins(0xd0, 0xcf, 0x11, 0xe0)) return /^(?:doc|dot)$/.test(ending) ? 'refused' : undefined;
  if (begins(0x7b, 0x5c, 0x72, 0x74, 0x66)) return 'refused';
  if (begins(0x50, 0x4b)) {
    const listed = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
    if (listed.includes('word/document.xml')) return 'word';
    if (listed.includes('application/vnd.oasis.opendocument.text')) return 'refused';
    return /^(?:docx|docm|dotx|odt|pages)$/.test(ending)
      ? ending === 'pages'
        ? 'refused'
        : 'word'
      : undefined;
  }
  if (/^(?:docx|docm|dotx)$/.test(ending)) return 'word';
  if (/^(?:pdf|doc|rtf|odt|pages)$/.test(ending)) return 'refused';
  if (ending === 'txt' && isTable(bytes)) return undefined;
  return /^(?:md|markdown|txt)$/.test(ending) ? 'text' : undefined;
}

/** Whether each of the first lines of a text has as many cells: Excel saves a sheet as such a text, too. */
function isTable(bytes: Uint8Array): boolean {
  const lines = (decodeText(bytes.subarray(0, 64 * 1024))?.text ?? '')
    .split('\n')
    .filter((line) => line.trim() !== '')
    .slice(0, 5);
  const tabs = lines.map((line) => line.replace(/^\s*\S\t/, '').split('\t').length - 1);
  return lines.length > 1 && (tabs[0] ?? 0) > 0 && tabs.every((count) => count === tabs[0]);
}

/** Reads a document: Word in a thread of its own, text here. What is neither is refused with what to do. */
export async function readDocument(bytes: Uint8Array, name: string): Promise<Read> {
  if (bytes.length > LARGEST)
    return {
      wrong:
        'This file is larger than a policy can be (32 MB). Please take out its pictures, and save it again.',
    };
  if (bytes.length === 0) return { wrong: 'This file is empty.' };
  const format = formatOf(bytes, name);
  if (format === 'word') {
    const answer = await readApart('word', bytes);
    return 'wrong' in answer ? answer : ofWord(answer.value);
  }
  if (format === 'text') return ofText(bytes, /\.(?:md|markdown)$/i.test(name));
  return { wrong: whyRefused(bytes, name) };
}

function whyRefused(bytes: Uint8Array, name: string): string {
  const begin = Buffer.from(bytes.subarray(0, 8)).toString('latin1');
  if (begin.startsWith('%PDF'))
    return `A PDF holds pages and no text that can be trusted, and is not read. Please open it in Word, which makes a document of it, look it through, ${AS_WORD}.`;
  if (begin.startsWith('\u00d0\u00cf\u0011\u00e0'))
    return `This is a document of an old Word (.doc), or one with a password, and is not read. Please open it in Word, ${AS_WORD}.`;
  if (begin.startsWith('{\\rtf'))
    return `This is rich text (.rtf), which is not read. Please open it in Word, ${AS_WORD}.`;
  if (/\.(?:odt|pages)$/i.test(name) || begin.startsWith('PK'))
    return `This is a document of another programme, which is not read. Please open it there, export or ${AS_WORD}.`;
  return `This is no document that can be read. Please open it in Word, ${AS_WORD}.`;
}

function ofWord(document: WordDocument): Read {
  const { pieces, pictures, footnotes, comments, numbered, hasMacros, hasTrackedChanges, hasHeaders } =
    document;
  const count = (number: number, one: string, more = `${one}s`) => `${number} ${number === 1 ? one : more}`;
  return {
    markdown: withoutWordSigns(toMarkdown(pieces)),
    notes: [
      numbered > 0 &&
        `Word numbers ${count(numbered, 'paragraph')} by itself; these numbers are not in the text. Items are numbered 1, 2, 3 here: please look whether a sentence refers to a clause by another number.`,
      pictures > 0 && `${count(pictures, 'picture')} left out.`,
      footnotes > 0 && `${count(footnotes, 'footnote')} left out.`,
      comments > 0 && `${count(comments, 'comment')} left out.`,
      hasTrackedChanges && 'It has tracked changes: it was read as if all of them were accepted.',
      hasHeaders && 'Headers and footers are not read.',
      hasMacros && 'Its macros are not read.',
    ].filter((note) => note !== false),
  };
}

/** A short line that stands alone and is no sentence: so a text without marks has its headings. */
function isHeading(line: string, before: string | undefined, after: string | undefined): boolean {
  const isAlone = [before, after].every((each) => (each ?? '').trim() === '');
  return (
    isAlone &&
    line.trim().length <= 80 &&
    /^\s*[\p{L}\p{N}].*[^\s.,;:!?)*_]$/u.test(line) &&
    !line.includes(':')
  );
}

/** A text, however it is encoded, with the bullets of Word as items; in one without any mark, with its headings. */
function ofText(bytes: Uint8Array, isMarkdown: boolean): Read {
  const decoded = decodeText(bytes);
  if (decoded === undefined)
    return {
      wrong:
        'This is no text that can be read. Please save it again as UTF-8 text, or as a Word document (.docx).',
    };
  const markdown = withoutWordSigns(decoded.text)
    .split('\n')
    .map((line) =>
      line
        .replace(/^([ \t]*)o\t+/, '$1  - ')
        .replace(/^([ \t]*)[•·▪◦‣●][\s\u00a0]*/, '$1- ')
        .replace(/\t/g, ' '),
    )
    .map((line, at, lines) =>
      !isMarkdown && isHeading(line, lines[at - 1], lines[at + 1]) ? `## ${line.trim()}` : line,
    )
    .join('\n')
    .trim();
  return {
    markdown,
    notes:
      decoded.note === undefined
        ? []
        : [`It ${decoded.note.replace(/: please look.*$/, '')}.`.replace(/\.\.$/, '.')],
  };
}
