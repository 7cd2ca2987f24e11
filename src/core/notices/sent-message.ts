import type { Account } from '../accounts/account.ts';

/** Where a message stands on its platform: the chat, and the message's own id in it. */
export interface MessagePlace {
  chat: string;
  handle: string;
}

/**
 * A message that stands in a chat and asks for something, kept until all of that is done. It may hold several notices; one
 * notice may stand in several messages, where a platform gave no answer in time and another account was tried.
 */
export interface SentMessage {
  setting: string;
  id: string;
  recipient: string;
  account: Account;
  at: MessagePlace;
  /** The ids of the notices that it says, in their order. */
  notices: string[];
  /** Those of them that were still open when that was last looked at. */
  open: string[];
  sentAt: Date;
  /** How often it could not be rewritten. */
  attempts: number;
}

/** How a message was rewritten: whether it may be forgotten, and what it now shows as open. */
export interface Rewritten {
  /** What was known to be open when it was claimed. Where that has changed since, it is rewritten once more. */
  claimed: readonly string[];
  open: readonly string[];
}

export interface SentMessages {
  keep(message: SentMessage): Promise<void>;
  /** Those of a setting, oldest first. */
  ofSetting(setting: string): Promise<SentMessage[]>;
  /** Records what is still open of a message, which is to be rewritten from `now` on. */
  outdate(setting: string, id: string, open: readonly string[], now: Date): Promise<void>;
  /** Claims messages on these platforms that are to be rewritten, those that have waited longest first. */
  claim(now: Date, claimFor: number, limit: number, platforms: readonly string[]): Promise<SentMessage[]>;
  /** Forgets a message of which nothing is open any more. */
  rewritten(setting: string, id: string, drawn: Rewritten): Promise<void>;
  /** Gives a claim back: the message is rewritten at `at`. */
  postpone(setting: string, id: string, attempts: number, at: Date): Promise<void>;
  drop(setting: string, id: string): Promise<void>;
  /** Forgets those that were sent before that. */
  purge(before: Date): Promise<number>;
}
