import { writeFileSync } from 'node:fs';
import { basename, join, parse } from 'node:path';
import type { ViewFile } from '../../src/core/talk/view.ts';
import { withReference } from '../shared/faults.ts';

/** The highest number that is put behind a file's name. */
const MOST = 99;

/**
 * Writes a file of an answer into this folder, readable by nobody else, without replacing anything. Gives the file's name.
 * @throws Error of the file system where the folder cannot be written to
 */
export function saveFile(file: ViewFile, folder: string): string {
  const { name, ext } = parse(basename(file.name));
  const bytes = file.bytes();
  for (let number = 1; ; number++) {
    const called = number === 1 ? `${name}${ext}` : `${name}-${number}${ext}`;
    try {
      writeFileSync(join(folder, called), bytes, { flag: 'wx', mode: 0o600 });
      return called;
    } catch (error) {
      const taken = error instanceof Error && 'code' in error && error.code === 'EEXIST';
      if (!taken || number === MOST) throw error;
    }
  }
}

/** As `saveFile`, into the current folder. Gives a sentence that says what became of it. */
export function saveHere(file: ViewFile, report: (error: unknown) => string): string {
  try {
    return `Saved here as ${saveFile(file, process.cwd())}.`;
  } catch (error) {
    return withReference(report(error), 'The file could not be saved here.');
  }
}
