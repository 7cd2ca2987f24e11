import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Answers, type KnownPolicy, understand } from '../../../src/import/document/understand.ts';

const ADOPTED: KnownPolicy = {
  code: 'SM',
  title: 'Social media and professional partnerships',
  kind: 'policy',
  version: '1.8',
  state: 'adopted',
  statements: [{ id: 'S1', text: 'I understand it.' }],
};
const ASKED: Answers = { code: 'SM', title: 'T', version: '2', adoption: 'out' };
const END = [
  'This policy was adopted at a meeting held by Elm Bank committee on 25th March 2019.',
  '',
  'This policy was reviewed & updated on: March 2019',
  '',
  'This policy will be reviewed again on: March 2020',
  '',
  'Signed on behalf of the Management committee and provider:',
  '',
  'Name of signatory: **Moira Kettle**',
  '',
  'Role of signatory: **Committee Chairperson**',
];

describe('what a document says of itself', () => {
  it.each<[string, string, Partial<Answers>]>([
    ['a title in its first heading', '# Social media\n\nText.', { title: 'Social media' }],
    [
      'a title below the name of its chapter',
      'SAFEGUARDING: CHILD PROTECTION\n\n1.8 Social Media and Partnerships\n\nText is here.',
      { title: 'Social Media and Partnerships' },
    ],
    [
      'a title of its first short line',
      'Use of telephones\n\nNobody uses one.',
      { title: 'Use of telephones' },
    ],
    [
      'the version behind its title',
      '# Telephones (version 2.1)\n\nText.',
      { title: 'Telephones', version: '2.1' },
    ],
    ['the version in a line', '# Telephones\n\nVersion: 3\n\nText.', { version: '3' }],
    ['its code', '# Telephones\n\nPolicy code: TEL\n\nText.', { code: 'TEL' }],
  ])('%s', (_, markdown, expected) => {
    const { draft } = understand(markdown, { code: 'X', title: 'Y', version: 'Z', ...without(expected) }, []);
    expect(draft).toMatchObject(expected);
  });

  function without(expected: Partial<Answers>): Answers {
    return Object.fromEntries(Object.keys(expected).map((name) => [name, undefined])) as Answers;
  }

  it('asks for what it does not say, with an answer that would do', () => {
    const { draft, questions } = understand('1.9 Social media and partnerships\n\nText is here.', {}, [
      ADOPTED,
    ]);
    expect(draft).toBeUndefined();
    expect(questions.map(({ name, suggestion }) => [name, suggestion])).toEqual([
      ['code', 'SM'],
      ['version', '1.9'],
    ]);
    expect(questions[0]?.words).toContain('Here are: SM.');
    expect(questions[1]?.words).toContain('begins with 1.9');
  });

  it.each<[string, Answers, string]>([
    ['a code with spaces', { ...ASKED, code: 'S M' }, 'code'],
    ['a change that is none', { ...ASKED, change: 'huge' }, 'change'],
    ['to be reaffirmed', { ...ASKED, change: 'reaffirmed' }, 'change'],
    ['another kind than here', { ...ASKED, kind: 'confidentiality' }, 'kind'],
    ['an empty version', { ...ASKED, version: ' ' }, 'version'],
    ['a statement that is too long', { ...ASKED, statements: 'x'.repeat(400) }, 'statements'],
  ])('asks again about %s', (_, answers, name) => {
    const { draft, questions } = understand('Text.', answers, [ADOPTED]);
    expect(draft).toBeUndefined();
    expect(questions.map((each) => each.name)).toEqual([name]);
  });

  it('takes the confidentiality agreement for one', () => {
    expect(
      understand('# Confidentiality agreement\n\nText.', { code: 'C', version: '1' }, []).draft?.kind,
    ).toBe('confidentiality');
  });
});

describe('adoption lines at its end', () => {
  const text = ['# T', '', 'Staff must not post.', '', ...END].join('\n');

  it('are told and asked about', () => {
    const { questions } = understand(text, { code: 'SM', version: '2' }, []);
    expect(questions.map(({ name }) => name)).toEqual(['adoption']);
    expect(questions[0]?.words).toContain(
      'adopted 25 Mar 2019; reviewed Mar 2019; next review Mar 2020; a line to sign on; signed by Moira Kettle; as Committee Chairperson',
    );
  });

  it.each<[string, string]>([
    ['out', '# T\n\nStaff must not post.'],
    ['in', text],
  ])('%s of the text, as it is answered', (adoption, expected) => {
    expect(understand(text, { code: 'SM', version: '2', adoption }, []).draft?.text).toBe(expected);
  });

  it.each<[string, string[], string]>([
    [
      'a table',
      [
        '| This policy was adopted by | Elm Bank |',
        '| --- | --- |',
        '| On | 3 May 2024 |',
        '| Date to be reviewed | May 2025 |',
        '| Signed on behalf of the provider | |',
        '| Name of signatory | A Chair |',
      ],
      'next review May 2025',
    ],
    [
      'short lines',
      ['Adopted: 08/07/2025', 'Next review: July 2026', 'Signed by: A Chair'],
      'adopted 8 Jul 2025; next review Jul 2026; signed by A Chair',
    ],
  ])('are known in %s', (_, lines, told) => {
    const { questions } = understand(
      ['# T', '', 'All of it is so.', '', ...lines].join('\n'),
      { code: 'A', version: '1' },
      [],
    );
    expect(questions.find(({ name }) => name === 'adoption')?.words).toContain(told);
  });

  it('are no sentence of the text that speaks of an adoption, and a blank line to sign is none alone', () => {
    for (const last of [
      'It was adopted by all on trust.',
      'Signed: ______',
      'Children who are adopted in 2019 are welcome, and so is everybody else who comes.',
    ])
      expect(understand(`# T\n\nText.\n\n${last}`, { code: 'A', version: '1' }, []).draft?.text).toContain(
        last,
      );
  });
});

describe('statements to tick', () => {
  const text =
    '# T\n\n- Staff must never link their pages to ours.\n- Staff are kind.\n- Parents must ask staff first.\n- No photographs are shared by staff.\n- You should not post.';

  it('are proposed from what binds staff, for the chair to edit', () => {
    const { draft, notes } = understand(text, { code: 'A', version: '1' }, []);
    expect(draft?.statements).toEqual([
      { id: 'S1', text: 'I know and keep to it: Staff must never link their pages to ours.' },
      { id: 'S2', text: 'I know and keep to it: No photographs are shared by staff.' },
      { id: 'S3', text: 'I know and keep to it: You should not post.' },
    ]);
    expect(notes.join('\n')).toContain('3 statements to tick are proposed');
  });

  it.each<[string | undefined, string[]]>([
    [undefined, ['I understand it.']],
    ['none', []],
    ['One. | Two.', ['One.', 'Two.']],
  ])('are those in force where there are any, none, or one’s own: %s', (statements, expected) => {
    const { draft } = understand(text, { ...ASKED, ...(statements === undefined ? {} : { statements }) }, [
      ADOPTED,
    ]);
    expect(draft?.statements.map((each) => each.text)).toEqual(expected);
  });
});

it('the policy that the product was made for is understood', () => {
  const text = readFileSync(
    new URL('../../../demo/policies/social-media-and-relationships.md', import.meta.url),
    'utf8',
  );
  const { draft } = understand(
    text.replace(/^---[\s\S]*?\n---\n/, ''),
    { code: 'SM', title: 'T', version: '9', adoption: 'out' },
    [],
  );
  expect(draft?.text.length).toBeGreaterThan(1000);
  expect(draft?.statements.length).toBeGreaterThan(0);
});

it('whatever is written, there is a draft or a question, and the same answers give the same', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', maxLength: 300 }), fc.boolean(), (text, isAnswered) => {
      const answers = isAnswered ? ASKED : {};
      const first = understand(text, answers, [ADOPTED]);
      expect(first.draft === undefined).toBe(first.questions.length > 0);
      expect(understand(text, answers, [ADOPTED])).toEqual(first);
      if (isAnswered) expect(first.draft).toBeDefined();
    }),
  );
});
