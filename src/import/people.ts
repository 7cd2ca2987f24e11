import type { PlatformNames } from '../core/accounts/account.ts';
import type { Role } from '../core/people/person.ts';
import type { Day } from '../core/rules/days.ts';
import { clip, readDay, readEmail, readName, readRef, readRoles, readYesNo } from '../core/rules/entries.ts';
import { entry, type Row, readSheet, type Sheet } from './csv.ts';
import type { Findings } from './findings.ts';
import { named, namesakes, twice } from './rows.ts';

const COLUMNS = [
  'ref',
  'name',
  'email',
  'roles',
  'line_manager',
  'starts_on',
  'leaves_on',
  'key_person_capable',
] as const;

/** The columns of people.csv; the last ones name accounts, one for each platform. */
export function peopleColumns(platformNames: readonly PlatformNames[]): string[] {
  return [...COLUMNS, ...platformNames.map(({ userField }) => userField)];
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
  /** The user ids that the row names, by platform. */
  users: Readonly<Record<string, string>>;
}

/** Reads people.csv and reports what is wrong in its rows, and between them. Undefined: it cannot be read. */
export function readPeople(
  text: string,
  platformNames: readonly PlatformNames[],
  findings: Findings,
): PersonRow[] | undefined {
  const sheet = readSheet('people.csv', text, peopleColumns(platformNames), ['name'], findings);
  if (!sheet) return undefined;
  const people = sheet.rows.map((row) => readRow(row, platformNames, findings));
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

function readRow(row: Row, platformNames: readonly PlatformNames[], findings: Findings): PersonRow {
  const name = entry(row, 'name', readName, findings);
  const startsOn = entry(row, 'starts_on', readDay, findings);
  const leavesOn = entry(row, 'leaves_on', readDay, findings);
  if (startsOn && leavesOn && leavesOn < startsOn)
    findings.fault(row.place('leaves_on'), 'This person leaves before they start.');
  const person = {
    ref: entry(row, 'ref', readRef, findings) ?? null,
    email: entry(row, 'email', readEmail, findings) ?? null,
    roles:
      row.cell('roles') === ''
        ? []
        : (entry(row, 'roles', readRoles, findings) ?? (row.cell('roles') === undefined ? undefined : [])),
    lineManager: row.cell('line_manager') === undefined ? undefined : row.cell('line_manager') || null,
    startsOn,
    leavesOn,
    capable: entry(row, 'key_person_capable', readYesNo, findings),
    users: readUsers(row, platformNames, findings),
  };
  if (row.cell('name') === '') findings.fault(row.place('name'), 'The name is missing.');
  return { row, ...named(row, name), ...person };
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
    findings.note('people.csv: there is no column "roles", so nobody gets a role by this import.');
  const silent = people.filter(({ capable }) => capable === undefined || capable === null).length;
  if (silent > 0)
    findings.note(
      `people.csv: key_person_capable is not answered for ${silent} of ${people.length} people; a new one is taken to be able.`,
    );
}
