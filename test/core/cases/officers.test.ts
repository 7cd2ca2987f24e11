import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { asView, buttonsOf, openSetting, rowsOf, type TestSetting, words } from '../../support/setting.ts';

const DSO = "Maeve O'Sullivan";
let elm: TestSetting;
beforeEach(async () => {
  elm = await openSetting();
});
afterEach(() => elm.close());

describe('hold and unhold', () => {
  const answerFor = async (name: string) =>
    rowsOf(await elm.view('Ruth Hallam', 'keyperson "Mia Reed"')).find(([who]) => who === name);

  it('keeps somebody from being allocated, shows no reason, and is lifted again', async () => {
    await elm.view(DSO, 'hold "Mia Reed" staff="Tom Ridley" reason="a private word"');
    expect(await answerFor('Tom Ridley')).toMatchObject(['Tom Ridley', 'No', 'K6, K10', '2']);
    const seen = words(await elm.view('Ruth Hallam', 'keyperson "Mia Reed"'));
    expect(seen).not.toContain('private word');
    const refused = await elm.view('Ruth Hallam', 'assign "Mia Reed" staff="Tom Ridley"');
    expect(refused.cites).toContain('K6');
    expect(await elm.told()).toEqual([]);
    await elm.view(DSO, 'unhold "Mia Reed" staff="Tom Ridley" reason="settled"');
    expect((await answerFor('Tom Ridley'))?.[2]).toBe('K10');
    expect(await elm.audited('hold.lifted')).toBe(1);
  });

  it('marks an allocation that stands, in words that fit any reason, and tells its holder nothing', async () => {
    await elm.view(DSO, 'hold "Mia Reed" staff="Zoë Adeyemi" reason="a private word"');
    const told = await elm.told();
    expect(told.map(({ recipientName }) => recipientName).sort()).toEqual([DSO, 'Ruth Hallam']);
    expect(told[0]?.text).toBe('KP-10 can no longer stand and needs a successor.');
    await elm.view(DSO, 'unhold "Mia Reed" staff="Zoë Adeyemi" reason=settled');
    expect(words(await elm.view('Ruth Hallam', 'keyperson "Mia Reed"'))).not.toContain('needs a successor');
  });

  it('is placed once however often it is said, and is no word of a manager’s', async () => {
    await elm.view(DSO, 'hold "Mia Reed" staff="Tom Ridley" reason=one');
    expect((await elm.view(DSO, 'hold "Mia Reed" staff="Tom Ridley" reason=two')).title).toBe(
      'On hold already',
    );
    expect((await elm.view('Ruth Hallam', 'hold "Mia Reed" staff="Tom Ridley" reason=x')).refused).toBe(true);
    expect(await elm.audited('hold.placed')).toBe(1);
  });

  it('is left to another officer by one who must stay out', async () => {
    await elm.view(DSO, 'declare "Sarah Reed" kind=friend since=2015');
    expect((await elm.view(DSO, 'hold "Mia Reed" staff="Tom Ridley" reason=x')).refused).toBe(true);
    expect((await elm.view('Priya Raman-Clarke', 'hold "Mia Reed" staff="Tom Ridley" reason=x')).title).toBe(
      'On hold',
    );
  });

  it('tells an officer the same whether or not another holds them back', async () => {
    const lift = `unhold "Mia Reed" staff="${DSO}" reason=x`;
    const before = await elm.view(DSO, lift);
    await elm.view('Priya Raman-Clarke', `hold "Mia Reed" staff="${DSO}" reason="a private word"`);
    expect(await elm.view(DSO, lift)).toEqual(before);
    expect((await answerFor(DSO))?.[1]).toBe('No');
  });
});

describe('recuse', () => {
  it('lists whoever knows the family or is of it, and keeps only that it was read', async () => {
    await elm.view('Tom Ridley', 'declare "Daniel Marsh" kind=friend since=2015');
    await elm.view('Amina Yusuf', 'declare "Daniel Marsh" kind=neighbour since=2015');
    await elm.view(DSO, 'decide D-2 outcome=not_personal');
    const told = (await elm.told()).length;
    const seen = await elm.view(DSO, 'recuse "Isla Marsh"');
    expect(seen.blocks).toContainEqual({ kind: 'list', items: ['Bethany Marsh', 'Tom Ridley'] });
    expect(words(seen)).not.toMatch(/friend|neighbour|Daniel/);
    expect(await elm.audited('recusal.read')).toBe(1);
    expect((await elm.told()).length).toBe(told);
  });

  it('leaves no trace of the list among the answers kept against repeats', async () => {
    await elm.ask(DSO, { command: 'recuse', input: { child: 'Isla Marsh', nonce: 'n1' }, keys: ['k1'] });
    expect(await elm.audited('recusal.read')).toBe(1);
    const id = (await elm.person(DSO)).id;
    for (const key of ['recuse:n1', 'recuse:k1'])
      expect(await elm.read((register, setting) => register.intents.find(setting, id, key))).toBeUndefined();
  });

  it('names apart those whose declared name has to be matched first', async () => {
    await elm.view('Tom Ridley', 'declare "Nadia Iqbal" kind=friend since=2015');
    await elm.view('Ruth Hallam', 'child "Maryam Iqbal" starts_on=2027-01-04 carers="Nadia Iqbal"');
    const seen = words(await elm.view(DSO, 'recuse "Maryam Iqbal"'));
    expect(seen).toContain('Not known yet');
    expect(seen).toContain('Tom Ridley');
  });

  it('reminds those named, or all, without naming a child, once a day, in the usual windows', async () => {
    const answer = await elm.view(DSO, 'recuse "Isla Marsh"', '2026-11-23T10:00:00Z');
    const all = buttonsOf(answer)['Remind everybody of P5'];
    await elm.view(DSO, all ?? '');
    await elm.view(DSO, 'recuse "Isla Marsh" remind="Bethany Marsh, Tom Ridley"');
    const told = await elm.told();
    expect(told.filter(({ recipientName }) => recipientName === 'Tom Ridley')).toHaveLength(1);
    expect(told.map(({ recipientName }) => recipientName)).not.toContain(DSO);
    expect(new Set(told.map(({ text, title, subject }) => `${title}|${text}|${subject}`)).size).toBe(1);
    expect(told[0]?.class).toBe('routine');
    expect(told[0]?.notBefore.toISOString()).toBe('2026-11-23T12:15:00.000Z');
  });

  it('is for whoever acts as officer for that child; to anybody else a child here and none are the same', async () => {
    await elm.view(DSO, 'declare "Sarah Reed" kind=friend since=2015');
    expect((await elm.view(DSO, 'recuse "Mia Reed"')).refused).toBe(true);
    expect(words(await elm.view('Priya Raman-Clarke', 'recuse "Mia Reed"'))).toContain(DSO);
    const [here, nowhere] = [
      await elm.view('Helen Whitcombe', 'recuse "Mia Reed"'),
      await elm.view('Helen Whitcombe', 'recuse "Nobody Known"'),
    ];
    expect(here).toEqual(nowhere);
    expect(await elm.audited('recusal.read')).toBe(1);
  });
});

describe('conduct', () => {
  it('is opened and closed by manager and DSO, and seen by nobody else', async () => {
    const opened = await elm.view('Ruth Hallam', 'conduct "Tom Ridley" clause=G2 note="seen online"');
    expect(opened.title).toBe('Opened: M-1');
    expect((await elm.told()).map(({ recipientName, class: kind }) => [recipientName, kind])).toEqual([
      [DSO, 'alert'],
    ]);
    const close = buttonsOf(opened)['Close M-1'] ?? '';
    const form = await elm.form(DSO, close);
    expect(form.intro).toContain('seen online');
    expect(form.inputs.find(({ name }) => name === 'staff')?.value).toBe('Tom Ridley');
    await elm.view(DSO, 'conduct "Tom Ridley" clause=G2 ref=M-1 outcome="spoken with"');
    expect((await elm.form('Ruth Hallam', 'conduct')).intro).toContain('Closed 23 Nov 2026: spoken with');
    for (const other of ['Priya Raman-Clarke', 'Helen Whitcombe', 'Tom Ridley', 'Colin Threadgold'])
      expect(
        (await elm.ask(other, 'conduct "Amina Yusuf" clause=G2')).kind === 'view' &&
          words(await elm.ask(other, 'conduct')),
      ).toContain('not among the commands');
  });

  it('tells its subject nothing, also where they may read the register themselves', async () => {
    const before = {
      form: (await elm.form('Ruth Hallam', 'conduct')).intro,
      no: await elm.view('Ruth Hallam', 'conduct "Ruth Hallam" clause=G2'),
      ref: await elm.ask('Ruth Hallam', 'conduct "Ruth Hallam" clause=G2 ref=M-1 outcome=x'),
      me: await elm.view('Ruth Hallam', 'me'),
    };
    const opened = await elm.view(DSO, 'conduct "Ruth Hallam" clause=G2 note=private');
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

  it('is the chair’s only where manager and DSO are one person, and the subject', async () => {
    const oak = await openSetting({
      roles: { 'Ruth Hallam': ['staff', 'manager', 'dso'], [DSO]: ['staff'] },
    });
    const opened = asView(await oak.ask('Helen Whitcombe', 'conduct "Ruth Hallam" clause=P4'));
    expect(opened.title).toMatch(/^Opened: M-\d+$/);
    expect((await oak.view('Helen Whitcombe', 'conduct "Tom Ridley" clause=P4')).refused).toBe(true);
    expect(await oak.told('Ruth Hallam')).toEqual([]);
    expect((await oak.form('Ruth Hallam', 'conduct')).intro).not.toContain('M-');
    await oak.close();
  });

  it('keeps who has read it: the register, or the one that was named, also once it is closed', async () => {
    await elm.view(DSO, 'conduct "Tom Ridley" clause=G2 outcome="spoken with"');
    await elm.form('Ruth Hallam', 'conduct');
    await elm.form('Ruth Hallam', 'conduct ref=M-1');
    const again = await elm.view('Ruth Hallam', 'conduct "Tom Ridley" clause=G2 ref=M-1 note=x');
    expect(words(again)).toContain('spoken with');
    const ruth = (await elm.person('Ruth Hallam')).id;
    const read = (await elm.events('conduct.read')).filter(({ actor }) => actor === ruth);
    expect(read.map(({ subject }) => subject)).toEqual(['elm', 'M-1', 'M-1']);
  });

  it('keeps an outcome once it is given', async () => {
    await elm.view(DSO, 'conduct "Tom Ridley" clause=G2 outcome="spoken with"');
    const again = await elm.ask(DSO, 'conduct "Tom Ridley" clause=G2 ref=M-1 outcome=other');
    expect(words(again)).toContain('its outcome stands');
    expect(
      asView(await elm.ask(DSO, 'conduct "Tom Ridley" clause=G2 ref=M-1 outcome="spoken with"')).title,
    ).toBe('Closed already: M-1');
  });
});
