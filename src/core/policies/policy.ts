import type { Keeping } from '../records/privacy.ts';
import type { Day } from '../rules/days.ts';

export const CHANGES = ['material', 'minor', 'reaffirmed'] as const;
export type Change = (typeof CHANGES)[number];

export interface Statement {
  id: string;
  text: string;
}

/** A version of a policy or of the confidentiality agreement. Its text is immutable once adopted. */
export interface PolicyVersion {
  setting: string;
  id: string;
  code: string;
  title: string;
  kind: 'policy' | 'confidentiality';
  version: string;
  change: Change;
  text: string;
  /** SHA-256 of the text, hexadecimal. */
  sha256: string;
  statements: Statement[];
  /** Dates of adoption and review: a day, month or year; a month means its last day (V1). */
  adoptedOn: string | null;
  adoptedAt: string | null;
  reviewedOn: string | null;
  nextReview: string | null;
  signatory: string | null;
  signatoryRole: string | null;
  state: 'draft' | 'adopted' | 'superseded';
  /** Id of the material version that acknowledgements stand on: itself, when material. */
  root: string;
  /** The day from which the root is owed: its adoption's last day. */
  rootAdoptedOn: Day | null;
}

/** An answer to a material policy version: never rewritten. A decline stands beside a later acknowledgement. */
export interface Acknowledgement {
  setting: string;
  id: string;
  person: string;
  root: string;
  /** The version shown, which may be a minor one that stands on the root. */
  version: string;
  sha256: string;
  answer: 'acknowledge' | 'decline';
  statements: string[];
  reason: string | null;
  at: Date;
  account: string;
}

/** When its time has come, and what becomes of each field then. */
export const ACKNOWLEDGEMENT_KEPT: Keeping<Acknowledgement> = {
  kind: 'acknowledgement',
  term: 'leaver',
  why: 'six years after its signatory left',
  privacy: {
    setting: 'id',
    id: 'id',
    person: 'id',
    root: 'id',
    version: 'id',
    sha256: 'technical',
    answer: 'technical',
    statements: 'technical',
    reason: 'personal',
    at: 'technical',
    account: 'personal',
  },
};

/** A signature under the confidentiality agreement (P8). */
export interface Signature {
  setting: string;
  id: string;
  person: string;
  root: string;
  version: string;
  sha256: string;
  nameTyped: string;
  /** `paper`: signed before, imported from agreements.csv with its witness. */
  source: 'chat' | 'paper';
  witness: string | null;
  signedOn: Day;
  at: Date;
  account: string;
}

/** When its time has come, and what becomes of each field then. */
export const SIGNATURE_KEPT: Keeping<Signature> = {
  kind: 'signature',
  term: 'leaver',
  why: 'six years after its signatory left',
  privacy: {
    setting: 'id',
    id: 'id',
    person: 'id',
    root: 'id',
    version: 'id',
    sha256: 'technical',
    nameTyped: 'personal',
    source: 'technical',
    witness: 'others',
    signedOn: 'technical',
    at: 'technical',
    account: 'personal',
  },
};

/** One person's standing with one document in force. */
export interface Duty {
  person: string;
  personName: string;
  /** The later of joining (first role) and nothing: null when they were always here. */
  joinedOn: Day | null;
  policy: string;
  code: string;
  title: string;
  kind: 'policy' | 'confidentiality';
  adoptedOn: Day;
  /** When it was acknowledged or signed, or null. */
  doneAt: Date | null;
  declinedAt: Date | null;
  declineReason: string | null;
}

export interface Policies {
  /** The adopted version of each code, by code. */
  inForce(setting: string): Promise<PolicyVersion[]>;
  /** Adopted, draft and superseded, of one code, newest first. */
  versions(setting: string, code: string): Promise<PolicyVersion[]>;
  byId(setting: string, id: string): Promise<PolicyVersion | undefined>;
  codes(setting: string): Promise<string[]>;
  /** Every duty of one person, done or not, for documents in force. */
  dutiesOf(setting: string, person: string): Promise<Duty[]>;
  /** Everyone with a post, past and future ones included, who has yet to answer a document in force. */
  owing(setting: string, people?: readonly string[]): Promise<Set<string>>;
  /** Every duty of everyone in post on that day, done or not, by code and name. */
  duties(setting: string, on: Day): Promise<Duty[]>;
  /** Likewise as of a day gone by: of the versions that were in force then, not of those in force now. */
  dutiesThen(setting: string, on: Day): Promise<Duty[]>;
  acknowledgementsOf(setting: string, person: string): Promise<Acknowledgement[]>;
  signaturesOf(setting: string, person: string): Promise<Signature[]>;
}
