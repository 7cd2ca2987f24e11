import { afterEach, beforeEach, expect, test } from 'vitest';
import { CHAIR, MAEVE, RUTH, ZOE } from '../../support/elm.ts';
import { put } from '../../support/put.ts';
import { openSetting, rowsOf, type TestSetting, words } from '../../support/setting.ts';

let elm: TestSetting;
beforeEach(async () => {
  elm = await openSetting();
});
afterEach(() => elm.close());

const POLICY = 'Our policy “Social media and relationships”';
const AGREEMENT = 'The confidentiality agreement';

test('has the overdue policy on top with its days, the declarations one handles, and what needs a successor', async () => {
  await elm.view(ZOE, 'declare "Sarah Reed" friend since=2019');
  await elm.view(MAEVE, 'decide D-1 managed next_review=01/12/2026');
  expect(rowsOf(await elm.view(MAEVE, 'due'))).toEqual([
    [POLICY, '31 Mar 2020', 'overdue by 2428 days'],
    [`D-1, ${ZOE}`, '1 Dec 2026', 'in 8 days'],
  ]);
  const manager = rowsOf(await elm.view(RUTH, 'due')).map(([what]) => what);
  expect(manager).toContain('A new key person (KP-10)');
  expect(manager.join()).not.toContain('D-1');
  expect(rowsOf(await elm.view(CHAIR, 'due')).map(([what]) => what)).toHaveLength(1);
  expect((await elm.view(ZOE, 'due')).cites).toEqual(['authority']);
});

test.each([
  ['22 Jan 2027', '2027-01-22', 'in 60 days'],
  ['23 Jan 2027', '2027-01-23', undefined],
])('looks 60 days ahead for all that it lists: %s', async (_, day, late) => {
  await elm.view(ZOE, 'declare "Sarah Reed" friend since=2019');
  await elm.view(MAEVE, `decide D-1 noted next_review=${day}`);
  await elm.change(async (register, setting) => {
    for (const version of await register.policies.inForce(setting))
      await put(register, { policies: [{ ...version, nextReview: day }] });
    for (const each of await register.allocations.open(setting, '2026-11-23'))
      await put(register, { allocations: [{ ...each, flaggedOn: '2026-11-23', dueOn: day }] });
  });
  for (const [who, kinds] of [
    [MAEVE, ['D', POLICY, AGREEMENT]],
    [RUTH, ['A new key person (KP', POLICY, AGREEMENT]],
    [CHAIR, [POLICY, AGREEMENT]],
  ] as const) {
    const shown = await elm.view(who, 'due');
    const rows = rowsOf(shown);
    expect([...new Set(rows.map(([what]) => what?.split(/[-:]/)[0]))].sort()).toEqual(late ? kinds : []);
    expect(rows.every((cells) => cells[2] === late)).toBe(true);
    if (!late) expect(words(shown)).toBe('Due for review\nNothing is due within 60 days.');
  }
});
