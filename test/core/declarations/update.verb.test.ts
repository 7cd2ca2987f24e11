import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { ADMIN, CHAIR, MAEVE, PRIYA, RUTH, TOM, ZOE } from '../../support/elm.ts';
import { put } from '../../support/put.ts';
import { asForm, errorOf, openSetting, type TestSetting, words } from '../../support/setting.ts';

let elm: TestSetting;
beforeEach(async () => {
  elm = await openSetting();
});
afterEach(() => elm.close());

describe('update', () => {
  beforeEach(async () => {
    await elm.view(ZOE, 'declare "Sarah Reed" friend since=2019 networks=facebook note="met at school"');
  });

  test('asks which one, of mine that are open; and, told which, shows what stands', async () => {
    const form = await elm.form(ZOE, 'update');
    expect(form.inputs[0]?.widget).toEqual({
      kind: 'choice',
      choices: [{ value: 'D-1', label: 'D-1: Sarah Reed' }],
    });
    const which = await elm.form(ZOE, 'update D-1');
    expect(which.inputs.filter((each) => each.error)).toEqual([]);
    expect(Object.fromEntries(which.inputs.map((each) => [each.name, each.value]))).toMatchObject({
      ref: 'D-1',
      who: 'Sarah Reed',
      kind: 'friend',
      since: '2019',
      networks: ['facebook'],
      note: 'met at school',
    });
    expect(await elm.audited('declaration.updated')).toBe(0);
  });

  test('is asked for alone, so that nothing left empty before it is shown wipes what stands', async () => {
    expect((await elm.form(ZOE, 'update')).inputs.map((each) => each.name)).toEqual(['ref', 'nonce']);
    const form = asForm(await elm.submit(ZOE, 'update', { ref: 'D-1', who: '', networks: [], note: '' }));
    expect(form.inputs.filter((each) => each.error)).toEqual([]);
    expect(form.inputs.find((each) => each.name === 'note')?.value).toBe('met at school');
    expect(form.inputs.find((each) => each.name === 'networks')?.value).toEqual(['facebook']);
  });

  test('changes what is said, leaves the rest, and is submitted anew: the officer and the manager hear of it', async () => {
    await elm.view(MAEVE, 'decide D-1 noted');
    const view = await elm.view(ZOE, 'update D-1 kind=close_friend networks=""', '2026-11-24T10:00:00Z');
    expect(view.title).toBe('Changed: D-1');
    expect(await elm.declaration(1)).toMatchObject({
      state: 'submitted',
      outcome: null,
      nextReview: null,
      kind: 'close_friend',
      since: '2019',
      networks: [],
      note: 'met at school',
      dueOn: '2026-11-25',
    });
    expect((await elm.told(MAEVE)).map((each) => each.title)).toContain(
      'D-1: your decision is due by 25 Nov 2026',
    );
  });

  test('an end that was asked for is taken back by it', async () => {
    await elm.view(MAEVE, 'decide D-1 noted');
    await elm.ask(ZOE, 'end D-1 ended_on=20/11/2026 reason=moved');
    await elm.view(ZOE, 'update D-1 note="still in touch"');
    expect(await elm.declaration(1)).toMatchObject({ state: 'submitted', endedOn: null, endReason: null });
  });

  test('the same thing twice changes nothing and tells nobody', async () => {
    const told = (await elm.told()).length;
    const input = {
      ref: 'D-1',
      who: 'Sarah Reed',
      kind: 'friend',
      since: '2019',
      networks: 'facebook',
      note: 'met at school',
    };
    expect(words(await elm.submit(ZOE, 'update', input))).toContain('Nothing was added');
    await elm.view(MAEVE, 'decide D-1 noted');
    const more = (await elm.told()).length;
    expect(words(await elm.submit(ZOE, 'update', input))).toContain('Nothing was added');
    expect(await elm.declaration(1)).toMatchObject({ state: 'active', outcome: 'noted' });
    expect((await elm.told()).length).toBe(more);
    expect(more).toBe(told + 1);
    expect(await elm.audited('declaration.updated')).toBe(0);
  });

  test("refuses another's, one that is closed and one that never was, all in the same words", async () => {
    await elm.view(MAEVE, 'decide D-1 noted');
    await elm.ask(ZOE, 'end D-1 ended_on=20/11/2026 reason=moved');
    await elm.view(MAEVE, 'decide D-1 closed note=ok');
    await elm.view(ZOE, 'declare "Mike Reed" friend since=2019');
    const others = errorOf(await elm.ask(TOM, 'update D-2 note=x'), 'ref')?.replace('D-2', 'D-?');
    expect(errorOf(await elm.ask(TOM, 'update D-99 note=x'), 'ref')?.replace('D-99', 'D-?')).toBe(others);
    expect(errorOf(await elm.ask(ZOE, 'update D-1 note=x'), 'ref')?.replace('D-1', 'D-?')).toBe(others);
    expect(JSON.stringify(await elm.ask(TOM, 'update D-2'))).not.toMatch(/Mike|Reed/);
  });

  test('refuses to name somebody else, to take since back, and days to come', async () => {
    expect(errorOf(await elm.ask(ZOE, 'update D-1 who="Mike Reed"'), 'who')).toMatch(/declare anew/);
    expect(errorOf(await elm.ask(ZOE, 'update D-1 who="Nobody Here"'), 'who')).toMatch(/declare anew/);
    expect(errorOf(await elm.ask(ZOE, 'update D-1 kind=friend since=""'), 'since')).toMatch(/since when/);
    expect(errorOf(await elm.ask(ZOE, 'update D-1 since=2030'), 'since')).toMatch(/still to come/);
    expect(errorOf(await elm.ask(ZOE, 'update D-one note=x'), 'ref')).toMatch(/like D-12/);
  });

  test('never lifts what the officer has not: a name of the same spelling is not linked by its declarer', async () => {
    await elm.view(TOM, 'declare "Peter Lund" friend since=2019');
    await elm.ask(RUTH, 'child "Anna Lund" starts_on=24/11/2026 carers="Peter Lund (father)"');
    await elm.ask(MAEVE, 'match D-2 reject');
    await elm.submit(TOM, 'update', {
      ref: 'D-2',
      who: 'Peter Lund',
      kind: 'friend',
      since: '2019',
      note: 'another Peter',
    });
    expect(await elm.declaration(2)).toMatchObject({ counterpart: null, state: 'submitted' });
  });

  test('a committee member cannot tell by it whether a family is here', async () => {
    await elm.view(CHAIR, 'declare "ivy mortimer" friend since=2019 child="no such child"');
    await elm.view(CHAIR, 'declare "mike reed" friend since=2019 child="mia reed"');
    for (const field of [
      'who="sarah reed"',
      'who="emma wood"',
      'who="nobody at all"',
      'child="isla marsh"',
      'child="nobody"',
    ]) {
      const answers = [];
      for (const ref of ['D-2', 'D-3'])
        answers.push(words(await elm.ask(CHAIR, `update ${ref} ${field}`)).replaceAll(ref, 'D-?'));
      expect(answers[0], field).toBe(answers[1]);
    }
  });
});

describe('end', () => {
  beforeEach(async () => {
    await elm.view(ZOE, 'declare "Sarah Reed" friend since=2019');
    await elm.view(MAEVE, 'decide D-1 noted');
  });

  test('asks for what is missing, and says that nothing is lifted by it', async () => {
    const form = await elm.form(ZOE, 'end D-1');
    expect(form.intro).toMatch(/lifts nothing/);
    expect(form.inputs.filter((each) => each.required).map((each) => each.name)).toEqual([
      'ended_on',
      'reason',
    ]);
    expect(form.inputs.find((each) => each.name === 'ended_on')?.value).toBe('2026-11-23');
  });

  test('lifts no block: only the officer’s closing does', async () => {
    await elm.view(ZOE, 'end D-1 ended_on=20/11/2026 reason="lost touch"');
    expect(await elm.declaration(1)).toMatchObject({ state: 'end_requested', endedOn: '2026-11-20' });
    const refused = await elm.view(RUTH, `assign child="Callum McBride" staff="${ZOE}"`);
    expect(refused.refused).toBeUndefined();
    const blocked = await elm.view(RUTH, `assign child="Mia Reed" staff="${ZOE}" role=co_key_person`);
    expect(blocked).toMatchObject({ refused: true, cites: ['P4', 'K4'] });
    await elm.view(MAEVE, 'decide D-1 closed note="talked it over"');
    expect((await elm.view(RUTH, `assign child="Mia Reed" staff="${ZOE}" role=co_key_person`)).title).toBe(
      'Allocated',
    );
    const [mark] = await elm.held('Mia Reed');
    expect(mark?.flaggedOn).toBeNull();
  });

  test('refuses what is not mine, a day to come and no date at all; twice it is asked once', async () => {
    expect(errorOf(await elm.ask(TOM, 'end D-1 ended_on=20/11/2026 reason=x'), 'ref')).toBe(
      errorOf(await elm.ask(TOM, 'end D-9 ended_on=20/11/2026 reason=x'), 'ref')?.replace('D-9', 'D-1'),
    );
    expect(errorOf(await elm.ask(ZOE, 'end D-1 ended_on=24/11/2026 reason=x'), 'ended_on')).toMatch(
      /still to come/,
    );
    expect(errorOf(await elm.ask(ZOE, 'end D-1 ended_on=soon reason=x'), 'ended_on')).toMatch(/25\/03\/2019/);
    await elm.view(ZOE, 'end D-1 ended_on=20/11/2026 reason=moved');
    expect((await elm.view(ZOE, 'end D-1 ended_on=20/11/2026 reason=moved')).title).toBe('D-1: asked to end');
    expect(await elm.audited('declaration.end_requested')).toBe(1);
  });
});

describe('confirm (P3)', () => {
  beforeEach(async () => {
    await elm.view(ZOE, 'declare "Sarah Reed" friend since=2019');
    await elm.view(MAEVE, 'decide D-1 managed');
  });

  test('asks both questions, and refuses what is neither yes nor no', async () => {
    const form = await elm.form(ZOE, 'confirm D-1');
    expect(form.inputs.filter((each) => each.required).map((each) => each.name)).toEqual([
      'still_true',
      'affected_child',
    ]);
    expect(errorOf(await elm.ask(ZOE, 'confirm D-1 perhaps no'), 'still_true')).toBe(
      'Please answer yes or no.',
    );
    expect(errorOf(await elm.ask(TOM, 'confirm D-1 yes no'), 'ref')).toMatch(/no open declaration/);
  });

  test('yes and no keep the outcome and set the next review', async () => {
    await elm.view(ZOE, 'confirm D-1 yes no', '2027-05-20T10:00:00Z');
    expect(await elm.declaration(1)).toMatchObject({
      state: 'active',
      outcome: 'managed',
      nextReview: '2027-11-20',
      affectedChild: false,
    });
    expect(words(await elm.view(ZOE, 'confirm D-1 yes no'))).toContain('Confirmed already');
    expect(await elm.audited('declaration.confirmed')).toBe(1);
  });

  test('a child that was affected goes to the officer at once', async () => {
    await elm.view(ZOE, 'confirm D-1 yes yes', '2027-05-20T10:00:00Z');
    expect(await elm.declaration(1)).toMatchObject({ state: 'active', affectedChild: true });
    const alerts = (await elm.told(MAEVE)).filter((each) => each.text.includes('review'));
    expect(alerts).toHaveLength(1);
    expect(words(await elm.view(MAEVE, 'inbox'))).toContain('D-1');
    await elm.view(ZOE, 'confirm D-1 yes yes');
    expect((await elm.told(MAEVE)).filter((each) => each.text.includes('review'))).toHaveLength(1);
    await elm.view(MAEVE, 'decide D-1 managed');
    expect(words(await elm.view(MAEVE, 'inbox'))).toContain('Nothing waits for you');
  });

  test('no longer true asks to end it, and the block stays', async () => {
    await elm.view(ZOE, 'confirm D-1 no no');
    expect(await elm.declaration(1)).toMatchObject({ state: 'end_requested', endedOn: '2026-11-23' });
    expect((await elm.view(RUTH, `assign child="Mia Reed" staff="${ZOE}" role=back_up`)).cites).toEqual([
      'P4',
      'K4',
    ]);
  });

  test('what has not been decided yet has nothing to be reviewed', async () => {
    await elm.view(TOM, 'declare "Sarah Reed" friend since=2019');
    expect(words(await elm.view(TOM, 'confirm D-2 yes no'))).toMatch(/waiting/);
    expect(await elm.audited('declaration.confirmed')).toBe(0);
  });
});

describe('recorded in error', () => {
  beforeEach(async () => {
    await elm.view(ZOE, 'declare "Sarah Reed" friend since=2019');
  });

  test('takes two: the case’s officer proposes, the next confirms, and then it has no effect', async () => {
    expect(errorOf(await elm.ask(MAEVE, 'decide D-1 void'), 'note') ?? 'asked').toBe('asked');
    expect((await elm.view(MAEVE, 'decide D-1 void note="the wrong Sarah"')).title).toBe('D-1: proposed');
    expect((await elm.declaration(1)).state).toBe('submitted');
    expect((await elm.view(MAEVE, 'decide D-1 void note="again"')).refused).toBe(true);
    expect((await elm.told(PRIYA)).map((each) => each.title)).toEqual(['D-1: recorded in error?']);
    expect(words(await elm.view(PRIYA, 'inbox'))).toContain('a second word');
    await elm.view(PRIYA, 'decide D-1 void note="agreed"');
    expect((await elm.declaration(1)).state).toBe('void');
    expect((await elm.view(RUTH, `assign child="Mia Reed" staff="${ZOE}" role=back_up`)).title).toBe(
      'Allocated',
    );
    expect(errorOf(await elm.ask(ZOE, 'update D-1 note=x'), 'ref')).toMatch(/no open declaration/);
  });

  test('the second person may disagree: it then stands, and goes back to its officer', async () => {
    await elm.view(MAEVE, 'decide D-1 void note="the wrong Sarah"');
    const view = await elm.view(PRIYA, 'decide D-1 noted');
    expect(words(view)).toMatch(/stands/);
    expect(await elm.declaration(1)).toMatchObject({ state: 'submitted', voidProposedBy: null });
    expect(words(await elm.view(MAEVE, 'inbox'))).toContain('your decision');
    expect((await elm.told(MAEVE)).some((each) => each.title === 'D-1: it stands')).toBe(true);
  });

  test('with no other officer its declarer confirms, or says that it stands', async () => {
    await elm.change(async (register) => {
      for (const who of [PRIYA, RUTH, CHAIR])
        await put(register, { people: [{ ...(await elm.person(who)), posts: [] }] });
    });
    await elm.view(MAEVE, 'decide D-1 void note="the wrong Sarah"');
    expect((await elm.told(ZOE)).map((each) => each.title)).toEqual(['D-1: recorded in error?']);
    const form = await elm.form(ZOE, 'confirm D-1');
    expect(form.intro).toMatch(/recorded in error/);
    await elm.view(ZOE, 'confirm D-1 yes no');
    expect(await elm.declaration(1)).toMatchObject({ state: 'submitted', voidProposedBy: null });
    await elm.view(MAEVE, 'decide D-1 void note="truly"');
    await elm.view(ZOE, 'confirm D-1 no no');
    expect((await elm.declaration(1)).state).toBe('void');
  });

  test('waits for the other officers while they are merely away, whatever its declarer says', async () => {
    for (const who of [PRIYA, RUTH, CHAIR])
      await elm.ask(RUTH, `away staff="${who}" from=23/11/2026 to=24/11/2026`);
    const proposed = words(await elm.view(MAEVE, 'decide D-1 void note="the wrong Sarah"'));
    expect(proposed).toMatch(/No other officer is here today/);
    expect(await elm.told(ZOE)).toEqual([]);
    expect((await elm.told(ADMIN)).map((each) => each.title)).toEqual(['D-1: nobody can handle this case']);
    expect((await elm.form(ZOE, 'confirm D-1')).intro).toBe('About D-1');
    await elm.view(ZOE, 'confirm D-1 no no');
    expect(await elm.declaration(1)).toMatchObject({ state: 'end_requested', endedOn: '2026-11-23' });
    expect((await elm.view(MAEVE, 'decide D-1 void note="again"')).refused).toBe(true);
    await elm.view(PRIYA, 'decide D-1 void note="agreed"', '2026-11-25T10:00:00Z');
    expect((await elm.declaration(1)).state).toBe('void');
  });
});

describe('declarations', () => {
  test('says so when there is none, and offers to declare', async () => {
    expect(words(await elm.view(ZOE, 'declarations'))).toMatch(
      /You have declared nothing.*\[Declare a relationship\]/s,
    );
  });

  test('shows state, who opened it and when, and what can be done next; never another’s', async () => {
    await elm.view(ZOE, 'declare "Sarah Reed" friend since=2019');
    await elm.form(MAEVE, 'decide D-1');
    const shown = words(await elm.view(ZOE, 'declarations'));
    expect(shown).toContain('waiting for a decision, due 24 Nov 2026');
    expect(shown).toContain(`Opened by: ${MAEVE}, 23 Nov 2026 at 10:00`);
    expect(shown).toContain('[Change D-1] [End D-1]');
    expect(words(await elm.view(TOM, 'declarations'))).not.toContain('D-1');
    expect((await elm.view('Marcus Bell', 'declarations')).refused).toBe(true);
  });
});
