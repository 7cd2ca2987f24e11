import type { RetentionRule } from '../records/privacy.ts';
import type { ClauseId } from '../rules/clauses.ts';

/**
 * A matter of conduct on a clause (G4): what officers opened and how it ended. The bot neither labels nor sanctions
 * anybody.
 */
export interface ConductMatter {
  setting: string;
  id: string;
  /** Raised by each save. A form records the version that it was drawn from. */
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

/** When a matter is erased, and what becomes of each field then. */
export const CONDUCT_RETENTION: RetentionRule<ConductMatter> = {
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

/** Stored apart from declarations, which are neutral. */
export interface ConductMatters {
  byNumber(setting: string, number: number): Promise<ConductMatter | undefined>;
  /** Newest first, without erased matters. */
  all(setting: string): Promise<ConductMatter[]>;
}
