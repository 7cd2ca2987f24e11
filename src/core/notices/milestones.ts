import { addDays, addMonths, type Day, daysBetween, weekday } from '../rules/days.ts';
import { addWorkingDays, beforeClosure, openDayFrom, type Where } from '../rules/working-days.ts';

/** Whom a milestone is for; a subject lists the people of each. */
export type Audience =
  | 'dso'
  | 'chair'
  | 'manager'
  | 'admin'
  | 'witness'
  | 'officer'
  | 'next'
  | 'declarer'
  | 'staff'
  | 'signatory'
  | 'asked';

/** A milestone of a subject, counted from the subject's own day. */
export type Mark = {
  to: readonly Audience[];
} /** `beforeDue`, as where `days` is negative: it comes before a date, and never waits in a closure until that has passed. */ & (
  | { kind: 'days'; days: number; beforeDue?: true }
  /**
   * Day 0 is the day itself, or the first open day after it. With `every`, the milestone repeats after each such number of
   * days.
   */
  | { kind: 'working days'; days: number; every?: number }
  /** Every month, starting so many days after. */
  | { kind: 'monthly'; after: number }
  /** Each open day while it still applies. */
  | { kind: 'open days' }
  | { kind: 'mondays' }
  | { kind: 'once' }
);

/** What milestones are compared with: today, and the day on which a routine message would be delivered. */
interface Time {
  today: Day;
  on: Day;
  where: Where;
}

export interface Milestone {
  name: string;
  day: Day;
}

/** The latest milestone of a mark that has been reached; undefined while none has. */
export function reached(mark: Mark, from: Day, { today, on, where }: Time): Milestone | undefined {
  switch (mark.kind) {
    case 'days': {
      const plain = addDays(from, mark.days);
      const day = mark.days < 0 || mark.beforeDue ? beforeClosure(plain, where) : plain;
      return day <= today ? { name: `${from}:${mark.days}`, day } : undefined;
    }
    case 'working days': {
      let found: Milestone | undefined;
      for (let days = mark.days; ; days += mark.every ?? 1) {
        const day = days === 0 ? openDayFrom(from, where) : addWorkingDays(from, days, where);
        if (day > today) return found;
        found = { name: `${from}:w${days}`, day };
        if (mark.every === undefined) return found;
      }
    }
    case 'monthly': {
      const start = addDays(from, mark.after);
      let months = Math.floor(Math.max(0, daysBetween(start, today)) / 31);
      while (addMonths(start, months + 1) <= today) months++;
      if (months === 0) return undefined;
      return { name: `${from}:${mark.after}m${months}`, day: addMonths(start, months) };
    }
    case 'open days':
      return from <= on ? { name: on, day: on } : undefined;
    case 'mondays': {
      const day = addDays(today, -weekday(today));
      return from <= day ? { name: day, day } : undefined;
    }
    case 'once':
      return { name: from, day: from };
  }
}

/** The number of working days from `from` to `on`; 0 on the day itself. */
export function workingDaysSince(from: Day, on: Day, where: Where): number {
  let days = 0;
  for (let day = addWorkingDays(from, 1, where); day <= on; day = addWorkingDays(day, 1, where)) days++;
  return days;
}
