import { afterEach, beforeEach, expect, test } from 'vitest';
import { isOwnAbsence } from '../../../src/core/people/person.ts';
import { ADMIN, AMINA, MAEVE, PRIYA, RUTH, TOM, ZOE } from '../../support/elm.ts';
import { allocate } from '../../support/nursery.ts';
import { buttonsOf, errorOf, openSetting, type TestSetting, words } from '../../support/setting.ts';

let elm: TestSetting;
beforeEach(async () => {
  elm = await openSetting();
});
afterEach(() => elm.close());

test('asks for the days, and refuses what is no absence', async () => {
  const form = await elm.form(ZOE, 'away');
  expect(form.inputs.filter((each) => each.required).map((each) => each.name)).toEqual(['from', 'to']);
  expect(errorOf(await elm.ask(ZOE, 'away from=25/11/2026 to=24/11/2026'), 'to')).toMatch(/before the first/);
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
  expect(words(await elm.view(ZOE, 'concern'))).toContain(`tell ${PRIYA} or ${RUTH} now`);
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

test('from five open days on, the answer lists each key child and from when it needs a stand-in', async () => {
  await allocate(elm, 'Mia Reed', TOM, 'co_key_person');
  const short = words(await elm.view(RUTH, `away staff="${ZOE}" from=27/11/2026 to=3/12/2026`));
  const view = await elm.view(RUTH, `away staff="${ZOE}" from=7/12/2026 to=11/12/2026`);
  expect(short).toContain('Isla Marsh needs a stand-in from 27 Nov 2026');
  expect(words(view)).toContain(
    `Mia Reed needs a stand-in from 27 Nov 2026 until 3 Dec 2026: ${TOM} (co-key person) acts`,
  );
  expect(words(view)).toContain(
    'Theo Cole needs a stand-in from 7 Dec 2026 until 11 Dec 2026: nobody may act yet',
  );
  expect(buttonsOf(view)['Theo Cole']).toMatchObject({ command: 'keyperson', input: { on: '2026-12-07' } });
  expect(words(await elm.view(RUTH, `away staff="${AMINA}" from=30/11/2026 to=3/12/2026`))).not.toMatch(
    /stand-in/,
  );
});

test('leave recorded in parts is one absence', async () => {
  await elm.view(RUTH, `away staff="${ZOE}" from=30/11/2026 to=2/12/2026`);
  await elm.view(RUTH, `away staff="${ZOE}" from=3/12/2026 to=4/12/2026`);
  const view = await elm.view(RUTH, 'keyperson');
  expect(words(view)).toContain('needs a stand-in from 30 Nov 2026 until 4 Dec 2026');
});

test('who may act is for those who allocate; the administrator sees no child', async () => {
  const own = words(await elm.view(ZOE, 'away from=27/11/2026 to=3/12/2026'));
  expect(own).toMatch(/Mia Reed needs a stand-in from 27 Nov 2026 until 3 Dec 2026$/m);
  expect(own).not.toMatch(/act/);
  const admins = words(await elm.view(ADMIN, `away staff="${AMINA}" from=27/11/2026 to=3/12/2026`));
  expect(admins).toContain('2 children need somebody else. The manager is told.');
  expect(admins).not.toMatch(/Ashdown/);
});

test.each([
  ['within', '03/12/2026', '05/12/2026'],
  ['from the same day', '01/12/2026', '05/12/2026'],
  ['the same days as', '01/12/2026', '10/12/2026'],
])('one’s own word is recorded, %s what others have said', async (_, from, to) => {
  await elm.view(RUTH, `away staff="${MAEVE}" from=01/12/2026 to=10/12/2026`);
  await elm.view(MAEVE, `away from=${from} to=${to}`);
  const { id } = await elm.person(MAEVE);
  const own = (await elm.read((register, setting) => register.people.absencesOf(setting, id))).filter(
    (absence) => isOwnAbsence(absence),
  );
  const day = (said: string) => said.split('/').reverse().join('-');
  expect(own.map((absence) => [absence.from, absence.to])).toEqual([[day(from), day(to)]]);
  expect((await elm.view(MAEVE, `away from=${from} to=${to}`)).title).toBe('Recorded already');
});
