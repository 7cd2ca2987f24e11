import type { Day } from '../rules/days.ts';
import type { Button } from '../talk/view.ts';
import type { ReminderFacts } from './facts.ts';
import type { Audience, Mark } from './milestones.ts';
import type { Notice, NoticeClass } from './notice.ts';

/** What stands on the lock screen: no child, no carer, no kind, no network (rules: Privacy). */
export interface Words {
  title: string;
  text: string;
  button?: Button;
}

/** One thing that people are reminded of, at its present state. */
export interface Subject {
  /** A reference, an allocation, a child's number or a policy's code. */
  subject: string;
  /** The day that its milestones are counted from. */
  from: Day;
  people: Partial<Record<Audience, readonly string[]>>;
  /** The day on which this person was told of it by another message; milestones up to that day are skipped. */
  alertedOn?(person: string): Day;
  /** The words, as of the day of delivery. Undefined: there is nothing to tell this person. */
  words(to: Audience, person: string, on: Day): Words | undefined;
}

/** A kind of reminder: its subjects, its milestones, and whom each reaches. */
export interface Reminder {
  class: NoticeClass;
  /** If it cannot be delivered, the next officer and the admin are told. */
  mustArrive?: true;
  /** After anything else was sent to the same person about the same subject, it waits for the same time of the next open day. */
  notWithinADay?: true;
  marks: readonly Mark[];
  subjects(facts: ReminderFacts): Promise<Subject[]>;
  /**
   * Whether what a message asked of its recipient is still to be done, where `subjects` does not say so: because it leaves
   * out whoever is away, or was told.
   */
  stillAsks?(facts: ReminderFacts, about: Pick<Notice, 'subject' | 'recipient'>): Promise<boolean>;
}
