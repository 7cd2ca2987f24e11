import type { Button } from './talk/view.ts';

export type NotificationClass = 'alert' | 'routine' | 'summary';
export type NotificationState = 'queued' | 'sent' | 'failed' | 'dead' | 'suppressed';

/**
 * A message on its way to one person. Title and text are what a lock screen may show: no child, no carer, no kind, no
 * network (rules: Privacy). Unique by subject, milestone and recipient.
 */
export interface Notification {
  setting: string;
  id: string;
  recipient: string;
  /** A reference (`D-12`), an allocation (`KP-5`), a child (`C-7`) or a policy's code. */
  subject: string;
  milestone: string;
  class: NotificationClass;
  title: string;
  text: string;
  button: Button | null;
  state: NotificationState;
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

export interface NotificationRow extends Notification {
  settingCode: string;
  recipientName: string;
}

export interface Notifications {
  /** False when that milestone has been told to that person before. */
  queue(notification: Notification): Promise<boolean>;
  /** Takes up to `limit` that are due, for `claimFor` milliseconds, so that no other process sends them meanwhile. */
  claim(now: Date, claimFor: number, limit: number): Promise<NotificationRow[]>;
  mark(
    setting: string,
    id: string,
    outcome: Pick<Notification, 'state' | 'platform' | 'attempts' | 'notBefore' | 'sentAt' | 'error'>,
  ): Promise<void>;
  /** Everything, oldest first. */
  all(): Promise<NotificationRow[]>;
  /** To one person, newest first. */
  ofRecipient(setting: string, person: string, limit: number): Promise<Notification[]>;
  dead(setting: string): Promise<NotificationRow[]>;
}
