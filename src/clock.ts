import type { Stopwatch } from './core/notices/lanes.ts';
import { isReckonable } from './core/rules/days.ts';

/** A clock that can be set forward or back and runs on from there. */
interface Clock {
  now(): Date;
  set(to: Date): void;
}

/** The machine's time, until it is set to another. */
export function createClock(): Clock {
  let ahead = 0;
  return {
    now: () => new Date(Date.now() + ahead),
    set: (to) => {
      ahead = to.getTime() - Date.now();
    },
  };
}

/** Measures elapsed time, whatever the clock is set to. */
export const stopwatch: Stopwatch = {
  elapsed: () => performance.now(),
  sleep: (ms, over) =>
    new Promise((resolve) => {
      const sleepers = over && sleepersUntil(over);
      const timer = setTimeout(done, ms);
      function done(): void {
        clearTimeout(timer);
        sleepers?.delete(done);
        resolve();
      }
      if (over?.aborted) done();
      else sleepers?.add(done);
    }),
};

/**
 * The sleepers to wake for each abort signal. Each signal gets one listener: adding a listener compares it with all the
 * existing ones, which is slow for hundreds of sleepers.
 */
const asleep = new WeakMap<AbortSignal, Set<() => void>>();

function sleepersUntil(over: AbortSignal): Set<() => void> {
  const known = asleep.get(over);
  if (known) return known;
  const sleepers = new Set<() => void>();
  asleep.set(over, sleepers);
  over.addEventListener('abort', () => {
    for (const wake of sleepers) wake();
  });
  return sleepers;
}

/** Resolves after the events that have arrived meanwhile were handled. */
export const letOthersRun = () => new Promise<void>((resume) => setImmediate(resume));

const INSTANT =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2}))?$/i;

/**
 * Reads an instant: ISO 8601 with `Z` or an offset, or a bare day, which means noon UTC (the same day anywhere in the
 * United Kingdom, summer and winter). Undefined for anything else, such as a date that does not exist or a year out of
 * range.
 */
export function parseInstant(words: string): Date | undefined {
  const given = words.trim();
  const match = INSTANT.exec(given);
  if (!match) return undefined;
  const [, year, month, day, hour] = match;
  const noon = new Date(`${year}-${month}-${day}T12:00:00Z`);
  if (Number.isNaN(noon.getTime()) || noon.getUTCDate() !== Number(day)) return undefined;
  if (!isReckonable(given)) return undefined;
  if (hour === undefined) return noon;
  const instant = new Date(
    given
      .toUpperCase()
      .replace(' ', 'T')
      .replace(/([+-]\d{2})(\d{2})$/, '$1:$2'),
  );
  return Number.isNaN(instant.getTime()) ? undefined : instant;
}
