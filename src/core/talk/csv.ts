import { text, type View, view } from './view.ts';

const FORMULA = /^'*[=+\-@\t\r]/;
const GUARDED = /^'+[=+\-@\t\r]/;

/** Writes a CSV: commas, line feeds, quotes where needed, and no cell that a spreadsheet takes for a formula. */
export function toCsv(rows: readonly (readonly string[])[]): string {
  const quote = (cell: string) =>
    /[",;\t\n\r]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
  return `${rows.map((row) => row.map((cell) => quote(guard(cell))).join(',')).join('\n')}\n`;
}

/** By which Excel knows that the letters are Unicode's, and shows “Zoë” as such. */
const MARK = '\ufeff';

/** An answer whose table is handed over as a file: in a chat it would stand for good. `name`: the file's, without its ending. */
export function csvView(title: string, name: string, rows: readonly (readonly string[])[]): View {
  return {
    ...view(
      title,
      text(
        'It is in the file, for a spreadsheet. It names people: please keep it where nobody else reads it.',
      ),
    ),
    file: {
      name: `${name}.csv`,
      type: 'text/csv; charset=utf-8',
      bytes: () => new TextEncoder().encode(MARK + toCsv(rows)),
    },
  };
}

/** Puts an apostrophe in front of a cell that a spreadsheet would take for a formula; `unguard` removes it. */
function guard(cell: string): string {
  return FORMULA.test(cell) ? `'${cell}` : cell;
}

export function unguard(cell: string): string {
  return cell.startsWith("'") && GUARDED.test(cell) ? cell.slice(1) : cell;
}
