import { strFromU8, zipSync } from 'fflate';
import mammoth from 'mammoth';
import type { Piece, Run, WordDocument } from '../document/blocks.ts';
import { Refused } from './tasks.ts';
import { unpack } from './unpack.ts';

/** The most characters of a document's XML: a hundred pages have one or two million. */
const LONGEST = 24 * 1024 * 1024;

/**
 * Reads a Word document: its headings, paragraphs, items and tables, with what is bold or slanted. Pictures, macros, headers, comments
 * and what is outside of the file are never read.
 * @throws Refused
 */
export async function readWord(bytes: Uint8Array): Promise<WordDocument> {
  const names: string[] = [];
  const parts = unpack(bytes, (name) => {
    names.push(name);
    return (
      /^(?:word\/(?:_rels\/)?[^/]+|_rels\/\.rels|\[Content_Types\]\.xml)$/.test(name) &&
      /\.(?:xml|rels)$/.test(name)
    );
  });
  const body = parts['word/document.xml'];
  if (body === undefined)
    throw new Refused('This is no Word document. Please save it from Word as “Word document (.docx)”.');
  if (body.length > LONGEST)
    throw new Refused(
      'This document is far longer than a policy, and was not read. Please copy the policy into a new one.',
    );
  for (const part of Object.values(parts))
    if (/<!(?:DOCTYPE|ENTITY)/i.test(strFromU8(part, true)))
      throw new Refused(
        'This document refers to something outside of itself, which is not read. Please copy its text into a new document, and save that.',
      );
  const xml = strFromU8(body, true);
  // Packed again without compression: what was left out above does not reach the package.
  const stored = zipSync(parts, { level: 0 });
  const reading = new Reading();
  try {
    await mammoth.convertToHtml(
      { buffer: Buffer.from(stored) },
      {
        includeEmbeddedStyleMap: false,
        externalFileAccess: false,
        // The document itself is wanted, and no HTML of it.
        transformDocument: (document: Node) => {
          reading.document(document);
          return { ...document, children: [] };
        },
      },
    );
  } catch {
    throw new Refused(
      'This document is damaged: it cannot be read. Please open it in Word and save it again.',
    );
  }
  return {
    pieces: reading.pieces,
    pictures: reading.pictures,
    footnotes: reading.footnotes,
    comments: reading.comments,
    numbered: reading.numbered,
    hasMacros: names.some((name) => /vbaProject\.bin$/i.test(name)),
    hasTrackedChanges: /<w:(?:ins|del|moveFrom)\s/.test(xml),
    hasHeaders: names.some((name) => /^word\/(?:header|footer)\d*\.xml$/.test(name)),
  };
}

/** An element of the package's own model of a document. */
interface Node {
  type: string;
  children?: Node[];
  value?: string;
  styleId?: string | null;
  styleName?: string | null;
  numbering?: { level?: string | number; isOrdered?: boolean } | null;
  isBold?: boolean;
  isItalic?: boolean;
  breakType?: string;
  href?: string;
  checked?: boolean;
}

/** The longest line in bold that is taken for a heading. */
const HEADING_LETTERS = 80;
/** A mark at the beginning of a paragraph that somebody typed, or that Word kept as a sign of the font Symbol. */
const TYPED_MARK = /^[\s\u00a0]*(?:[•·▪◦‣●○■\uf0a7\uf0b7\uf0d8]|[-–](?=[\s\u00a0])|o(?=\t))[\s\u00a0]*/;

class Reading {
  pieces: Piece[] = [];
  pictures = 0;
  footnotes = 0;
  comments = 0;
  numbered = 0;

  document(node: Node): void {
    for (const child of node.children ?? []) this.block(child);
  }

  private block(node: Node): void {
    if (node.type === 'paragraph') this.paragraph(node);
    else if (node.type === 'table') this.table(node);
    else for (const child of node.children ?? []) this.block(child);
  }

  private paragraph(node: Node): void {
    const { styleId, styleName, numbering } = node;
    const runs = this.runsOf(node, {});
    const style = `${styleName ?? styleId ?? ''}`.toLowerCase().replace(/\s+/g, ' ').trim();
    const headed =
      /^heading ?([1-6])/.exec(style) ?? /^heading ?([1-6])/.exec(`${styleId ?? ''}`.toLowerCase());
    if (numbering?.isOrdered) this.numbered += 1;
    for (const part of split(runs)) {
      const words = wordsOf(part);
      if (words.trim() === '') continue;
      const level = style === 'title' ? 1 : headed ? Number(headed[1]) : undefined;
      if (level !== undefined) this.pieces.push({ kind: 'heading', level, runs: plainRuns(part) });
      else if (numbering || /^list (?:bullet|number)/.test(style))
        this.pieces.push({
          kind: 'item',
          level: Number(numbering?.level ?? 0) || 0,
          isOrdered: numbering?.isOrdered ?? style.startsWith('list number'),
          runs: part,
        });
      else if (TYPED_MARK.test(words))
        this.pieces.push({
          kind: 'item',
          level: /^[\s\u00a0]*o\t/.test(words) ? 1 : 0,
          isOrdered: false,
          runs: without(part, TYPED_MARK.exec(words)?.[0].length ?? 0),
        });
      else if (isHeadingByLooks(part, words))
        this.pieces.push({ kind: 'heading', level: 2, runs: plainRuns(part) });
      else this.pieces.push({ kind: 'paragraph', runs: part });
    }
  }

  private table(node: Node): void {
    const rows = (node.children ?? [])
      .filter(({ type }) => type === 'tableRow')
      .map((row) => (row.children ?? []).filter(({ type }) => type === 'tableCell'));
    // A box around text is a table of one cell.
    if (rows.every((row) => row.length <= 1)) {
      for (const row of rows)
        for (const cell of row) for (const child of cell.children ?? []) this.block(child);
      return;
    }
    const read = rows.map((row) => row.map((cell) => this.cell(cell)));
    if (read.some((row) => row.some((runs) => wordsOf(runs).trim() !== '')))
      this.pieces.push({ kind: 'table', rows: read });
  }

  /** A cell's paragraphs one after the other; a table within it likewise. */
  private cell(node: Node): Run[] {
    return (node.children ?? []).flatMap((child, at): Run[] => {
      const runs = child.type === 'paragraph' ? this.runsOf(child, {}) : this.cell(child);
      return at === 0 || runs.length === 0 ? runs : [{ text: ' ' }, ...runs];
    });
  }

  private runsOf(node: Node, look: Omit<Run, 'text'>): Run[] {
    return (node.children ?? []).flatMap((child): Run[] => {
      switch (child.type) {
        case 'text':
          return [{ text: child.value ?? '', ...look }];
        case 'tab':
          return [{ text: '\t', ...look }];
        case 'break':
          return [{ text: child.breakType === 'line' ? '\n' : '\f' }];
        case 'checkbox':
          return [{ text: child.checked ? '☑' : '☐' }];
        case 'run':
          return this.runsOf(child, {
            ...look,
            ...(child.isBold ? { bold: true as const } : {}),
            ...(child.isItalic ? { italic: true as const } : {}),
          });
        case 'hyperlink': {
          const runs = this.runsOf(child, look);
          const { href } = child;
          return href &&
            /^(?:https?|mailto):/.test(href) &&
            !wordsOf(runs).includes(href.replace(/^mailto:/, ''))
            ? [...runs, { text: ` (${href.replace(/^mailto:/, '')})`, ...look }]
            : runs;
        }
        case 'image':
          this.pictures += 1;
          return [];
        case 'noteReference':
          this.footnotes += 1;
          return [];
        case 'commentReference':
          this.comments += 1;
          return [];
        default:
          return this.runsOf(child, look);
      }
    });
  }
}

function wordsOf(runs: readonly Run[]): string {
  return runs.map(({ text }) => text).join('');
}

/** Cut at page breaks, and at those of columns. */
function split(runs: readonly Run[]): Run[][] {
  const parts: Run[][] = [[]];
  for (const run of runs) {
    const [first = '', ...rest] = run.text.split('\f');
    parts.at(-1)?.push({ ...run, text: first });
    for (const text of rest) parts.push([{ ...run, text }]);
  }
  return parts.map((part) => part.filter(({ text }) => text !== ''));
}

/** A heading is bold anyhow. */
function plainRuns(runs: readonly Run[]): Run[] {
  return [{ text: wordsOf(runs).replace(/\s+/g, ' ') }];
}

/** Without so many characters at the beginning. */
function without(runs: readonly Run[], most: number): Run[] {
  let left = most;
  return runs.flatMap((run) => {
    const cut = Math.min(left, run.text.length);
    left -= cut;
    const text = run.text.slice(cut);
    return text === '' ? [] : [{ ...run, text }];
  });
}

/** A short line that is bold from beginning to end and no sentence: many headings are made so. */
function isHeadingByLooks(runs: readonly Run[], words: string): boolean {
  return (
    words.trim().length <= HEADING_LETTERS &&
    !words.trim().includes('\n') &&
    !/[.,;:!?]$/.test(words.trim()) &&
    runs.every(({ text, bold }) => bold === true || text.trim() === '')
  );
}
