import { afterEach, beforeEach, expect, test } from 'vitest';
import { AMINA, CHAIR, MAEVE, RUTH, TOM } from '../../support/elm.ts';
import { asView, buttonsOf, openSetting, type TestSetting, words } from '../../support/setting.ts';

let elm: TestSetting;
beforeEach(async () => {
  elm = await openSetting();
});
afterEach(() => elm.close());

test('is opened and closed by manager and DSO, and seen by nobody else', async () => {
  const opened = await elm.view('Ruth Hallam', 'conduct "Tom Ridley" clause=G2 note="seen online"');
  expect(opened.title).toBe('Opened: M-1');
  expect((await elm.told()).map(({ recipientName, class: kind }) => [recipientName, kind])).toEqual([
    [MAEVE, 'alert'],
  ]);
  const close = buttonsOf(opened)['Close M-1'] ?? '';
  const form = await elm.form(MAEVE, close);
  expect(form.intro).toContain('seen online');
  expect(form.inputs.find(({ name }) => name === 'staff')?.value).toBe('Tom Ridley');
  await elm.view(MAEVE, 'conduct "Tom Ridley" clause=G2 ref=M-1 outcome="spoken with"');
  expect((await elm.form('Ruth Hallam', 'conduct')).intro).toContain('Closed 23 Nov 2026: spoken with');
  for (const other of ['Priya Raman-Clarke', 'Helen Whitcombe', 'Tom Ridley', 'Colin Threadgold'])
    expect(
      (await elm.ask(other, 'conduct "Amina Yusuf" clause=G2')).kind === 'view' &&
        words(await elm.ask(other, 'conduct')),
    ).toContain('not among the commands');
});

test('tells its subject nothing, also where they may read the register themselves', async () => {
  const before = {
    form: (await elm.form('Ruth Hallam', 'conduct')).intro,
    no: await elm.view('Ruth Hallam', 'conduct "Ruth Hallam" clause=G2'),
    ref: await elm.ask('Ruth Hallam', 'conduct "Ruth Hallam" clause=G2 ref=M-1 outcome=x'),
    me: await elm.view('Ruth Hallam', 'me'),
  };
  const opened = await elm.view(MAEVE, 'conduct "Ruth Hallam" clause=G2 note=private');
  const ref = /M-\d+/.exec(opened.title)?.[0] ?? '';
  const after = {
    form: (await elm.form('Ruth Hallam', 'conduct')).intro,
    no: await elm.view('Ruth Hallam', 'conduct "Ruth Hallam" clause=G2'),
    ref: await elm.ask('Ruth Hallam', 'conduct "Ruth Hallam" clause=G2 ref=M-1 outcome=x'),
    me: await elm.view('Ruth Hallam', 'me'),
  };
  expect(after).toEqual(before);
  expect(
    JSON.stringify(await elm.ask('Ruth Hallam', `conduct "Ruth Hallam" clause=G2 ref=${ref} outcome=x`)),
  ).not.toContain('private');
  expect(await elm.told('Ruth Hallam')).toEqual([]);
});

test('is the chair’s only where manager and DSO are one person, and the subject', async () => {
  const oak = await openSetting({
    roles: { 'Ruth Hallam': ['staff', 'manager', 'dso'], [MAEVE]: ['staff'] },
  });
  const opened = await oak.view('Helen Whitcombe', 'conduct "Ruth Hallam" clause=P4');
  expect(opened.title).toMatch(/^Opened: M-\d+$/);
  expect((await oak.view('Helen Whitcombe', 'conduct "Tom Ridley" clause=P4')).refused).toBe(true);
  expect(await oak.told('Ruth Hallam')).toEqual([]);
  expect((await oak.form('Ruth Hallam', 'conduct')).intro).not.toContain('M-');
  await oak.close();
});

test('keeps who has read it: the register, or the one that was named, also once it is closed', async () => {
  await elm.view(MAEVE, 'conduct "Tom Ridley" clause=G2 outcome="spoken with"');
  await elm.form('Ruth Hallam', 'conduct');
  await elm.form('Ruth Hallam', 'conduct ref=M-1');
  const again = await elm.view('Ruth Hallam', 'conduct "Tom Ridley" clause=G2 ref=M-1 note=x');
  expect(words(again)).toContain('spoken with');
  const ruth = (await elm.person('Ruth Hallam')).id;
  const read = (await elm.events('conduct.read')).filter(({ actor }) => actor === ruth);
  expect(read.map(({ subject }) => subject)).toEqual(['elm', 'M-1', 'M-1']);
});

test('keeps an outcome once it is given', async () => {
  await elm.view(MAEVE, 'conduct "Tom Ridley" clause=G2 outcome="spoken with"');
  const again = await elm.ask(MAEVE, 'conduct "Tom Ridley" clause=G2 ref=M-1 outcome=other');
  expect(words(again)).toContain('its outcome stands');
  expect(
    asView(await elm.ask(MAEVE, 'conduct "Tom Ridley" clause=G2 ref=M-1 outcome="spoken with"')).title,
  ).toBe('Closed already: M-1');
});

test('is the chair’s too where manager and DSO are one person, and close to its subject', async () => {
  const oak = await openSetting({
    roles: { [RUTH]: ['staff', 'manager', 'dso'], [MAEVE]: ['staff'] },
  });
  await oak.view(RUTH, `declare "${TOM}" partner since=2019`);
  for (const [who, subject, isTheirs] of [
    [CHAIR, TOM, true],
    [CHAIR, RUTH, true],
    [CHAIR, AMINA, false],
    [CHAIR, CHAIR, false],
    [RUTH, TOM, false],
    [RUTH, RUTH, false],
    [RUTH, AMINA, true],
  ] as const)
    expect((await oak.view(who, `conduct "${subject}" clause=P4`)).refused !== true, subject).toBe(isTheirs);
  expect((await oak.form(CHAIR, 'conduct')).intro).toContain(`${TOM}, P4`);
  await oak.close();
});
