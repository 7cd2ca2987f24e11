import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Answer } from '../../../src/core/talk/view.ts';
import { ADMIN, MAEVE, RUTH, TOM } from '../../support/elm.ts';
import { openSetting, type TestSetting, words } from '../../support/setting.ts';

let elm: TestSetting;
beforeEach(async () => {
  elm = await openSetting({ setting: { tenants: { slack: 'T1' } } });
  await elm.view(RUTH, `person "${TOM}" slack_user=UX`);
});
afterEach(() => elm.close());

/** The account that waits says something. */
async function said(text: string): Promise<Answer> {
  const identity = await elm.app.identify({ platform: 'slack', tenant: 'T1', user: 'UX' });
  if (!identity) throw new Error('the account is not known');
  return elm.app.run(identity, elm.app.parse(text));
}

it('an account that waits is told of a policy’s code that there is none, like anybody', async () => {
  expect(words(await said('policy'))).toContain('Social media and relationships');
  expect(words(await said('policy social'))).toBe(words(await elm.ask(ADMIN, 'policy social')));
});

it('whoever is told that an account is not theirs is not told that its person said so, where an officer did', async () => {
  await elm.view(ADMIN, `confirm "${TOM}" still_true=no`);
  const [, denied] = await elm.told(MAEVE);
  expect(denied?.text).toContain(TOM);
  expect(denied?.text).not.toContain(`${TOM} says`);
});
