import { afterEach, beforeEach, expect, test } from 'vitest';
import { MAEVE } from '../../support/elm.ts';
import { buttonsOf, openSetting, type TestSetting, words } from '../../support/setting.ts';

let elm: TestSetting;
beforeEach(async () => {
  elm = await openSetting();
});
afterEach(() => elm.close());

test('lists everybody who knows the family or belongs to it, and records only that it was read', async () => {
  await elm.view('Tom Ridley', 'declare "Daniel Marsh" kind=friend since=2015');
  await elm.view('Amina Yusuf', 'declare "Daniel Marsh" kind=neighbour since=2015');
  await elm.view(MAEVE, 'decide D-2 outcome=not_personal');
  const told = (await elm.told()).length;
  const seen = await elm.view(MAEVE, 'recuse "Isla Marsh"');
  expect(seen.blocks).toContainEqual({ kind: 'list', items: ['Bethany Marsh', 'Tom Ridley'] });
  expect(words(seen)).not.toMatch(/friend|neighbour|Daniel/);
  expect(await elm.audited('recusal.read')).toBe(1);
  expect((await elm.told()).length).toBe(told);
});

test('leaves no trace of the list among the answers kept against repeats', async () => {
  await elm.ask(MAEVE, { command: 'recuse', input: { child: 'Isla Marsh', nonce: 'n1' }, keys: ['k1'] });
  expect(await elm.audited('recusal.read')).toBe(1);
  const id = (await elm.person(MAEVE)).id;
  for (const key of ['recuse:n1', 'recuse:k1'])
    expect(await elm.read((register, setting) => register.intents.find(setting, id, key))).toBeUndefined();
});

test('names apart those whose declared name has to be matched first', async () => {
  await elm.view('Tom Ridley', 'declare "Nadia Iqbal" kind=friend since=2015');
  await elm.view('Ruth Hallam', 'child "Maryam Iqbal" starts_on=2027-01-04 carers="Nadia Iqbal"');
  const seen = words(await elm.view(MAEVE, 'recuse "Maryam Iqbal"'));
  expect(seen).toContain('Not known yet');
  expect(seen).toContain('Tom Ridley');
});

test('counts a name closely like a parent’s as may be, and one that shares a surname not at all', async () => {
  await elm.view('Ruth Hallam', 'child "Otto Berg" starts_on=2027-01-04 carers="Eva Berg (mother)"');
  await elm.view('Tom Ridley', 'declare "Ewa Berg" kind=friend since=2015 none_of_these=yes');
  await elm.view('Amina Yusuf', 'declare "Quentin Berg" kind=friend since=2015 none_of_these=yes');
  await elm.view('Karolina Nowak', 'declare "Oto Berg" kind=family none_of_these=yes');
  const seen = await elm.view(MAEVE, 'recuse "Otto Berg"');
  expect(words(seen)).toContain('Not known yet');
  expect(seen.blocks.filter(({ kind }) => kind === 'list')).toEqual([
    { kind: 'list', items: ['Karolina Nowak', 'Tom Ridley'] },
  ]);
  await elm.view(MAEVE, 'match D-1 reject=yes');
  expect(words(await elm.view(MAEVE, 'recuse "Otto Berg"'))).not.toContain('Tom Ridley');
});

test('names nobody whose link was an error, as the officer said', async () => {
  await elm.view('Ruth Hallam', 'child "Isla Marsh" carers="Daniel Marsh"');
  expect(words(await elm.view(MAEVE, 'recuse "Isla Marsh"'))).toContain('Bethany Marsh');
  await elm.view(MAEVE, 'match child="Isla Marsh" person="Bethany Marsh" carer=error');
  expect(words(await elm.view(MAEVE, 'recuse "Isla Marsh"'))).not.toContain('Bethany Marsh');
});

test('reminds those named, or all, without naming a child, once a day, in the usual windows', async () => {
  const answer = await elm.view(MAEVE, 'recuse "Isla Marsh"', '2026-11-23T10:00:00Z');
  const all = buttonsOf(answer)['Remind everybody of P5'];
  await elm.view(MAEVE, all ?? '');
  await elm.view(MAEVE, 'recuse "Isla Marsh" remind="Bethany Marsh, Tom Ridley"');
  const told = await elm.told();
  expect(told.filter(({ recipientName }) => recipientName === 'Tom Ridley')).toHaveLength(1);
  expect(told.map(({ recipientName }) => recipientName)).not.toContain(MAEVE);
  expect(new Set(told.map(({ text, title, subject }) => `${title}|${text}|${subject}`)).size).toBe(1);
  expect(told[0]?.class).toBe('routine');
  expect(told[0]?.notBefore.toISOString()).toBe('2026-11-23T12:15:00.000Z');
});

test('is for the child’s acting officer; its refusal is the same for a child here and for none', async () => {
  await elm.view(MAEVE, 'declare "Sarah Reed" kind=friend since=2015');
  expect((await elm.view(MAEVE, 'recuse "Mia Reed"')).refused).toBe(true);
  expect(words(await elm.view('Priya Raman-Clarke', 'recuse "Mia Reed"'))).toContain(MAEVE);
  const [here, nowhere] = [
    await elm.view('Helen Whitcombe', 'recuse "Mia Reed"'),
    await elm.view('Helen Whitcombe', 'recuse "Nobody Known"'),
  ];
  expect(here).toEqual(nowhere);
  expect(await elm.audited('recusal.read')).toBe(1);
});
