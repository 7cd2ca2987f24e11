import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { DEFAULT_PROFILE } from '../../../src/core/settings/setting.ts';
import { asView, errorOf, openSetting, rowsOf, type TestSetting, words } from '../../support/setting.ts';

describe('arrangements outside the setting', () => {
  let elm: TestSetting;
  beforeEach(async () => {
    elm = await openSetting();
  });
  afterEach(() => elm.close());
  const reasons = async (name: string) =>
    rowsOf(await elm.view('Ruth Hallam', 'keyperson "Mia Reed"')).find(([who]) => who === name);

  it('records an arrangement, shows it as K9, and makes it a case of the officer', async () => {
    const receipt = words(
      await elm.view('Tom Ridley', 'arrange "Mia Reed" kind=babysitting starts_on=2026-12-01'),
    );
    expect(receipt).toContain('A-1');
    expect(await reasons('Tom Ridley')).toMatchObject([
      'Tom Ridley',
      'Yes, with a note',
      'K9 (A-1), K10, K15',
      '2',
    ]);
    const told = await elm.told("Maeve O'Sullivan");
    expect(told.map(({ subject, class: kind }) => [subject, kind])).toEqual([['A-1', 'alert']]);
    expect(words(await elm.view("Maeve O'Sullivan", 'inbox'))).toContain(
      'A-1 | Tom Ridley | your answer to an arrangement',
    );
  });

  it('says alike to everybody who reads it, so that nobody learns which officer has a part in it', async () => {
    const read = async (who: string) =>
      words(await elm.view(who, 'arrange "Mia Reed" kind=lift starts_on=2026-12-01')).match(
        /Who reads it: .*/,
      )?.[0];
    const before = await read('Tom Ridley');
    expect(before).toContain('who is not involved');
    await elm.view("Maeve O'Sullivan", 'declare "Sarah Reed" friend since=2019');
    expect(await read('Amina Yusuf')).toBe(before);
  });

  it('says it once however often it is recorded', async () => {
    await elm.view('Tom Ridley', 'arrange "Mia Reed" kind=babysitting starts_on=2026-12-01');
    const again = await elm.view(
      'Tom Ridley',
      'babysitting "Mia Reed" kind=babysitting starts_on=2026-12-01',
    );
    expect(again.title).toBe('Recorded already: A-1');
    expect(await elm.told()).toHaveLength(1);
  });

  it('is decided by its officer alone, and its member of staff is told', async () => {
    await elm.view('Tom Ridley', 'arrange "Mia Reed" kind=lift starts_on=2026-12-01 note="on Fridays"');
    const form = await elm.form("Maeve O'Sullivan", 'decide A-1');
    expect(form.intro).toContain('Giving a lift');
    expect(form.intro).toContain('on Fridays');
    for (const ref of ['A-1', 'a1', 'elm/A1', 'ELM/a-1']) {
      const { inputs } = await elm.form("Maeve O'Sullivan", `decide ${ref}`);
      const outcome = inputs.find(({ name }) => name === 'outcome')?.widget;
      expect(outcome?.kind === 'choice' && outcome.choices.map(({ value }) => value)).toEqual([
        'acknowledged',
        'declined',
      ]);
    }
    expect((await elm.view('Ruth Hallam', 'decide A-1 outcome=acknowledged')).refused).toBe(true);
    expect(errorOf(await elm.ask("Maeve O'Sullivan", 'decide A-1 outcome=noted'), 'outcome')).toContain(
      'acknowledged, declined',
    );
    await elm.view("Maeve O'Sullivan", 'decide A-1 outcome=declined');
    expect((await reasons('Tom Ridley'))?.[2]).toBe('K10, K15');
    const told = await elm.told('Tom Ridley');
    expect(told.map(({ subject, text }) => [subject, text.includes('declined')])).toEqual([['A-1', true]]);
    expect(await elm.audited('arrangement.opened')).toBe(6);
  });

  it('is ended by the person who arranged it, and by nobody else', async () => {
    await elm.view('Tom Ridley', 'arrange "Mia Reed" kind=tutoring starts_on=2026-11-01');
    expect(errorOf(await elm.ask('Amina Yusuf', 'end A-1 ended_on=2026-11-20 reason=over'), 'ref')).toContain(
      'no open arrangement',
    );
    await elm.view('Tom Ridley', 'end A-1 ended_on=2026-11-20 reason=over');
    expect((await reasons('Tom Ridley'))?.[2]).toBe('K10, K15');
    expect((await elm.view('Tom Ridley', 'end A-1 ended_on=2026-11-20 reason=over')).title).toBe(
      'A-1: ended',
    );
    expect(await elm.audited('arrangement.ended')).toBe(1);
  });

  it('puts a key person’s social contact to the DSO with P9', async () => {
    const said = words(await elm.view('Zoë Adeyemi', 'arrange "Mia Reed" kind=social starts_on=2026-12-05'));
    expect(said).toContain('P9');
    expect(said).toContain('please leave it');
    const [told] = await elm.told("Maeve O'Sullivan");
    expect(told?.text).toContain('P9');
    expect(
      words(await elm.view('Tom Ridley', 'arrange "Mia Reed" kind=social starts_on=2026-12-05')),
    ).not.toContain('please leave it');
  });

  it('passes to the next officer when it is passed on', async () => {
    await elm.view('Tom Ridley', 'arrange "Mia Reed" kind=party starts_on=2026-12-05');
    await elm.view("Maeve O'Sullivan", 'pass A-1');
    expect((await elm.told('Priya Raman-Clarke')).map(({ subject }) => subject)).toEqual(['A-1']);
    expect(words(await elm.view("Maeve O'Sullivan", 'inbox'))).toContain('Nothing waits');
    expect(asView(await elm.view('Priya Raman-Clarke', 'decide A-1 outcome=acknowledged')).title).toBe(
      'A-1: acknowledged',
    );
  });

  it('never goes to an officer who is a parent of the family', async () => {
    await elm.view('Tom Ridley', 'arrange "Barnaby Whitcombe" kind=lift starts_on=2026-12-05');
    expect(await elm.told('Helen Whitcombe')).toEqual([]);
  });

  it('answers a committee member the same whichever child they name, and keeps nothing', async () => {
    const [here, nowhere] = [
      await elm.view('Helen Whitcombe', 'arrange "Mia Reed" kind=lift starts_on=2026-12-05'),
      await elm.view('Helen Whitcombe', 'arrange "Nobody Known" kind=lift starts_on=2026-12-05'),
    ];
    expect(here).toEqual(nowhere);
    expect(await elm.told()).toEqual([]);
  });
});

describe('where the profile is stricter', () => {
  it('lets it wait for approval', async () => {
    const elm = await openSetting({ setting: { profile: { ...DEFAULT_PROFILE, babysitting: 'approve' } } });
    const said = words(await elm.view('Tom Ridley', 'arrange "Mia Reed" kind=lift starts_on=2026-12-05'));
    expect(said).toContain('Please wait with it');
    await elm.close();
  });

  it('refuses it, but hears of social contact, and takes a key person off', async () => {
    const elm = await openSetting({
      setting: { profile: { ...DEFAULT_PROFILE, babysitting: 'prohibited' } },
    });
    const no = await elm.view('Zoë Adeyemi', 'arrange "Mia Reed" kind=lift starts_on=2026-12-05');
    expect(no).toMatchObject({ refused: true, cites: ['P9'] });
    await elm.view('Zoë Adeyemi', 'arrange "Mia Reed" kind=social starts_on=2026-12-05');
    const [row] = rowsOf(await elm.view('Ruth Hallam', 'keyperson "Mia Reed"')).filter(
      ([who]) => who === 'Zoë Adeyemi',
    );
    expect(row?.[1]).toBe('No');
    const told = (await elm.told('Ruth Hallam')).filter(({ milestone }) =>
      milestone.startsWith('reallocation:'),
    );
    expect(told).toHaveLength(1);
    await elm.view("Maeve O'Sullivan", 'decide A-1 outcome=declined');
    const after = words(await elm.view('Ruth Hallam', 'keyperson "Mia Reed"'));
    expect(after).not.toMatch(/is needed by|new key person/);
    await elm.close();
  });
});
