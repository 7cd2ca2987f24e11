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
