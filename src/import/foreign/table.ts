import { fold } from '../../core/rules/names.ts';
import type { Grid, GridRow } from './grid.ts';
import { headerKey, type Meaning } from './headers.ts';

export interface Column {
  index: number;
  /** As it stands in the file. */
  header: string;
  meaning: Meaning | undefined;
}

/** The list within a sheet: its header, and the rows that are about somebody. */
export interface Table {
  grid: Grid;
  /** The line of the header. */
  line: number;
  columns: Column[];
  /** How many cells the header has. */
  width: number;
  rows: GridRow[];
  /** Lines that were passed over, and why, for telling. */
  passed: { line: number; why: string; said: string }[];
}

/** How far down a header is looked for. */
const DEEPEST = 40;
const TOTALS =
  /^(?:(?:grand |sub)?totals?|sum|count|number of (?:child|pupil|staff|people|row)\w*|total (?:child|pupil|staff|number)\w*|end of (?:list|report|file)|printed|generated|exported|report (?:run|date|created)|page \d+)\b/i;
const HINT = /(?:^|[\s(])(?:dd?|tt)[/. -](?:mm?m?)[/. -](?:yy|jj)/i;

/** Finds the row that names the columns: the first of those in which most are recognised. Undefined: there is none. */
export function findTable(grid: Grid, meaning: (header: string) => Meaning | undefined): Table | undefined {
  const known = new Map<string, Meaning | undefined>();
  const recognised = (cell: string) => {
    if (!known.has(cell)) known.set(cell, cell.length > 80 ? undefined : meaning(cell));
    return known.get(cell);
  };
  let best: { at: number; score: number } | undefined;
  for (const [at, { cells }] of grid.rows.slice(0, DEEPEST).entries()) {
    if (isComment(cells)) continue;
    const found = new Set(cells.filter((cell) => cell !== '' && recognised(cell) !== undefined));
    const score = found.size + (cells.some((cell) => isNaming(recognised(cell))) ? 1 : 0);
    if (score >= 2 && score > (best?.score ?? 0)) best = { at, score };
  }
  const header = best && grid.rows[best.at];
  if (!best || !header) return undefined;
  const columns = header.cells.flatMap((cell, index) =>
    cell === '' ? [] : [{ index, header: cell, meaning: recognised(cell) }],
  );
  const passed: Table['passed'] = [];
  const rows: GridRow[] = [];
  for (const row of grid.rows.slice(best.at + 1)) {
    const why = whyPassed(row.cells, header.cells, columns);
    if (why === undefined) rows.push(row);
    else if (why !== '')
      passed.push({ line: row.line, why, said: row.cells.find((cell) => cell !== '') ?? '' });
  }
  return { grid, line: header.line, columns, width: header.cells.length, rows, passed };
}

/** Whether a column says, in whole or in part, what somebody is called. */
export function isNaming(meaning: Meaning | undefined): boolean {
  return meaning?.is === 'field' && ['name', 'forename', 'surname'].includes(meaning.field);
}

/** The header in the form by which answers about it are remembered. */
export function tableKey({ columns }: Table): string {
  return columns.map(({ header }) => headerKey(header)).join('|');
}

function isComment(cells: readonly string[]): boolean {
  // “#” over a column of numbers, and “#12” in it, are none.
  const first = cells.find((cell) => cell !== '');
  return first === undefined || (first.startsWith('#') && !/^#\s?\d*$/.test(first));
}

/** Why a row below the header is about nobody: empty words where that need not be told. */
function whyPassed(
  cells: readonly string[],
  header: readonly string[],
  columns: readonly Column[],
): string | undefined {
  const said = cells.filter((cell) => cell !== '');
  if (isComment(cells)) return said.length > 1 ? 'it begins with #' : '';
  const first = said[0] ?? '';
  if (said.length > 1 && header.every((cell, index) => fold(cell) === fold(cells[index] ?? ''))) return '';
  const [total] = said.length <= Math.max(2, columns.length / 2) ? (TOTALS.exec(first) ?? []) : [];
  if (total !== undefined) return `“${total}” is no row of the list`;
  if (said.some((cell) => HINT.test(cell))) return 'it says how to fill in the columns';
  if (said.length === 1) {
    const { meaning } = columns.find(({ index }) => cells[index] === first) ?? {};
    // Of what is never read nothing is quoted.
    if (meaning === undefined || meaning.is === 'private' || meaning.is === 'later')
      return 'it says nothing that is read';
    if (isNaming(meaning) && columns.length > 2 && !first.includes(' ')) return `it holds only “${first}”`;
  }
  if (said.length === 1 && first.length > 60) return 'it is a sentence, and no row of the list';
  return undefined;
}
