import { afterEach, beforeEach, expect, test } from 'vitest';
import { MAEVE, RUTH, TOM, ZOE } from '../../support/elm.ts';
import { errorOf, openSetting, type TestSetting, words } from '../../support/setting.ts';

let elm: TestSetting;
beforeEach(async () => {
  elm = await openSetting();
});
afterEach(() => elm.close());

test('asks for what is missing, is the manager’s alone, and refuses what is not so', async () => {
  const form = await elm.form(RUTH, `unassign "Mia Reed" "${ZOE}"`);
  expect(form.inputs.filter((each) => each.required).map((each) => each.name)).toEqual([
    'child',
    'staff',
    'on',
    'reason',
  ]);
  expect((await elm.view(MAEVE, `unassign "Mia Reed" "${ZOE}" on=23/11/2026 reason=x`)).cites).toEqual([
    'authority',
  ]);
  expect(
    errorOf(await elm.ask(RUTH, `unassign "Mia Reed" "${TOM}" on=23/11/2026 reason=x`), 'staff'),
  ).toMatch(/holds no allocation/);
  expect(errorOf(await elm.ask(RUTH, `unassign "Mia Reed" "${ZOE}" on=22/11/2026 reason=x`), 'on')).toMatch(
    /today or later/,
  );
});

test('ends it, tells the member of staff, warns that nobody is left, and once when repeated', async () => {
  const view = await elm.view(RUTH, `unassign "Mia Reed" "${ZOE}" on=23/11/2026 reason="fewer hours"`);
  expect(words(view)).toMatch(/then has no key person/);
  expect(await elm.held('Mia Reed', '2026-11-24')).toEqual([]);
  expect(JSON.stringify(await elm.told(ZOE))).not.toContain('hours');
  await elm.view(RUTH, `unassign "Mia Reed" "${ZOE}" on=23/11/2026 reason="fewer hours"`);
  expect(await elm.audited('allocation.ended')).toBe(1);
  expect(await elm.told(ZOE)).toHaveLength(1);
});

test('never makes an allocation longer, and one that has yet to begin never begins', async () => {
  await elm.view(RUTH, `unassign "Mia Reed" "${ZOE}" on=30/11/2026 reason=hours`);
  await elm.view(RUTH, `unassign "Mia Reed" "${ZOE}" on=18/12/2026 reason=hours`);
  expect((await elm.held('Mia Reed'))[0]?.until).toBe('2026-11-30');
  await elm.view(RUTH, 'assign "Idris Rahman" "Marcus Bell"');
  await elm.view(RUTH, 'unassign "Idris Rahman" "Marcus Bell" on=23/11/2026 reason=moved');
  expect(await elm.held('Idris Rahman')).toEqual([]);
  expect(await elm.held('Idris Rahman', '2027-01-11')).toEqual([]);
  expect((await elm.view(RUTH, 'assign "Idris Rahman" "Marcus Bell"')).title).toBe('Allocated');
});
