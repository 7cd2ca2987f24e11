import type { PrivacyOf } from '../records/privacy.ts';
import type { Day } from '../rules/days.ts';

export type BoundaryState = 'awaiting_staff' | 'awaiting_parent' | 'in_force' | 'ended';
/** How the parent answered: signed on the one-time page or on paper, or declined. */
export type ParentAnswer = 'page' | 'paper' | 'declined';

/** Professional boundaries between a member of staff and a parent who know each other (P1): in force with both signatures. */
export interface BoundaryAgreement {
  setting: string;
  id: string;
  /** Raised by each save: what a form was drawn from. */
  version: number;
  /** Shown as `B-2`. */
  number: number;
  declaration: string;
  declarationNumber: number;
  staff: string;
  staffName: string;
  parentName: string;
  /** What the officer has adapted, a term a line; the standing terms (P2, P3) are always beside them. */
  terms: string;
  state: BoundaryState;
  draftedBy: string;
  draftedAt: Date;
  staffSignedAt: Date | null;
  staffAccount: string | null;
  /** `declined` leaves it `awaiting_parent`: recorded, chased no more, and a later signature may stand beside it. */
  parentAnswer: ParentAnswer | null;
  /** The name the parent typed on the page. */
  parentTyped: string | null;
  parentAnsweredOn: Day | null;
  /** The officer who recorded a paper. */
  recordedBy: string | null;
  endedOn: Day | null;
}

/** What becomes of each field when its time has come. */
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

/** A one-time link; the token is kept nowhere, only its digest. */
export interface BoundaryLink {
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
  /** Waiting for a signature, oldest first; those a parent has declined left out. */
  unsigned(setting: string): Promise<BoundaryAgreement[]>;
  issue(link: BoundaryLink): Promise<void>;
  /** What an unspent, unexpired token opens; undefined for any other token, and in another setting. */
  openedBy(setting: string, token: string, now: Date): Promise<BoundaryAgreement | undefined>;
  /** Every link to this agreement leads nowhere from now on. */
  spend(setting: string, boundary: string, at: Date): Promise<void>;
}
