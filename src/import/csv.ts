import { clip, type Entry, unreadable } from '../core/rules/entries.ts';
import { unguard } from '../core/talk/csv.ts';
import type { FilePosition, Findings } from './findings.ts';
import { toRecords } from './records.ts';
import { distance, nearestWordHint } from './spelling.ts';

/** A row of a spreadsheet; cells are found by column name. */
export interface Row {
  line: number;
  /** The cell, trimmed; undefined where the sheet has no such column. */
  cell(column: string): string | undefined;
  place(column: string): FilePosition;
}

export interface Sheet {
  file: string;
  columns: ReadonlySet<string>;
  rows: Row[];
}

/**
 * Reads a CSV as spreadsheets write it: separated by comma, semicolon or tab, with quoted cells that may contain line
 * breaks. Columns are found by their header, in any order. Undefined when the header makes the rest unreadable. Reports
 * every fault.
 */
export function readSheet(
  file: string,
  text: string,
  known: readonly string[],
  required: readonly string[],
  findings: Findings,
): Sheet | undefined {
  const fault = (line: number, column: number, words: string) =>
    findings.fault({ file, line, column }, words);
  const { delimiter, skipped, body } = chooseDelimiter(text, known);
  const records = toRecords(body, delimiter, (line, words) => fault(line + skipped, 1, words));
  const rows = records.map(({ cells, line }) => ({ cells, line: line + skipped }));
  const header = rows.find(({ cells }) => !isEmpty(cells));
  if (!header) {
    fault(1, 1, `This file is empty: its first line should name its columns, ${known.join(', ')}.`);
    return undefined;
  }
  const names = header.cells.map((cell) =>
    cell
      .trim()
      .toLowerCase()
      .replace(/[\s-]+/g, '_'),
  );
  const columns = new Map<string, number>();
  names.forEach((name, index) => {
    if (name === '') return;
    if (columns.has(name)) fault(header.line, index + 1, `There are two columns called "${clip(name)}".`);
    columns.set(name, index);
    if (!known.includes(name))
      findings.note(
        `${file}: the column "${clip(name)}" is not one of ours and was left out${nearestWordHint(
          name,
          known.filter((column) => !names.includes(column)),
        )}.`,
      );
  });
  const missing = required.filter((name) => !columns.has(name));
  for (const name of missing) {
    const near = names.find(
      (column) => !known.includes(column) && column !== '' && distance(column, name) <= 2,
    );
    fault(
      header.line,
      1,
      `The column "${name}" is missing${near === undefined ? '' : ` (is "${clip(near)}" meant for it?)`}. The columns are ${known.join(', ')}.`,
    );
  }
  // Without its first column (the name) no row can be told apart. Without another column the rows are still checked for
  // other faults.
  if (missing.includes(required[0] ?? '')) return undefined;
  const sheet: Sheet = { file, columns: new Set(columns.keys()), rows: [] };
  const isClean = unreadable(body) === undefined;
  for (const { cells, line } of rows.slice(rows.indexOf(header) + 1)) {
    if (isEmpty(cells)) continue;
    const surplus = cells.findIndex((cell, index) => index >= names.length && cell.trim() !== '');
    if (surplus >= 0) {
      fault(
        line,
        surplus + 1,
        `This row has ${cells.length} cells, the header ${names.length}: a cell that holds a ${nameOf(delimiter)} must stand in double quotes.`,
      );
      continue;
    }
    if (cells.length < names.length) {
      fault(
        line,
        cells.length + 1,
        `This row has ${cells.length} cells, the header ${names.length}: please add the missing ones, empty if need be.`,
      );
      continue;
    }
    for (const [index, cell] of isClean ? [] : cells.entries()) {
      const found = unreadable(cell);
      if (found !== undefined)
        fault(
          line,
          index + 1,
          `There is a character here that cannot be kept (${found}); please type this cell again.`,
        );
    }
    sheet.rows.push({
      line,
      cell: (column) => {
        const index = columns.get(column);
        return index === undefined ? undefined : unguard((cells[index] ?? '').trim());
      },
      place: (column) => ({ file, line, column: (columns.get(column) ?? 0) + 1 }),
    });
  }
  return sheet;
}

/** Reads a cell: undefined where the column is missing, null where the cell is empty or wrong (which is reported). */
export function entry<T>(
  row: Row,
  column: string,
  read: (said: string) => Entry<T>,
  findings: Findings,
): T | null | undefined {
  const said = row.cell(column);
  if (said === undefined) return undefined;
  if (said === '') return null;
  const result = read(said);
  if ('value' in result) return result.value;
  findings.fault(row.place(column), result.wrong);
  return null;
}

function chooseDelimiter(
  text: string,
  known: readonly string[],
): { delimiter: string; skipped: number; body: string } {
  // Excel writes this first line where the decimal sign is a comma.
  const separator = /^sep=([,;\t])\n/i.exec(text);
  const body = separator ? text.slice(separator[0].length) : text;
  const first = body.slice(0, body.indexOf('\n') < 0 ? body.length : body.indexOf('\n')).toLowerCase();
  const score = (delimiter: string) =>
    first.split(delimiter).filter((word) =>
      known.includes(
        word
          .replace(/"/g, '')
          .trim()
          .replace(/[\s-]+/g, '_'),
      ),
    ).length;
  const [best = ','] = [',', ';', '\t'].sort((a, b) => score(b) - score(a));
  return { delimiter: separator?.[1] ?? best, skipped: separator ? 1 : 0, body };
}

function isEmpty(cells: readonly string[]): boolean {
  return cells.every((cell) => cell.trim() === '');
}

function nameOf(delimiter: string): string {
  return delimiter === ',' ? 'comma' : delimiter === ';' ? 'semicolon' : 'tab';
}
