/** A chat identity: never a display name. `tenant` is the workspace or organisation to which it belongs. */
export interface Account {
  platform: string;
  tenant: string;
  user: string;
}

/**
 * What a platform, its tenants and its accounts are called in the register, in forms and in a setting's files. src/core,
 * src/import and src/store know a platform by this only.
 */
export interface PlatformNames {
  /** In the register, and the name of its folder under adapters/. */
  name: string;
  /** In what people read. */
  title: string;
  /** The key of setting.json for the setting's tenant (a workspace or organisation). */
  tenantKey: string;
  /** The column of people.csv, and the field of `person`, for an account's user id. */
  userField: string;
  /** An id of a tenant or user as the platform itself spells it. */
  toId(said: string): string;
}

/**
 * The last use of an account that is bound but that its person has not used yet. Any account that was used is written to
 * first.
 */
export const NEVER_USED = new Date(0);

export interface BoundAccount extends Account {
  setting: string;
  person: string;
  lastUsedAt: Date;
  /** True where people.csv names this very account: only then may a guest of the workspace use Candour (rules: Privacy). */
  named?: boolean;
}

export interface Accounts {
  /** One row for each setting the account's person works in; empty for a stranger. */
  find(account: Account): Promise<BoundAccount[]>;
  /** A person's accounts, the one used last first. */
  ofPerson(setting: string, person: string): Promise<BoundAccount[]>;
  /** The accounts of these people; `isShared` where the account is also bound in another setting. */
  ofPeople(setting: string, people: readonly string[]): Promise<(BoundAccount & { isShared: boolean })[]>;
  /** Binds an account to a person, or updates its `lastUsedAt`. */
  bind(account: BoundAccount): Promise<void>;
  /** Updates `lastUsedAt` in every setting; does nothing for an account that is bound to nobody. */
  touch(account: Account, at: Date): Promise<void>;
  /** Ends the account's authority in every setting, and returns what it was bound to. */
  unbind(account: Account): Promise<BoundAccount[]>;
}
