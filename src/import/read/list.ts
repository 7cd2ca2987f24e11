import type { Day } from '../../core/rules/days.ts';
import { toCode } from '../../core/rules/names.ts';
import { LATER_COLUMNS } from '../columns.ts';
import type { Findings } from '../findings.ts';
import type { Kind } from '../foreign/compose.ts';
import { toGrid } from '../foreign/open.ts';
import type { Told } from '../foreign/told.ts';
import { understand } from '../foreign/understand.ts';
import { readSheet, type Sheet } from './csv.ts';

/** What the lists of a folder may hold, and what was said about them. */
export interface Lists {
  columns: Readonly<Record<Kind, readonly string[]>>;
  told: Told;
  today: Day;
}

const REQUIRED: Record<Kind, readonly string[]> = { people: ['name'], children: ['name', 'starts_on'] };

/**
 * Reads people.csv or children.csv: quickly where its header is ours, else as anybody's list is understood. Undefined when the
 * header makes the rest unreadable. Reports every fault.
 */
export function readList(
  file: string,
  text: string,
  kind: Kind,
  { columns, told, today }: Lists,
  findings: Findings,
): Sheet | undefined {
  const ours = columns[kind];
  const strictly = () => readSheet(file, text, ours, REQUIRED[kind], findings);
  if (isOurs(text, ours)) return strictly();
  const { grid, faults } = toGrid(text);
  if (faults.length > 0) return strictly();
  const { lists, notes, questions, ...understood } = understand({ name: file, grids: [grid] }, told, {
    columns,
    today,
    expected: kind,
    remembered: new Map(),
  });
  const [list] = lists;
  if (list) {
    for (const note of notes) findings.note(note);
    for (const { words, ...place } of understood.faults) findings.fault(place, words);
    return list.sheet;
  }
  const asked = questions.filter(({ choices }) => choices.some(({ value }) => value === 'nothing'));
  for (const { label, name } of asked)
    findings.fault(
      { file, line: 1, column: 1 },
      `${label} Please add --map "${name}=carers", or --map "${name}=nothing".`,
    );
  if (asked.length > 0 && asked.length === questions.length) return undefined;
  if (questions.length !== 1 || questions[0]?.name !== 'attending') return strictly();
  for (const note of notes) findings.note(note);
  findings.fault(
    { file, line: 1, column: 1 },
    `The column "starts_on" is missing: none of them says when a child starts. Please add one; or add --map "Their column=starts_on" where one says it in other words, or --answer attending=yes where all of these children attend today.`,
  );
  return undefined;
}

/** Whether the first line that is not empty names nothing but columns of ours. */
function isOurs(text: string, ours: readonly string[]): boolean {
  const line = text.split('\n', 20).find((each) => /[^\s,;"]/.test(each) && !/^sep=.$/i.test(each)) ?? '';
  const names = line
    .split(/[,;\t]/)
    .map((cell) => toCode(cell.replace(/"/g, '')))
    .filter((name) => name !== '');
  return names.length > 0 && names.every((name) => ours.includes(name) || LATER_COLUMNS.includes(name));
}
