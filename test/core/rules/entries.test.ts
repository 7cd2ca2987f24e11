import { describe, expect, it } from 'vitest';
import { wholeCharacters } from '../../../src/core/rules/entries.ts';

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
