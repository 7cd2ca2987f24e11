import type { WordDocument } from '../document/blocks.ts';
import type { Grid } from '../foreign/grid.ts';

/** What each task makes of the bytes of somebody's file. Its code is in `worker.ts`. */
export interface Results {
  workbook: Grid[];
  word: WordDocument;
}

export type Task = keyof Results;

/** What a task answers: what it made of the file, or a sentence for whoever chose it. */
export type Answer<T extends Task> = { value: Results[T] } | { wrong: string };

/** Thrown by a task about a file that it will not read; the message is a sentence for whoever chose the file. */
export class Refused extends Error {
  override name = 'Refused';
}
