import { afterEach, beforeEach, expect, test } from 'vitest';
import { TOM, ZOE } from '../../support/elm.ts';
import { errorOf, openSetting, type TestSetting, words } from '../../support/setting.ts';

let elm: TestSetting;
beforeEach(async () => {
  elm = await openSetting();
});
afterEach(() => elm.close());

test('shows the text and what it does not stop (P8)', async () => {
  const form = await elm.form(ZOE, 'sign');
  for (const said of [
    'safeguarding concern',
    'whistleblowing',
    'police',
    'inspectorate',
    'legal advice',
    'disciplinary',
  ])
    expect(form.intro).toContain(said);
});

test('wants the signer’s own full name, and a yes', async () => {
  expect(errorOf(await elm.ask(ZOE, `sign "${TOM}" agree=yes`), 'full_name')).toMatch(
    /your own full name.*Zoë Adeyemi/,
  );
  expect(errorOf(await elm.ask(ZOE, `sign "${ZOE}" agree=no`), 'agree')).toMatch(/Nothing was signed/);
  expect(await elm.owed(ZOE)).toContain('confidentiality');
  expect((await elm.view(ZOE, 'sign "zoe  adeyemi" agree=yes')).title).toBe('Signed: confidentiality');
});

test('is kept once, and never rewritten', async () => {
  await elm.view(ZOE, `sign "${ZOE}" agree=yes`);
  const again = words(await elm.view(ZOE, `sign "${ZOE}" agree=yes`, '2026-11-25T10:00:00Z'));
  expect(again).toContain('the first signature stands');
  expect(again).toContain('23 Nov 2026');
  expect(await elm.audited('agreement.signed')).toBe(1);
});
