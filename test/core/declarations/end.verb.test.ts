import { afterEach, beforeEach, expect, test } from 'vitest';
import { MAEVE, RUTH, TOM, ZOE } from '../../support/elm.ts';
import { errorOf, openSetting, type TestSetting } from '../../support/setting.ts';

let elm: TestSetting;
beforeEach(async () => {
  elm = await openSetting();
  await elm.view(ZOE, 'declare "Sarah Reed" friend since=2019');
  await elm.view(MAEVE, 'decide D-1 noted');
});
afterEach(() => elm.close());

test('asks for what is missing, and says that nothing is lifted by it', async () => {
  const form = await elm.form(ZOE, 'end D-1');
  expect(form.intro).toMatch(/lifts nothing/);
  expect(form.inputs.filter((each) => each.required).map((each) => each.name)).toEqual([
    'ended_on',
    'reason',
  ]);
  expect(form.inputs.find((each) => each.name === 'ended_on')?.value).toBe('2026-11-23');
});

test('lifts no block: only the officer’s closing does', async () => {
  await elm.view(ZOE, 'end D-1 ended_on=20/11/2026 reason="lost touch"');
  expect(await elm.declaration(1)).toMatchObject({ state: 'end_requested', endedOn: '2026-11-20' });
  const refused = await elm.view(RUTH, `assign child="Callum McBride" staff="${ZOE}"`);
  expect(refused.refused).toBeUndefined();
  const blocked = await elm.view(RUTH, `assign child="Mia Reed" staff="${ZOE}" role=co_key_person`);
  expect(blocked).toMatchObject({ refused: true, cites: ['P4', 'K4'] });
  await elm.view(MAEVE, 'decide D-1 closed note="talked it over"');
  expect((await elm.view(RUTH, `assign child="Mia Reed" staff="${ZOE}" role=co_key_person`)).title).toBe(
    'Allocated',
  );
  const [mark] = await elm.held('Mia Reed');
  expect(mark?.flaggedOn).toBeNull();
});

test('refuses what is not mine, a day to come and no date at all; twice it is asked once', async () => {
  expect(errorOf(await elm.ask(TOM, 'end D-1 ended_on=20/11/2026 reason=x'), 'ref')).toBe(
    errorOf(await elm.ask(TOM, 'end D-9 ended_on=20/11/2026 reason=x'), 'ref')?.replace('D-9', 'D-1'),
  );
  expect(errorOf(await elm.ask(ZOE, 'end D-1 ended_on=24/11/2026 reason=x'), 'ended_on')).toMatch(
    /still to come/,
  );
  expect(errorOf(await elm.ask(ZOE, 'end D-1 ended_on=soon reason=x'), 'ended_on')).toMatch(/25\/03\/2019/);
  await elm.view(ZOE, 'end D-1 ended_on=20/11/2026 reason=moved');
  expect((await elm.view(ZOE, 'end D-1 ended_on=20/11/2026 reason=moved')).title).toBe('D-1: asked to end');
  expect(await elm.audited('declaration.end_requested')).toBe(1);
});
