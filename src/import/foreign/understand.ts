import { ROLE_LABELS, ROLES, type Role } from '../../core/people/person.ts';
import { readTitles } from '../../core/people/titles.ts';
import type { Day } from '../../core/rules/days.ts';
import { clip } from '../../core/rules/entries.ts';
import { fold, toCode } from '../../core/rules/names.ts';
import type { Sheet } from '../read/csv.ts';
import { compose, type Kind, type Misread } from './compose.ts';
import type { Grid } from './grid.ts';
import { type Field, headerKey, isPerhapsFamily, type Meaning, meaningOf } from './headers.ts';
import { type Column, findTable, isNaming, type Table, tableKey } from './table.ts';
import { FIELDS, joinTold, meaningTold, NOTHING_TOLD, type Question, type Told } from './told.ts';

/** A spreadsheet as it was opened. */
export interface Spreadsheet {
  /** The file's name. */
  name: string;
  grids: readonly Grid[];
}

export interface Setting {
  /** The columns of our own sheets. */
  columns: Readonly<Record<Kind, readonly string[]>>;
  /** Answers that were remembered, by `tableKey`. */
  remembered: { get(key: string): Told | undefined };
  /** From when those attend of whom a list does not say it, once somebody has said that they do. */
  today: Day;
  /** What a folder’s file holds by its name. A folder asks nothing of titles. */
  expected?: Kind;
}

/** One list of children or staff, as it was understood. */
export interface Understood {
  kind: Kind;
  sheet: Sheet;
  titles: ReadonlyMap<string, readonly Role[]>;
  /** The header, and what is to be remembered for it. */
  key: string;
  remember: Told;
}

export interface Understanding {
  lists: Understood[];
  /** How it was read, in words. */
  notes: string[];
  /** What must be answered before it can be read. */
  questions: Question[];
  /** Why there is nothing to read. */
  wrong: string | undefined;
  /** Cells and rows that cannot be read, by their place. */
  faults: Misread[];
  /** What was said and has no place in the file. */
  unused: string[];
}

/**
 * Understands somebody's spreadsheet: which lists it holds, what each column is, what is asked about it. It reads nothing but what
 * it is given, so that a form can ask what a command line asks.
 */
export function understand(file: Spreadsheet, told: Told, setting: Setting): Understanding {
  const result: Understanding = {
    lists: [],
    notes: [],
    questions: [],
    wrong: undefined,
    faults: [],
    unused: [],
  };
  const found = file.grids.flatMap((grid) => {
    const table = tableOf(grid, told, setting);
    return table ? [{ table, ...kindOf(table, told, setting) }] : [];
  });
  if (found.length === 0) {
    result.wrong =
      'No line of it names columns that we know, such as “Name”, “Start date”, “Mum”, “Key person” or “Job title”. Its first line should do that; --map "Their column=name" says what one means.';
    return result;
  }
  const chosen = chooseSheets(found, told, setting, result);
  result.notes.push(
    ...leftOut(
      file,
      chosen.map(({ table }) => table),
    ),
  );
  for (const { table, kind, own } of chosen) {
    if (kind === undefined) {
      ask(result.questions, {
        name: 'holds',
        label: `Does ${label(file, table)} list children or staff?`,
        choices: [
          { value: 'children', label: 'children' },
          { value: 'staff', label: 'staff' },
        ],
        suggestion: undefined,
        by: 'answer',
      });
      continue;
    }
    const list = readList(file, table, kind, own, setting, result);
    if (list) result.lists.push(list);
  }
  result.unused.push(...unusedOf(told, chosen, result));
  return result;
}

interface Found {
  table: Table;
  kind: Kind | undefined;
  own: Told;
}

function label({ name }: Spreadsheet, { grid }: Table): string {
  return grid.name === '' ? name : `${name} [${grid.name}]`;
}

function tableOf(grid: Grid, told: Told, setting: Setting): Table | undefined {
  const ours = new Set(
    setting.expected
      ? setting.columns[setting.expected]
      : [...setting.columns.people, ...setting.columns.children],
  );
  const read = (columns: Told['columns']) =>
    findTable(grid, (header) => {
      const target = columns[headerKey(header)];
      if (target !== undefined) return meaningTold(target, header);
      return oursOf(toCode(header), ours) ?? meaningOf(header);
    });
  const table = read(told.columns);
  const before = table && setting.remembered.get(tableKey(table));
  return before && Object.keys(before.columns).length > 0
    ? read({ ...before.columns, ...told.columns })
    : table;
}

/** Columns of ours mean what they say. Anybody has a *Name*: it gives way to a *Child’s name*. */
function oursOf(code: string, ours: ReadonlySet<string>): Meaning | undefined {
  if (!ours.has(code)) return undefined;
  if (code === 'carers') return { is: 'carer', who: '', part: 'name', relation: null };
  return {
    is: 'field',
    field: FIELDS.find((field) => field === code) ?? 'account',
    owner: undefined,
    rank: code === 'name' ? 0 : -1,
  };
}

/** Whether a table lists children or staff: by its header, else by what was said. */
function kindOf(table: Table, told: Told, setting: Setting): Omit<Found, 'table'> {
  const own = joinTold([setting.remembered.get(tableKey(table)) ?? NOTHING_TOLD, told]);
  if (setting.expected) return { kind: setting.expected, own };
  let [children, staff] = [0, 0];
  const names = table.columns.filter(({ meaning }) => isNaming(meaning)).length;
  for (const { meaning, header } of table.columns) {
    if (meaning?.is === 'carer') children += 3;
    if (/\b(?:dob|birth|upn|nappy|allerg\w*|room|class|funded|funding)\b/i.test(header)) children += 1;
    if (/\b(?:dbs|national insurance|ni|payroll|contract)\b/i.test(header)) staff += 2;
    if (meaning?.is !== 'field') continue;
    if (meaning.owner === 'child') children += 3;
    // “Teacher” beside a name is the child's teacher.
    if (meaning.owner === 'staff' && !(meaning.field === 'name' && names > 1)) staff += 3;
    if (['key_person', 'co_key_person', 'back_up', 'protected'].includes(meaning.field)) children += 3;
    if (['roles', 'line_manager', 'key_person_capable', 'account'].includes(meaning.field)) staff += 3;
  }
  const tab = table.grid.name;
  if (/\b(?:child\w*|pupils?|register|kids)\b/i.test(tab)) children += 2;
  if (/\b(?:staff|team|employees?|people)\b/i.test(tab)) staff += 2;
  const said = own.answers.holds?.toLowerCase();
  if (Math.abs(children - staff) >= 2) return { kind: children > staff ? 'children' : 'people', own };
  if (said === 'children' || said === 'staff') return { kind: said === 'staff' ? 'people' : 'children', own };
  return { kind: undefined, own };
}

/** The sheets to read: one of children and one of staff at most. Where there are more of a kind, it is asked. */
function chooseSheets(
  found: Found[],
  told: Told,
  setting: Setting,
  { questions, unused }: Understanding,
): Found[] {
  const said = told.answers.sheet;
  if (said !== undefined) {
    const named = found.filter(({ table }) => fold(table.grid.name) === fold(said));
    if (named.length > 0) return named;
    unused.push(
      `There is no list on a sheet called “${said}”. There are: ${found.map(({ table }) => table.grid.name).join(', ')}.`,
    );
    return [];
  }
  const kinds = new Map<Kind | undefined, Found[]>();
  for (const each of found) kinds.set(each.kind, [...(kinds.get(each.kind) ?? []), each]);
  const isClear =
    [...kinds.values()].every((some) => some.length === 1) && (found.length === 1 || !kinds.has(undefined));
  if (isClear || setting.expected) return setting.expected ? found.slice(0, 1) : found;
  ask(questions, {
    name: 'sheet',
    label: 'Which sheet is the list?',
    choices: found.map(({ table }) => ({
      value: table.grid.name,
      label: `${table.grid.name} (${table.rows.length} rows)`,
    })),
    suggestion: undefined,
    by: 'answer',
  });
  return [];
}

function leftOut({ name, grids }: Spreadsheet, tables: readonly Table[]): string[] {
  const others = grids.filter((grid) => grid.name !== '' && !tables.some((table) => table.grid === grid));
  return others.length === 0 || tables.length === 0
    ? []
    : [`${name}: left out: ${others.map((grid) => `the sheet “${clip(grid.name)}”`).join(', ')}.`];
}

function readList(
  file: Spreadsheet,
  table: Table,
  kind: Kind,
  own: Told,
  { columns, today, expected }: Setting,
  { questions, notes, faults }: Understanding,
): Understood | undefined {
  const at = label(file, table);
  const before = questions.length;
  const has = (field: Field) =>
    table.columns.some(({ meaning }) => meaning?.is === 'field' && meaning.field === field);
  if (!table.columns.some(({ meaning }) => isNaming(meaning)))
    ask(
      questions,
      whichColumn(
        'name',
        `Which column of ${at} is the ${kind === 'children' ? 'child’s' : 'person’s'} name?`,
        table,
      ),
    );
  const isAttending = own.answers.attending?.toLowerCase() === 'yes';
  if (kind === 'children' && !has('starts_on') && !isAttending)
    ask(questions, {
      name: 'attending',
      label: `No column of ${at} says when a child starts. Do all who are new in it attend today?`,
      choices: [{ value: 'yes', label: 'yes, take today as their first day' }],
      suggestion: 'yes',
      by: 'answer',
    });
  const ownColumns = new Set(columns[kind]);
  const made = compose(table, kind, at, (column) => ownColumns.has(column));
  if (
    kind === 'children' &&
    !made.hasCarers &&
    expected === undefined &&
    own.answers.carers?.toLowerCase() !== 'none'
  )
    askCarers(at, table, questions);
  if (kind === 'children' && made.hasCarers) askFamily(at, table, questions);
  const titles = new Map(Object.entries(own.titles));
  if (kind === 'people' && expected === undefined) {
    // In a column of ours these words are ours.
    const isOurs = table.columns.some(({ header }) => toCode(header) === 'roles');
    askTitles(made.sheet, isOurs, titles, questions);
  }
  notes.push(...howRead(at, table, made.read, made.left), ...made.notes);
  faults.push(...made.faults);
  if (questions.length > before) return undefined;
  if (kind === 'children' && !has('starts_on')) made.sheet.attendingOn = today;
  return {
    kind,
    sheet: made.sheet,
    titles,
    key: tableKey(table),
    remember: rememberedOf(own, table, made.sheet),
  };
}

function whichColumn(field: Field, words: string, { columns }: Table): Question {
  const free = columns.filter(({ meaning }) => meaning === undefined);
  return {
    name: field,
    label: words,
    choices: (free.length > 0 ? free : columns).map(({ header }) => ({ value: header, label: header })),
    suggestion: free[0]?.header,
    by: 'map',
  };
}

/** Without parents no conflict can be seen: a column that is not known may name them. */
function askCarers(at: string, table: Table, questions: Question[]): void {
  const free = table.columns.filter(({ meaning }) => meaning === undefined);
  if (free.length === 0) return;
  ask(questions, {
    ...whichColumn(
      'carers',
      `No column of ${at} names parents or carers, without whom no conflict can be seen. Which one does? (--answer carers=none: none of them.)`,
      table,
    ),
    suggestion: free[0]?.header,
  });
}

/** What nobody can tell by its header may name a father beside the mother, whom a child would then be without. */
function askFamily(at: string, { columns, rows }: Table, questions: Question[]): void {
  for (const { header, index, meaning } of columns)
    if (meaning === undefined && isPerhapsFamily(header) && rows.some(({ cells }) => isWord(cells[index])))
      ask(questions, {
        name: header,
        label: `Does “${clip(header)}” of ${at} name a parent or carer?`,
        choices: [
          { value: 'carers', label: 'yes: parents or carers, whether or not they may collect the child' },
          { value: 'nothing', label: 'no: it is passed over' },
        ],
        suggestion: 'carers',
        by: 'map',
      });
}

/** Whether a cell may name somebody. */
function isWord(cell = ''): boolean {
  return /\p{L}{2}/u.test(cell) && !/^(?:yes|no|n\/?a|none|true|false)\b/i.test(cell);
}

/** Words for a role of ours that are more often a job with less to say: a deputy manager, somebody in the office. */
const LESSER: readonly string[] = ['deputy', 'admin'];

function askTitles(
  { rows }: Sheet,
  isOurs: boolean,
  known: ReadonlyMap<string, readonly Role[]>,
  questions: Question[],
): void {
  const unknown = new Map<string, string>();
  for (const row of rows) {
    const said = row.cell('roles') ?? '';
    for (const title of readTitles(said, known).unknown) unknown.set(fold(title), title);
    for (const part of isOurs ? [] : said.split(/[;,|/\n&+]| and /i)) {
      const title = part.trim();
      if (LESSER.includes(fold(title)) && !known.has(fold(title))) unknown.set(fold(title), title);
    }
  }
  for (const title of unknown.values())
    ask(questions, {
      name: title,
      label: `What is “${clip(title)}” here?`,
      choices: [
        ...ROLES.map((role) => ({ value: role, label: ROLE_LABELS[role] })),
        { value: 'none', label: 'nothing that Candour needs to know' },
      ],
      suggestion: 'staff',
      by: 'map',
    });
}

function ask(questions: Question[], question: Question): void {
  if (!questions.some(({ name, by }) => name === question.name && by === question.by))
    questions.push(question);
}

/** How the columns were read, and which were not. */
function howRead(
  at: string,
  { columns, line }: Table,
  read: readonly { header: string; as: string }[],
  left: readonly string[],
): string[] {
  const quote = (headers: readonly string[]) => headers.map((header) => `“${clip(header)}”`).join(', ');
  const of = (test: (column: Column) => boolean) => columns.filter(test).map(({ header }) => header);
  const unread = of(({ meaning }) => meaning?.is === 'private');
  const later = of(({ meaning }) => meaning?.is === 'later');
  const unknown = of(({ meaning }) => meaning === undefined);
  const place = `${at}:${line}:1`;
  return [
    `${place}: read: ${read.map(({ header, as }) => `“${clip(header)}” as ${as}`).join(', ')}.`,
    ...(unread.length > 0 ? [`${place}: dropped unread: ${quote(unread)}.`] : []),
    ...(later.length > 0 ? [`${place}: for a later edition, passed over: ${quote(later)}.`] : []),
    ...(unknown.length > 0
      ? [`${place}: not known, passed over: ${quote(unknown)}. --map "${unknown[0]}=…" says what one means.`]
      : []),
    ...(left.length > 0
      ? [`${place}: passed over, since another column says it or it is not about them: ${quote(left)}.`]
      : []),
  ];
}

/** What was said of this header, without what belongs to another list. */
function rememberedOf(own: Told, { columns }: Table, sheet: Sheet): Told {
  const keys = new Set(columns.map(({ header }) => headerKey(header)));
  const titles = new Set(sheet.rows.flatMap((row) => (row.cell('roles') ?? '').split(/[;,|/\n]/).map(fold)));
  const { holds, attending, carers } = own.answers;
  return {
    columns: Object.fromEntries(Object.entries(own.columns).filter(([key]) => keys.has(key))),
    titles: Object.fromEntries(
      Object.entries(own.titles).filter(([title]) => titles.has(title) || sheet.columns.has('roles')),
    ),
    answers: {
      ...(holds === undefined ? {} : { holds }),
      ...(attending === undefined ? {} : { attending }),
      ...(carers === undefined ? {} : { carers }),
    },
  };
}

/** What was said of a column or a title that is in none of the lists. */
function unusedOf(told: Told, chosen: readonly Found[], { lists, questions }: Understanding): string[] {
  const keys = new Set(chosen.flatMap(({ table }) => table.columns.map(({ header }) => headerKey(header))));
  if (questions.length > 0 || lists.length === 0) return [];
  return Object.keys(told.columns)
    .filter((key) => !keys.has(key))
    .map((key) => `No column is called “${key}”.`);
}
