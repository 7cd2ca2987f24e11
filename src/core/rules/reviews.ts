import type { Outcome } from '../declarations/declaration.ts';
import { addDays, addMonths, type Day, daysBetween, lastDay, showDay } from './days.ts';
import { addWorkingDays, rollOver, type Where } from './working-days.ts';

const TO_ACKNOWLEDGE = 21;
const TO_DECIDE = { attending: 1, expected: 2 };
const TO_REALLOCATE = 5;

/**
 * When a policy's review falls due (a month or year means its last day, V1), and how many days ago that was (0: not yet).
 */
export function policyReview(nextReview: string, today: Day): { dueOn: Day; overdueDays: number } {
  const dueOn = lastDay(nextReview);
  return { dueOn, overdueDays: Math.max(0, daysBetween(dueOn, today)) };
}

/**
 * The next review of a declaration decided on that day: after 6 months where it is managed, else after 12. Closures do not
 * move it.
 */
export function declarationReviewFrom(outcome: Outcome, day: Day): Day {
  return addMonths(day, outcome === 'managed' ? 6 : 12);
}

/**
 * When an acknowledgement or signature is due: 21 days after the latest of the three, but a newcomer's signature of the
 * confidentiality agreement on their first day; a day in a closure is moved.
 */
export function acknowledgementDue(
  from: { kind: 'policy' | 'confidentiality'; adoptedOn: string; joinedOn: Day | null; firstImportOn: Day },
  where: Where,
): Day {
  const others = [lastDay(from.adoptedOn), from.firstImportOn].sort().at(-1) ?? from.firstImportOn;
  if (from.joinedOn === null || from.joinedOn <= others)
    return rollOver(addDays(others, TO_ACKNOWLEDGE), where);
  return rollOver(
    from.kind === 'confidentiality' ? from.joinedOn : addDays(from.joinedOn, TO_ACKNOWLEDGE),
    where,
  );
}

/** When the officer's decision is due: in two working days; in one where the child attends already. */
export function decisionDue(submittedOn: Day, childAttends: boolean, where: Where): Day {
  return addWorkingDays(submittedOn, childAttends ? TO_DECIDE.attending : TO_DECIDE.expected, where);
}

/** When a child must have a successor for an allocation flagged on that day: in five working days (P4). */
export function reallocationDue(flaggedOn: Day, where: Where): Day {
  return addWorkingDays(flaggedOn, TO_REALLOCATE, where);
}

/** A due day in words: `overdue by 114 days`, `due today`, `in 9 days`. */
export function lateness(on: Day, today: Day): string {
  const days = daysBetween(today, on);
  if (days === 0) return 'due today';
  return days < 0 ? `overdue by ${count(-days)}` : `in ${count(days)}`;
}

/** What is to be done by a day: ` by 4 May 2027`, ` today`, `: it was due by 4 May 2027`. */
export function byOrLate(dueOn: Day, today: Day): string {
  if (dueOn === today) return ' today';
  return dueOn > today ? ` by ${showDay(dueOn)}` : `: it was due by ${showDay(dueOn)}`;
}

function count(days: number): string {
  return `${days} ${days === 1 ? 'day' : 'days'}`;
}
