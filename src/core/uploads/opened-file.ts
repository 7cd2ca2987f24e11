import type { Context } from '../talk/context.ts';
import type { Button } from '../talk/view.ts';
import type { Choice } from '../talk/widget.ts';
import type { GivenFile } from './given-file.ts';

/** Opens a file by what it holds. `wrong`: a sentence for whoever gave it. */
export type OpenFile = (
  name: GivenFile['name'],
  bytes: Uint8Array,
) => Promise<OpenedFile | { wrong: string }>;

/**
 * Takes the last import back, inside the transaction, and says what was. Undefined where that cannot be: it is nobody's of this person, a
 * day has gone by, or something was built on it; nothing may be kept then. `at`: the instant of the one that is meant, where that is said.
 */
export type UndoImport = (context: Context, at?: string) => Promise<string[] | undefined>;

/** What an installation lends, so that files can be given. */
export interface Uploads {
  openFile: OpenFile;
  undoImport: UndoImport;
}

/** A spreadsheet or a policy that was opened, and is not taken over yet. */
export interface OpenedFile {
  /** Its name, for messages. */
  name: string;
  /** Of its content: the same file is the same. */
  digest: string;
  /** How it is read with these answers, and what taking it over would do. It reads the register, and writes nothing. */
  read(context: Context, answers: FileAnswers): Promise<Reading>;
}

/** What was answered about a file, by question. */
export type FileAnswers = ReadonlyMap<string, string>;

/** What is not certain about a file. */
export interface FileQuestion {
  name: string;
  label: string;
  /** The whole of what is asked, where the label does not say it. */
  hint?: string;
  /** Empty where the answer is typed. */
  choices: Choice[];
  /** What is answered most often. */
  suggestion: string | undefined;
  /** What is wrong with the answer that was given. */
  complaint?: string;
  isOptional?: boolean;
  /** Several lines. */
  isLong?: boolean;
}

/** How a file is understood. */
export interface Reading {
  /** All that is asked about it, answered or not, in the order in which it is asked. */
  questions: FileQuestion[];
  /** How it was read, in words. */
  notes: string[];
  /** Why nothing can be read. */
  wrong?: string;
  /** What it holds. It and the plan are there once all is answered. */
  holds?: readonly Holding[];
  /** What taking it over would do, for somebody who may do that. */
  plan?(): Promise<UploadPlan>;
}

export type Holding = 'people' | 'children' | 'policy';

export interface UploadPlan {
  /** What is asked beside the register. */
  questions: FileQuestion[];
  /** Whether something of it must be answered first. */
  isOpen: boolean;
  notes: string[];
  /** Why it cannot be taken over, by line. */
  faults: string[];
  changes: string[];
  summary: string[];
  /** The same as long as it would do the same. */
  digest: string;
  /** Takes it over, inside the transaction. With a fault nothing may be kept of it. */
  write(): Promise<{ faults: string[]; summary: string[]; ways?: Button[] }>;
}
