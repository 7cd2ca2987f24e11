import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ADMIN, CHAIR, MAEVE, RUTH, TOM, ZOE } from '../../support/elm.ts';
import { buttonsOf, errorOf, openSetting, rowsOf, type TestSetting, words } from '../../support/setting.ts';

let elm: TestSetting;
beforeEach(async () => {
  elm = await openSetting();
  await enrol('"Maryam Iqbal" starts_on=2027-01-04 carers="Nadia Iqbal"');
});
afterEach(() => elm.close());

const enrol = (said: string, at?: string) => elm.view(RUTH, `child ${said}`, at);
/** Who has not answered about each family, by the names of its children. */
const unanswered = async () =>
  Object.fromEntries(
    (await elm.read((register, id) => register.families.waiting(id))).map(({ children, asked }) => [
      children.map(({ name }) => name).join(', '),
      asked.filter(({ answer }) => answer === null).map(({ name }) => name),
    ]),
  );

describe('family', () => {
  it('asks for the child and for the answer', async () => {
    const form = await elm.form(TOM, 'family');
    expect(form.inputs.filter(({ widget }) => widget.kind !== 'hidden').map(({ name }) => name)).toEqual([
      'child',
      'answer',
    ]);
    const begun = await elm.form(TOM, 'family "Maryam Iqbal"');
    expect(begun.inputs.find(({ name }) => name === 'answer')?.required).toBe(true);
    expect(await unanswered()).toMatchObject({ 'Maryam Iqbal': expect.arrayContaining([TOM]) });
  });

  it('says of a wrong answer and of an unknown child what to write instead', async () => {
    const wrong = await elm.submit(TOM, 'family', { child: 'Maryam Iqbal', answer: 'perhaps' });
    expect(errorOf(wrong, 'answer')).toMatch(/nothing.*declare/i);
    const nobody = await elm.submit(TOM, 'family', { child: 'Nobody Here', answer: 'nothing' });
    expect(errorOf(nobody, 'child')).toContain('Please write the whole name');
    expect(await elm.audited('family.answered')).toBe(0);
  });

  it.each([CHAIR, ADMIN])('is refused to %s, who is not asked', async (who) => {
    expect((await elm.view(who, 'family "Maryam Iqbal" nothing')).refused).toBe(true);
    expect(await elm.audited('family.answered')).toBe(0);
  });

  it('takes the answer that there is nothing to declare, and asks no more', async () => {
    const answer = await elm.view(TOM, 'family "Maryam Iqbal" nothing');
    expect(words(answer)).toContain('you know none of them outside work');
    expect(buttonsOf(answer)).toEqual({});
    expect((await unanswered())['Maryam Iqbal']).not.toContain(TOM);
    expect((await unanswered())['Maryam Iqbal']).toContain(ZOE);
    const rest = await elm.form(TOM, 'families');
    expect(JSON.stringify(rest)).not.toContain('Maryam Iqbal');
  });

  it('leads whoever knows the family to a declaration about each of its carers', async () => {
    await enrol('"Oscar Tillman" starts_on=2027-01-04 carers="Paul Tillman; Jo Lark"');
    const answer = await elm.view(TOM, 'family "Oscar Tillman" declare');
    expect(words(answer)).toContain('Please declare whom you know');
    expect(Object.keys(buttonsOf(answer)).sort()).toEqual(['Declare Jo Lark', 'Declare Paul Tillman']);
    const form = await elm.form(TOM, buttonsOf(answer)['Declare Jo Lark'] ?? '');
    expect(form.inputs.find(({ name }) => name === 'who')?.value).toBeDefined();
    expect((await unanswered())['Maryam Iqbal']).toContain(TOM);
  });

  it('answers for the siblings too, who are one family', async () => {
    await enrol('"Yusuf Iqbal" starts_on=2027-01-04 carers="Nadia Iqbal"');
    await elm.view(TOM, 'family "Yusuf Iqbal" nothing');
    expect(Object.keys(await unanswered())).toEqual(['Maryam Iqbal, Yusuf Iqbal']);
    expect((await unanswered())['Maryam Iqbal, Yusuf Iqbal']).not.toContain(TOM);
  });

  it('is recorded once when it is repeated, and again when the answer changes', async () => {
    await elm.view(TOM, 'family "Maryam Iqbal" nothing');
    await elm.view(TOM, 'family "Maryam Iqbal" nothing', '2026-11-24T10:00:00Z');
    expect(await elm.audited('family.answered')).toBe(1);
    const changed = await elm.view(TOM, 'family "Maryam Iqbal" declare', '2026-11-24T10:01:00Z');
    expect(Object.keys(buttonsOf(changed))).toEqual(['Declare Nadia Iqbal']);
    expect(await elm.audited('family.answered')).toBe(2);
  });

  it('answers only for the carers who were there when its form was drawn', async () => {
    const form = await elm.form(TOM, 'family "Maryam Iqbal"');
    const drawn = String(form.inputs.find(({ name }) => name === 'drawn')?.value);
    await enrol('"Maryam Iqbal" carers="Nadia Iqbal; Imran Iqbal"', '2026-11-25T10:00:00Z');
    await elm.submit(
      TOM,
      'family',
      { child: 'Maryam Iqbal', answer: 'nothing', drawn },
      '2026-11-25T10:05:00Z',
    );
    const questions = await elm.read((register, id) => register.families.waiting(id));
    const answers = questions.map(({ carers, asked }) => [
      carers.map(({ name }) => name).join(),
      asked.find(({ name }) => name === TOM)?.answer,
    ]);
    expect(answers).toEqual([
      ['Nadia Iqbal', 'nothing'],
      ['Imran Iqbal', null],
    ]);
  });

  it('is answered about a family that was always here, too', async () => {
    await elm.view(TOM, 'family "Mia Reed" nothing');
    await elm.view(TOM, 'family "Mia Reed" nothing');
    expect(await elm.audited('family.answered')).toBe(1);
    expect(JSON.stringify(await elm.form(TOM, 'families'))).not.toContain('Mia Reed');
  });

  it('is the same for who is not asked, whether others were asked or not', async () => {
    await elm.view(ZOE, 'declare "Sarah Reed" friend since=2019');
    const before = await elm.view(ZOE, 'family "Mia Reed" nothing');
    await elm.view(TOM, 'family "Mia Reed" nothing');
    expect(await elm.view(ZOE, 'family "Mia Reed" nothing')).toEqual(before);
    expect(await elm.audited('family.answered')).toBe(1);
  });

  it('says of a family that is not here that nobody has asked, and offers to declare', async () => {
    const answer = await elm.view(TOM, 'family "Rosie Blackwell" nothing');
    expect(answer.title).toBe('Nobody has asked');
    expect(buttonsOf(answer)).toMatchObject({ 'Declare a relationship': { command: 'declare' } });
    expect(await elm.audited('family.answered')).toBe(0);
  });

  it('tells the safeguarding officer alone who has yet to answer', async () => {
    const rows = rowsOf(await elm.view(MAEVE, 'family "Maryam Iqbal" nothing'));
    expect(rows[0]?.[1]).toContain(TOM);
    expect(rows[0]?.[1]).not.toContain(MAEVE);
    expect(rowsOf(await elm.view(ZOE, 'family "Maryam Iqbal" nothing'))).toEqual([]);
  });
});
