import type { Day } from '../rules/days.ts';
import type { Button } from '../talk/view.ts';
import type { ReminderFacts } from './facts.ts';
import type { Audience, Mark } from './milestones.ts';
import type { NoticeClass } from './notice.ts';

/** What stands on the lock screen: no child, no carer, no kind, no network (rules: Privacy). */
export interface Words {
  title: string;
  text: string;
  button?: Button;
}

/** One thing that people are reminded of, as it stands now. */
export interface Subject {
  /** A reference, an allocation, a child's number or a policy's code. */
  subject: string;
  /** The day that its milestones are counted from. */
  from: Day;
  people: Partial<Record<Audience, readonly string[]>>;
  /** The day on which this person has heard of it anyway: milestones up to then are not for them. */
  heardOn?(person: string): Day;
  /** As of the day on which it reaches people. Undefined: there is nothing to say to them. */
  words(to: Audience, person: string, on: Day): Words | undefined;
}

/** A row of the table: a kind of subject, its milestones, and whom each reaches. */
export interface Reminder {
  class: NoticeClass;
  /** For alerts that the calendar raises, not an event: on open days alone. */
  onOpenDays?: true;
  /** As a message that never arrives: the next officer and the admin are told. */
  mustArrive?: true;
  marks: readonly Mark[];
  subjects(facts: ReminderFacts): Promise<Subject[]>;
}
