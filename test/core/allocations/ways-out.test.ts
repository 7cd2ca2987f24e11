import { afterEach, beforeEach, expect, test } from 'vitest';
import { MAEVE, RUTH, TOM, ZOE } from '../../support/elm.ts';
import { buttonsOf, openSetting, rowsOf, type TestSetting, words } from '../../support/setting.ts';

let elm: TestSetting;
beforeEach(async () => {
  elm = await openSetting();
});
afterEach(() => elm.close());

const answerOf = async (reader: string, child: string, staff: string) =>
  rowsOf(await elm.view(reader, `keyperson "${child}"`)).find(([name]) => name === staff)?.[1];

test('K14: a child without carers is checked, an officer looks with somebody, and a carer who is added begins it anew', async () => {
  await elm.view(RUTH, 'child "Kit Vale" starts_on=2026-11-24 carers=none');
  expect(await answerOf(RUTH, 'Kit Vale', TOM)).toBe('Check first');
  const asked = await elm.view(MAEVE, 'keyperson "Kit Vale"');
  expect(words(asked)).toContain('K14: an officer who is not involved');
  const form = await elm.form(MAEVE, buttonsOf(asked)['No carer, on purpose'] ?? 'me');
  expect(form.inputs.map(({ name }) => name)).toContain('looked_with');
  await elm.view(MAEVE, 'match child="Kit Vale" looked_with="Ruth Hallam"');
  expect(await answerOf(RUTH, 'Kit Vale', TOM)).toBe('Yes');
  await elm.view(RUTH, 'child "Kit Vale" carers="Ann Vale (mother)"');
  await elm.view(RUTH, 'child "Kit Vale" carers=none');
  expect(await answerOf(RUTH, 'Kit Vale', TOM)).toBe('Check first');
});

test('K16: a partner of a concerned colleague is checked; the officer sees whose, the manager does not, and it is shown before it is answered', async () => {
  await elm.view(ZOE, 'declare "Sarah Reed" friend since=2019');
  await elm.view(TOM, `declare "${ZOE}" partner since=2019`);
  const manager = await elm.view(RUTH, 'keyperson "Mia Reed"');
  const row = rowsOf(manager).find(([name]) => name === TOM);
  expect(row?.[1]).toBe('Check first');
  expect(row?.[2]).toMatch(/K16(?! \()/);
  const officer = await elm.view(MAEVE, 'keyperson "Mia Reed"');
  await elm.form(MAEVE, buttonsOf(officer)['May they? D-2'] ?? 'me');
  expect(await answerOf(RUTH, 'Mia Reed', TOM)).toBe('Check first');
  await elm.submit(MAEVE, 'match', { ref: 'D-2', child: 'Mia Reed', may: 'yes' });
  expect(await answerOf(RUTH, 'Mia Reed', TOM)).not.toBe('Check first');
});
