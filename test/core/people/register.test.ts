import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ADMIN, AMINA, CHAIR, MAEVE, PRIYA, RUTH, TOM, ZOE } from '../../support/elm.ts';
import { asForm, errorOf, openSetting, type TestSetting, words } from '../../support/setting.ts';

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

describe('child', () => {
  test('asks what a new child needs, and shows what stands of one that is here', async () => {
    const form = await elm.form(RUTH, 'child "Nell Saunders"');
    expect(form.inputs.filter((each) => each.required).map((each) => each.name)).toEqual([
      'name',
      'starts_on',
    ]);
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
    expect(asForm(await elm.submit(RUTH, 'person', { name: TOM, roles: [] })).inputs.length).toBeGreaterThan(
      3,
    );
  });

  test('is for manager, DSO and deputy', async () => {
    for (const who of [ZOE, CHAIR, ADMIN])
      expect((await elm.view(who, 'child "Nell Saunders" starts_on=01/12/2026')).cites).toEqual([
        'authority',
      ]);
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

  test('a carer who is lost becomes a former one (K8), and the officer is alerted', async () => {
    await elm.view(TOM, 'declare "Mike Reed" friend since=2019');
    const view = await elm.view(RUTH, 'child "Mia Reed" carers="Sarah Reed (mother)"');
    expect(words(view)).toMatch(/former carer/);
    expect(await carers('Mia Reed')).toContainEqual(['Mike Reed', 'former']);
    expect((await elm.told(MAEVE)).map((each) => each.title)).toContain(
      'C-9: a carer is no longer on the row',
    );
    expect((await elm.view(RUTH, `assign "Mia Reed" "${TOM}"`)).title).toBe('Allocated');
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
    expect((await elm.told(AMINA)).map((each) => each.title)).toContain('D-1: please look at it again');
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
    expect((await elm.told(MAEVE)).map((each) => each.title)).toContain('D-1: a name to be matched');
    expect((await elm.view(RUTH, `assign "Anna Lund" "${TOM}"`)).cites).toEqual(['P4', 'K5']);
  });
});

describe('person', () => {
  test('asks what a new member of staff needs, and shows what stands of one who is here', async () => {
    const form = await elm.form(RUTH, 'person "Nina Falk"');
    expect(form.inputs.filter((each) => each.required).map((each) => each.name)).toEqual(['name', 'roles']);
    const known = await elm.form(RUTH, `person "${TOM}"`);
    expect(Object.fromEntries(known.inputs.map((each) => [each.name, each.value]))).toMatchObject({
      roles: ['staff'],
      starts_on: '2020-09-01',
      key_person_capable: 'yes',
    });
  });

  test('a manager adds staff, once when repeated; they owe what everybody owes', async () => {
    const said = 'person "Nina Falk" roles=staff email=nina@elm.test starts_on=23/11/2026';
    expect((await elm.view(RUTH, said)).title).toBe('Added');
    expect(words(await elm.view(RUTH, said))).toContain('nothing was changed');
    expect([await elm.audited('person.added'), await elm.audited('person.changed')]).toEqual([1, 0]);
    expect(words(await elm.view('Nina Falk', 'me'))).toContain('due 14 Dec 2026');
  });

  test('a manager neither gives nor takes an office, nor changes how an officer is reached; the administrator does', async () => {
    for (const said of [
      'person "Nina Falk" roles=dso',
      `person "${TOM}" roles=staff,manager`,
      `person "${RUTH}" roles=staff,manager,dso`,
      `person "${MAEVE}" roles=staff`,
      `person "${MAEVE}" leaves_on=30/11/2026`,
      `person "${MAEVE}" email=mine@elm.test`,
      `person "${MAEVE}" slack_user=U9`,
    ])
      expect(errorOf(await elm.ask(RUTH, said), 'roles'), said).toMatch(/changed by the administrator/);
    expect((await elm.view(ADMIN, `person "${TOM}" roles=staff,deputy_dso`)).title).toBe('Changed');
    expect(words(await elm.view(TOM, 'inbox'))).toContain('Nothing waits for you');
    for (const who of [MAEVE, ZOE, CHAIR])
      expect((await elm.view(who, `person "${TOM}" roles=staff`)).cites).toEqual(['authority']);
  });

  test.each([
    ['person "Nina Falk" roles=boss', 'roles', /choose one of: staff/],
    ['person "Nina Falk" roles=staff email=nina', 'email', /not an e-mail address/],
    ['person "Nina Falk" roles=staff email=tom@elm.test', 'email', /Tom Ridley's/],
    [
      'person "Nina Falk" roles=staff starts_on=23/11/2026 leaves_on=22/11/2026',
      'leaves_on',
      /before the first/,
    ],
    [
      'person "Nina Falk" roles=staff line_manager="Nobody"',
      'line_manager',
      /Nobody of that name, e-mail or reference works here/,
    ],
    ['person "Nina Falk" roles=staff key_person_capable=perhaps', 'key_person_capable', /yes or no/],
    ['person "Nina Falk" roles=staff slack_user=U7', 'slack_user', /not connected/],
  ])('refuses in words: %s', async (said, field, complaint) => {
    expect(errorOf(await elm.ask(RUTH, said), field)).toMatch(complaint);
    expect(await elm.audited('person.added')).toBe(0);
  });

  test('an account is never taken from somebody else', async () => {
    await elm.close();
    elm = await openSetting({ setting: { slackTeam: 'T1' } });
    await elm.view(RUTH, `person "${TOM}" slack_user=U7`);
    expect(
      (await elm.app.identify({ platform: 'slack', tenant: 'T1', user: 'U7' }))?.memberships[0]?.person,
    ).toBe((await elm.person(TOM)).id);
    expect(errorOf(await elm.ask(RUTH, `person "${AMINA}" slack_user=U7`), 'slack_user')).toMatch(
      /somebody else/,
    );
  });

  test('who ceases to work with children, or is no longer able, needs successors: manager and DSO are told', async () => {
    await elm.view(RUTH, `person "${TOM}" key_person_capable=no`);
    expect(await elm.held('Elsie Wood')).toMatchObject([{ staffName: TOM, flaggedOn: '2026-11-23' }]);
    expect((await elm.told(MAEVE)).length).toBe(2);
    await elm.view(RUTH, `person "${TOM}" key_person_capable=yes`);
    expect(await elm.held('Elsie Wood')).toMatchObject([{ staffName: TOM, flaggedOn: null }]);
    await elm.view(ADMIN, `person "${TOM}" roles=admin`);
    expect(await elm.held('Elsie Wood')).toMatchObject([{ staffName: TOM, flaggedOn: '2026-11-23' }]);
  });
});

describe('away', () => {
  test('asks for the days, and refuses what is no absence', async () => {
    const form = await elm.form(ZOE, 'away');
    expect(form.inputs.filter((each) => each.required).map((each) => each.name)).toEqual(['from', 'to']);
    expect(errorOf(await elm.ask(ZOE, 'away from=25/11/2026 to=24/11/2026'), 'to')).toMatch(
      /before the first/,
    );
    expect(errorOf(await elm.ask(ZOE, 'away from=01/11/2026 to=02/11/2026'), 'to')).toMatch(/past/);
    expect(errorOf(await elm.ask(ZOE, 'away from=later to=24/11/2026'), 'from')).toMatch(/25\/03\/2019/);
  });

  test('one’s own, or as manager or administrator anybody’s; once when repeated', async () => {
    expect((await elm.view(ZOE, `away staff="${TOM}" from=24/11/2026 to=25/11/2026`)).cites).toEqual([
      'authority',
    ]);
    for (const who of [RUTH, ADMIN]) await elm.view(who, `away staff="${TOM}" from=24/11/2026 to=25/11/2026`);
    expect((await elm.view(TOM, 'away 24/11/2026 25/11/2026')).title).toBe('Recorded already');
    expect(await elm.audited('absence.recorded')).toBe(1);
  });

  test('K7 on those days, no successor wanted, and handling passes on and comes back', async () => {
    await elm.view(ZOE, 'away 23/11/2026 24/11/2026');
    expect(await elm.held('Mia Reed')).toMatchObject([{ staffName: ZOE, flaggedOn: null }]);
    await elm.view(MAEVE, 'away 23/11/2026 24/11/2026');
    await elm.view(TOM, 'declare "Sarah Reed" friend since=2019');
    expect(words(await elm.view(PRIYA, 'inbox'))).toContain('D-1');
    expect((await elm.view(MAEVE, 'decide D-1 noted')).refused).toBe(true);
    expect(words(await elm.view(ZOE, 'concern'))).toContain(`Speak to ${PRIYA} now`);
    expect(words(await elm.view(MAEVE, 'inbox', '2026-11-25T10:00:00Z'))).toContain('D-1');
    expect(words(await elm.view(PRIYA, 'inbox'))).toContain('Nothing waits for you');
  });

  test('who is back sooner says so: the same first day with an earlier last one', async () => {
    await elm.view(MAEVE, 'away 23/11/2026 27/11/2026');
    expect((await elm.view(MAEVE, 'away 23/11/2026 24/11/2026', '2026-11-25T10:00:00Z')).title).toBe(
      'Absence changed',
    );
    await elm.view(TOM, 'declare "Sarah Reed" friend since=2019');
    expect(words(await elm.view(MAEVE, 'inbox'))).toContain('D-1');
  });
});

describe('contacts (P7)', () => {
  test('the key person, the manager and the DSO; asks which child', async () => {
    expect((await elm.form(ZOE, 'contacts')).inputs[0]?.name).toBe('child');
    const shown = words(await elm.view(ZOE, 'contacts Mia Reed'));
    for (const said of [`Key person: ${ZOE}`, `Manager: ${RUTH}`, `DSO: ${MAEVE}`])
      expect(shown).toContain(said);
    expect(words(await elm.view(ZOE, 'contacts Callum McBride'))).toContain('Key person: nobody yet');
    expect(errorOf(await elm.ask(ZOE, 'contacts "No Such"'), 'child')).toMatch(/No child of that name/);
  });

  test('who is in conflict is replaced by the next, without remark, for the child’s key people and officers alone', async () => {
    await elm.view(MAEVE, 'declare "Sarah Reed" friend since=2019');
    for (const who of [ZOE, RUTH, PRIYA]) {
      const shown = words(await elm.view(who, 'contacts Mia Reed'));
      expect(shown, who).toContain(`DSO: ${PRIYA}`);
      expect(shown).not.toMatch(/instead|conflict|stands in/);
    }
    expect(words(await elm.view(TOM, 'contacts Mia Reed'))).toContain(`DSO: ${MAEVE}`);
    expect(words(await elm.view(ZOE, 'contacts Isla Marsh'))).toContain(`DSO: ${MAEVE}`);
  });

  test('tells a committee member nothing of whether the child is here', async () => {
    for (const who of [CHAIR, ADMIN]) {
      const shown = async (child: string) =>
        words(await elm.view(who, `contacts "${child}"`)).replaceAll(child, 'CHILD');
      expect(await shown('mia reed')).toBe(await shown('no such child'));
    }
  });
});

describe('help, me and a worry', () => {
  test('help names the verbs of this person alone, and one of them on request', async () => {
    const staff = words(await elm.view(ZOE, 'help'));
    expect(staff).toContain('declare: ');
    expect(staff).not.toMatch(/keyperson: |decide: |adopt: /);
    expect(words(await elm.view(RUTH, 'help'))).toMatch(/keyperson: .*assign: /s);
    expect(words(await elm.view(ZOE, 'help declare'))).toMatch(/kind: How do you know them\? \(needed\)/);
    expect(words(await elm.view(RUTH, 'help key-person'))).toContain('Who may be key person?');
    expect(errorOf(await elm.ask(ZOE, 'help keyperson'), 'verb')).toBe(
      errorOf(await elm.ask(ZOE, 'help nonsense'), 'verb'),
    );
  });

  test('me is what no verb gives: what I owe, my declarations, my key children, and the line about concerns', async () => {
    await elm.view(ZOE, 'declare "Sarah Reed" friend since=2019');
    const shown = words(await elm.view(ZOE, ''));
    for (const said of [
      '0 of 2',
      'Sign confidentiality: due 30 Nov 2026',
      'D-1',
      'Isla Marsh: key person',
      'Worried about a child?',
    ])
      expect(shown).toContain(said);
    expect(words(await elm.view('Marcus Bell', 'me'))).toContain('You hold no role here today');
    expect(words(await elm.view(MAEVE, 'me'))).toContain('Cases that are mine: 1');
  });

  test('concern and worried answer alike, whatever follows, and name the next who is here', async () => {
    const line = words(await elm.view(ZOE, 'concern'));
    expect(line).toContain(
      `Worried about a child? Do not type it here. Speak to ${MAEVE} now; in immediate danger call 999. About an adult who works here, or nobody in? 01632 960842.`,
    );
    for (const said of ['worried Mia has a bruise', 'concern child=Mia "bruise'])
      expect(words(await elm.view(ZOE, said))).toBe(line);
    for (const who of [MAEVE, PRIYA, RUTH])
      await elm.view(RUTH, `away staff="${who}" from=23/11/2026 to=24/11/2026`);
    expect(words(await elm.view(ZOE, 'worried'))).toContain('Speak to the person in charge now');
  });
});
