import { afterEach, beforeEach, expect, test } from 'vitest';
import { ADMIN, CHAIR, MAEVE, PRIYA, RUTH, ZOE } from '../../support/elm.ts';
import { openSetting, rowsOf, type TestSetting, words } from '../../support/setting.ts';

let elm: TestSetting;
beforeEach(async () => {
  elm = await openSetting();
  await elm.view(ZOE, 'declare "Sarah Reed" friend since=2019');
});
afterEach(() => elm.close());

test('asks which; hands it to the next, who is told; once it is passed it is not mine', async () => {
  expect((await elm.form(MAEVE, 'pass')).inputs[0]?.name).toBe('ref');
  await elm.view(MAEVE, 'pass D-1');
  expect((await elm.told(PRIYA)).map((each) => each.title)).toEqual([
    'Passed on to you: please see to it by 24 Nov 2026 (D-1)',
  ]);
  expect((await elm.view(MAEVE, 'pass D-1')).refused).toBe(true);
  expect(await elm.audited('case.passed')).toBe(1);
  expect((await elm.view(PRIYA, 'decide D-1 noted')).title).toBe('D-1: noted');
});

test('when everybody has passed it on the administrator learns that it waits, and nothing else', async () => {
  for (const who of [MAEVE, PRIYA, RUTH, CHAIR]) await elm.view(who, 'pass D-1');
  const told = await elm.told(ADMIN);
  expect(told).toHaveLength(1);
  expect(told[0]?.text).not.toMatch(/Zoë/);
});

test('who becomes conflicted in the middle loses it to the next', async () => {
  await elm.view(MAEVE, 'declare "Mike Reed" friend since=2019');
  expect((await elm.view(MAEVE, 'decide D-1 noted')).refused).toBe(true);
  expect(words(await elm.view(PRIYA, 'inbox'))).toMatch(/D-1.*D-2/s);
});

test('a neighbour who was found not to be personal recuses nobody', async () => {
  await elm.view(MAEVE, 'declare "Mike Reed" neighbour since=2019');
  await elm.view(PRIYA, 'decide D-2 not_personal');
  expect((await elm.view(MAEVE, 'decide D-1 noted')).title).toBe('D-1: noted');
  await elm.view(MAEVE, 'update D-2 kind=friend');
  expect((await elm.view(MAEVE, 'decide D-1 managed')).refused).toBe(true);
});

test.each([
  ['end D-2 23/11/2026 "moved away"', 'end'],
  ['confirm D-2 no no', 'confirm'],
])('asking to end one makes it undecided (K4), which recuses again, and says so: %s', async (ask) => {
  await elm.view(MAEVE, 'declare "Mike Reed" neighbour since=2019');
  await elm.view(PRIYA, 'decide D-2 not_personal');
  const answer = async () =>
    rowsOf(await elm.view(RUTH, 'keyperson "Mia Reed"'))
      .find(([name]) => name === MAEVE)
      ?.slice(1, 3);
  expect(await answer()).toEqual(['Yes, with a note', 'K10, K11 (D-2)']);
  expect(words(await elm.view(MAEVE, ask))).toMatch(/undecided: you cannot be key person.*\(K4\)/);
  expect(await answer()).toEqual(['No', 'K4 (D-2), K10']);
  expect((await elm.view(MAEVE, 'decide D-1 noted')).refused).toBe(true);
  expect((await elm.view(PRIYA, 'decide D-1 noted')).title).toBe('D-1: noted');
});
