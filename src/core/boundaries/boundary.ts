import type { PrivacyOf } from '../records/privacy.ts';
import { addDays, type Day, localDay } from '../rules/days.ts';

export type BoundaryState = 'awaiting_staff' | 'awaiting_parent' | 'in_force' | 'ended';
/** How the parent answered: signed on the one-time page or on paper, or declined. */
export type ParentAnswer = 'page' | 'paper' | 'declined';

/**
 * Professional boundaries between a member of staff and a parent who know each other (P1). An agreement is in force once
 * both have signed.
 */
export interface BoundaryAgreement {
  setting: string;
  id: string;
  /** Raised by each save. A form records the version that it was drawn from. */
  version: number;
  /** Shown as `B-2`. */
  number: number;
  declaration: string;
  declarationNumber: number;
  staff: string;
  staffName: string;
  parentName: string;
  /** The terms that the officer adapted, one a line. The standing terms (P2, P3) always apply as well. */
  terms: string;
  state: BoundaryState;
  draftedBy: string;
  draftedAt: Date;
  staffSignedAt: Date | null;
  staffAccount: string | null;
  /**
   * With `declined` the agreement stays `awaiting_parent`: the decline is recorded, reminders stop, and a later signature
   * may follow.
   */
  parentAnswer: ParentAnswer | null;
  /** The name the parent typed on the page. */
  parentTyped: string | null;
  parentAnsweredOn: Day | null;
  /** The officer who recorded a signature on paper. */
  recordedBy: string | null;
  endedOn: Day | null;
}

const DAYS_TO_SIGN = 14;

/**
 * When the last reminder about a boundary agreement goes out (rules: Time), counted from the day on which it began to wait.
 */
export function boundaryDue(
  { draftedAt, staffSignedAt }: Pick<BoundaryAgreement, 'draftedAt' | 'staffSignedAt'>,
  timezone: string,
): Day {
  return addDays(localDay(staffSignedAt ?? draftedAt, timezone), DAYS_TO_SIGN);
}

/** What becomes of each field when the agreement is erased. */
export const BOUNDARY_PRIVACY: PrivacyOf<BoundaryAgreement> = {
  setting: 'id',
  id: 'id',
  version: 'technical',
  number: 'id',
  declaration: 'id',
  declarationNumber: 'id',
  staff: 'id',
  staffName: 'others',
  parentName: 'others',
  terms: 'personal',
  state: 'technical',
  draftedBy: 'id',
  draftedAt: 'technical',
  staffSignedAt: 'technical',
  staffAccount: 'personal',
  parentAnswer: 'technical',
  parentTyped: 'others',
  parentAnsweredOn: 'technical',
  recordedBy: 'id',
  endedOn: 'technical',
};

/** A one-time link. Only the digest of its token is stored, never the token. */
interface BoundaryLink {
  setting: string;
  boundary: string;
  token: string;
  expiresAt: Date;
}

export interface Boundaries {
  byNumber(setting: string, number: number): Promise<BoundaryAgreement | undefined>;
  /** Newest first. */
  ofDeclaration(setting: string, declaration: string): Promise<BoundaryAgreement[]>;
  /** Newest first. */
  ofStaff(setting: string, staff: string): Promise<BoundaryAgreement[]>;
  /** Agreements that lack a signature, oldest first, without those that a parent has declined. */
  unsigned(setting: string): Promise<BoundaryAgreement[]>;
  issue(link: BoundaryLink): Promise<void>;
  /**
   * The agreement that an unspent, unexpired token opens; undefined for any other token, and for a token of another
   * setting.
   */
  openedBy(setting: string, token: string, now: Date): Promise<BoundaryAgreement | undefined>;
  /** Spends every link to this agreement. */
  spend(setting: string, boundary: string, at: Date): Promise<void>;
}
