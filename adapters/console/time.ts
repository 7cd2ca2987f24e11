import { isDay, isReckonable, localTime, parseDay, showDay } from '../../src/core/rules/days.ts';

/** The time of day of `clock 2026-12-01`: routine messages may be sent then in a setting that has not chosen its own hours. */
const MIDDAY = '12:30';

/**
 * Reads what follows `clock`: an instant (`2026-12-01T08:05:00Z`), or a day with or without a time of day in the setting's
 * timezone. Undefined for anything else.
 */
export function readTime(words: string, timezone: string): Date | undefined {
  const given = words.trim();
  if (/T.*(Z|[+-]\d{2}:\d{2})$/i.test(given)) {
    const instant = new Date(given);
    const day = given.slice(0, 10);
    return Number.isNaN(instant.getTime()) || !isDay(day) || !isReckonable(day) ? undefined : instant;
  }
  const match = /^(.*?)(?:[ T]+([01]?\d|2[0-3]):([0-5]\d))?$/.exec(given);
  const day = parseDay(match?.[1] ?? '');
  if (day === undefined || !isReckonable(day)) return undefined;
  const time = match?.[2] === undefined ? MIDDAY : `${match[2].padStart(2, '0')}:${match[3]}`;
  const guess = Date.parse(`${day}T${time}:00Z`);
  const first = guess - offset(guess, timezone);
  return new Date(guess - offset(first, timezone));
}

function offset(instant: number, timezone: string): number {
  const local = localTime(new Date(instant), timezone);
  return Date.parse(`${local.day}T${local.time}:00Z`) - Math.floor(instant / 60_000) * 60_000;
}

/** Sets the clock to the time that follows `clock`, if there is one. Gives what to say. */
export function setClock(
  words: string,
  clock: { now(): Date; set(to: Date): void },
  timezone: string,
): string {
  const to = words === '' ? undefined : readTime(words, timezone);
  if (words !== '' && !to) return 'Please write the time like 2026-12-01, or 2026-12-01 08:05.';
  if (to) clock.set(to);
  return `It is ${showTime(clock.now(), timezone)}. \`tick\` does what the minute does.`;
}

export function showTime(now: Date, timezone: string): string {
  const { day, time } = localTime(now, timezone);
  return `${showDay(day)}, ${time}`;
}
