import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FINDINGS } from '../../../src/core/talk/shown.ts';
import type { Form } from '../../../src/core/talk/view.ts';
import { AMINA, BETHANY, CHAIR, MAEVE, PRIYA, RUTH, TOM, ZOE } from '../../support/elm.ts';
import { buttonsOf, filled, openSetting, rowsOf, type TestSetting, words } from '../../support/setting.ts';

let elm: TestSetting;
beforeEach(async () => {
  elm = await openSetting();
});
afterEach(() => elm.close());

const answerOf = async (child: string, staff: string): Promise<string | undefined> =>
  rowsOf(await elm.view(RUTH, `keyperson "${child}"`)).find(([name]) => name === staff)?.[1];
const rowsIn = (form: Form) => form.inputs.filter(({ widget }) => widget.kind === 'choice');
const labelled = (form: Form, name: string) => {
  const found = rowsIn(form).find(({ label }) => label.startsWith(`${name}:`));
  if (found === undefined) throw new Error(`no row of ${name}`);
  return found;
};
const offered = (form: Form, name: string) => {
  const { widget } = labelled(form, name);
  return widget.kind === 'choice' ? widget.choices.map(({ label }) => label) : [];
};

/** Tom knows the mothers of Mia and of Poppy; both are off the form: one renamed, one gone. */
beforeEach(async () => {
  await elm.view(TOM, 'declare "Sarah Reed" friend since=2019');
  await elm.view(TOM, 'declare "Gemma Fairweather" friend since=2019');
  await elm.view(RUTH, 'child "Mia Reed" carers="Mike Reed (father); Sara Reed (mother)"');
  await elm.view(RUTH, 'child "Poppy Stanton" carers="Luke Stanton (father)"');
});

describe('the carers who left a form', () => {
  test('are one form, which the alert and the inbox open: a row each, a closely alike name chosen already', async () => {
    const told = (await elm.told(MAEVE)).filter(({ title }) => title.includes('no longer on the form'));
    expect(told.map(({ button }) => button?.run)).toContainEqual({ command: 'carers', input: {} });
    expect(buttonsOf(await elm.view(MAEVE, 'inbox'))['All who left a form']?.command).toBe('carers');
    const form = await elm.form(MAEVE, 'carers');
    expect(rowsIn(form)).toHaveLength(2);
    expect(labelled(form, 'Sarah Reed')).toMatchObject({
      label: 'Sarah Reed: Mia Reed',
      hint: 'Was a carer. On the form now: Mike Reed, Sara Reed. On it rests D-1.',
      value: expect.stringMatching(/^renamed:/),
    });
    expect(labelled(form, 'Gemma Fairweather').value).toBeUndefined();
    expect(offered(form, 'Gemma Fairweather')).toEqual([
      'The same person, now Luke Stanton',
      'Off the form, still a parent or family: it stays',
      'Never a parent, no carer any more',
      'Entered in error, never this child’s',
      'Not now',
    ]);
    expect(await elm.openings(1)).toContain(MAEVE);
    expect(await elm.openings(2)).toContain(MAEVE);
  });

  test('are answered together, and each block goes or stays as was said', async () => {
    const form = await elm.form(MAEVE, 'carers');
    const input = { ...filled(form), [labelled(form, 'Gemma Fairweather').name]: 'error' };
    const said = await elm.submit(MAEVE, 'carers', input);
    expect(words(said)).toContain('Sara Reed');
    expect((await elm.declaration(1)).counterpart).toBe((await elm.person('Sara Reed')).id);
    expect([await answerOf('Mia Reed', TOM), await answerOf('Poppy Stanton', TOM)]).toEqual(['No', 'Yes']);
    expect(words(await elm.view(MAEVE, 'carers'))).toContain('Nothing waits');
    expect(words(await elm.view(MAEVE, 'inbox'))).not.toContain('a carer who left');
  });

  test('stay as they are where nothing is said of them', async () => {
    const form = await elm.form(MAEVE, 'carers');
    const said = await elm.submit(MAEVE, 'carers', {
      ...filled(form),
      [labelled(form, 'Sarah Reed').name]: 'later',
    });
    expect(words(said)).toContain('2 still wait');
    expect([await answerOf('Mia Reed', TOM), await answerOf('Poppy Stanton', TOM)]).toEqual(['No', 'No']);
    expect(await elm.audited('carer.error')).toBe(0);
  });

  test('are asked of the officer of the case alone', async () => {
    for (const who of [RUTH, PRIYA, CHAIR])
      expect([who, words(await elm.view(who, 'carers'))]).toEqual([
        who,
        expect.stringContaining('Nothing waits'),
      ]);
    for (const who of [TOM, ZOE, AMINA]) expect((await elm.view(who, 'carers')).refused).toBe(true);
  });

  test('of a family that the officer knows are asked of the next', async () => {
    await elm.view(MAEVE, 'declare "Mike Reed" friend since=2019');
    expect(rowsIn(await elm.form(MAEVE, 'carers')).map(({ label }) => label)).toEqual([
      'Gemma Fairweather: Poppy Stanton',
    ]);
    expect(rowsIn(await elm.form(PRIYA, 'carers')).map(({ label }) => label)).toEqual([
      'Sarah Reed: Mia Reed',
    ]);
  });

  test('are shown again, with the answers kept, when one of them was settled meanwhile', async () => {
    const form = await elm.form(MAEVE, 'carers');
    const input = { ...filled(form), [labelled(form, 'Gemma Fairweather').name]: 'error' };
    await elm.view(MAEVE, 'match D-1 carer=former');
    const again = await elm.submit(MAEVE, 'carers', input);
    expect(again).toMatchObject({ kind: 'form', intro: expect.stringContaining(FINDINGS.changed) });
    expect(rowsIn(again as Form)).toMatchObject([
      { label: 'Gemma Fairweather: Poppy Stanton', value: 'error' },
    ]);
    expect(await answerOf('Poppy Stanton', TOM)).toBe('No');
    await elm.submit(MAEVE, 'carers', filled(again as Form));
    expect(await answerOf('Poppy Stanton', TOM)).toBe('Yes');
  });

  test('are never answered by what was not shown', async () => {
    const { id } = await elm.person('Gemma Fairweather');
    const answer = await elm.ask(MAEVE, {
      command: 'carers',
      input: { [`row-${id}`]: 'error' },
      submitted: true,
    });
    expect(answer).toMatchObject({ kind: 'form', intro: expect.stringContaining(FINDINGS.unseen) });
    expect(await answerOf('Poppy Stanton', TOM)).toBe('No');
  });

  test('and a member of staff who left their own child’s form is a row of who acts for the family', async () => {
    await elm.view(RUTH, 'child "Isla Marsh" carers="Daniel Marsh (father)"');
    const form = await elm.form(MAEVE, 'carers');
    const input = { [labelled(form, BETHANY).name]: 'former' };
    await elm.submit(MAEVE, 'carers', { ...filled(form), ...input });
    expect(await answerOf('Isla Marsh', BETHANY)).toBe('Yes, with a note');
  });
});

test('of a protected child the chair is not shown who is on the form', async () => {
  for (const who of [MAEVE, PRIYA, RUTH]) await elm.view(who, 'declare "Luke Stanton" friend since=2019');
  await elm.view(RUTH, 'child "Poppy Stanton" protected=yes');
  const form = await elm.form(CHAIR, 'carers');
  expect(labelled(form, 'Gemma Fairweather').hint).not.toContain('Luke');
  expect(offered(form, 'Gemma Fairweather')).toHaveLength(4);
  expect((await elm.form(CHAIR, 'match D-2')).intro).not.toContain('Luke');
});

test('the chair is offered nobody of the form, whoever is on it', async () => {
  for (const who of [MAEVE, PRIYA, RUTH]) await elm.view(who, 'declare "Luke Stanton" friend since=2019');
  const form = await elm.form(CHAIR, 'carers');
  expect(labelled(form, 'Gemma Fairweather').hint).not.toContain('Luke');
  expect(offered(form, 'Gemma Fairweather')).toHaveLength(4);
});

test('of very many some are on each page, and those left open are found again', async () => {
  const names = Array.from({ length: 23 }, (_, i) => `Una ${'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[i]}dams`);
  for (const [i, name] of names.entries()) {
    await elm.view(RUTH, `child "Kit ${name.slice(4)}" starts_on=2026-11-23 carers="${name} (mother)"`);
    await elm.view(ZOE, `declare "${name}" friend since=2019`);
    await elm.view(RUTH, `child "Kit ${name.slice(4)}" carers="Ola ${'QWERTYUIOPASDFGHJKLZXCVBNM'[i]}berg"`);
  }
  const first = await elm.form(MAEVE, 'carers');
  expect(rowsIn(first)).toHaveLength(20);
  expect(first.intro).toContain('These are 1 to 20 of 25.');
  const later = Object.fromEntries(rowsIn(first).map(({ name }, i) => [name, i < 5 ? 'later' : 'parent']));
  const said = await elm.submit(MAEVE, 'carers', { ...filled(first), ...later });
  expect(words(said)).toContain('10 still wait');
  const second = await elm.form(MAEVE, buttonsOf(said)['The next page'] ?? 'me');
  expect(second.intro).toContain('These are 6 to 10 of 10.');
  expect(rowsIn(await elm.form(MAEVE, buttonsOf(said)['Those left open'] ?? 'me'))).toHaveLength(10);
});
