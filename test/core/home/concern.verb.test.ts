import { afterEach, beforeEach, expect, test } from 'vitest';
import { MAEVE, PRIYA, RUTH, ZOE } from '../../support/elm.ts';
import { openSetting, type TestSetting, words } from '../../support/setting.ts';

let elm: TestSetting;
beforeEach(async () => {
  elm = await openSetting();
});
afterEach(() => elm.close());

test('concern and worried answer alike, whatever follows, and name the next who is here', async () => {
  const line = words(await elm.view(ZOE, 'concern'));
  expect(line).toContain(
    `Worried about a child? Do not type it here. Speak to ${MAEVE} now; in immediate danger call 999. About an adult who works here, or nobody in? 01632 960842.`,
  );
  for (const said of ['worried Mia has a bruise', 'concern child=Mia "bruise'])
    expect(words(await elm.view(ZOE, said))).toBe(line);
  for (const who of [MAEVE, PRIYA, RUTH])
    await elm.view(RUTH, `away staff="${who}" from=23/11/2026 to=24/11/2026`);
  expect(words(await elm.view(ZOE, 'worried'))).toContain('Speak to the person in charge now');
});
