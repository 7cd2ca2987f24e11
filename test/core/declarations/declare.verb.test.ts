import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Answer, Input } from '../../../src/core/talk/view.ts';
import { ADMIN, AMINA, BETHANY, CHAIR, MAEVE, PRIYA, RUTH, TOM, ZOE } from '../../support/elm.ts';
import { put } from '../../support/put.ts';
import {
  asView,
  buttonsOf,
  errorOf,
  filled,
  openSetting,
  type TestSetting,
  words,
} from '../../support/setting.ts';

let elm: TestSetting;
beforeEach(async () => {
  elm = await openSetting();
});
afterEach(() => elm.close());

describe('asks, refuses, does, once', () => {
  test('asks for what is missing, says who will read it and what the manager learns', async () => {
    const form = await elm.form(ZOE, 'declare');
    expect(form.intro).toContain(`read by the first of ${MAEVE}, ${PRIYA}, ${RUTH} who is not involved`);
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
    ['since=2019 networks=facebok', 'networks', /did you mean Facebook/],
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
    expect(errorOf(form, 'who')).toMatch(/Which one do you mean/);
    const wrong = await elm.ask(TOM, 'declare "Emma Wood" friend since=2019 child="Mia Reed"');
    expect(errorOf(wrong, 'child')).toMatch(/does not tell the parents/);
    await elm.view(TOM, 'declare "Emma Wood" friend since=2019 child="Jude Harrington"');
    expect((await elm.flagged('Jude Harrington')).map((each) => each.staffName)).toEqual([TOM]);
    expect(await elm.flagged('Elsie Wood')).toEqual([]);
  });
});

/** The values and labels that a question offers, one a line. */
function offered(answer: Answer, field = 'who'): string[] {
  const input = answer.kind === 'form' ? answer.inputs.find(({ name }) => name === field) : undefined;
  return input?.widget.kind === 'choice' ? input.widget.choices.map(({ label }) => label) : [];
}

/** Sends a form again with what it holds and these answers. */
function resend(who: string, answer: Answer, input: Input): Promise<Answer> {
  if (answer.kind !== 'form') throw new Error('that is no form');
  const held = answer.inputs.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]]));
  return elm.submit(who, answer.command, { ...Object.fromEntries(held), ...input });
}

describe('whom it is about', () => {
  test.each([
    ['"sarah reed"', 'Sarah Reed'],
    ['"Sarah"', 'Sarah Reed'],
    ['"Reed, Sarah"', 'Sarah Reed'],
    ['"Dr Sarah Reed"', 'Sarah Reed'],
    ['"Sarah, mother of Mia"', 'Sarah Reed'],
    ['"Callum’s mum"', 'Fiona McBride'],
    ['"McBride"', 'Fiona McBride'],
    ['"Kit Vale"', undefined],
    ['"Karolina Nowak"', 'Karolina Nowak'],
  ])('%s is %s', async (said, name) => {
    const view = await elm.view(ZOE, `declare ${said} friend since=2019`);
    const { counterpart, counterpartName } = await elm.declaration(1);
    const found = (await elm.read((register, id) => register.people.all(id))).find(
      ({ id }) => id === counterpart,
    );
    expect(found?.name).toBe(name);
    if (name) expect(counterpartName).toBe(name);
    if (name === 'Sarah Reed') expect(words(view)).toContain('With: Sarah Reed, parent of Mia Reed');
  });

  test.each(['own_child', 'family', 'household', 'godparent since=2020'])(
    'a child’s name is the child for %s, by its whole name, a part of it, or its number',
    async (kind) => {
      for (const [at, said] of ['"Mia Reed"', '"Mia"', '"C-9"'].entries()) {
        const who = [TOM, AMINA, BETHANY][at] ?? TOM;
        await elm.view(who, `declare ${said} ${kind}`);
        const mia = await elm.child('Mia Reed');
        expect(await elm.declaration(at + 1)).toMatchObject({
          counterpart: null,
          counterpartName: 'Mia Reed',
          child: mia.id,
          childName: 'Mia Reed',
        });
      }
    },
  );

  test('an own child blocks its parent from being its key person', async () => {
    await elm.view(ZOE, 'declare "Mia Reed" own_child');
    expect(await elm.flagged('Mia Reed')).toMatchObject([{ staffName: ZOE }]);
  });

  test('for another kind whose parent is meant is asked before anything is recorded', async () => {
    const form = await elm.ask(ZOE, 'declare "Mia Reed" friend since=2019');
    expect(errorOf(form, 'who')).toBe('That is a child here: whose parent do you mean?');
    expect(offered(form)).toEqual([
      'Mike Reed, parent of Mia Reed',
      'Sarah Reed, parent of Mia Reed',
      'None of these: keep “Mia Reed”',
    ]);
    expect(await elm.audited('declaration.submitted')).toBe(0);
    const sarah = await elm.person('Sarah Reed');
    expect(asView(await resend(ZOE, form, { who: sarah.id })).title).toBe('Declared: D-1');
    expect(await elm.declaration(1)).toMatchObject({ counterpart: sarah.id, counterpartName: 'Sarah Reed' });
  });

  test.each(['Sara Reed', 'Sarah Reid', 'S Reed', 'Sraah Reed', 'Sally Reed'])(
    '%s is like a parent here: it is asked whether it is her, and otherwise the name is kept as typed',
    async (said) => {
      const form = await elm.ask(ZOE, `declare "${said}" friend since=2019`);
      expect(errorOf(form, 'who')).toMatch(/somebody like it\. Is it one of these/);
      expect(offered(form)).toEqual(['Sarah Reed, parent of Mia Reed', `None of these: keep “${said}”`]);
      expect(await elm.audited('declaration.submitted')).toBe(0);
      expect(asView(await resend(ZOE, form, { who: said })).title).toBe('Declared: D-1');
      expect(await elm.declaration(1)).toMatchObject({ counterpart: null, counterpartName: said });
      expect(asView(await resend(TOM, form, { who: (await elm.person('Sarah Reed')).id })).title).toBe(
        'Declared: D-2',
      );
      expect(await elm.declaration(2)).toMatchObject({ counterpartName: 'Sarah Reed' });
    },
  );

  test('none of these, in one line, keeps the name of several and of a likeness', async () => {
    await elm.view(ZOE, 'declare "Emma Wood" friend since=2019 none_of_these=yes');
    await elm.view(ZOE, 'declare "Sara Reed" friend since=2019 none_of_these=yes');
    for (const number of [1, 2]) expect((await elm.declaration(number)).counterpart).toBeNull();
    expect(
      (await elm.form(TOM, 'declare "Sara Reed" friend since=2019 none_of_these=no')).inputs.find(
        ({ name }) => name === 'who',
      )?.error,
    ).toMatch(/one of these/);
  });

  test('the one of several who was chosen is taken, though the name is the one that was asked about', async () => {
    const form = await elm.ask(TOM, 'declare "Emma Wood" friend since=2019');
    const emmas = form.kind === 'form' ? form.inputs.find(({ name }) => name === 'who')?.widget : undefined;
    const [first] = emmas?.kind === 'choice' ? emmas.choices : [];
    await resend(TOM, form, { who: first?.value ?? '' });
    expect(await elm.declaration(1)).toMatchObject({
      counterpart: first?.value,
      counterpartName: 'Emma Wood',
    });
  });

  test('of more than three families one word is too little', async () => {
    for (const [at, name] of ['Ann', 'Bea', 'Cat', 'Dot'].entries())
      await elm.view(
        RUTH,
        `child "Child${at} Pickersgill" starts_on=2027-01-04 carers="${name} Pickersgill"`,
      );
    const form = await elm.ask(ZOE, 'declare "Pickersgill" friend since=2019');
    expect(errorOf(form, 'who')).toMatch(/add the first name or surname, or name the child/);
    expect(offered(form)).toEqual([]);
    await elm.view(ZOE, 'declare "Pickersgill" friend since=2019 child="Child2 Pickersgill"');
    expect((await elm.declaration(1)).counterpartName).toBe('Cat Pickersgill');
    await elm.view(TOM, 'declare "Pickersgill" friend since=2019 none_of_these=yes');
    expect((await elm.declaration(2)).counterpartName).toBe('Pickersgill');
  });

  test.each(['friend since=2018', 'neighbour since=2018', 'household'])(
    'a second declaration about the same person, %s, is answered with the first and how to change it',
    async (kind) => {
      await elm.view(ZOE, 'declare "Sarah Reed" close_friend since=2019');
      const again = await elm.view(ZOE, `declare "Sarah" ${kind}`);
      expect(again.title).toBe('Declared already: D-1');
      expect(buttonsOf(again)['Change it']?.input).toMatchObject({ ref: 'D-1', kind: kind.split(' ')[0] });
      expect(await elm.audited('declaration.submitted')).toBe(1);
    },
  );

  test('so is one about the same name, or the same child', async () => {
    await elm.view(ZOE, 'declare "Kit Vale" friend since=2019');
    expect((await elm.view(ZOE, 'declare "KIT VALE" community since=2018')).title).toBe(
      'Declared already: D-1',
    );
    await elm.view(ZOE, 'declare "Mia Reed" own_child');
    expect((await elm.view(ZOE, 'declare "Mia" family')).title).toBe('Declared already: D-2');
  });
});

describe('a protected child', () => {
  beforeEach(async () => {
    await elm.change(async (register) => {
      await put(register, { children: [{ ...(await elm.child('Mia Reed')), protected: true }] });
    });
  });

  const receiptOf = async (who: string, name: string) => {
    const view = await elm.view(who, `declare "${name}" friend since=2026 networks=facebook`);
    return words(view).replaceAll(/D-\d+/g, 'D-?').replaceAll(name, 'NAME');
  };

  test('nobody but manager, DSO and deputy learns its carers from declare', async () => {
    expect(await receiptOf(ZOE, 'sarah reed')).toBe(await receiptOf(ZOE, 'kit vale'));
    expect((await elm.declaration(1)).counterpart).toBe((await elm.person('Sarah Reed')).id);
    expect(await elm.flagged('Mia Reed')).toHaveLength(1);
    for (const said of ['Sara Reed', 'Sarah', 'Reed', 'Mia’s mum']) {
      await elm.view(TOM, `declare "${said}" friend since=2019`);
    }
    const form = await elm.ask(AMINA, 'declare "Mia Reed" friend since=2019');
    expect(errorOf(form, 'who')).toBe(
      'That is a child here. Please write the name of the parent whom you know.',
    );
    expect(offered(form)).toEqual([]);
    const list = await elm.app.suggest(
      await elm.identity(ZOE),
      { command: 'declare', input: {} },
      'who',
      'reed',
    );
    expect(list).toEqual([]);
  });

  test.each([RUTH, MAEVE, PRIYA])('%s is offered them', async (who) => {
    const list = await elm.app.suggest(
      await elm.identity(who),
      { command: 'declare', input: {} },
      'who',
      'reed',
    );
    expect(list.map(({ label }) => label)).toEqual([
      'Mike Reed, parent of Mia Reed',
      'Sarah Reed, parent of Mia Reed',
    ]);
    expect(offered(await elm.ask(who, 'declare "Sara Reed" friend since=2019'))).toHaveLength(2);
  });
});

describe('the receipt says what is so', () => {
  const receiptOf = async (said: string, who = ZOE) => words(await elm.view(who, `declare ${said}`));

  test('of an own child nothing about parents, networks or boundaries', async () => {
    for (const said of ['"Mia Reed" own_child', '"Daniel Marsh" own_child']) {
      const shown = await receiptOf(said);
      expect(shown).toContain('You cannot be key person for a child of your own');
      expect(shown).not.toMatch(/\(P1\)|\(P2\)|\(P3\)|parent agree/);
    }
  });

  test.each([
    ['household', /Where your colleague may not be key person.*\(P4\)/],
    ['friend since=2019', /nothing changes at work/],
  ])('of a colleague nothing about parents: %s', async (kind, expected) => {
    const shown = await receiptOf(`"Karolina Nowak" ${kind}`);
    expect(shown).toMatch(expected);
    expect(shown).not.toMatch(/\(P1\)|\(P2\)|\(P3\)|a child of this family/);
  });

  test('of a name that nobody here has, that it protects nobody yet', async () => {
    const shown = await receiptOf('"Kit Vale" friend since=2019');
    expect(shown).toContain(
      'I don’t know this name yet; whoever reads this will ask you. Until then it protects nobody',
    );
    expect(shown).not.toMatch(/\(P1\)|\(P4\)/);
  });

  test('of a former parent, that nothing changes now', async () => {
    expect(await receiptOf('"Joanne Blackwell" friend since=2019')).not.toMatch(
      /you cannot be key person for a child of your own/,
    );
  });

  test('who reads it and what the manager learns, as above Submit', async () => {
    const form = await elm.form(ZOE, 'declare');
    const shown = await receiptOf('"Sarah Reed" friend since=2019');
    const readers = `the first of ${MAEVE}, ${PRIYA}, ${RUTH} who is not involved`;
    expect(form.intro).toContain(readers);
    expect(shown).toContain(readers.slice(1));
    const manager = /The manager learns that [^.]*\./;
    expect(shown.match(manager)?.[0]).toBe(form.intro?.match(manager)?.[0]);
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
    expect(since).toMatch(/\(P9\)/);
    expect(since).toMatch(/\(G2\)/);
    expect((await elm.told(MAEVE))[0]?.text).toMatch(/P9.*G2/);
    const prior = words(await elm.view(TOM, 'declare "Sarah Reed" friend since=2019 networks=whatsapp'));
    expect(prior).not.toMatch(/\(P9\)|\(G2\)/);
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
    expect(shown).not.toMatch(/\(P9\)/);
  });

  test('an own child is one by whomever it is reached: a former carer, too; another kind leaves a note there', async () => {
    await elm.view(RUTH, 'child "Mia Reed" carers="Sarah Reed (mother)"');
    await elm.view(ZOE, 'declare "Mike Reed" friend since=2019');
    await elm.view(MAEVE, 'match D-1 carer=former');
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
    const alert = (await elm.told()).find((each) => each.title.startsWith('Please decide'));
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
    for (const who of [MAEVE, PRIYA]) await elm.ask(who, 'away from=23/11/2026 to=24/11/2026');
    await elm.view('Karolina Nowak', `declare "${CHAIR}" friend since=2019`);
    const told = await elm.told();
    expect(told.map((each) => [each.recipientName, each.class])).toEqual([[RUTH, 'alert']]);
    expect(told[0]?.text).toContain('A key child needs a new key person');
  });

  test('nobody is left: the administrator learns that a case exists, and nothing else', async () => {
    for (const who of [MAEVE, PRIYA]) await elm.ask(who, 'away from=23/11/2026 to=18/12/2026');
    const shown = words(await elm.view(RUTH, `declare "${CHAIR}" friend since=2019`));
    expect(shown).toMatch(/Nobody here can read it yet/);
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
    expect((await elm.told(RUTH))[0]?.text).toContain('A key child needs a new key person');
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
    expect((await elm.told(ZOE)).map((each) => each.title)).toEqual([
      'Please check what was recorded for you (D-1)',
    ]);
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
    expect(again).toContain('This is declared already. Nothing was added.');
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

describe('a colleague', () => {
  const counterpart = async () => (await elm.declaration(1)).counterpart;

  test.each(['Zoë Adeyemi', 'zoe adeyemi', 'Adeyemi', 'Zoe', 'Adeyemi, Zoe', 'Ms Adeyemi'])(
    'is kept by who they are, named as %s, and so under another name',
    async (name) => {
      const said = await elm.view(TOM, `declare "${name}" partner since=2019`);
      expect(words(said)).toContain('Zoë Adeyemi');
      const zoe = await elm.person(ZOE);
      expect(await counterpart()).toBe(zoe.id);
      await elm.change((register) => put(register, { people: [{ ...zoe, name: 'Zoë Bell' }] }));
      await elm.view(AMINA, 'declare "Sarah Reed" friend since=2019 networks=facebook');
      await elm.view('Zoë Bell', 'declare "Sarah Reed" friend since=2019');
      const rows = await elm.view(RUTH, 'keyperson "Mia Reed"');
      expect(words(rows)).toMatch(/Tom Ridley.*Check first.*K16/);
    },
  );

  test.each(['Zoe Adeyemy', 'Zoë Ademeyi'])('who is like %s is asked about', async (name) => {
    const asked = await elm.form(TOM, `declare "${name}" partner since=2019`);
    const widget = asked.inputs.find((input) => input.name === 'who')?.widget;
    expect(JSON.stringify(widget)).toContain(ZOE);
  });

  test('and a parent, whom the same word fits, are asked about', async () => {
    await elm.view(RUTH, 'child "Kit Ames" starts_on=2026-11-23 carers="Tom Ames (father)"');
    const asked = await elm.form(ZOE, 'declare "Tom" partner since=2019');
    const widget = JSON.stringify(asked.inputs.find((input) => input.name === 'who')?.widget);
    expect(widget).toContain('Tom Ames, father of Kit Ames');
    expect(widget).toContain(TOM);
  });

  test('and a parent whose name is closely like the same word are asked about', async () => {
    await elm.view(RUTH, 'child "Kit Ames" starts_on=2026-11-23 carers="Thomas Ames (father)"');
    const asked = await elm.form(ZOE, 'declare "Tom" partner since=2019');
    const widget = JSON.stringify(asked.inputs.find((input) => input.name === 'who')?.widget);
    expect(widget).toContain('Thomas Ames');
    expect(widget).toContain(TOM);
  });

  test('is no answer to connect by a part of the name: nobody is cleared by it', async () => {
    expect(words(await elm.view(TOM, 'connect "Zoe" facebook'))).toContain(
      'I know no parent here of that name',
    );
  });

  test('is not myself', async () => {
    await elm.view(TOM, 'declare "Ridley" family');
    expect(await counterpart()).toBeNull();
  });
});

describe('a child whose name is closely like the one that was typed', () => {
  const asked = async (said: string) => {
    const form = await elm.form(ZOE, said);
    return JSON.stringify(form.inputs.find((input) => input.name === 'child')?.widget);
  };

  test.each(['Mia Read', 'Miya Reed', 'Mia Rede'])(
    'is asked about before anything is recorded: %s',
    async (name) => {
      expect(await asked(`declare "Their Aunt" family child="${name}"`)).toContain('C-9');
      expect(await elm.audited('declaration.submitted')).toBe(0);
      await elm.view(ZOE, 'declare "Their Aunt" family child=C-9');
      expect((await elm.declaration(1)).child).toBe((await elm.child('Mia Reed')).id);
    },
  );

  test('is not, where the form says that it is none of these', async () => {
    const form = await elm.form(ZOE, 'declare "Their Aunt" family child="Mia Read"');
    const said = { ...filled(form), child: 'Mia Read' };
    expect((await elm.submit(ZOE, 'declare', said)).kind).toBe('view');
    expect(await elm.declaration(1)).toMatchObject({ child: null, childName: 'Mia Read' });
    await elm.view(TOM, 'declare "Their Uncle" family child="Mia Read" none_of_these=yes');
    expect(await elm.declaration(2)).toMatchObject({ child: null, childName: 'Mia Read' });
  });

  test('and one that only shares a word with a child is taken as typed', async () => {
    await elm.view(ZOE, 'declare "Their Aunt" family child="Percival Reed"');
    expect(await elm.declaration(1)).toMatchObject({ child: null, childName: 'Percival Reed' });
  });

  test('is asked about by arrange and contacts too, which need a child that is here', async () => {
    for (const said of ['arrange "Mia Read" babysitting starts_on=24/11/2026', 'contacts "Mia Read"'])
      expect([said, await asked(said)]).toEqual([said, expect.stringContaining('C-9')]);
  });
});

describe('update asks as declare does', () => {
  beforeEach(async () => {
    await elm.view(ZOE, 'declare "Quentin Marlowe" friend since=2019');
  });
  const asked = async (said: string, field: string) =>
    JSON.stringify((await elm.form(ZOE, said)).inputs.find((input) => input.name === field)?.widget);

  test('about a parent who is closely like the new name', async () => {
    expect(await asked('update D-1 who="Sara Reed"', 'who')).toContain('Sarah Reed, parent of Mia Reed');
    await elm.view(ZOE, 'update D-1 who="Sara Reed" none_of_these=yes');
    expect(await elm.declaration(1)).toMatchObject({ counterpart: null, counterpartName: 'Sara Reed' });
  });

  test('about whose parent is meant, about a colleague and about a child', async () => {
    expect(await asked('update D-1 who="Mia Reed"', 'who')).toContain('Sarah Reed, parent of Mia Reed');
    expect(await asked('update D-1 child="Mia Read"', 'child')).toContain('C-9');
    await elm.view(ZOE, 'update D-1 who="Ridley"');
    expect((await elm.declaration(1)).counterpart).toBe((await elm.person(TOM)).id);
  });
});
