import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ACKNOWLEDGE, CHAIR, MAEVE, RUTH, TOM, ZOE } from '../../support/elm.ts';
import { put } from '../../support/put.ts';
import {
  buttonsOf,
  draft,
  errorOf,
  openSetting,
  rowsOf,
  type TestSetting,
  words,
} from '../../support/setting.ts';

let elm: TestSetting;
beforeEach(async () => {
  elm = await openSetting();
});
afterEach(() => elm.close());

describe('policy', () => {
  test('shows text, adoption, statements, the newer guidance (F1) and how late its review is (V1)', async () => {
    const shown = words(await elm.view(ZOE, 'policy'));
    for (const said of ['25 Mar 2019', 'overdue by 2428 days', 'S1: ', '2015', 'February 2022', 'Mar 2020'])
      expect(shown).toContain(said);
    expect((await elm.view(ZOE, 'policy CONFIDENTIALITY')).title).toMatch(/^confidentiality/);
    expect(errorOf(await elm.ask(ZOE, 'policy other'), 'code')).toMatch(
      /There are: confidentiality, social-media/,
    );
  });

  test('says so when nothing has been adopted', async () => {
    await elm.close();
    elm = await openSetting({ noPolicies: true });
    for (const [who, said, words_] of [
      [ZOE, 'policy', /No policy has been adopted/],
      [ZOE, 'acknowledge', /No policy has been adopted/],
      [ZOE, 'sign', /No confidentiality agreement has been adopted/],
      [RUTH, 'outstanding', /nothing is owed/],
      [RUTH, 'due', /Nothing is due/],
    ] as const)
      expect(words(await elm.view(who, said))).toMatch(words_);
    expect(errorOf(await elm.ask(CHAIR, 'adopt social-media reaffirmed'), 'code')).toMatch(
      /has been imported/,
    );
  });
});

describe('acknowledge', () => {
  test('shows the text, that not keeping to it is a disciplinary matter (G4), and every statement', async () => {
    const form = await elm.form(ZOE, 'acknowledge');
    expect(form.intro).toMatch(/We look after children.*disciplinary matter \(G4\)/s);
    const statements = form.inputs.find((each) => each.name === 'statements');
    expect(statements?.widget).toMatchObject({ kind: 'choices' });
    expect(JSON.stringify(statements?.widget)).toContain('S3');
  });

  test('refuses what is incomplete or unknown, in words', async () => {
    expect(errorOf(await elm.ask(ZOE, 'acknowledge answer=acknowledge statements=S1'), 'statements')).toMatch(
      /not yet: S2, S3/,
    );
    expect(
      errorOf(await elm.ask(ZOE, 'acknowledge answer=acknowledge statements=S1,S9'), 'statements'),
    ).toMatch(/choose one of: S1, S2, S3/);
    expect(errorOf(await elm.ask(ZOE, 'acknowledge answer=maybe'), 'answer')).toMatch(/acknowledge, decline/);
    const form = await elm.submit(ZOE, 'acknowledge', { answer: 'acknowledge' });
    expect(errorOf(form, 'statements')).toBe('Please answer this.');
    expect(errorOf(await elm.submit(ZOE, 'acknowledge', { answer: 'decline' }), 'reason')).toBe(
      'Please answer this.',
    );
    expect(
      errorOf(await elm.ask(ZOE, 'acknowledge code=other answer=acknowledge statements=S1'), 'code'),
    ).toMatch(/no such code/);
    expect(await elm.owed(ZOE)).toContain('social-media');
  });

  test('is recorded once: the second time gives the first receipt', async () => {
    const first = words(await elm.view(ZOE, ACKNOWLEDGE));
    const again = words(await elm.view(ZOE, ACKNOWLEDGE, '2026-11-24T10:00:00Z'));
    expect(first).toContain('On: 23 Nov 2026 at 10:00');
    expect(again).toContain('On: 23 Nov 2026 at 10:00');
    expect(again).toContain('the first receipt stands');
    expect(words(await elm.view(ZOE, 'acknowledge'))).toContain('the first receipt stands');
    expect(await elm.audited('policy.acknowledged')).toBe(1);
    expect(await elm.owed(ZOE)).toEqual(['confidentiality']);
  });

  test('a decline stands, with its reason, beside a later acknowledgement; the manager sees it', async () => {
    await elm.view(ZOE, 'acknowledge answer=decline reason="I want to ask first"');
    expect(rowsOf(await elm.view(RUTH, 'outstanding social-media')).find(([name]) => name === ZOE)?.[4]).toBe(
      '23 Nov 2026: I want to ask first',
    );
    expect(words(await elm.view(ZOE, 'acknowledge answer=decline reason=else'))).toContain(
      'I want to ask first',
    );
    await elm.view(ZOE, ACKNOWLEDGE);
    const kept = await elm.read(async (register, setting) =>
      register.policies.acknowledgementsOf(setting, (await elm.person(ZOE)).id),
    );
    expect(kept.map((each) => each.answer)).toEqual(['decline', 'acknowledge']);
    expect(kept[1]).toMatchObject({ statements: ['S1', 'S2', 'S3'], account: `test:elm:${ZOE}` });
  });
});

describe('sign', () => {
  test('shows the text and what it does not stop (P8)', async () => {
    const form = await elm.form(ZOE, 'sign');
    for (const said of [
      'safeguarding concern',
      'whistleblowing',
      'police',
      'inspectorate',
      'legal advice',
      'disciplinary',
    ])
      expect(form.intro).toContain(said);
  });

  test('wants the signer’s own full name, and a yes', async () => {
    expect(errorOf(await elm.ask(ZOE, `sign "${TOM}" agree=yes`), 'full_name')).toMatch(
      /your own full name.*Zoë Adeyemi/,
    );
    expect(errorOf(await elm.ask(ZOE, `sign "${ZOE}" agree=no`), 'agree')).toMatch(/Nothing was signed/);
    expect(await elm.owed(ZOE)).toContain('confidentiality');
    expect((await elm.view(ZOE, 'sign "zoe  adeyemi" agree=yes')).title).toBe('Signed: confidentiality');
  });

  test('is kept once, and never rewritten', async () => {
    await elm.view(ZOE, `sign "${ZOE}" agree=yes`);
    const again = words(await elm.view(ZOE, `sign "${ZOE}" agree=yes`, '2026-11-25T10:00:00Z'));
    expect(again).toContain('the first signature stands');
    expect(again).toContain('23 Nov 2026');
    expect(await elm.audited('agreement.signed')).toBe(1);
  });
});

describe('outstanding', () => {
  test('names who owes what, when it is due, how late; as CSV too', async () => {
    await elm.view(ZOE, ACKNOWLEDGE);
    const view = await elm.view(RUTH, 'outstanding social-media on=02/12/2026');
    const mine = rowsOf(view).find(([name]) => name === TOM);
    expect(mine).toEqual([TOM, 'Acknowledge social-media', '30 Nov 2026', 'overdue by 2 days', '']);
    expect(rowsOf(view).map(([name]) => name)).not.toContain(ZOE);
    const csv = words(await elm.view(RUTH, buttonsOf(view)['As CSV'] ?? 'me'));
    expect(csv).toContain('Name,What,Due,How late,Declined');
    expect(csv).toContain(`${TOM},Acknowledge social-media,30 Nov 2026,overdue by 2 days,`);
  });

  test('a cell that a spreadsheet would take for a formula is made plain', async () => {
    await elm.view(ZOE, 'acknowledge answer=decline reason="=1+1"');
    expect(words(await elm.view(RUTH, 'outstanding format=csv'))).not.toMatch(/,=1\+1/);
  });

  test('gives the chair the totals and no name, also as CSV', async () => {
    for (const said of ['outstanding', 'outstanding format=csv']) {
      const shown = words(await elm.view(CHAIR, said));
      expect(shown).toContain('social-media: acknowledged: 0 of 11');
      expect(shown).not.toMatch(/Tom|Zoë|Ruth/);
    }
    expect((await elm.view(ZOE, 'outstanding')).cites).toEqual(['authority']);
  });

  describe('on a day gone by', () => {
    const named = async (said: string) => rowsOf(await elm.view(RUTH, said)).map(([name]) => name);

    test('nothing was owed before anything was adopted; then it was, to the day', async () => {
      const tom = await elm.person(TOM);
      const always = tom.posts.map((post) => ({ ...post, from: null }));
      await elm.change((register) => put(register, { people: [{ ...tom, startsOn: null, posts: always }] }));
      expect(words(await elm.view(RUTH, 'outstanding on=2019-03-24'))).toBe(
        'Outstanding\nNothing was owed here on 24 Mar 2019.',
      );
      expect(words(await elm.view(CHAIR, 'outstanding on=2019-03-24'))).not.toContain('0 of');
      expect(await named('outstanding social-media on=2019-03-25')).toEqual([TOM]);
    });

    test('a document that came later was none then, and what it replaced counts as it stood', async () => {
      await elm.view(ZOE, ACKNOWLEDGE);
      await draft(elm, 'social-media', 'policy', '2.0');
      await draft(elm, 'phones', 'policy', '1.0');
      await elm.view(CHAIR, 'adopt social-media material', '2026-11-24T10:00:00Z');
      await elm.view(CHAIR, 'adopt phones material');
      expect(words(await elm.view(RUTH, 'outstanding', '2026-11-26T10:00:00Z'))).toContain('phones');
      expect(words(await elm.view(RUTH, 'outstanding on=2026-11-23'))).not.toContain('phones');
      expect(errorOf(await elm.ask(RUTH, 'outstanding phones on=2026-11-23'), 'code')).toBe(
        'There was no such code on 23 Nov 2026. There were: confidentiality, social-media.',
      );
      expect(await named('outstanding social-media on=2026-11-22')).toContain(ZOE);
      expect(await named('outstanding social-media on=2026-11-23')).not.toContain(ZOE);
      expect(await named('outstanding social-media on=2026-11-24')).toContain(ZOE);
      expect(await named('outstanding phones on=2026-11-24')).toContain(ZOE);
    });

    test('who joined later, or had left, owed nothing then', async () => {
      expect(await named('outstanding on=2026-09-06')).not.toContain('Ellis Farrow');
      expect(await named('outstanding on=2026-09-07')).toContain('Ellis Farrow');
      expect(await named('outstanding on=2027-03-25')).toContain('Ellis Farrow');
      await elm.view(RUTH, 'inbox', '2027-04-01T09:00:00Z');
      expect(await named('outstanding on=2027-03-25')).toContain('Ellis Farrow');
      expect(await named('outstanding on=2027-03-26')).not.toContain('Ellis Farrow');
    });

    test('a decline that came later had not been said', async () => {
      await elm.view(ZOE, 'acknowledge answer=decline reason="not yet"', '2026-11-24T10:00:00Z');
      await elm.view(RUTH, 'inbox', '2026-11-26T10:00:00Z');
      const declined = async (on: string) =>
        rowsOf(await elm.view(RUTH, `outstanding social-media on=${on}`)).find(([name]) => name === ZOE)?.[4];
      expect(await declined('2026-11-23')).toBe('');
      expect(await declined('2026-11-24')).toBe('24 Nov 2026: not yet');
    });
  });

  test('says so when all is done', async () => {
    await elm.close();
    elm = await openSetting({
      without: [
        MAEVE,
        'Priya Raman-Clarke',
        CHAIR,
        'Colin Threadgold',
        ZOE,
        'Amina Yusuf',
        'Karolina Nowak',
        TOM,
        'Bethany Marsh',
        'Ellis Farrow',
        'Marcus Bell',
      ],
    });
    await elm.view(RUTH, ACKNOWLEDGE);
    await elm.view(RUTH, `sign "${RUTH}" agree=yes`);
    expect(words(await elm.view(RUTH, 'outstanding'))).toContain('Everybody has acknowledged and signed');
    expect(words(await elm.view(RUTH, 'me'))).toContain('You owe nothing');
  });

  test('a due date that falls in a closure moves to the third open day after it', async () => {
    await elm.close();
    elm = await openSetting({ setting: { firstImportOn: '2026-12-04' } });
    expect(rowsOf(await elm.view(RUTH, 'outstanding'))[0]?.[2]).toBe('6 Jan 2027');
  });
});

describe('adopt', () => {
  test('asks for the change, everything else prefilled, and first shows what differs and whom it affects', async () => {
    await draft(elm, 'social-media', 'policy', '2.0');
    const form = await elm.form(CHAIR, 'adopt social-media');
    expect(form.intro).toMatch(/version 1\.0.*Draft: version 2\.0.*11 people/s);
    expect(Object.fromEntries(form.inputs.map((each) => [each.name, each.value]))).toMatchObject({
      version: '2.0',
      adopted_on: '2026-11-23',
      next_review: '2027-11-23',
      signatory: CHAIR,
      signatory_role: 'chair',
    });
    expect(errorOf(form, 'change')).toBeUndefined();
    expect((await elm.form(CHAIR, 'adopt')).intro).toContain('confidentiality, social-media');
  });

  test('material: everyone owes it again, and signs again', async () => {
    await elm.view(ZOE, ACKNOWLEDGE);
    await elm.view(ZOE, `sign "${ZOE}" agree=yes`);
    await draft(elm, 'social-media', 'policy', '2.0');
    await draft(elm, 'confidentiality', 'confidentiality', '2.0');
    await elm.view(CHAIR, 'adopt social-media material');
    await elm.view(CHAIR, 'adopt confidentiality material');
    expect(await elm.owed(ZOE)).toEqual(['confidentiality', 'social-media']);
    expect(words(await elm.view(ZOE, 'policy'))).toContain('A new text of social-media');
    const kept = await elm.read(async (register, setting) =>
      register.policies.acknowledgementsOf(setting, (await elm.person(ZOE)).id),
    );
    expect(kept).toHaveLength(1);
  });

  test('minor and reaffirmed: what was acknowledged stands', async () => {
    await elm.view(ZOE, ACKNOWLEDGE);
    await draft(elm, 'social-media', 'policy', '1.1');
    await elm.view(CHAIR, 'adopt social-media minor');
    expect(await elm.owed(ZOE)).toEqual(['confidentiality']);
    const view = await elm.view(CHAIR, 'adopt social-media reaffirmed next_review="Nov 2027"');
    expect(words(view)).toContain('social-media 1.2');
    expect(await elm.owed(ZOE)).toEqual(['confidentiality']);
    expect(rowsOf(await elm.view(CHAIR, 'due', '2027-10-01T09:00:00Z'))).toContainEqual([
      'social-media: A new text',
      '30 Nov 2027',
      'in 60 days',
    ]);
  });

  test('once when repeated, whatever the change and the spelling of the code', async () => {
    await elm.view(CHAIR, 'adopt social-media reaffirmed');
    expect(words(await elm.view(CHAIR, 'adopt Social-Media reaffirmed'))).toContain('Adopted already');
    await draft(elm, 'confidentiality', 'confidentiality', '2.0');
    await elm.view(CHAIR, 'adopt confidentiality material');
    expect(words(await elm.view(CHAIR, 'adopt CONFIDENTIALITY material'))).toContain('Adopted already');
    expect(await elm.audited('policy.adopted')).toBe(2);
  });

  test('by a manager, for a minuted decision: the chair is told', async () => {
    await elm.view(RUTH, 'adopt social-media reaffirmed');
    expect((await elm.told(CHAIR)).map((each) => each.title)).toEqual(['social-media: version 1.1 recorded']);
  });

  test.each([
    ['adopt social-media material', 'change', /There is no draft/],
    ['adopt social-media reaffirmed version=1.0', 'version', /adopted before/],
    ['adopt social-media reaffirmed adopted_on=24/11/2026', 'adopted_on', /still to come/],
    ['adopt social-media reaffirmed next_review=2025', 'next_review', /day to come/],
    ['adopt social-media reaffirmed next_review=always', 'next_review', /day to come/],
    ['adopt other reaffirmed', 'code', /no such code here/],
    ['adopt social-media renewed', 'change', /material, minor, reaffirmed/],
  ])('refuses in words: %s', async (said, field, complaint) => {
    expect(errorOf(await elm.ask(CHAIR, said), field)).toMatch(complaint);
    expect(await elm.audited('policy.adopted')).toBe(0);
  });

  test('is nobody else’s', async () => {
    for (const who of [MAEVE, ZOE, 'Colin Threadgold'])
      expect((await elm.view(who, 'adopt social-media reaffirmed')).cites).toEqual(['authority']);
  });
});

describe('due', () => {
  test('has the overdue policy on top with its days, the declarations one handles, and what needs a successor', async () => {
    await elm.view(ZOE, 'declare "Sarah Reed" friend since=2019');
    await elm.view(MAEVE, 'decide D-1 managed next_review=01/12/2026');
    expect(rowsOf(await elm.view(MAEVE, 'due'))).toEqual([
      ['social-media: Social media and relationships', '31 Mar 2020', 'overdue by 2428 days'],
      [`D-1, ${ZOE}`, '1 Dec 2026', 'in 8 days'],
    ]);
    const manager = rowsOf(await elm.view(RUTH, 'due')).map(([what]) => what);
    expect(manager).toContain('KP-10: a successor');
    expect(manager.join()).not.toContain('D-1');
    expect(rowsOf(await elm.view(CHAIR, 'due')).map(([what]) => what)).toHaveLength(1);
    expect((await elm.view(ZOE, 'due')).cites).toEqual(['authority']);
  });

  test.each([
    ['22 Jan 2027', '2027-01-22', 'in 60 days'],
    ['23 Jan 2027', '2027-01-23', undefined],
  ])('looks 60 days ahead for all that it lists: %s', async (_, day, late) => {
    await elm.view(ZOE, 'declare "Sarah Reed" friend since=2019');
    await elm.view(MAEVE, `decide D-1 noted next_review=${day}`);
    await elm.change(async (register, setting) => {
      for (const version of await register.policies.inForce(setting))
        await put(register, { policies: [{ ...version, nextReview: day }] });
      for (const each of await register.allocations.open(setting, '2026-11-23'))
        await put(register, { allocations: [{ ...each, flaggedOn: '2026-11-23', dueOn: day }] });
    });
    for (const [who, kinds] of [
      [MAEVE, ['D', 'confidentiality', 'social']],
      [RUTH, ['KP', 'confidentiality', 'social']],
      [CHAIR, ['confidentiality', 'social']],
    ] as const) {
      const shown = await elm.view(who, 'due');
      const rows = rowsOf(shown);
      expect([...new Set(rows.map(([what]) => what?.split(/[-:]/)[0]))].sort()).toEqual(late ? kinds : []);
      expect(rows.every((cells) => cells[2] === late)).toBe(true);
      if (!late) expect(words(shown)).toBe('Due for review\nNothing is due within 60 days.');
    }
  });
});
