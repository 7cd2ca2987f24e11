import { lstatSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { printableLine } from '../../adapters/console/text.ts';
import {
  type ImportReport,
  importFile,
  importFolder,
  joinTold,
  type Question,
  type Rename,
  readMap,
  TARGETS,
  type Told,
} from '../import/index.ts';
import { isSealed, openBytes } from '../store/sealed.ts';
import { asFailure, type Door, EXIT, Failure, read, WrongUsage } from './door.ts';
import { documentAt, importPolicy } from './import-document.ts';

const OPTIONS = {
  'dry-run': { type: 'boolean' },
  overwrite: { type: 'boolean' },
  at: { type: 'string' },
  rename: { type: 'string', multiple: true },
  setting: { type: 'string' },
  map: { type: 'string', multiple: true },
  answer: { type: 'string', multiple: true },
} as const;
/** How many changes are printed. A dry run prints all of them, since it is made to be read. */
const LISTED = 200;

/** Imports a setting's folder, a folder of such folders, or somebody's spreadsheet or policy. */
export async function run(door: Door, args: readonly string[]): Promise<number> {
  const { values, positionals } = read(args, OPTIONS, { least: 1, most: 1 });
  const path = positionals[0] ?? '';
  const dryRun = values['dry-run'] === true;
  const renames = (values.rename ?? []).map(readRename);
  const now = door.clock(values.at)();
  const document = await documentAt(path);
  if (document !== undefined)
    return importPolicy(door, document, {
      now,
      dryRun,
      setting: values.setting,
      answers: values.answer ?? [],
    });
  const told = readTold(values.map ?? [], values.answer ?? []);
  const isFile = statSync(path, { throwIfNoEntry: false })?.isFile() === true;
  if (values.setting !== undefined && !isFile)
    throw new WrongUsage('--setting is for a file. A folder names its setting in its setting.json.');
  // A file may have to ask first, and then nothing is made.
  const isSure = !isFile || told.answers.name !== undefined;
  const store = await door.openStore(dryRun || !isSure ? 'aside' : 'here');
  try {
    const options = {
      store,
      calendar: await door.calendar(),
      platformNames: await door.platformNames(),
      now,
      dryRun,
      renames,
      overwrite: values.overwrite === true,
      ...(dryRun ? {} : { listed: LISTED }),
      told,
    };
    if (isFile) {
      const bytes = readSpreadsheet(path);
      const done = await asFailure(
        importFile({ ...options, name: basename(path), bytes, setting: values.setting }),
      );
      if ('questions' in done) return ask(door, args, done);
      show(door, done.report);
      return done.report.faults.length > 0 ? EXIT.failed : EXIT.done;
    }
    const report = await asFailure(
      importFolder({
        ...options,
        dir: path,
        demo: isDemo(path, door.config.root),
        seal: { isSealed, open: (bytes) => openBytes(bytes, door.config.key) },
      }),
    );
    show(door, report);
    return report.faults.length > 0 ? EXIT.failed : EXIT.done;
  } finally {
    await store.close();
  }
}

const LARGEST = 32 * 1024 * 1024;

/** @throws Failure */
function readSpreadsheet(path: string): Uint8Array {
  // A message quotes what was read: of a file elsewhere nobody should read a line here.
  if (lstatSync(path).isSymbolicLink())
    throw new Failure(`${path} is a link to another file. Please name the file itself.`);
  if (statSync(path).size > LARGEST)
    throw new Failure(
      `${path} is larger than 32 MB, which is more than a list of children or staff could need.`,
    );
  try {
    return readFileSync(path);
  } catch {
    throw new Failure(`${path} cannot be read. Please check that you may use it.`);
  }
}

function readTold(maps: readonly string[], answers: readonly string[]): Told {
  const said = answers.map((answer) => {
    const [, name, value] = /^([a-z_]+)=(.*)$/s.exec(answer) ?? [];
    if (name === undefined || value === undefined || !ANSWERS.includes(name))
      throw new WrongUsage(
        `--answer wants one of ${ANSWERS.join(', ')}, as in attending=yes, not “${answer}”.`,
      );
    return { answers: { [name]: value } };
  });
  try {
    return joinTold([...maps.map(readMap), ...said]);
  } catch (error) {
    throw error instanceof Error && error.constructor === Error ? new WrongUsage(error.message) : error;
  }
}

const ANSWERS = ['attending', 'carers', 'holds', 'name', 'sheet'];

/** Prints what has to be answered, and the words that answer it. */
function ask(
  door: Door,
  args: readonly string[],
  { questions, notes }: { questions: readonly Question[]; notes: readonly string[] },
): number {
  const print = (line: string) => door.print(printableLine(line));
  for (const note of notes) print(note);
  const words = questions.map((question) => {
    const { label, choices, suggestion } = question;
    print(label);
    for (const { value, label } of choices.slice(0, CHOICES))
      print(`  ${answerTo(question, value)}${label === value ? '' : `   ${label}`}`);
    if (choices.length > CHOICES) print(`  … and ${choices.length - CHOICES} more.`);
    return answerTo(question, suggestion ?? choices[0]?.value ?? '…');
  });
  print('Nothing was written. For example:');
  print(`  npx candour import ${[...args.map((word) => quoted(word)), ...words].join(' ')}`);
  return EXIT.waits;
}

const CHOICES = 12;

function answerTo({ name, by }: Question, value: string): string {
  if (by === 'setting') return `--setting ${quoted(value)}`;
  if (by === 'answer') return `--answer ${name}=${quoted(value)}`;
  // Of a column the answer stands on the left: which of them it is.
  return TARGETS.includes(name)
    ? `--map ${quoted(`${value}=${name}`, true)}`
    : `--map ${quoted(`${name}=${value}`, true)}`;
}

/** A word as a shell takes it for one. */
function quoted(word: string, always = false): string {
  return !always && /^[\w@%+=:,./-]+$/.test(word) ? word : `"${word.replace(/["$`\\!]/g, '\\$&')}"`;
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
