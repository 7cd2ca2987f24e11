const FORMULA = /^'*[=+\-@\t\r]/;
const GUARDED = /^'+[=+\-@\t\r]/;

/** Writes a CSV: commas, line feeds, quotes where needed, and no cell that a spreadsheet takes for a formula. */
export function toCsv(rows: readonly (readonly string[])[]): string {
  const quote = (cell: string) =>
    /[",;\t\n\r]|^\s|\s$/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
  return `${rows.map((row) => row.map((cell) => quote(guard(cell))).join(',')).join('\n')}\n`;
}

/** Puts an apostrophe in front of a cell that a spreadsheet would take for a formula; `unguard` removes it. */
function guard(cell: string): string {
  return FORMULA.test(cell) ? `'${cell}` : cell;
}

export function unguard(cell: string): string {
  return cell.startsWith("'") && GUARDED.test(cell) ? cell.slice(1) : cell;
}
