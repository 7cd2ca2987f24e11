import { printableLine } from '../../adapters/console/text.ts';
import {
  type ImportReport,
  importFile,
  joinTold,
  type Question,
  type Rename,
  readMap,
  TARGETS,
  type Told,
} from '../import/index.ts';
import { asFailure, type Door, EXIT, WrongUsage } from './door.ts';
import { quoted } from './quoted.ts';

/** What the command line says of an import, whatever is imported. */
export interface Given {
  /** The words behind `candour import`, to be said again with what was asked. */
  args: readonly string[];
  now: Date;
  dryRun: boolean;
  overwrite: boolean;
  renames: readonly Rename[];
  listed?: number;
}

/** Imports somebody's list of children or staff. */
export async function importList(
  door: Door,
  file: { name: string; bytes: Uint8Array },
  setting: string | undefined,
  told: Told,
  { args, ...given }: Given,
): Promise<number> {
  // It may have to ask first, and then nothing is made.
  const store = await door.openStore(given.dryRun || told.answers.name === undefined ? 'aside' : 'here');
  try {
    const done = await asFailure(
      importFile({
        store,
        calendar: await door.calendar(),
        platformNames: await door.platformNames(),
        ...given,
        ...file,
        told,
        setting,
      }),
    );
    if ('questions' in done) return ask(door, args, done);
    show(door, done.report);
    return done.report.faults.length > 0 ? EXIT.failed : EXIT.done;
  } finally {
    await store.close();
  }
}

/** @throws WrongUsage */
export function readTold(maps: readonly string[], answers: readonly string[]): Told {
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

/** Prints what an import did, or would do. */
export function show(door: Door, { faults, changes, changed, notes, flagged, summary }: ImportReport): void {
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
