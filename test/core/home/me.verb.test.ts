import { afterEach, beforeEach, expect, test } from 'vitest';
import { MAEVE, ZOE } from '../../support/elm.ts';
import { openSetting, type TestSetting, words } from '../../support/setting.ts';

let elm: TestSetting;
beforeEach(async () => {
  elm = await openSetting();
});
afterEach(() => elm.close());

test('me is what no verb gives: what I owe, my declarations, my key children, and the line about concerns', async () => {
  await elm.view(ZOE, 'declare "Sarah Reed" friend since=2019');
  const shown = words(await elm.view(ZOE, ''));
  for (const said of [
    '0 of 2',
    'Sign confidentiality: due 30 Nov 2026',
    'D-1',
    'Isla Marsh: key person',
    'Worried about a child: tell',
  ])
    expect(shown).toContain(said);
  expect(words(await elm.view('Marcus Bell', 'me'))).toContain('You hold no role here today');
  expect(words(await elm.view(MAEVE, 'me'))).toContain('Cases that are mine: 1');
});
