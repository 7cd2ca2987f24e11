import { afterEach, beforeEach, expect, test } from 'vitest';
import { CHAIR, RUTH, ZOE } from '../../support/elm.ts';
import { errorOf, openSetting, type TestSetting, words } from '../../support/setting.ts';

let elm: TestSetting;
beforeEach(async () => {
  elm = await openSetting();
});
afterEach(() => elm.close());

test('shows text, adoption, statements, the newer guidance (F1) and how late its review is (V1)', async () => {
  const shown = words(await elm.view(ZOE, 'policy'));
  for (const said of [
    '25 Mar 2019',
    'overdue by 2428 days',
    'What everyone acknowledges',
    '2015',
    'February 2022',
    'Mar 2020',
  ])
    expect(shown).toContain(said);
  // People read titles, not codes; no statement stands under its id.
  expect((await elm.view(ZOE, 'policy CONFIDENTIALITY')).title).toMatch(/^Confidentiality agreement \(/);
  expect(shown).not.toMatch(/\bS1\b/);
  expect(errorOf(await elm.ask(ZOE, 'policy other'), 'code')).toMatch(
    /There are: confidentiality, social-media/,
  );
});

test('says so when nothing has been adopted', async () => {
  await elm.close();
  elm = await openSetting({ noPolicies: true });
  for (const [who, said, words_] of [
    [ZOE, 'policy', /No policy has been adopted/],
    [ZOE, 'acknowledge', /No policy has been adopted/],
    [ZOE, 'sign', /No confidentiality agreement has been adopted/],
    [RUTH, 'outstanding', /nothing is owed/],
    [RUTH, 'due', /Nothing is due/],
  ] as const)
    expect(words(await elm.view(who, said))).toMatch(words_);
  expect(errorOf(await elm.ask(CHAIR, 'adopt social-media reaffirmed'), 'code')).toMatch(/has been imported/);
});
