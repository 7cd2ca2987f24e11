import type { RetentionRule } from '../records/privacy.ts';
import type { Day } from '../rules/days.ts';
import type { SessionsFrom } from '../rules/sessions.ts';

/** A child and the enrolment that counts now: the latest one, which may start in the future. */
export interface Child {
  setting: string;
  id: string;
  /** Shown as `C-7`, which stands for the name on a lock screen. */
  number: number;
  ref: string | null;
  name: string;
  startsOn: Day;
  leavesOn: Day | null;
  /**
   * The first day of the first enrolment. It decides whether a relationship is prior, also for a child who left and
   * returned.
   */
  firstStartsOn: Day;
  /**
   * Whether its carers or whereabouts must not be told (a placement, a family that fled): no picker, list, likeness, page or
   * file shows them but to manager, DSO and deputy.
   */
  protected: boolean;
  /**
   * It was protected, and is not any more: what blocked until an officer says that they may (K8) blocks on, since a change of the
   * register lifts no block.
   */
  wasProtected: boolean;
  /** On which half days it attends, by the day from which that holds; empty where it is not known (K13). */
  sessions: SessionsFrom[];
  /** With whom an officer looked at it that no carer is on record on purpose; null where nobody has (K14). */
  lookedWith: string | null;
}

/** When a child's record is erased, and what becomes of each field then. */
export const CHILD_RETENTION: RetentionRule<Child> = {
  kind: 'child',
  term: 'children',
  why: 'three years after the child left, and nothing kept names it',
  privacy: {
    setting: 'id',
    id: 'id',
    number: 'id',
    ref: 'personal',
    name: 'personal',
    startsOn: 'technical',
    leavesOn: 'technical',
    firstStartsOn: 'technical',
    protected: 'technical',
    wasProtected: 'technical',
    sessions: 'personal',
    lookedWith: 'personal',
  },
};

/** Whether what blocks of a protected child blocks of this one (K8). */
export function isOrWasProtected(child: Pick<Child, 'protected' | 'wasProtected'>): boolean {
  return child.protected || child.wasProtected;
}

/** The mark of a child who is protected from now on, or is not. */
export function markedAs(
  isProtected: boolean,
  before: Pick<Child, 'protected' | 'wasProtected'> | undefined,
): Pick<Child, 'protected' | 'wasProtected'> {
  const was = before !== undefined && isOrWasProtected(before);
  return { protected: isProtected, wasProtected: was && !isProtected };
}

/**
 * How a person is linked to a child. `relative`: without being a carer (K8). `parent`: no longer on the child's row, and still
 * a parent or family, as an officer said. `former`: no longer on the row, and no parent. `error`: never this child's.
 */
export type Standing = 'carer' | 'relative' | 'parent' | 'former' | 'error';

export interface CarerLink {
  setting: string;
  child: string;
  person: string;
  personName: string;
  relation: string | null;
  standing: Standing;
  /**
   * The standing that still counts, since a change of the register lifts no block, until an officer has said what became of
   * the link; null where that is settled.
   */
  countsAs: 'carer' | 'relative' | null;
}

export type NewLink = Omit<CarerLink, 'personName'>;

/**
 * As what the person counts for this child: somebody off the form who is still a parent counts as a carer, and an unsettled
 * change counts as what was; null for a link that was an error.
 */
export function countedStanding({
  standing,
  countsAs,
}: Pick<CarerLink, 'standing' | 'countsAs'>): 'carer' | 'relative' | 'former' | null {
  if (countsAs !== null) return countsAs;
  if (standing === 'parent') return 'carer';
  return standing === 'error' ? null : standing;
}

/** Somebody who counts as a carer or a relative of a child who is here or will be. */
export interface Kinship {
  person: string;
  personName: string;
  relation: string | null;
  standing: 'carer' | 'relative';
  child: string;
  childNumber: number;
  childName: string;
  /** Whether the child is protected. */
  isProtected: boolean;
}

export interface Children {
  byId(setting: string, id: string): Promise<Child | undefined>;
  /** The number of the next child's `C-` reference, counted within the setting from 1. */
  nextNumber(setting: string): Promise<number>;
  byIds(setting: string, ids: readonly string[]): Promise<Child[]>;
  byNumber(setting: string, number: number): Promise<Child | undefined>;
  byName(setting: string, key: string): Promise<Child[]>;
  byRef(setting: string, ref: string): Promise<Child | undefined>;
  /** Children who attend on that day or later, by name. */
  present(setting: string, on: Day): Promise<Child[]>;
  /** Children whose stay, the latest or an earlier one, includes that day, by name. */
  enrolledOn(setting: string, on: Day): Promise<Child[]>;
  /** Every child ever enrolled (import, export). */
  all(setting: string): Promise<Child[]>;
  /** Adds children who are not in the register yet, each with their first enrolment. */
  add(children: readonly Child[]): Promise<void>;
  /** Everybody linked to these children: carers, former carers and relatives. */
  linksOf(setting: string, ...children: string[]): Promise<CarerLink[]>;
  /** Who counts as a carer of these children (`countedStanding`). */
  carersOf(setting: string, ...children: string[]): Promise<CarerLink[]>;
  /**
   * Links of which an officer has yet to say what became of them, by child: those on which something rests, since the person is
   * a member of staff (K1) or an open declaration about them blocks. Through any other nobody is blocked, and nobody is asked.
   */
  unsettled(setting: string): Promise<CarerLink[]>;
  /** Who counts as a carer or relative of the children present on or after that day, by name. */
  kinships(setting: string, on: Day): Promise<Kinship[]>;
  /** Every link of the setting (import, export). */
  links(setting: string): Promise<CarerLink[]>;
  /** The children a person is or was linked to, with the link's standing. */
  ofPerson(
    setting: string,
    person: string,
  ): Promise<
    { child: Child; standing: Standing; relation: string | null; countsAs: CarerLink['countsAs'] }[]
  >;
  /** Saves links. A pair of child and person may appear only once. */
  linkAll(links: readonly NewLink[]): Promise<void>;
}
