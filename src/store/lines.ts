/** A value as it travels from one engine to another: text as it is, an integer as its digits. */
export type Cell = string | null;

const NOTHING = '\\N';
const SPECIAL = /[\\\b\f\n\r\t\v]/;
const EACH_SPECIAL = /[\\\b\f\n\r\t\v]/g;
const ESCAPED = /\\(.)/gs;
const TO_ESCAPE: Record<string, string> = {
  '\\': '\\\\',
  '\b': '\\b',
  '\f': '\\f',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
  '\v': '\\v',
};
const FROM_ESCAPE = new Map(Object.entries(TO_ESCAPE).map(([is, said]) => [said.slice(1), is]));

const LINE_END = 0x0a;

/** How long a chunk becomes before it is sent, in characters. */
const CHUNK = 2 ** 16;

/**
 * A row as a line of the text format of PostgreSQL's COPY, to the byte as PostgreSQL itself writes it: so that what two
 * engines hold is the same where their lines are.
 */
export function toLine(row: readonly Cell[]): string {
  let line = '';
  for (let at = 0; at < row.length; at++) {
    const cell = row[at] as Cell;
    if (at > 0) line += '\t';
    if (cell === null) line += NOTHING;
    else line += SPECIAL.test(cell) ? cell.replace(EACH_SPECIAL, (sign) => TO_ESCAPE[sign] as string) : cell;
  }
  return `${line}\n`;
}

/** The row of such a line, without its end. */
export function fromLine(line: string): Cell[] {
  return line.split('\t').map((cell) => {
    if (cell === NOTHING) return null;
    if (!cell.includes('\\')) return cell;
    return cell.replace(ESCAPED, (_, said: string) => FROM_ESCAPE.get(said) ?? said);
  });
}

/** Chunks of whole lines. */
export function* toChunks(rows: Iterable<readonly Cell[]>): Generator<Buffer> {
  let lines = '';
  for (const row of rows) {
    lines += toLine(row);
    if (lines.length < CHUNK) continue;
    yield Buffer.from(lines);
    lines = '';
  }
  if (lines !== '') yield Buffer.from(lines);
}

/** The rows of chunks that may end anywhere. */
export async function* fromChunks(chunks: AsyncIterable<Buffer>): AsyncGenerator<Cell[][]> {
  let begun: Buffer[] = [];
  for await (const chunk of chunks) {
    const end = chunk.lastIndexOf(LINE_END);
    if (end === -1) {
      begun.push(chunk);
      continue;
    }
    const lines = Buffer.concat([...begun, chunk.subarray(0, end)]).toString();
    begun = [chunk.subarray(end + 1)];
    yield lines.split('\n').map(fromLine);
  }
}

/** How many lines end in a chunk. */
export function linesIn(chunk: Buffer): number {
  let count = 0;
  for (let at = chunk.indexOf(LINE_END); at !== -1; at = chunk.indexOf(LINE_END, at + 1)) count += 1;
  return count;
}
