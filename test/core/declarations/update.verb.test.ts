import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { CHAIR, MAEVE, RUTH, TOM, ZOE } from '../../support/elm.ts';
import { asForm, errorOf, openSetting, rowsOf, type TestSetting, words } from '../../support/setting.ts';

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
      choices: [{ value: 'D-1', label: 'Sarah Reed, declared 23 Nov 2026 (D-1)' }],
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
    expect((await elm.told(MAEVE)).map((each) => each.title)).toContain('Please decide by 25 Nov 2026 (D-1)');
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
    await elm.view(CHAIR, 'declare "ivy mortimer" friend since=2019 child="noah nowhere"');
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

test('no declarer takes back the name of a child that has to be matched (K5)', async () => {
  await elm.view(ZOE, 'declare "Nobody Here" friend since=2019 child="Kit Vale"');
  await elm.view(RUTH, 'child "Kit Vale" starts_on=2026-12-01 carers="Anna Vale"');
  const answer = await elm.submit(ZOE, 'update', { ref: 'D-1', child: '', note: 'x' });
  expect(words(answer)).toContain('The child cannot be changed here');
  const candidates = rowsOf(await elm.view(RUTH, 'keyperson "Kit Vale"'));
  expect(candidates.find(([name]) => name === ZOE)?.[2]).toMatch(/\bK5\b/);
});

test('no declarer makes an own child of a former carer into something lighter (K2)', async () => {
  await elm.submit(RUTH, 'child', { name: 'Mia Reed', carers: 'Mike Reed' });
  await elm.view(ZOE, 'declare "Sarah Reed" own_child');
  expect(await elm.flagged('Mia Reed')).toMatchObject([{ staffName: ZOE }]);
  await elm.submit(ZOE, 'update', { ref: 'D-1', kind: 'friend', since: '2019' });
  expect(await elm.flagged('Mia Reed')).toMatchObject([{ staffName: ZOE }]);
});

test('the committee learns nothing from how an own child is changed', async () => {
  await elm.submit(RUTH, 'child', { name: 'Mia Reed', carers: 'Mike Reed' });
  await elm.view(CHAIR, 'declare "Sarah Reed" own_child');
  await elm.view(CHAIR, 'declare "Kit Vale" own_child');
  const change = (ref: string) => elm.submit(CHAIR, 'update', { ref, kind: 'friend', since: '2019' });
  const said = async (ref: string) => words(await change(ref)).replace(`About ${ref}`, 'About mine');
  const [known, unknown] = [await said('D-1'), await said('D-2')];
  expect(known).toContain('Changed: D-1');
  expect(unknown.replaceAll('Kit Vale', 'Sarah Reed').replaceAll('D-2', 'D-1')).toBe(known);
});

test('who is to be changed tells nobody that a name is one of a protected child’s family', async () => {
  for (const name of ['Sarah Reed', 'Sara Reid', 'Reed', 'Nora Quill', 'Quill'])
    await elm.view(TOM, `declare "${name}" friend since=2019 none_of_these=yes`);
  const refs = ['D-1', 'D-2', 'D-3', 'D-4', 'D-5'];
  await elm.view(RUTH, 'child "Mia Reed" protected=yes');
  const said = await Promise.all(
    refs.map(async (ref) => errorOf(await elm.ask(TOM, `update ${ref} who="Quentin Bly"`), 'who')),
  );
  expect(new Set(said)).toEqual(
    new Set(['Whom you know cannot be changed here. Please end this declaration and declare anew.']),
  );
  await elm.view(RUTH, 'declare "Nora Quill" friend since=2019');
  await elm.view(RUTH, 'update D-6 who="Quentin Bly"');
  expect((await elm.declaration(6)).counterpartName).toBe('Quentin Bly');
});

test.each(['Freya Ashdown', 'Mia Reed', 'Idris Rahman'])(
  'a name of a protected child’s family reads like any other where %s is named too',
  async (child) => {
    await elm.view(RUTH, 'child "Mia Reed" protected=yes');
    const shown = async (name: string, at: string) => {
      const receipt = words(await elm.view(TOM, `declare "${name}" friend since=2019 networks=facebook`, at));
      const [ref] = receipt.match(/D-\d/) ?? [];
      const changed = words(await elm.view(TOM, `update ${ref} child="${child}"`));
      const mine = words(await elm.view(TOM, 'declarations')).split('[Change')[0] ?? '';
      return [receipt, changed, mine]
        .join('\n')
        .replaceAll(name, 'NAME')
        .replaceAll(ref ?? '', 'D-?');
    };
    const one = await shown('Sarah Reed', '2026-11-23T10:05:00Z');
    expect(one).toBe(await shown('Nora Quill', '2026-11-23T10:06:00Z'));
    expect(one).toContain('P4');
  },
);
