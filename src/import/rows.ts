import type { PlatformNames } from '../core/accounts/account.ts';
import type { AllocationRole } from '../core/allocations/allocation.ts';
import { type CarerEntry, parseCarers } from '../core/children/carers.ts';
import type { Child } from '../core/children/child.ts';
import { ROLES, type Role } from '../core/people/person.ts';
import { readTitles } from '../core/people/titles.ts';
import { type Day, isDay } from '../core/rules/days.ts';
import { withoutTitle } from '../core/rules/doubtful.ts';
import { clip, type Entry, readDay, readEmail, readName, readRef, readYesNo } from '../core/rules/entries.ts';
import { fold, tidy, toCode } from '../core/rules/names.ts';
import { readSessions, showSessions } from '../core/rules/sessions.ts';
import { eitherDay, isMonthFirst } from '../core/rules/written-day.ts';
import { AGREEMENT_COLUMNS } from './columns.ts';
import type { FilePosition, Findings } from './findings.ts';
import { entry, type Row, readSheet, type Sheet } from './read/csv.ts';
import { distance } from './read/spelling.ts';

/** Reports a value that stands in one column of two rows although it must be unique. */
function twice<T extends { row: Row }>(
  rows: readonly T[],
  column: string,
  of: (row: T) => string | null,
  what: string,
  findings: Findings,
): void {
  const first = new Map<string, T>();
  for (const row of rows) {
    const value = of(row)?.toLowerCase();
    if (value === undefined) continue;
    const before = first.get(value);
    if (before)
      findings.fault(
        row.row.place(column),
        `"${clip(value)}" is also the ${what} in line ${before.row.line}: each row needs its own.`,
      );
    else first.set(value, row);
  }
}

/** Reports rows of one name that nothing tells apart. */
function namesakes<T extends { row: Row; name: string; key: string }>(
  rows: readonly T[],
  isBare: (row: T) => boolean,
  needs: string,
  findings: Findings,
): void {
  for (const same of grouped(rows, ({ key }) => key).values()) {
    if (same.length < 2) continue;
    for (const bare of same.filter(isBare)) {
      const others = same.filter((other) => other !== bare).map((each) => each.row.line);
      findings.fault(
        bare.row.place('name'),
        `"${clip(bare.name)}" also stands in line ${others.join(', ')}: please give each ${needs} to tell them apart.`,
      );
    }
  }
}

export function grouped<T>(items: Iterable<T>, keyOf: (item: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}

/** What stands between the names of two people: never within that of one. */
const SEVERAL = /\p{L}\s*(?:[&+;/\n]|\sand\s)\s*\p{L}/iu;

/**
 * A name, without a title, and the key by which it is compared. A missing or wrong name, which is already a fault, gets a key
 * that equals no other.
 */
function named(row: Row, said: string | null | undefined, findings: Findings): { name: string; key: string } {
  if (!said) return { name: '', key: `line ${row.line}` };
  const name = withoutTitle(said);
  if (SEVERAL.test(row.cell('name') ?? ''))
    findings.fault(row.place('name'), `"${clip(said)}" seems to name several: please give each a row.`);
  if (name !== said) findings.noteAt(row.place('name'), `"${clip(said)}" is read as ${clip(name)}.`);
  return { name, key: nameKey(name) };
}

/** A name as it is compared: folded, without a title and without further names in brackets (`Sara Bell (née Coe)`). */
export function nameKey(name: string): string {
  const bare = withoutTitle(name);
  return (bare.includes('(') && fold(bare.replace(/\([^()]*\)/g, ' '))) || fold(bare);
}

/** A row of people.csv. Undefined: the column is missing, so the import does not change that value. */
export interface PersonRow {
  row: Row;
  name: string;
  key: string;
  ref: string | null;
  email: string | null;
  roles: Role[] | undefined;
  lineManager: string | null | undefined;
  startsOn: Day | null | undefined;
  leavesOn: Day | null | undefined;
  capable: boolean | null | undefined;
  /** In the spelling of `showSessions`; empty where the cell is. */
  days: string | undefined;
  /** The user ids that the row names, by platform. */
  users: Readonly<Record<string, string>>;
}

/** What somebody has said of job titles before, by their folded words. */
export type KnownTitles = ReadonlyMap<string, readonly Role[]>;

/** Reads a sheet of staff and reports what is wrong in its rows, and between them. */
export function readPeople(
  sheet: Sheet,
  platformNames: readonly PlatformNames[],
  findings: Findings,
  titles?: KnownTitles,
): PersonRow[] {
  const dates = new Dates(sheet, findings);
  const roles = new Roles(titles, findings);
  const people = sheet.rows.map((row) => readPerson(row, { platformNames, dates, roles }, findings));
  roles.tell();
  noteSilence(sheet, people, findings);
  twice(people, 'ref', ({ ref }) => ref, 'reference', findings);
  twice(people, 'email', ({ email }) => email, 'e-mail address', findings);
  for (const { name, title, userField } of platformNames)
    twice(people, userField, ({ users }) => users[name] ?? null, `${title} user`, findings);
  namesakes(
    people,
    ({ ref, email }) => ref === null && email === null,
    'a ref or an e-mail address',
    findings,
  );
  return people;
}

interface Reading {
  platformNames: readonly PlatformNames[];
  dates: Dates;
  roles: Roles;
}

function readPerson(row: Row, { platformNames, dates, roles }: Reading, findings: Findings): PersonRow {
  const name = entry(row, 'name', readName, findings);
  const startsOn = dates.read(row, 'starts_on');
  const leavesOn = dates.read(row, 'leaves_on');
  if (startsOn && leavesOn && leavesOn < startsOn)
    findings.fault(row.place('leaves_on'), 'This person leaves before they start.');
  const person = {
    ref: entry(row, 'ref', readRef, findings) ?? null,
    email: entry(row, 'email', readEmail, findings) ?? null,
    roles: roles.read(row),
    lineManager: words(row, 'line_manager'),
    startsOn,
    leavesOn,
    capable: entry(row, 'key_person_capable', readYesNo, findings),
    days: readDays(row, findings),
    users: readUsers(row, platformNames, findings),
  };
  if (row.cell('name') === '') findings.fault(row.place('name'), 'The name is missing.');
  return { row, ...named(row, name, findings), ...person };
}

/** Reads the days of a sheet. In a column where some have the month first, a day that may be two is a fault. */
class Dates {
  readonly #sheet: Sheet;
  readonly #findings: Findings;
  readonly #isMonthFirst = new Map<string, boolean>();

  constructor(sheet: Sheet, findings: Findings) {
    this.#sheet = sheet;
    this.#findings = findings;
  }

  read(row: Row, column: string): Day | null | undefined {
    const said = row.cell(column);
    const either = said && said.length < 24 && !isDay(said) ? eitherDay(said) : undefined;
    if (either !== undefined && this.#hasMonthFirst(column)) {
      this.#findings.fault(
        row.place(column),
        `"${clip(said ?? '')}" could be ${either}, for other days in this column have the month first: please write it like 25/03/2019.`,
      );
      return null;
    }
    return entry(row, column, readDay, this.#findings);
  }

  #hasMonthFirst(column: string): boolean {
    const known = this.#isMonthFirst.get(column);
    if (known !== undefined) return known;
    const is = isMonthFirst(this.#sheet.rows.map((row) => row.cell(column) ?? ''));
    this.#isMonthFirst.set(column, is);
    return is;
  }
}

/** Reads roles and job titles, and tells once of each title how it was taken. */
class Roles {
  readonly #known: KnownTitles | undefined;
  readonly #findings: Findings;
  /** Cells with nothing to tell of. */
  readonly #plain = new Map<string, readonly Role[]>();
  readonly #told = new Map<string, { place: FilePosition; title: string; role: Role }>();

  constructor(known: KnownTitles | undefined, findings: Findings) {
    this.#known = known;
    this.#findings = findings;
  }

  read(row: Row): Role[] | undefined {
    const said = row.cell('roles');
    const before = said === undefined ? undefined : this.#plain.get(said);
    if (said === undefined || before) return before && [...before];
    const { roles, unknown, taken } = readTitles(said, this.#known);
    if (unknown.length + taken.length === 0) this.#plain.set(said, roles);
    const place = row.place('roles');
    for (const { title, role } of taken) this.#tell(title, role, place);
    for (const title of unknown) {
      const near = nearRole(title);
      if (near === undefined) this.#tell(title, 'staff', place);
      else
        this.#findings.fault(
          place,
          `"${clip(title)}" is no role (is "${near}" meant?): the roles are ${ROLES.join(', ')}, separated by ;`,
        );
    }
    return unknown.length > 0 && !roles.includes('staff') ? ['staff', ...roles] : roles;
  }

  tell(): void {
    for (const { place, title, role } of this.#told.values())
      this.#findings.noteAt(
        place,
        role === 'staff'
          ? `The job title "${clip(title)}" is taken as staff, wherever it stands. For another role please write that, separated by ;`
          : `"${clip(title)}" is taken for the role ${role}, wherever it stands.`,
      );
  }

  #tell(title: string, role: Role, place: FilePosition): void {
    const key = fold(title);
    if (!this.#told.has(key)) this.#told.set(key, { place, title, role });
  }
}

/** A role that is perhaps misspelt. */
function nearRole(title: string): Role | undefined {
  const word = toCode(title);
  return ROLES.find((role) => word.length > 4 && distance(word, role) <= 1);
}

function readUsers(
  row: Row,
  platformNames: readonly PlatformNames[],
  findings: Findings,
): Record<string, string> {
  const users: Record<string, string> = {};
  for (const { name, userField, toId } of platformNames) {
    const said = row.cell(userField) ?? '';
    if (said === '') continue;
    if (/^[^\s]{1,200}$/u.test(said)) users[name] = toId(said);
    else findings.fault(row.place(userField), `"${clip(said)}" is no user id: it has no spaces in it.`);
  }
  return users;
}

/** Notes what the file leaves open for everybody (roles, who can be key person), and what the import assumes. */
function noteSilence(sheet: Sheet, people: readonly PersonRow[], findings: Findings): void {
  if (!sheet.columns.has('roles'))
    findings.note(`${sheet.file}: there is no column "roles", so nobody gets a role by this import.`);
  const silent = people.filter(({ capable }) => capable === undefined || capable === null).length;
  if (silent > 0)
    findings.note(
      `${sheet.file}: key_person_capable is not answered for ${silent} of ${people.length} people; a new one is taken to be able.`,
    );
}

/** A row of children.csv. Undefined: the column is missing, so the import does not change that value. */
export interface ChildRow {
  row: Row;
  name: string;
  key: string;
  ref: string | null;
  startsOn: Day;
  /** The sheet does not say when they start, and somebody said that all of it attend today. */
  isAttending: boolean;
  leavesOn: Day | null | undefined;
  carers: CarerEntry[] | undefined;
  /** The carers' cell names nobody, and does not say so on purpose (`none`). */
  hasEmptyCarers: boolean;
  /** The words for whoever holds each role. */
  held: Readonly<Record<AllocationRole, string | null | undefined>>;
  days: string | undefined;
  protected: boolean | undefined;
  /** The register's child, once it is found (`identify`). */
  known: Child | undefined;
}

/** Reads a sheet of children and reports what is wrong in its rows, and between them. */
export function readChildren(sheet: Sheet, findings: Findings): ChildRow[] {
  if (!sheet.columns.has('carers'))
    findings.note(
      `${sheet.file}: there is no column "carers", so no child gets a parent by this import, and no conflict can be seen.`,
    );
  const dates = new Dates(sheet, findings);
  const children = sheet.rows.map((row) => readChild(row, sheet, dates, findings));
  twice(children, 'ref', ({ ref }) => ref, 'reference', findings);
  namesakes(children, ({ ref }) => ref === null, 'a ref', findings);
  return children;
}

function readChild(row: Row, { attendingOn }: Sheet, dates: Dates, findings: Findings): ChildRow {
  if (row.cell('name') === '') findings.fault(row.place('name'), 'The name is missing.');
  if (row.cell('starts_on') === '' && attendingOn === undefined)
    findings.fault(
      row.place('starts_on'),
      'The first day is missing: please write it like 25/03/2019; it may lie ahead.',
    );
  const name = entry(row, 'name', readName, findings);
  const startsOn = dates.read(row, 'starts_on') ?? attendingOn;
  const leavesOn = dates.read(row, 'leaves_on');
  if (startsOn && leavesOn && leavesOn < startsOn)
    findings.fault(row.place('leaves_on'), 'This child leaves before they start.');
  const said = row.cell('carers');
  const carers = said === undefined ? undefined : parseCarers(said, row.cell('name') ?? '');
  for (const wrong of carers?.wrong ?? []) findings.fault(row.place('carers'), wrong);
  for (const note of carers?.notes ?? []) findings.noteAt(row.place('carers'), note);
  const ref = entry(row, 'ref', readRef, findings) ?? null;
  return {
    row,
    ...named(row, name, findings),
    ref,
    // A wrong day is already a fault; the row is read on to find other faults.
    startsOn: startsOn ?? '1900-01-01',
    isAttending: attendingOn !== undefined && !row.cell('starts_on'),
    leavesOn,
    carers: carers?.entries,
    hasEmptyCarers:
      carers !== undefined && carers.entries.length + carers.wrong.length === 0 && !carers.isNone,
    held: {
      key_person: words(row, 'key_person'),
      co_key_person: words(row, 'co_key_person'),
      back_up: words(row, 'back_up'),
    },
    days: readDays(row, findings),
    protected: entry(row, 'protected', readYesNo, findings) ?? undefined,
    known: undefined,
  };
}

/** A cell as it is; undefined where the column is missing, null where it is empty. */
function words(row: Row, column: string): string | null | undefined {
  const said = row.cell(column);
  return said === undefined ? undefined : said || null;
}

/** The weekday sessions in the spelling of `showSessions`: empty where none are named; undefined where nothing is said. */
function readDays(row: Row, findings: Findings): string | undefined {
  const read = entry(row, 'days', readSessions, findings);
  return read === null && row.cell('days') !== ''
    ? undefined
    : read === undefined
      ? undefined
      : showSessions(read ?? []);
}

/** A row of agreements.csv: a signature given on paper. */
export interface AgreementRow {
  row: Row;
  /** The person's name, reference or e-mail address. */
  person: string;
  code: string;
  version: string;
  signedOn: Day;
  witness: string | null;
}

export function readAgreements(text: string, findings: Findings): AgreementRow[] {
  const needed = ['person', 'code', 'version', 'signed_on'] as const;
  const sheet = readSheet('agreements.csv', text, AGREEMENT_COLUMNS, needed, findings);
  return (sheet?.rows ?? []).flatMap((row) => {
    for (const column of needed.filter((column) => row.cell(column) === ''))
      findings.fault(row.place(column), `"${column}" is missing.`);
    const person = entry(row, 'person', plain, findings);
    const code = entry(row, 'code', plain, findings);
    const version = entry(row, 'version', plain, findings);
    const signedOn = entry(row, 'signed_on', readDay, findings);
    const witness = entry(row, 'witness', readName, findings) ?? null;
    return person && code && version && signedOn ? [{ row, person, code, version, signedOn, witness }] : [];
  });
}

function plain(said: string): Entry<string> {
  return { value: tidy(said) };
}
