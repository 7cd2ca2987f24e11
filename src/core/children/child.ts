import type { Keeping } from '../records/privacy.ts';
import type { Day } from '../rules/days.ts';

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

/** When its time has come, and what becomes of each field then. */
export const CHILD_KEPT: Keeping<Child> = {
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
  },
};

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

export type NewLink = Omit<CarerLink, 'personName'>;

export interface Children {
  byId(setting: string, id: string): Promise<Child | undefined>;
  /** The `C-` number of the next child: counted within the setting from 1. */
  nextNumber(setting: string): Promise<number>;
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
  /** Adds children who are not in the register yet, each with their first enrolment. */
  add(children: readonly Child[]): Promise<void>;
  /** Everybody linked to one of these children: carers, those who were, and relatives. */
  linksOf(setting: string, ...children: string[]): Promise<CarerLink[]>;
  /** Their carers today, and nobody else. */
  carersOf(setting: string, ...children: string[]): Promise<CarerLink[]>;
  /** Every link of the setting (import, export). */
  links(setting: string): Promise<CarerLink[]>;
  /** The children a person is or was linked to, with the link's standing. */
  ofPerson(
    setting: string,
    person: string,
  ): Promise<{ child: Child; standing: Standing; relation: string | null }[]>;
  /** No child and person stand in it twice. */
  linkAll(links: readonly NewLink[]): Promise<void>;
}
