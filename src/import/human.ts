import type { Person } from '../core/people/person.ts';
import type { Carer } from './carers.ts';
import type { Findings } from './findings.ts';
import type { PersonRow } from './people.ts';

/** One human of the folder, whatever hats they wear, and whom the register has them as. */
export interface Human {
  key: string;
  name: string;
  ref: string | null;
  email: string | null;
  row: PersonRow | undefined;
  carer: Carer | undefined;
  known: Person | undefined;
}

/** A fault wherever this one stands in the folder. */
export function fault(human: Human, findings: Findings, words: string): void {
  if (human.row) findings.fault(human.row.row.place('name'), words);
  for (const { child } of human.row ? [] : (human.carer?.mentions ?? []))
    findings.fault(child.row.place('carers'), words);
}
