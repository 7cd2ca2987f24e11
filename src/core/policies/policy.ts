import type { RetentionRule } from '../records/privacy.ts';
import type { Calendar, Day } from '../rules/days.ts';
import { acknowledgementDue } from '../rules/reviews.ts';
import type { Setting } from '../settings/setting.ts';

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
  /** Id of the material version that acknowledgements refer to: a material version's own id. */
  root: string;
  /** The day from which the root is owed: the last day of its adoption date. */
  rootAdoptedOn: Day | null;
  /** Who recorded its adoption in chat; of a draft, or of what is to be reaffirmed: what waits for a second person. */
  recorded: Recorded | null;
}

/** How an adoption was recorded, and by whose word. Ids of people; an instant as ISO text. */
export interface Recorded {
  by: string;
  at: string;
  /** Who said yes to it besides (`second_approval`); null while it waits, or where nobody had to. */
  confirmedBy: string | null;
  /** What is decided once somebody has; null once it is adopted. */
  waits: Decision | null;
}

/** What the form of `adopt` decides. */
export interface Decision {
  change: Change;
  version: string;
  adoptedOn: string;
  nextReview: string;
  signatory: string;
  signatoryRole: string;
}

/** How long an adoption waits for a second person, in milliseconds. Later it counts for nothing. */
const WAITS_MS = 14 * 86_400_000;

/** What waits for a second person's word, if anything does. */
export function waitingOf(
  { recorded }: PolicyVersion,
  now: Date,
): (Recorded & { waits: Decision }) | undefined {
  if (!recorded?.waits || now.getTime() - Date.parse(recorded.at) > WAITS_MS) return undefined;
  return { ...recorded, waits: recorded.waits };
}

/** `paper`: signed on paper, and recorded by the setting with its witness, in chat or from agreements.csv. */
export type Source = 'chat' | 'paper';

/** An answer to a material policy version, never rewritten. A later acknowledgement may follow a decline. */
export interface Acknowledgement {
  setting: string;
  id: string;
  person: string;
  root: string;
  /** The version that was shown, which may be a minor one of the same root. */
  version: string;
  sha256: string;
  answer: 'acknowledge' | 'decline';
  statements: string[];
  reason: string | null;
  /** On paper: at noon UTC of the day on which it was signed, which is that day in every timezone that a setting can have. */
  at: Date;
  account: string;
  source: Source;
  witness: string | null;
}

/** When an acknowledgement is erased, and what becomes of each field then. */
export const ACKNOWLEDGEMENT_RETENTION: RetentionRule<Acknowledgement> = {
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
    source: 'technical',
    witness: 'others',
  },
};

/** A signature under the confidentiality agreement (P8). */
export interface Signature {
  setting: string;
  id: string;
  person: string;
  root: string;
  /** The id of the version that was signed, which may be a minor one of the same root. */
  version: string;
  sha256: string;
  nameTyped: string;
  source: Source;
  witness: string | null;
  signedOn: Day;
  at: Date;
  account: string;
}

/** When a signature is erased, and what becomes of each field then. */
export const SIGNATURE_RETENTION: RetentionRule<Signature> = {
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

/** What one person owes for one document in force. */
export interface Duty {
  person: string;
  personName: string;
  /** When the person joined (their first role); null for one who was always here. */
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

/**
 * Whether a duty is still to be answered. A decline is an answer: it is recorded, the manager sees it, and reminders stop.
 */
export function isOwed(duty: Duty): boolean {
  return duty.doneAt === null && duty.declinedAt === null;
}

/** What somebody acknowledged or signed, of any version; whoever has left is among them. */
export interface Answered {
  person: string;
  personName: string;
  leavesOn: Day | null;
  code: string;
  title: string;
  kind: 'policy' | 'confidentiality';
  /** The version that was shown, or that was on the paper. */
  version: string;
  root: string;
  at: Date;
  source: Source;
  witness: string | null;
  declinedAt: Date | null;
}

export interface Policies {
  /** The adopted version of each code, sorted by code. */
  inForce(setting: string): Promise<PolicyVersion[]>;
  /** The version of each code that was in force on that day, sorted by code; a month counts from its first day. */
  inForceOn(setting: string, on: Day): Promise<PolicyVersion[]>;
  /** The versions of one code (adopted, draft and superseded), newest first. */
  versions(setting: string, code: string): Promise<PolicyVersion[]>;
  /** The versions whose adoption was put to a second person and not answered, sorted by code; `waitingOf` says which still wait. */
  proposed(setting: string): Promise<PolicyVersion[]>;
  byId(setting: string, id: string): Promise<PolicyVersion | undefined>;
  codes(setting: string): Promise<string[]>;
  /** All duties of one person, done or not, for documents in force. */
  dutiesOf(setting: string, person: string): Promise<Duty[]>;
  /**
   * The ids of those who have yet to answer a document in force; everyone with a post counts, past and future posts
   * included.
   */
  owing(setting: string, people?: readonly string[]): Promise<Set<string>>;
  /** All duties of everyone in post on that day, done or not, sorted by code and name. */
  duties(setting: string, on: Day): Promise<Duty[]>;
  /** The duties as they were on a past day, for the versions then in force. */
  dutiesThen(setting: string, on: Day): Promise<Duty[]>;
  /** Everything that was acknowledged or signed and is not erased, sorted by code and name. */
  answered(setting: string): Promise<Answered[]>;
  acknowledgementsOf(setting: string, person: string): Promise<Acknowledgement[]>;
  signaturesOf(setting: string, person: string): Promise<Signature[]>;
}

/**
 * When a duty falls due: 21 days after the latest of adoption, joining and the first import; a day in a closure is moved.
 */
export function dueOf(
  { setting, calendar }: { setting: Setting; calendar: Calendar },
  { kind, adoptedOn, joinedOn }: Pick<Duty, 'kind' | 'adoptedOn' | 'joinedOn'>,
): Day {
  return acknowledgementDue(
    { kind, adoptedOn, joinedOn, firstImportOn: setting.firstImportOn },
    { ...setting, calendar },
  );
}
