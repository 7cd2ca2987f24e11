import { strFromU8, zipSync } from 'fflate';
import readXlsx, { type CellValue } from 'read-excel-file/universal';
import type { Grid, GridRow } from '../foreign/grid.ts';
import { Refused } from './tasks.ts';
import { unpack } from './unpack.ts';

/** The most cells of one sheet, counted as the rectangle that holds them. */
const MOST_CELLS = 3_000_000;
/** Empty columns to the right of the last one that is used cost as many cells as rows there are. */
const WIDEST = 2000;

/**
 * Reads an Excel workbook: each sheet's cells as text, formulas by the value that was kept with them, dates as `YYYY-MM-DD`. A
 * cell that was merged downwards stands in each of its rows.
 * @throws Refused
 */
export async function readWorkbook(bytes: Uint8Array): Promise<Grid[]> {
  const names = new Set<string>();
  const parts = unpack(bytes, (name) => {
    names.add(name);
    return /^(xl\/|\[Content_Types\])/.test(name) && /\.(xml|rels)$/.test(name);
  });
  if (!names.has('xl/workbook.xml')) throw new Refused(whatElse(names));
  for (const [name, part] of Object.entries(parts)) if (/^xl\/worksheets\/[^/]+$/.test(name)) measure(part);
  // Packed again without compression, since the package takes only a zip, and would unpack one in threads of its own.
  const stored = zipSync(parts, { level: 0 });
  const sheets = await readXlsx(new Blob([new Uint8Array(stored)]) as never);
  const merged = mergedOf(parts);
  return sheets.map(({ sheet, data }) => ({
    name: sheet,
    rows: toRows(data, merged.get(sheet) ?? []),
  }));
}

const CELL = /<(?:\w+:)?c\s(?:[^>]*\s)?r="([A-Z]{1,3})(\d{1,7})"[^>]*>/g;

/** What a zip is that is no workbook, and what to do. */
function whatElse(names: ReadonlySet<string>): string {
  const save = 'Please save the list as an Excel workbook (.xlsx) or as CSV, and give that.';
  if (names.has('word/document.xml')) return `This is a Word document, where a list is expected. ${save}`;
  if (names.has('xl/workbook.bin')) return `This is a binary workbook (.xlsb). ${save}`;
  if (names.has('content.xml')) return `This is a document of LibreOffice or OpenOffice. ${save}`;
  if (names.has('Index/Document.iwa')) return `This is a document of Numbers or Pages. ${save}`;
  return `This is a zip file and no workbook. ${save}`;
}

/** Refuses a sheet with a cell so far out that the empty ones before it would fill the memory. */
function measure(part: Uint8Array): void {
  let right = 0;
  let bottom = 0;
  for (const [cell, column = '', row = ''] of strFromU8(part, true).matchAll(CELL)) {
    if (cell.endsWith('/>')) continue;
    right = Math.max(right, toColumn(column));
    bottom = Math.max(bottom, Number(row));
  }
  if (right > WIDEST || right * bottom > MOST_CELLS)
    throw new Refused(
      `A sheet of this workbook goes to row ${bottom}, column ${right}, which is more than a list of children or staff needs. Please copy the list into a new file.`,
    );
}

function toColumn(letters: string): number {
  return [...letters].reduce((sum, letter) => sum * 26 + letter.charCodeAt(0) - 64, 0);
}

interface Merged {
  column: number;
  from: number;
  to: number;
}

/** The cells of each sheet that were merged downwards, by the sheet's name. */
function mergedOf(parts: Record<string, Uint8Array>): Map<string, Merged[]> {
  const text = (name: string) => (parts[name] ? strFromU8(parts[name]) : '');
  const files = new Map(
    [...text('xl/_rels/workbook.xml.rels').matchAll(/<(?:\w+:)?Relationship\s([^>]*)>/g)].map(
      ([, said = '']) => [attribute(said, 'Id'), attribute(said, 'Target').replace(/^\/?(xl\/)?/, 'xl/')],
    ),
  );
  return new Map(
    [...text('xl/workbook.xml').matchAll(/<(?:\w+:)?sheet\s([^>]*)>/g)].map(([, said = '']) => [
      unescaped(attribute(said, 'name')),
      [
        ...text(files.get(attribute(said, '\\w+:id')) ?? '').matchAll(/<(?:\w+:)?mergeCell\s([^>]*)>/g),
      ].flatMap(([, said = '']) => {
        const [, left = '', from = '', , to = ''] =
          /^([A-Z]{1,3})(\d{1,7}):([A-Z]{1,3})(\d{1,7})$/.exec(attribute(said, 'ref')) ?? [];
        return left !== '' && from !== to
          ? [{ column: toColumn(left) - 1, from: Number(from), to: Number(to) }]
          : [];
      }),
    ]),
  );
}

function attribute(said: string, name: string): string {
  return new RegExp(`(?:^|\\s)${name}="([^"]*)"`).exec(said)?.[1] ?? '';
}

function unescaped(text: string): string {
  const signs: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
  return text.replace(/&(amp|lt|gt|quot|apos);/g, (_, name: string) => signs[name] ?? '');
}

function toRows(data: readonly (readonly (CellValue | null)[])[], merged: readonly Merged[]): GridRow[] {
  const rows = data.map((cells, index) => ({ line: index + 1, cells: cells.map(toText) }));
  for (const { column, from, to } of merged) {
    const value = rows[from - 1]?.cells[column] ?? '';
    for (const row of value === '' ? [] : rows.slice(from, to)) row.cells[column] ||= value;
  }
  return rows.filter(({ cells }) => cells.some((cell) => cell !== ''));
}

function toText(value: CellValue | null): string {
  if (value === null) return '';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (!(value instanceof Date)) return String(value).trim();
  if (Number.isNaN(value.getTime())) return '';
  const said = value.toISOString();
  // A time of day, without a date.
  return value.getTime() < Date.UTC(1900, 0, 2) ? said.slice(11, 16) : said.slice(0, 10);
}
