import { cells, pad, wrap } from './text.ts';

const GAP = '  ';

/**
 * Columns side by side. Where they do not fit, the widest are wrapped; where that would break words, each row becomes a
 * stack of `column: value`.
 */
export function drawTable(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
  width: number,
  heading: (line: string) => string,
): string[] {
  const natural = columns.map((column, i) =>
    Math.max(cells(column), ...rows.map((row) => cells(row[i] ?? ''))),
  );
  const longest = columns.map((column, i) => longestWord([column, ...rows.map((row) => row[i] ?? '')]));
  const fitted = fit(natural, longest, width - GAP.length * (columns.length - 1));
  if (!fitted) return stack(columns, rows, width, heading);
  const draw = (row: readonly string[]) => drawRow(row, fitted);
  const line = fitted.map((size) => '─'.repeat(size)).join(GAP);
  return [...draw(columns).map(heading), line, ...rows.flatMap(draw)];
}

/** The widths of columns that fit the room; the widest are narrowed first. Undefined when a word would not fit. */
function fit(natural: readonly number[], least: readonly number[], room: number): number[] | undefined {
  const sizes = [...natural];
  let over = sizes.reduce((sum, size) => sum + size, 0) - room;
  while (over > 0) {
    const spare = sizes.map((size, i) => (size > (least[i] ?? 0) ? size : 0));
    const most = Math.max(...spare);
    if (most === 0) return undefined;
    const widest = spare.indexOf(most);
    sizes[widest] = most - 1;
    over -= 1;
  }
  return sizes;
}

function longestWord(said: readonly string[]): number {
  return Math.max(0, ...said.flatMap((each) => each.split(' ').map(cells)));
}

function drawRow(row: readonly string[], sizes: readonly number[]): string[] {
  const columns = sizes.map((size, i) => wrap(row[i] ?? '', size));
  const height = Math.max(1, ...columns.map((lines) => lines.length));
  return Array.from({ length: height }, (_, i) =>
    columns
      .map((lines, column) => pad(lines[i] ?? '', sizes[column] ?? 0))
      .join(GAP)
      .trimEnd(),
  );
}

function stack(
  columns: readonly string[],
  rows: readonly (readonly string[])[],
  width: number,
  heading: (line: string) => string,
): string[] {
  return rows.flatMap((row, index) => {
    const [first = '', ...others] = row;
    const lines = others.flatMap((value, i) =>
      value === '' ? [] : wrap(`${columns[i + 1] ?? ''}: ${value}`, width - 2),
    );
    return [
      ...(index === 0 ? [] : ['']),
      ...wrap(first, width).map(heading),
      ...lines.map((line) => `  ${line}`),
    ];
  });
}
