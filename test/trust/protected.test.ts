import { afterEach, describe, expect, it } from 'vitest';
import { CHAIR, MAEVE, PRIYA, RUTH, TOM, ZOE } from '../support/elm.ts';
import { errorOf, openSetting, rowsOf, type TestSetting, words } from '../support/setting.ts';

// Who the carers of a protected child are, nobody but manager, DSO and deputy is shown (rules: Who and what).

let elm: TestSetting;
afterEach(() => elm.close());

const answerOf = async (who: string, child: string, asks = PRIYA) =>
  rowsOf(await elm.view(asks, `keyperson "${child}"`)).find(([name]) => name === who)?.[1];

describe('a chair who has the case', () => {
  /** The DSO has declared the name herself, and the deputy is away: the case is the chair's. */
  const toChair = async (isProtected: boolean) => {
    elm = await openSetting({ without: [RUTH] });
    if (isProtected) await elm.view(MAEVE, 'child "Mia Reed" protected=yes');
    await elm.view(PRIYA, 'away from=2026-11-23 to=2026-12-18');
    await elm.view(MAEVE, 'declare "Sara Reed" friend since=2019 none_of_these=yes');
  };

  it('is shown a name that is like that of a carer only where the child is not protected', async () => {
    await toChair(false);
    expect((await elm.form(CHAIR, 'match D-1')).intro).toContain('Sarah Reed (parent of Mia Reed)');
    expect(words(await elm.form(CHAIR, 'decide D-1'))).toContain('To be matched');
    await elm.close();
    await toChair(true);
    expect((await elm.form(CHAIR, 'match D-1')).intro).toContain('Nobody here has that name');
    expect(words(await elm.form(CHAIR, 'decide D-1'))).not.toContain('To be matched');
  });

  it('finds no carer of such a child by typing names', async () => {
    await toChair(true);
    const typed = (name: string) => elm.ask(CHAIR, `match D-1 person="${name}"`);
    const unknown = errorOf(await typed('Nobody Known'), 'person');
    for (const name of ['Sarah Reed', 'Sarah Reed / Mia Reed', 'Mike Reed', 'Reed'])
      expect(errorOf(await typed(name), 'person'), name).toBe(unknown);
  });

  it('settles nothing that was not shown: it stays to be checked until one who may be told has answered', async () => {
    await toChair(true);
    await elm.view(CHAIR, 'match D-1 reject=yes');
    await elm.view(CHAIR, 'decide D-1 noted affected_child=no');
    expect(rowsOf(await elm.view(CHAIR, 'inbox'))).toEqual([]);
    expect(await answerOf(MAEVE, 'Mia Reed')).toBe('Check first');
  });

  it('is not told that a carer whose name is like it has come onto the form of such a child', async () => {
    elm = await openSetting({ without: [RUTH, PRIYA] });
    await elm.view(MAEVE, 'child "Mia Reed" protected=yes');
    await elm.view(MAEVE, 'declare "Una Falk" friend since=2019');
    await elm.view(CHAIR, 'decide D-1 noted affected_child=no');
    const before = (await elm.told(CHAIR)).length;
    await elm.view(MAEVE, 'child "Mia Reed" carers="Sarah Reed; Mike Reed; Una Falk"');
    expect((await elm.told(CHAIR)).length).toBe(before);
    expect(rowsOf(await elm.view(CHAIR, 'inbox'))).toEqual([]);
    expect(await answerOf(MAEVE, 'Mia Reed', MAEVE)).toBe('Check first');
  });
});

describe('a member of staff', () => {
  it.each([
    ['declare "NAME" friend since=2019'],
    ['declare "NAME" friend since=2019 child="Mia Reed"'],
    ['declare "NAME" friend since=2019 networks=facebook child="Mia Reed"'],
    ['connect "NAME" facebook'],
  ])('is answered to %s as for a name that nobody has', async (said) => {
    const answers: string[] = [];
    for (const name of ['Mike Reed', 'Bob Nobody']) {
      elm = await openSetting();
      await elm.view(MAEVE, 'child "Mia Reed" protected=yes');
      const typed = said.replace('NAME', name);
      const answer = words(await elm.view(ZOE, typed));
      answers.push([answer, words(await elm.view(ZOE, 'declarations'))].join('\n').replaceAll(name, 'NAME'));
      if (name === 'Mike Reed') await elm.close();
    }
    expect(answers[0]).toBe(answers[1]);
  });

  it('who signs boundaries about such a family reads what they typed, and nothing more', async () => {
    elm = await openSetting();
    await elm.view(MAEVE, 'child "Mia Reed" protected=yes');
    await elm.view(TOM, 'declare "sarah  REED" friend since=2019');
    await elm.view(MAEVE, 'decide D-1 managed affected_child=no');
    await elm.view(MAEVE, 'boundary D-1');
    const seen = [
      words(await elm.view(TOM, 'declarations')),
      words(await elm.ask(TOM, 'boundary D-1')),
      words(await elm.view(TOM, 'boundary D-1 agree=yes')),
      words(await elm.view(TOM, 'me')),
    ].join('\n');
    expect(seen).not.toMatch(/Mia|mother|parent of/);
  });
});
