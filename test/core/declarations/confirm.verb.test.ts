import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CHAIR, MAEVE, PRIYA, RUTH, TOM, ZOE } from '../../support/elm.ts';
import { errorOf, openSetting, rowsOf, type TestSetting, words } from '../../support/setting.ts';

let elm: TestSetting;
beforeEach(async () => {
  elm = await openSetting();
});
afterEach(() => elm.close());

describe('confirm (P3)', () => {
  beforeEach(async () => {
    await elm.view(ZOE, 'declare "Sarah Reed" friend since=2019');
    await elm.view(MAEVE, 'decide D-1 managed');
  });

  test('asks both questions, and refuses what is neither yes nor no', async () => {
    const form = await elm.form(ZOE, 'confirm D-1');
    expect(form.inputs.filter((each) => each.required).map((each) => each.name)).toEqual([
      'still_true',
      'affected_child',
    ]);
    expect(errorOf(await elm.ask(ZOE, 'confirm D-1 perhaps no'), 'still_true')).toBe(
      '“perhaps” is neither. Please answer yes or no.',
    );
    expect(errorOf(await elm.ask(TOM, 'confirm D-1 yes no'), 'ref')).toMatch(/no open declaration/);
  });

  test('yes and no keep the outcome and set the next review', async () => {
    await elm.view(ZOE, 'confirm D-1 yes no', '2027-05-20T10:00:00Z');
    expect(await elm.declaration(1)).toMatchObject({
      state: 'active',
      outcome: 'managed',
      nextReview: '2027-11-20',
      affectedChild: false,
    });
    expect(words(await elm.view(ZOE, 'confirm D-1 yes no'))).toContain('Confirmed already');
    expect(await elm.audited('declaration.confirmed')).toBe(1);
  });

  test('a child that was affected goes to the officer at once', async () => {
    await elm.view(ZOE, 'confirm D-1 yes yes', '2027-05-20T10:00:00Z');
    expect(await elm.declaration(1)).toMatchObject({ state: 'active', affectedChild: true });
    const alerts = (await elm.told(MAEVE)).filter((each) => each.text.includes('review'));
    expect(alerts).toHaveLength(1);
    expect(words(await elm.view(MAEVE, 'inbox'))).toContain('D-1');
    await elm.view(ZOE, 'confirm D-1 yes yes');
    expect((await elm.told(MAEVE)).filter((each) => each.text.includes('review'))).toHaveLength(1);
    await elm.view(MAEVE, 'decide D-1 managed');
    expect(words(await elm.view(MAEVE, 'inbox'))).toContain('Nothing waits for you');
  });

  test('no longer true asks to end it, and the block stays', async () => {
    await elm.view(ZOE, 'confirm D-1 no no');
    expect(await elm.declaration(1)).toMatchObject({ state: 'end_requested', endedOn: '2026-11-23' });
    expect((await elm.view(RUTH, `assign child="Mia Reed" staff="${ZOE}" role=back_up`)).cites).toEqual([
      'P4',
      'K4',
    ]);
  });

  test('what has not been decided yet has nothing to be reviewed', async () => {
    await elm.view(TOM, 'declare "Sarah Reed" friend since=2019');
    expect(words(await elm.view(TOM, 'confirm D-2 yes no'))).toMatch(/waiting/);
    expect(await elm.audited('declaration.confirmed')).toBe(0);
  });
});

test('a review answered while the declaration was returned can be decided', async () => {
  await elm.view(ZOE, 'declare "Laura Ashdown" friend since=2019');
  await elm.view(MAEVE, 'decide D-1 returned note="Since when?"');
  await elm.view(ZOE, 'confirm D-1 still_true=yes affected_child=yes');
  expect(rowsOf(await elm.view(MAEVE, 'inbox'))[0]?.[0]).toBe('D-1');
  expect((await elm.view(MAEVE, 'decide D-1 managed affected_child=yes')).refused).not.toBe(true);
  expect(rowsOf(await elm.view(MAEVE, 'inbox'))).toEqual([]);
});

describe('that the child was affected is never lost', () => {
  test.each(['yes', 'no'])('by somebody for whom it was recorded, who says %s', async (isSo) => {
    await elm.view(RUTH, `declare "Sarah Reed" friend since=2019 on_behalf_of="${ZOE}"`);
    await elm.view(MAEVE, 'decide D-1 noted');
    await elm.view(ZOE, `confirm D-1 still_true=${isSo} affected_child=yes`);
    expect(await elm.declaration(1)).toMatchObject({ affectedChild: true });
    expect(rowsOf(await elm.view(MAEVE, 'inbox')).map(([ref]) => ref)).toEqual(['D-1']);
  });

  test.each(['yes', 'no'])('where it is said to be an error, and they say %s', async (isSo) => {
    const oak = await openSetting({ without: [RUTH, PRIYA, CHAIR] });
    await oak.view(ZOE, 'declare "Sarah Reed" friend since=2019');
    await oak.view(MAEVE, 'decide D-1 void note="Another Sarah."');
    await oak.view(ZOE, `confirm D-1 still_true=${isSo} affected_child=yes`);
    expect(await oak.declaration(1)).toMatchObject({
      affectedChild: true,
      voidProposedBy: null,
      state: isSo === 'yes' ? 'submitted' : 'end_requested',
    });
    expect(rowsOf(await oak.view(MAEVE, 'inbox')).map(([ref]) => ref)).toEqual(['D-1']);
    await oak.close();
  });
});
