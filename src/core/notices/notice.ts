import type { Button } from '../talk/view.ts';
import type { ToldContent } from './told.ts';

export type NoticeClass = 'alert' | 'routine' | 'summary';
export type NoticeState = 'queued' | 'sent' | 'failed' | 'dead' | 'suppressed';

/** What the calendar raises: `reminders/` says on which days. */
export type ReminderKind =
  | 'handler'
  | 'nobody'
  | 'decision'
  | 'waits'
  | 'successor'
  | 'boundary'
  | 'families'
  | 'policy-review'
  | 'declaration-review'
  | 'acknowledge'
  | 'sign'
  | 'no-dso'
  | 'no-key-person'
  | 'week';

export type Content = ToldContent | { kind: ReminderKind };
export type NoticeKind = Content['kind'];

/** A message about one thing. Title and text may stand on a lock screen (rules: Privacy). */
export interface Telling<What extends Content = ToldContent> {
  /** A reference, an allocation, a child's number or a policy's code. */
  subject: string;
  content: What;
  /** With subject, kind and recipient it is sent once, however often it is told. */
  occasion: string;
  title: string;
  text: string;
  button?: Button;
}

/**
 * A message on its way to one person. Title and text are what a lock screen may show: no child, no carer, no kind, no
 * network (rules: Privacy). Unique by subject, kind, occasion and recipient.
 */
export interface Notice {
  setting: string;
  id: string;
  recipient: string;
  /** A reference (`D-12`), an allocation (`KP-5`), a child (`C-7`) or a policy's code. */
  subject: string;
  content: Content;
  /** What makes a second one of its kind a new one: an instant, a day, a milestone that was reached, an id; '': there is one only. */
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
  /** No attempt before this instant. */
  notBefore: Date;
  sentAt: Date | null;
  /** What the platform said, in one word or two; never what people wrote. */
  error: string | null;
}

export interface NoticeRow extends Notice {
  settingCode: string;
  recipientName: string;
}

/** One that failed and waits for its next attempt, once for each account of its recipient; without an account once, with nulls. */
export interface FailedNotice
  extends Pick<Notice, 'setting' | 'id' | 'recipient' | 'class' | 'createdAt' | 'notBefore' | 'error'> {
  settingCode: string;
  platform: string | null;
  tenant: string | null;
}

export interface Notices {
  /** False when it has been told to that person before, on that occasion. One that was suppressed is told after all. */
  queue(notice: Notice): Promise<boolean>;
  /** Whether it has been told to that person on that occasion, or is about to be. */
  isTold(
    notice: Pick<Notice, 'setting' | 'subject' | 'content' | 'occasion' | 'recipient'>,
  ): Promise<boolean>;
  /**
   * Takes everything that is due for `limit` people, whom an alert awaits before those who have waited longest, for
   * `claimFor` milliseconds, so that no other process sends it meanwhile.
   */
  claim(now: Date, claimFor: number, limit: number): Promise<NoticeRow[]>;
  mark(
    setting: string,
    id: string,
    outcome: Pick<Notice, 'state' | 'platform' | 'attempts' | 'notBefore' | 'sentAt' | 'error'>,
  ): Promise<void>;
  /** Gives it the words that are true by now. */
  reword(setting: string, id: string, words: Pick<Notice, 'title' | 'text'>): Promise<void>;
  /** A platform that was given up on after so many attempts has taken it after all. False when it was tried again meanwhile. */
  arrived(setting: string, id: string, attempts: number, platform: string, at: Date): Promise<boolean>;
  /** The clock has been set back: what was to wait for an instant that is far off now may be tried from `now` on. */
  rewind(setting: string, now: Date): Promise<void>;
  /** The earliest instant at which anything may be tried; undefined when nothing waits. */
  next(): Promise<Date | undefined>;
  /** About one of these subjects, to whomever, oldest first. */
  ofSubjects(setting: string, subjects: readonly string[]): Promise<Notice[]>;
  /** Everything, oldest first. */
  all(): Promise<NoticeRow[]>;
  /** To one person, newest first. */
  ofRecipient(setting: string, person: string, limit: number): Promise<Notice[]>;
  dead(setting: string): Promise<NoticeRow[]>;
  /** Those of all settings that are not being tried just now: alerts first, then the oldest. */
  failed(): Promise<FailedNotice[]>;
  failedTo(setting: string, person: string): Promise<FailedNotice[]>;
  /** One that failed, and is not being tried just now, may be tried from `now` on. */
  bringForward(setting: string, id: string, now: Date): Promise<void>;
}

/** Kind and occasion in one word, as `outbox` and `calendar` show them. What follows from another notice is named after it. */
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
