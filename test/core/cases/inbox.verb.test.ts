import { afterEach, beforeEach, expect, test } from 'vitest';
import { ADMIN, CHAIR, MAEVE, PRIYA, RUTH, TOM, ZOE } from '../../support/elm.ts';
import { openSetting, rowsOf, type TestSetting, words } from '../../support/setting.ts';

let elm: TestSetting;
beforeEach(async () => {
  elm = await openSetting();
});
afterEach(() => elm.close());

test('says so when nothing waits, and is the officers’ alone', async () => {
  for (const who of [MAEVE, PRIYA, RUTH, CHAIR])
    expect(words(await elm.view(who, 'inbox'))).toContain('Nothing waits for you');
  for (const who of [ZOE, ADMIN]) expect((await elm.view(who, 'inbox')).cites).toEqual(['authority']);
});

test('has mine by due date, and nobody else’s in any count', async () => {
  await elm.view(TOM, 'declare "Somebody Unknown" friend since=2019');
  await elm.view(ZOE, 'declare "Sarah Reed" friend since=2019');
  expect(rowsOf(await elm.view(MAEVE, 'inbox'))).toEqual([
    ['D-2', ZOE, 'your decision', '24 Nov 2026'],
    ['D-1', TOM, 'your decision', '25 Nov 2026'],
  ]);
  expect(rowsOf(await elm.view(PRIYA, 'inbox'))).toEqual([]);
  expect(rowsOf(await elm.view(MAEVE, 'inbox', '2026-11-25T10:00:00Z'))[0]?.[3]).toBe(
    '24 Nov 2026 (overdue)',
  );
});
