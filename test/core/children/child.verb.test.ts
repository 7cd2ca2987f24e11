import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DEFAULT_PROFILE } from '../../../src/core/settings/setting.ts';
import { ADMIN, AMINA, CHAIR, MAEVE, PRIYA, RUTH, TOM, ZOE } from '../../support/elm.ts';
import { put } from '../../support/put.ts';
import {
  asForm,
  asView,
  errorOf,
  filled,
  openSetting,
  rowsOf,
  type TestSetting,
  words,
} from '../../support/setting.ts';

let elm: TestSetting;
beforeEach(async () => {
  elm = await openSetting();
});
afterEach(() => elm.close());

const carers = async (name: string) =>
  elm.read(async (register, setting) =>
    (await register.children.linksOf(setting, (await elm.child(name)).id)).map((link) => [
      link.personName,
      link.standing,
    ]),
  );

test('asks what a new child needs, and shows what stands of one that is here', async () => {
  const form = await elm.form(RUTH, 'child "Nell Saunders"');
  expect(form.inputs.filter((each) => each.required).map((each) => each.name)).toEqual(['name', 'starts_on']);
  const known = await elm.form(RUTH, 'child "Mia Reed"');
  expect(Object.fromEntries(known.inputs.map((each) => [each.name, each.value]))).toMatchObject({
    starts_on: '2025-09-03',
    carers: 'Mike Reed; Sarah Reed',
  });
  expect(await elm.audited('child.changed')).toBe(0);
});

test('a name alone, sent with empty questions, changes nothing: what stands is shown first', async () => {
  await elm.view(RUTH, 'child "Mia Reed" leaves_on=18/12/2026');
  const sent = { starts_on: '', leaves_on: '', carers: '' };
  const form = asForm(await elm.submit(RUTH, 'child', { name: 'Mia Reed', ...sent }));
  expect(form.inputs.find((each) => each.name === 'leaves_on')?.value).toBe('2026-12-18');
  const fresh = asForm(await elm.submit(RUTH, 'child', { name: 'Nell Saunders', ...sent }));
  expect(fresh.inputs.filter((each) => each.error)).toEqual([]);
  expect(asForm(await elm.submit(RUTH, 'person', { name: TOM, roles: [] })).inputs.length).toBeGreaterThan(3);
});

test('is for manager, DSO and deputy', async () => {
  for (const who of [ZOE, CHAIR, ADMIN])
    expect((await elm.view(who, 'child "Nell Saunders" starts_on=01/12/2026')).cites).toEqual(['authority']);
  for (const who of [RUTH, MAEVE, PRIYA]) expect((await elm.form(who, 'child')).command).toBe('child');
});

test.each([
  ['child "Nell Saunders" starts_on=soon', 'starts_on', /25\/03\/2019/],
  ['child "Nell Saunders" starts_on=01/12/2026 leaves_on=30/11/2026', 'leaves_on', /before the first/],
  ['child "Nell Saunders" starts_on=01/12/2026 carers="Vi <vi@"', 'carers', /closed with >/],
  ['child "Nell Saunders" starts_on=01/12/2026 carers="Emma Wood"', 'carers', /Several people here/],
  ['child "!!" starts_on=01/12/2026', 'name', /in letters/],
  ['child C-99 starts_on=01/12/2026', 'name', /no C-99/],
])('refuses in words: %s', async (said, field, complaint) => {
  expect(errorOf(await elm.ask(RUTH, said), field)).toMatch(complaint);
  expect(await elm.audited('child.added')).toBe(0);
});

test('adds a child with carers, some of them known already, and once when repeated', async () => {
  const said =
    'child "Nell Saunders" starts_on=01/12/2026 carers="Sarah Reed (aunt); Vi Saunders <vi@families.test> (mother)"';
  expect((await elm.view(RUTH, said)).title).toBe('Added');
  expect(await carers('Nell Saunders')).toEqual([
    ['Sarah Reed', 'carer'],
    ['Vi Saunders', 'carer'],
  ]);
  expect(words(await elm.view(RUTH, said))).toContain('nothing was changed');
  expect([await elm.audited('child.added'), await elm.audited('child.changed')]).toEqual([1, 0]);
  const people = await elm.read((register, setting) => register.people.byName(setting, 'sarahreed'));
  expect(people).toHaveLength(1);
});

test('a sibling who enrols is covered at once, and nothing changes state', async () => {
  await elm.view(TOM, 'declare "Sarah Reed" friend since=2019');
  await elm.view(MAEVE, 'decide D-1 noted');
  await elm.view(RUTH, 'child "Max Reed" starts_on=04/01/2027 carers="Sarah Reed (mother)"');
  expect((await elm.view(RUTH, `assign "Max Reed" "${TOM}"`)).cites).toEqual(['P4', 'K3']);
  expect((await elm.read((register, setting) => register.declarations.byNumber(setting, 1)))?.state).toBe(
    'active',
  );
});

test('a carer who is added may make an allocation need a successor: manager and DSO are told', async () => {
  await elm.view(TOM, 'declare "Sarah Reed" friend since=2019');
  await elm.view(
    RUTH,
    'child "Elsie Wood" carers="Emma Wood <emma.wood@families.test>; Sarah Reed (step-mother)"',
  );
  expect(await elm.held('Elsie Wood')).toMatchObject([{ staffName: TOM, flaggedOn: '2026-11-23' }]);
  const told = (await elm.told()).filter((each) => each.subject.startsWith('KP-'));
  expect(told.map((each) => each.recipientName).sort()).toEqual([MAEVE, RUTH]);
});

const LOOK = 'A carer is no longer on the form: please say which it is';

test('a carer who is lost still blocks until the officer has said which it is, and the officer is alerted', async () => {
  await elm.view(TOM, 'declare "Mike Reed" friend since=2019');
  const view = await elm.view(RUTH, 'child "Mia Reed" carers="Sarah Reed (mother)"');
  expect(words(view)).toMatch(/stays until the safeguarding officer has said/);
  expect(await carers('Mia Reed')).toContainEqual(['Mike Reed', 'former']);
  expect((await elm.told(MAEVE)).map((each) => each.title)).toContain(LOOK);
  expect((await elm.view(RUTH, `assign "Mia Reed" "${TOM}"`)).title).not.toBe('Allocated');
});

test('a name that stands among staff counts as that person, and that is said', async () => {
  const view = await elm.view(
    RUTH,
    `child "Elsie Wood" carers="Emma Wood <emma.wood@families.test>; ${TOM} (father)"`,
  );
  expect(words(view)).toMatch(/Tom Ridley works here, too, and counts as the same person/);
  expect(await elm.held('Elsie Wood')).toMatchObject([{ staffName: TOM, flaggedOn: '2026-11-23' }]);
});

test('a start that moves across a beginning asks the declarer to look again', async () => {
  await elm.view(AMINA, 'declare "Shabnam Rahman" friend since="Jan 2027"', '2027-01-08T10:00:00Z');
  await elm.view(MAEVE, 'decide D-1 noted');
  await elm.view(RUTH, 'child "Idris Rahman" starts_on=15/02/2027');
  expect((await elm.read((register, setting) => register.declarations.byNumber(setting, 1)))?.state).toBe(
    'update_required',
  );
  expect((await elm.told(AMINA)).map((each) => each.title)).toContain(
    'Please look at your declaration again (D-1)',
  );
  expect((await elm.view(RUTH, `assign "Idris Rahman" "${AMINA}"`)).cites).toEqual(['P4', 'K4']);
  const form = await elm.form(AMINA, 'update D-1');
  const input = Object.fromEntries(form.inputs.map((each) => [each.name, each.value ?? '']));
  await elm.submit(AMINA, 'update', input);
  expect((await elm.read((register, setting) => register.declarations.byNumber(setting, 1)))?.state).toBe(
    'submitted',
  );
});

test('a name that was declared before its family came is to be matched', async () => {
  await elm.view(TOM, 'declare "Peter Lund" friend since=2019');
  await elm.view(RUTH, 'child "Anna Lund" starts_on=24/11/2026 carers="Peter Lund (father)"');
  expect((await elm.told(MAEVE)).map((each) => each.title)).toContain(
    'Is it the same person? Please look (D-1)',
  );
  expect((await elm.view(RUTH, `assign "Anna Lund" "${TOM}"`)).cites).toEqual(['P4', 'K5']);
});

test('a block ends with the leaving, and is there again when the child returns', async () => {
  await elm.view(ZOE, 'declare "Sarah Reed" friend since=2019');
  await elm.view(RUTH, 'child "Mia Reed" leaves_on=27/11/2026', '2026-11-24T10:00:00Z');
  expect(words(await elm.view(ZOE, 'me', '2026-11-30T10:00:00Z'))).not.toContain('Mia Reed: key person');
  await elm.view(RUTH, 'child "Mia Reed" starts_on=11/01/2027', '2026-12-01T10:00:00Z');
  expect(await elm.held('Mia Reed', '2027-01-11')).toEqual([]);
  const refused = await elm.view(RUTH, `assign "Mia Reed" "${ZOE}"`);
  expect(refused.cites).toEqual(['P4', 'K4']);
  expect(asView(await elm.ask(RUTH, `assign "Mia Reed" "${TOM}"`)).title).toBe('Allocated');
});

test('a carer turned into a mere relative is told to the safeguarding officer', async () => {
  await elm.submit(RUTH, 'child', {
    name: 'Isla Marsh',
    carers: 'Bethany Marsh (relative: aunt); Daniel Marsh',
  });
  expect((await elm.told(MAEVE)).map(({ title }) => title)).toContain(LOOK);
});

test('an arrangement that is not allowed reaches a sibling who becomes one by a shared carer (K9)', async () => {
  await elm.close();
  elm = await openSetting({ setting: { profile: { ...DEFAULT_PROFILE, babysitting: 'prohibited' } } });
  await elm.view(ZOE, 'arrange "Freya Ashdown" social starts_on=2026-11-24');
  await elm.submit(RUTH, 'child', {
    name: 'Freya Ashdown',
    carers: 'Laura Ashdown; Ben Ashdown; Sarah Reed',
  });
  expect(await elm.flagged('Mia Reed')).toMatchObject([{ staffName: ZOE }]);
  await elm.submit(RUTH, 'child', { name: 'Freya Ashdown', carers: 'Laura Ashdown; Ben Ashdown' });
  expect(await elm.flagged('Mia Reed')).toEqual([]);
});

describe('carers typed in chat', () => {
  const carersOf = async (number: number) =>
    elm.read(async (register, setting) => {
      const found = await register.children.byNumber(setting, number);
      return register.children.carersOf(setting, found?.id ?? '');
    });

  test('a household’s address is that of both; of one who is spelled otherwise, or works here, it is asked', async () => {
    const add = (carers: string) =>
      elm.submit(RUTH, 'child', { name: 'Kit Vale', starts_on: '2026-12-01', carers });
    for (const carers of [
      'Ann Vale <vale@families.test>; Anne Vale <vale@families.test>',
      'Bo Vale <tom@elm.test>',
    ])
      expect(words(await add(carers))).toMatch(/is (Ann Vale|Tom Ridley)'s here/);
    await add('Ann Vale <vale@families.test>; Bo Vale <vale@families.test>');
    expect((await carersOf(13)).map(({ personName }) => personName)).toEqual(['Ann Vale', 'Bo Vale']);
    await add('Ann Vale <vale@families.test>; Bo Vale <vale@families.test>');
    expect(await carersOf(13)).toHaveLength(2);
  });

  test('as people write them are read, and the answer shows how', async () => {
    const answer = await elm.submit(RUTH, 'child', {
      name: 'Kit Vale',
      starts_on: '2026-12-01',
      carers: 'Ann & Bo Vale 07700 900111; N/A',
    });
    expect(words(answer)).toContain(
      '"Ann & Bo Vale 07700 900111" is read as Ann Vale; Bo Vale; the telephone number was left out.',
    );
    expect(words(answer)).toContain('"N/A" is nobody by name, and was left out.');
    expect((await carersOf(13)).map(({ personName }) => personName)).toEqual(['Ann Vale', 'Bo Vale']);
    const refused = await elm.submit(RUTH, 'child', { name: 'Kit Vale', carers: 'Ann & Bo' });
    expect(errorOf(refused, 'carers')).toContain('separate people with a semicolon');
  });

  test('an address that is learnt keeps the next of that name apart, and is never learnt of staff', async () => {
    const add = (name: string, carers: string) =>
      elm.submit(RUTH, 'child', { name, starts_on: '2026-12-01', carers });
    await add('Kit Vale', 'Ann Vale');
    await add('Lou Vale', 'Ann Vale <a.vale@families.test>');
    await add('Mo Vale', 'Ann Vale <another@families.test>');
    const [kit, lou, mo] = [await carersOf(13), await carersOf(14), await carersOf(15)];
    expect(lou[0]?.person).toBe(kit[0]?.person);
    expect(mo[0]?.person).not.toBe(kit[0]?.person);
    await elm.change(async (register) => {
      await put(register, { people: [{ ...(await elm.person('Colin Threadgold')), email: null }] });
    });
    await add('No Vale', 'Colin Threadgold <attacker@families.test>');
    expect((await elm.person('Colin Threadgold')).email).toBeNull();
  });
});

describe('days', () => {
  const sessions = async (name: string) => (await elm.child(name)).sessions;

  test('hold since always where none were known, from today on after that, and are shown and prefilled', async () => {
    expect(words(await elm.view(RUTH, 'child "Mia Reed" days="Mon, Tue; Wed-am"'))).toContain(
      'Days: Mon Tue Wed-am',
    );
    expect(await sessions('Mia Reed')).toEqual([{ from: null, sessions: 'Mon Tue Wed-am' }]);
    await elm.view(RUTH, 'child "Mia Reed" days=Mon-Wed', '2026-12-01T10:00:00Z');
    expect(await sessions('Mia Reed')).toEqual([
      { from: null, sessions: 'Mon Tue Wed-am' },
      { from: '2026-12-01', sessions: 'Mon Tue Wed' },
    ]);
    const form = await elm.form(RUTH, 'child "Mia Reed"');
    expect(form.inputs.find(({ name }) => name === 'days')?.value).toBe('Mon Tue Wed');
    expect((await elm.view(RUTH, 'child "Mia Reed" days=Mon-Wed')).title).toBe('As it was');
  });

  test('of a new child are kept, may be not known, and are taken back by an empty answer', async () => {
    await elm.view(RUTH, 'child "Nell Saunders" starts_on=01/12/2026 days=Fri-pm');
    expect(await sessions('Nell Saunders')).toEqual([{ from: null, sessions: 'Fri-pm' }]);
    expect(words(await elm.view(RUTH, 'child "Mia Reed" leaves_on=01/12/2027'))).toContain('Days: not known');
    expect(
      words(
        await elm.view(RUTH, 'child "Nell Saunders" starts_on=01/12/2026 days=""', '2026-11-24T10:00:00Z'),
      ),
    ).toContain('Days: not known');
  });

  test('that are none are refused in words, and reach K13', async () => {
    expect(errorOf(await elm.ask(RUTH, 'child "Mia Reed" days=Mondayish'), 'days')).toMatch(/Mon Tue Wed-am/);
    await elm.view(RUTH, 'child "Mia Reed" days="Mon Tue"');
    await elm.view(ADMIN, `person "${AMINA}" days="Wed Thu"`);
    expect(words(await elm.view(RUTH, 'keyperson "Mia Reed"'))).toContain('K13');
  });
});

describe('protected', () => {
  test('is set and taken back by manager, DSO and deputy, and stands in the answer and the event', async () => {
    expect(words(await elm.view(RUTH, 'child "Mia Reed" protected=yes'))).toContain('Protected: yes');
    expect((await elm.child('Mia Reed')).protected).toBe(true);
    const form = await elm.form(PRIYA, 'child "Mia Reed"');
    expect(form.inputs.find(({ name }) => name === 'protected')?.value).toBe('yes');
    expect(words(await elm.view(MAEVE, 'child "Mia Reed" protected=no'))).not.toContain('Protected');
    expect((await elm.events('child.changed')).map(({ payload }) => payload.protected)).toEqual([
      true,
      false,
    ]);
  });

  test('stays where it is not named', async () => {
    await elm.view(RUTH, 'child "Mia Reed" protected=yes');
    await elm.view(RUTH, 'child "Mia Reed" leaves_on=01/12/2027');
    expect((await elm.child('Mia Reed')).protected).toBe(true);
  });
});

describe('a block or an allocation that would be touched', () => {
  const LOSES_MIKE = 'child "Mia Reed" carers="Sarah Reed (mother)"';
  const GAINS_SARAH =
    'child "Elsie Wood" carers="Emma Wood <emma.wood@families.test>; Sarah Reed (step-mother)"';
  const changed = () => elm.audited('child.changed');

  test.each([
    [
      'a declaration about a carer who leaves the row',
      'Mike Reed',
      LOSES_MIKE,
      /D-1 would wait for the officer/,
    ],
    [
      'an allocation that a new carer blocks',
      'Sarah Reed',
      GAINS_SARAH,
      /KP-\d+ would need a new key person/,
    ],
  ])('is said before it is written, also of one line: %s', async (_, whom, said, words) => {
    await elm.view(TOM, `declare "${whom}" friend since=2019`);
    const form = await elm.form(RUTH, said);
    expect(form.intro).toMatch(words);
    expect(await changed()).toBe(0);
    expect((await elm.view(RUTH, `${said} confirm=yes`)).title).toBe('Changed');
    expect(await changed()).toBe(1);
  });

  describe('by the child’s own days and marks', () => {
    const intro = async (said: string) => (await elm.form(RUTH, said)).intro;

    test('a last day: what ends with it', async () => {
      await elm.view(TOM, 'declare "Sarah Reed" friend since=2019');
      await elm.view(RUTH, `assign "Mia Reed" "${AMINA}"`);
      const said = 'child "Mia Reed" leaves_on=2026-12-18';
      const shown = await intro(said);
      expect(shown).toMatch(/KP-\d+ would end on 18 Dec 2026/);
      expect(shown).toContain('D-1 would count for this child until 18 Dec 2026');
      expect(await changed()).toBe(0);
      expect((await elm.view(RUTH, `${said} confirm=yes`)).title).toBe('Changed');
    });

    test('a first day across which a relationship began: its declarer is asked again, as it says', async () => {
      await elm.view(AMINA, 'declare "Shabnam Rahman" friend since="Jan 2027"', '2027-01-08T10:00:00Z');
      await elm.view(MAEVE, 'decide D-1 noted');
      expect(await intro('child "Idris Rahman" starts_on=15/02/2027')).toContain(
        'D-1 would go back to its declarer',
      );
    });

    test('a first day on which the key person has left', async () => {
      await elm.view(RUTH, 'child "Kit Ames" starts_on=2027-01-11 carers="Pat Ames (mother)"');
      await elm.view(RUTH, `assign "Kit Ames" "${AMINA}"`);
      await elm.view(RUTH, `person "${AMINA}" leaves_on=2027-03-26`);
      expect(await intro('child "Kit Ames" starts_on=2027-04-12')).toMatch(
        /KP-\d+ would need a new key person/,
      );
    });

    test('protected: what blocks then, and goes on when the child is protected no more', async () => {
      await elm.view(
        RUTH,
        'child "Kit Ames" starts_on=2026-11-23 carers="Pat Ames; Una Holt (relative: aunt)"',
      );
      await elm.view(TOM, 'declare "Una Holt" friend since=2019');
      await elm.view(MAEVE, 'decide D-1 noted affected_child=no');
      await elm.view(RUTH, `assign "Kit Ames" "${TOM}"`);
      const shown = await intro('child "Kit Ames" protected=yes');
      expect(shown).toContain('D-1 would block until an officer has said whether they may');
      expect(shown).toMatch(/KP-\d+ would need a new key person/);
      await elm.view(RUTH, 'child "Kit Ames" protected=yes');
      expect((await elm.flagged('Kit Ames')).length).toBe(1);
      // A change of the register lifts no block: only the officer's word does.
      const may = async () =>
        rowsOf(await elm.view(RUTH, 'keyperson "Kit Ames"')).find(([name]) => name === TOM)?.[1];
      for (const said of ['protected=no', 'protected=yes', 'protected=no']) {
        expect((await elm.ask(RUTH, `child "Kit Ames" ${said}`)).kind).toBe('view');
        expect(await may()).toBe('No');
      }
      await elm.view(MAEVE, 'match D-1 child="Kit Ames" may=yes');
      expect(await may()).toBe('Yes, with a note');
    });

    test('days of which the key person works on none', async () => {
      await elm.view(RUTH, `person "${AMINA}" days="Thu Fri"`);
      expect(await intro('child "Freya Ashdown" days="Mon Tue"')).toMatch(
        /KP-\d+ would have none of the child’s days/,
      );
      expect((await elm.ask(RUTH, 'child "Freya Ashdown" days="Mon Thu"')).kind).toBe('view');
    });
  });

  test.each(['carers=""', 'carers="N/A"', 'carers="Not known"'])(
    'an answer that names nobody is refused where carers were known, and none says it on purpose: %s',
    async (said) => {
      const answer = await elm.ask(RUTH, `child "Mia Reed" ${said} starts_on=2025-09-03`);
      expect(errorOf(answer, 'carers')).toMatch(/Mike Reed, Sarah Reed.*please write none/);
      expect((await carers('Mia Reed')).map(([, standing]) => standing)).toEqual(['carer', 'carer']);
      expect((await elm.view(RUTH, 'child "Mia Reed" carers=none')).title).toBe('Changed');
      expect((await carers('Mia Reed')).map(([, standing]) => standing)).toEqual(['former', 'former']);
    },
  );

  test('is done by the form that showed it, and by nothing that showed less', async () => {
    await elm.view(TOM, 'declare "Mike Reed" friend since=2019');
    const form = await elm.form(RUTH, `${LOSES_MIKE} confirm=yes`);
    expect(form.intro).toContain('D-1');
    await elm.view(AMINA, 'declare "Mike Reed" friend since=2019');
    const again = asForm(await elm.ask(RUTH, { command: 'child', input: filled(form), submitted: true }));
    expect(again.intro).toContain('D-2 would wait for the officer');
    expect(await changed()).toBe(0);
    expect((await elm.submit(RUTH, 'child', filled(again))).kind).toBe('view');
    expect(await changed()).toBe(1);
  });

  test('is shown to nobody who is conflicted for the family: no declaration, and an allocation as something', async () => {
    await elm.view(RUTH, 'declare "Mike Reed" friend since=2019');
    await elm.view(TOM, 'declare "Mike Reed" friend since=2019');
    expect((await elm.form(MAEVE, LOSES_MIKE)).intro).toContain('D-2');
    const leaves = await elm.form(RUTH, 'child "Mia Reed" leaves_on=18/12/2026');
    expect(leaves.intro).toContain('An allocation or a declaration is touched.');
    expect(leaves.intro).not.toMatch(/D-\d|KP-/);
    expect(asView(await elm.ask(RUTH, LOSES_MIKE)).title).toBe('Changed');
  });

  test('is not asked about where nothing rests on it, nor of a newcomer; no is an answer', async () => {
    expect(asView(await elm.ask(RUTH, LOSES_MIKE)).title).toBe('Changed');
    expect(
      asView(await elm.ask(RUTH, 'child "Nell Saunders" starts_on=01/12/2026 carers="Vi Saunders"')).title,
    ).toBe('Added');
    await elm.view(TOM, 'declare "Sarah Reed" friend since=2019');
    const said = 'child "Mia Reed" carers="Jo Lark (mother)"';
    expect((await elm.form(RUTH, said)).intro).toContain('D-1');
    expect(words(await elm.ask(RUTH, `${said} confirm=no`))).toContain('Nothing was changed');
    expect(await changed()).toBe(1);
  });
});

describe('another child of a name that is here', () => {
  const KATE = 'carers="Kate Reed <kate@families.test> (mother)"';
  const reeds = () => elm.read((register, setting) => register.children.byName(setting, 'miareed'));

  test.each([
    ['with another first day and other carers', `starts_on=04/01/2027 ${KATE}`],
    ['with another first day in the past and other carers', `starts_on=01/09/2026 ${KATE}`],
    ['who begins later, where the one who is here has begun', 'starts_on=04/01/2027'],
  ])('is asked about: %s', async (_, said) => {
    const asked = await elm.form(RUTH, `child "Mia Reed" ${said}`);
    expect(asked.inputs.find(({ name }) => name === 'new')).toMatchObject({ required: true });
    // Nothing of the one who is here stands in it: it would be taken for the other's.
    expect(asked.inputs.map(({ name }) => name)).not.toContain('days');
    expect(await elm.audited('child.changed')).toBe(0);
    expect(asView(await elm.submit(RUTH, 'child', { ...filled(asked), new: 'yes' })).title).toBe('Added');
    expect((await reeds()).map(({ number }) => number)).toHaveLength(2);
    expect(await carers('Mia Reed')).toEqual([
      ['Mike Reed', 'carer'],
      ['Sarah Reed', 'carer'],
    ]);
  });

  test('is the one who is here where the answer is no', async () => {
    await elm.ask(RUTH, 'child "Mia Reed" starts_on=04/01/2027 new=no confirm=yes');
    expect(await reeds()).toMatchObject([{ startsOn: '2027-01-04' }]);
  });

  test.each([
    'leaves_on=18/12/2026',
    'days=Mon',
    'carers="Sarah Reed (mother); Kate Reed"',
    `starts_on=01/09/2025 ${'carers="Sarah Reed (mother)"'}`,
    'carers="Kate Reed (mother)"',
    'starts_on=01/09/2025',
  ])('is not asked about by what changes: %s', async (said) => {
    const answer = await elm.ask(RUTH, `child "Mia Reed" ${said}`);
    if (answer.kind === 'form') expect(answer.inputs.map(({ name }) => name)).not.toContain('new');
    expect(await reeds()).toHaveLength(1);
  });

  test('is not asked about of whom a number names, nor of one who returns', async () => {
    const { number } = await elm.child('Mia Reed');
    await elm.ask(RUTH, `child C-${number} starts_on=04/01/2027 confirm=yes`);
    expect(await reeds()).toMatchObject([{ startsOn: '2027-01-04' }]);
    await elm.view(RUTH, 'child "Freya Ashdown" leaves_on=24/11/2026 confirm=yes');
    expect(
      (await elm.view(RUTH, 'child "Freya Ashdown" starts_on=04/01/2027 confirm=yes', '2026-12-01T10:00:00Z'))
        .title,
    ).toBe('Changed');
  });

  test('is added once: a carer of the one who is here is no other child’s, and a repeat finds the first', async () => {
    const same = await elm.ask(RUTH, 'child "Mia Reed" starts_on=04/01/2027 carers="Sarah Reed" new=yes');
    expect(errorOf(same, 'new')).toMatch(
      /Sarah Reed is on record for the Mia Reed who is here already \(C-\d+\)/,
    );
    const said = `child "Mia Reed" starts_on=04/01/2027 ${KATE} new=yes`;
    await elm.view(RUTH, said);
    expect(errorOf(await elm.ask(RUTH, said), 'new')).toMatch(/Kate Reed is on record/);
    expect(await reeds()).toHaveLength(2);
    // An address tells carers of one name apart.
    const other = 'child "Elsie Wood" starts_on=05/01/2027 carers="Emma Wood <other@families.test>" new=yes';
    expect((await elm.view(RUTH, other)).title).toBe('Added');
    expect(errorOf(await elm.ask(RUTH, 'child "Mia Reed" starts_on=06/01/2027'), 'name')).toMatch(
      /add new=yes/,
    );
  });

  test('has no carers who are called almost like those of the one who is here: what is declared about these would not hold for them', async () => {
    await elm.view(TOM, 'declare "Sarah Reed" friend since=2019');
    const twin = (carers: string) =>
      elm.ask(RUTH, `child "Mia Reed" starts_on=05/01/2027 carers="${carers}" new=yes`);
    for (const carers of ['Sara Reed', 'Reed, S', 'Kate Reed; Mike Reid', 'Sarah Reed-Holt'])
      expect(errorOf(await twin(carers), 'new'), carers).toMatch(
        /may be the .* Reed who is on record .* \(C-\d+\)/,
      );
    await elm.view(RUTH, 'child "Theo Cole" carers="Gemma Fairweather; Stephen Cole; Sara Reed"');
    expect(errorOf(await twin('Sara Reed'), 'new')).toContain('may be the Sarah Reed');
    // Nor are they added later.
    await elm.view(RUTH, 'child "Mia Reed" starts_on=05/01/2027 new=yes');
    const number = Math.max(...(await reeds()).map((each) => each.number));
    const later = `child C-${number} carers="Sara Reed <sara@families.test>"`;
    expect(errorOf(await elm.ask(RUTH, later), 'carers')).toContain('may be the Sarah Reed');
    // Two people: each has an address of their own.
    const first = await elm.child('Mia Reed');
    await elm.view(RUTH, `child C-${first.number} carers="Sarah Reed <sarah@families.test>; Mike Reed"`);
    expect((await elm.view(RUTH, later)).title).toBe('Changed');
  });

  test('cannot be one of whom the number is given, and needs a first day', async () => {
    const { number } = await elm.child('Mia Reed');
    expect(errorOf(await elm.ask(RUTH, `child C-${number} starts_on=04/01/2027 new=yes`), 'name')).toMatch(
      /write the name/,
    );
    const form = await elm.form(RUTH, 'child "Mia Reed" new=yes');
    expect(form.inputs.filter((each) => each.required).map((each) => each.name)).toEqual([
      'name',
      'starts_on',
    ]);
    expect(form.inputs.filter(({ value }) => value).map(({ name }) => name)).toEqual([
      'name',
      'new',
      'nonce',
    ]);
  });

  test('no block that rests on the one who is here is touched, and the other is nobody’s but their own', async () => {
    await elm.view(TOM, 'declare "Sarah Reed" friend since=2019');
    await elm.view(RUTH, `child "Mia Reed" starts_on=05/01/2027 ${KATE} new=yes`);
    const [here, other] = await reeds();
    const answer = async (number: number | undefined) =>
      rowsOf(await elm.view(RUTH, `keyperson C-${number}`)).find(([name]) => name === TOM)?.[1];
    expect([await answer(here?.number), await answer(other?.number)]).toEqual(['No', 'Yes']);
  });
});
