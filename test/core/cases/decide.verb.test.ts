import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Form } from '../../../src/core/talk/view.ts';
import { ADMIN, CHAIR, MAEVE, PRIYA, RUTH, TOM, ZOE } from '../../support/elm.ts';
import { asForm, errorOf, openSetting, type TestSetting, words } from '../../support/setting.ts';

let elm: TestSetting;
beforeEach(async () => {
  elm = await openSetting();
  await elm.view(ZOE, 'declare "Sarah Reed" friend since=2019 networks=facebook note="met at school"');
});
afterEach(() => elm.close());

test('asks which case and what, and shows it all to its officer, whose opening is recorded and audited', async () => {
  expect((await elm.form(MAEVE, 'decide')).inputs[0]?.widget).toEqual({
    kind: 'choice',
    choices: [{ value: 'D-1', label: `${ZOE}’s declaration of 23 Nov 2026 (D-1)` }],
  });
  expect(await elm.openings(1)).toEqual([]);
  const form = await elm.form(MAEVE, 'decide D-1');
  for (const said of [
    'Sarah Reed',
    'Friend',
    '2019',
    'Facebook',
    'met at school',
    'Mia Reed',
    'before the child started here',
  ])
    expect(form.intro).toContain(said);
  expect(await elm.openings(1)).toEqual([MAEVE]);
  expect(await elm.audited('declaration.opened')).toBe(1);
});

test('says beside the networks where G2 speaks against them', async () => {
  expect((await elm.form(MAEVE, 'decide D-1')).intro).toMatch(/^Linked on: Facebook$/m);
  await elm.view(TOM, 'declare "Sarah Reed" friend since=2026-11-01 networks=facebook');
  expect((await elm.form(MAEVE, 'decide D-2')).intro).toMatch(/^Linked on: Facebook \(G2\)$/m);
  await elm.view(TOM, 'declare "Somebody Unknown" friend since=2026-11-01 networks=facebook');
  expect((await elm.form(MAEVE, 'decide D-3')).intro).toMatch(/^Linked on: Facebook$/m);
});

test('the case is asked for alone: nobody decides a case that they have not been shown', async () => {
  expect((await elm.form(MAEVE, 'decide')).inputs.map((each) => each.name)).toEqual(['ref', 'nonce']);
  const form = asForm(await elm.submit(MAEVE, 'decide', { ref: 'd-1', outcome: '', note: '' }));
  expect(form.intro).toContain('Sarah Reed');
  expect(form.inputs.filter((each) => each.error)).toEqual([]);
  expect(form.inputs[0]?.value).toBe('D-1');
});

test('a case that waits for nothing can be opened while others wait', async () => {
  await elm.view(MAEVE, 'decide D-1 noted');
  await elm.view(TOM, 'declare "Fiona McBride" friend since=2019');
  expect((await elm.form(MAEVE, 'decide D-1')).intro).toContain('Sarah Reed');
  const { widget } = (await elm.form(MAEVE, 'decide')).inputs[0] ?? {};
  if (widget?.kind !== 'choice') throw new Error('no choice');
  expect(widget.choices.map((each) => each.value)).toEqual(['D-2']);
});

test('an opening stays recorded when the decision is refused', async () => {
  expect(errorOf(await elm.ask(MAEVE, 'decide D-1 not_personal'), 'outcome')).toMatch(/noted or managed/);
  expect(await elm.openings(1)).toEqual([MAEVE]);
});

test('refuses another officer’s case and one that never was in the same words, and shows nothing of either', async () => {
  for (const who of [PRIYA, RUTH, CHAIR]) {
    const theirs = words(await elm.view(who, 'decide D-1 noted')).replaceAll('D-1', 'D-?');
    expect(words(await elm.view(who, 'decide D-99 noted')).replaceAll('D-99', 'D-?')).toBe(theirs);
    expect(words(await elm.view(who, 'decide D-1')).replaceAll('D-1', 'D-?')).toBe(theirs);
    for (const verb of ['pass', 'match']) {
      const other = words(await elm.view(who, `${verb} D-1${verb === 'match' ? ' reject' : ''}`)).replaceAll(
        'D-1',
        'D-?',
      );
      expect(
        words(await elm.view(who, `${verb} D-99${verb === 'match' ? ' reject' : ''}`)).replaceAll(
          'D-99',
          'D-?',
        ),
      ).toBe(other);
    }
  }
  for (const who of [ZOE, ADMIN])
    expect((await elm.view(who, 'decide D-1 noted')).cites).toEqual(['authority']);
  expect(await elm.openings(1)).toEqual([]);
});

test.each([
  ['decide D-1 perhaps', 'outcome', /choose one of: noted/],
  ['decide D-1 acknowledged', 'outcome', /For a declaration please choose/],
  ['decide D-1 closed note=x', 'outcome', /not been decided yet/],
  ['decide D-1 noted next_review=22/11/2026', 'next_review', /day to come/],
  ['decide D-1 noted next_review=31/12/9999', 'next_review', /check the year/],
  ['decide D-1 noted affected_child=maybe', 'affected_child', /yes or no/],
  ['decide X-1 noted', 'ref', /like D-12/],
])('refuses in words: %s', async (said, field, complaint) => {
  expect(errorOf(await elm.ask(MAEVE, said), field)).toMatch(complaint);
  expect((await elm.declaration(1)).state).toBe('submitted');
});

describe('an answer that does not apply to the outcome is refused by its name, and nothing is done', () => {
  const NEXT = 'next_review=2027-03-01';
  beforeEach(async () => {
    await elm.view(TOM, 'arrange "Mia Reed" kind=lift starts_on=2026-12-01');
    await elm.view(TOM, 'declare "Fiona McBride" friend since=2019');
    await elm.view(MAEVE, 'decide D-2 noted');
  });

  test.each([
    [`A-1 acknowledged ${NEXT}`, 'next_review', /“Next review” is not asked about an arrangement/],
    [`A-1 declined note=no ${NEXT}`, 'next_review', /not asked about an arrangement.*leave it empty/],
    ['A-1 acknowledged affected_child=no', 'affected_child', /not asked about an arrangement/],
    ['A-1 declined affected_child=yes', 'affected_child', /not asked about an arrangement/],
    [`a1 Acknowledged ${NEXT}`, 'next_review', /not asked about an arrangement/],
    [`A-1 ${NEXT}`, 'next_review', /not asked about an arrangement/],
    ['A-1 noted', 'outcome', /^For an arrangement please choose one of: acknowledged, declined\.$/],
    ['A-1 closed', 'outcome', /For an arrangement/],
    ['A-1 void note=x', 'outcome', /For an arrangement/],
    ['D-2 acknowledged', 'outcome', /^For a declaration please choose one of: noted, .*, void\.$/],
    [`D-2 declined ${NEXT}`, 'outcome', /For a declaration/],
    [`D-1 returned note=x ${NEXT}`, 'next_review', /“Next review” does not go with “Returned with a/],
    [`D-2 closed note=x ${NEXT}`, 'next_review', /does not go with “Closed”/],
    [`D-2 void note=x ${NEXT}`, 'next_review', /does not go with “Recorded in error”/],
    ['D-2 void note=x affected_child=no', 'affected_child', /does not go with “Recorded in error”/],
  ])('decide %s', async (said, field, complaint) => {
    const stands = async () => [
      await elm.declaration(1),
      await elm.declaration(2),
      await elm.read((register, setting) => register.arrangements.byNumber(setting, 1)),
      await elm.told(),
    ];
    const before = await stands();
    expect(errorOf(await elm.ask(MAEVE, `decide ${said}`), field)).toMatch(complaint);
    expect(await stands()).toEqual(before);
    expect((await elm.view(PRIYA, `decide ${said}`)).refused).toBe(true);
  });

  test('an arrangement is not asked for it; once the answer is taken out, it is decided', async () => {
    const asked = async (said: string) =>
      (await elm.form(MAEVE, said)).inputs
        .map(({ name }) => name)
        .filter((name) => name !== 'nonce' && name !== 'shown');
    expect(await asked('decide A-1')).toEqual(['ref', 'outcome', 'note']);
    expect(await asked('decide D-1')).toEqual(['ref', 'outcome', 'affected_child', 'note', 'next_review']);
    const answers = { ref: 'A-1', outcome: 'acknowledged' };
    const form = asForm(await elm.submit(MAEVE, 'decide', { ...answers, next_review: '2027-03-01' }));
    expect(errorOf(form, 'next_review')).toMatch(/leave it empty/);
    expect(await elm.submit(MAEVE, 'decide', { ...answers, next_review: '' })).toMatchObject({
      title: 'A-1: acknowledged',
    });
  });

  test('an officer who disagrees that it was an error decides nothing else about it', async () => {
    await elm.view(MAEVE, 'decide D-2 void note=twice');
    for (const [said, field] of [
      [NEXT, 'next_review'],
      ['affected_child=yes', 'affected_child'],
    ] as const)
      expect(errorOf(await elm.ask(PRIYA, `decide D-2 managed ${said}`), field)).toMatch(
        /recorded in error.*leave it empty/,
      );
    expect((await elm.declaration(2)).voidProposedBy).not.toBe(null);
    expect((await elm.view(PRIYA, 'decide D-2 managed')).title).toBe('D-2: it stands');
  });
});

test('returned, closed and void want a note, by code or by label', async () => {
  for (const outcome of ['returned', 'void', '"Recorded in error"', '"Returned with a question"']) {
    const form = await elm.form(MAEVE, `decide D-1 ${outcome}`);
    expect(form.inputs.find((each) => each.name === 'note')?.required, outcome).toBe(true);
  }
});

test('noted and managed set the next review, a year and half a year on; the declarer is told', async () => {
  await elm.view(MAEVE, 'decide D-1 managed');
  expect(await elm.declaration(1)).toMatchObject({
    state: 'active',
    outcome: 'managed',
    nextReview: '2027-05-23',
  });
  await elm.view(MAEVE, 'decide D-1 noted next_review="1 Feb 2027"');
  expect(await elm.declaration(1)).toMatchObject({ outcome: 'noted', nextReview: '2027-02-01' });
  expect((await elm.told(ZOE))[0]?.text).toMatch(/declaration, D-1, has been noted/);
});

test('once when repeated', async () => {
  const input = { ref: 'D-1', outcome: 'noted', nonce: 'n1' };
  const first = await elm.submit(MAEVE, 'decide', input);
  expect(await elm.submit(MAEVE, 'decide', input)).toEqual(first);
  expect(await elm.audited('declaration.noted')).toBe(1);
});

test('a case returned with a question blocks meanwhile, and comes back when it is answered', async () => {
  await elm.view(MAEVE, 'decide D-1 returned note="which Sarah?"');
  expect(words(await elm.view(ZOE, 'declarations'))).toContain('From the safeguarding officer: which Sarah?');
  expect((await elm.view(RUTH, `assign "Mia Reed" "${ZOE}" role=back_up`)).cites).toEqual(['P4', 'K4']);
  expect(errorOf(await elm.ask(MAEVE, 'decide D-1 noted'), 'outcome')).toMatch(/with its declarer/);
  const form = await elm.form(ZOE, 'update D-1');
  await elm.submit(
    ZOE,
    'update',
    Object.fromEntries(form.inputs.map((each) => [each.name, each.value ?? ''])),
  );
  expect((await elm.declaration(1)).state).toBe('submitted');
  expect(words(await elm.view(MAEVE, 'inbox'))).toContain('D-1');
});

test('closing may come without being asked for, and is final', async () => {
  await elm.view(MAEVE, 'decide D-1 noted');
  await elm.view(MAEVE, 'decide D-1 closed note="moved away"');
  expect(await elm.declaration(1)).toMatchObject({ state: 'closed', endedOn: '2026-11-23' });
  expect((await elm.view(MAEVE, 'decide D-1 noted')).refused).toBe(true);
});

describe('what a decision means', () => {
  const choicesOf = (form: Form) => {
    const widget = form.inputs.find(({ name }) => name === 'outcome')?.widget;
    return widget?.kind === 'choice' ? widget.choices : [];
  };

  test('is said beside each outcome; a nodding acquaintance is offered for the light kinds alone', async () => {
    await elm.view(TOM, 'declare "Sarah Reed" friend since=2019');
    await elm.view(TOM, 'declare "Laura Ashdown" neighbour since=2019');
    const friend = choicesOf(await elm.form(MAEVE, 'decide D-2'));
    expect(friend.map(({ value }) => value)).toEqual(['noted', 'managed', 'returned', 'closed', 'void']);
    expect(friend[0]?.label).toBe('Noted. Keep it: Tom may not be key person for this family');
    const neighbour = choicesOf(await elm.form(MAEVE, 'decide D-3'));
    expect(neighbour[1]).toEqual({
      value: 'not_personal',
      label: 'Not personal. A nodding acquaintance: Tom may be key person',
    });
    for (const { label } of [...friend, ...neighbour]) expect(label.length).toBeLessThanOrEqual(75);
    await elm.view(ZOE, 'arrange "Isla Marsh" babysitting starts_on=24/11/2026');
    expect(choicesOf(await elm.form(MAEVE, 'decide A-1')).map(({ value }) => value)).toEqual([
      'acknowledged',
      'declined',
    ]);
  });

  test.each([
    [
      'friend',
      'noted',
      /D-2, has been noted\. While it stands, you cannot be key person/,
      /cannot be key person/,
    ],
    [
      'neighbour',
      'not_personal',
      /no personal relationship\. It does not stand in the way/,
      /does not stand/,
    ],
    ['friend', 'managed', /boundaries are to be agreed with you\. While it stands/, /cannot be key person/],
    [
      'friend',
      'returned note=who',
      /a question about your declaration, D-2.*While it stands/,
      /cannot be key person/,
    ],
  ])(
    'of a %s, %s: the declarer is told what, and whether the block stays',
    async (kind, said, told, answer) => {
      await elm.view(TOM, `declare "Sarah Reed" ${kind} since=2019`);
      expect(words(await elm.view(MAEVE, `decide D-2 ${said}`))).toMatch(answer);
      expect((await elm.told(TOM)).at(-1)?.text).toMatch(told);
    },
  );

  test('nothing is said of a block where the name is nobody’s here', async () => {
    await elm.view(TOM, 'declare "Nadia Quill" friend since=2019');
    await elm.view(MAEVE, 'decide D-2 noted');
    expect((await elm.told(TOM)).at(-1)?.text).toBe(
      'Your declaration, D-2, has been noted. Nothing else is needed from you now.',
    );
  });

  test('the manager learns by when the officer decides first, and when the allocation stands again', async () => {
    expect((await elm.told(RUTH)).at(-1)?.text).toMatch(
      /^A key child needs a new key person by 30 Nov 2026 \(KP-\d+\)\. The officer decides first, by 24 Nov 2026\.$/,
    );
    await elm.view(MAEVE, 'decide D-1 noted');
    await elm.view(MAEVE, 'decide D-1 closed note=over', '2026-11-23T11:00:00.000Z');
    expect((await elm.told(ZOE)).map(({ text }) => text)).toContain(
      'Your declaration, D-1, is closed. It no longer stands in the way of an allocation.',
    );
    expect((await elm.told(RUTH)).at(-1)).toMatchObject({
      class: 'routine',
      title: expect.stringMatching(/^A key child keeps their key person \(KP-\d+\)$/),
    });
    expect(await elm.flagged('Mia Reed')).toEqual([]);
  });
});
