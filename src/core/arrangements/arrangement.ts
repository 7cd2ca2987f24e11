import type { RetentionRule } from '../records/privacy.ts';
import type { Day } from '../rules/days.ts';

/** Babysitting and the like, and social contact (P9). */
export const ARRANGEMENT_KINDS = [
  'babysitting',
  'tutoring',
  'lift',
  'party',
  'paid_care',
  'social',
  'other',
] as const;

export type ArrangementKind = (typeof ARRANGEMENT_KINDS)[number];
export type ArrangementState = 'declared' | 'acknowledged' | 'declined' | 'ended';

export interface Arrangement {
  setting: string;
  id: string;
  /** Raised by each save. A form records the version that it was drawn from. */
  version: number;
  /** Shown as `A-3`. */
  number: number;
  staff: string;
  staffName: string;
  child: string;
  childName: string;
  kind: ArrangementKind;
  startsOn: Day;
  note: string | null;
  state: ArrangementState;
  declaredAt: Date;
  dueOn: Day;
  decidedAt: Date | null;
  decidedBy: string | null;
  officerNote: string | null;
  endedOn: Day | null;
}

/** When an arrangement is erased, and what becomes of each field then. */
export const ARRANGEMENT_RETENTION: RetentionRule<Arrangement> = {
  kind: 'arrangement',
  term: 'children',
  why: 'three years after the child left',
  privacy: {
    setting: 'id',
    id: 'id',
    version: 'technical',
    number: 'id',
    staff: 'id',
    staffName: 'others',
    child: 'id',
    childName: 'others',
    kind: 'personal',
    startsOn: 'technical',
    note: 'personal',
    state: 'technical',
    declaredAt: 'technical',
    dueOn: 'technical',
    decidedAt: 'technical',
    decidedBy: 'id',
    officerNote: 'personal',
    endedOn: 'technical',
  },
};

export interface Arrangements {
  byNumber(setting: string, number: number): Promise<Arrangement | undefined>;
  ofStaff(setting: string, staff: string): Promise<Arrangement[]>;
  /**
   * Arrangements, declared or acknowledged, that count for each child's family: those about any child who shares a current
   * carer.
   */
  ofFamily(setting: string, ...children: string[]): Promise<{ family: string; arrangement: Arrangement }[]>;
  /** The same, ended and declined ones included. */
  everOfFamily(setting: string, child: string): Promise<Arrangement[]>;
  /** All declared or acknowledged arrangements of the setting. */
  open(setting: string): Promise<Arrangement[]>;
  undecided(setting: string): Promise<Arrangement[]>;
}
