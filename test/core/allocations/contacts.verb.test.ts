import { afterEach, beforeEach, expect, test } from 'vitest';
import { ADMIN, AMINA, CHAIR, MAEVE, PRIYA, RUTH, TOM, ZOE } from '../../support/elm.ts';
import { errorOf, openSetting, type TestSetting, words } from '../../support/setting.ts';

let elm: TestSetting;
beforeEach(async () => {
  elm = await openSetting();
});
afterEach(() => elm.close());

test('the key person, the manager and the DSO; asks which child', async () => {
  expect((await elm.form(ZOE, 'contacts')).inputs[0]?.name).toBe('child');
  const shown = words(await elm.view(ZOE, 'contacts Mia Reed'));
  for (const said of [`Key person: ${ZOE}`, `Manager: ${RUTH}`, `DSO: ${MAEVE} or ${PRIYA}`])
    expect(shown).toContain(said);
  expect(words(await elm.view(ZOE, 'contacts Callum McBride'))).toContain('Key person: nobody yet');
  expect(errorOf(await elm.ask(ZOE, 'contacts "No Such"'), 'child')).toMatch(/No child of that name/);
});

test('is the same for every reader and child, whatever anybody has declared', async () => {
  const officersOf = async (who: string, child: string) =>
    words(await elm.view(who, `contacts "${child}"`))
      .split('\n')
      .slice(2);
  const before = await officersOf(ZOE, 'Mia Reed');
  await elm.view(MAEVE, 'declare "Sarah Reed" friend since=2019');
  await elm.view(RUTH, 'declare "Mike Reed" friend since=2019');
  for (const who of [ZOE, RUTH, PRIYA, TOM, CHAIR])
    for (const child of ['Mia Reed', 'Isla Marsh']) expect(await officersOf(who, child)).toEqual(before);
});

test('tells a committee member nothing of whether the child is here', async () => {
  for (const who of [CHAIR, ADMIN]) {
    const shown = async (child: string) =>
      words(await elm.view(who, `contacts "${child}"`)).replaceAll(child, 'CHILD');
    expect(await shown('mia reed')).toBe(await shown('no such child'));
  }
});

test('while the key person is away, who acts is named: the co-key person, else the back-up, if they may', async () => {
  await elm.view(ZOE, 'away 23/11/2026 24/11/2026');
  expect(words(await elm.view(TOM, 'contacts Isla Marsh'))).toContain(
    `Key person: ${AMINA}, while ${ZOE} is away`,
  );
  expect(words(await elm.view(TOM, 'contacts Mia Reed'))).toContain(`Key person: ${ZOE}, who is away`);
  await elm.view(AMINA, 'declare "Bethany Marsh" friend since=2019');
  expect(words(await elm.view(TOM, 'contacts Isla Marsh'))).toContain(`Key person: ${ZOE}, who is away`);
  expect(words(await elm.view(TOM, 'contacts Isla Marsh', '2026-11-25T10:00:00Z'))).toContain(
    `Key person: ${ZOE}\n`,
  );
});

test('an officer who is away comes after those who are here', async () => {
  await elm.view(MAEVE, 'away 23/11/2026 24/11/2026');
  expect(words(await elm.view(TOM, 'contacts Isla Marsh'))).toContain(`DSO: ${PRIYA} or ${RUTH}`);
  await elm.view(RUTH, 'away 23/11/2026 24/11/2026');
  const shown = words(await elm.view(TOM, 'contacts Isla Marsh'));
  for (const said of [`Manager: ${RUTH}`, `DSO: ${PRIYA} or ${MAEVE}`]) expect(shown).toContain(said);
});
