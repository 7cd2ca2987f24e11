import { describe, expect, it } from 'vitest';
import { isTooDeep, wholeCharacters } from '../../../src/core/rules/entries.ts';

describe('what a platform sends', () => {
  it.each([
    ['\ud800', '\ufffd'],
    ['a\udfffb', 'a\ufffdb'],
    ['\udc00\ud800', '\ufffd\ufffd'],
    [
      { id: 'V\ud83d', more: ['x', { deep: '\ude00' }] },
      { id: 'V\ufffd', more: ['x', { deep: '\ufffd' }] },
    ],
  ])('has a lost character for half of one: %j', (given, whole) => {
    expect(wholeCharacters(given)).toEqual(whole);
  });

  it.each(['😀', 'שרה', '\\ud800', '', 7, null, true, { a: ['😀', undefined] }])(
    'stays as it is where all are whole: %j',
    (given) => {
      expect(wholeCharacters(given)).toEqual(given);
    },
  );
});

describe('what is nested too deep', () => {
  it.each([
    ['lists', '['.repeat(201), true],
    ['objects', '{"a":'.repeat(201), true],
    ['fewer', `${'['.repeat(200)}${']'.repeat(200)}`, false],
    ['many beside each other', '[{}],'.repeat(10_000), false],
    ['within a string', `{"note":"${'['.repeat(1000)}\\"${'{'.repeat(1000)}"}`, false],
    ['behind a string', `["\\\\",${'['.repeat(201)}`, true],
    ['behind ends of nothing', `${']'.repeat(1000)}${'['.repeat(201)}`, true],
    ['a long string', `"${'a'.repeat(20_000_000)}"`, false],
    ['a string without an end', `"${'\\"'.repeat(1_000_000)}`, false],
  ])('%s', (_, text, is) => {
    expect(isTooDeep(text)).toBe(is);
  });
});
