import type { Button } from '../talk/view.ts';

export type NoticeClass = 'alert' | 'routine' | 'summary';
export type NoticeState = 'queued' | 'sent' | 'failed' | 'dead' | 'suppressed';

/**
 * A message on its way to one person. Title and text are what a lock screen may show: no child, no carer, no kind, no
 * network (rules: Privacy). Unique by subject, milestone and recipient.
 */
export interface Notice {
  setting: string;
  id: string;
  recipient: string;
  /** A reference (`D-12`), an allocation (`KP-5`), a child (`C-7`) or a policy's code. */
  subject: string;
  milestone: string;
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
  /** False when that milestone has been told to that person before. One that was suppressed is told after all. */
  queue(notification: Notice): Promise<boolean>;
  /** Whether that milestone has been told to that person, or is about to be. */
  isTold(setting: string, subject: string, milestone: string, recipient: string): Promise<boolean>;
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
