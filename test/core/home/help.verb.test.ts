import { afterEach, beforeEach, expect, test } from 'vitest';
import { RUTH, ZOE } from '../../support/elm.ts';
import { errorOf, openSetting, type TestSetting, words } from '../../support/setting.ts';

let elm: TestSetting;
beforeEach(async () => {
  elm = await openSetting();
});
afterEach(() => elm.close());

test('help names the verbs of this person alone, and one of them on request', async () => {
  const staff = words(await elm.view(ZOE, 'help'));
  expect(staff).toContain('declare: ');
  expect(staff).not.toMatch(/keyperson: |decide: |adopt: /);
  expect(words(await elm.view(RUTH, 'help'))).toMatch(/keyperson: .*assign: /s);
  expect(words(await elm.view(ZOE, 'help declare'))).toMatch(/kind: How do you know them\? \(needed\)/);
  expect(words(await elm.view(RUTH, 'help key-person'))).toContain('Who may be key person?');
  expect(errorOf(await elm.ask(ZOE, 'help keyperson'), 'verb')).toBe(
    errorOf(await elm.ask(ZOE, 'help nonsense'), 'verb'),
  );
});
