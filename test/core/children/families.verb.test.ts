import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCalendar } from '../../../src/calendar.ts';
import { remind } from '../../../src/core/notices/due.ts';
import { buttonsOf, errorOf, openSetting, rowsOf, type TestSetting, words } from '../../support/setting.ts';

const DSO = "Maeve O'Sullivan";
const ASKED = 'families';
let elm: TestSetting;
beforeEach(async () => {
  elm = await openSetting();
});
afterEach(() => elm.close());

const asked = async () => (await elm.told()).filter(({ subject }) => subject === ASKED);
const add = (words: string, at?: string) => elm.view('Ruth Hallam', `child ${words}`, at);
const NADIA = '"Maryam Iqbal" starts_on=2027-01-04 carers="Nadia Iqbal"';

describe('a family that is new', () => {
  it('is asked about of all who work with children and the manager, in the next window, and of no committee', async () => {
    await add(NADIA);
    const told = await asked();
    expect(told.map(({ recipientName }) => recipientName).sort()).toEqual([
      'Amina Yusuf',
      'Bethany Marsh',
      'Ellis Farrow',
      'Karolina Nowak',
      DSO,
      'Priya Raman-Clarke',
      'Ruth Hallam',
      'Tom Ridley',
      'Zoë Adeyemi',
    ]);
    expect(told[0]?.class).toBe('routine');
    expect(told[0]?.notBefore.toISOString()).toBe('2026-11-23T12:15:00.000Z');
    for (const committee of ['Helen Whitcombe', 'Colin Threadgold'])
      expect((await elm.view(committee, 'families')).refused).toBe(true);
  });

  it('is one line of one list with its siblings and all others of the window', async () => {
    await elm.view('Tom Ridley', 'families none');
    await add(NADIA);
    await add('"Yusuf Iqbal" starts_on=2027-01-04 carers="Nadia Iqbal"');
    await add('"Oscar Tillman" starts_on=2027-01-04 carers="Paul Tillman"');
    expect((await asked()).filter(({ recipientName }) => recipientName === 'Tom Ridley')).toHaveLength(1);
    const form = await elm.form('Tom Ridley', 'families');
    const widget = form.inputs.find(({ name }) => name === 'known')?.widget;
    const labels = widget?.kind === 'choices' ? widget.choices.map(({ label }) => label) : [];
    expect(labels).toHaveLength(3);
    expect(labels[0]).toContain('Maryam Iqbal (from 4 Jan 2027), Yusuf Iqbal');
    expect(labels.at(-1)).toBe('None of them');
  });

  it('takes one list of answers: who is ticked is to be declared, the others are nothing', async () => {
    await add(NADIA);
    await add('"Oscar Tillman" starts_on=2027-01-04 carers="Paul Tillman"');
    const both = await elm.submit('Tom Ridley', 'families', { known: ['C-13', 'none'] });
    expect(errorOf(both, 'known')).toContain('not both');
    const answer = await elm.submit('Tom Ridley', 'families', { known: ['C-13'] });
    const declare = buttonsOf(answer)['Declare Nadia Iqbal'] ?? '';
    expect(
      (await elm.form('Tom Ridley', declare)).inputs.find(({ name }) => name === 'who')?.value,
    ).toBeDefined();
    expect(words(await elm.view('Tom Ridley', 'families'))).toContain('Nothing is asked of you');
    await elm.submit('Amina Yusuf', 'families', { known: ['none'] });
    const rows = rowsOf(await elm.submit(DSO, 'families', { known: ['none'] }));
    expect(rows[0]?.[0]).toBe('Maryam Iqbal');
    expect(rows[0]?.[1]).not.toMatch(/Tom|Amina|Maeve/);
    expect(rows[0]?.[1]).toContain('Zoë Adeyemi');
    expect(words(await elm.submit('Zoë Adeyemi', 'families', { known: ['none'] }))).not.toContain('Karolina');
  });

  it('is asked about once, and again only for a carer who is new', async () => {
    await add(NADIA);
    await elm.view('Tom Ridley', 'family "Maryam Iqbal" answer=nothing');
    await add('"Yusuf Iqbal" starts_on=2027-01-11 carers="Nadia Iqbal"', '2026-12-01T10:00:00Z');
    await add('"Maryam Iqbal" starts_on=2027-01-05');
    await add('"Maryam Iqbal" leaves_on=2027-07-05');
    expect((await asked()).filter(({ recipientName }) => recipientName === 'Tom Ridley')).toHaveLength(1);
    await add('"Maryam Iqbal" carers="Nadia Iqbal; Imran Iqbal"');
    expect((await asked()).filter(({ recipientName }) => recipientName === 'Tom Ridley')).toHaveLength(2);
  });

  it('is not asked about again once everybody has answered, whoever of it enrols next', async () => {
    await add(NADIA);
    for (const { recipientName } of await asked())
      await elm.view(recipientName, 'family "Maryam Iqbal" answer=nothing');
    await add('"Yusuf Iqbal" starts_on=2027-01-11 carers="Nadia Iqbal"', '2026-12-01T10:00:00Z');
    expect(await elm.read((register, id) => register.families.waiting(id))).toEqual([]);
    expect(await elm.audited('family.asked')).toBe(1);
  });

  it('is asked about when the first day of a child who was always here moves, but not for anything else', async () => {
    await add('"Mia Reed" leaves_on=2027-07-05');
    expect(await asked()).toEqual([]);
    await add('"Idris Rahman" starts_on=2027-02-01');
    expect(await asked()).not.toEqual([]);
  });

  it('is not asked of its own, nor of those who have declared it', async () => {
    await elm.view('Tom Ridley', 'declare "Fiona McBride" kind=friend since=2015');
    await add('"Callum McBride" starts_on=2027-01-11 new=no');
    await add('"Toby Marsh" starts_on=2027-01-04 carers="Bethany Marsh <bethany@elm.test>"');
    expect(words(await elm.view('Bethany Marsh', 'family "Toby Marsh" answer=nothing'))).toBeTruthy();
    const questions = await elm.read((register, id) => register.families.waiting(id));
    expect(questions[0]?.asked.map(({ name }) => name)).not.toContain('Tom Ridley');
    expect(questions[1]?.asked.filter(({ answer }) => answer === null).map(({ name }) => name)).not.toContain(
      'Bethany Marsh',
    );
  });

  it('is chased once, of those who have not answered', async () => {
    await add(NADIA);
    await elm.view('Tom Ridley', 'family "Maryam Iqbal" answer=nothing');
    const calendar = createCalendar();
    for (const day of ['2026-11-25', '2026-11-26', '2026-11-27', '2026-12-04', '2026-12-18'])
      await remind({ store: elm.store, calendar, now: new Date(`${day}T10:00:00Z`) });
    const chased = (await elm.told()).filter(({ milestone }) => milestone.startsWith('families:'));
    expect(chased.filter(({ recipientName }) => recipientName === 'Zoë Adeyemi')).toHaveLength(1);
    expect(chased.map(({ recipientName }) => recipientName)).not.toContain('Tom Ridley');
    expect(chased[0]?.subject).toBe('C-13');
  });
});
