import type { Standing } from '../children/child.ts';
import type { Keeping } from '../records/privacy.ts';
import type { Day } from '../rules/days.ts';

export const KINDS = [
  'own_child',
  'family',
  'household',
  'partner',
  'former_partner',
  'close_friend',
  'friend',
  'godparent',
  'neighbour',
  'business',
  'landlord',
  'community',
  'other',
] as const;

export type Kind = (typeof KINDS)[number];

export const STATES = [
  'submitted',
  'returned',
  'update_required',
  'active',
  'end_requested',
  'closed',
  'void',
] as const;

export type DeclarationState = (typeof STATES)[number];
export const OUTCOMES = ['noted', 'not_personal', 'managed'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** One person's word that they know a parent. Neutral: not a concern, an allegation or a conduct matter. */
export interface Declaration {
  setting: string;
  id: string;
  /** Raised by each save: what a form was drawn from. */
  version: number;
  /** Shown as `D-12`. */
  number: number;
  declarer: string;
  declarerName: string;
  /** A carer in the register, or null: then `counterpartName` is all that is known (yet). */
  counterpart: string | null;
  counterpartName: string;
  child: string | null;
  childName: string | null;
  kind: Kind;
  /** `YYYY`, `YYYY-MM`, `YYYY-MM-DD` or `always`; null for kinds that need none. */
  since: string | null;
  /** Codes of the catalogue in rules/networks, on which the two are linked. */
  networks: string[];
  note: string | null;
  state: DeclarationState;
  outcome: Outcome | null;
  submittedAt: Date;
  /** When the officer's decision is due. */
  dueOn: Day;
  decidedAt: Date | null;
  decidedBy: string | null;
  officerNote: string | null;
  affectedChild: boolean | null;
  nextReview: Day | null;
  /** Something for the officer to look at although it is active: a review answered otherwise than "true, and harmless" (P3). */
  raisedAt: Date | null;
  endedOn: Day | null;
  endReason: string | null;
  /** The officer who declared for someone else, until `confirmedAt` that person's own. */
  onBehalfBy: string | null;
  confirmedAt: Date | null;
  /** Who has asked that this be void (recorded in error), awaiting the second person. */
  voidProposedBy: string | null;
  /** The closed declaration that this one resumes. */
  resumes: number | null;
}

/** When its time has come, and what becomes of each field then. */
export const DECLARATION_KEPT: Keeping<Declaration> = {
  kind: 'declaration',
  term: 'case',
  why: 'three years after the last linked child left, or, with none, after it was closed',
  privacy: {
    setting: 'id',
    id: 'id',
    version: 'technical',
    number: 'id',
    declarer: 'id',
    declarerName: 'others',
    counterpart: 'others',
    counterpartName: 'others',
    child: 'others',
    childName: 'others',
    kind: 'personal',
    since: 'personal',
    networks: 'personal',
    note: 'personal',
    state: 'technical',
    outcome: 'technical',
    submittedAt: 'technical',
    dueOn: 'technical',
    decidedAt: 'technical',
    decidedBy: 'id',
    officerNote: 'personal',
    affectedChild: 'technical',
    nextReview: 'technical',
    raisedAt: 'technical',
    endedOn: 'technical',
    endReason: 'personal',
    onBehalfBy: 'id',
    confirmedAt: 'technical',
    voidProposedBy: 'id',
    resumes: 'id',
  },
};

/** How a declaration reaches a child: by a carer of a standing, by naming the child, or by an unlinked name alone (K5). */
export type Touch = Standing | 'child' | 'name';

/** A declaration in an open state seen from one child. */
export interface ChildDeclaration {
  child: string;
  declaration: Declaration;
  touch: Touch;
}

/** The officer's answer to a name match: this declared name is, or is not, that person or child. */
export interface MatchDecision {
  setting: string;
  declaration: string;
  /** Id of the person or child who was compared. */
  candidate: string;
  answer: 'matched' | 'rejected';
  by: string;
  at: Date;
}

/** An open declared name that equals somebody's in the register and has had no verdict (K5). */
export interface OpenMatch {
  declaration: Declaration;
  candidate: string;
  candidateName: string;
  candidateKind: 'person' | 'child';
}

export interface Opening {
  reader: string;
  readerName: string;
  at: Date;
}

export interface Declarations {
  byNumber(setting: string, number: number): Promise<Declaration | undefined>;
  byId(setting: string, id: string): Promise<Declaration | undefined>;
  /** Of these numbers, and those that boundary agreements of these numbers belong to; closed and void ones too. */
  ofCases(setting: string, numbers: readonly number[], boundaries: readonly number[]): Promise<Declaration[]>;
  /** Newest first. */
  ofDeclarer(setting: string, declarer: string): Promise<Declaration[]>;
  /** Open declarations (not closed, not void) that reach these children in any way, matched names left out once rejected. */
  reaching(setting: string, ...children: string[]): Promise<ChildDeclaration[]>;
  /** Open declarations in which the person is declarer or counterpart. */
  involving(setting: string, person: string): Promise<Declaration[]>;
  /** Open declarations about a counterpart. */
  about(setting: string, counterpart: string): Promise<Declaration[]>;
  /** Waiting for an officer: submitted, end requested, raised, or proposed as void; soonest due first. */
  undecided(setting: string): Promise<Declaration[]>;
  /** Every one of the setting that is neither closed nor void. */
  open(setting: string): Promise<Declaration[]>;
  /** With a day: only where the child, or a child of the carer, is present on or after it. */
  openMatches(setting: string, on?: Day): Promise<OpenMatch[]>;
  /** Passing a case on, without a reason. Case references are `D-12`, `A-3` and so on. */
  pass(setting: string, caseRef: string, person: string, at: Date): Promise<void>;
  /** Everyone who has passed a case on, by reference. */
  passes(setting: string): Promise<{ caseRef: string; person: string }[]>;
  decideMatch(verdict: MatchDecision): Promise<void>;
  withdrawMatchDecision(setting: string, declaration: string, candidate: string): Promise<void>;
  matchDecisionsOn(setting: string, declaration: string): Promise<MatchDecision[]>;
  /** Somebody other than the declarer has opened it. */
  opened(setting: string, declaration: string, reader: string, at: Date): Promise<void>;
  openings(setting: string, declaration: string): Promise<Opening[]>;
}

/** What is said beside whom, how and since when. */
export const DETAIL_NAMES = ['networks', 'note'] as const;
export type Detail = (typeof DETAIL_NAMES)[number];

const EVIDENCE = [
  'declarer',
  'counterpart',
  'counterpartName',
  'child',
  'childName',
  'kind',
  'since',
  ...DETAIL_NAMES,
  'state',
  'onBehalfBy',
] as const;

/** What the audit row keeps of a declaration: erasable with its payload. */
export function evidence(declaration: Declaration): Record<string, unknown> {
  return Object.fromEntries(EVIDENCE.map((key) => [key, declaration[key]]));
}
