import { CsvError, parse } from 'csv-parse/sync';

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
