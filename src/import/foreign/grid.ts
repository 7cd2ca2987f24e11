/** A row of somebody's spreadsheet: its cells as text, trimmed, and the number of its line as the spreadsheet shows it. */
export interface GridRow {
  line: number;
  cells: readonly string[];
}

/** One sheet of somebody's spreadsheet, whatever its make. */
export interface Grid {
  /** As on its tab; empty where a file has only the one. */
  name: string;
  rows: readonly GridRow[];
}
