import { afterEach, beforeEach, expect, test } from 'vitest';
import { MAEVE } from '../../support/elm.ts';
import { openSetting, rowsOf, type TestSetting, words } from '../../support/setting.ts';

let elm: TestSetting;
beforeEach(async () => {
  elm = await openSetting();
});
afterEach(() => elm.close());

const answerFor = async (name: string) =>
  rowsOf(await elm.view('Ruth Hallam', 'keyperson "Mia Reed"')).find(([who]) => who === name);

test('keeps somebody from being allocated, shows no reason, and is lifted again', async () => {
  await elm.view(MAEVE, 'hold "Mia Reed" staff="Tom Ridley" reason="a private word"');
  expect(await answerFor('Tom Ridley')).toMatchObject(['Tom Ridley', 'No', 'K6, K10, K15', '2']);
  const seen = words(await elm.view('Ruth Hallam', 'keyperson "Mia Reed"'));
  expect(seen).not.toContain('private word');
  const refused = await elm.view('Ruth Hallam', 'assign "Mia Reed" staff="Tom Ridley"');
  expect(refused.cites).toContain('K6');
  expect(await elm.told()).toEqual([]);
  await elm.view(MAEVE, 'unhold "Mia Reed" staff="Tom Ridley" reason="settled"');
  expect((await answerFor('Tom Ridley'))?.[2]).toBe('K10, K15');
  expect(await elm.audited('hold.lifted')).toBe(1);
});

test('marks an allocation that stands, in words that fit any reason, and tells its holder nothing', async () => {
  await elm.view(MAEVE, 'hold "Mia Reed" staff="Zoë Adeyemi" reason="a private word"');
  const told = await elm.told();
  expect(told.map(({ recipientName }) => recipientName).sort()).toEqual([MAEVE, 'Ruth Hallam']);
  expect(told[0]?.text).toBe(
    'A child can no longer have the key person whom they have (KP-10). Please allocate somebody who may.',
  );
  await elm.view(MAEVE, 'unhold "Mia Reed" staff="Zoë Adeyemi" reason=settled');
  expect(words(await elm.view('Ruth Hallam', 'keyperson "Mia Reed"'))).not.toContain('is needed by');
});

test('is placed once however often it is said, and is no word of a manager’s', async () => {
  await elm.view(MAEVE, 'hold "Mia Reed" staff="Tom Ridley" reason=one');
  expect((await elm.view(MAEVE, 'hold "Mia Reed" staff="Tom Ridley" reason=two')).title).toBe(
    'On hold already',
  );
  expect((await elm.view('Ruth Hallam', 'hold "Mia Reed" staff="Tom Ridley" reason=x')).refused).toBe(true);
  expect(await elm.audited('hold.placed')).toBe(1);
});

test('is left to another officer by one who must stay out', async () => {
  await elm.view(MAEVE, 'declare "Sarah Reed" kind=friend since=2015');
  expect((await elm.view(MAEVE, 'hold "Mia Reed" staff="Tom Ridley" reason=x')).refused).toBe(true);
  expect((await elm.view('Priya Raman-Clarke', 'hold "Mia Reed" staff="Tom Ridley" reason=x')).title).toBe(
    'On hold',
  );
});

test('tells an officer the same whether or not another holds them back', async () => {
  const tried = async () => [
    await elm.view(MAEVE, `hold "Mia Reed" staff="${MAEVE}" reason=x`),
    await elm.view(MAEVE, `unhold "Mia Reed" staff="${MAEVE}" reason=x`),
  ];
  const before = await tried();
  await elm.view('Priya Raman-Clarke', `hold "Mia Reed" staff="${MAEVE}" reason="a private word"`);
  expect(await tried()).toEqual(before);
  expect((await answerFor(MAEVE))?.[1]).toBe('No');
});
