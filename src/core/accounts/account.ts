import { localDay } from '../rules/days.ts';
import { addWorkingDays, type Where } from '../rules/working-days.ts';

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
  /** True where people.csv, or a confirmed answer in chat, names this very account: only then may a guest of the workspace use Candour. */
  named?: boolean;
}

/**
 * What an account is to a person. `bound`: it stands for them. `waiting`: it is said to be theirs, and waits for another's word. The
 * others stand for nobody any more: the platform says that it has gone, the address that let it in has changed, a later one took
 * its place, or it was said not to be theirs.
 */
export type AccountState = 'waiting' | 'bound' | 'gone' | 'readdressed' | 'replaced' | 'declined';

/** An account that stands, stood or may stand for a person. */
export interface KnownAccount extends Required<BoundAccount> {
  state: AccountState;
  /** Whoever typed it in chat, or the address that lets it in; null where nobody did. */
  recordedBy: string | null;
  /** Since when it has waited; null where it does not wait. */
  waitsSince: Date | null;
  /** The first of two who say that they have seen the person. */
  seenBy: string | null;
  /** Whether it ever stood for this person. The store sets it, and it stays. */
  hasStood: boolean;
}

/** An account as the store has it. */
export interface StoredAccount extends KnownAccount {
  /** When its person opened its Home tab, to within a day; null where they never did. */
  homeOpenedAt: Date | null;
}

export interface Accounts {
  /** What it is bound to: one row for each setting the account's person works in; empty for a stranger. */
  find(account: Account): Promise<BoundAccount[]>;
  /** All that is known of it, bound or not: it stands for one person of a setting at most, or waits to. */
  known(account: Account): Promise<StoredAccount[]>;
  /** The accounts bound to a person, the one used last first. */
  ofPerson(setting: string, person: string): Promise<BoundAccount[]>;
  /** All that is known of a person's accounts, the one used last first. */
  knownOf(setting: string, person: string): Promise<StoredAccount[]>;
  /** The accounts bound to these people; `isShared` where the account is also bound in another setting. */
  ofPeople(setting: string, people: readonly string[]): Promise<(BoundAccount & { isShared: boolean })[]>;
  /** Those of the setting that wait for somebody's word, longest first. */
  waiting(setting: string): Promise<KnownAccount[]>;
  /** Saves what is known of an account. Its event comes next. */
  save(account: KnownAccount): Promise<void>;
  /** Binds an account to a person, whatever was known of it, or updates its `lastUsedAt`. Its event comes next. */
  bind(account: BoundAccount): Promise<void>;
  /** Updates `lastUsedAt` in every setting; does nothing for an account that is bound to nobody. */
  touch(account: Account, at: Date): Promise<void>;
  /** Records that the account's Home tab was opened; does nothing for one of which nothing is known. */
  openHome(account: Account, at: Date): Promise<void>;
  /**
   * Accounts of these people, bound or not, whose Home tab shows something: opened since then, or opened at any time by an
   * account that stands for them no more.
   */
  withHome(setting: string, people: readonly string[], since: Date): Promise<Account[]>;
  /** Deletes what the setting knows of an account as this person's. Its event comes next. */
  remove(account: Account & { setting: string; person: string }): Promise<void>;
}

/**
 * Whose word an account that is said to be a person's needs, before it stands for them: nobody's, their own from the account that
 * they use, that of one officer or administrator, or that of two who have seen the person.
 */
export type WordNeeded = 'none' | 'own' | 'another' | 'two';

/** Whether an account stands for its person, or waits to. */
export function isStanding({ state }: Pick<KnownAccount, 'state'>): boolean {
  return state === 'bound' || state === 'waiting';
}

/**
 * @param known all that is known of the person's accounts
 * @param typedBy whoever typed the account, or the address that lets it in, in chat
 */
export function wordNeeded(
  account: Account,
  known: readonly KnownAccount[],
  typedBy: string | null,
): WordNeeded {
  const others = known.filter((other) => !isSameAccount(other, account));
  // Two platforms let a person in by one imported address: the one that they have not used yet is no account until now.
  if (others.some((other) => other.state === 'bound' && (typedBy !== null || wasUsed(other)))) return 'own';
  if (others.some((other) => other.hasStood && wasUsed(other))) return 'two';
  return typedBy === null ? 'none' : 'another';
}

/** For how many working days the account until now is silent before two others may speak for its person. */
const SILENT_DAYS = 2;

/** Whether no account of the person has been used for two working days since this one has waited. */
export function isSilent(
  { waitsSince }: KnownAccount,
  known: readonly KnownAccount[],
  at: Date,
  where: Where & { timezone: string },
): boolean {
  const used = known.filter(({ state }) => state === 'bound').map(({ lastUsedAt }) => lastUsedAt);
  const last = Math.max(...[waitsSince ?? at, ...used].map((each) => each.getTime()));
  const day = (instant: Date) => localDay(instant, where.timezone);
  return day(at) > addWorkingDays(day(new Date(last)), SILENT_DAYS, where);
}

export function isSameAccount(one: Account, other: Account): boolean {
  return one.platform === other.platform && one.tenant === other.tenant && one.user === other.user;
}

/** Identifies an account among all: `PLATFORM/TENANT/USER`. */
export function nameOfAccount({ platform, tenant, user }: Account): string {
  return `${platform}/${tenant}/${user}`;
}

function wasUsed({ lastUsedAt }: BoundAccount): boolean {
  return lastUsedAt > NEVER_USED;
}
