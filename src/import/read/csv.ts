import { CsvError, parse } from 'csv-parse/sync';
import type { Day } from '../../core/rules/days.ts';
import { clip, type Entry, unreadable } from '../../core/rules/entries.ts';
import { toCode } from '../../core/rules/names.ts';
import { unguard } from '../../core/talk/csv.ts';
import { LATER_COLUMNS } from '../columns.ts';
import type { FilePosition, Findings } from '../findings.ts';
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
  /** Of children, where no column says when they start: all of them attend, for the first time known on this day. */
  attendingOn?: Day;
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
  const names = header.cells.map(toCode);
  const columns = new Map<string, number>();
  names.forEach((name, index) => {
    if (name === '') return;
    if (columns.has(name)) fault(header.line, index + 1, `There are two columns called "${clip(name)}".`);
    columns.set(name, index);
    if (LATER_COLUMNS.includes(name))
      findings.note(`${file}: the column "${name}" is for a later edition, and was passed over.`);
    else if (!known.includes(name))
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
  const first = body.slice(0, body.indexOf('\n') < 0 ? body.length : body.indexOf('\n'));
  const score = (delimiter: string) =>
    first.split(delimiter).filter((word) => known.includes(toCode(word.replace(/"/g, '')))).length;
  const [best = ','] = [',', ';', '\t'].sort((a, b) => score(b) - score(a));
  return { delimiter: separator?.[1] ?? best, skipped: separator ? 1 : 0, body };
}

function isEmpty(cells: readonly string[]): boolean {
  return cells.every((cell) => cell.trim() === '');
}

function nameOf(delimiter: string): string {
  return delimiter === ',' ? 'comma' : delimiter === ';' ? 'semicolon' : 'tab';
}

interface RawRow {
  cells: string[];
  /** The number of its first line. */
  line: number;
}

type Fault = (line: number, words: string) => void;

/** The longest row in bytes. A longer one is no row of a register: a quotation mark is missing somewhere. */
const LONGEST = 1_000_000;
/** The most bytes that one UTF-16 unit takes in UTF-8. */
const BYTES = 3;

/** Splits a CSV into rows. Unreadable rows are reported to `fault`, and the rows before them are returned. */
export function toRecords(text: string, delimiter: string, fault: Fault): RawRow[] {
  return (text.includes('"') ? undefined : cut(text, delimiter)) ?? parsed(text, delimiter, fault);
}

/** Splits text without quotation marks, in which each line is a row. Undefined for any other text. */
function cut(text: string, delimiter: string): RawRow[] | undefined {
  const lines = text.split('\n');
  if (lines.some(({ length }) => length * BYTES > LONGEST)) return undefined;
  if (lines.at(-1) === '') lines.pop();
  return lines.map((line, index) => ({ cells: line.split(delimiter), line: index + 1 }));
}

function parsed(text: string, delimiter: string, fault: Fault): RawRow[] {
  try {
    const records = parse(text, {
      info: true,
      delimiter,
      record_delimiter: '\n',
      relax_column_count: true,
      relax_quotes: true,
      max_record_size: LONGEST,
    });
    return (records as unknown as { record: string[]; info: { lines: number } }[]).map(
      ({ record, info }) => ({
        cells: record,
        // The parser gives the number of the row's last line.
        line:
          info.lines -
          record.reduce(
            (breaks, cell) => breaks + (cell.includes('\n') ? cell.split('\n').length - 1 : 0),
            0,
          ),
      }),
    );
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    if (error.code === 'CSV_QUOTE_NOT_CLOSED') {
      const line = openQuote(text, delimiter);
      fault(
        line,
        'A quotation mark opens a cell here and is never closed, so that nothing after it can be read.',
      );
      return toRecords(
        text
          .split('\n')
          .slice(0, line - 1)
          .join('\n'),
        delimiter,
        fault,
      );
    }
    fault(Number(error.lines ?? 1), 'This cannot be read as CSV: please save it again from the spreadsheet.');
    return [];
  }
}

/** The line of the first quotation mark that opens a cell and is never closed. */
function openQuote(text: string, delimiter: string): number {
  let line = 1;
  let opened = 0;
  let before = '\n';
  for (let at = 0; at < text.length; at++) {
    const sign = text[at] ?? '';
    if (opened > 0) {
      if (sign === '"' && text[at + 1] === '"') at++;
      else if (sign === '"' && [delimiter, '\n', undefined].includes(text[at + 1])) opened = 0;
    } else if (sign === '"' && (before === '\n' || before === delimiter)) opened = line;
    if (sign === '\n') line++;
    before = sign;
  }
  return opened > 0 ? opened : line;
}
