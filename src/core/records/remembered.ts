import type { Standing } from '../children/child.ts';
import type { DeclarationState, Kind, Outcome } from '../declarations/declaration.ts';

/** What the events remember of records, by what the record is: what the law asks of it (rules/eligibility). */
export interface Remembered {
  /** `kinds`: every kind that was given and not decided, the present one first. */
  declarations: {
    state: DeclarationState;
    outcome: Outcome | null;
    kinds: readonly [Kind, ...Kind[]];
    counterpart: string | null;
    child: string | null;
  };
  /** By `CHILD/PERSON`. */
  carerLinks: { standing: Standing; countsAs: 'carer' | 'relative' | null };
  children: { protected: boolean; wasProtected: boolean; lookedWith: string | null };
  people: { keyPersonCapable: boolean };
  /** An officer's word on whom a name means, by `DECLARATION/CANDIDATE`. */
  verdicts: { answer: 'matched' | 'rejected' | 'alike' };
  /** By `DECLARATION/CHILD`. */
  clearances: { may: boolean };
}

/** What was saved at an instant; null where it was deleted then. */
export interface Memory<Of> {
  at: Date;
  was: Of | null;
}

/** By id, oldest first. It is kept in the part of an event that can be erased, so that of what is erased nothing is left. */
export type Memories = {
  readonly [Noun in keyof Remembered]: ReadonlyMap<string, readonly Memory<Remembered[Noun]>[]>;
};
