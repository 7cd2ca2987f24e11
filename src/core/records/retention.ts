import { addMonths, type Day } from '../rules/days.ts';
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

const CHILD_MONTHS = 36;
const LEAVER_MONTHS = 72;
/** Days after which the title and text of a message go. */
export const MESSAGE_DAYS = 90;

/** What a term is counted from. */
type Ends = Pick<RetentionCandidate, 'childrenLeaveOn' | 'closedOn' | 'leftOn'>;

/**
 * The first day on which a record's personal fields may go (rules: Privacy), whatever the legal holds, which are looked at
 * apart, so that a report can say what they keep. Null: not as things stand.
 */
export function erasableOn({ term, ...ends }: Ends & { term: Term }): Day | null {
  return TERMS[term](ends);
}

const TERMS: Record<Term, (ends: Ends) => Day | null> = {
  /** As of its children; with none, as long after its closing or its declarer's leaving, whichever came last. */
  case: ({ childrenLeaveOn, closedOn, leftOn }) =>
    after(
      childrenLeaveOn.length > 0 ? childrenLeaveOn : [closedOn, leftOn].filter((day) => day !== null),
      CHILD_MONTHS,
    ),
  /** Three years after the last of its children left. */
  children: ({ childrenLeaveOn }) => after(childrenLeaveOn, CHILD_MONTHS),
  /** Six years after its person left. */
  leaver: ({ leftOn }) => after([leftOn], LEAVER_MONTHS),
  /** Both, where they had both hats. */
  person: (ends) => {
    const both = [
      ...(ends.childrenLeaveOn.length > 0 ? [TERMS.children(ends)] : []),
      ...(ends.leftOn === null ? [] : [TERMS.leaver(ends)]),
    ];
    return after(both, 0);
  },
};

/** So many months after the last of these days; null where one is not known yet, or there is none. */
function after(days: readonly (Day | null)[], months: number): Day | null {
  const last = days
    .filter((day) => day !== null)
    .sort()
    .at(-1);
  return last === undefined || days.includes(null) ? null : addMonths(last, months);
}
