import type { Day } from './rules/days.ts';

export const ROLES = ['staff', 'manager', 'dso', 'deputy_dso', 'chair', 'admin'] as const;
export type Role = (typeof ROLES)[number];
/** The order in which a case finds its officer (rules: Who handles it). */
export const OFFICER_ORDER = ['dso', 'deputy_dso', 'manager', 'chair'] as const satisfies readonly Role[];

/** A role held from a day (null: since always) until a day, both included (null: open). */
export interface Post {
  role: Role;
  from: Day | null;
  until: Day | null;
}

/** One human, once in a setting, whatever hats they wear: staff, parent, committee. */
export interface Person {
  setting: string;
  id: string;
  ref: string | null;
  name: string;
  email: string | null;
  startsOn: Day | null;
  leavesOn: Day | null;
  keyPersonCapable: boolean;
  lineManager: string | null;
  /** Every role ever held here, ended ones too. Empty for a parent who does not work here. */
  posts: Post[];
}

/** A chat identity: never a display name. `tenant` is the Slack team or Teams tenant. */
export interface Account {
  platform: string;
  tenant: string;
  user: string;
}

/** The last use of an account that is bound and that its person has done nothing with yet: any other is written to first. */
export const NEVER_USED = new Date(0);

export interface BoundAccount extends Account {
  setting: string;
  person: string;
  lastUsedAt: Date;
  /** True where people.csv names this very account: only then may a guest of the workspace come in (rules: Privacy). */
  named?: boolean;
}

/** Days away, both included: K7, and handling passes on. */
export interface Absence {
  setting: string;
  id: string;
  person: string;
  from: Day;
  to: Day;
}

export interface People {
  byId(setting: string, id: string): Promise<Person | undefined>;
  /** Everyone of that folded name (see rules/names), parents included. */
  byName(setting: string, key: string): Promise<Person[]>;
  byEmail(setting: string, email: string): Promise<Person[]>;
  byRef(setting: string, ref: string): Promise<Person | undefined>;
  /** Everyone who holds a role on that day, by name. */
  inPost(setting: string, on: Day): Promise<Person[]>;
  /** Everyone, or each of these, who holds, held or will hold a role: the rows of people.csv. */
  employed(setting: string, ids?: readonly string[]): Promise<Person[]>;
  /** Everyone in the register of this setting, parents too (import, export). */
  all(setting: string): Promise<Person[]>;
  /** Carers of children present on or after that day whose folded name begins so, with their children's names. */
  suggestCarers(
    setting: string,
    prefix: string,
    on: Day,
    limit: number,
  ): Promise<{ id: string; name: string; children: string[] }[]>;
  /** Inserts or updates the person and replaces their posts. */
  save(person: Person): Promise<void>;
  /** Adds people who are not in the register yet. */
  add(people: readonly Person[]): Promise<void>;
  /** On that day, or on any day from it until another. */
  absencesOn(setting: string, on: Day, until?: Day): Promise<Absence[]>;
  absencesOf(setting: string, person: string): Promise<Absence[]>;
  /** Records it; one of the same id gets these days. */
  addAbsence(absence: Absence): Promise<void>;
}

export interface Accounts {
  /** One row for each setting the account's person works in; empty for a stranger. */
  find(account: Account): Promise<BoundAccount[]>;
  /** Accounts of a person, last used first. */
  ofPerson(setting: string, person: string): Promise<BoundAccount[]>;
  /** Likewise of these people; `isShared` where the account is somebody's in another setting too. */
  ofPeople(setting: string, people: readonly string[]): Promise<(BoundAccount & { isShared: boolean })[]>;
  /** Binds an account to a person, or moves `lastUsedAt` on. */
  bind(account: BoundAccount): Promise<void>;
  /** Moves `lastUsedAt` on, in every setting; nothing for an account that is bound to nobody. */
  touch(account: Account, at: Date): Promise<void>;
  /** Ends the account's authority in every setting; returns what was bound. */
  unbind(account: Account): Promise<BoundAccount[]>;
}

export function rolesOn(person: Person, on: Day): Role[] {
  if (person.leavesOn !== null && person.leavesOn < on) return [];
  if (person.startsOn !== null && person.startsOn > on) return [];
  return person.posts
    .filter((post) => (post.from === null || post.from <= on) && (post.until === null || post.until >= on))
    .map((post) => post.role);
}
