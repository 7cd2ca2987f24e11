import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ADMIN, AMINA, BETHANY, CHAIR, MAEVE, RUTH, TOM, ZOE } from '../../support/elm.ts';
import { platformNames, ZULIP } from '../../support/platforms.ts';
import { asForm, errorOf, openSetting, rowsOf, type TestSetting, words } from '../../support/setting.ts';

let elm: TestSetting;
beforeEach(async () => {
  elm = await openSetting();
});
afterEach(() => elm.close());

const rulesOf = async (child: string, staff: string) =>
  rowsOf(await elm.view(RUTH, `keyperson "${child}"`))
    .find(([name]) => name === staff)?.[2]
    ?.split(/, | \(/);

test('asks what a new member of staff needs, and shows the record of one who is here', async () => {
  const form = await elm.form(RUTH, 'person "Nina Falk"');
  expect(form.inputs.filter((each) => each.required).map((each) => each.name)).toEqual(['name', 'roles']);
  const known = await elm.form(RUTH, `person "${TOM}"`);
  expect(Object.fromEntries(known.inputs.map((each) => [each.name, each.value]))).toMatchObject({
    roles: ['staff'],
    starts_on: '2020-09-01',
    key_person_capable: 'yes',
  });
});

test('to the administrator a parent looks like anybody new; to a manager the address is filled in', async () => {
  const shown = async (who: string, name: string) =>
    (await elm.form(who, `person "${name}"`)).inputs
      .filter((each) => each.name !== 'name' && each.widget.kind !== 'hidden')
      .map((each) => [each.name, each.required, each.value]);
  await elm.view(RUTH, 'child "Mia Reed" carers="Jo Lark <jo@families.test> (mother)" confirm=yes');
  expect(await shown(ADMIN, 'Jo Lark')).toEqual(await shown(ADMIN, 'Somebody New'));
  expect(JSON.stringify(await shown(RUTH, 'Jo Lark'))).toContain('jo@families.test');
  const added = async (name: string, more = '') =>
    words(await elm.view(ADMIN, `person "${name}" roles=staff${more}`)).replace(name, 'NAME');
  expect(await added('Jo Lark')).toBe(await added('Somebody New'));
  await elm.view(RUTH, 'child "Mia Reed" carers="Lee Lark <lee@families.test> (father)" confirm=yes');
  expect(await added('Lee Lark', ' email=lee@families.test')).toBe(
    await added('Somebody Else', ' email=else@elm.test'),
  );
});

test('who hires a parent whose address they typed is told that an account at it waits', async () => {
  await elm.view(RUTH, 'child "Mia Reed" carers="Jo Lark <jo@families.test> (mother)" confirm=yes');
  expect(words(await elm.view(RUTH, 'person "Jo Lark" roles=staff'))).toMatch(
    /An account at this address is shown nothing before .* has confirmed it\.$/m,
  );
});

test('the administrator learns no parent’s name by a reference or an address, and renames none', async () => {
  const carers = async () =>
    (await elm.form(RUTH, 'child "Mia Reed"')).inputs.find(({ name }) => name === 'carers')?.value;
  await elm.view(RUTH, 'child "Mia Reed" carers="Jo Lark <jo@families.test> #F101 (mother)" confirm=yes');
  const before = await carers();
  expect(before).toContain('Jo Lark');
  for (const said of [
    'ref=F101',
    'ref=F101 new=yes',
    'email=jo@families.test',
    'email=jo@families.test new=yes',
  ]) {
    const answer = await elm.ask(ADMIN, `person "Some Body" roles=staff ${said}`);
    expect(errorOf(answer, said.startsWith('ref') ? 'ref' : 'email'), said).toMatch(
      /^(?!.*Lark).*somebody else/i,
    );
  }
  expect(await carers()).toBe(before);
  for (const child of ['Kit', 'Jay'])
    await elm.view(
      RUTH,
      `child "${child} Vale" starts_on=2026-11-23 carers="Ann Vale <${child}@families.test> (mother)"`,
    );
  expect(words(await elm.ask(ADMIN, 'person "Ann Vale" roles=staff'))).not.toMatch(/parent|carer/);
});

test('a manager adds staff, once when repeated; they owe what everybody owes', async () => {
  const said = 'person "Nina Falk" roles=staff email=nina@elm.test starts_on=23/11/2026';
  expect((await elm.view(RUTH, said)).title).toBe('Added');
  expect(words(await elm.view(RUTH, said))).toContain('nothing was changed');
  expect([await elm.audited('person.added'), await elm.audited('person.changed')]).toEqual([1, 0]);
  expect(words(await elm.view('Nina Falk', 'me'))).toContain('By 14 Dec 2026 (in 21 days)');
});

test('a manager neither gives nor takes an office, nor changes how an officer is reached; the administrator does', async () => {
  for (const said of [
    'person "Nina Falk" roles=dso',
    `person "${TOM}" roles=staff,manager`,
    `person "${RUTH}" roles=staff,manager,dso`,
    `person "${MAEVE}" email=mine@elm.test new=no`,
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
  elm = await openSetting({ setting: { tenants: { slack: 'T1' } } });
  await elm.view(RUTH, `person "${TOM}" slack_user=U7`);
  expect(errorOf(await elm.ask(RUTH, `person "${AMINA}" slack_user=U7`), 'slack_user')).toMatch(
    /somebody else/,
  );
  await elm.view(MAEVE, `confirm "${TOM}" still_true=yes`);
  expect(
    (await elm.app.identify({ platform: 'slack', tenant: 'T1', user: 'U7' }))?.memberships[0]?.person,
  ).toBe((await elm.person(TOM)).id);
  expect(errorOf(await elm.ask(RUTH, `person "${AMINA}" slack_user=U7`), 'slack_user')).toMatch(
    /somebody else/,
  );
});

test('a platform more is a field more, by which an account there is named', async () => {
  await elm.close();
  elm = await openSetting({
    setting: { tenants: { zulip: 'elm' } },
    app: { platformNames: [...platformNames, ZULIP] },
  });
  expect(asForm(await elm.ask(RUTH, `person "${TOM}"`)).inputs.map(({ label }) => label)).toEqual(
    expect.arrayContaining(['Slack user', 'Teams user', 'Zulip user']),
  );
  await elm.view(RUTH, `person "${TOM}" zulip_user=U7`);
  await elm.view(MAEVE, `confirm "${TOM}" still_true=yes`);
  const known = await elm.app.identify({ platform: 'zulip', tenant: 'elm', user: 'u7' });
  expect(known?.memberships[0]?.person).toBe((await elm.person(TOM)).id);
});

test('who ceases to work with children, or is no longer able, needs successors: manager and DSO are told', async () => {
  await elm.view(RUTH, `person "${TOM}" key_person_capable=no`);
  expect(await elm.held('Elsie Wood')).toMatchObject([{ staffName: TOM, flaggedOn: '2026-11-23' }]);
  expect((await elm.told(MAEVE)).length).toBe(2);
  await elm.view(RUTH, `person "${TOM}" key_person_capable=yes`);
  expect(await elm.held('Elsie Wood')).toMatchObject([{ staffName: TOM, flaggedOn: null }]);
  await elm.view(ADMIN, `person "${TOM}" roles=admin`);
  expect((await elm.told(CHAIR)).at(-1)?.text).toContain(`${TOM} becomes administrator`);
  expect(await elm.held('Elsie Wood')).toMatchObject([{ staffName: TOM, flaggedOn: '2026-11-23' }]);
});

describe('a parent who comes to work here', () => {
  test('stays one person, so that K1 keeps them from their own child', async () => {
    const added = await elm.view(RUTH, 'person "Laura Ashdown" roles=staff');
    expect(words(added)).toContain('counts as the same person');
    expect(words(added)).toContain('May be key person: yes');
    expect(await rulesOf('Freya Ashdown', 'Laura Ashdown')).toContain('K1');
    const refused = await elm.view(RUTH, 'assign "Freya Ashdown" "Laura Ashdown"');
    expect(refused.cites).toContain('K1');
  });

  test('is asked for the roles, and is nobody’s guess where several parents have the name', async () => {
    expect((await elm.ask(RUTH, 'person "Ben Ashdown"')).kind).toBe('form');
    const asked = await elm.ask(RUTH, 'person "Emma Wood" roles=staff');
    expect(words(asked)).toContain('Please add the e-mail');
  });

  test('may share a name with a parent who has another address', async () => {
    await elm.view(RUTH, 'person "Emma Wood" email=e.wood@elm.test roles=staff');
    expect(await rulesOf('Elsie Wood', 'Emma Wood')).not.toContain('K1');
  });
});

describe('somebody who left and returns', () => {
  const LEFT = 'person "Karolina Nowak" leaves_on=30/11/2026';
  const BACK = 'person "Karolina Nowak" starts_on=01/02/2027';
  const karolina = async () => {
    const { posts, startsOn, leavesOn } = await elm.person('Karolina Nowak');
    return { posts, startsOn, leavesOn };
  };
  const answerOn = async (on: string) =>
    rowsOf(await elm.view(RUTH, `keyperson "Isla Marsh" on=${on}`)).find(
      ([name]) => name === 'Karolina Nowak',
    )?.[1];

  test('has a second post, and the first stays what it was', async () => {
    await elm.view(RUTH, LEFT);
    await elm.view(RUTH, BACK, '2027-01-18T10:00:00Z');
    expect(await karolina()).toEqual({
      posts: [
        { role: 'staff', from: '2020-09-01', until: '2026-11-30' },
        { role: 'staff', from: '2027-02-01', until: null },
      ],
      startsOn: '2027-02-01',
      leavesOn: null,
    });
    expect(await answerOn('2026-11-27')).toMatch(/^Yes/);
    expect(await answerOn('2027-01-11')).toBe('No');
    expect(await answerOn('2027-02-08')).toMatch(/^Yes/);
  });

  test('is key person of nobody until they are allocated anew', async () => {
    const until = async () => (await elm.held('Barnaby Whitcombe', '2026-11-01')).map((each) => each.until);
    await elm.view(RUTH, LEFT);
    expect(await until()).toEqual([null]);
    await elm.view(RUTH, BACK, '2027-01-18T10:00:00Z');
    expect(await until()).toEqual(['2026-11-30']);
    expect(await elm.held('Barnaby Whitcombe', '2027-02-08')).toEqual([]);
    expect(await elm.audited('allocation.ended')).toBe(1);
  });

  test('keeps the role that they hold until then, where the first stay is not over', async () => {
    await elm.view(RUTH, LEFT);
    await elm.view(RUTH, BACK);
    expect((await karolina()).posts.map(({ until }) => until)).toEqual(['2026-11-30', null]);
    expect(await answerOn('2026-11-27')).toMatch(/^Yes/);
  });

  test('is asked to leave the last day empty', async () => {
    await elm.view(RUTH, LEFT);
    expect(errorOf(await elm.ask(RUTH, `${BACK} leaves_on=30/11/2026`), 'leaves_on')).toContain(
      'leave the last day empty',
    );
  });
});

test('a last day lists each key child and from when it needs a new key person', async () => {
  const said = words(await elm.view(RUTH, `person "${ZOE}" leaves_on=2026-12-18`));
  for (const child of ['Isla Marsh', 'Mia Reed', 'Poppy Stanton', 'Theo Cole'])
    expect(said).toContain(`${child} needs a new key person from 19 Dec 2026`);
  const list = await elm.view(RUTH, 'keyperson');
  expect(
    rowsOf(list)
      .find(([name]) => name === 'Mia Reed')
      ?.slice(1, 3),
  ).toEqual(['attends', 'needs a new key person from 19 Dec 2026']);
  await elm.view(RUTH, `assign "Mia Reed" "${TOM}" from=2026-12-19`);
  expect(rowsOf(await elm.view(RUTH, 'keyperson')).map(([name]) => name)).not.toContain('Mia Reed');
});

test('who left comes back without the allocations of before, however the last day is taken back', async () => {
  await elm.view(RUTH, `person "${ZOE}" leaves_on=2026-11-27`);
  await elm.submit(RUTH, 'person', { name: ZOE, roles: 'staff', leaves_on: '' }, '2026-11-30T10:00:00.000Z');
  expect((await elm.person(ZOE)).leavesOn).toBeNull();
  expect((await elm.held('Mia Reed', '2026-11-30')).map(({ staffName }) => staffName)).toEqual([]);
  expect(rowsOf(await elm.view(RUTH, 'keyperson')).map(([name]) => name)).toContain('Mia Reed');
});

test('days hold since always where none were known, from today on after that; shown, prefilled, and refused in words', async () => {
  const sessions = async () => (await elm.person(TOM)).sessions;
  expect(words(await elm.view(RUTH, `person "${TOM}" days="Mon Tue"`))).toContain('Days: Mon Tue');
  expect(await sessions()).toEqual([{ from: null, sessions: 'Mon Tue' }]);
  await elm.view(RUTH, `person "${TOM}" days="Mon Tue Fri-am"`, '2026-12-01T10:00:00Z');
  expect(await sessions()).toEqual([
    { from: null, sessions: 'Mon Tue' },
    { from: '2026-12-01', sessions: 'Mon Tue Fri-am' },
  ]);
  const form = await elm.form(RUTH, `person "${TOM}"`);
  expect(form.inputs.find(({ name }) => name === 'days')?.value).toBe('Mon Tue Fri-am');
  expect(errorOf(await elm.ask(RUTH, `person "${TOM}" days=often`), 'days')).toMatch(/Mon Tue Wed-am/);
  expect(
    words(await elm.view(RUTH, `person "${ZOE}" key_person_capable=yes starts_on=01/09/2021`)),
  ).toContain('Days: not known');
});

describe('an allocation that would be touched', () => {
  test.each([
    [`person "${ZOE}" leaves_on=2026-12-18`, /KP-\d+ would end on 18 Dec 2026/],
    [`person "${ZOE}" key_person_capable=no`, /KP-\d+ would need a new key person/],
  ])('is said before it is written, also of one line: %s', async (said, expected) => {
    const form = await elm.form(RUTH, said);
    expect(form.intro).toMatch(expected);
    expect(await elm.audited('person.changed')).toBe(0);
    expect((await elm.view(RUTH, `${said} confirm=yes`)).title).toBe('Changed');
    expect(await elm.audited('person.changed')).toBe(1);
  });

  test('days on which none of the child’s lie', async () => {
    await elm.view(RUTH, 'child "Poppy Stanton" days="Mon Tue"');
    expect((await elm.form(RUTH, `person "${ZOE}" days="Thu Fri"`)).intro).toMatch(
      /KP-\d+ would have none of the child’s days/,
    );
    expect((await elm.ask(RUTH, `person "${ZOE}" days="Tue Fri"`)).kind).toBe('view');
  });

  test('a new name under which a declared one is to be matched, or is like it no more', async () => {
    await elm.view(RUTH, `person "${BETHANY}" ref=P9`);
    await elm.view(TOM, 'declare "Bethany Lark" friend since=2019 none_of_these=yes');
    const likeIt = await elm.form(RUTH, 'person "Bethany Lark" ref=P9');
    expect(likeIt.intro).toContain('D-1 would be a name to match');
    expect((await elm.view(RUTH, 'person "Bethany Lark" ref=P9 confirm=yes')).title).toBe('Changed');
    expect((await elm.form(RUTH, 'person "Bethany Vale" ref=P9')).intro).toContain(
      'D-1 would still be a name to match',
    );
  });

  test('is to the administrator something, without its reference; and nothing is asked where none is touched', async () => {
    const form = await elm.form(ADMIN, `person "${ZOE}" leaves_on=2026-12-18`);
    expect(form.intro).toContain('An allocation or a declaration is touched.');
    expect(form.intro).not.toContain('KP-');
    expect((await elm.ask(RUTH, 'person "Ellis Farrow" leaves_on=2026-12-18')).kind).toBe('view');
    expect((await elm.ask(RUTH, `person "${ZOE}" days=Mon`)).kind).toBe('view');
  });
});
