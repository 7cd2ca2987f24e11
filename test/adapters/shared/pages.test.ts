import { describe, expect, it } from 'vitest';
import { inPages, pageAt, pageOf } from '../../../adapters/shared/pages.ts';

const piece = (name: string, ...sizes: number[]) => ({ elements: [name], sizes });

describe('pages', () => {
  it.each([
    ['nothing is one empty page', [], [3], [[]]],
    ['what fits is one page', [piece('a', 1), piece('b', 2)], [3], [['a', 'b']]],
    ['what does not fit opens the next', [piece('a', 2), piece('b', 2)], [3], [['a'], ['b']]],
    ['what fits on no page has one to itself', [piece('a', 9), piece('b', 1)], [3], [['a'], ['b']]],
    ['any measure can be full', [piece('a', 1, 5), piece('b', 1, 5)], [9, 9], [['a'], ['b']]],
    [
      'what takes nothing stays with what is above it',
      [piece('a', 1, 9), piece('b', 1, 0)],
      [9, 3],
      [['a', 'b']],
    ],
    [
      'a head is said again, and is not measured',
      [piece('a', 3), { ...piece('b', 3), again: ['head'] }],
      [3],
      [['a'], ['head', 'b']],
    ],
  ])('%s', (_, pieces, most, pages) => {
    expect(inPages(pieces, most)).toEqual(pages);
  });

  it('a page that is not there shows the last', () => {
    expect([-1, 0, 1, 2, 7].map((asked) => pageAt(asked, 3))).toEqual([0, 0, 1, 2, 2]);
    expect(pageOf(1, 3)).toBe('Page 2 of 3');
  });
});
