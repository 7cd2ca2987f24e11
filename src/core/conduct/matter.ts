import type { Keeping } from '../records/privacy.ts';
import type { ClauseId } from '../rules/clauses.ts';

/** A matter of conduct on a clause (G4): what officers opened and how it ended. The bot labels and sanctions nobody. */
export interface ConductMatter {
  setting: string;
  id: string;
  /** Raised by each save: what a form was drawn from. */
  version: number;
  /** Shown as `M-1`. */
  number: number;
  subject: string;
  subjectName: string;
  clause: ClauseId;
  note: string | null;
  openedBy: string;
  openedAt: Date;
  outcome: string | null;
  closedBy: string | null;
  closedAt: Date | null;
}

/** When its time has come, and what becomes of each field then. */
export const CONDUCT_KEPT: Keeping<ConductMatter> = {
  kind: 'conduct',
  term: 'leaver',
  why: 'six years after the person it is about left',
  privacy: {
    setting: 'id',
    id: 'id',
    version: 'technical',
    number: 'id',
    subject: 'id',
    subjectName: 'others',
    clause: 'technical',
    note: 'personal',
    openedBy: 'id',
    openedAt: 'technical',
    outcome: 'personal',
    closedBy: 'id',
    closedAt: 'technical',
  },
};

/** Kept apart from declarations, which are neutral. */
export interface ConductMatters {
  byNumber(setting: string, number: number): Promise<ConductMatter | undefined>;
  /** Newest first, without those that have been erased. */
  all(setting: string): Promise<ConductMatter[]>;
}
