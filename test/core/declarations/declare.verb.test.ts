import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Input } from '../../../src/core/talk/view.ts';
import { ADMIN, CHAIR, MAEVE, PRIYA, RUTH, TOM, ZOE } from '../../support/elm.ts';
import { put } from '../../support/put.ts';
import { asView, buttonsOf, errorOf, openSetting, type TestSetting, words } from '../../support/setting.ts';

let elm: TestSetting;
beforeEach(async () => {
  elm = await openSetting();
});
afterEach(() => elm.close());

describe('asks, refuses, does, once', () => {
  test('asks for what is missing, says who will read it and what the manager learns', async () => {
    const form = await elm.form(ZOE, 'declare');
    expect(form.intro).toMatch(/read by Maeve O'Sullivan/);
    expect(form.intro).toMatch(/manager learns that there is a declaration.*not whom you know, nor how/);
    expect(form.inputs.map((each) => each.name)).not.toContain('on_behalf_of');
  });

  test('needs since for a friend, and for family, household and an own child needs none', async () => {
    expect(
      (await elm.form(ZOE, 'declare "Sarah Reed" friend')).inputs.find((each) => each.name === 'since')
        ?.required,
    ).toBe(true);
    for (const kind of ['family', 'household', 'own_child', '"My own child"'])
      expect((await elm.view(ZOE, `declare "Sarah Reed" ${kind}`)).title).toMatch(/^Declared/);
  });

  test.each([
    ['since=tomorrow', 'since', /Please write a year/],
    ['since=2031', 'since', /still to come/],
    ['since=24/11/2026', 'since', /still to come/],
    ['since=2019 networks=facebok', 'networks', /Please choose one of/],
    [`since=2019 note="${'x'.repeat(281)}"`, 'note', /280 characters/],
  ])('refuses in words: %s', async (said, field, complaint) => {
    expect(errorOf(await elm.ask(ZOE, `declare "Sarah Reed" kind=friend ${said}`), field)).toMatch(complaint);
  });

  test('this month and this year are no time to come', async () => {
    expect((await elm.view(ZOE, 'declare "Sarah Reed" friend since=2026')).title).toBe('Declared: D-1');
    expect(
      (await elm.view(ZOE, 'declare "Emma Wood" friend child="Elsie Wood" since="Nov 2026"')).title,
    ).toBe('Declared: D-2');
  });

  test('refuses whoever holds no role', async () => {
    await elm.change(async (register, setting) => {
      const [tom] = await register.people.byName(setting, 'tomridley');
      if (tom) await put(register, { people: [{ ...tom, posts: [] }] });
    });
    expect(await elm.view(TOM, 'declare "Sarah Reed" friend since=2019')).toMatchObject({
      cites: ['authority'],
    });
  });

  test('says what applies from now on, and that declaring is no accusation', async () => {
    const shown = words(await elm.view(ZOE, 'declare "Sarah Reed" friend since=2019'));
    for (const said of ['D-1', 'P1', 'P2', 'P3', 'P4', 'no accusation', MAEVE]) expect(shown).toContain(said);
  });

  test('declared twice it is one declaration, and a difference is pointed at, not lost in silence', async () => {
    await elm.ask(ZOE, 'declare "Sarah Reed" friend since=2019');
    const again = await elm.view(ZOE, 'declare "sarah reed" friend since=2018 networks=facebook');
    expect(again.title).toBe('Declared already: D-1');
    expect(buttonsOf(again)['Change it']).toEqual({
      command: 'update',
      input: { ref: 'D-1', since: '2018', networks: ['facebook'] },
    });
    expect(await elm.audited('declaration.submitted')).toBe(1);
    expect(await elm.told(MAEVE)).toHaveLength(1);
  });

  test('declared again long after it was decided, it alerts nobody to a decision', async () => {
    await elm.ask(ZOE, 'declare "Sarah Reed" friend since=2019');
    await elm.view(MAEVE, 'decide D-1 noted');
    await elm.change(async (register) => {
      const maeve = await elm.person(MAEVE);
      await put(register, { people: [{ ...maeve, leavesOn: '2026-11-30' }] });
    });
    await elm.ask(ZOE, 'declare "Sarah Reed" friend since=2019', '2026-12-07T10:00:00Z');
    expect(await elm.told(PRIYA)).toEqual([]);
  });

  test('takes a name that is nobody here, and keeps it as a name', async () => {
    await elm.view(ZOE, 'declare "Grace Okafor-Lund" close_friend since=always');
    expect(await elm.declaration(1)).toMatchObject({
      counterpart: null,
      counterpartName: 'Grace Okafor-Lund',
    });
  });

  test('one’s own name is nobody one knows', async () => {
    expect(errorOf(await elm.ask(ZOE, `declare "${ZOE}" friend since=2019`), 'who')).toMatch(/own child/);
    expect(
      (await elm.view('Bethany Marsh', 'declare "Bethany Marsh" own_child child="Isla Marsh"')).title,
    ).toBe('Declared: D-1');
  });

  test('several carers of one name are told apart by the child, and never guessed', async () => {
    const form = await elm.ask(TOM, 'declare "Emma Wood" friend since=2019');
    expect(errorOf(form, 'child')).toMatch(/Whose parent is it/);
    const wrong = await elm.ask(TOM, 'declare "Emma Wood" friend since=2019 child="Mia Reed"');
    expect(errorOf(wrong, 'child')).toMatch(/does not tell the parents/);
    await elm.view(TOM, 'declare "Emma Wood" friend since=2019 child="Jude Harrington"');
    expect((await elm.flagged('Jude Harrington')).map((each) => each.staffName)).toEqual([TOM]);
    expect(await elm.flagged('Elsie Wood')).toEqual([]);
  });
});

describe('what follows (P4, P9, G2)', () => {
  test('a key person is flagged, due in five working days, and still shown as looking after the child', async () => {
    await elm.view(ZOE, 'declare "Sarah Reed" friend since=2019');
    expect(await elm.flagged('Mia Reed')).toMatchObject([
      { staffName: ZOE, flaggedOn: '2026-11-23', dueOn: '2026-11-30' },
    ]);
    expect(words(await elm.view(ZOE, 'me'))).toContain('Mia Reed: key person (interim)');
  });

  test('siblings are covered, and so is a child of separated parents', async () => {
    await elm.view('Amina Yusuf', 'declare "Laura Ashdown" friend since=2019');
    expect(await elm.flagged('Freya Ashdown')).toHaveLength(1);
    expect(await elm.flagged('Rowan Ashdown')).toHaveLength(1);
    await elm.view(ZOE, 'declare "Luke Stanton" friend since=2019');
    expect(await elm.flagged('Poppy Stanton')).toHaveLength(1);
    expect(await elm.flagged('Theo Cole')).toEqual([]);
  });

  test('the officer is alerted once, the manager learns the effect, and nobody else hears of it', async () => {
    await elm.view(ZOE, 'declare "Sarah Reed" friend since=2019 networks=facebook');
    expect((await elm.told()).map((each) => [each.recipientName, each.class, each.subject]).sort()).toEqual([
      [MAEVE, 'alert', 'D-1'],
      [RUTH, 'alert', 'D-1'],
    ]);
    const [case_] = await elm.told(MAEVE);
    expect(case_?.text).toContain(ZOE);
    expect(case_?.text).toContain('A current key person is affected');
    expect(case_?.text).toContain('24 Nov 2026');
    const [effect] = await elm.told(RUTH);
    expect(effect?.text).not.toContain(ZOE);
    expect(effect?.text).toContain('30 Nov 2026');
  });

  test('where no allocation is affected the manager has a routine message, which waits for the next window', async () => {
    await elm.view(TOM, 'declare "Sarah Reed" friend since=2019');
    const [effect] = await elm.told(RUTH);
    expect(effect?.class).toBe('routine');
    expect(effect?.notBefore.toISOString()).toBe('2026-11-23T12:15:00.000Z');
  });

  test('it began after the start: P9 for the key person, G2 for a network; before it: neither', async () => {
    const since = words(await elm.view(ZOE, 'declare "Sarah Reed" friend since=2026 networks=whatsapp'));
    expect(since).toMatch(/P9: /);
    expect(since).toMatch(/G2: /);
    expect((await elm.told(MAEVE))[0]?.text).toMatch(/P9.*G2/);
    const prior = words(await elm.view(TOM, 'declare "Sarah Reed" friend since=2019 networks=whatsapp'));
    expect(prior).not.toMatch(/P9: |G2: /);
  });

  test('P9 looks at the child whose key person one is, not at an older sibling', async () => {
    await elm.change(async (register) => {
      const rowan = await elm.child('Rowan Ashdown');
      await put(register, {
        children: [{ ...rowan, startsOn: '2026-09-03', firstStartsOn: '2026-09-03' }],
      });
      for (const each of await elm.held('Freya Ashdown'))
        await put(register, { allocations: [{ ...each, until: '2026-11-22', endReason: 'test' }] });
    });
    const shown = words(await elm.view('Amina Yusuf', 'declare "Laura Ashdown" friend since=2026-02'));
    expect(shown).not.toMatch(/P9: /);
  });

  test('an own child is one by whomever it is reached: a former carer, too; another kind leaves a note there', async () => {
    await elm.view(RUTH, 'child "Mia Reed" carers="Sarah Reed (mother)"');
    await elm.view(ZOE, 'declare "Mike Reed" friend since=2019');
    expect(await elm.flagged('Mia Reed')).toEqual([]);
    await elm.view(ZOE, 'update D-1 kind=own_child');
    expect(await elm.flagged('Mia Reed')).toHaveLength(1);
    await elm.view(MAEVE, 'decide D-1 returned note="Whose child is it?"');
    await elm.view(ZOE, 'update D-1 kind=friend');
    // What is undecided counts at its strictest.
    expect(await elm.flagged('Mia Reed')).toHaveLength(1);
    await elm.view(MAEVE, 'decide D-1 managed');
    expect(await elm.flagged('Mia Reed')).toEqual([]);
  });

  test('a resumed relationship names the old declaration', async () => {
    await elm.ask(ZOE, 'declare "Sarah Reed" friend since=2019');
    await elm.view(MAEVE, 'decide D-1 noted');
    await elm.ask(ZOE, 'end D-1 ended_on=20/11/2026 reason="lost touch"');
    await elm.view(MAEVE, 'decide D-1 closed note=agreed');
    const again = await elm.view(ZOE, 'declare "Sarah Reed" friend since=2019');
    expect(words(again)).toContain('Takes up: D-1, which is closed');
    expect(await elm.declaration(2)).toMatchObject({ resumes: 1, state: 'submitted' });
  });
});

describe('who handles it', () => {
  const reader = async (who: string, said: string): Promise<[string | undefined, string]> => {
    const view = await elm.view(who, said);
    const alert = (await elm.told()).find((each) => each.title.includes('decision'));
    return [alert?.recipientName, words(view)];
  };

  test('the DSO declares: the deputy', async () => {
    expect((await reader(MAEVE, 'declare "Sarah Reed" friend since=2019'))[0]).toBe(PRIYA);
  });

  test('the DSO is the one who is declared: the deputy', async () => {
    await elm.change(async (register, setting) => {
      const mia = await elm.child('Mia Reed');
      const maeve = await elm.person(MAEVE);
      await put(register, {
        carerLinks: [
          {
            setting,
            child: mia.id,
            person: maeve.id,
            relation: 'mother',
            standing: 'carer',
            countsAs: null,
          },
        ],
      });
    });
    expect((await reader(ZOE, `declare "${MAEVE}" friend since=2019`))[0]).toBe(PRIYA);
  });

  test('the DSO has an open declaration with the family: the deputy', async () => {
    await elm.ask(MAEVE, 'declare "Mike Reed" friend since=2019');
    await elm.view(ZOE, 'declare "Sarah Reed" friend since=2019');
    expect((await elm.told(PRIYA)).map((each) => each.subject).sort()).toEqual(['D-1', 'D-2']);
    expect(await elm.told(MAEVE)).toEqual([]);
  });

  test('the chair is the parent and DSO and deputy are away: the manager, in one message', async () => {
    await elm.ask(RUTH, `away staff="${MAEVE}" from=23/11/2026 to=24/11/2026`);
    await elm.ask(RUTH, `away staff="${PRIYA}" from=23/11/2026 to=24/11/2026`);
    await elm.view('Karolina Nowak', `declare "${CHAIR}" friend since=2019`);
    const told = await elm.told();
    expect(told.map((each) => [each.recipientName, each.class])).toEqual([[RUTH, 'alert']]);
    expect(told[0]?.text).toContain('An allocation needs a successor');
  });

  test('nobody is left: the administrator learns that a case exists, and nothing else', async () => {
    for (const who of [MAEVE, PRIYA])
      await elm.ask(RUTH, `away staff="${who}" from=23/11/2026 to=24/11/2026`);
    const shown = words(await elm.view(RUTH, `declare "${CHAIR}" friend since=2019`));
    expect(shown).toMatch(/No officer is free/);
    const told = await elm.told();
    expect(told.map((each) => each.recipientName)).toEqual([ADMIN]);
    expect(told[0]?.text).not.toContain(RUTH);
    expect((await elm.view(ADMIN, 'decide D-1 noted')).refused).toBe(true);
    for (const who of [MAEVE, PRIYA, RUTH, CHAIR])
      expect((await elm.view(who, 'decide D-1 noted')).refused, who).toBe(true);
  });

  test('manager and DSO are one person: one message, and the deputy has what is theirs', async () => {
    await elm.close();
    elm = await openSetting({ without: [MAEVE], roles: { [RUTH]: ['staff', 'manager', 'dso'] } });
    await elm.view(ZOE, 'declare "Sarah Reed" friend since=2019');
    expect((await elm.told()).map((each) => [each.recipientName, each.class])).toEqual([[RUTH, 'alert']]);
    expect((await elm.told(RUTH))[0]?.text).toContain('An allocation needs a successor');
    await elm.view(RUTH, 'declare "Fiona McBride" friend since=2019');
    expect(
      (await elm.told()).filter((each) => each.subject === 'D-2').map((each) => each.recipientName),
    ).toEqual([PRIYA]);
    expect((await elm.view(RUTH, 'decide D-2 noted')).refused).toBe(true);
  });

  test('a manager who is involved learns nothing of it', async () => {
    await elm.ask(RUTH, 'declare "Mike Reed" friend since=2019');
    await elm.view(ZOE, 'declare "Sarah Reed" friend since=2019');
    expect((await elm.told(RUTH)).filter((each) => each.subject === 'D-2')).toEqual([]);
  });
});

describe('on behalf of somebody', () => {
  test('only officers may, it blocks at once, and that person checks it', async () => {
    const refused = await elm.view(TOM, `declare "Sarah Reed" friend since=2019 on_behalf_of="${ZOE}"`);
    expect(refused).toMatchObject({ refused: true, cites: ['authority'] });
    const view = await elm.view(RUTH, `declare "Sarah Reed" friend since=2019 on_behalf_of="${ZOE}"`);
    expect(words(view)).toContain(`on behalf of ${ZOE}`);
    expect(words(view)).not.toContain('you cannot be key person');
    expect(await elm.flagged('Mia Reed')).toHaveLength(1);
    expect((await elm.told(ZOE)).map((each) => each.title)).toEqual(['D-1: please check it']);
    expect(words(await elm.view(ZOE, 'declarations'))).toContain('D-1');
    await elm.view(ZOE, 'confirm D-1 yes no');
    expect((await elm.declaration(1)).confirmedAt).not.toBeNull();
  });

  test('tells no officer what they have declared themselves, open or closed', async () => {
    await elm.view(ZOE, 'declare "Laura Ashdown" friend since=2019');
    await elm.view(ZOE, 'declare "Sarah Reed" friend since=2019');
    await elm.view(MAEVE, 'decide D-2 noted');
    await elm.view(MAEVE, 'decide D-2 closed note=over');
    const same = words(
      await elm.view(RUTH, `declare "Laura Ashdown" friend since=2000 on_behalf_of="${ZOE}"`),
    );
    const closed = words(
      await elm.view(RUTH, `declare "Sarah Reed" friend since=2000 on_behalf_of="${ZOE}"`),
    );
    const none = words(await elm.view(RUTH, `declare "Ben Ashdown" friend since=2000 on_behalf_of="${ZOE}"`));
    const bare = (said: string) => said.replaceAll(/D-\d+|Laura Ashdown|Sarah Reed|Ben Ashdown/g, '…');
    expect(bare(same)).toBe(bare(none));
    expect(same).not.toContain('D-1');
    expect(closed).not.toContain('D-2');
    const again = words(
      await elm.view(RUTH, `declare "Ben Ashdown" friend since=2000 on_behalf_of="${ZOE}"`),
    );
    expect(again).toContain('This is declared already, as D-5');
  });

  test('tells the committee nothing about who is a parent here', async () => {
    const known = words(await elm.view(CHAIR, `declare "Mike Reed" friend since=2000 on_behalf_of="${ZOE}"`));
    const unknown = words(
      await elm.view(CHAIR, `declare "Kit Vale" friend since=2000 on_behalf_of="${ZOE}"`),
    );
    const bare = (said: string) => said.replaceAll(/D-\d+|Mike Reed|Kit Vale/g, '…');
    expect(bare(known)).toBe(bare(unknown));
  });
});

describe('a committee member', () => {
  test.each([CHAIR, ADMIN])('%s cannot tell from any answer whether a family is here', async (who) => {
    const declare = async (input: Input) => {
      const answer = await elm.submit(who, 'declare', {
        kind: 'friend',
        since: '2026',
        networks: 'facebook',
        ...input,
      });
      const number = words(asView(answer)).match(/D-(\d+)/)?.[1] ?? '';
      return words(answer).replaceAll(`D-${number}`, 'D-?').replaceAll(String(input.who), 'NAME');
    };
    const here = await declare({ who: 'sarah reed' });
    expect(await declare({ who: 'nobody known' })).toBe(here);
    expect(await declare({ who: 'emma wood' })).toBe(here);
    expect(await declare({ who: 'mike reed', child: 'mia reed' })).toBe(
      await declare({ who: 'nor this', child: 'no child' }),
    );
    const mine = words(await elm.view(who, 'declarations'));
    expect(mine).toContain('sarah reed');
    expect(mine).not.toMatch(/Sarah Reed|Emma Wood|Mia Reed/);
    const shape = (said: string, name: string) => said.replaceAll(name, 'NAME').replace(/D-\d/g, 'D-?');
    const [one, other] = mine.split(/(?=D-\d: )/).slice(-2);
    expect(shape(one ?? '', 'emma wood').split('\n')[0]).toBe(
      shape(other ?? '', 'nobody known').split('\n')[0],
    );
    expect((await elm.declaration(1)).counterpart).not.toBeNull();
  });
});
