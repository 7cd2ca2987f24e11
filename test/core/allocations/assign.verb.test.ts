import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { AMINA, MAEVE, PRIYA, RUTH, TOM, ZOE } from '../../support/elm.ts';
import { errorOf, openSetting, type TestSetting, words } from '../../support/setting.ts';

let elm: TestSetting;
beforeEach(async () => {
  elm = await openSetting();
});
afterEach(() => elm.close());

test('follows somebody who has left, whose allocation ended without a word', async () => {
  await elm.view(RUTH, `assign "Callum McBride" "${TOM}"`);
  await elm.view('Colin Threadgold', `person "${TOM}" leaves_on=2026-11-25`);
  expect(await elm.held('Callum McBride', '2026-12-01')).toEqual([]);
  const view = await elm.view(RUTH, `assign "Callum McBride" "${AMINA}"`, '2026-12-01T10:00:00.000Z');
  expect(view.refused).toBeUndefined();
  expect((await elm.held('Callum McBride', '2026-12-01')).map((each) => each.staffName)).toEqual([AMINA]);
});

test('asks for child and staff; the role is prefilled', async () => {
  const form = await elm.form(RUTH, 'assign');
  expect(form.inputs.filter((each) => each.required).map((each) => each.name)).toEqual(['child', 'staff']);
  expect(form.inputs.find((each) => each.name === 'role')?.value).toBe('key_person');
});

test('is the manager’s alone', async () => {
  for (const who of [MAEVE, PRIYA, ZOE])
    expect((await elm.view(who, `assign "Callum McBride" "${TOM}"`)).cites).toEqual(['authority']);
});

test.each([
  ['child=Nobody', 'child', /No child of that name/],
  ['staff="Sarah Reed"', 'staff', /Nobody of that name, e-mail or reference works here/],
  ['role=boss', 'role', /Please choose one of: key_person/],
  ['from=01/11/2026', 'from', /today or later/],
  ['child="Idris Rahman" from=01/12/2026', 'from', /starts on 11 Jan 2027/],
  ['child="Rosie Blackwell"', 'from', /left|leaves/],
])('refuses in words: %s', async (said, field, complaint) => {
  const [first] = said.split('=');
  const rest = { child: 'child="Callum McBride" ', staff: `staff="${TOM}" ` };
  const line = Object.entries(rest)
    .filter(([name]) => name !== first && !said.includes(`${name}=`))
    .map(([, each]) => each)
    .join('');
  expect(errorOf(await elm.ask(RUTH, `assign ${line}${said}`), field)).toMatch(complaint);
});

test('replaces the holder of that role in one step, tells both without reasons, and once when repeated', async () => {
  const done = await elm.view(RUTH, `assign "Mia Reed" "${AMINA}"`);
  expect(words(done)).toContain(`Replaces: ${ZOE}`);
  expect((await elm.held('Mia Reed')).map((each) => [each.staffName, each.from])).toEqual([
    [AMINA, '2026-11-23'],
  ]);
  expect((await elm.told(AMINA)).map((each) => each.title)).toEqual([
    'You are key person for one more child from 23 Nov 2026',
  ]);
  expect((await elm.told(ZOE)).map((each) => each.title)).toEqual([
    'A change among your key children from 23 Nov 2026',
  ]);
  expect(words(await elm.view(RUTH, `assign "Mia Reed" "${AMINA}"`))).toContain('Allocated already');
  expect(await elm.audited('allocation.made')).toBe(1);
  expect((await elm.told()).length).toBe(2);
});

test('a mistake is put right on the same day, and only one holds the role', async () => {
  await elm.view(RUTH, `assign "Mia Reed" "${AMINA}"`);
  await elm.view(RUTH, `assign "Mia Reed" "${TOM}"`);
  for (const on of ['2026-11-22', '2026-11-23', '2026-12-01'])
    expect(
      (await elm.held('Mia Reed', on)).filter((each) => each.from <= on).map((each) => each.staffName),
    ).toEqual([on === '2026-11-22' ? ZOE : TOM]);
});

test('from a later day the holder stays until then; asked again for sooner, that one gives way', async () => {
  await elm.view(RUTH, `assign "Mia Reed" "${AMINA}" from=07/12/2026`);
  expect((await elm.held('Mia Reed')).map((each) => [each.staffName, each.from, each.until])).toEqual([
    [ZOE, '2025-09-03', '2026-12-06'],
    [AMINA, '2026-12-07', null],
  ]);
  await elm.view(RUTH, `assign "Mia Reed" "${TOM}" from=01/12/2026`);
  expect((await elm.held('Mia Reed')).map((each) => [each.staffName, each.from, each.until])).toEqual([
    [ZOE, '2025-09-03', '2026-11-30'],
    [TOM, '2026-12-01', null],
  ]);
});

test('a holder whose end is known gives way as well', async () => {
  await elm.view(RUTH, `unassign "Mia Reed" "${ZOE}" on=18/12/2026 reason=hours`);
  await elm.view(RUTH, `assign "Mia Reed" "${TOM}"`);
  expect((await elm.held('Mia Reed')).map((each) => each.staffName)).toEqual([TOM]);
});

test('for a child who has yet to start it begins on the first day, with somebody who joins by then', async () => {
  await elm.view(RUTH, 'assign "Idris Rahman" "Marcus Bell"');
  expect((await elm.held('Idris Rahman')).map((each) => [each.staffName, each.from])).toEqual([
    ['Marcus Bell', '2027-01-11'],
  ]);
  await elm.view(RUTH, 'assign "Callum McBride" "Marcus Bell" from=04/01/2027');
  await elm.view(TOM, 'declare "Fiona McBride" friend since=2019');
  expect((await elm.held('Callum McBride'))[0]?.flaggedOn).toBeNull();
});

test('holds for co-key person and back-up alike, and there is no override', async () => {
  await elm.view(TOM, 'declare "Sarah Reed" friend since=2019');
  for (const role of ['key_person', 'co_key_person', 'back_up']) {
    const refused = await elm.view(RUTH, `assign "Mia Reed" "${TOM}" role=${role}`);
    expect(refused).toMatchObject({ refused: true, cites: ['P4', 'K4'] });
  }
  expect(await elm.view(RUTH, 'assign "Mia Reed" "Colin Threadgold"')).toMatchObject({
    cites: ['P4', 'K7'],
  });
  expect(await elm.audited('allocation.made')).toBe(0);
});

test('two at once for one child leave one holder', async () => {
  await Promise.all([
    elm.ask(RUTH, `assign "Callum McBride" "${TOM}"`),
    elm.ask(RUTH, `assign "Callum McBride" "${AMINA}"`),
  ]);
  expect((await elm.held('Callum McBride')).filter((each) => each.until === null)).toHaveLength(1);
});

test.each([0, 1, 2, 3, 4, 5])(
  'an allocation and a declaration at the same moment leave no conflict unmarked (%i)',
  async (round) => {
    const assign = () => elm.ask(RUTH, `assign "Callum McBride" "${TOM}"`);
    const declare = () => elm.ask(TOM, 'declare "Fiona McBride" friend since=2019');
    const [first] = await Promise.all(round % 2 === 0 ? [assign(), declare()] : [declare(), assign()]);
    expect(first).toBeDefined();
    const open = (await elm.held('Callum McBride')).filter((each) => each.staffName === TOM);
    expect(open.every((each) => each.flaggedOn !== null)).toBe(true);
  },
);

describe('told_on: when the parents were told', () => {
  const told = async (child: string) =>
    (await elm.held(child)).map(({ staffName, toldOn }) => [staffName, toldOn]);

  test('is stored with the allocation, audited, and shown in keyperson', async () => {
    const done = await elm.view(RUTH, `assign "Callum McBride" "${TOM}" told_on=20/11/2026`);
    expect(words(done)).toContain('Parents told: 20 Nov 2026');
    expect(await told('Callum McBride')).toEqual([[TOM, '2026-11-20']]);
    expect(await elm.events('allocation.made')).toMatchObject([{ payload: { toldOn: '2026-11-20' } }]);
    expect(words(await elm.view(RUTH, 'keyperson "Callum McBride"'))).toContain(
      `Key person: ${TOM} (parents told 20 Nov 2026)`,
    );
  });

  test('may lie before the first day, and never ahead of today', async () => {
    await elm.view(RUTH, `assign "Idris Rahman" "${TOM}" told_on=20/11/2026`);
    expect(await told('Idris Rahman')).toEqual([[TOM, '2026-11-20']]);
    const ahead = await elm.ask(RUTH, `assign "Callum McBride" "${TOM}" told_on=24/11/2026`);
    expect(errorOf(ahead, 'told_on')).toContain('This day is still to come.');
    expect(await told('Callum McBride')).toEqual([]);
  });

  test('can be said later, or put right, and changes nothing else', async () => {
    const [before] = await elm.held('Mia Reed');
    const said = await elm.view(RUTH, `assign "Mia Reed" "${ZOE}" told_on=20/11/2026`);
    expect(words(said)).toContain('When the parents were told is recorded.');
    expect(await elm.held('Mia Reed')).toEqual([{ ...before, toldOn: '2026-11-20' }]);
    await elm.view(RUTH, `assign "Mia Reed" "${ZOE}" told_on=19/11/2026`);
    const again = words(await elm.view(RUTH, `assign "Mia Reed" "${ZOE}" told_on=19/11/2026`));
    expect(again).toContain('nothing was changed');
    expect(await elm.events('allocation.parents_told')).toMatchObject([
      { payload: { toldOn: '2026-11-20', before: null } },
      { payload: { toldOn: '2026-11-19', before: '2026-11-20' } },
    ]);
    expect(await elm.audited('allocation.made')).toBe(0);
    expect(await elm.told()).toEqual([]);
  });

  test('said of one who is still to begin it moves nobody', async () => {
    await elm.view(RUTH, `assign "Mia Reed" "${TOM}" from=07/12/2026`);
    await elm.view(RUTH, `assign "Mia Reed" "${TOM}" told_on=20/11/2026`);
    expect(
      (await elm.held('Mia Reed')).map(({ staffName, from, toldOn }) => [staffName, from, toldOn]),
    ).toEqual([
      [ZOE, '2025-09-03', null],
      [TOM, '2026-12-07', '2026-11-20'],
    ]);
  });

  test('a past day does not know what was told later', async () => {
    await elm.view(RUTH, `assign "Mia Reed" "${ZOE}" told_on=20/11/2026`);
    expect(words(await elm.view(RUTH, 'keyperson "Mia Reed" on=2026-11-20'))).toContain('parents told');
    expect(words(await elm.view(RUTH, 'keyperson "Mia Reed" on=2026-11-19'))).not.toContain('parents told');
  });
});
