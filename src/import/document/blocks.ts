/** Words of one look. */
export interface Run {
  text: string;
  bold?: true;
  italic?: true;
}

/** A piece of somebody's document, whatever programme it was written with. A line break within it is `\n`. */
export type Piece =
  | { kind: 'heading'; level: number; runs: Run[] }
  | { kind: 'paragraph'; runs: Run[] }
  | { kind: 'item'; level: number; isOrdered: boolean; runs: Run[] }
  /** Rows of cells; the first row is the head. */
  | { kind: 'table'; rows: Run[][][] };

/** A document as it was read, and what in it was passed over or changed. */
export interface WordDocument {
  pieces: Piece[];
  pictures: number;
  footnotes: number;
  comments: number;
  /** Headings, paragraphs and items that Word numbers by itself. */
  numbered: number;
  hasMacros: boolean;
  hasTrackedChanges: boolean;
  hasHeaders: boolean;
}
