import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ROLES, type Role } from '../../../src/core/people/person.ts';
import { fold } from '../../../src/core/rules/names.ts';
import {
  type CaseOf,
  handler,
  isInvolved,
  type Link,
  managersToTell,
  type OfficerFacts,
  order,
} from '../../../src/core/rules/routing.ts';

// Everyone is called by their id, spelt out: `dora` is Dora Hill.
const nameKeyOf = (person: string) => fold(`${person} Hill`);

function officer(person: string, ...roles: Role[]): OfficerFacts {
  return { person, roles, absent: false };
}

function away(person: string, ...roles: Role[]): OfficerFacts {
  return { ...officer(person, ...roles), absent: true };
}

const dora = officer('dora', 'staff', 'dso');
const dev = officer('dev', 'staff', 'deputy_dso');
const mona = officer('mona', 'staff', 'manager');
const carl = officer('carl', 'chair');
const ALL = [carl, mona, dev, dora];

/** Zara, of the staff, has declared that she knows Pat, a parent. */
const CASE: CaseOf = {
  declarer: 'zara',
  counterpart: 'pat',
  counterpartKey: nameKeyOf('pat'),
  children: ['mia'],
  carers: ['pat', 'lee'],
  carerKeys: [nameKeyOf('pat'), nameKeyOf('lee')],
  passedBy: [],
};

function link(a: string, b: string | null, over: Partial<Link> = {}): Link {
  return { a, b, bKey: b === null ? '' : nameKeyOf(b), ...over };
}

describe('The order of officers', () => {
  it('is DSO, deputy, manager, chair, and leaves everyone else out', () => {
    const admin = officer('ada', 'admin', 'staff');
    expect(order([admin, ...ALL]).map(({ person }) => person)).toEqual(['dora', 'dev', 'mona', 'carl']);
  });

  it('counts a person once, at the first of their hats', () => {
    const both = officer('bea', 'manager', 'dso', 'chair');
    expect(order([mona, both, carl]).map(({ person }) => person)).toEqual(['bea', 'mona', 'carl']);
  });

  it('counts a person once who was given once for each hat', () => {
    expect(
      order([officer('bea', 'manager'), officer('bea', 'dso'), carl]).map(({ person }) => person),
    ).toEqual(['bea', 'carl']);
  });

  it('keeps those of one role as they were given', () => {
    expect(order([officer('y', 'dso'), officer('x', 'dso')]).map(({ person }) => person)).toEqual(['y', 'x']);
  });
});

describe('Who handles a case', () => {
  const cases: [
    string,
    { of?: Partial<CaseOf>; officers?: OfficerFacts[]; links?: Link[] },
    string | undefined,
  ][] = [
    ['the DSO, when nothing is in the way', {}, 'dora'],
    ['the deputy, when the DSO is the declarer', { of: { declarer: 'dora' } }, 'dev'],
    ['the deputy, when the DSO is the counterpart', { of: { counterpart: 'dora' } }, 'dev'],
    ['the deputy, when the DSO is a carer of the child', { of: { carers: ['pat', 'dora'] } }, 'dev'],
    ['the deputy, when the DSO is away', { officers: [away('dora', 'dso'), dev, mona, carl] }, 'dev'],
    ['the deputy, when the DSO has passed it on', { of: { passedBy: ['dora'] } }, 'dev'],
    ['the manager, when both have passed it on', { of: { passedBy: ['dora', 'dev'] } }, 'mona'],
    ['the chair, when nobody else is left', { of: { declarer: 'mona', passedBy: ['dora', 'dev'] } }, 'carl'],
    [
      'nobody, when the chair is the parent and the rest are out',
      { of: { declarer: 'mona', counterpart: 'carl', passedBy: ['dora', 'dev'] } },
      undefined,
    ],
    ['nobody, when there is no officer', { officers: [officer('ada', 'admin')] }, undefined],
    [
      'nobody, when the one who wears every hat is the declarer',
      { of: { declarer: 'bea' }, officers: [officer('bea', 'manager', 'dso', 'chair')] },
      undefined,
    ],
    [
      'the chair, when manager and DSO are one and the declarer',
      { of: { declarer: 'bea' }, officers: [officer('bea', 'manager', 'dso'), carl] },
      'carl',
    ],
    [
      'never the second hat of one who is out under the first',
      { of: { passedBy: ['bea'] }, officers: [officer('bea', 'dso', 'manager', 'chair'), mona] },
      'mona',
    ],
    ['the deputy, when the DSO has declared the declarer', { links: [link('dora', 'zara')] }, 'dev'],
    ['the deputy, when the declarer has declared the DSO', { links: [link('zara', 'dora')] }, 'dev'],
    ['the deputy, when the DSO has declared the counterpart', { links: [link('dora', 'pat')] }, 'dev'],
    ['the deputy, when the counterpart has declared the DSO', { links: [link('pat', 'dora')] }, 'dev'],
    ['the deputy, when the DSO has declared the other parent', { links: [link('dora', 'lee')] }, 'dev'],
    ['the deputy, when the other parent has declared the DSO', { links: [link('lee', 'dora')] }, 'dev'],
    [
      'the deputy, when the DSO has declared the child by name',
      { links: [link('dora', null, { bKey: 'unknown', child: 'mia' })] },
      'dev',
    ],
    [
      'the DSO, whatever they declared about another family',
      { links: [link('dora', 'quinn', { child: 'tom' })] },
      'dora',
    ],
    [
      'the DSO, whatever others declared about each other',
      { links: [link('zara', 'pat'), link('dev', 'pat')] },
      'dora',
    ],
    [
      'the DSO, who has declared another officer who is in no way concerned',
      { links: [link('dora', 'dev')] },
      'dora',
    ],
    [
      'the deputy, when the counterpart is only a name, and it is the DSO’s own',
      { of: { counterpart: undefined as never, counterpartKey: nameKeyOf('dora') } },
      'dev',
    ],
    [
      'the DSO, when a parent whom the register knows merely has the DSO’s name',
      { of: { counterpart: 'pat', counterpartKey: nameKeyOf('dora'), carerKeys: [nameKeyOf('dora')] } },
      'dora',
    ],
    [
      'the deputy, when the DSO has declared a name like the parent’s',
      { links: [link('dora', null, { bKey: nameKeyOf('pat') })] },
      'dev',
    ],
    [
      'the deputy, when the DSO has declared a name like the other parent’s',
      { links: [link('dora', null, { bKey: nameKeyOf('lee') })] },
      'dev',
    ],
    [
      'the deputy, when the DSO has declared a name like the declarer’s',
      { links: [link('dora', null, { bKey: nameKeyOf('zara') })] },
      'dev',
    ],
    [
      'the deputy, when the declarer has declared a name like the DSO’s',
      { links: [link('zara', null, { bKey: nameKeyOf('dora') })] },
      'dev',
    ],
    [
      'the DSO, when somebody unconcerned has declared a name like the DSO’s',
      { links: [link('dev', null, { bKey: nameKeyOf('dora') })] },
      'dora',
    ],
    [
      'the DSO, when a declared name has no letters to compare',
      { of: { carerKeys: [''] }, links: [link('dora', null)] },
      'dora',
    ],
  ];
  it.each(cases)('are %s', (_, { of, officers = ALL, links = [] }, expected) => {
    expect(handler(compact({ ...CASE, ...of }), officers, links, nameKeyOf)).toBe(expected);
  });

  it('is the deputy for a case about a name, which the DSO has declared too', () => {
    const unknown: CaseOf = {
      declarer: 'zara',
      counterpartKey: fold('Nobody Known'),
      carers: [],
      passedBy: [],
    };
    expect(handler(unknown, ALL, [], nameKeyOf)).toBe('dora');
    expect(handler(unknown, ALL, [link('dora', null, { bKey: fold('NOBODY  known') })], nameKeyOf)).toBe(
      'dev',
    );
  });

  it('moves on when somebody becomes a parent of the child mid-case', () => {
    expect(handler(CASE, ALL, [], nameKeyOf)).toBe('dora');
    expect(handler({ ...CASE, carers: [...CASE.carers, 'dora'] }, ALL, [], nameKeyOf)).toBe('dev');
  });

  it('of a family with no declarer is whoever acts as DSO for the child', () => {
    const family: CaseOf = { children: ['mia'], carers: ['pat', 'dora'], passedBy: [] };
    expect(handler(family, ALL, [], nameKeyOf)).toBe('dev');
  });

  it('goes by person in each setting: an officer here who is a parent elsewhere is not involved here', () => {
    const elsewhere: CaseOf = { ...CASE, carers: ['dora-elsewhere'] };
    expect(handler(elsewhere, ALL, [], nameKeyOf)).toBe('dora');
  });
});

describe('The managers who are told', () => {
  const two = [officer('mona', 'manager'), officer('max', 'manager'), dora];
  const cases: [string, Partial<CaseOf>, OfficerFacts[], Link[], string[]][] = [
    ['all of them', {}, two, [], ['mona', 'max']],
    ['the other, when one is the declarer', { declarer: 'mona' }, two, [], ['max']],
    ['the other, when one is away', {}, [away('mona', 'manager'), officer('max', 'manager')], [], ['max']],
    ['the other, when one has declared this parent', {}, two, [link('mona', 'pat')], ['max']],
    ['also who has passed the case on', { passedBy: ['mona'] }, two, [], ['mona', 'max']],
    ['the DSO, when they are one person', {}, [officer('bea', 'manager', 'dso')], [], ['bea']],
    ['nobody, when the only one is involved', { counterpart: 'mona' }, [mona, dora, carl], [], []],
    ['nobody, when there is none', {}, [dora, carl], [], []],
  ];
  it.each(cases)('are %s', (_, of, officers, links, expected) => {
    expect(managersToTell({ ...CASE, ...of }, officers, links, nameKeyOf)).toEqual(expected);
  });
});

describe('Whatever the case', () => {
  const person = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
  const key = person.map(nameKeyOf);
  const officers = fc.uniqueArray(
    fc.record({ person, roles: fc.subarray([...ROLES]), absent: fc.boolean() }),
    { selector: (each) => each.person },
  );
  const links = fc.array(fc.record({ a: person, b: fc.option(person), bKey: key }), { maxLength: 6 });
  const of: fc.Arbitrary<CaseOf> = fc.record(
    {
      declarer: person,
      counterpart: person,
      counterpartKey: key,
      carers: fc.array(person),
      carerKeys: fc.array(key),
      passedBy: fc.array(person),
    },
    { requiredKeys: ['carers', 'passedBy'] },
  );

  it('nobody decides their own, nor while away, nor after passing it on', () => {
    fc.assert(
      fc.property(of, officers, links, (about, all, between) => {
        const who = handler(about, all, between, nameKeyOf);
        if (who === undefined) return;
        expect([about.declarer, about.counterpart, ...about.carers, ...about.passedBy]).not.toContain(who);
        expect(all.find((each) => each.person === who)?.absent).toBe(false);
        expect(isInvolved(who, about, between, nameKeyOf)).toBe(false);
      }),
    );
  });

  it('one more declaration never brings an officer back in', () => {
    fc.assert(
      fc.property(person, of, links, links, (who, about, between, more) => {
        if (!isInvolved(who, about, between, nameKeyOf)) return;
        expect(isInvolved(who, about, [...between, ...more], nameKeyOf)).toBe(true);
      }),
    );
  });
});

/** Leaves out what is undefined, as the store does. */
function compact(given: CaseOf): CaseOf {
  return Object.fromEntries(
    Object.entries(given).filter(([, value]) => value !== undefined),
  ) as unknown as CaseOf;
}
