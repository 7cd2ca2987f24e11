/** A place in a file of the folder. Line 1 is the header; a column is a field of the spreadsheet, or a character of other text. */
export interface FilePosition {
  file: string;
  line: number;
  column: number;
}

interface Fault extends FilePosition {
  words: string;
}

/** What the reading of a folder brings to light: faults, which stop the import, and notes, which do not. */
export class Findings {
  readonly #notes = new Set<string>();
  readonly #faults: Fault[] = [];

  fault(place: FilePosition, words: string): void {
    this.#faults.push({ ...place, words });
  }

  note(words: string): void {
    this.#notes.add(words);
  }

  /** Each once, in the order of their making. */
  get notes(): string[] {
    return [...this.#notes];
  }

  get any(): boolean {
    return this.#faults.length > 0;
  }

  /** `file:line:column: what is wrong`, by file and place, each once. */
  faults(): string[] {
    const sorted = [...this.#faults].sort(
      (a, b) =>
        compare(a.file, b.file) || a.line - b.line || a.column - b.column || compare(a.words, b.words),
    );
    return [...new Set(sorted.map(({ file, line, column, words }) => `${file}:${line}:${column}: ${words}`))];
  }
}

export function at({ file, line }: FilePosition): string {
  return `${file}:${line}`;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
