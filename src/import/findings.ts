/**
 * `--rename "OLD=NEW"`: the person or setting with the old name, reference or e-mail address in the register has the new
 * one in the folder.
 */
export interface Rename {
  from: string;
  to: string;
}

interface Offered extends Rename {
  who: string | undefined;
}

/** The option that the operator would type. */
export function renameFlag(from: string, to: string): string {
  return `--rename "${from}=${to}"`;
}

/**
 * A position in a file of the folder. Line 1 is the header; `column` is a field of a spreadsheet, or a character of other
 * text.
 */
export interface FilePosition {
  file: string;
  line: number;
  column: number;
}

interface Fault extends FilePosition {
  words: string;
}

/** The faults, which stop the import, and the notes, which do not. */
export class Findings {
  readonly #notes = new Set<string>();
  readonly #renames = new Map<string, Offered>();
  readonly #left = new Map<string, string>();
  readonly #faults: Fault[] = [];

  fault(place: FilePosition, words: string): void {
    this.#faults.push({ ...place, words });
  }

  note(words: string): void {
    this.#notes.add(words);
  }

  /** A note about somebody on record whom the file does not name, and who stays. */
  noteLeft(name: string, words: string): void {
    this.note(words);
    this.#left.set(words, name);
  }

  /** Their names. */
  get left(): string[] {
    return [...this.#left.values()];
  }

  /** The notes about anything else. */
  get otherNotes(): string[] {
    return this.notes.filter((note) => !this.#left.has(note));
  }

  /** A note on how a cell was read. */
  noteAt({ file, line, column }: FilePosition, words: string): void {
    this.note(`${file}:${line}:${column}: ${words}`);
  }

  /**
   * The option by which somebody would say that these two are one, for a sentence that asks it. `who`: their name, where it is not what
   * tells them apart.
   */
  rename(from: string, to: string, who?: string): string {
    const flag = renameFlag(from, to);
    this.#renames.set(flag, { from, to, who });
    return flag;
  }

  /** Those of whom a sentence asked whether they are one. */
  get renames(): Offered[] {
    return [...this.#renames.values()];
  }

  /** The notes in the order in which they were made, without duplicates. */
  get notes(): string[] {
    return [...this.#notes];
  }

  get any(): boolean {
    return this.#faults.length > 0;
  }

  /** The faults as `file:line:column: what is wrong`, sorted by position, without duplicates. */
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
