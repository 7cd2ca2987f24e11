import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { toBlocks } from '../../../src/core/policies/document.ts';

test('headings, paragraphs, lists and tables become blocks of their own, with what is bold', () => {
  expect(
    toBlocks(
      [
        '# Staying *professional*',
        '',
        'Ours is a **small** community,',
        'and __many__ of us know `families`.  ',
        'A new line. See [the guidance](https://example.test/a).',
        '',
        '## G1 Tell us ##',
        '- before the **first** day',
        '  - or soon after',
        '- it is never',
        '  too late',
        '',
        '1. first',
        '2) then',
        '',
        '| Who | When |',
        '|-----|:----:|',
        '| **Staff** | always |',
        '| a \\| b |  |',
        '',
        '---',
        '> As *said*.',
      ].join('\r\n'),
    ),
  ).toEqual([
    { kind: 'heading', text: 'Staying professional' },
    {
      kind: 'text',
      text: 'Ours is a small community, and many of us know families.\nA new line. See the guidance (https://example.test/a).',
      strong: [
        [10, 15],
        [31, 35],
      ],
    },
    { kind: 'heading', text: 'G1 Tell us' },
    {
      kind: 'list',
      items: ['before the first day', '– or soon after', 'it is never too late', '1. first', '2. then'],
      strong: [[[11, 16]], [], [], [], []],
    },
    {
      kind: 'table',
      columns: ['Who', 'When'],
      rows: [
        ['Staff', 'always'],
        ['a | b', ''],
      ],
    },
    { kind: 'text', text: 'As said.' },
  ]);
});

test('what is no mark stays as it is', () => {
  expect(toBlocks('2 * 3 * 4, snake_case_name, a|b, 5 \\* 6, # none')).toEqual([
    { kind: 'text', text: '2 * 3 * 4, snake_case_name, a|b, 5 * 6, # none' },
  ]);
  expect(toBlocks('')).toEqual([]);
  expect(toBlocks('| alone |')).toEqual([{ kind: 'text', text: '| alone |' }]);
});

test.each(['confidentiality', 'social-media-and-relationships'])(
  'the starter text of %s loses no word, and keeps no mark',
  (name) => {
    const [, , ...rest] = readFileSync(
      join(import.meta.dirname, `../../../demo/policies/${name}.md`),
      'utf8',
    ).split(/^---$/m);
    const words = (said: string) => said.replace(/[#*_>-]/g, ' ').match(/[\p{L}\d]+/gu) ?? [];
    const blocks = toBlocks(rest.join('---'));
    const shown = blocks.flatMap((block) =>
      block.kind === 'list'
        ? block.items
        : block.kind === 'text' || block.kind === 'heading'
          ? [block.text]
          : [],
    );
    expect(shown.flatMap(words)).toEqual(words(rest.join('---')));
    expect(shown.join('\n')).not.toMatch(/\*|^#/m);
    expect(blocks.some(({ kind }) => kind === 'heading')).toBe(true);
  },
);

test('stays fast on what is made to be slow', () => {
  const slow = ['*', '[', '_a', '# ', '**a ', '\\\\', '|', '`', '[a](', '- \n', '**a__', '[a](b) '].map(
    (each) => each.repeat(5000),
  );
  for (const words of slow) {
    const began = performance.now();
    toBlocks(words);
    expect(performance.now() - began, words.slice(0, 6)).toBeLessThan(1000);
  }
});
