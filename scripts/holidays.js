// Writes src/holidays.ts from the library date-holidays: `node scripts/holidays.js`, after each update of that library.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Holidays from 'date-holidays';

const FROM = 2015;
const TO = 2045;
/** As in src/calendar.ts; a test compares the written file with it. */
const PARTS = { 'england-and-wales': 'ENG', scotland: 'SCT', 'northern-ireland': 'NIR' };

/** @type {(part: string, year: number) => string} */
function daysOf(part, year) {
  const listed = new Holidays('GB', part).getHolidays(year, 'en');
  const days = listed.filter(({ type }) => type === 'public' || type === 'bank');
  return [...new Set(days.map(({ date }) => date.slice(5, 10)))].sort().join(' ');
}

const years = Array.from({ length: TO - FROM + 1 }, (_, at) => FROM + at);
const nations = Object.entries(PARTS).flatMap(([nation, part]) => [
  `  ${nation.includes('-') ? `'${nation}'` : nation}: {`,
  ...years.map((year) => `    ${year}: '${daysOf(part, year)}',`),
  '  },',
]);
const text = `// Written by scripts/holidays.js from the data of date-holidays (CC BY 3.0, https://github.com/commenthol/date-holidays).
import type { Nation } from './core/setting.ts';

/** Bank holidays by nation and year, as month and day. */
export type Holidays = Record<Nation, Readonly<Record<string, string>>>;

export const HOLIDAYS: Holidays = {
${nations.join('\n')}
};
`;
writeFileSync(join(import.meta.dirname, '../src/holidays.ts'), text);
