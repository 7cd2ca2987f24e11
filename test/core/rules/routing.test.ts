import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ROLES, type Role } from '../../../src/core/people/person.ts';
import {
  type AbsenceFacts,
  type CaseOf,
  handler,
  isInvolved,
  type Link,
  managersToTell,
  type OfficerFacts,
  order,
  route,
} from '../../../src/core/rules/routing.ts';

// Everyone is called by their id, spelt out: `dora` is Dora Hill.
const nameOf = (person: string) => `${person} Hill`;

function officer(person: string, ...roles: Role[]): OfficerFacts {
  return { person, roles, absences: [] };
}

function away(person: string, ...roles: Role[]): OfficerFacts {
  return { ...officer(person, ...roles), absences: [absence()] };
}

/** An absence by the officer's own word, for long, or as given. */
function absence(over: Partial<AbsenceFacts> = {}): AbsenceFacts {
  return { until: '2027-06-30', by: [], isSettled: true, since: at(TODAY), on: TODAY, ...over };
}

/** Recorded by these people and not confirmed by the officer, on Monday the 23rd. */
function said(to: OfficerFacts, by: string[], over: Partial<AbsenceFacts> = {}): OfficerFacts {
  return { ...to, absences: [absence({ by, isSettled: false, ...over })] };
}

const TODAY = '2026-11-23';
function at(day: string): Date {
  return new Date(`${day}T09:00:00Z`);
}

/** Officers of whom the register knows that they are parents. */
const PARENTS = new Set(['dora', 'carl']);
const facts = (links: readonly Link[], today = TODAY) => ({
  links,
  nameOf,
  isParent: (who: string) => PARENTS.has(who),
  today,
});

const dora = officer('dora', 'staff', 'dso');
const dev = officer('dev', 'staff', 'deputy_dso');
const mona = officer('mona', 'staff', 'manager');
const carl = officer('carl', 'chair');
const ALL = [carl, mona, dev, dora];

/** Zara, of the staff, has declared that she knows Pat, a parent. */
const CASE: CaseOf = {
  declarer: 'zara',
  counterpart: 'pat',
  counterpartName: nameOf('pat'),
  children: ['mia'],
  carers: ['pat', 'lee'],
  carerNames: [nameOf('pat'), nameOf('lee')],
  passedBy: [],
};

function link(a: string, b: string | null, over: Partial<Link> = {}): Link {
  return { a, b, bName: b === null ? '' : nameOf(b), ...over };
}

function onBehalf(declarer: string, recordedBy: string): Partial<CaseOf> {
  return { declarer, recordedBy };
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
    [
      'the deputy, when the DSO is the counterpart and a carer of a child concerned',
      { of: { counterpart: 'dora', carers: ['pat', 'dora'] } },
      'dev',
    ],
    ['the DSO, whom a declaration names and who is no carer', { of: { counterpart: 'dora' } }, 'dora'],
    ['the deputy, when the DSO is a carer of the child', { of: { carers: ['pat', 'dora'] } }, 'dev'],
    ['the deputy, when the DSO is away', { officers: [away('dora', 'dso'), dev, mona, carl] }, 'dev'],
    ['the deputy, when the DSO has passed it on', { of: { passedBy: ['dora'] } }, 'dev'],
    ['the manager, when both have passed it on', { of: { passedBy: ['dora', 'dev'] } }, 'mona'],
    ['the chair, when nobody else is left', { of: { declarer: 'mona', passedBy: ['dora', 'dev'] } }, 'carl'],
    [
      'nobody, when the chair is the parent and the rest are out',
      { of: { declarer: 'mona', carers: ['carl'], passedBy: ['dora', 'dev'] } },
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
    ['the DSO, when the declarer has declared the DSO', { links: [link('zara', 'dora')] }, 'dora'],
    ['the deputy, when the DSO has declared the counterpart', { links: [link('dora', 'pat')] }, 'dev'],
    ['the DSO, when the counterpart has declared the DSO', { links: [link('pat', 'dora')] }, 'dora'],
    ['the deputy, when the DSO has declared the other parent', { links: [link('dora', 'lee')] }, 'dev'],
    ['the DSO, when the other parent has declared the DSO', { links: [link('lee', 'dora')] }, 'dora'],
    [
      'the deputy, when the DSO has declared the child by name',
      { links: [link('dora', null, { bName: 'unknown', child: 'mia' })] },
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
      'the deputy, when the counterpart is only a name, and it is that of the DSO, who is a parent',
      { of: { counterpart: undefined as never, counterpartName: nameOf('dora') } },
      'dev',
    ],
    [
      'the deputy, when the counterpart is only a name, and it is that of the deputy, who is no parent',
      { of: { declarer: 'dora', counterpart: undefined as never, counterpartName: nameOf('dev') } },
      'dev',
    ],
    [
      'the manager, when the deputy recorded it on behalf of the DSO',
      { of: onBehalf('dora', 'dev') },
      'mona',
    ],
    ['the DSO, when the deputy recorded it on behalf of Zara', { of: onBehalf('zara', 'dev') }, 'dora'],
    ['the deputy, when the DSO recorded it on behalf of Zara', { of: onBehalf('zara', 'dora') }, 'dev'],
    [
      'the chair, when nobody but its recorder is left before',
      { of: { ...onBehalf('zara', 'mona'), passedBy: ['dora', 'dev'] } },
      'carl',
    ],
    [
      'its recorder, when the chair is involved too',
      { of: { ...onBehalf('zara', 'mona'), passedBy: ['dora', 'dev'], carers: ['carl'] } },
      'mona',
    ],
    [
      'the chair who recorded it, when nobody else is left',
      { of: { ...onBehalf('zara', 'carl'), passedBy: ['dora', 'dev', 'mona'] } },
      'carl',
    ],
    [
      'the DSO, when a parent whom the register knows merely has the DSO’s name',
      { of: { counterpart: 'pat', counterpartName: nameOf('dora'), carerNames: [nameOf('dora')] } },
      'dora',
    ],
    [
      'the deputy, when the DSO has declared a name like the parent’s',
      { links: [link('dora', null, { bName: nameOf('pat') })] },
      'dev',
    ],
    [
      'the deputy, when the DSO has declared a name like the other parent’s',
      { links: [link('dora', null, { bName: nameOf('lee') })] },
      'dev',
    ],
    [
      'the deputy, when the DSO has declared a name like the declarer’s',
      { links: [link('dora', null, { bName: nameOf('zara') })] },
      'dev',
    ],
    [
      'the deputy, when the DSO has declared a name that is closely like the parent’s',
      {
        of: { carerNames: ['Katherine Hill', 'Lee Hill'] },
        links: [link('dora', null, { bName: 'Kate Hil' })],
      },
      'dev',
    ],
    [
      'the DSO, when the DSO has declared a name that shares the surname alone',
      { links: [link('dora', null, { bName: 'Margaret Hill' })] },
      'dora',
    ],
    [
      'the DSO, when another officer has said that the name is not the parent',
      { links: [link('dora', null, { bName: nameOf('pat'), notThese: ['pat'] })] },
      'dora',
    ],
    [
      'the deputy, when another officer has said it of the one parent, and it is like the other',
      { links: [link('dora', null, { bName: nameOf('lee'), notThese: ['pat'] })] },
      'dev',
    ],
    [
      'the deputy, when the counterpart is only a name like that of the DSO, who is a parent',
      { of: { counterpart: undefined as never, counterpartName: 'Hill, Dora' } },
      'dev',
    ],
    [
      'the DSO, when the declarer has declared a name like the DSO’s',
      { links: [link('zara', null, { bName: nameOf('dora') })] },
      'dora',
    ],
    [
      'the DSO, when somebody unconcerned has declared a name like the DSO’s',
      { links: [link('dev', null, { bName: nameOf('dora') })] },
      'dora',
    ],
    [
      'the DSO, when a declared name has no letters to compare',
      { of: { carerNames: [''] }, links: [link('dora', null)] },
      'dora',
    ],
  ];
  it.each(cases)('are %s', (_, { of, officers = ALL, links = [] }, expected) => {
    expect(handler(compact({ ...CASE, ...of }), officers, facts(links))).toBe(expected);
  });

  it('is the deputy for a case about a name, which the DSO has declared too', () => {
    const unknown: CaseOf = {
      declarer: 'zara',
      counterpartName: 'Nobody Known',
      carers: [],
      passedBy: [],
    };
    expect(handler(unknown, ALL, facts([]))).toBe('dora');
    expect(handler(unknown, ALL, facts([link('dora', null, { bName: 'NOBODY  known' })]))).toBe('dev');
  });

  it('moves on when somebody becomes a parent of the child mid-case', () => {
    expect(handler(CASE, ALL, facts([]))).toBe('dora');
    expect(handler({ ...CASE, carers: [...CASE.carers, 'dora'] }, ALL, facts([]))).toBe('dev');
  });

  it('of a family with no declarer is whoever acts as DSO for the child', () => {
    const family: CaseOf = { children: ['mia'], carers: ['pat', 'dora'], passedBy: [] };
    expect(handler(family, ALL, facts([]))).toBe('dev');
  });

  it('goes by person in each setting: an officer here who is a parent elsewhere is not involved here', () => {
    const elsewhere: CaseOf = { ...CASE, carers: ['dora-elsewhere'] };
    expect(handler(elsewhere, ALL, facts([]))).toBe('dora');
  });
});

/** A case that waits since Friday and is due tomorrow. */
const WAITS = { since: at('2026-11-20'), dueOn: '2026-11-24' };
/** A case that came after the absence was recorded. */
const FRESH = { since: at('2026-11-24'), dueOn: '2026-11-25' };

describe('Who handles a case while an officer is away', () => {
  const cases: [
    string,
    { of?: Partial<CaseOf>; officers: OfficerFacts[]; today?: string },
    string | undefined,
  ][] = [
    [
      'the deputy, when the DSO is away by her own word',
      { of: WAITS, officers: [away('dora', 'dso'), dev, mona, carl] },
      'dev',
    ],
    [
      'still the DSO, when another says so',
      { of: WAITS, officers: [said(dora, ['mona']), dev, mona, carl] },
      'dora',
    ],
    [
      'the deputy, when a second says so too',
      { of: WAITS, officers: [said(dora, ['mona', 'ada'], { isSettled: true }), dev, mona, carl] },
      'dev',
    ],
    [
      'the deputy, after the due day',
      { of: WAITS, officers: [said(dora, ['mona']), dev, mona, carl], today: '2026-11-25' },
      'dev',
    ],
    [
      'still the DSO, when it was late before anybody said so',
      { of: { ...WAITS, dueOn: '2026-11-20' }, officers: [said(dora, ['mona']), dev, mona, carl] },
      'dora',
    ],
    [
      'still the DSO, of a decided case that waits for nobody',
      { of: { since: WAITS.since }, officers: [said(dora, ['mona']), dev, mona, carl], today: '2026-12-24' },
      'dora',
    ],
    ['the deputy, of a new case', { of: FRESH, officers: [said(dora, ['mona']), dev, mona, carl] }, 'dev'],
    [
      'the manager, when the deputy said so',
      { of: FRESH, officers: [said(dora, ['dev']), dev, mona, carl] },
      'mona',
    ],
    [
      'the manager, when the deputy was the second to say so',
      { of: WAITS, officers: [said(dora, ['ada', 'dev'], { isSettled: true }), dev, mona, carl] },
      'mona',
    ],
    [
      'the deputy, who said so together with somebody else',
      {
        of: FRESH,
        officers: [
          { ...dora, absences: [...said(dora, ['dev']).absences, ...said(dora, ['ada']).absences] },
          dev,
          mona,
          carl,
        ],
      },
      'dev',
    ],
    [
      'the DSO, who said so of the deputy',
      { of: FRESH, officers: [dora, said(dev, ['dora']), mona, carl] },
      'dora',
    ],
    [
      'the chair, when the manager said so of both',
      { of: FRESH, officers: [said(dora, ['mona']), said(dev, ['mona']), mona, carl] },
      'carl',
    ],
    [
      'the chair, when the manager says so of the DSO and the deputy of nobody',
      { of: { ...FRESH, passedBy: ['dev'] }, officers: [said(dora, ['mona']), dev, mona, carl] },
      'carl',
    ],
    [
      'the DSO who is back in time, before the chair',
      {
        of: { ...FRESH, passedBy: ['dev'] },
        officers: [said(dora, ['mona'], { until: '2026-11-26' }), dev, mona, carl],
      },
      'dora',
    ],
    [
      'the first who is back in time, when all are away by their own word',
      {
        of: FRESH,
        officers: [
          { ...dora, absences: [absence({ until: '2026-11-26' })] },
          { ...dev, absences: [absence({ until: '2026-11-25' })] },
          away('mona', 'manager'),
          carl,
        ],
      },
      'dev',
    ],
    [
      'the absent officer until the due day, when nobody but the recorder is left',
      { of: FRESH, officers: [said(dora, ['mona']), mona] },
      'dora',
    ],
    [
      'the recorder after the due day, when nobody else is left',
      { of: FRESH, officers: [said(dora, ['mona']), mona], today: '2026-11-26' },
      'mona',
    ],
    [
      'the absent officer, of what is due at no day, when nobody but the recorder is left',
      { officers: [said(dora, ['mona']), mona] },
      'dora',
    ],
    [
      'the recorder of the absence, when the officer has confirmed it',
      { of: FRESH, officers: [away('dora', 'dso'), mona] },
      'mona',
    ],
    [
      'the chair, of a new case, when two say so of each other',
      {
        of: { ...FRESH, passedBy: ['mona'] },
        officers: [said(dora, ['dev']), said(dev, ['dora']), mona, carl],
      },
      'carl',
    ],
    [
      'the DSO, who would be back in time but for the word of the chair',
      {
        of: FRESH,
        officers: [
          {
            ...dora,
            absences: [absence({ until: '2026-11-25' }), absence({ by: ['carl'], isSettled: false })],
          },
          carl,
        ],
      },
      'dora',
    ],
    [
      'the chair, when another says that the DSO is away for longer',
      {
        of: FRESH,
        officers: [
          {
            ...dora,
            absences: [absence({ until: '2026-11-25' }), absence({ by: ['ada'], isSettled: false })],
          },
          carl,
        ],
      },
      'carl',
    ],
    [
      'nobody, when everybody is away for long',
      { of: FRESH, officers: [away('dora', 'dso'), away('carl', 'chair')] },
      undefined,
    ],
  ];
  it.each(cases)('is %s', (_, { of, officers, today }, expected) => {
    expect(handler(compact({ ...CASE, ...of }), officers, facts([], today))).toBe(expected);
  });

  it('says whose absence gave it to the recorder, and only then', () => {
    const late = { ...CASE, ...WAITS };
    expect(route(late, [said(dora, ['mona']), mona], facts([], '2026-11-25'))).toEqual({
      person: 'mona',
      insteadOf: { absent: 'dora', chairs: [] },
    });
    expect(route(late, [said(dora, ['dev']), dev, mona], facts([], '2026-11-25'))).toEqual({
      person: 'mona',
    });
  });

  it('never goes to whoever alone said that one before them is away, while another can take it', () => {
    const officers = ALL.flatMap((absent) => ALL.map((recorder) => ({ absent, recorder })));
    for (const { absent, recorder } of officers) {
      if (absent === recorder) continue;
      for (const of of [WAITS, FRESH, {}])
        for (const today of [TODAY, '2026-11-30'])
          for (const until of ['2026-11-30', '2027-06-30']) {
            const all = ALL.map((each) =>
              each === absent ? said(each, [recorder.person], { until }) : each,
            );
            const [before, after] = [ALL, all].map((those) =>
              handler({ ...CASE, ...of }, those, facts([], today)),
            );
            if (before !== recorder.person) expect(after).not.toBe(recorder.person);
          }
    }
  });
});

describe('Who handles a case that came before somebody was an officer', () => {
  /** Since then in this role, and before that in these, as long as anybody. */
  const since = (day: string, person: string, role: Role, ...before: Role[]): OfficerFacts => ({
    ...officer(person, role),
    heldFrom: { [role]: day },
    heldOn: (on) =>
      on < day ? { roles: before, heldFrom: {} } : { roles: [role], heldFrom: { [role]: day } },
  });
  const gone = (person: string, role: Role, until: string, from?: string): OfficerFacts => ({
    ...officer(person),
    heldOn: (on) =>
      on <= until
        ? { roles: [role], heldFrom: from === undefined ? {} : { [role]: from } }
        : { roles: [], heldFrom: {} },
  });
  const ann = since('2010-09-01', 'ann', 'deputy_dso');
  /** A deputy after Ann, who becomes DSO. */
  const bea: OfficerFacts = {
    ...since('2026-11-21', 'bea', 'dso'),
    heldOn: (on) =>
      on < '2026-11-21'
        ? { roles: ['deputy_dso'], heldFrom: { deputy_dso: '2020-09-01' } }
        : { roles: ['dso'], heldFrom: { dso: '2026-11-21' } },
  };
  const waits = { since: at('2026-11-20'), sinceOn: '2026-11-20', dueOn: '2026-11-24' };
  const newDso = since('2026-11-21', 'nell', 'dso');
  const cases: [
    string,
    { of?: Partial<CaseOf>; officers: OfficerFacts[]; former?: OfficerFacts[] },
    string | undefined,
  ][] = [
    ['the deputy, whose it was, and not the new DSO', { officers: [newDso, dev, mona, carl] }, 'dev'],
    ['the DSO, whose it was, and not one who works here longer', { officers: [newDso, dora, carl] }, 'dora'],
    [
      'the new DSO, when the case came later',
      { of: { sinceOn: '2026-11-22' }, officers: [newDso, dev, mona, carl] },
      'nell',
    ],
    [
      'the deputy, when the new DSO began on the day of the case',
      { of: { sinceOn: '2026-11-21' }, officers: [newDso, dev, mona, carl] },
      'dev',
    ],
    [
      'the new DSO, when the one whose it was has left',
      { officers: [newDso, dev, mona, carl], former: [gone('dora', 'dso', '2026-11-20')] },
      'nell',
    ],
    [
      'the deputy, when one has left whose it was not',
      { officers: [newDso, dev, mona, carl], former: [gone('max', 'manager', '2026-11-20')] },
      'dev',
    ],
    [
      'the deputy, and not the manager who has become DSO',
      { officers: [since('2026-11-21', 'mona', 'dso', 'manager'), dev, carl] },
      'dev',
    ],
    [
      'the deputy who was it longer, and not the other, who has become DSO',
      { officers: [bea, ann, carl] },
      'ann',
    ],
    [
      'the manager who was it longer, when one has left who came later',
      {
        officers: [newDso, since('2010-09-01', 'mona', 'manager'), carl],
        former: [gone('max', 'manager', '2026-11-20', '2020-09-01')],
      },
      'mona',
    ],
    [
      'the new DSO before the chair, when the manager whose it was is away',
      { officers: [newDso, away('mona', 'manager'), carl] },
      'nell',
    ],
    [
      'the chair, whose it was, before the new DSO',
      { of: { declarer: 'mona' }, officers: [newDso, mona, carl] },
      'carl',
    ],
    [
      'the new DSO, of what waits for nobody',
      { of: { dueOn: undefined as never }, officers: [newDso, dev] },
      'nell',
    ],
  ];
  it.each(cases)('is %s', (_, { of, officers, former = [] }, expected) => {
    const known = { ...facts([]), former };
    expect(handler(compact({ ...CASE, ...waits, ...of }), officers, known)).toBe(expected);
  });

  it('of one role is whoever has held it longest, however long they work here', () => {
    const [short, long] = [since('2026-01-01', 'y', 'dso'), since('2020-01-01', 'x', 'dso')];
    expect(order([short, long]).map(({ person }) => person)).toEqual(['x', 'y']);
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
    ['nobody, when the only one is involved', { carers: ['mona'] }, [mona, dora, carl], [], []],
    ['nobody, when there is none', {}, [dora, carl], [], []],
  ];
  it.each(cases)('are %s', (_, of, officers, links, expected) => {
    expect(managersToTell({ ...CASE, ...of }, officers, facts(links))).toEqual(expected);
  });
});

describe('Whatever the case', () => {
  const person = fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f');
  const key = person.map(nameOf);
  const officers = fc.uniqueArray(
    fc.record({
      person,
      roles: fc.subarray([...ROLES]),
      absences: fc.array(
        fc.record({
          until: fc.constantFrom('2026-11-23', '2026-12-24'),
          by: fc.array(person, { maxLength: 2 }),
          isSettled: fc.boolean(),
          since: fc.constantFrom(at('2026-11-19'), at('2026-11-22')),
          on: fc.constantFrom('2026-11-19', '2026-11-22'),
        }),
        { maxLength: 2 },
      ),
    }),
    { selector: (each) => each.person },
  );
  const links = fc.array(fc.record({ a: person, b: fc.option(person), bName: key }), { maxLength: 6 });
  const of: fc.Arbitrary<CaseOf> = fc.record(
    {
      declarer: person,
      counterpart: person,
      counterpartName: key,
      carers: fc.array(person),
      carerNames: fc.array(key),
      passedBy: fc.array(person),
    },
    { requiredKeys: ['carers', 'passedBy'] },
  );

  it('nobody decides their own, nor after passing it on, nor takes what is due at no day while away', () => {
    fc.assert(
      fc.property(of, officers, links, (about, all, between) => {
        const who = handler(about, all, facts(between));
        if (who === undefined) return;
        const away = all.find((each) => each.person === who)?.absences ?? [];
        if (about.since === undefined) expect(away.some(({ by }) => by.length === 0)).toBe(false);
        expect([about.declarer, ...about.carers, ...about.passedBy]).not.toContain(who);
        expect(isInvolved(who, about, facts(between))).toBe(false);
      }),
    );
  });

  it('one more declaration never brings an officer back in', () => {
    fc.assert(
      fc.property(person, of, links, links, (who, about, between, more) => {
        if (!isInvolved(who, about, facts(between))) return;
        expect(isInvolved(who, about, facts([...between, ...more]))).toBe(true);
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
