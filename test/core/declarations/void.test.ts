import { afterEach, beforeEach, expect, test } from 'vitest';
import { ADMIN, CHAIR, MAEVE, PRIYA, RUTH, ZOE } from '../../support/elm.ts';
import { put } from '../../support/put.ts';
import { errorOf, openSetting, type TestSetting, words } from '../../support/setting.ts';

let elm: TestSetting;
beforeEach(async () => {
  elm = await openSetting();
  await elm.view(ZOE, 'declare "Sarah Reed" friend since=2019');
});
afterEach(() => elm.close());

test('takes two: the case’s officer proposes, the next confirms, and then it has no effect', async () => {
  expect(errorOf(await elm.ask(MAEVE, 'decide D-1 void'), 'note') ?? 'asked').toBe('asked');
  expect((await elm.view(MAEVE, 'decide D-1 void note="the wrong Sarah"')).title).toBe('D-1: proposed');
  expect((await elm.declaration(1)).state).toBe('submitted');
  expect((await elm.view(MAEVE, 'decide D-1 void note="again"')).refused).toBe(true);
  expect((await elm.told(PRIYA)).map((each) => each.title)).toEqual(['Was it recorded in error? (D-1)']);
  expect(words(await elm.view(PRIYA, 'inbox'))).toContain('a second word');
  await elm.view(PRIYA, 'decide D-1 void note="agreed"');
  expect((await elm.declaration(1)).state).toBe('void');
  expect((await elm.view(RUTH, `assign child="Mia Reed" staff="${ZOE}" role=back_up`)).title).toBe(
    'Allocated',
  );
  expect(errorOf(await elm.ask(ZOE, 'update D-1 note=x'), 'ref')).toMatch(/no open declaration/);
});

test('the second person may disagree: it then stands, and goes back to its officer', async () => {
  await elm.view(MAEVE, 'decide D-1 void note="the wrong Sarah"');
  const view = await elm.view(PRIYA, 'decide D-1 noted');
  expect(words(view)).toMatch(/stands/);
  expect(await elm.declaration(1)).toMatchObject({ state: 'submitted', voidProposedBy: null });
  expect(words(await elm.view(MAEVE, 'inbox'))).toContain('your decision');
  expect(
    (await elm.told(MAEVE)).some((each) => each.title === 'A declaration stands, and waits for you (D-1)'),
  ).toBe(true);
});

test('with no other officer its declarer confirms, or says that it stands', async () => {
  await elm.change(async (register) => {
    for (const who of [PRIYA, RUTH, CHAIR])
      await put(register, { people: [{ ...(await elm.person(who)), posts: [] }] });
  });
  await elm.view(MAEVE, 'decide D-1 void note="the wrong Sarah"');
  expect((await elm.told(ZOE)).map((each) => each.title)).toEqual(['Was it recorded in error? (D-1)']);
  const form = await elm.form(ZOE, 'confirm D-1');
  expect(form.intro).toMatch(/recorded in error/);
  await elm.view(ZOE, 'confirm D-1 yes no');
  expect(await elm.declaration(1)).toMatchObject({ state: 'submitted', voidProposedBy: null });
  await elm.view(MAEVE, 'decide D-1 void note="truly"');
  await elm.view(ZOE, 'confirm D-1 no no');
  expect((await elm.declaration(1)).state).toBe('void');
});

test('waits for the other officers while they are merely away, whatever its declarer says', async () => {
  for (const who of [PRIYA, RUTH, CHAIR]) await elm.ask(who, `away from=23/11/2026 to=24/11/2026`);
  const proposed = words(await elm.view(MAEVE, 'decide D-1 void note="the wrong Sarah"'));
  expect(proposed).toContain('The next officer is asked to confirm.');
  expect(await elm.told(ZOE)).toEqual([]);
  // It waits for the first who is back.
  expect(await elm.told(ADMIN)).toEqual([]);
  expect(words(await elm.view(ZOE, 'confirm D-1'))).toContain('Nothing is to be reviewed yet');
  await elm.view(ZOE, 'confirm D-1 no no');
  expect(await elm.declaration(1)).toMatchObject({ state: 'end_requested', endedOn: '2026-11-23' });
  expect((await elm.view(MAEVE, 'decide D-1 void note="again"')).refused).toBe(true);
  await elm.view(PRIYA, 'decide D-1 void note="agreed"', '2026-11-25T10:00:00Z');
  expect((await elm.declaration(1)).state).toBe('void');
});
