import { lstatSync, readFileSync, statSync } from 'node:fs';
import { printableLine } from '../../adapters/console/text.ts';
import { asFailure, type Door, EXIT, Failure, WrongUsage } from './door.ts';

/** What the command line said beside the file. */
export interface Given {
  now: Date;
  dryRun: boolean;
  setting: string | undefined;
  /** Each as `field=value`. */
  answers: readonly string[];
}

/** The file at a path where it is a document by its content; undefined where it is a folder, a spreadsheet, or not there. */
export async function documentAt(path: string): Promise<{ file: string; bytes: Buffer } | undefined> {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return undefined;
  const { formatOf, LARGEST } = await import('../import/document/index.ts');
  // By its name alone where it is not to be opened.
  const isOpened = !lstatSync(path).isSymbolicLink() && statSync(path).size <= LARGEST;
  const bytes = isOpened ? readable(path) : Buffer.alloc(0);
  if (formatOf(bytes, path) === undefined) return undefined;
  // A message quotes what was read: of a file elsewhere nobody should read a line here.
  if (lstatSync(path).isSymbolicLink())
    throw new Failure(`${path} is a link to another file. Please name the file itself.`);
  if (!isOpened)
    throw new Failure(
      `${path} is larger than 32 MB, which is more than a policy could need. Please take out its pictures.`,
    );
  return { file: path, bytes };
}

function readable(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch {
    throw new Failure(`${path} cannot be read. Please check that you may use it.`);
  }
}

/**
 * Makes a draft of a policy from a document. What its text does not say is asked: the words to add are printed, and nothing is
 * written.
 */
export async function importPolicy(
  door: Door,
  document: { file: string; bytes: Buffer },
  { answers: said, ...given }: Given,
): Promise<number> {
  const { importDocument, readAnswers } = await import('../import/document/index.ts');
  const answers = readAnswers(said);
  if ('wrong' in answers) throw new WrongUsage(answers.wrong);
  const store = await door.openStore(given.dryRun ? 'aside' : 'here');
  try {
    const report = await asFailure(importDocument({ store, ...document, ...given, answers: answers.value }));
    const { faults, notes, changes, summary, questions } = report;
    for (const line of [...notes, ...changes]) door.print(printableLine(line));
    for (const { words, name, suggestion } of questions) {
      door.print(printableLine(words));
      door.print(`  --answer ${suggestion === undefined ? `${name}=…` : quoted(`${name}=${suggestion}`)}`);
    }
    if (questions.length > 0) door.print('Nothing was written. Please add the answers to the same command.');
    for (const line of faults) door.complain(printableLine(line));
    for (const line of summary)
      if (faults.length > 0) door.complain(printableLine(line));
      else door.print(printableLine(line));
    if (faults.length > 0) return EXIT.failed;
    return questions.length > 0 ? EXIT.waits : EXIT.done;
  } finally {
    await store.close();
  }
}

/** A word as a shell takes it for one. */
function quoted(words: string): string {
  const line = printableLine(words);
  return /^[\w.=-]+$/.test(line) ? line : `"${line.replace(/["$`\\!]/g, '\\$&')}"`;
}
