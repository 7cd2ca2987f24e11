import type { RetentionRule } from '../records/privacy.ts';
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

/** A person's own statement that they know a parent. It is neutral: not a concern, an allegation or a conduct matter. */
export interface Declaration {
  setting: string;
  id: string;
  /** Raised by each save. A form records the version that it was drawn from. */
  version: number;
  /** Shown as `D-12`. */
  number: number;
  declarer: string;
  declarerName: string;
  /** A carer in the register; null while only `counterpartName` is known. */
  counterpart: string | null;
  counterpartName: string;
  child: string | null;
  childName: string | null;
  kind: Kind;
  /** `YYYY`, `YYYY-MM`, `YYYY-MM-DD` or `always`; null for kinds that need none. */
  since: string | null;
  /** Codes of the networks (see rules/networks) on which the two are linked. */
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
  /**
   * When an active declaration came back to its officer: a review was answered otherwise than "true, and harmless" (P3).
   */
  raisedAt: Date | null;
  /** When its declarer was last asked to answer a question about it, or to look at it again because something else has changed. */
  askedAt: Date | null;
  endedOn: Day | null;
  endReason: string | null;
  /** The officer who declared for someone else; `confirmedAt` is when that person confirmed it. */
  onBehalfBy: string | null;
  confirmedAt: Date | null;
  /** Who proposed that this be void (recorded in error), while a second person has yet to confirm it. */
  voidProposedBy: string | null;
  /** The number of the closed declaration that this one resumes. */
  resumes: number | null;
  /** What was answered before and has not been decided; the strictest kind given counts until an officer decides. */
  earlier: EarlierAnswer[];
  /** Since when its case is open, or stands as it was decided. What its declarer adds to an open case leaves it as it is. */
  openSince: Date;
}

/** What a declarer answered before they changed their declaration. */
export type EarlierAnswer = Pick<Declaration, 'kind' | 'since' | 'networks' | 'note'>;

/** Every kind that was answered and is not decided yet, the present one first: what any of them forbids is forbidden. */
export function kindsOf({ kind, earlier }: Pick<Declaration, 'kind' | 'earlier'>): [Kind, ...Kind[]] {
  return [kind, ...earlier.map((answer) => answer.kind)];
}

/** When a declaration is erased, and what becomes of each field then. */
export const DECLARATION_RETENTION: RetentionRule<Declaration> = {
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
    askedAt: 'technical',
    endedOn: 'technical',
    endReason: 'personal',
    onBehalfBy: 'id',
    confirmedAt: 'technical',
    voidProposedBy: 'id',
    resumes: 'id',
    earlier: 'personal',
    openSince: 'technical',
  },
};

/**
 * How a declaration is linked to a child: through somebody who counts as a carer, relative or former carer; by naming the child;
 * by a name that may be one of the family's (K5), or that has no more than a surname or first name in common with one.
 */
export type Touch = 'carer' | 'relative' | 'former' | 'child' | 'name' | 'surname';

/** An open declaration, and how it is linked to one child. */
export interface ChildDeclaration {
  child: string;
  declaration: Declaration;
  touch: Touch;
}

/**
 * An officer's answer to a name match: the declared name is, or is not, this person or child. `alike`: no answer yet, but the name was
 * like the one that they had until it changed, and a change of the register lifts no check (K5).
 */
export interface MatchDecision {
  setting: string;
  declaration: string;
  /** Id of the person or child that was compared. */
  candidate: string;
  answer: 'matched' | 'rejected' | 'alike';
  by: string;
  at: Date;
}

/** An open declaration that gives a name linked to nobody, and about whom of the register an officer has answered already. */
export interface UnlinkedDeclaration {
  declaration: Declaration;
  /** Ids of people and children. */
  answered: string[];
  /** Ids of people whose name was like it until it changed, about whom no officer has answered. */
  alike?: string[];
}

/** An officer's answer to a check (K8, K16): whether the declarer may be key person for this child all the same. */
export interface Clearance {
  setting: string;
  declaration: string;
  child: string;
  may: boolean;
  by: string;
  at: Date;
}

export interface Opening {
  reader: string;
  readerName: string;
  at: Date;
}

export interface Declarations {
  byNumber(setting: string, number: number): Promise<Declaration | undefined>;
  byId(setting: string, id: string): Promise<Declaration | undefined>;
  /**
   * The declarations of these numbers, and those that the boundary agreements of these numbers belong to, closed and void
   * ones included.
   */
  ofCases(setting: string, numbers: readonly number[], boundaries: readonly number[]): Promise<Declaration[]>;
  /** Newest first. */
  ofDeclarer(setting: string, declarer: string): Promise<Declaration[]>;
  /**
   * Open declarations (not closed, not void) that are linked to these children, or to somebody with the name of one of their
   * carers. Those that give a name linked to nobody are found by `concerning` (declarations/matches).
   */
  reaching(setting: string, ...children: string[]): Promise<ChildDeclaration[]>;
  /** Open declarations in which the person is declarer or counterpart. */
  involving(setting: string, person: string): Promise<Declaration[]>;
  /** Open declarations about a counterpart. */
  about(setting: string, counterpart: string): Promise<Declaration[]>;
  /** Declarations that wait for an officer (submitted, end requested, raised, or proposed as void), soonest due first. */
  undecided(setting: string): Promise<Declaration[]>;
  /** Every declaration of the setting, closed and void ones included, but for those that are erased. */
  all(setting: string): Promise<Declaration[]>;
  /** Open declarations that were recorded on somebody's behalf and not confirmed by them, oldest first. */
  unconfirmed(setting: string): Promise<Declaration[]>;
  /** Every declaration of the setting that is neither closed nor void. */
  open(setting: string): Promise<Declaration[]>;
  /** Open declarations that give a name linked to nobody, oldest first. */
  unlinked(setting: string): Promise<UnlinkedDeclaration[]>;
  /**
   * Open declarations about somebody whose name a carer of another child has too, while no officer has said whom they mean: the
   * declarer chose by name (K5).
   */
  namesakes(
    setting: string,
  ): Promise<{ declaration: Declaration; candidate: string; candidateName: string; children: string[] }[]>;
  /** Open declarations of a partner or of one household, about somebody who has or had a role here (K16). */
  amongStaff(setting: string): Promise<{ declaration: Declaration; colleague: string }[]>;
  /** Records that this person has passed a case on; no reason is asked. Case references are `D-12`, `A-3` and so on. */
  pass(setting: string, caseRef: string, person: string, at: Date): Promise<void>;
  /** Everyone who has passed a case on, by reference. */
  passes(setting: string): Promise<{ caseRef: string; person: string }[]>;
  decideMatch(verdict: MatchDecision): Promise<void>;
  withdrawMatchDecision(setting: string, declaration: string, candidate: string): Promise<void>;
  matchDecisionsOn(setting: string, declaration: string): Promise<MatchDecision[]>;
  /** Answers a check for one child, in place of an earlier answer. */
  clear(clearance: Clearance): Promise<void>;
  /** Takes back every “they may” about this declaration; “they may not” stays. */
  withdrawClearances(setting: string, declaration: string): Promise<void>;
  /** The answers to checks about these children. */
  clearancesFor(setting: string, ...children: string[]): Promise<Clearance[]>;
  /** Records that somebody other than the declarer has opened the declaration. */
  opened(setting: string, declaration: string, reader: string, at: Date): Promise<void>;
  openings(setting: string, declaration: string): Promise<Opening[]>;
}

/** The details that a declarer gives besides whom they know, how and since when. */
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

/** What the audit event of a declaration contains. It can be erased with the event's payload. */
export function evidence(declaration: Declaration): Record<string, unknown> {
  return Object.fromEntries(EVIDENCE.map((key) => [key, declaration[key]]));
}
