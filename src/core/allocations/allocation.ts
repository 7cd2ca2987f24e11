import type { Child } from '../children/child.ts';
import type { RetentionRule } from '../records/privacy.ts';
import type { Day } from '../rules/days.ts';

export const ALLOCATION_ROLES = ['key_person', 'co_key_person', 'back_up'] as const;
export type AllocationRole = (typeof ALLOCATION_ROLES)[number];
/** Who looks after a child, from a day until a day, both included. `flaggedOn` set: reallocation required. */
export interface Allocation {
  setting: string;
  id: string;
  /** Shown as `KP-5`. */
  number: number;
  child: string;
  childName: string;
  childNumber: number;
  staff: string;
  staffName: string;
  role: AllocationRole;
  from: Day;
  until: Day | null;
  flaggedOn: Day | null;
  dueOn: Day | null;
  endReason: string | null;
  /** When the child's parents were told, as far as somebody has recorded it. */
  toldOn: Day | null;
}

/** When its time has come, and what becomes of each field then. */
export const ALLOCATION_RETENTION: RetentionRule<Allocation> = {
  kind: 'allocation',
  term: 'children',
  why: 'three years after the child left',
  privacy: {
    setting: 'id',
    id: 'id',
    number: 'id',
    child: 'id',
    childName: 'others',
    childNumber: 'id',
    staff: 'id',
    staffName: 'others',
    role: 'technical',
    from: 'technical',
    until: 'technical',
    flaggedOn: 'technical',
    dueOn: 'technical',
    endReason: 'personal',
    toldOn: 'technical',
  },
};

export type NewAllocation = Omit<Allocation, 'childName' | 'childNumber' | 'staffName'>;

/**
 * An allocation also ends, without a word, when its child or its member of staff leaves: `on`-queries leave those out.
 * One of a role with `until` null a child: the database holds it.
 */
export interface Allocations {
  byNumber(setting: string, number: number): Promise<Allocation | undefined>;
  /** In force on that day or later, by role and start. */
  ofChild(setting: string, child: string, on: Day): Promise<Allocation[]>;
  ofChildren(setting: string, children: readonly string[], on: Day): Promise<Allocation[]>;
  ofStaff(setting: string, staff: string, on: Day): Promise<Allocation[]>;
  /** In force on that day or later, of the whole setting. */
  open(setting: string, on: Day): Promise<Allocation[]>;
  /**
   * Of how many children each member of staff, or each of these, is key person or co-key person on each of these days; of
   * somebody who has left by then, was.
   */
  keyChildren(
    setting: string,
    days: readonly Day[],
    staff?: readonly string[],
  ): Promise<Map<Day, Map<string, number>>>;
  /** Children present on or after the day without a key person in force (on the later of the day and their start), or with one flagged; soonest start first. */
  childrenInNeed(setting: string, on: Day): Promise<{ child: Child; flagged: Allocation | null }[]>;
  /** Adds allocations of children who have had none of these roles. */
  addFirst(allocations: readonly NewAllocation[]): Promise<void>;
}

export const ALLOCATION_LABELS = {
  key_person: 'Key person',
  co_key_person: 'Co-key person',
  back_up: 'Back-up',
} as const;
