import type { RetentionRule } from '../records/privacy.ts';
import type { Day } from '../rules/days.ts';
import type { SessionsFrom } from '../rules/sessions.ts';

export const ROLES = ['staff', 'manager', 'dso', 'deputy_dso', 'chair', 'admin'] as const;
export type Role = (typeof ROLES)[number];
/** The order in which officers are considered for a case (rules: Who handles it). */
export const OFFICER_ORDER = ['dso', 'deputy_dso', 'manager', 'chair'] as const satisfies readonly Role[];

/** A role held from a day (null: since always) until a day, both included (null: open). */
export interface Post {
  role: Role;
  from: Day | null;
  until: Day | null;
}

/** One human, once in a setting, whatever roles they have: staff, parent, committee. */
export interface Person {
  setting: string;
  id: string;
  ref: string | null;
  name: string;
  email: string | null;
  /** The first and last day of the latest stay; an earlier one stands in the posts. */
  startsOn: Day | null;
  leavesOn: Day | null;
  keyPersonCapable: boolean;
  lineManager: string | null;
  /** On which half days they work, by the day from which that holds; empty where it is not known (K13). */
  sessions: SessionsFrom[];
  /** Every role ever held here, ended ones included. Empty for a parent who does not work here. */
  posts: Post[];
  /** Who typed the address in chat, until another has confirmed an account at it; null where an import named it. */
  emailTypedBy: string | null;
}

/** When a person's record is erased, and what becomes of each field then. */
export const PERSON_RETENTION: RetentionRule<Person> = {
  kind: 'person',
  term: 'person',
  why: 'the last of their children left three years before, or they left six years before',
  privacy: {
    setting: 'id',
    id: 'id',
    ref: 'personal',
    name: 'personal',
    email: 'personal',
    startsOn: 'technical',
    leavesOn: 'technical',
    keyPersonCapable: 'technical',
    lineManager: 'id',
    sessions: 'personal',
    posts: 'technical',
    emailTypedBy: 'id',
  },
};

/** Days of absence, both included: K7 applies, and what is new goes to the next officer. */
export interface Absence {
  setting: string;
  id: string;
  person: string;
  from: Day;
  to: Day;
  /** Whoever recorded it of somebody else; null where it is the absent person's own word. */
  recordedBy: string | null;
  recordedAt: Date;
  /** Who confirmed what somebody else recorded: the absent person, or a second officer or the admin. */
  confirmedBy: string | null;
  /** When the person said, before it began, that they are not away: it then counts for nothing. */
  withdrawnAt: Date | null;
}

/** Whether an absence is the absent person's own word: recorded or confirmed by them. */
export function isOwnAbsence({ person, recordedBy, confirmedBy }: Absence): boolean {
  return recordedBy === null || confirmedBy === person;
}

export interface People {
  byId(setting: string, id: string): Promise<Person | undefined>;
  /** Everyone with that folded name (see rules/names), parents included. */
  byName(setting: string, key: string): Promise<Person[]>;
  byEmail(setting: string, email: string): Promise<Person[]>;
  byRef(setting: string, ref: string): Promise<Person | undefined>;
  /** Everyone who holds a role on that day, by name. */
  inPost(setting: string, on: Day): Promise<Person[]>;
  /** Everyone, or those of these ids, who holds, held or will hold a role: the rows of people.csv. */
  employed(setting: string, ids?: readonly string[]): Promise<Person[]>;
  /** Everyone in the register of this setting, parents included. */
  all(setting: string): Promise<Person[]>;
  /** Adds people who are not in the register yet. */
  add(people: readonly Person[]): Promise<void>;
  /** Absences, without those withdrawn, on that day, or on any day from it to `until`. */
  absencesOn(setting: string, on: Day, until?: Day): Promise<Absence[]>;
  /** A person's absences, without those withdrawn. */
  absencesOf(setting: string, person: string): Promise<Absence[]>;
}

/** The roles held on that day. First and last day bound the posts of the latest stay; those of an earlier one end by themselves. */
export function rolesOn({ posts, startsOn, leavesOn }: Person, on: Day): Role[] {
  const isEmployed = (leavesOn === null || leavesOn >= on) && (startsOn === null || startsOn <= on);
  return posts
    .filter(({ from, until }) => (from === null || from <= on) && (until === null || until >= on))
    .filter(({ until }) => isEmployed || (until !== null && startsOn !== null && until < startsOn))
    .map(({ role }) => role);
}

/** The words for each role, where the setting has no title of its own. */
export const ROLE_LABELS: Record<Role, string> = {
  staff: 'works with children',
  manager: 'manager',
  dso: 'designated safeguarding officer',
  deputy_dso: 'deputy safeguarding officer',
  chair: 'chair',
  admin: 'administrator',
};
