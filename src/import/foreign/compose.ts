import { isPlain } from '../../core/rules/doubtful.ts';
import { clip, readEmail, unreadable } from '../../core/rules/entries.ts';
import { fold, tidy, toCode } from '../../core/rules/names.ts';
import { readSessions } from '../../core/rules/sessions.ts';
import type { FilePosition } from '../findings.ts';
import type { Row, Sheet } from '../read/csv.ts';
import type { GridRow } from './grid.ts';
import { type Field, headerKey, meaningOf, type Part, wordsOf } from './headers.ts';
import { type Column, isNaming, type Table } from './table.ts';

export type Kind = 'people' | 'children';

/** A cell or row that cannot be read. */
export interface Misread extends FilePosition {
  words: string;
}

export interface Composed {
  sheet: Sheet;
  notes: string[];
  faults: Misread[];
  /** The columns that were read, and as what. */
  read: { header: string; as: string }[];
  /** Columns that have the place of another, or that belong to nobody. */
  left: string[];
  /** Of children: whether a column names a parent or carer. */
  hasCarers: boolean;
}

interface Carer {
  parts: Partial<Record<Part, number>>;
  relation: string | null;
  /** The surname is only written where it is not the child's: `Surname (if different)`. */
  isChilds?: boolean;
}

interface Layout {
  fields: Map<Field, Column[]>;
  carers: Map<string, Carer>;
  accounts: Map<string, number>;
  left: string[];
  /** Columns with the header of another: nobody can tell which is meant. */
  twice: Column[];
}

const BLANK =
  /^(?:n\s?\/?\s?a|-+|–|—|\.|none|nil|null|t\.?b\.?[ac]\.?|unknown|not known|not set|not applicable|ongoing|current|present)$/i;
const LEFT =
  /^(?:(?:has |have )?left|l|leavers?|inactive|not active|former|withdrawn|archived|ended|deleted|gone|ex|(?:off|not on|no longer on) (?:the )?(?:roll|register)|no longer .*|left .*|ex[- ].*|former .*)$/i;
const NOT_YET =
  /^(?:on )?(?:the )?(?:waiting|wait|enquir\w*|prospect\w*|appli\w*|offer\w*|declined|interested)\b/i;
const HERE =
  /^(?:active|current|present|here|attending|attends|enrolled|registered|on (?:the )?(?:roll|register)|in post|employed|permanent|starter|starting|accepted|confirmed|yes|y|true|1|full[- ]?time|part[- ]?time)\b/i;
/** What stands for the cell above, and says nothing by itself. */
const DITTO = /^(?:["“”″〃]+|''+|,,|ditto|(?:(?:as|see|same)(?: as)? )?(?:above|before)|same)\.?$/i;
/** A heading between the rows, of those who are not here. */
const NOT_HERE =
  /^(?:(?:past|former|previous|recent|all|our) )?(?:leavers?|left|waiting(?: list)?|wait list|ex[- ]\w+|archived?|withdrawn|starting later)\b/i;
const TICK = /^(?:x|y|yes|true|1|✓|✔|√|•|all day|full|full day|fd|day|whole)$/i;

/** Makes one of our sheets of somebody's table. */
export function compose(
  given: Table,
  kind: Kind,
  file: string,
  isOwn: (column: string) => boolean,
): Composed {
  const { table, faults } = withoutTorn(given, file);
  faults.push(...unclear(table, file));
  const layout = layOut(table, kind);
  const { fields, carers } = layout;
  for (const { header, index } of layout.twice)
    faults.push({
      file,
      line: table.line,
      column: index + 1,
      words: `There are two columns called "${clip(header)}": please say in each what it is, as in “Child’s surname”, “Mother’s surname”.`,
    });
  const columns = new Set<string>([...layout.accounts.keys()]);
  for (const field of fields.keys()) if (isOwn(field)) columns.add(field);
  if (nameColumns(fields).length > 0) columns.add('name');
  if (kind === 'children' && carers.size > 0) columns.add('carers');
  if (fields.has('weekday')) columns.add('days');
  const noted = new Noted(file);
  const makes = new Map<string, { index: number; text: (row: Source) => string | undefined }>();
  const at = (field: Field) => fields.get(field)?.[0]?.index;
  for (const column of columns) {
    const index = layout.accounts.get(column) ?? at(column as Field);
    if (index !== undefined) makes.set(column, { index, text: (row) => plainCell(row.lines[0], index) });
  }
  const naming = namer(fields, noted);
  const [firstName] = nameColumns(fields);
  if (firstName !== undefined) makes.set('name', { index: firstName, text: ({ lines }) => naming(lines[0]) });
  const [firstCarer] = [...carers.values()]
    .flatMap(({ parts }) => Object.values(parts))
    .sort((a, b) => a - b);
  if (columns.has('carers'))
    makes.set('carers', {
      index: firstCarer ?? 0,
      text: ({ lines }) => {
        const child = naming(lines[0]);
        const said = lines.flatMap((line) => carersOf(line, carers, child, noted));
        return [...new Set(said)].join('; ');
      },
    });
  const weekdays = fields.get('weekday') ?? [];
  const dayColumn = at('days');
  if (columns.has('days'))
    makes.set('days', {
      index: dayColumn ?? weekdays[0]?.index ?? 0,
      text: ({ lines }) => daysOf(lines[0], dayColumn, weekdays, noted),
    });
  const sources = kind === 'children' ? gathered(table, layout, naming, noted) : each(table);
  const kept = sources.filter(({ lines }) => isHere(lines[0], at('status'), at('leaves_on'), fields, noted));
  const sheet: Sheet = {
    file,
    columns,
    rows: kept.map((source) => toRow(source, makes, file)),
  };
  for (const { line, why } of table.passed) noted.add(`${why}, and was passed over`, line);
  // The rows tell how they were read as soon as they are.
  for (const row of sheet.rows)
    for (const column of columns) {
      const found = unreadable(row.cell(column) ?? '');
      if (found !== undefined)
        faults.push({
          ...row.place(column),
          words: `There is a character here that cannot be kept (${found}); please type this cell again.`,
        });
    }
  return {
    sheet,
    notes: noted.lines(),
    faults,
    read: readAs(table, layout),
    left: layout.left,
    hasCarers: carers.size > 0,
  };
}

/** Of a text, rows with more cells than the header are torn apart by what stands in one of them. */
function withoutTorn(table: Table, file: string): { table: Table; faults: Misread[] } {
  if (table.grid.name !== '') return { table, faults: [] };
  const faults: Misread[] = [];
  const rows = table.rows.filter(({ line, cells }) => {
    const surplus = cells.findIndex((cell, index) => index >= table.width && cell !== '');
    if (surplus >= 0)
      faults.push({
        file,
        line,
        column: surplus + 1,
        words: `This row has ${cells.length} cells, the header ${table.width}: a cell that holds what separates the cells must stand in double quotes.`,
      });
    return surplus < 0;
  });
  return { table: { ...table, rows }, faults };
}

/** What can be read in two ways, or in none: it is refused, for whoever is left out by it is not missed. */
function unclear({ columns, rows, passed }: Table, file: string): Misread[] {
  const faults: Misread[] = [];
  const fault = (at: number, index: number, words: string) =>
    faults.push({ file, line: at, column: index + 1, words });
  for (const { index, meaning } of columns) {
    if (meaning === undefined || meaning.is === 'private' || meaning.is === 'later') continue;
    for (const { line: at, cells } of rows)
      if (DITTO.test(cells[index] ?? ''))
        fault(at, index, `“${cells[index]}” says nothing by itself: please write out what it stands for.`);
  }
  const [first] = rows;
  if (first && first.cells.filter((cell) => isNaming(meaningOf(cell))).length > 1)
    fault(
      first.line,
      0,
      'Lines of headers stand below each other: please make one of them, as in “Child’s surname”, “Mother’s surname”.',
    );
  for (const { line: at, said } of passed)
    if (NOT_HERE.test(said) && rows.some((row) => row.line > at))
      fault(
        at,
        0,
        `Are those below “${clip(said)}” here? Please take out of the list who is not, or give each a last day.`,
      );
  return faults;
}

/** The rows of one person: one, or as many as a child has parents where each has a row. */
interface Source {
  lines: [GridRow, ...GridRow[]];
}

function toRow(
  source: Source,
  makes: ReadonlyMap<string, { index: number; text: (row: Source) => string | undefined }>,
  file: string,
): Row {
  const made = new Map<string, string | undefined>();
  const { line } = source.lines[0];
  return {
    line,
    cell: (column) => {
      if (!made.has(column)) made.set(column, makes.get(column)?.text(source));
      return made.get(column);
    },
    place: (column) => ({ file, line, column: (makes.get(column)?.index ?? 0) + 1 }),
  };
}

/** Gives each field its column, and each carer theirs. */
function layOut({ columns, rows }: Table, kind: Kind): Layout {
  const layout: Layout = { fields: new Map(), carers: new Map(), accounts: new Map(), left: [], twice: [] };
  const owner = kind === 'people' ? 'staff' : 'child';
  let lastCarer: string | undefined;
  for (const column of columns) {
    const { meaning, index, header } = column;
    if (meaning?.is === 'carer') {
      const who = meaning.who === '' && meaning.part === 'relation' ? (lastCarer ?? '') : meaning.who;
      if (kind === 'people' || !addCarer(layout.carers, who, meaning.part, meaning.relation, index))
        layout.left.push(header);
      else if (meaning.part !== 'relation') lastCarer = who;
      const made = [...layout.carers.values()].find(({ parts }) => parts.surname === index);
      if (made && /\bif (?:not the same|diff)/i.test(header)) made.isChilds = true;
    } else if (meaning?.is === 'field') {
      const { field } = meaning;
      const isOthers = meaning.owner !== undefined && meaning.owner !== owner && field !== 'days';
      if (field === 'account') layout.accounts.set(toCode(header), index);
      else if (kind === 'children' && field === 'email') {
        // An address in a list of children is that of the parent whose columns stand before it.
        if (meaning.owner !== undefined || !addCarer(layout.carers, lastCarer ?? '', 'email', null, index))
          layout.left.push(header);
      } else if (isOthers && field !== 'key_person' && field !== 'co_key_person' && field !== 'back_up')
        layout.left.push(header);
      else layout.fields.set(field, [...(layout.fields.get(field) ?? []), column]);
    }
  }
  for (const [field, some] of layout.fields) {
    if (field === 'weekday') continue;
    const rank = ({ meaning }: Column) =>
      meaning?.is === 'field' ? meaning.rank - (meaning.owner === owner ? 0.5 : 0) : 0;
    some.sort((a, b) => rank(a) - rank(b));
    const filled = (column: Column) => rows.some(({ cells }) => (cells[column.index] ?? '') !== '');
    // A column that nobody filled in gives way to one of the same meaning that somebody did.
    const chosen = some.find(filled) ?? some[0];
    for (const other of some.filter((other) => other !== chosen)) {
      if (headerKey(other.header) === headerKey(chosen?.header ?? '')) layout.twice.push(other);
      else layout.left.push(other.header);
    }
    if (chosen) layout.fields.set(field, [chosen]);
  }
  return layout;
}

/**
 * Adds a column to the carer it is of. A second name for the same number or word is somebody else, to whom what follows belongs.
 * False: there is such a column already.
 */
function addCarer(
  carers: Map<string, Carer>,
  who: string,
  part: Part,
  relation: string | null,
  index: number,
): boolean {
  const same = [...carers.keys()].filter((key) => key.replace(/\++$/, '') === who);
  const last = same.at(-1) ?? who;
  const isTaken = carers.get(last)?.parts[part] !== undefined;
  if (isTaken && part !== 'name') return false;
  const key = isTaken ? `${last}+` : last;
  const carer = carers.get(key) ?? { parts: {}, relation };
  carer.parts[part] = index;
  carers.set(key, carer);
  return true;
}

function nameColumns(fields: ReadonlyMap<Field, Column[]>): number[] {
  return (['name', 'forename', 'surname', 'known_as'] as const)
    .flatMap((field) => fields.get(field)?.[0]?.index ?? [])
    .slice(0, fields.has('name') || fields.has('forename') || fields.has('surname') ? 4 : 0);
}

function cellOf(row: GridRow, index: number | undefined): string {
  return index === undefined ? '' : (row.cells[index] ?? '');
}

function plainCell(row: GridRow, index: number): string {
  const said = cellOf(row, index);
  return BLANK.test(said) ? '' : said;
}

/** How the name is read from one to three columns. */
function namer(fields: ReadonlyMap<Field, Column[]>, noted: Noted): (row: GridRow) => string {
  const at = (field: Field) => fields.get(field)?.[0]?.index;
  const [name, forename, surname, knownAs] = [at('name'), at('forename'), at('surname'), at('known_as')];
  return (row) => {
    const last = cellOf(row, surname);
    const preferred = BLANK.test(cellOf(row, knownAs)) ? '' : tidy(cellOf(row, knownAs)).replace(/[()]/g, '');
    let first =
      cellOf(row, forename) || (forename === undefined && surname !== undefined ? cellOf(row, name) : '');
    if (first !== '' && last !== '' && fold(first).endsWith(fold(last)) && fold(first) !== fold(last))
      return tidy(first);
    if (first === '' && preferred !== '' && last !== '') first = preferred;

    const whole = first === '' && last === '' ? cellOf(row, name) : `${first} ${last}`;
    const turned = surnameBehind(whole);
    if (turned !== undefined)
      noted.add('surname and first name were turned round, as in “Holt, Bryn”', row.line);
    if (whole.trim() !== '' && !/\s/.test(whole.trim()))
      noted.add('there is one name alone, and the first name or the surname is missing', row.line);
    return withKnownAs(tidy(turned ?? whole), preferred);
  };
}

/** `Holt, Bryn` as Bryn Holt; undefined where a name is written otherwise. */
function surnameBehind(name: string): string | undefined {
  const [, last = '', first = ''] = /^([^,;]+),\s*([^,;]+)$/.exec(name) ?? [];
  return /^\p{L}[\p{L}\p{M}'’. -]*$/u.test(last) && /^\p{L}/u.test(first) ? `${first} ${last}` : undefined;
}

/** `Lotte Marr` who is known as Lottie: Lotte (Lottie) Marr. */
function withKnownAs(name: string, preferred: string): string {
  if (preferred === '' || name === '') return name;
  const [first = '', ...rest] = name.split(' ');
  const words = preferred.split(' ').filter((word) => !rest.some((other) => fold(other) === fold(word)));
  const short = words.join(' ');
  return short === '' || fold(short) === fold(first) || fold(name).includes(fold(short))
    ? name
    : [first, `(${short})`, ...rest].join(' ');
}

const ONE_PERSON = /^\p{L}[\p{L}\p{M}'’.-]*(?: (?!and\b|und\b)\p{L}[\p{L}\p{M}'’.-]*)+$/iu;

function surnameOf(name: string): string {
  return name.split(' ').at(-1) ?? '';
}

/** The carers of one row in the form that a cell of ours has. */
function carersOf(row: GridRow, carers: ReadonlyMap<string, Carer>, child: string, noted: Noted): string[] {
  return [...carers.values()].flatMap(({ parts, relation: fixed, isChilds }) => {
    const own = cellOf(row, parts.surname);
    const last = own === '' && isChilds && cellOf(row, parts.forename) !== '' ? surnameOf(child) : own;
    if (last !== own)
      noted.add('a parent whose surname would stand here “if different” has the child’s', row.line);
    const joined = [cellOf(row, parts.forename), last].filter((word) => word !== '').join(' ');
    const said = cellOf(row, parts.name) || joined;
    const emails = cellOf(row, parts.email).match(/[^\s<>;,()]+@[^\s<>;,()]+/g) ?? [];
    const email = emails.map(readEmail).flatMap((read) => ('value' in read ? read.value : []))[0];
    if (said === '') {
      if (email !== undefined)
        noted.add('an e-mail address stands without the name of a parent, and was left out', row.line);
      return [];
    }
    const relation = (cellOf(row, parts.relation) || fixed || '')
      .replace(/\s*[()]\s*/g, ' ')
      .replace(/[;<>"]/g, ' ')
      .trim();
    const surname = fold(surnameOf(child));
    const turned = surnameBehind(said);
    const isTurned =
      turned !== undefined &&
      (parts.email !== undefined ||
        parts.relation !== undefined ||
        fold(said.split(',')[0] ?? '') === surname);
    const name = tidy(isTurned ? turned : said);
    const isOne = ONE_PERSON.test(name) || isPlain(name, null);
    const address = email === undefined || name.includes('@') ? '' : ` <${email}>`;
    if (!isOne && address !== '' && !/^[^,;&/\n]+$/.test(name)) {
      noted.add('several people share a cell beside one e-mail address, which was left out', row.line);
      return [said];
    }
    const isSaid =
      relation === '' || BLANK.test(relation) || /\(/.test(name) || (!isOne && /[,;&/\n]| and /i.test(name));
    return [`${name}${address}${isSaid ? '' : ` (${relation})`}`];
  });
}

function daysOf(
  row: GridRow,
  column: number | undefined,
  weekdays: readonly Column[],
  noted: Noted,
): string | undefined {
  if (column !== undefined) {
    const said = plainCell(row, column);
    if (said === '' || !('wrong' in readSessions(said))) return said;
    noted.add(`“${clip(said)}” names no days of the week, and was passed over`, row.line);
    return undefined;
  }
  return weekdays
    .flatMap(({ header, index }) => {
      const said = cellOf(row, index);
      const day = header.slice(0, 3);
      if (TICK.test(said)) return day;
      const half = /^(am|pm|morning|afternoon)s?$/i.exec(said)?.[1]?.toLowerCase();
      if (half !== undefined) return `${day}-${half}`;
      if (said !== '' && !/^(?:0|no|n|false|off)$/i.test(said) && !BLANK.test(said))
        noted.add(
          `“${clip(said)}” under ${header} is neither a tick nor am or pm, and was passed over`,
          row.line,
        );
      return [];
    })
    .join(' ');
}

function each({ rows }: Table): Source[] {
  return rows.map((row) => ({ lines: [row] }));
}

/** Gathers the rows of one child, where each of the parents has a row. */
function gathered(
  { rows }: Table,
  { fields, carers }: Layout,
  naming: (row: GridRow) => string,
  noted: Noted,
): Source[] {
  const at = (field: Field) => fields.get(field)?.[0]?.index;
  const [only] = carers.size === 1 ? [...carers.values()] : [];
  // A column that holds all the parents of a child has neither beside it: there an equal name is another child's.
  const isOne = only?.parts.relation !== undefined || only?.parts.email !== undefined;
  const sources: Source[] = [];
  const silent = new Noted('');
  for (const row of rows) {
    const last = sources.at(-1);
    const first = last?.lines[0];
    const name = naming(row);
    const same = (field: Field) => {
      const [one, other] = [cellOf(row, at(field)), first ? cellOf(first, at(field)) : ''];
      return one === '' || other === '' || one === other;
    };
    // Where the header says which parent it is, a second one belongs to a child whose name is missing.
    const isSecond = only?.relation != null && first && cellOf(first, only.parts.name) !== '';
    const isBelow =
      name === '' &&
      !isSecond &&
      same('ref') &&
      same('starts_on') &&
      carersOf(row, carers, '', silent).length > 0;
    const isAgain =
      first !== undefined &&
      name !== '' &&
      fold(name) === fold(naming(first)) &&
      same('ref') &&
      same('starts_on');
    if (last && only && (isBelow || (isAgain && isOne && !isSameRelation(row, last.lines, only)))) {
      last.lines.push(row);
      noted.add(`stands for another parent of the child above it`, row.line);
    } else sources.push({ lines: [row] });
  }
  return sources;
}

/** Whether a child who stands in several rows would have two mothers, or two fathers: these may be two children. */
function isSameRelation(row: GridRow, lines: readonly GridRow[], { parts }: Carer): boolean {
  const said = fold(cellOf(row, parts.relation));
  return said !== '' && lines.some((line) => fold(cellOf(line, parts.relation)) === said);
}

/** Whether a row is of somebody who is here, or will be: one who has left without a day would be taken to be here still. */
function isHere(
  row: GridRow,
  status: number | undefined,
  leavesOn: number | undefined,
  fields: ReadonlyMap<Field, Column[]>,
  noted: Noted,
): boolean {
  const said = cellOf(row, status);
  if (said === '' || plainCell(row, leavesOn ?? -1) !== '') return true;
  const header = wordsOf(fields.get('status')?.[0]?.header ?? '');
  const isActive = header.includes('active') || header.includes('roll');
  if (LEFT.test(said) || NOT_YET.test(said) || (isActive && /^(?:no|n|false|0)$/i.test(said))) {
    noted.add(`“${clip(said)}” without a leaving day: passed over`, row.line);
    return false;
  }
  if (!HERE.test(said))
    noted.add(`“${clip(said)}” is not known to us as a status, and they are taken to be here`, row.line);
  return true;
}

/** What each column was read as, in words. */
function readAs({ columns }: Table, { fields, carers, accounts }: Layout): Composed['read'] {
  const ofCarers = new Map(
    [...carers.values()].flatMap(({ parts, relation }) =>
      Object.entries(parts).map(([part, index]) => [index, PARTS[part as Part](relation)] as const),
    ),
  );
  const ofFields = new Map(
    [...fields].flatMap(([field, some]) => some.map(({ index }) => [index, WORDS[field] ?? field] as const)),
  );
  return columns.flatMap(({ index, header }) => {
    const as =
      ofFields.get(index) ?? ofCarers.get(index) ?? (accounts.has(toCode(header)) ? 'account' : undefined);
    return as === undefined ? [] : [{ header, as }];
  });
}

const PARTS: Record<Part, (relation: string | null) => string> = {
  name: (relation) => relation ?? 'parent or carer',
  forename: () => 'parent’s first name',
  surname: () => 'parent’s surname',
  relation: () => 'relation',
  email: () => 'parent’s e-mail',
};

const WORDS: Partial<Record<Field, string>> = {
  ref: 'reference',
  forename: 'first name',
  known_as: 'known as',
  email: 'e-mail',
  line_manager: 'line manager',
  starts_on: 'first day',
  leaves_on: 'last day',
  key_person: 'key person',
  co_key_person: 'second key person',
  back_up: 'back-up',
  weekday: 'days',
};

/** Notes that many rows have in common, each told once, with the lines. */
class Noted {
  readonly #file: string;
  readonly #lines = new Map<string, Set<number>>();

  constructor(file: string) {
    this.#file = file;
  }

  add(words: string, line: number): void {
    const lines = this.#lines.get(words) ?? new Set();
    this.#lines.set(words, lines.add(line));
  }

  lines(): string[] {
    const SHOWN = 12;
    return [...this.#lines].map(([words, set]) => {
      const lines = [...set].sort((a, b) => a - b);
      const more = lines.length > SHOWN ? ` and ${lines.length - SHOWN} more` : '';
      return `${this.#file}: line${lines.length > 1 ? 's' : ''} ${lines.slice(0, SHOWN).join(', ')}${more}: ${words}.`;
    });
  }
}
