import type { Person } from '../core/people/person.ts';
import type { Carer } from './carers.ts';
import type { Findings } from './findings.ts';
import type { PersonRow } from './people.ts';

/** One human of the folder, in whatever roles, and their person in the register. */
export interface Human {
  key: string;
  name: string;
  ref: string | null;
  email: string | null;
  row: PersonRow | undefined;
  carer: Carer | undefined;
  known: Person | undefined;
}

/** Reports a fault at every place in the folder where this human stands. */
export function fault(human: Human, findings: Findings, words: string): void {
  if (human.row) findings.fault(human.row.row.place('name'), words);
  for (const { child } of human.row ? [] : (human.carer?.mentions ?? []))
    findings.fault(child.row.place('carers'), words);
}
