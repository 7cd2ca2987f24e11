import type { Day } from './days.ts';

// The weekday sessions on which a child attends or a person works (rules: Who and what, K13).

const WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;
const HALVES = ['am', 'pm'] as const;

/** One half of a weekday, in the order of the week: `Mon-am` comes first. */
export type Session = `${(typeof WEEKDAYS)[number]}-${(typeof HALVES)[number]}`;

/** The sessions that hold from a day on (null: since always), in the spelling of `showSessions`. */
export interface SessionsFrom {
  from: Day | null;
  sessions: string;
}

const ALL: readonly Session[] = WEEKDAYS.flatMap((day) => HALVES.map((half) => `${day}-${half}` as const));

/** One word for a weekday, or a range of them, each perhaps with a half: `Mon`, `Wed-am`, `Tues pm`, `Mon-Wed`. */
const NAME =
  '(mon(?:days?)?|tue(?:s(?:days?)?)?|wed(?:s|nesdays?)?|thu(?:rs?(?:days?)?)?|fri(?:days?)?|sat(?:urdays?)?|sun(?:days?)?)';
const WORD = new RegExp(`^${NAME}(?:[-–—:.]?(am|pm|morning|afternoon)s?)?$`, 'i');
const RANGE = new RegExp(`^${NAME}-${NAME}$`, 'i');

/**
 * Reads sessions separated by spaces, commas or semicolons: `Mon Tue Wed-am`, `Mon-Wed; Thu-pm`, `every day`. A weekday alone
 * means the whole day.
 */
export function readSessions(said: string): { value: readonly Session[] } | { wrong: string } {
  const text = said.trim();
  if (/^(every|all) days?$|^(weekdays|full[- ]?time|all week)$/i.test(text)) return readSessions('Mon-Fri');
  const words = text
    .replace(/\s+(am|pm|mornings?|afternoons?)\b/gi, '-$1')
    .replace(/\s*(?:[-–—]|\bto\b)\s*/gi, '-')
    .split(/[\s,;/&+]+|\band\b/i)
    .filter((word) => word !== '');
  const found = new Set<Session>();
  for (const word of words) {
    const read = readWord(word);
    if (read.length === 0)
      return {
        wrong: `“${word.slice(0, 30)}” is no day of the week: please write the days like Mon Tue Wed-am, or Mon-Wed.`,
      };
    for (const session of read) found.add(session);
  }
  return { value: ALL.filter((session) => found.has(session)) };
}

function readWord(word: string): readonly Session[] {
  const range = RANGE.exec(word);
  if (range) {
    const [from, to] = [weekday(range[1]), weekday(range[2])];
    return from <= to ? ALL.slice(from * 2, to * 2 + 2) : [];
  }
  const single = WORD.exec(word);
  if (!single) return [];
  const at = weekday(single[1]) * 2;
  const half = single[2]?.toLowerCase();
  if (half === undefined) return ALL.slice(at, at + 2);
  return half === 'am' || half === 'morning' ? ALL.slice(at, at + 1) : ALL.slice(at + 1, at + 2);
}

function weekday(word: string | undefined): number {
  return WEEKDAYS.findIndex((day) => day.toLowerCase() === word?.slice(0, 3).toLowerCase());
}

/** Writes sessions as `readSessions` reads them: `Mon Tue Wed-am`; empty for none. */
export function showSessions(sessions: readonly Session[]): string {
  return WEEKDAYS.flatMap((day) => {
    const here = HALVES.filter((half) => sessions.includes(`${day}-${half}`));
    return here.length === 2 ? [day] : here.map((half) => `${day}-${half}`);
  }).join(' ');
}

const DAY_NAMES = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** What `showSessions` wrote, for reading: `Mon Wed-am` as “Mondays, Wednesday mornings”. */
export function sessionsInWords(written: string): string {
  const words = written.split(' ').map((session) => {
    const [, half] = session.split('-');
    const name = DAY_NAMES[weekday(session)] ?? session;
    return half === undefined ? `${name}s` : `${name} ${half === 'am' ? 'mornings' : 'afternoons'}`;
  });
  return written === '' ? 'on days that are not known' : words.join(', ');
}

/** The sessions that hold on that day; undefined where none are known. */
export function sessionsOn(history: readonly SessionsFrom[], on: Day): readonly Session[] | undefined {
  const current = history
    .filter(({ from }) => from === null || from <= on)
    .sort((a, b) => ((a.from ?? '') < (b.from ?? '') ? -1 : 1))
    .at(-1);
  if (current === undefined || current.sessions === '') return undefined;
  const read = readSessions(current.sessions);
  return 'wrong' in read ? undefined : read.value;
}

/** The history with these sessions from that day on (null: since always), which replaces what was to hold from then. */
export function withSessions(
  history: readonly SessionsFrom[],
  from: Day | null,
  sessions: readonly Session[],
): SessionsFrom[] {
  const kept = from === null ? [] : history.filter((before) => before.from === null || before.from < from);
  const text = showSessions(sessions);
  return (kept.at(-1)?.sessions ?? '') === text ? kept : [...kept, { from, sessions: text }];
}

/** A history after these sessions were named today: from today on, or since always where none were known. Undefined: not named. */
export function daysAfter(
  before: { sessions: SessionsFrom[] } | undefined,
  named: readonly Session[] | undefined,
  today: Day,
): SessionsFrom[] {
  const history = before?.sessions ?? [];
  if (named === undefined || showSessions(named) === (daysOf({ sessions: history }, today) ?? ''))
    return history;
  return withSessions(history, history.length === 0 ? null : today, named);
}

/** The sessions of that day as they are written; undefined where they are not known. */
export function daysOf({ sessions }: { sessions: readonly SessionsFrom[] }, on: Day): string | undefined {
  const known = sessionsOn(sessions, on);
  return known && showSessions(known);
}
