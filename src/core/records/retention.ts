import { addDays, addMonths, type Day } from '../rules/days.ts';
import type { Keeping, Term } from './privacy.ts';

/** One record that still has its personal fields, with all that its term is counted from. */
export interface RetentionCandidate extends Omit<Keeping<never>, 'privacy'> {
  id: string;
  /** What it is called in the audit chain and in reports: a reference, never a name. */
  ref: string;
  /** References under which the audit chain tells of it; with none, the events that name its id do. */
  subjects: string[];
  /** Everybody it concerns: a legal hold on one of them keeps it. */
  people: string[];
  /** Children and people whose names it needs: they stay as long as it is kept. */
  names: string[];
  /** Last days of the children it is linked to; null for one whose leaving nobody knows yet. */
  childrenLeaveOn: (Day | null)[];
  closedOn: Day | null;
  /** When the declarer, the signatory or the person left; null: still here, or nobody who works here. */
  leftOn: Day | null;
  /** Of a person: works here. */
  inPost: boolean;
}

/** The operator's order to erase nothing, of one person or of the whole setting, until it is released. */
export interface LegalHold {
  setting: string;
  id: string;
  /** Null: the whole setting. */
  person: string | null;
  why: string;
  placedAt: Date;
  liftedAt: Date | null;
}

export interface Retention {
  /** Settings to be looked at, longest due first; a clock set back asks again. */
  due(now: Date, limit: number): Promise<string[]>;
  /** Notes when the next look is due; and, unless null, that it was looked at. */
  looked(setting: string, at: Date | null, next: Date): Promise<void>;
  /** When a setting was last looked at; else when something last happened there. */
  lastKnown(setting: string): Promise<Date | null>;
  /** Every record of the setting that still has its personal fields: before a child or a person, what may need them. */
  candidates(setting: string): Promise<RetentionCandidate[]>;
  /** Erases the personal fields of one. What is still open is closed by it. */
  erase(setting: string, record: RetentionCandidate, on: Day): Promise<void>;
  /** The events of the audit chain whose payloads say the same as these records once more. */
  eventsOf(setting: string, records: readonly RetentionCandidate[]): Promise<number[]>;
  /** Sent or given-up messages made before that instant that still have their words, by recipient. */
  messages(setting: string, before: Date): Promise<{ recipient: string; count: number }[]>;
  /** Erases the words of those to this person; gives how many. */
  eraseMessages(setting: string, recipient: string, before: Date): Promise<number>;
  /** Those that stand. */
  holds(setting: string): Promise<LegalHold[]>;
  /** False where one stands already. */
  place(hold: LegalHold): Promise<boolean>;
  lift(setting: string, id: string, at: Date): Promise<void>;
}

const DECLARATION_MONTHS = 36;
const EVIDENCE_MONTHS = 72;
const MESSAGE_DAYS = 90;

/**
 * The first day on which a declaration's, an arrangement's or a family answer's personal fields may be erased: three years after the last linked child leaves, or
 * with none after its closing or the declarer's leaving, whichever came last. Null: not to be erased, as things stand.
 */
export function declarationErasableOn(of: {
  /** Last days of the children it is linked to; null for one whose leaving nobody knows yet. */
  childrenLeaveOn: readonly (Day | null)[];
  closedOn: Day | null;
  declarerLeftOn: Day | null;
  legalHold: boolean;
}): Day | null {
  if (of.legalHold) return null;
  const ends = of.childrenLeaveOn.length > 0 ? of.childrenLeaveOn : known([of.closedOn, of.declarerLeftOn]);
  const last = known(ends).sort().at(-1);
  return last === undefined || ends.includes(null) ? null : addMonths(last, DECLARATION_MONTHS);
}

/** Likewise an acknowledgement, a signature or a matter of conduct: six years after the person left. */
export function evidenceErasableOn(of: { leftOn: Day | null; legalHold: boolean }): Day | null {
  return of.leftOn === null || of.legalHold ? null : addMonths(of.leftOn, EVIDENCE_MONTHS);
}

/** Likewise the title and text of a message: 90 days after it was made. */
export function messageErasableOn(of: { createdOn: Day; legalHold: boolean }): Day | null {
  return of.legalHold ? null : addDays(of.createdOn, MESSAGE_DAYS);
}

function known(days: readonly (Day | null)[]): Day[] {
  return days.filter((day) => day !== null);
}

/** The first day on which a record may go, by its term, whatever the legal holds: null as long as that is not known. */
export function erasableOn({ term, childrenLeaveOn, closedOn, leftOn }: RetentionCandidate): Day | null {
  return TERMS[term]({ childrenLeaveOn, closedOn, leftOn });
}

const TERMS: Record<
  Term,
  (of: Pick<RetentionCandidate, 'childrenLeaveOn' | 'closedOn' | 'leftOn'>) => Day | null
> = {
  case: ({ childrenLeaveOn, closedOn, leftOn }) =>
    declarationErasableOn({ childrenLeaveOn, closedOn, declarerLeftOn: leftOn, legalHold: false }),
  children: ({ childrenLeaveOn }) =>
    declarationErasableOn({ childrenLeaveOn, closedOn: null, declarerLeftOn: null, legalHold: false }),
  leaver: ({ leftOn }) => evidenceErasableOn({ leftOn, legalHold: false }),
  // Both, where they had both hats.
  person: (of) => {
    const ends = [
      ...(of.childrenLeaveOn.length > 0 ? [TERMS.children(of)] : []),
      ...(of.leftOn === null ? [] : [TERMS.leaver(of)]),
    ];
    return ends.includes(null) ? null : (ends.sort().at(-1) ?? null);
  },
};
