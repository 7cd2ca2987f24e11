import { readFileSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { printableLine } from '../../adapters/console/text.ts';
import type { Answers } from '../import/document/index.ts';
import { type ImportReport, importFolder, type Rename } from '../import/index.ts';
import { isSealed, openBytes } from '../store/sealed.ts';
import { asFailure, type Door, EXIT, read, WrongUsage } from './door.ts';

const OPTIONS = {
  'dry-run': { type: 'boolean' },
  overwrite: { type: 'boolean' },
  at: { type: 'string' },
  rename: { type: 'string', multiple: true },
  answer: { type: 'string', multiple: true },
  setting: { type: 'string' },
} as const;
/** How many changes are printed. A dry run prints all of them, since it is made to be read. */
const LISTED = 200;

/** Imports a setting's folder, or a folder of such folders. */
export async function run(door: Door, args: readonly string[]): Promise<number> {
  const { values, positionals } = read(args, OPTIONS, { least: 1, most: 1 });
  const dir = positionals[0] ?? '';
  const dryRun = values['dry-run'] === true;
  const renames = (values.rename ?? []).map(readRename);
  const now = door.clock(values.at)();
  const document = await documentAt(dir);
  if (document !== undefined)
    return importFile(door, document, {
      now,
      dryRun,
      setting: values.setting,
      answers: values.answer ?? [],
    });
  const store = await door.openStore(dryRun ? 'aside' : 'here');
  try {
    const report = await asFailure(
      importFolder({
        store,
        calendar: await door.calendar(),
        platformNames: await door.platformNames(),
        now,
        dir,
        dryRun,
        renames,
        overwrite: values.overwrite === true,
        ...(dryRun ? {} : { listed: LISTED }),
        demo: isDemo(dir, door.config.root),
        seal: { isSealed, open: (bytes) => openBytes(bytes, door.config.key) },
      }),
    );
    show(door, report);
    return report.faults.length > 0 ? EXIT.failed : EXIT.done;
  } finally {
    await store.close();
  }
}

/** The file at a path where it is a document by its content; undefined where it is a folder, a table or not there. */
async function documentAt(path: string): Promise<{ file: string; bytes: Buffer } | undefined> {
  if (!statSync(path, { throwIfNoEntry: false })?.isFile()) return undefined;
  const bytes = readFileSync(path);
  const { formatOf } = await import('../import/document/index.ts');
  return formatOf(bytes, path) === undefined ? undefined : { file: path, bytes };
}

/** Makes a draft of a policy from a document. What it does not say is asked: the words to add are printed, and nothing is written. */
async function importFile(
  door: Door,
  document: { file: string; bytes: Buffer },
  given: { now: Date; dryRun: boolean; setting: string | undefined; answers: readonly string[] },
): Promise<number> {
  const { importDocument, readAnswers } = await import('../import/document/index.ts');
  const answers = readAnswers(given.answers);
  if ('wrong' in answers) throw new WrongUsage(answers.wrong as string);
  const store = await door.openStore(given.dryRun ? 'aside' : 'here');
  try {
    const report = await asFailure(
      importDocument({ store, ...document, ...given, answers: answers as Answers }),
    );
    const { faults, notes, changes, summary, questions } = report;
    for (const line of [...notes, ...changes]) door.print(printableLine(line));
    for (const { words, name, suggestion } of questions)
      door.print(
        `${printableLine(words)}\n  --answer ${suggestion === undefined ? `${name}=…` : quoted(`${name}=${suggestion}`)}`,
      );
    if (questions.length > 0) door.print('Nothing was written. Please add the answers to the same command.');
    for (const line of faults) door.complain(printableLine(line));
    for (const line of summary) (faults.length > 0 ? door.complain : door.print)(printableLine(line));
    return faults.length > 0 ? EXIT.failed : questions.length > 0 ? EXIT.waits : EXIT.done;
  } finally {
    await store.close();
  }
}

function quoted(words: string): string {
  const line = printableLine(words);
  return /^[\w.=-]+$/.test(line) ? line : `"${line.replace(/["“”]/g, "'")}"`;
}

function readRename(words: string): Rename {
  const [, from = '', to = ''] = /^([^=]+)=([^=]+)$/.exec(words) ?? [];
  if (from.trim() === '' || to.trim() === '')
    throw new WrongUsage(`--rename wants "OLD=NEW", not “${words}”.`);
  return { from: from.trim(), to: to.trim() };
}

/**
 * Whether `dir` is this programme's own demo/ folder. A copy of it does not count. No platform starts on a database that
 * holds the demo.
 */
function isDemo(dir: string, root: string): boolean {
  try {
    return realpathSync(dir) === realpathSync(join(root, 'demo'));
  } catch {
    // There is no such folder; the import reports that itself.
    return false;
  }
}

function show(door: Door, { faults, changes, changed, notes, flagged, summary }: ImportReport): void {
  const print = (lines: readonly string[]) => {
    for (const line of lines) door.print(printableLine(line));
  };
  print(changes);
  if (changes.length < changed) print([`… and ${changed - changes.length} more.`]);
  print(notes);
  print(flagged);
  if (faults.length === 0) print(summary);
  else for (const line of [...faults, ...summary]) door.complain(printableLine(line));
}
