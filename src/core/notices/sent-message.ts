import type { Account } from '../accounts/account.ts';
import type { Claim } from '../claim.ts';

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

/** Messages of one setting that are to be rewritten, by their ids. */
export interface DueMessages {
  setting: string;
  ids: string[];
}

export interface SentMessages {
  keep(message: SentMessage): Promise<void>;
  /** Those of a setting, oldest first. */
  ofSetting(setting: string): Promise<SentMessage[]>;
  /** Records what is still open of a message, which is to be rewritten from `now` on. */
  outdate(setting: string, id: string, open: readonly string[], now: Date): Promise<void>;
  /** Those on these platforms that are to be rewritten and that no process is rewriting: those that have waited longest. */
  due(now: Date, limit: number, platforms: readonly string[]): Promise<DueMessages[]>;
  /** Claims those of these messages that are still to be rewritten and that no other process has claimed meanwhile. */
  claim(setting: string, ids: readonly string[], now: Date, claim: Claim): Promise<SentMessage[]>;
  /** Prolongs a claim. False where the message is no longer claimed under this token. */
  renew(setting: string, id: string, claim: Claim): Promise<boolean>;
  /**
   * Records how a message was rewritten that is claimed under this token; one of which nothing is open any more is forgotten.
   * False, and nothing is changed, where another process has it.
   */
  rewritten(setting: string, id: string, token: string, drawn: Rewritten): Promise<boolean>;
  /** Has a message rewritten from `at` on, which is remembered anew where it was forgotten meanwhile. */
  again(message: SentMessage, at: Date): Promise<void>;
  /** Gives a claim back: the message is rewritten at `at`. */
  postpone(setting: string, id: string, token: string, attempts: number, at: Date): Promise<void>;
  /** Forgets a message that is claimed under this token. */
  drop(setting: string, id: string, token: string): Promise<void>;
  /** Forgets those that were sent before that. */
  purge(before: Date): Promise<number>;
}
