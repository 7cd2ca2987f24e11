import type { Claim } from '../claim.ts';
import type { Button } from '../talk/view.ts';
import type { CommandContent } from './command-kinds.ts';

export type NoticeClass = 'alert' | 'routine' | 'summary';
type NoticeState = 'queued' | 'sent' | 'failed' | 'dead' | 'suppressed';

/** The kinds that the calendar raises; `reminders/` says on which days. */
export type ReminderKind =
  | 'handler'
  | 'nobody'
  | 'taken-over'
  | 'decision'
  | 'waits'
  | 'successor'
  | 'boundary'
  | 'families'
  | 'all-families'
  | 'policy-review'
  | 'declaration-review'
  | 'unconfirmed'
  | 'unanswered'
  | 'acknowledge'
  | 'sign'
  | 'no-dso'
  | 'no-key-person'
  | 'leave'
  | 'week';

export type Content = CommandContent | { kind: ReminderKind };

/** A message about one thing. Its title and text may stand on a lock screen (rules: Privacy). */
export interface Telling<What extends Content = CommandContent> {
  /** A reference, an allocation, a child's number or a policy's code. */
  subject: string;
  content: What;
  /** A message is sent once for each subject, kind, occasion and recipient, however often it is told. */
  occasion: string;
  title: string;
  text: string;
  button?: Button;
}

/**
 * A message for one person. Title and text are what a lock screen may show: no child, no carer, no kind, no network (rules:
 * Privacy). Unique by subject, kind, occasion and recipient.
 */
export interface Notice {
  setting: string;
  id: string;
  recipient: string;
  /** A reference (`D-12`), an allocation (`KP-5`), a child (`C-7`) or a policy's code. */
  subject: string;
  content: Content;
  /**
   * Distinguishes a second message of the same kind from the first: an instant, a day, a milestone or an id; empty where
   * there is only one.
   */
  occasion: string;
  class: NoticeClass;
  title: string;
  text: string;
  button: Button | null;
  state: NoticeState;
  /** The platform that took it, once sent. */
  platform: string | null;
  attempts: number;
  createdAt: Date;
  /** No attempt is made before this instant. */
  notBefore: Date;
  sentAt: Date | null;
  /** The platform's reason for a failure, in one word or two; never what people wrote. */
  error: string | null;
}

export interface NoticeRow extends Notice {
  settingCode: string;
  recipientName: string;
}

/** A notice that this process sends. */
export interface ClaimedNotice extends NoticeRow {
  /** When its next attempt was planned, where it was brought forward to see whether its platform works again; else null. */
  plannedFor: Date | null;
}

/** People of one setting for whom something is due. */
export interface DueRecipients {
  setting: string;
  recipients: string[];
  /** An alert waits for one of them. */
  isUrgent: boolean;
}

/** What became of a notice. */
export type Marked = Pick<
  Notice,
  'id' | 'state' | 'platform' | 'attempts' | 'notBefore' | 'sentAt' | 'error'
>;

/**
 * A message that failed and waits for its next attempt: one row for each account of its recipient. Without an account: one
 * row, with nulls.
 */
export interface FailedNotice
  extends Pick<Notice, 'setting' | 'id' | 'recipient' | 'class' | 'createdAt' | 'notBefore' | 'error'> {
  settingCode: string;
  platform: string | null;
  tenant: string | null;
}

/** How many messages of all settings are on their way or were given up on, by state; 10,000 stands for more, too. */
export interface Outstanding extends Record<'queued' | 'failed' | 'dead', number> {
  /** Since when the alert that should have arrived first has been due; undefined where none waits. */
  oldestAlert: Date | undefined;
}

export interface Notices {
  /**
   * Queues a message. False when that person was told before, on that occasion; a message that was suppressed is queued
   * again.
   */
  queue(notice: Notice): Promise<boolean>;
  /** Whether that person was told on that occasion, or the message is queued. */
  wasQueued(
    notice: Pick<Notice, 'setting' | 'subject' | 'content' | 'occasion' | 'recipient'>,
  ): Promise<boolean>;
  /**
   * For whom something is due that no process is sending, by setting: of `limit` people, first those with an alert, then those
   * who have waited longest. Of the settings that are passed over, nobody.
   */
  due(now: Date, limit: number, passedOver?: readonly string[]): Promise<DueRecipients[]>;
  /** Claims everything that is due for these people and that no other process has claimed meanwhile, earliest first. */
  claim(setting: string, recipients: readonly string[], now: Date, claim: Claim): Promise<ClaimedNotice[]>;
  /** Prolongs a claim of these notices. False where any of them is no longer claimed under this token. */
  renew(setting: string, ids: readonly string[], claim: Claim): Promise<boolean>;
  /**
   * Writes what became of notices that are claimed under this token, and gives their claim back. Another process has the
   * others, and they stay as they are. Returns the ids of those that were marked.
   */
  mark(setting: string, token: string, marks: readonly Marked[]): Promise<ReadonlySet<string>>;
  /** Gives a notice a fresh set of attempts from `now` on. */
  requeue(setting: string, id: string, now: Date): Promise<void>;
  /** Replaces the words of a notice that is claimed under this token with the ones that are true now. */
  reword(setting: string, token: string, id: string, words: Pick<Notice, 'title' | 'text'>): Promise<void>;
  /**
   * Records that a platform accepted a message after the wait for its answer had ended. False when the message was tried
   * again meanwhile.
   */
  arrived(setting: string, id: string, attempts: number, platform: string, at: Date): Promise<boolean>;
  /** After the clock was set back: a message whose next attempt lies too far ahead may be tried from `now` on. */
  rewind(setting: string, now: Date): Promise<void>;
  /** The earliest instant at which any message may be tried; undefined when none waits. */
  next(): Promise<Date | undefined>;
  /** Who has been told of this, when, and on which occasions, whether the message has left or not. */
  recipients(
    setting: string,
    subject: string,
    kind: Content['kind'],
  ): Promise<Pick<Notice, 'recipient' | 'occasion' | 'createdAt'>[]>;
  /** The messages about these subjects, to anybody, oldest first. */
  ofSubjects(setting: string, subjects: readonly string[]): Promise<Notice[]>;
  /** These messages, oldest first. */
  byIds(setting: string, ids: readonly string[]): Promise<Notice[]>;
  /** Everything, oldest first. */
  all(): Promise<NoticeRow[]>;
  /** A person's messages, newest first. */
  ofRecipient(setting: string, person: string, limit: number): Promise<Notice[]>;
  dead(setting: string): Promise<NoticeRow[]>;
  /** Failed messages of all settings that are not being tried at the moment: alerts first, then the oldest. */
  failed(): Promise<FailedNotice[]>;
  failedTo(setting: string, person: string): Promise<FailedNotice[]>;
  /** Reads an index, and no message: it may be asked every few seconds. */
  outstanding(now: Date): Promise<Outstanding>;
  /**
   * Allows failed messages that are not being tried at the moment to be tried from `now` on. `asProbe`: only to see whether the
   * platform works again.
   */
  bringForward(setting: string, ids: readonly string[], now: Date, asProbe?: 'asProbe'): Promise<void>;
}

/** What a message says something about: its subject, and the allocations that it names besides. */
export function subjectsOf({ subject, content }: Pick<Notice, 'subject' | 'content'>): string[] {
  return content.kind === 'effect' ? [subject, ...content.allocations] : [subject];
}

/**
 * Kind and occasion in one word, as `outbox` and `calendar` show them. A message that follows from another message is named
 * after it.
 */
export function milestoneOf({
  content: { kind },
  occasion,
}: {
  content: Pick<Content, 'kind'>;
  occasion: string;
}): string {
  if (occasion === '') return kind;
  return kind === 'effect' || kind === 'unroutable' ? `${occasion}:${kind}` : `${kind}:${occasion}`;
}
