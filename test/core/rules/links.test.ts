import { describe, expect, it } from 'vitest';
import { mayLink } from '../../../src/core/rules/links.ts';

describe('the rule of G2', () => {
  it.each([
    ['nobody’s parent', { isParent: false, declarations: [], unmatched: true }, 'free'],
    [
      'a relative, whatever was declared',
      {
        isParent: false,
        isRelative: true,
        declarations: [{ state: 'active', basis: 'prior' }],
        unmatched: false,
      },
      'ask_first',
    ],
    ['a parent nobody declared', { isParent: true, declarations: [], unmatched: false }, 'no'],
    [
      'a declared name that may be theirs',
      { isParent: true, declarations: [], unmatched: true },
      'ask_first',
    ],
    [
      'active and prior',
      { isParent: true, declarations: [{ state: 'active', basis: 'prior' }], unmatched: false },
      'yes',
    ],
    [
      'active, begun since',
      { isParent: true, declarations: [{ state: 'active', basis: 'since' }], unmatched: false },
      'no',
    ],
    [
      'undecided and prior',
      { isParent: true, declarations: [{ state: 'submitted', basis: 'prior' }], unmatched: false },
      'ask_first',
    ],
    [
      'asked to end',
      { isParent: true, declarations: [{ state: 'end_requested', basis: 'prior' }], unmatched: false },
      'ask_first',
    ],
    [
      'one active and prior beside another',
      {
        isParent: true,
        declarations: [
          { state: 'submitted', basis: 'since' },
          { state: 'active', basis: 'prior' },
        ],
        unmatched: false,
      },
      'yes',
    ],
  ] as const)('%s', (_, facts, answer) => {
    expect(mayLink({ isRelative: false, ...facts, declarations: [...facts.declarations] })).toBe(answer);
  });
});
