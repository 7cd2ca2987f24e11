import type { Account } from './account.ts';

/** Where a platform may begin a message of its own to an account: kept from what the account sent, dropped when it leaves. */
export interface Conversation extends Account {
  /** The platform's id of the chat between this account and the bot. */
  id: string;
  /** Where the platform takes messages for it. */
  serviceUrl: string;
  /** The bot's own id in that chat. */
  bot: string;
  usedAt: Date;
}

/** What a platform must remember between two messages. It belongs to no setting: an account may have a place in none. */
export interface Conversations {
  find(account: Account): Promise<Conversation | undefined>;
  /** The tenant's conversation used last: its `serviceUrl` serves people who have never written. */
  latest(platform: string, tenant: string): Promise<Conversation | undefined>;
  /** Inserts it, or moves it on to what holds now. */
  keep(conversation: Conversation): Promise<void>;
  drop(account: Account): Promise<void>;
  /** True the first time only, until it is taken back or the conversation dropped. */
  welcome(account: Account, at: Date): Promise<boolean>;
  /** The greeting never arrived: it may be tried again. */
  unwelcome(account: Account): Promise<void>;
  /** Whether what the platform sent under this key was answered to its end. */
  isAnswered(key: string): Promise<boolean>;
  /** Remembers that they were. */
  answered(keys: readonly string[], at: Date): Promise<void>;
  /** Forgets what was answered before that instant. */
  purge(before: Date): Promise<number>;
}
