import type { ReminderFacts } from './facts.ts';
import { type Audience, type Milestone, reached } from './milestones.ts';
import type { Reminder, Subject } from './reminder.ts';
import { decisions, handlerChanges, lateCases, successors, unroutableCases } from './reminders/cases.ts';
import { newcomers } from './reminders/families.ts';
import { noDso, noKeyPerson } from './reminders/posts.ts';
import {
  acknowledgements,
  boundaries,
  declarationReviews,
  policyReviews,
  signatures,
} from './reminders/reviews.ts';
import { weeklySummary } from './reminders/summary.ts';
import type { Telling } from './tell.ts';

/** Everything that anybody is reminded of (rules: Time). A further kind of reminder is a further row. */
const REMINDERS: readonly Reminder[] = [
  handlerChanges,
  unroutableCases,
  decisions,
  lateCases,
  successors,
  boundaries,
  newcomers,
  policyReviews,
  declarationReviews,
  acknowledgements,
  signatures,
  noDso,
  noKeyPerson,
  weeklySummary,
];

const NAMED = new Map(REMINDERS.map((reminder) => [reminder.name, reminder]));

/** The row that a message came from; undefined for what a command told. */
export function reminderOf(milestone: string): Reminder | undefined {
  return NAMED.get(milestone.split(':')[0] ?? '');
}

/**
 * What is due: for each subject and recipient the latest milestone that has come, and no other, so that an outage or a
 * fresh installation collapses what was missed. To people in post alone. `of` says which reminders are looked at.
 */
export async function dueNow(facts: ReminderFacts, of: Iterable<Reminder> = REMINDERS): Promise<Telling[]> {
  const due: Telling[] = [];
  for (const reminder of of) {
    for (const subject of await reminder.subjects(facts)) due.push(...tellings(reminder, subject, facts));
  }
  return due;
}

function tellings(reminder: Reminder, subject: Subject, facts: ReminderFacts): Telling[] {
  const latest = new Map<string, Milestone & { to: Audience }>();
  for (const mark of reminder.marks) {
    const milestone = reached(mark, subject.from, facts);
    if (!milestone) continue;
    for (const to of mark.to) {
      for (const person of subject.people[to] ?? []) {
        const known = latest.get(person);
        if (subject.heardOn && milestone.day <= subject.heardOn(person)) continue;
        if (!known || known.day < milestone.day) latest.set(person, { ...milestone, to });
      }
    }
  }
  const on = reminder.class === 'alert' ? facts.today : facts.on;
  return [...latest].flatMap(([person, { name, to }]) => {
    const words = facts.inPost.has(person) ? subject.words(to, person, on) : undefined;
    if (!words) return [];
    return [
      {
        to: person,
        subject: subject.subject,
        milestone: `${reminder.name}:${name}`,
        class: reminder.class,
        ...words,
      },
    ];
  });
}
