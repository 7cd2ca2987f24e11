import { afterEach, beforeEach, expect, test } from 'vitest';
import { MAEVE, RUTH, ZOE } from '../../support/elm.ts';
import { openSetting, type TestSetting } from '../../support/setting.ts';

let elm: TestSetting;
beforeEach(async () => {
  elm = await openSetting();
});
afterEach(() => elm.close());

// How a declaration reaches a child, and its state once the child's start moves to the other side of when they met.
test.each([
  ['a carer', [[ZOE, 'declare "Sarah Reed" friend since=2024-03']], 'update_required'],
  ['the child', [[ZOE, 'declare "Jo Field" friend child="Mia Reed" since=2024-03']], 'update_required'],
  [
    'a name alone, which is like a carer’s',
    [
      [ZOE, 'declare "Sally Bloom" friend since=2024-03'],
      [RUTH, 'child "Mia Reed" carers="Sarah Reed; Sally Bloom"'],
    ],
    'active',
  ],
  [
    'a former carer',
    [
      [RUTH, 'child "Mia Reed" carers="Sarah Reed; Sally Bloom"'],
      [ZOE, 'declare "Sally Bloom" friend since=2024-03'],
      [RUTH, 'child "Mia Reed" carers="Sarah Reed"'],
    ],
    'active',
  ],
] as const)('a declaration that reaches a child by %s', async (_, said, state) => {
  for (const [who, words] of said) await elm.view(who, words);
  await elm.view(MAEVE, 'decide D-1 managed');
  expect((await elm.declaration(1))?.state).toBe('active');
  const { startsOn } = await elm.child('Mia Reed');
  const moved = startsOn > '2024-03' ? '2024-01-08' : '2026-11-02';
  await elm.view(RUTH, `child "Mia Reed" starts_on=${moved}`);
  expect((await elm.declaration(1))?.state).toBe(state);
});
