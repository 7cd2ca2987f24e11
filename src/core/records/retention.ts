import type { Claim } from '../claim.ts';
import { addMonths, type Day } from '../rules/days.ts';
import type { RetentionRule, Term } from './privacy.ts';

/** A record that still has its personal fields, and the dates from which its retention period is counted. */
export interface RetentionCandidate extends Omit<RetentionRule<never>, 'privacy'> {
  id: string;
  /** The record's reference in the audit chain and in reports, never a name. */
  ref: string;
  /** References under which the audit chain mentions it; if there are none, the events that name its id. */
  subjects: string[];
  /** Everybody it is about: a legal hold on any of them keeps it. */
  people: string[];
  /** Ids of children and people whose names it needs: they are kept as long as it is. */
  names: string[];
  /** Last days of the children it is linked to; null for a child whose last day is not known yet. */
  childrenLeaveOn: (Day | null)[];
  closedOn: Day | null;
  /** When the declarer, the signatory or the person left; null where they have not left or do not work here. */
  leftOn: Day | null;
  /** For a person's record: whether they work here. */
  inPost: boolean;
}

/** The operator's order to erase nothing about one person, or in the whole setting, until it is released. */
export interface LegalHold {
  setting: string;
  id: string;
  /** The person's id; null for the whole setting. */
  person: string | null;
  why: string;
  placedAt: Date;
  liftedAt: Date | null;
}

export interface Retention {
  /**
   * Settings whose next check is due and that no process is checking, longest due first; after the clock was set back they are
   * due again.
   */
  due(now: Date, limit: number): Promise<string[]>;
  /** Claims the check of a setting. False where another process was first. */
  claim(setting: string, now: Date, claim: Claim): Promise<boolean>;
  /** Whether the setting is still claimed under this token. */
  isClaimed(setting: string, token: string): Promise<boolean>;
  /**
   * Records when the next check is due and, unless `at` is null, that the setting was checked then; and gives the claim back.
   * `token`: nothing is recorded where another process has claimed it since.
   */
  recordCheck(setting: string, at: Date | null, next: Date, token?: string): Promise<void>;
  /** When a setting was last checked, else when something last happened there. */
  lastKnown(setting: string): Promise<Date | null>;
  /**
   * Every record of the setting that still has its personal fields. Records that may need a child's or person's name come
   * before those of children and people.
   */
  candidates(setting: string): Promise<RetentionCandidate[]>;
  /** Erases the personal fields of one record. A record that is still open is closed by it. */
  erase(setting: string, record: RetentionCandidate, on: Day): Promise<void>;
  /** The numbers of the audit events whose payloads repeat what these records say. */
  eventsOf(setting: string, records: readonly RetentionCandidate[]): Promise<number[]>;
  /** Sent or dead messages made before that instant that still have their words, counted by recipient. */
  messages(setting: string, before: Date): Promise<{ recipient: string; count: number }[]>;
  /** Erases the words of those messages to this person; returns how many. */
  eraseMessages(setting: string, recipient: string, before: Date): Promise<number>;
  /** Legal holds that have not been released. */
  holds(setting: string): Promise<LegalHold[]>;
  /** Places a hold. False where one exists already. */
  place(hold: LegalHold): Promise<boolean>;
  lift(setting: string, id: string, at: Date): Promise<void>;
}

const CHILD_MONTHS = 36;
const LEAVER_MONTHS = 72;
/** Days after which the title and text of a message go. */
export const MESSAGE_DAYS = 90;

/** The dates from which a retention period is counted. */
type Ends = Pick<RetentionCandidate, 'childrenLeaveOn' | 'closedOn' | 'leftOn'>;

/**
 * The first day on which a record's personal fields may be erased (rules: Privacy). Legal holds are checked separately, so
 * that a report can say what they keep. Null: not as things stand.
 */
export function erasableOn({ term, ...ends }: Ends & { term: Term }): Day | null {
  return TERMS[term](ends);
}

const TERMS: Record<Term, (ends: Ends) => Day | null> = {
  /** As for `children`; without children, three years after its closing or its declarer's leaving, whichever came last. */
  case: ({ childrenLeaveOn, closedOn, leftOn }) =>
    after(
      childrenLeaveOn.length > 0 ? childrenLeaveOn : [closedOn, leftOn].filter((day) => day !== null),
      CHILD_MONTHS,
    ),
  /** Three years after the last of its children left. */
  children: ({ childrenLeaveOn }) => after(childrenLeaveOn, CHILD_MONTHS),
  /** Six years after its person left. */
  leaver: ({ leftOn }) => after([leftOn], LEAVER_MONTHS),
  /** The later of the two periods, for a person who was both parent and staff. */
  person: (ends) => {
    const both = [
      ...(ends.childrenLeaveOn.length > 0 ? [TERMS.children(ends)] : []),
      ...(ends.leftOn === null ? [] : [TERMS.leaver(ends)]),
    ];
    return after(both, 0);
  },
};

/** So many months after the last of these days; null where one of them is not known yet, or there is none. */
function after(days: readonly (Day | null)[], months: number): Day | null {
  const last = days
    .filter((day) => day !== null)
    .sort()
    .at(-1);
  return last === undefined || days.includes(null) ? null : addMonths(last, months);
}
