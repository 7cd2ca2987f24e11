import { type CarerEntry, parseCarers } from '../core/children/carers.ts';
import type { Day } from '../core/rules/days.ts';
import { readDay, readName, readRef } from '../core/rules/entries.ts';
import { entry, type Row, readSheet } from './csv.ts';
import type { Findings } from './findings.ts';
import { named, namesakes, twice } from './rows.ts';

export const CHILD_COLUMNS = [
  'ref',
  'name',
  'starts_on',
  'leaves_on',
  'carers',
  'key_person',
  'back_up',
] as const;

/** A row of children.csv. Undefined: the column is missing, so the import does not change that value. */
export interface ChildRow {
  row: Row;
  name: string;
  key: string;
  ref: string | null;
  startsOn: Day;
  leavesOn: Day | null | undefined;
  carers: CarerEntry[] | undefined;
  keyPerson: string | null | undefined;
  backUp: string | null | undefined;
}

/** Reads children.csv and reports what is wrong in its rows, and between them. Undefined: it cannot be read. */
export function readChildren(text: string, findings: Findings): ChildRow[] | undefined {
  const sheet = readSheet('children.csv', text, CHILD_COLUMNS, ['name', 'starts_on'], findings);
  if (!sheet) return undefined;
  if (!sheet.columns.has('carers'))
    findings.note(
      'children.csv: there is no column "carers", so no child gets a parent by this import, and no conflict can be seen.',
    );
  const children = sheet.rows.map((row) => readRow(row, findings));
  twice(children, 'ref', ({ ref }) => ref, 'reference', findings);
  namesakes(children, ({ ref }) => ref === null, 'a ref', findings);
  return children;
}

function readRow(row: Row, findings: Findings): ChildRow {
  if (row.cell('name') === '') findings.fault(row.place('name'), 'The name is missing.');
  if (row.cell('starts_on') === '')
    findings.fault(
      row.place('starts_on'),
      'The first day is missing: please write it like 25/03/2019; it may lie ahead.',
    );
  const name = entry(row, 'name', readName, findings);
  const startsOn = entry(row, 'starts_on', readDay, findings);
  const leavesOn = entry(row, 'leaves_on', readDay, findings);
  if (startsOn && leavesOn && leavesOn < startsOn)
    findings.fault(row.place('leaves_on'), 'This child leaves before they start.');
  const said = row.cell('carers');
  const carers = said === undefined ? undefined : parseCarers(said);
  for (const wrong of carers?.wrong ?? []) findings.fault(row.place('carers'), wrong);
  const ref = entry(row, 'ref', readRef, findings) ?? null;
  return {
    row,
    ...named(row, name),
    ref,
    // A wrong day is already a fault; the row is read on to find other faults.
    startsOn: startsOn ?? '1900-01-01',
    leavesOn,
    carers: carers?.entries,
    keyPerson: row.cell('key_person') === undefined ? undefined : row.cell('key_person') || null,
    backUp: row.cell('back_up') === undefined ? undefined : row.cell('back_up') || null,
  };
}
