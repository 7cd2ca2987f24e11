import { hasWords, isCloselyAlike } from '../rules/alike.ts';
import { addDays, type Day, parseDay, weekday } from '../rules/days.ts';
import { nameParts } from '../rules/name-parts.ts';
import { quoted } from './field.ts';
import { Ambiguity, Refusal } from './refusal.ts';
import type { Choice } from './widget.ts';

/** A record in somebody's own list, and how they may call it. */
export interface Listed extends Choice {
  /** The names that its label shows. */
  names: readonly string[];
  /** The day on which it was made; undefined where the list does not say it. */
  on: Day | undefined;
}

/** What people call a record, and the letters of its references; a case may be any of them. */
const KINDS: Record<string, readonly string[]> = {
  declaration: ['D'],
  relationship: ['D'],
  arrangement: ['A'],
  babysitting: ['A'],
  agreement: ['B'],
  boundary: ['B'],
  boundaries: ['B'],
  matter: ['M'],
  case: ['A', 'B', 'D', 'M'],
};
const KIND = `(${Object.keys(KINDS).join('|')})`;
const KIND_FIRST = new RegExp(`^${KIND}(?:\\s+(?:of|by|from|about|with))?(?:\\s+|$)`, 'iu');
const KIND_LAST = new RegExp(`(?:^|\\s)${KIND}$`, 'iu');

const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const DAY =
  /(?:^|\s)(?:(?:of|from|on)\s+)?(today|yesterday|(?:last\s+)?(?:sun|mon|tues?|wed(?:nes)?|thur?s?|fri|sat(?:ur)?)(?:day)?|\d\S*(?:\s+[a-z]{3,9}(?:\s+\d{4})?)?)$/iu;

/**
 * Whichever of the list the words mean: by a name, what it is and the day on which it was made (“Ilona’s declaration of Monday”). It
 * reads the list alone, so that it tells nobody of a record that is not in theirs. Asks which where several fit.
 */
export function oneListed<T extends Listed>(
  said: string,
  all: readonly T[],
  today: Day,
  example = 'D-12',
): T {
  const exactly = all.find(({ value }) => value === said);
  if (exactly) return exactly;
  const { name, letters, on } = readWords(said, today);
  const fits = all.filter(
    (one) =>
      (letters === undefined || letters.includes(one.value.split('-')[0] ?? '')) &&
      (on === undefined || one.on === on),
  );
  const called = (passes: typeof isCloselyAlike | typeof hasWords) =>
    name === ''
      ? fits
      : fits.filter(({ names }) => names.some((each) => passes(nameParts(name), nameParts(each))));
  const isSaid = name !== '' || letters !== undefined || on !== undefined;
  const meant = isSaid ? called(hasWords) : [];
  const [only] = meant;
  if (only && meant.length === 1) return only;
  const words = quoted(said);
  if (only) throw new Ambiguity(`${words} fits several of these. Which one is it?`, toChoices(meant));
  const like = isSaid ? called(isCloselyAlike) : [];
  if (like.length > 0)
    throw new Ambiguity(`Nothing in your list is called ${words}. Or is it one of these?`, toChoices(like));
  throw new Refusal(
    `Nothing in your list is called ${words}. Please ${all.length === 0 ? '' : 'choose one of these, or '}write its reference, like ${example}.`,
  );
}

export function toChoices(all: readonly Listed[]): Choice[] {
  return all.map(({ value, label }) => ({ value, label }));
}

function readWords(said: string, today: Day): { name: string; letters?: readonly string[]; on?: Day } {
  let words = said.trim().replace(/^(?:the|my)\s+/i, '');
  const day = DAY.exec(words);
  const on = day ? toDay(day[1] ?? '', today) : undefined;
  if (on !== undefined) words = words.slice(0, day?.index).trim();
  const kind = (KIND_FIRST.exec(words) ?? KIND_LAST.exec(words))?.[1];
  if (kind !== undefined) words = words.replace(KIND_FIRST, '').replace(KIND_LAST, '').trim();
  const letters = kind === undefined ? undefined : KINDS[kind.toLowerCase()];
  return {
    name: words.replace(/['’]s?$/u, ''),
    ...(letters === undefined ? {} : { letters }),
    ...(on === undefined ? {} : { on }),
  };
}

/** The latest such day that is not to come. */
function toDay(words: string, today: Day): Day | undefined {
  const said = words.toLowerCase();
  if (said === 'today') return today;
  if (said === 'yesterday') return addDays(today, -1);
  const named = WEEKDAYS.indexOf(said.replace(/^last\s+/, '').slice(0, 3));
  if (named >= 0) return addDays(today, -((weekday(today) - named + 7) % 7));
  const year = Number(today.slice(0, 4));
  return (
    parseDay(said) ??
    [year, year - 1]
      .map((each) => parseDay(`${said} ${each}`))
      .find((day) => day !== undefined && day <= today)
  );
}
