import { describe, expect, it } from 'vitest';
import { readTitles } from '../../../src/core/people/titles.ts';

describe('Roles and job titles', () => {
  it.each([
    ['staff; manager', ['staff', 'manager'], [], []],
    ['Staff/DSL', ['staff', 'dso'], [], []],
    ['manager and DSL', ['manager', 'dso'], [], []],
    ['Deputy DSL', ['deputy_dso'], [], []],
    ['Designated Safeguarding Lead', ['dso'], [], ['Designated Safeguarding Lead']],
    ['Chair of Trustees', ['chair'], [], ['Chair of Trustees']],
    ['Deputy Manager / DSL', ['dso'], ['Deputy Manager'], []],
    ['Health and Safety Officer', [], ['Health and Safety Officer'], []],
    ['Room Leader, Cook', [], ['Room Leader', 'Cook'], []],
    ['n/a', [], [], []],
    ['-', [], [], []],
    ['', [], [], []],
  ])('%j', (said, roles, unknown, taken) => {
    const read = readTitles(said);
    expect([read.roles, read.unknown, read.taken.map(({ title }) => title)]).toEqual([roles, unknown, taken]);
  });

  it('no title but our own in other words makes an officer', () => {
    const titles =
      'Deputy Manager, Area Manager, Assistant Manager, Deputy Chair, Vice Chair, Chair assistant, Administrator, Owner, Safeguarding, DSL assistant, SENCo';
    for (const title of titles.split(', ')) expect(readTitles(title).roles, title).toEqual([]);
  });

  it('a title that somebody explained is that', () => {
    const known = new Map([
      ['roomleader', ['staff']],
      ['cook', []],
    ] as const);
    expect(readTitles('room-leader; Cook', known)).toEqual({ roles: ['staff'], unknown: [], taken: [] });
  });
});
