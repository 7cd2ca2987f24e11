import { unguard } from '../../core/talk/csv.ts';
import { readApart } from '../apart/index.ts';
import { toRecords } from '../read/csv.ts';
import type { Grid } from './grid.ts';
import { meaningOf } from './headers.ts';
import { decodeText } from './text.ts';

/** A spreadsheet of any make, as its sheets; or a sentence for whoever chose the file. */
export type Opened = { grids: Grid[]; notes: string[] } | { wrong: string };

const SAVE = 'Please save the list as an Excel workbook (.xlsx) or as CSV, and give that.';
/** How files begin that are no list, whatever their names say. */
const BEGINNINGS: readonly (readonly [RegExp, string])[] = [
  [/^\xd0\xcf.\xe0/s, `This is an Excel file of the old kind (.xls), or one with a password. ${SAVE}`],
  [/^%PDF/, `This is a PDF, which shows a list but holds none. ${SAVE}`],
  [
    /^(?:\x89PNG|\xff\xd8\xff|GIF8|BM.{4}\0|II\*|MM\0\*|RIFF.{4}WEBP|.{4}ftyp)/s,
    `This is a picture. ${SAVE}`,
  ],
  [/^\{\\rtf/, `This is a document and no list. ${SAVE}`],
  [
    /^(?:\ufeff|\xef\xbb\xbf)?\s*<(?:!doctype|html|\?xml|table|meta)/i,
    `This is a web page, even if its name ends in .xls. ${SAVE}`,
  ],
];

/** Opens a spreadsheet by what it holds, not by its name. */
export async function openSpreadsheet(bytes: Uint8Array): Promise<Opened> {
  if (bytes.length === 0) return { wrong: 'This file is empty.' };
  const start = Buffer.from(bytes.subarray(0, 64)).toString('latin1');
  const kind = BEGINNINGS.find(([beginning]) => beginning.test(start));
  if (kind) return { wrong: kind[1] };
  if (start.startsWith('PK')) {
    const answer = await readApart('workbook', bytes);
    return 'wrong' in answer ? answer : { grids: answer.value, notes: [] };
  }
  const text = decodeText(bytes);
  if (!text) return { wrong: `This is neither a workbook nor text. ${SAVE}` };
  const { grid, faults } = toGrid(text.text);
  const [fault] = faults;
  if (fault) return { wrong: `Line ${fault.line}: ${fault.words}` };
  return { grids: [grid], notes: text.note === undefined ? [] : [`This file ${text.note}`] };
}

/** Reads text as a CSV of any separator: the one with which most headers of a line are known. */
export function toGrid(text: string): { grid: Grid; faults: { line: number; words: string }[] } {
  const faults: { line: number; words: string }[] = [];
  const separator = /^sep=([,;\t|])\n/i.exec(text);
  const skipped = separator ? 1 : 0;
  const body = separator ? text.slice(separator[0].length) : text;
  const records = toRecords(body, separator?.[1] ?? bestSeparator(body), (line, words) =>
    faults.push({ line: line + skipped, words }),
  );
  const rows = records
    .map(({ cells, line }) => ({ line: line + skipped, cells: cells.map((cell) => unguard(cell.trim())) }))
    .filter(({ cells }) => cells.some((cell) => cell !== ''));
  return { grid: { name: '', rows }, faults };
}

function bestSeparator(text: string): string {
  const lines = text.slice(0, 20_000).split('\n').slice(0, 40);
  const score = (separator: string) =>
    Math.max(
      ...lines.map((line) => {
        const cells = line.split(separator).map((cell) => cell.replace(/^\s*"|"\s*$/g, ''));
        if (cells.length < 2) return 0;
        return (
          cells.filter((cell) => cell.length < 80 && meaningOf(cell) !== undefined).length +
          Math.min(cells.length, 50) / 100
        );
      }),
    );
  const [best = ','] = [',', ';', '\t', '|'].sort((a, b) => score(b) - score(a));
  return best;
}
