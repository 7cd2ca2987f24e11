import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it, test } from 'vitest';
import { MESSAGE_DAYS } from '../../../src/core/records/retention.ts';
import { KEPT } from '../../../src/core/records/rights.ts';
import { CLAUSES } from '../../../src/core/rules/clauses.ts';
import { readingOfText } from '../../transcripts/reading.ts';

const demo = join(import.meta.dirname, '../../../demo');
const textOf = (name: string) =>
  readFileSync(join(demo, 'policies', `${name}.md`), 'utf8').replace(/^---[\s\S]*?\n---\n+/, '');
const policy = textOf('social-media-and-relationships');
const agreement = textOf('confidentiality');

/** The sections under `## HEADING`, by their heading; what stands before the first is left out. */
function sectionsOf(text: string): Map<string, string> {
  const parts = text.split(/^## /m).slice(1);
  return new Map(parts.map((part) => [part.split('\n', 1)[0] ?? '', part.replace(/^.*\n+/, '').trim()]));
}

/** School years that a text may need, the words of its longest sentence, and the characters of a section: a screen or two. */
const MOST_GRADE = 8;
const MOST_WORDS = 30;
const MOST_CHARACTERS = 800;

describe.each([
  ['the starter policy', policy],
  ['the confidentiality agreement', agreement],
])('%s', (_, text) => {
  it('is read with ease, a section at a time, on a telephone', () => {
    expect(readingOfText(text).grade).toBeLessThan(MOST_GRADE);
    for (const [heading, section] of sectionsOf(text)) {
      const { longest } = readingOfText(section);
      expect(longest.words, longest.sentence).toBeLessThanOrEqual(MOST_WORDS);
      const beneath = heading.startsWith('What this agreement does not stop') ? 2 : 1;
      expect(section.length, heading).toBeLessThanOrEqual(MOST_CHARACTERS * beneath);
    }
  });

  it('names no number but those of the setting’s own file, and lines for the whole country', () => {
    const setting = readFileSync(join(demo, 'setting.json'), 'utf8');
    const numbers = text.match(/\b0\d{2,4} \d{3,4} ?\d{3,4}\b/g) ?? [];
    const everywhere = ['0800 028 0285', '020 3117 2520', '0303 123 1113'];
    expect(numbers.filter((number) => !setting.includes(number) && !everywhere.includes(number))).toEqual([]);
  });
});

describe('the starter policy', () => {
  it('has every clause under its own id, in order', () => {
    const ids = [...sectionsOf(policy).keys()].flatMap((heading) => /^[GPFV]\d\b/.exec(heading)?.[0] ?? []);
    expect(ids).toEqual(Object.keys(CLAUSES));
  });

  it.each([
    ['whom it is for', /agency workers, students, volunteers and the committee/],
    ['a nodding neighbour', /a neighbour whom you greet/],
    ['a parents’ group chat', /parents’ group chat/],
    ['a link made after the start', /link that began after the child came/],
    ['when to declare', /before the child’s first session\. .*within five working days/],
    ['one’s own child', /Your own child: you are never their key person/],
    ['the partner of a colleague', /colleague’s partner/],
    ['grandparents and collectors', /Grandparents and others who collect/],
    ['babysitting', /not the pre-school’s business.*our insurance does not cover it/],
    ['collecting', /you need the parents’ note/],
    ['messages from parents', /## If a parent writes to you/],
    ['photographs', /Photographs and films/],
    ['telephones', /Phones and watches/],
    ['AI tools', /AI tools: type in nothing about a child/],
    ['gifts', /Gifts: /],
    ['low-level concerns', /the same day: inspectors call it a low-level concern/],
    ['allegations and the LADO', /This is an allegation.*rings the LADO \([\d ]+\) within one working day/],
    ['whistleblowing, with numbers', /Whistleblowing: .*\d{3}/],
    ['who reads it', /The DSO reads what you declare.*not whom you know or how/],
    ['rights', /Type \*mydata\*/],
    ['complaints', /within 30 days.*Information Commissioner/],
    ['what holds after a child has left', /When a child has left, P9 ends/],
    ['what holds after the member of staff has left', /When you leave, hand everything back/],
    ['the framework by its edition', /applies from 1 September 2025/],
    ['the guidance by its edition', /October 2015\).*February 2022/],
  ])('says what a setting needs: %s', (_, words) => {
    expect(policy).toMatch(words);
  });

  it('says how long what is kept stays, as the rules that erase it do', () => {
    const kept = sectionsOf(policy).get('What we keep, and who reads it') ?? '';
    const [childs = '', without = ''] = KEPT.case.split('. Without a child: ');
    for (const period of [childs, without, KEPT.leaver, `${MESSAGE_DAYS} days`])
      expect(kept).toContain(period);
  });

  it('puts nobody under a disciplinary procedure who is not employed', () => {
    for (const text of [policy, agreement])
      for (const sentence of text.split(/(?<=\.)\s/).filter((each) => each.includes('disciplinary matter')))
        expect(sentence).toMatch(/employe/);
  });
});

test('the confidentiality agreement stops nobody doing what must not be stopped', () => {
  const [, open = ''] = agreement.split('## What this agreement does not stop');
  for (const free of [
    'Sharing information to keep a child safe: that is never a breach',
    'children’s social care',
    'LADO',
    'Whistleblowing',
    'police',
    'Ofsted',
    'Charity Commission',
    'Information Commissioner',
    'local authority',
    'trade union',
    'solicitor',
    'doctor',
    'victims of crime',
    'my own pay',
  ])
    expect(open).toContain(free);
});

test('the clauses of the confidentiality agreement are numbered through', () => {
  const numbers = [...agreement.matchAll(/^(\d+)\. /gm)].map(([, number]) => Number(number));
  expect(numbers).toEqual(numbers.map((_, at) => at + 1));
  expect(agreement).not.toMatch(/^- /m);
});
