import { afterEach, beforeEach, expect, test } from 'vitest';
import { CHAIR, RUTH, ZOE } from '../../support/elm.ts';
import { errorOf, openSetting, type TestSetting, words } from '../../support/setting.ts';

let elm: TestSetting;
beforeEach(async () => {
  elm = await openSetting();
});
afterEach(() => elm.close());

test('help names the verbs of this person alone, and one of them on request', async () => {
  const staff = words(await elm.view(ZOE, 'help verb=all'));
  expect(staff).toContain('declare: ');
  expect(staff).not.toMatch(/keyperson: |decide: |adopt: /);
  expect(words(await elm.view(RUTH, 'all commands'))).toMatch(/keyperson: .*assign: /s);
  expect(words(await elm.view(ZOE, 'help declare'))).toMatch(/kind: How do you know them\? \(needed\)/);
  expect(words(await elm.view(RUTH, 'help key-person'))).toContain('Who may be key person?');
  expect(errorOf(await elm.ask(ZOE, 'help keyperson'), 'verb')).toBe(
    errorOf(await elm.ask(ZOE, 'help nonsense'), 'verb'),
  );
});

test('help is a short page by what people want to do, each with what is theirs', async () => {
  const staff = await elm.view(ZOE, 'help');
  expect(words(staff)).toMatch(/When you know a family.*\[Declare\].*To read and sign.*\[All commands\]/s);
  expect(words(staff)).not.toMatch(/Your cases|Key people|Add or change|declare: /);
  expect(words(await elm.view(RUTH, 'help'))).toMatch(/Key people.*Your cases.*\[Add or change staff\]/s);
  expect(words(await elm.view(CHAIR, 'help'))).not.toMatch(/Do you know them|Key people/);
});

test('a verb that is nearly right is named', async () => {
  expect(errorOf(await elm.ask(ZOE, 'help decalre'), 'verb')).toMatch(/did you mean declare\?$/);
  expect(errorOf(await elm.ask(ZOE, 'help keypersn'), 'verb')).not.toMatch(/did you mean/);
});
