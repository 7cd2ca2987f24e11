import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MAEVE, ZOE } from '../../support/elm.ts';
import { put } from '../../support/put.ts';
import { asForm, asView, errorOf, openSetting, type TestSetting, words } from '../../support/setting.ts';
import { keptIn } from '../../support/store.ts';

let elm: TestSetting;
beforeEach(async () => {
  elm = await openSetting();
});
afterEach(() => elm.close());

describe('a form', () => {
  test('is what one gets while something is missing, and nothing in it is called wrong yet', async () => {
    const form = await elm.form(ZOE, 'declare Sarah Reed');
    expect(form.inputs.find((each) => each.name === 'who')?.value).toBe('Sarah Reed');
    expect(form.inputs.filter((each) => each.error)).toEqual([]);
    expect(form.inputs.filter((each) => each.required).map((each) => each.name)).toEqual(['who', 'kind']);
  });

  test('of which only a page is turned is drawn with its answers, and nothing is carried out', async () => {
    const input = { who: 'Sarah Reed', kind: 'friend', since: '2019' };
    const form = await elm.form(ZOE, { command: 'declare', input, turns: true });
    expect(form.inputs.find((each) => each.name === 'since')?.value).toBe('2019');
    expect(await elm.audited('declaration.submitted')).toBe(0);
    await elm.view(ZOE, { command: 'declare', input });
    expect(await elm.audited('declaration.submitted')).toBe(1);
  });

  test('says what is missing once it was sent, and keeps the answers', async () => {
    const form = asForm(await elm.submit(ZOE, 'declare', { who: 'Sarah Reed', kind: 'friend', since: '' }));
    expect(errorOf(form, 'since')).toBe('Please answer this.');
    expect(form.inputs.find((each) => each.name === 'who')?.value).toBe('Sarah Reed');
    expect(form.inputs.find((each) => each.name === 'kind')?.value).toBe('friend');
  });

  test('complains of a wrong answer at once, and keeps it to be corrected', async () => {
    const form = await elm.form(ZOE, 'declare Sarah Reed kind=mate since=yesterday');
    expect(errorOf(form, 'kind')).toMatch(
      /^“mate” is not one of the kinds\. Please choose one of: own_child/,
    );
    expect(errorOf(form, 'since')).toMatch(/^“yesterday” is no date that I can read\. Please write a year/);
    expect(form.inputs.find((each) => each.name === 'since')?.value).toBe('yesterday');
  });

  test.each(['31/12/9999', '1 Jan 2200', '9999-12'])(
    'takes no %s: what is reckoned from it would leave the calendar',
    async (when) => {
      const form = await elm.form(ZOE, `declare Sarah Reed kind=friend since="${when}"`);
      expect(errorOf(form, 'since')).toMatch(/check the year/);
    },
  );

  test.each(['contacts nonce', 'sign shown', 'acknowledge shown'])(
    'carries unseen no more than Candour gave it: %s',
    async (said) => {
      const view = asView(await elm.ask(ZOE, `${said}="${'a'.repeat(201)}"`));
      expect([view.refused, words(view)]).toEqual([true, expect.stringContaining('start again')]);
      expect((await elm.ask(ZOE, `${said}="${'a'.repeat(200)}"`)).kind).toBe('form');
    },
  );

  test('shows what was typed in the codes that it offers', async () => {
    const form = await elm.form(
      ZOE,
      'declare who="Sarah Reed" kind="Close friend" networks=Facebook,whatsapp',
    );
    expect(form.inputs.find((each) => each.name === 'kind')?.value).toBe('close_friend');
    expect(form.inputs.find((each) => each.name === 'networks')?.value).toEqual(['facebook', 'whatsapp']);
  });

  test('is drawn again with the complaint when carrying it out finds a fault, and nothing is kept', async () => {
    const form = asForm(await elm.submit(ZOE, 'declare', { who: ZOE, kind: 'friend', since: '2019' }));
    expect(errorOf(form, 'who')).toMatch(/own_child|own child/);
    expect(await elm.audited('declaration.submitted')).toBe(0);
  });

  test('is drawn again for a verb that only reads, too', async () => {
    expect(errorOf(await elm.ask('Ruth Hallam', 'outstanding nothing'), 'code')).toMatch(/no such code/);
    expect(errorOf(await elm.ask(ZOE, 'policy nothing'), 'code')).toMatch(/no such code/);
    expect(errorOf(await elm.ask(ZOE, 'help nothing'), 'verb')).toMatch(/no such command/);
    expect(errorOf(await elm.ask(ZOE, 'contacts "Nobody Here"'), 'child')).toMatch(/No child of that name/);
  });

  test('turns a name that fits several into a choice, and the choice is understood', async () => {
    await elm.change(async (register, setting) => {
      const amina = (await register.people.byName(setting, 'aminayusuf'))[0];
      if (!amina) throw new Error('no Amina');
      await put(register, { people: [{ ...amina, id: amina.id.replace(/^.{8}/, 'aaaaaaaa'), email: null }] });
    });
    const form = await elm.form('Ruth Hallam', 'assign child="Callum McBride" staff="Amina Yusuf"');
    const { widget, error } = form.inputs.find((each) => each.name === 'staff') ?? {};
    expect(error).toMatch(/Several people/);
    if (widget?.kind !== 'choice') throw new Error('not a choice');
    expect(widget.choices).toHaveLength(2);
    const chosen = widget.choices[0]?.value ?? '';
    const done = await elm.submit('Ruth Hallam', 'assign', { child: 'Callum McBride', staff: chosen });
    expect(asView(done).title).toBe('Allocated');
  });
});

describe('a refusal', () => {
  test('of a role names no rule but authority', async () => {
    const view = await elm.view(ZOE, 'keyperson Mia Reed');
    expect(view).toMatchObject({ refused: true, cites: ['authority'] });
  });

  test('of an answer to a question that there is not is said in the form, or where there is none', async () => {
    expect((await elm.form(ZOE, 'declare nickname=Sal')).intro).toContain('There is no “nickname” here.');
    for (const verb of ['me', 'inbox', 'declarations'])
      expect(await elm.view(MAEVE, `${verb} constructor=1`)).toMatchObject({
        refused: true,
        blocks: [{ kind: 'text', text: 'There is no “constructor” here.' }],
      });
  });

  test('takes back all that was written on the way', async () => {
    const before = await elm.read((register, setting) => register.audit.head(setting));
    const answer = await elm.ask('Ruth Hallam', {
      command: 'child',
      input: {
        name: 'Nell Saunders',
        starts_on: '2026-12-01',
        carers: 'New Person; Emma Wood (mother)',
      },
      submitted: true,
    });
    expect(errorOf(answer, 'carers')).toMatch(/Several people here are called Emma Wood/);
    expect(await elm.read((register, setting) => register.children.byName(setting, 'nellsaunders'))).toEqual(
      [],
    );
    expect(await elm.read((register, setting) => register.people.byName(setting, 'newperson'))).toEqual([]);
    expect(await elm.read((register, setting) => register.audit.head(setting))).toEqual(before);
  });

  test('NUL and half characters are refused before they reach the register', async () => {
    const view = await elm.view(ZOE, { command: 'declare', input: { who: 'Sarah\0Reed' } });
    expect(view.refused).toBe(true);
    const half = await elm.view(ZOE, { command: 'declare', input: { who: 'Sarah \ud800' } });
    expect(half.refused).toBe(true);
  });
});

describe('the same thing twice', () => {
  test('a form that is sent twice makes one record and is answered alike', async () => {
    const form = await elm.form(ZOE, 'declare');
    const nonce = form.inputs.find((each) => each.name === 'nonce')?.value as string;
    expect(nonce).toMatch(/^[0-9a-f-]{36}$/);
    const input = { who: 'Sarah Reed', kind: 'friend', since: '2019', nonce };
    const first = await elm.submit(ZOE, 'declare', input);
    const again = await elm.submit(ZOE, 'declare', input);
    expect(again).toEqual(first);
    expect(asView(again).title).toBe('Declared: D-1');
    expect(await elm.audited('declaration.submitted')).toBe(1);
  });

  test('two that arrive at the same moment make one record', async () => {
    const input = { who: 'Sarah Reed', kind: 'friend', since: '2019', nonce: 'one-form' };
    const [first, again] = await Promise.all([
      elm.submit(ZOE, 'declare', input),
      elm.submit(ZOE, 'declare', input),
    ]);
    expect(again).toEqual(first);
    expect(await elm.audited('declaration.submitted')).toBe(1);
  });

  test('a delivery that is repeated gets the first answer, even where the register has moved on', async () => {
    const said = { ...elm.app.parse('declare "Sarah Reed" friend since=2019'), keys: ['event-7'] };
    const first = await elm.ask(ZOE, said);
    await elm.ask(ZOE, 'end D-1 ended_on=23/11/2026 reason=moved');
    expect(await elm.ask(ZOE, said)).toEqual(first);
  });

  test("one person's nonce is nobody else's", async () => {
    const input = { who: 'Sarah Reed', kind: 'friend', since: '2019', nonce: 'same' };
    const mine = await elm.submit(ZOE, 'declare', input);
    const theirs = await elm.submit('Tom Ridley', 'declare', input);
    expect([asView(mine).title, asView(theirs).title]).toEqual(['Declared: D-1', 'Declared: D-2']);
  });
});

test('free text that is no command is answered with the line about concerns and two ways on, and is kept nowhere', async () => {
  const said = 'Mia came in with a parrot and I am troubled';
  const view = await elm.view(ZOE, said);
  expect(words(view)).toMatch(/In danger: 999\. Worried about a child: tell Maeve O'Sullivan or /);
  expect(words(view)).toMatch(/In danger.*I have not kept it.*\[My page\]/s);
  expect(await keptIn(elm)).not.toContain('parrot');
});

test('control characters and direction overrides are refused at the door, line breaks are not', async () => {
  for (const who of ['Eve\u001b[31m', 'Eve\u0007', 'Eve \u202Enmub', 'Eve\u0085']) {
    const answer = await elm.submit(ZOE, 'declare', { who, kind: 'friend', since: '2019' });
    expect(words(answer)).toContain('This holds a character that cannot be kept');
  }
  await elm.submit(ZOE, 'declare', {
    who: 'Eve Vale',
    kind: 'friend',
    since: '2019',
    note: 'one\ntwo\tthree',
  });
  expect(words(await elm.view(ZOE, 'declarations'))).toContain('Eve Vale');
});
