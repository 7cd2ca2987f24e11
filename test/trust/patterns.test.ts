import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { printable } from '../../adapters/console/text.ts';
import { plainWords as plainSlackWords } from '../../adapters/slack/words.ts';
import { plainWords } from '../../adapters/teams/words.ts';
import { createCalendar } from '../../src/calendar.ts';
import { parseCarers } from '../../src/core/children/carers.ts';
import { readsLikeAWorry } from '../../src/core/home/worry.ts';
import { parseDay, parseLooseDate } from '../../src/core/rules/days.ts';
import { fold, tidy } from '../../src/core/rules/names.ts';
import { LONGEST } from '../../src/core/talk/pace.ts';
import { parse } from '../../src/core/talk/parse.ts';
import { commandNamed } from '../support/platforms.ts';
import { openSetting } from '../support/setting.ts';

const LONG = 100_000;
/** Milliseconds, on a busy machine: what runs away takes minutes. */
const MOST = 3000;

const HOSTILE = [
  'a',
  ' ',
  '\t',
  '"',
  '“',
  '=',
  'a=',
  'a="',
  '" ',
  ' a',
  'a ',
  '-',
  '0',
  '1/',
  ';',
  '(',
  '"(',
  '<',
  '<>',
  '<tel:',
  '\\',
  '\u001b[',
  '\u001b]0;',
  '\n',
  '\r',
  '\u0301',
  'ß',
  '👩‍👧',
  'declare ',
].map((unit) => unit.repeat(Math.ceil(LONG / unit.length)));

const WORRIED = [
  'he ',
  'marks on the ',
  'his arm ',
  'not he ',
  'something is ',
  'left out ',
  'mum … ',
  'worried about the ',
];

const root = join(import.meta.dirname, '../..');

/** Milliseconds of this process's own time: a busy machine lets it wait. */
function time(work: () => unknown): number {
  const from = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(from);
  return (user + system) / 1000;
}

/** Every pattern that stands in our sources, as it stands there. */
function patterns(): RegExp[] {
  const files = ['src', 'adapters', 'scripts'].flatMap((folder) =>
    readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
      .filter(
        (entry) =>
          entry.isFile() && /\.(ts|js)$/.test(entry.name) && !entry.parentPath.includes('node_modules'),
      )
      .map((entry) => join(entry.parentPath, entry.name)),
  );
  const found = new Map<string, RegExp>();
  for (const file of files) {
    const code = readFileSync(file, 'utf8').replace(/^\s*(\/\/|\*|\/\*).*$/gm, '');
    for (const [, body = '', flags = ''] of code.matchAll(
      /(?<=[=(,:?&|!]\s*)\/((?![*/])(?:\\.|\[(?:\\.|[^\]\\\n])*\]|[^/\\\n])+)\/([dgimsuvy]*)/g,
    )) {
      try {
        found.set(`/${body}/${flags}`, new RegExp(body, flags));
      } catch {
        // A division, not a pattern.
      }
    }
  }
  return [...found.values()];
}

describe('what people write is read at once by', () => {
  it('every pattern in our sources, as far as the door lets anything through', () => {
    const all = patterns();
    expect(all.length).toBeGreaterThan(80);
    const slow: string[] = [];
    for (const pattern of all) {
      for (const words of HOSTILE) {
        const replace = () => time(() => `${words.slice(0, LONGEST)}\u0000`.replace(pattern, ''));
        let took = replace();
        // A busy machine is forgiven once.
        if (took > 300) took = replace();
        if (took > 300)
          slow.push(`${pattern} on ${JSON.stringify(words.slice(0, 4))}: ${Math.round(took)} ms`);
      }
    }
    expect(slow).toEqual([]);
  }, 60_000);

  it('the door, which refuses 100 kB without reading it', async () => {
    const elm = await openSetting();
    try {
      for (const words of HOSTILE) {
        const from = performance.now();
        const answer = await elm.ask('Zoë Adeyemi', `declare who="x" note=${words}`);
        if (answer.kind === 'view') expect(answer.refused ?? true).toBe(true);
        await elm.app.suggest(
          await elm.identity('Zoë Adeyemi'),
          { command: 'declare', input: {} },
          'who',
          words,
        );
        expect(performance.now() - from, JSON.stringify(words.slice(0, 8))).toBeLessThan(MOST);
      }
      expect(await elm.read((register, id) => register.declarations.open(id))).toEqual([]);
    } finally {
      await elm.close();
    }
  });

  const readers: [string, (words: string) => unknown][] = [
    ['parse', (words) => parse(words, commandNamed)],
    ['parse, behind a verb', (words) => parse(`declare ${words}`, commandNamed)],
    ['fold', fold],
    ['tidy', tidy],
    ['parseDay', parseDay],
    ['parseLooseDate', parseLooseDate],
    ['parseCarers', parseCarers],
    ['readsLikeAWorry', readsLikeAWorry],
    [
      'readsLikeAWorry, of words',
      (words) => WORRIED.map((unit) => readsLikeAWorry(unit.repeat(words.length / unit.length))),
    ],
    ['printable', printable],
    // Slack's and Teams' own mark-up is taken away before anything is cut.
    ['Slack’s plainWords', (words) => plainSlackWords(words + words)],
    ['plainWords', (text) => plainWords({ text } as never)],
  ];
  it.each(readers)('%s', (_, read) => {
    for (const words of HOSTILE) {
      const from = performance.now();
      read(words);
      expect(performance.now() - from, JSON.stringify(words.slice(0, 8))).toBeLessThan(MOST);
    }
  });

  it('the calendar, asked about a day that is none', () => {
    const from = performance.now();
    createCalendar().isBankHoliday('england-and-wales', '0'.repeat(LONG));
    expect(performance.now() - from).toBeLessThan(MOST);
  });
});
