import { afterEach, expect, it } from 'vitest';
import { ADMIN, CHAIR, MAEVE, PRIYA, RUTH, TOM, ZOE } from '../support/elm.ts';
import { openSetting, rowsOf, type TestSetting, words } from '../support/setting.ts';

// What two people can do together against a third, or one person who holds two offices, and who notices (docs/threats.md).

let elm: TestSetting;
afterEach(() => elm.close());

const inbox = async (who: string) => rowsOf(await elm.view(who, 'inbox')).map(([ref]) => ref);
const toldOfOffices = async (who: string) =>
  (await elm.told(who)).filter(({ subject }) => subject === 'officers').map(({ title }) => title);
it('a manager and the administrator can end two officers’ posts and take their cases; the chair is told of each at once', async () => {
  elm = await openSetting();
  await elm.view(TOM, 'declare "Sarah Reed" partner since=2019');
  for (const officer of [MAEVE, PRIYA]) {
    await elm.view(RUTH, `person "${officer}" roles=staff`);
    await elm.view(ADMIN, `confirm "${officer}" still_true=yes`);
    expect((await elm.view(officer, 'inbox')).refused).toBe(true);
  }
  expect(await inbox(RUTH)).toEqual(['D-1']);
  const of = { proposed: 'A change among the officers waits for you', done: 'A change among the officers' };
  expect(await toldOfOffices(CHAIR)).toEqual([of.proposed, of.done, of.proposed, of.done]);
  await elm.view(RUTH, 'decide D-1 noted affected_child=no confirm=yes');
  expect(words(await elm.view(TOM, 'declarations'))).toContain(RUTH);
});

it('a manager and the administrator who agree that all others are away bring the chair in, not the manager', async () => {
  elm = await openSetting();
  await elm.view(TOM, 'declare "Sarah Reed" partner since=2019');
  for (const officer of [MAEVE, PRIYA]) {
    await elm.view(RUTH, `away staff="${officer}" from=2026-11-23 to=2027-01-29`);
    await elm.view(ADMIN, `confirm "${officer}" still_true=yes`);
  }
  expect(await inbox(RUTH)).toEqual([]);
  expect(await inbox(CHAIR)).toEqual(['D-1']);
});

it('a DSO who is the manager too decides neither her own nor, alone, that something was an error', async () => {
  elm = await openSetting({
    roles: { [MAEVE]: ['staff', 'dso', 'manager'], [RUTH]: ['staff'], [PRIYA]: ['staff'] },
  });
  await elm.view(MAEVE, 'declare "Sarah Reed" friend since=2019');
  expect([await inbox(MAEVE), await inbox(CHAIR)]).toEqual([[], ['D-1']]);
  await elm.view(TOM, 'declare "Jo Ames" friend since=2019');
  await elm.view(MAEVE, 'decide D-2 void note="By mistake" confirm=yes');
  expect(words(await elm.view(TOM, 'declarations D-2'))).not.toContain('Recorded in error');
  await elm.view(ZOE, 'declare "Jo Ames" friend since=2019');
  await elm.view(MAEVE, 'decide D-3 noted affected_child=no confirm=yes');
  expect(words(await elm.view(ZOE, 'declarations'))).toContain(`Answered by: ${MAEVE}`);
});
