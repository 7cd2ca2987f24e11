import type { Role } from '../core/people/person.ts';
import type { Day } from '../core/rules/days.ts';
import {
  clip,
  readDay,
  readEmail,
  readName,
  readRef,
  readRoles,
  readYesNo,
  toPlatformId,
} from '../core/rules/entries.ts';
import { entry, type Row, readSheet, type Sheet } from './csv.ts';
import type { Findings } from './findings.ts';
import { named, namesakes, twice } from './rows.ts';

export const PEOPLE_COLUMNS = [
  'ref',
  'name',
  'email',
  'roles',
  'line_manager',
  'starts_on',
  'leaves_on',
  'key_person_capable',
  'slack_user',
  'teams_user',
] as const;

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
  slackUser: string | null;
  teamsUser: string | null;
}

/** Reads people.csv and reports what is wrong in its rows, and between them. Undefined: it cannot be read. */
export function readPeople(text: string, findings: Findings): PersonRow[] | undefined {
  const sheet = readSheet('people.csv', text, PEOPLE_COLUMNS, ['name'], findings);
  if (!sheet) return undefined;
  const people = sheet.rows.map((row) => readRow(row, findings));
  noteSilence(sheet, people, findings);
  twice(people, 'ref', ({ ref }) => ref, 'reference', findings);
  twice(people, 'email', ({ email }) => email, 'e-mail address', findings);
  twice(people, 'slack_user', ({ slackUser }) => slackUser, 'Slack user', findings);
  twice(people, 'teams_user', ({ teamsUser }) => teamsUser, 'Teams user', findings);
  namesakes(
    people,
    ({ ref, email }) => ref === null && email === null,
    'a ref or an e-mail address',
    findings,
  );
  return people;
}

function readRow(row: Row, findings: Findings): PersonRow {
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
    slackUser: account(row, 'slack_user', findings),
    teamsUser: account(row, 'teams_user', findings),
  };
  if (row.cell('name') === '') findings.fault(row.place('name'), 'The name is missing.');
  return { row, ...named(row, name), ...person };
}

function account(row: Row, column: string, findings: Findings): string | null {
  const said = row.cell(column) ?? '';
  if (said === '') return null;
  if (/^[^\s]{1,200}$/u.test(said)) return toPlatformId(said);
  findings.fault(row.place(column), `"${clip(said)}" is no user id: it has no spaces in it.`);
  return null;
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
