import type { Calendar, Nation } from '../../core/rules/days.ts';
import { addDays, type Day, weekday } from '../../core/rules/days.ts';

/** A closure that is likely, by the nation's usual school terms. */
export interface Guess {
  id: string;
  why: string;
  from: Day;
  to: Day;
}

type Guesses = (year: number, goodFriday: Day) => Guess[];

/** Monday to Friday of that day's week; with `weeks` two or more of them. */
function weekOf(day: Day, weeks = 1): Pick<Guess, 'from' | 'to'> {
  const from = addDays(day, -weekday(day));
  return { from, to: addDays(from, weeks * 7 - 3) };
}

/** What is usual in each nation. Local authorities and councils set their own days, which nobody can know from here. */
const USUAL: Record<Nation, Guesses> = {
  'england-and-wales': (year, goodFriday) => [
    { id: 'february', why: 'February half term', ...weekOf(`${year}-02-17`) },
    { id: 'easter', why: 'Easter holidays', from: goodFriday, to: addDays(goodFriday, 14) },
    { id: 'may', why: 'May half term', ...weekOf(lastMonday(year, '05')) },
    { id: 'summer', why: 'Summer holidays', from: `${year}-07-22`, to: `${year}-09-01` },
    { id: 'october', why: 'October half term', ...weekOf(lastMonday(year, '10')) },
    { id: 'christmas', why: 'Christmas holidays', ...weekOf(`${year}-12-24`, 2) },
  ],
  scotland: (year, goodFriday) => [
    { id: 'february', why: 'February mid-term', from: monday(year), to: addDays(monday(year), 1) },
    { id: 'easter', why: 'Easter holidays', from: goodFriday, to: addDays(goodFriday, 14) },
    { id: 'summer', why: 'Summer holidays', from: `${year}-06-26`, to: `${year}-08-14` },
    { id: 'october', why: 'October holidays', ...weekOf(`${year}-10-14`) },
    { id: 'christmas', why: 'Christmas holidays', ...weekOf(`${year}-12-24`, 2) },
  ],
  'northern-ireland': (year, goodFriday) => [
    { id: 'february', why: 'February mid-term', ...weekOf(`${year}-02-17`) },
    { id: 'easter', why: 'Easter holidays', from: goodFriday, to: addDays(goodFriday, 7) },
    { id: 'summer', why: 'Summer holidays', from: `${year}-07-01`, to: `${year}-08-31` },
    { id: 'october', why: 'Halloween mid-term', ...weekOf(`${year}-10-31`) },
    { id: 'christmas', why: 'Christmas holidays', ...weekOf(`${year}-12-24`, 2) },
  ],
};

const monday = (year: number) => weekOf(`${year}-02-17`).from;

function lastMonday(year: number, month: '05' | '10'): Day {
  return weekOf(`${year}-${month}-31`).from;
}

/** The Friday between 20 March and 23 April that is a bank holiday in every nation. */
function goodFridayOf(year: number, nation: Nation, calendar: Calendar): Day {
  for (let day = `${year}-03-20`; day <= `${year}-04-23`; day = addDays(day, 1))
    if (weekday(day) === 4 && calendar.isBankHoliday(nation, day)) return day;
  return `${year}-04-10`;
}

/** The closures of the next twelve months, as they usually are; they are a guess, to be accepted or edited. */
export function guessClosures(nation: Nation, today: Day, calendar: Calendar): Guess[] {
  const year = Number(today.slice(0, 4));
  const yearOn = `${year + 1}${today.slice(4)}`;
  return [year - 1, year, year + 1]
    .flatMap((each) => USUAL[nation](each, goodFridayOf(each, nation, calendar)))
    .filter(({ from, to }) => to >= today && from < yearOn)
    .sort((one, other) => (one.from < other.from ? -1 : 1))
    .filter(({ id }, index, all) => all.findIndex((each) => each.id === id) === index);
}
