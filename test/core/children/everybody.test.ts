import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCalendar } from '../../../src/calendar.ts';
import { remind } from '../../../src/core/notices/due.ts';
import type { Form } from '../../../src/core/talk/view.ts';
import { aChild, aPerson } from '../../store/fixture.ts';
import { ADMIN, AMINA, BETHANY, CHAIR, MAEVE, PRIYA, RUTH, TOM, ZOE } from '../../support/elm.ts';
import { put } from '../../support/put.ts';
import { buttonsOf, errorOf, filled, openSetting, type TestSetting, words } from '../../support/setting.ts';

let elm: TestSetting;
beforeEach(async () => {
  elm = await openSetting();
});
afterEach(() => elm.close());

const calendar = createCalendar();
const tick = (at: string) => remind({ store: elm.store, calendar, now: new Date(at) });
const told = async () =>
  (await elm.told()).filter(({ content }) => content.kind === 'everybody').map((row) => row.recipientName);
const optionsOf = (form: Form) => {
  const widget = form.inputs.find(({ name }) => name === 'known')?.widget;
  return widget?.kind === 'choices' ? widget.choices : [];
};
const labels = async (who: string) => optionsOf(await elm.form(who, 'families')).map(({ label }) => label);
const open = async (who: string) => {
  const answer = await elm.ask(who, 'families');
  return answer.kind === 'form' ? optionsOf(answer).length - 1 : 0;
};
/** As many more families as there are numbers, each a child with a father of its own. */
const grow = (families: number) =>
  elm.change(async (register, setting) => {
    for (let i = 0; i < families; i++) {
      const number = await register.children.nextNumber(setting);
      const child = aChild(setting, number, `Zena Family${String(i).padStart(3, '0')}`);
      const father = aPerson(setting, `Father Family${i}`, []);
      await register.children.add([child]);
      await register.people.add([father]);
      const link = { relation: 'father', standing: 'carer', countsAs: null } as const;
      await register.children.linkAll([{ setting, child: child.id, person: father.id, ...link }]);
    }
  });
const protect = (name: string) =>
  elm.change(async (register) => {
    await put(register, { children: [{ ...(await elm.child(name)), protected: true }] });
  });

describe('everybody is asked once', () => {
  it('tells each member of staff, manager, DSO and deputy once, by the tick, and neither chair nor administrator', async () => {
    expect(await told()).toEqual([]);
    await tick('2026-11-23T10:00:00Z');
    expect((await told()).sort()).toEqual([
      AMINA,
      BETHANY,
      'Ellis Farrow',
      'Karolina Nowak',
      MAEVE,
      PRIYA,
      RUTH,
      TOM,
      ZOE,
    ]);
    for (const day of ['2026-11-24', '2026-11-25', '2026-12-01']) await tick(`${day}T10:00:00Z`);
    expect(await told()).toHaveLength(9);
    for (const who of [CHAIR, ADMIN]) expect((await elm.view(who, 'families')).refused).toBe(true);
  });

  it('tells whoever joins on their first day, and nobody else again', async () => {
    await tick('2026-11-23T10:00:00Z');
    await tick('2027-01-03T10:00:00Z');
    expect(await told()).not.toContain('Marcus Bell');
    await tick('2027-01-04T10:00:00Z');
    await tick('2027-01-05T10:00:00Z');
    expect((await told()).filter((name) => name === 'Marcus Bell')).toHaveLength(1);
    expect(await told()).toHaveLength(10);
  });

  it('tells nobody who has answered about all of them already', async () => {
    await elm.view(TOM, 'families none');
    await tick('2026-11-23T10:00:00Z');
    expect(await told()).not.toContain(TOM);
    expect(await told()).toContain(ZOE);
  });

  it('lists every family who is here or to come, siblings in one line, with its carers', async () => {
    const all = await labels(ZOE);
    expect(all.at(-1)).toBe('None of them');
    expect(all.join('\n')).toContain('Mia Reed (from 3 Sep 2025): Mike Reed, Sarah Reed');
    expect(all.join('\n')).toContain('Freya Ashdown (from 3 Sep 2025), Rowan Ashdown');
    expect(all.join('\n')).toContain('Idris Rahman');
    expect(all.join('\n')).not.toContain('Rosie Blackwell');
    expect(all).toHaveLength(10);
  });

  it('leaves out who is of the family, and who has declared it', async () => {
    expect((await labels(BETHANY)).join('\n')).not.toContain('Isla Marsh');
    await elm.view(TOM, 'declare "Sarah Reed" friend since=2015');
    expect((await labels(TOM)).join('\n')).not.toContain('Mia Reed');
    expect((await labels(ZOE)).join('\n')).toContain('Mia Reed');
  });

  it('records what is ticked and what is not, as K15 counts it, and asks nothing more', async () => {
    const answered = async () => {
      const answers = await elm.view(RUTH, 'keyperson "Mia Reed"');
      return words(answers).match(/\d+ of \d+ staff have answered/)?.[0];
    };
    const before = await answered();
    const mia = await elm.child('Mia Reed');
    const answer = await elm.submit(ZOE, 'families', { known: [`C-${mia.number}`] });
    expect(Object.keys(buttonsOf(answer)).sort()).toEqual(['Declare Mike Reed', 'Declare Sarah Reed']);
    expect(await answered()).not.toBe(before);
    expect(words(await elm.view(ZOE, 'families'))).toContain('Nothing is asked of you');
    const answers = (await elm.events('family.answered')).map(({ payload }) => payload.answer);
    expect(answers.filter((each) => each === 'declare')).toHaveLength(1);
    expect(answers.filter((each) => each === 'nothing')).toHaveLength(8);
  });

  it('keeps one question for all who answer about the same carers', async () => {
    await elm.view(ZOE, 'families none');
    await elm.view(TOM, 'families none');
    const mia = await elm.child('Mia Reed');
    const questions = await elm.read((register, id) => register.families.aboutChild(id, mia.id));
    expect(questions.map(({ asked }) => asked.map(({ name }) => name))).toEqual([[TOM, ZOE]]);
  });

  it('leaves open what came after the form was drawn', async () => {
    const form = await elm.form(ZOE, 'families');
    await elm.view(
      RUTH,
      'child "Oscar Tillman" starts_on=2027-01-04 carers="Paul Tillman"',
      '2026-11-24T10:00:00Z',
    );
    await elm.submit(ZOE, 'families', { ...filled(form), known: ['none'] }, '2026-11-24T10:05:00Z');
    expect(await labels(ZOE)).toEqual([expect.stringContaining('Oscar Tillman'), 'None of them']);
  });

  it('counts an answer for a sibling who enrols later', async () => {
    await elm.view(ZOE, 'families none');
    await elm.view(RUTH, 'child "Max Reed" starts_on=2027-01-04 carers="Sarah Reed"', '2026-12-01T10:00:00Z');
    const max = await elm.child('Max Reed');
    const answered = await elm.read((register, id) => register.families.answeredAbout(id, max.id));
    expect(answered.map(({ person }) => person)).toEqual([(await elm.person(ZOE)).id]);
  });

  it('tells the safeguarding officer alone who has yet to look through them', async () => {
    await elm.view(TOM, 'families none');
    const intro = (await elm.form(MAEVE, 'families')).intro ?? '';
    expect(intro).toContain('1 of 9 have looked through all the families here');
    expect(intro).toContain(ZOE);
    expect(intro).not.toContain(TOM);
    expect((await elm.form(ZOE, 'families')).intro).not.toContain('have looked through');
  });
});

describe('with many families', () => {
  beforeEach(() => grow(100));

  it('turns pages: what stands on a page is answered, the rest stays open', async () => {
    const first = await elm.form(TOM, 'families');
    expect(optionsOf(first)).toHaveLength(41);
    expect(first.intro).toContain('the first 40 of 109');
    const answer = await elm.submit(TOM, 'families', { ...filled(first), known: ['none'] });
    expect(words(answer)).toContain('69 more families');
    const next = await elm.form(TOM, buttonsOf(answer)['The next page'] ?? '');
    expect(
      optionsOf(next).filter(({ value }) => optionsOf(first).some((each) => each.value === value)),
    ).toEqual([{ value: 'none', label: 'None of them' }]);
    for (const left of [29, 0]) {
      await elm.submit(TOM, 'families', { ...filled(await elm.form(TOM, 'families')), known: ['none'] });
      expect(await open(TOM)).toBe(left);
    }
  });

  it('finds a child of another page, and ticks that family', async () => {
    const form = await elm.form(TOM, 'families');
    const answer = await elm.submit(TOM, 'families', {
      ...filled(form),
      known: ['none'],
      also: 'Zena Family099',
    });
    expect(Object.keys(buttonsOf(answer))).toContain('Declare Father Family99');
    expect(words(answer)).toContain('68 more families');
    const typed = await elm.view(AMINA, 'families "Zena Family098"');
    expect(Object.keys(buttonsOf(typed))).toContain('Declare Father Family98');
  });

  it('refuses none together with a family of that page', async () => {
    const form = await elm.form(TOM, 'families');
    const both = await elm.submit(TOM, 'families', { ...filled(form), known: ['none'], also: 'Mia Reed' });
    expect(errorOf(both, 'known')).toContain('not both');
    expect(await elm.audited('family.answered')).toBe(0);
  });

  it('records nothing where the page cannot be found again', async () => {
    const form = await elm.form(TOM, 'families');
    const gone = await elm.submit(TOM, 'families', { ...filled(form), last: 'C-9999', known: ['none'] });
    expect(errorOf(gone, 'known')).toContain('has changed');
    expect(await elm.audited('family.answered')).toBe(0);
  });
});

describe('the family of a protected child', () => {
  beforeEach(() => protect('Mia Reed'));

  it('is asked of manager, DSO and deputy alone', async () => {
    expect((await labels(ZOE)).join('\n')).not.toMatch(/Reed/);
    for (const who of [RUTH, MAEVE, PRIYA]) expect((await labels(who)).join('\n')).toContain('Sarah Reed');
    expect((await elm.view(ZOE, 'family "Mia Reed" declare')).title).toBe('Nobody has asked');
  });

  it('is asked of them alone where a carer is new', async () => {
    await elm.view(RUTH, 'child "Mia Reed" carers="Sarah Reed (mother); Mike Reed (father); Jo Lark"');
    const asked = (await elm.told()).filter(({ content }) => content.kind === 'newcomers');
    expect(asked.map(({ recipientName }) => recipientName).sort()).toEqual([MAEVE, PRIYA, RUTH]);
  });

  it('is shown no more to those who were asked before', async () => {
    await elm.view(RUTH, 'child "Oscar Tillman" starts_on=2027-01-04 carers="Paul Tillman"');
    await protect('Oscar Tillman');
    expect((await labels(ZOE)).join('\n')).not.toContain('Tillman');
    expect(words(await elm.view(ZOE, 'family "Oscar Tillman" declare'))).not.toContain('Paul Tillman');
  });
});
