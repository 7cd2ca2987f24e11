import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Form } from '../../../src/core/talk/view.ts';
import { AMINA, MAEVE, PRIYA, RUTH, TOM, ZOE } from '../../support/elm.ts';
import { errorOf, openSetting, type TestSetting, words } from '../../support/setting.ts';

let elm: TestSetting;
beforeEach(async () => {
  elm = await openSetting();
  await elm.view(ZOE, 'declare "Laura Ashdown" friend since=2019', '2026-11-20T10:00:00Z');
  await elm.view(ZOE, 'arrange "Mia Reed" babysitting 2026-11-30', '2026-11-23T10:00:00Z');
  await elm.view(AMINA, 'declare "Sarah Reed" friend since=2019');
  await elm.view(TOM, 'declare "Fiona McBride" friend since=2019');
  await elm.view('Karolina Nowak', 'declare "Emma Wood" child="Elsie Wood" friend since=2019');
  await elm.view(MAEVE, 'decide D-4 managed');
  await elm.view(MAEVE, 'boundary D-4 confirm=yes');
});
afterEach(() => elm.close());

const choicesOf = ({ inputs }: Form, name = 'ref') => {
  const widget = inputs.find((input) => input.name === name)?.widget;
  return widget?.kind === 'choice' ? widget.choices : [];
};
const refOf = ({ inputs }: Form) => inputs.find(({ name }) => name === 'ref')?.value;

describe('a record is called by a name, by what it is and by its day, with every verb that asks for one', () => {
  test.each([
    [MAEVE, 'decide Tom', 'D-3'],
    [MAEVE, "decide Zoë's declaration of Friday", 'D-1'],
    [MAEVE, 'decide "the declaration of Zoe Adeyemi"', 'D-1'],
    [MAEVE, 'decide "Zoë’s babysitting"', 'A-1'],
    [MAEVE, 'decide zoe declaration', 'D-1'],
    [MAEVE, "decide Zoë's declaration of 20 Nov", 'D-1'],
    [MAEVE, "decide Zoë's case of 20/11/2026", 'D-1'],
    [MAEVE, 'pass Tom Ridley', 'D-3'],
    [ZOE, 'update Laura', 'D-1'],
    [ZOE, 'update "my declaration"', 'D-1'],
    [ZOE, 'end Mia', 'A-1'],
    [ZOE, 'end Laura', 'D-1'],
    ['Karolina Nowak', 'confirm Emma', 'D-4'],
    ['Karolina Nowak', 'boundary Emma', 'B-1'],
  ])('%s: %s', async (who, typed, ref) => {
    expect(refOf(await elm.form(who, typed))).toBe(ref);
  });

  test('and what follows the name answers the next questions', async () => {
    expect((await elm.view(MAEVE, 'decide Tom noted')).title).toBe('D-3: noted');
    expect(words(await elm.view(ZOE, 'end Mia 23/11/2026 "moved away"'))).toMatch(/A-1/);
    expect((await elm.view(RUTH, 'conduct "Zoë" G4')).title).toBe('Opened: M-1');
    expect((await elm.view(RUTH, 'conduct "Zoë" G4 ref=Zoë outcome="spoken with"')).title).toBe(
      'Closed: M-1',
    );
  });
});

test('several are asked about, none offers the list in words, and a name that is nearly right is offered', async () => {
  const several = await elm.form(MAEVE, 'decide Zoë');
  expect(errorOf(several, 'ref')).toBe('“Zoë” fits several of these. Which one is it?');
  expect(choicesOf(several)).toEqual([
    { value: 'D-1', label: 'Zoë Adeyemi’s declaration of 20 Nov 2026 (D-1)' },
    { value: 'A-1', label: 'Zoë Adeyemi’s arrangement of 23 Nov 2026 (A-1)' },
  ]);
  const none = await elm.form(MAEVE, 'decide Xanthippe');
  expect(errorOf(none, 'ref')).toMatch(/^Nothing in your list is called “Xanthippe”\. Please choose one/);
  expect(choicesOf(none).map(({ value }) => value)).toEqual(['D-1', 'A-1', 'D-2', 'D-3', 'D-4']);
  const near = await elm.form(MAEVE, 'decide "Amina Yusif"');
  expect(errorOf(near, 'ref')).toMatch(/Or is it one of these\?$/);
  expect(choicesOf(near).map(({ value }) => value)).toEqual(['D-2']);
});

test('a name says no more than one’s own list: what is another’s is answered as what does not exist', async () => {
  for (const verb of ['decide', 'pass', 'match', 'confirm', 'update', 'end', 'boundary']) {
    for (const who of [PRIYA, RUTH, AMINA]) {
      const [theirs, nobodys] = await Promise.all(
        ['Fiona', 'Ottoline'].map(async (name) => JSON.stringify(await elm.ask(who, `${verb} ${name}`))),
      );
      const bare = (answer = '') =>
        answer.replace(/Fiona|Ottoline/g, '').replace(/"name":"nonce".*?"value":"[^"]*"/g, '');
      expect(bare(theirs), `${verb} by ${who}`).toBe(bare(nobodys));
    }
  }
  expect(words(await elm.ask(MAEVE, 'decide Fiona'))).not.toContain('Tom');
});
