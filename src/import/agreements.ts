import type { Day } from '../core/rules/days.ts';
import { type Entry, readDay, readName } from '../core/rules/entries.ts';
import { tidy } from '../core/rules/names.ts';
import { entry, type Row, readSheet } from './csv.ts';
import type { Findings } from './findings.ts';

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

export const AGREEMENT_COLUMNS = ['person', 'code', 'version', 'signed_on', 'witness'] as const;

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
