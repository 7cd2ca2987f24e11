import type { Account } from './account.ts';

/**
 * The chat in which a platform can write to an account first. It is taken from what the account sent, and deleted when the
 * account leaves.
 */
export interface Conversation extends Account {
  /** The platform's id of the chat between this account and the bot. */
  id: string;
  /** Where the platform takes messages for it. */
  serviceUrl: string;
  /** The bot's own id in that chat. */
  bot: string;
  usedAt: Date;
}

/** What a platform must remember between two messages. It belongs to no setting, since an account may be bound in none. */
export interface Conversations {
  find(account: Account): Promise<Conversation | undefined>;
  /** The conversation of the tenant that was used last: its `serviceUrl` also serves people who have never written. */
  latest(platform: string, tenant: string): Promise<Conversation | undefined>;
  /** Inserts the conversation, or updates it. */
  keep(conversation: Conversation): Promise<void>;
  drop(account: Account): Promise<void>;
  /**
   * Records that the account was welcomed: true the first time only, until `unwelcome` or until the conversation is
   * deleted.
   */
  welcome(account: Account, at: Date): Promise<boolean>;
  /** Takes the welcome back, because the greeting could not be sent; it may then be tried again. */
  unwelcome(account: Account): Promise<void>;
  /**
   * Keeps which message holds the account's page, the newest; gives the one that held it before. Of two at once each may be given the
   * same one.
   */
  keepPage(account: Account, message: string): Promise<string | undefined>;
  /** That message holds the page no more: something else was shown in its place. */
  leavePage(account: Account, message: string): Promise<void>;
  /** Whether the delivery with this key was fully answered. */
  isAnswered(key: string): Promise<boolean>;
  /** Records that the delivery with this key was answered. */
  answered(key: string, at: Date): Promise<void>;
  /** Deletes the keys of deliveries that were answered before that instant. */
  purge(before: Date): Promise<number>;
}
