import type { PlatformNames } from '../../core/accounts/account.ts';
import type { Calendar, Day, Nation } from '../../core/rules/days.ts';
import { showDay } from '../../core/rules/days.ts';
import { type Entry, readDay } from '../../core/rules/entries.ts';
import { tidy } from '../../core/rules/names.ts';
import {
  BODIES,
  type Closure,
  DEFAULT_TITLES,
  DEFAULT_WINDOWS,
  type Framework,
  frameworkOf,
} from '../../core/settings/setting.ts';
import { Findings } from '../../import/findings.ts';
import { readSetting, slug } from '../../import/read/setting.ts';
import { type Answers, choice, type Question, type Questions } from './question.ts';
import { guessClosures } from './terms.ts';

/** What the questions about the setting rest on. */
export interface SettingFacts {
  calendar: Calendar;
  platformNames: readonly PlatformNames[];
  today: Day;
}

const NATIONS = [
  { value: 'england-and-wales', label: 'England and Wales' },
  { value: 'scotland', label: 'Scotland' },
  { value: 'northern-ireland', label: 'Northern Ireland' },
] as const satisfies readonly { value: Nation; label: string }[];

const FRAMEWORKS = [
  { value: 'england', label: 'England' },
  { value: 'wales', label: 'Wales' },
  { value: 'scotland', label: 'Scotland' },
  { value: 'northern-ireland', label: 'Northern Ireland' },
] as const satisfies readonly { value: Framework; label: string }[];

/** The telephone numbers, by their keys of `setting.json`, and what each is called where it is missing. */
const PHONES = [
  'social_care_phone',
  'social_care_out_of_hours',
  'lado_phone',
  'whistleblowing_phone',
] as const;

const WHY_CLOSED = 'Reminders wait while it is closed.';
const WHY_GUESSED =
  'The days in brackets are a guess from the nation’s usual terms: your local authority’s cannot be known here.';

/** What the import would say of these values of `setting.json`; undefined where it takes them. */
function complaint(said: Record<string, unknown>, names: readonly PlatformNames[]): string | undefined {
  const findings = new Findings();
  readSetting(JSON.stringify({ name: 'A', code: 'a', ...said }), names, findings);
  const [first] = findings.faults();
  return first?.replace(/^setting\.json:\d+:\d+: (?:[a-z_]+(?:\[\d+\])?(?:\.[a-z_]+)?: )?/, '');
}

/** Asks for the values of `setting.json`. */
export function* askSetting(answers: Answers, { calendar, platformNames, today }: SettingFacts): Questions {
  const checked =
    (key: string, wrap: (said: string) => unknown = (said) => said) =>
    (said: string): Entry<string> => {
      const wrong = said === '' ? undefined : complaint({ [key]: wrap(said) }, platformNames);
      return wrong === undefined ? { value: tidy(said) } : { wrong };
    };
  const get = (id: string) => answers.get(`setting.${id}`) ?? '';
  yield {
    id: 'setting.name',
    ask: 'What is your setting called?',
    why: 'Its name stands above what people read.',
    type: 'Type its name, like: Willow Lane Pre-school.',
    read: (said) => {
      const wrong = complaint({ name: said }, platformNames);
      return wrong === undefined ? { value: tidy(said) } : { wrong };
    },
  };
  if (slug(get('name')) === '')
    yield {
      id: 'setting.code',
      ask: 'Which short code in Latin letters stands for it?',
      why: 'Commands name the setting by it, and none can be made of that name.',
      type: 'Type letters, digits and hyphens, like: willow.',
      read: (said) => {
        const wrong = complaint({ code: said }, platformNames);
        return wrong === undefined ? { value: said } : { wrong };
      },
    };
  yield choice({
    id: 'setting.nation',
    ask: 'In which nation is it?',
    why: 'Its bank holidays are no working days, from which due dates are counted.',
    default: 'england-and-wales',
    choices: NATIONS,
  });
  const nation = get('nation') as Nation;
  yield choice({
    id: 'setting.framework',
    ask: 'Whose early years framework applies?',
    why: 'It says whom staff turn to about a worry, and what these are called.',
    default: frameworkOf({ framework: null, nation }),
    choices: FRAMEWORKS,
  });
  yield {
    id: 'setting.timezone',
    ask: 'In which time zone is it?',
    why: 'Days and times of messages follow its clocks.',
    type: 'Type a region and a city, like: Europe/London.',
    default: 'Europe/London',
    read: checked('timezone'),
  };
  yield {
    id: 'setting.dso',
    ask: 'What is the designated safeguarding officer called here?',
    why: 'Messages use that word. The policy says DSO, and newer guidance DSL; both are understood everywhere.',
    type: 'Type the title, like: DSL.',
    default: DEFAULT_TITLES.dso,
    read: checked('titles', (dso) => ({ dso })),
  };
  yield {
    id: 'setting.manager',
    ask: 'What is the manager called here?',
    why: 'Messages use that word.',
    type: 'Type the title, like: setting manager.',
    default: DEFAULT_TITLES.manager,
    read: checked('titles', (manager) => ({ manager })),
  };
  yield* askPhones(get('framework') as Framework, checked);
  for (const [index, guess] of guessClosures(nation, today, calendar).entries())
    yield {
      id: `setting.closure.${guess.id}`,
      ask: `${guess.why}: when is the setting closed?`,
      why: index === 0 ? `${WHY_CLOSED} ${WHY_GUESSED}` : 'These days are a guess, too.',
      type: 'Type the first and the last day, like: 26/10/2026 to 30/10/2026. Type none where it stays open.',
      default: `${showDay(guess.from)} to ${showDay(guess.to)}`,
      read: (said) => readClosure(said, guess.why, platformNames),
    };
  for (let number = 1; number === 1 || get(`closure.more.${number - 1}`) !== ''; number++)
    yield anotherClosure(number, platformNames);
}

function* askPhones(framework: Framework, checked: (key: string) => Question['read']): Questions {
  const { socialCare, adultHarm } = BODIES[framework];
  const why = 'Staff who are worried about a child are shown it at once.';
  const type = 'Type the number, or nothing where you do not know it yet.';
  const phone = (key: string, ask: string, reason = why): Question => ({
    id: `setting.${key}`,
    ask,
    why: reason,
    type,
    default: '',
    read: checked(key),
  });
  yield phone('phone', 'What is the telephone number of the setting itself?', 'Parents are shown it.');
  yield phone('social_care_phone', `What is the number of ${socialCare} by day?`);
  yield phone('social_care_out_of_hours', `What is the number of ${socialCare} for nights and weekends?`);
  yield phone(
    'lado_phone',
    `What is the number of ${adultHarm}?`,
    `${why} It is for worries about an adult who works here.`,
  );
  yield phone(
    'whistleblowing_phone',
    'What is the number for whistleblowing?',
    `${why} It is for whoever is not heard here.`,
  );
}

function anotherClosure(number: number, names: readonly PlatformNames[]): Question {
  return {
    id: `setting.closure.more.${number}`,
    ask: 'Is there another day or time when it is closed?',
    why: 'Training days count too, and you can add more to setting.json later.',
    type: 'Type its days, a comma, and why, like: 01/09/2026 to 02/09/2026, training. Type nothing where there is no more.',
    default: '',
    read: (said) => {
      if (said === '') return { value: '' };
      const [days = '', ...why] = said.split(',');
      return readClosure(days, why.join(',').trim(), names);
    },
  };
}

/** Reads the days of a closure and gives it as JSON, as it is kept; `none` is kept as nothing. */
function readClosure(said: string, why: string, names: readonly PlatformNames[]): Entry<string> {
  if (/^none$/i.test(said)) return { value: '' };
  const [from = '', to = from, ...more] = said
    .split(/\s+(?:to|until|-)\s+|\s*(?:[–—]|\.\.+)\s*/i)
    .map((day) => day.trim());
  if (more.length > 0) return { wrong: 'Please type one first and one last day, with “to” between them.' };
  const wrong = complaint({ closures: [{ from, to, why }] }, names);
  if (wrong !== undefined) return { wrong };
  const days = [from, to].map(readDay).map((read) => ('value' in read ? read.value : ''));
  return { value: JSON.stringify({ from: days[0], to: days[1], why }) };
}

/** `setting.json` of the answers. */
export function toSettingFile(answers: Answers): string {
  const get = (id: string) => answers.get(`setting.${id}`) ?? '';
  const name = get('name');
  const closures = [...answers]
    .filter(([id, value]) => id.startsWith('setting.closure.') && value !== '')
    .map(([, value]) => JSON.parse(value) as Closure)
    .sort((one, other) => (one.from < other.from ? -1 : 1));
  const phones = ['phone', ...PHONES].filter((key) => get(key) !== '').map((key) => [key, get(key)]);
  const setting = {
    code: get('code') || slug(name),
    name,
    timezone: get('timezone'),
    nation: get('nation'),
    framework: get('framework'),
    closures,
    delivery_windows: DEFAULT_WINDOWS,
    ...Object.fromEntries(phones),
    titles: { dso: get('dso'), deputy_dso: `deputy ${get('dso')}`, manager: get('manager') },
  };
  return `${JSON.stringify(setting, null, 2)}\n`;
}

/** A sentence on the numbers that the line about concerns lacks; undefined where it has all of them. */
export function missingNumbers(answers: Answers): string | undefined {
  const missing = PHONES.filter((key) => (answers.get(`setting.${key}`) ?? '') === '');
  return missing.length === 0
    ? undefined
    : `Still missing, and left out of what staff who are worried are shown: ${missing.join(', ')}. Add them to setting.json, and import it again.`;
}
