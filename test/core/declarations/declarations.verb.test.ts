import { afterEach, beforeEach, expect, test } from 'vitest';
import { MAEVE, TOM, ZOE } from '../../support/elm.ts';
import { openSetting, type TestSetting, words } from '../../support/setting.ts';

let elm: TestSetting;
beforeEach(async () => {
  elm = await openSetting();
});
afterEach(() => elm.close());

test('says so when there is none, and offers to declare', async () => {
  expect(words(await elm.view(ZOE, 'declarations'))).toMatch(
    /You have declared nothing.*\[Declare a relationship\]/s,
  );
});

test('shows state, who opened it and when, and what can be done next; never another’s', async () => {
  await elm.view(ZOE, 'declare "Sarah Reed" friend since=2019');
  await elm.form(MAEVE, 'decide D-1');
  const shown = words(await elm.view(ZOE, 'declarations'));
  expect(shown).toContain('waiting for a decision, due 24 Nov 2026');
  expect(shown).toContain(`Opened by: ${MAEVE}, 23 Nov 2026 at 10:00`);
  expect(shown).toContain('[Change D-1] [End D-1]');
  expect(words(await elm.view(TOM, 'declarations'))).not.toContain('D-1');
  expect((await elm.view('Marcus Bell', 'declarations')).refused).toBe(true);
});
