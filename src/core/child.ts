import type { Day } from './rules/days.ts';

/** A child and the enrolment that counts now: the latest, which may lie ahead. */
export interface Child {
  setting: string;
  id: string;
  /** Shown as `C-7`: what a lock screen may say in place of a name. */
  number: number;
  ref: string | null;
  name: string;
  startsOn: Day;
  leavesOn: Day | null;
  /** The first day of the first enrolment: what a relationship is prior to, for a child who left and returned. */
  firstStartsOn: Day;
}

/** `former`: no longer on the child's row. `relative`: linked to the child, but not a carer (K8). */
export type Standing = 'carer' | 'former' | 'relative';

export interface CarerLink {
  setting: string;
  child: string;
  person: string;
  personName: string;
  relation: string | null;
  standing: Standing;
}

export interface Children {
  byId(setting: string, id: string): Promise<Child | undefined>;
  byIds(setting: string, ids: readonly string[]): Promise<Child[]>;
  byNumber(setting: string, number: number): Promise<Child | undefined>;
  byName(setting: string, key: string): Promise<Child[]>;
  byRef(setting: string, ref: string): Promise<Child | undefined>;
  /** Children who attend on that day or will later, by name. */
  present(setting: string, on: Day): Promise<Child[]>;
  countPresent(setting: string, on: Day): Promise<number>;
  /** Every child ever enrolled (import, export). */
  all(setting: string): Promise<Child[]>;
  /** Children present on or after that day whose folded name begins so. */
  suggest(setting: string, prefix: string, on: Day, limit: number): Promise<Child[]>;
  /** Inserts or updates the child and its current enrolment. A `startsOn` after the stored `leavesOn` adds an enrolment. */
  save(child: Child): Promise<void>;
  /** Adds children who are not in the register yet, each with their first enrolment. */
  add(children: readonly Child[]): Promise<void>;
  carersOf(setting: string, ...children: string[]): Promise<CarerLink[]>;
  /** Every link of the setting (import, export). */
  links(setting: string): Promise<CarerLink[]>;
  /** The children a person is or was linked to, with the link's standing. */
  ofPerson(
    setting: string,
    person: string,
  ): Promise<{ child: Child; standing: Standing; relation: string | null }[]>;
  link(link: Omit<CarerLink, 'personName'>): Promise<void>;
  /** No child and person stand in it twice. */
  linkAll(links: readonly Omit<CarerLink, 'personName'>[]): Promise<void>;
}

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
}

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
  /** Of how many children each member of staff, or each of these, is key person or co-key person on each of these days. */
  keyChildren(
    setting: string,
    days: readonly Day[],
    staff?: readonly string[],
  ): Promise<Map<Day, Map<string, number>>>;
  /** Children present on or after the day without a key person in force (on the later of the day and their start), or with one flagged; soonest start first. */
  childrenInNeed(setting: string, on: Day): Promise<{ child: Child; flagged: Allocation | null }[]>;
  /** Puts an end to what had ended by itself, its holder having left, so that the role is free. */
  add(allocation: NewAllocation): Promise<void>;
  /** Adds allocations of children who have had none of these roles. */
  addFirst(allocations: readonly NewAllocation[]): Promise<void>;
  end(setting: string, id: string, until: Day, reason: string): Promise<void>;
  /** Marks it as needing a successor (`flaggedOn`, `dueOn`), or lifts the mark with nulls. */
  flag(setting: string, id: string, flaggedOn: Day | null, dueOn: Day | null): Promise<void>;
}

/** The officer's "do not allocate" (K6); the reason is the officer's alone. */
export interface Hold {
  setting: string;
  id: string;
  child: string;
  staff: string;
  reason: string;
  placedBy: string;
  placedAt: Date;
  liftedAt: Date | null;
}

export interface Holds {
  ofChild(setting: string, ...children: string[]): Promise<Hold[]>;
  place(hold: Hold): Promise<void>;
  lift(setting: string, id: string, at: Date): Promise<void>;
}
