import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  KINDS,
  type Kind,
  OUTCOMES,
  STATES,
  type Touch,
} from '../../../src/core/declarations/declaration.ts';
import {
  ANSWER_LABELS,
  type Answer,
  type CandidateFacts,
  type DeclarationFact,
  eligibility,
  mustBeReplaced,
  shownTo,
  showReasons,
} from '../../../src/core/rules/eligibility.ts';
import { DEFAULT_PROFILE, type Profile } from '../../../src/core/settings/setting.ts';

const FREE: CandidateFacts = {
  carer: null,
  declarations: [],
  held: false,
  inPost: true,
  absent: false,
  capable: true,
  arrangements: [],
  outstanding: false,
  keyChildren: 0,
  days: undefined,
  isProtected: false,
  isWithoutCarers: false,
  hasAnswered: true,
  partners: [],
};

const OPEN = STATES.filter((state) => state !== 'closed' && state !== 'void');
const WAITING = OPEN.filter((state) => state !== 'active');
const KIN: Kind[] = ['own_child', 'family', 'household', 'godparent'];
const LIGHT: Kind[] = ['neighbour', 'business', 'landlord', 'community', 'other'];
const PERSONAL = KINDS.filter((kind) => !KIN.includes(kind) && !LIGHT.includes(kind));

function declared(over: Partial<DeclarationFact> = {}): DeclarationFact {
  return { ref: 'D-1', kind: 'friend', state: 'active', outcome: 'managed', touch: 'carer', ...over };
}

function ask(over: Partial<CandidateFacts> = {}, profile: Partial<Profile> = {}) {
  const result = eligibility({ ...FREE, ...over }, { ...DEFAULT_PROFILE, ...profile });
  return `${result.answer}: ${showReasons(result.reasons)}`;
}

describe('May this person be key person for this child?', () => {
  it('says yes, and gives no rule, where nothing stands in the way', () => {
    expect(ask()).toBe('yes: ');
  });

  const alone: [string, Partial<CandidateFacts>, string, Partial<Profile>?][] = [
    ['K1 a carer of the child', { carer: 'carer' }, 'no: K1'],
    ['K5 a name that nobody has matched', { declarations: [declared({ touch: 'name' })] }, 'check: K5 (D-1)'],
    ['K6 a hold', { held: true }, 'no: K6'],
    ['K7 not in post', { inPost: false }, 'no: K7'],
    ['K7 absent', { absent: true }, 'no: K7'],
    ['K7 not able to be key person', { capable: false }, 'no: K7'],
    ['K7 all three at once', { inPost: false, absent: true, capable: false }, 'no: K7'],
    [
      'K8 a declaration with a former carer',
      { declarations: [declared({ touch: 'former' })] },
      'note: K8 (D-1)',
    ],
    [
      'K8 a declaration with another relative',
      { declarations: [declared({ touch: 'relative' })] },
      'note: K8 (D-1)',
    ],
    [
      'K5 a name that shares a word with one of the family',
      { declarations: [declared({ touch: 'surname' })] },
      'note: K5 (D-1)',
    ],
    [
      'K5 both, of which the closer counts',
      { declarations: [declared({ touch: 'surname' }), declared({ ref: 'D-2', touch: 'name' })] },
      'check: K5 (D-1, D-2)',
    ],
    [
      'K8 a relative, while it is not decided',
      { declarations: [declared({ touch: 'relative', state: 'submitted' })] },
      'no: K8 (D-1)',
    ],
    [
      'K8 a former carer, while it is not decided',
      { declarations: [declared({ touch: 'former', state: 'submitted' })] },
      'note: K8 (D-1)',
    ],
    [
      'K8 of a protected child',
      { declarations: [declared({ touch: 'former' })], isProtected: true },
      'no: K8 (D-1)',
    ],
    [
      'K8 of a protected child, where the officer has said that they may',
      { declarations: [declared({ touch: 'relative', cleared: true })], isProtected: true },
      'note: K8 (D-1)',
    ],
    [
      'K8 where the officer has said that they may not',
      { declarations: [declared({ touch: 'relative', cleared: false })] },
      'no: K8 (D-1)',
    ],
    [
      'K8 where the officer has said that they may not, and the relative has become a carer',
      { declarations: [declared({ kind: 'neighbour', outcome: 'not_personal', cleared: false })] },
      'no: K8 (D-1)',
    ],
    [
      'K8 of a protected child, of what was found not to be personal',
      { declarations: [declared({ kind: 'neighbour', outcome: 'not_personal' })], isProtected: true },
      'no: K8 (D-1)',
    ],
    [
      'K11 of a protected child, where the officer has said that they may',
      {
        declarations: [declared({ kind: 'neighbour', outcome: 'not_personal', cleared: true })],
        isProtected: true,
      },
      'note: K11 (D-1)',
    ],
    ['K8 a former carer themselves', { carer: 'former' }, 'note: K8'],
    ['K8 a relative themselves', { carer: 'relative' }, 'note: K8'],
    ['K9 a declared arrangement', arranged('declared'), 'note: K9 (A-1)'],
    ['K9 an acknowledged arrangement', arranged('acknowledged'), 'note: K9 (A-1)'],
    ['no K9 once it was declined', arranged('declined'), 'yes: '],
    ['no K9 once it has ended', arranged('ended'), 'yes: '],
    [
      'K9 where arrangements need approval',
      arranged('declared'),
      'note: K9 (A-1)',
      { babysitting: 'approve' },
    ],
    [
      'K9 where the profile forbids it',
      arranged('acknowledged'),
      'no: K9 (A-1)',
      { babysitting: 'prohibited' },
    ],
    ['no K9 where it is forbidden and over', arranged('ended'), 'yes: ', { babysitting: 'prohibited' }],
    ['K10 something outstanding is listed', { outstanding: true }, 'yes: K10'],
    [
      'K10 where the profile says that it is checked',
      { outstanding: true },
      'check: K10',
      { unsigned: 'check' },
    ],
    ['K10 where the profile says that it blocks', { outstanding: true }, 'no: K10', { unsigned: 'no' }],
    ['no K12 one below the maximum', { keyChildren: 7 }, 'yes: '],
    ['K12 at the maximum', { keyChildren: 8 }, 'note: K12'],
    ['K12 above the maximum', { keyChildren: 9 }, 'note: K12'],
    ['no K13 on all days of the child', { days: 'all' }, 'yes: '],
    ['K13 on some of the days', { days: 'some' }, 'note: K13'],
    ['K13 on none of the days', { days: 'none' }, 'note: K13'],
    ['K14 no carer on record', { isWithoutCarers: true }, 'check: K14'],
    ['K15 has not answered about the family', { hasAnswered: false }, 'yes: K15'],
    [
      'K15 where the profile says that it is checked',
      { hasAnswered: false },
      'check: K15',
      { unanswered: 'check' },
    ],
    ['K16 the partner of a colleague who is concerned', { partners: [{ ref: 'D-9' }] }, 'check: K16 (D-9)'],
    [
      'no K16 once the officer has said that they may',
      { partners: [{ ref: 'D-9', cleared: true }] },
      'yes: ',
    ],
    [
      'K16 once the officer has said that they may not',
      { partners: [{ ref: 'D-9', cleared: false }] },
      'no: K16 (D-9)',
    ],
    ["K12 at the profile's own maximum", { keyChildren: 3 }, 'note: K12', { key_children_max: 3 }],
  ];
  it.each(alone)('%s', (_, facts, expected, profile) => {
    expect(ask(facts, profile)).toBe(expected);
  });

  const touching: Touch[] = ['carer', 'child'];
  describe.each(touching)('with a declaration that reaches the child by a current %s', (touch) => {
    it.each(KIN.flatMap((kind) => OPEN.map((state) => [kind, state] as const)))(
      'K2 %s, %s: no, and neither K3 nor K4',
      (kind, state) => {
        expect(ask({ declarations: [declared({ kind, state, touch })] })).toBe('no: K2 (D-1)');
      },
    );

    it.each(PERSONAL)('K3 %s, active: no, whatever the outcome', (kind) => {
      for (const outcome of OUTCOMES) {
        expect(ask({ declarations: [declared({ kind, outcome, touch })] })).toBe('no: K3 (D-1)');
      }
    });

    it.each(
      KINDS.filter((kind) => !KIN.includes(kind)).flatMap((kind) =>
        WAITING.map((state) => [kind, state] as const),
      ),
    )('K4 %s, %s: no', (kind, state) => {
      expect(ask({ declarations: [declared({ kind, state, outcome: null, touch })] })).toBe('no: K4 (D-1)');
      expect(ask({ declarations: [declared({ kind, state, outcome: 'not_personal', touch })] })).toBe(
        'no: K4 (D-1)',
      );
    });

    it.each(LIGHT)('K11 %s, found not to be personal: a note in place of K3', (kind) => {
      expect(ask({ declarations: [declared({ kind, outcome: 'not_personal', touch })] })).toBe(
        'note: K11 (D-1)',
      );
    });

    it.each(LIGHT)('K3 %s, noted or managed: no', (kind) => {
      expect(ask({ declarations: [declared({ kind, outcome: 'noted', touch })] })).toBe('no: K3 (D-1)');
      expect(ask({ declarations: [declared({ kind, outcome: 'managed', touch })] })).toBe('no: K3 (D-1)');
    });
  });

  it.each(KINDS.flatMap((kind) => (['closed', 'void'] as const).map((state) => [kind, state] as const)))(
    'a %s declaration that is %s no longer counts',
    (kind, state) => {
      for (const touch of ['carer', 'child', 'former', 'relative', 'name'] as const) {
        expect(ask({ declarations: [declared({ kind, state, touch })] })).toBe('yes: ');
      }
    },
  );

  it.each(KINDS)('a name alone is never more than check (%s)', (kind) => {
    for (const state of OPEN)
      expect(ask({ declarations: [declared({ kind, state, touch: 'name' })] })).toBe('check: K5 (D-1)');
  });

  it.each(KINDS.filter((kind) => kind !== 'own_child'))(
    'a former carer leaves a note in any open state (%s)',
    (kind) => {
      for (const state of OPEN)
        expect(ask({ declarations: [declared({ kind, state, touch: 'former' })] })).toBe('note: K8 (D-1)');
    },
  );

  it('an own child stays one, though the other parent is a carer no more', () => {
    expect(ask({ declarations: [declared({ kind: 'own_child', touch: 'former' })] })).toBe('no: K2 (D-1)');
    expect(ask({ declarations: [declared({ kind: 'own_child', touch: 'relative' })] })).toBe('no: K2 (D-1)');
  });

  const together: [string, Partial<CandidateFacts>, string, Partial<Profile>?][] = [
    [
      'separated parents: either counts, and each declaration is named',
      { declarations: [declared({ ref: 'D-10' }), declared({ ref: 'D-2' })] },
      'no: K3 (D-2, D-10)',
    ],
    [
      'a declaration that reaches the child in two ways is named once',
      { declarations: [declared(), declared({ touch: 'child' })] },
      'no: K3 (D-1)',
    ],
    [
      'K11 beside K3 is no',
      { declarations: [declared({ kind: 'neighbour', outcome: 'not_personal' }), declared({ ref: 'D-2' })] },
      'no: K3 (D-2), K11 (D-1)',
    ],
    [
      'a resumed relationship blocks, though the closed one it resumes does not',
      {
        declarations: [
          declared({ state: 'closed' }),
          declared({ ref: 'D-2', state: 'submitted', outcome: null }),
        ],
      },
      'no: K4 (D-2)',
    ],
    [
      'check is stronger than a note',
      { declarations: [declared({ touch: 'name' })], outstanding: true, keyChildren: 8 },
      'check: K5 (D-1), K10, K12',
    ],
    [
      'an arrangement beside a former carer',
      { ...arranged('declared'), carer: 'former' },
      'note: K8, K9 (A-1)',
    ],
    [
      'a forbidden arrangement beside a name to be matched is no',
      { ...arranged('declared'), declarations: [declared({ touch: 'name' })] },
      'no: K5 (D-1), K9 (A-1)',
      { babysitting: 'prohibited' },
    ],
    [
      'everything at once, in the order of the rules',
      {
        carer: 'carer',
        declarations: [
          declared({ ref: 'D-7', kind: 'other', outcome: 'not_personal' }),
          declared({ ref: 'D-6', touch: 'former' }),
          declared({ ref: 'D-5', touch: 'name' }),
          declared({ ref: 'D-4', state: 'end_requested' }),
          declared({ ref: 'D-3', kind: 'partner' }),
          declared({ ref: 'D-2', kind: 'household', state: 'returned' }),
        ],
        held: true,
        inPost: false,
        absent: true,
        capable: false,
        arrangements: [
          { ref: 'A-9', state: 'declared', kind: 'lift' },
          { ref: 'A-1', state: 'acknowledged', kind: 'babysitting' },
          { ref: 'A-4', state: 'ended', kind: 'babysitting' },
        ],
        outstanding: true,
        keyChildren: 12,
      },
      'no: K1, K2 (D-2), K3 (D-3), K4 (D-4), K5 (D-5), K6, K7, K8 (D-6), K9 (A-1, A-9), K10, K11 (D-7), K12',
    ],
  ];
  it.each(together)('%s', (_, facts, expected, profile) => {
    expect(ask(facts, profile)).toBe(expected);
  });

  it('has a label for every answer', () => {
    expect(ANSWER_LABELS).toEqual({ yes: 'Yes', note: 'Yes, with a note', check: 'Check first', no: 'No' });
  });
});

describe('What a reader is shown', () => {
  const result = eligibility(
    {
      ...FREE,
      held: true,
      declarations: [
        declared({ ref: 'D-11', kind: 'family' }),
        declared({ ref: 'D-12', kind: 'godparent', state: 'submitted', outcome: null }),
        declared({ ref: 'D-3', kind: 'friend' }),
        declared({ ref: 'D-4', kind: 'friend', state: 'end_requested' }),
      ],
    },
    DEFAULT_PROFILE,
  );

  it('is all of it, for the officer who handles the case', () => {
    expect(showReasons(shownTo('handler', result).reasons)).toBe('K2 (D-11, D-12), K3 (D-3), K4 (D-4), K6');
  });

  it('is K2 as K3 or K4 by state, for a manager, with no trace of K2 left', () => {
    const shown = shownTo('manager', result);
    expect(showReasons(shown.reasons)).toBe('K3 (D-3, D-11), K4 (D-4, D-12), K6');
    expect(shown.answer).toBe('no');
    expect(JSON.stringify(shown)).not.toContain('undecided');
  });

  it('keeps K2 for the cases that are the manager’s own to handle', () => {
    expect(showReasons(shownTo('manager', result, ['D-12']).reasons)).toBe(
      'K2 (D-12), K3 (D-3, D-11), K4 (D-4), K6',
    );
  });

  it('is the answer alone, for somebody who is conflicted for the family', () => {
    expect(shownTo('conflicted', result)).toEqual({ answer: 'no', reasons: [] });
  });

  it.each(OPEN)('shows a manager the same for kin as for a friend who is %s', (state) => {
    for (const kind of KIN) {
      const kin = eligibility({ ...FREE, declarations: [declared({ kind, state })] }, DEFAULT_PROFILE);
      const friend = eligibility({ ...FREE, declarations: [declared({ state })] }, DEFAULT_PROFILE);
      expect(shownTo('manager', kin)).toEqual(shownTo('manager', friend));
    }
  });
});

describe('Whether an allocation that exists needs a successor', () => {
  const cases: [string, Partial<CandidateFacts>, boolean, Partial<Profile>?][] = [
    ['nothing stands in the way', {}, false],
    ['an absence ends by itself', { absent: true }, false],
    ['an absent carer does', { absent: true, carer: 'carer' }, true],
    ['who is away and has left does', { absent: true, inPost: false }, true],
    ['who is away and no longer able does', { absent: true, capable: false }, true],
    ['a declaration does', { declarations: [declared()] }, true],
    ['a hold does', { held: true }, true],
    ['a name to be matched does not', { declarations: [declared({ touch: 'name' })] }, false],
    ['a note does not', { outstanding: true, keyChildren: 20, carer: 'former' }, false],
    ['a forbidden arrangement does', arranged('declared'), true, { babysitting: 'prohibited' }],
  ];
  it.each(cases)('%s', (_, facts, expected, profile) => {
    expect(mustBeReplaced(eligibility({ ...FREE, ...facts }, { ...DEFAULT_PROFILE, ...profile }))).toBe(
      expected,
    );
  });
});

describe('Whatever the facts', () => {
  const strength: Answer[] = ['yes', 'note', 'check', 'no'];
  const declaration = fc.record({
    ref: fc.nat({ max: 30 }).map((n) => `D-${n}`),
    kind: fc.constantFrom(...KINDS),
    state: fc.constantFrom(...STATES),
    outcome: fc.option(fc.constantFrom(...OUTCOMES)),
    touch: fc.constantFrom<Touch>('carer', 'former', 'relative', 'child', 'name', 'surname'),
    cleared: fc.constantFrom(true, false, undefined),
  });
  const arrangement = fc.record({
    ref: fc.nat({ max: 30 }).map((n) => `A-${n}`),
    state: fc.constantFrom(
      'declared' as const,
      'acknowledged' as const,
      'declined' as const,
      'ended' as const,
    ),
    kind: fc.constant('babysitting'),
  });
  const candidate: fc.Arbitrary<CandidateFacts> = fc.record({
    carer: fc.constantFrom('carer' as const, 'former' as const, 'relative' as const, null),
    declarations: fc.array(declaration, { maxLength: 5 }),
    held: fc.boolean(),
    inPost: fc.boolean(),
    absent: fc.boolean(),
    capable: fc.boolean(),
    arrangements: fc.array(arrangement, { maxLength: 3 }),
    outstanding: fc.boolean(),
    keyChildren: fc.nat({ max: 12 }),
    days: fc.constantFrom('all' as const, 'some' as const, 'none' as const, undefined),
    isProtected: fc.boolean(),
    isWithoutCarers: fc.boolean(),
    hasAnswered: fc.boolean(),
    partners: fc.array(
      fc.record({
        ref: fc.nat({ max: 30 }).map((n) => `D-${n}`),
        cleared: fc.constantFrom(true, false, undefined),
      }),
      { maxLength: 2 },
    ),
  });
  const profile: fc.Arbitrary<Profile> = fc.record({
    babysitting: fc.constantFrom('declare' as const, 'approve' as const, 'prohibited' as const),
    unsigned: fc.constantFrom('listed', 'check', 'no'),
    unanswered: fc.constantFrom('listed', 'check'),
    second_approval: fc.boolean(),
    key_children_max: fc.integer({ min: 1, max: 10 }),
  });

  it('one more fact never weakens an answer', () => {
    fc.assert(
      fc.property(candidate, profile, declaration, arrangement, (facts, rules, more, beside) => {
        const before = strength.indexOf(eligibility(facts, rules).answer);
        const grown: CandidateFacts[] = [
          { ...facts, declarations: [...facts.declarations, more] },
          { ...facts, arrangements: [...facts.arrangements, beside] },
          { ...facts, held: true },
          { ...facts, inPost: false },
          { ...facts, absent: true },
          { ...facts, capable: false },
          { ...facts, outstanding: true },
          { ...facts, keyChildren: facts.keyChildren + 1 },
          { ...facts, carer: 'carer' },
          { ...facts, days: 'none' },
          { ...facts, isProtected: true },
          { ...facts, isWithoutCarers: true },
          { ...facts, hasAnswered: false },
          { ...facts, partners: [...facts.partners, { ref: 'D-7' }] },
        ];
        for (const each of grown)
          expect(strength.indexOf(eligibility(each, rules).answer)).toBeGreaterThanOrEqual(before);
      }),
    );
  });

  it('the answer is the strongest of its reasons, each rule once and in order, for every reader', () => {
    fc.assert(
      fc.property(candidate, profile, (facts, rules) => {
        const result = eligibility(facts, rules);
        for (const reader of ['handler', 'manager'] as const) {
          const shown = shownTo(reader, result);
          const numbers = shown.reasons.map(({ id }) => Number(id.slice(1)));
          expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
          const strongest = Math.max(0, ...shown.reasons.map(({ answer }) => strength.indexOf(answer)));
          expect(strength[strongest]).toBe(shown.answer);
          expect(shown.answer).toBe(result.answer);
        }
      }),
    );
  });

  it('a manager never sees K2, and sees every reference that the officer sees but for whose K16 is', () => {
    fc.assert(
      fc.property(candidate, profile, (facts, rules) => {
        const result = eligibility(facts, rules);
        const shown = shownTo('manager', result);
        expect(shown.reasons.map(({ id }) => id)).not.toContain('K2');
        const refs = (reasons: typeof result.reasons) => new Set(reasons.flatMap((each) => each.refs));
        expect(refs(shown.reasons)).toEqual(refs(result.reasons.filter(({ id }) => id !== 'K16')));
      }),
    );
  });

  it('asking to end a declaration never lifts a block', () => {
    fc.assert(
      fc.property(candidate, profile, (facts, rules) => {
        const asked = facts.declarations.map((each) =>
          each.state === 'active' ? { ...each, state: 'end_requested' as const } : each,
        );
        const before = strength.indexOf(eligibility(facts, rules).answer);
        expect(
          strength.indexOf(eligibility({ ...facts, declarations: asked }, rules).answer),
        ).toBeGreaterThanOrEqual(before);
      }),
    );
  });
});

function arranged(state: 'declared' | 'acknowledged' | 'declined' | 'ended'): Partial<CandidateFacts> {
  return { arrangements: [{ ref: 'A-1', state, kind: 'babysitting' }] };
}
