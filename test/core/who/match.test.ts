import { describe, expect, test } from 'vitest';
import { type By, differ, isNamed, readingsOf, resolveAmong } from '../../../src/core/who/match.ts';

const ID = '01a207d9-2100-7000-8009-48271dd8b9e4';
const ANN = { id: ID, name: 'Ann Lee', ref: 'P3', email: 'ann@elm.test' };
const NAMESAKE = { id: 'other', name: 'ANN-LEE', ref: 'P8', email: null };
const ZOE = { id: 'zoe', name: 'Zoë Adeyemi', ref: null, email: 'Zoe@elm.test' };
/** Somebody whose name is another's reference. */
const PETER = { id: 'peter', name: 'P 3', ref: null, email: null };
const MIA = { id: 'mia', name: 'Mia Reed', ref: 'K9', number: 9 };

const PEOPLE: By[] = ['id', 'email', 'name', 'ref'];

describe('words mean', () => {
  test.each<[string, object]>([
    ['Zoë Adeyemi', { kind: 'one', is: ZOE }],
    ['zoe  ADEYEMI', { kind: 'one', is: ZOE }],
    [' zoe@ELM.test', { kind: 'one', is: ZOE }],
    ['p8', { kind: 'one', is: NAMESAKE }],
    [ID, { kind: 'one', is: ANN }],
    ['ann lee', { kind: 'several', are: [ANN, NAMESAKE] }],
    // A name goes before a reference.
    ['P3', { kind: 'one', is: PETER }],
    ['Ann', { kind: 'none' }],
    ['Zoe Adeyemy', { kind: 'none' }],
    ['!!', { kind: 'none' }],
    ['', { kind: 'none' }],
  ])('by “%s”: %j', (said, found) => {
    expect(resolveAmong(said, [ANN, NAMESAKE, ZOE, PETER], PEOPLE)).toEqual(found);
  });

  test('a child by number, in any case, before a name', () => {
    const named = { id: 'c9', name: 'C9', ref: null, number: 4 };
    for (const said of ['C-9', 'c9', 'Mia Reed', 'K9'])
      expect(resolveAmong(said, [named, MIA], ['number', 'name', 'ref'])).toEqual({ kind: 'one', is: MIA });
  });

  test('nobody in a way that the scope does not know', () => {
    expect(resolveAmong('ann@elm.test', [ANN], ['id', 'name'])).toEqual({ kind: 'none' });
    expect(readingsOf('ann@elm.test', ['id', 'name'])).toEqual([{ by: 'name', key: 'annelmtest' }]);
    expect(readingsOf(ID, ['email', 'ref'])).toEqual([{ by: 'ref', key: ID }]);
  });
});

test('references and addresses differ where both are known and not the same, in any case', () => {
  expect([differ('P3', 'p3'), differ('P3', 'P8'), differ(null, 'P8'), differ('P3', null)]).toEqual([
    false,
    true,
    false,
    false,
  ]);
});

test('words that an operator writes for somebody are their name, reference or address', () => {
  for (const said of ['ann lee', ' P3 ', 'ANN@elm.test']) expect(isNamed(said, ANN), said).toBe(true);
  for (const said of ['P8', 'zoe@elm.test', '!!', '']) expect(isNamed(said, ANN), said).toBe(false);
});
