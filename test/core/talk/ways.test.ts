import { afterEach, beforeEach, expect, it } from 'vitest';
import { MAEVE, PRIYA, RUTH, TOM } from '../../support/elm.ts';
import { buttonsOf, openSetting, type TestSetting, words } from '../../support/setting.ts';

let elm: TestSetting;
beforeEach(async () => {
  elm = await openSetting();
});
afterEach(() => elm.close());

it.each([
  ['a verb that is not theirs', TOM, 'inbox', 'What I can do here', 'help'],
  ['a conduct matter, which is not theirs', TOM, `conduct "${RUTH}" clause=G2`, 'What I can do here', 'help'],
  ['another’s case', MAEVE, 'decide D-999', 'My cases', 'inbox'],
  ['an arrangement that is no case of theirs', MAEVE, 'decide A-999', 'My cases', 'inbox'],
] as const)('%s is refused with a button that leads on', async (_, who, said, label, command) => {
  expect(buttonsOf(await elm.ask(who, said))[label]).toEqual({ command, input: {} });
});

it('who asks who may be key person, and may not know, is led to whom parents speak to', async () => {
  const ways = buttonsOf(await elm.ask(TOM, 'key person Mia'));
  expect(ways['Whom parents speak to']).toEqual({ command: 'contacts', input: { child: 'Mia' } });
});

it.each([
  [TOM, 'update', 'You have no open declaration.', 'Declare'],
  [TOM, 'end', 'You have no open declaration or arrangement.', 'My page'],
  [MAEVE, 'decide', 'No case waits for you.', 'My cases'],
  [MAEVE, 'pass', 'No case waits for you.', 'My cases'],
] as const)(
  '%s, who has nothing for it, is not asked for a reference by %s',
  async (who, said, told, label) => {
    const shown = await elm.view(who, said);
    expect(words(shown)).toContain(told);
    expect(Object.keys(buttonsOf(shown))).toContain(label);
    await elm.view(TOM, 'declare "Sarah Reed" friend since=2015');
    expect((await elm.ask(who, said)).kind).toBe('form');
  },
);

it('a declaration that is not theirs is refused, or asked about, with a way to their own', async () => {
  const way = { command: 'declarations', input: {} };
  for (const said of ['update D-999 note=so', 'end D-999 ended_on=2026-11-20 reason=moved']) {
    const answer = await elm.ask(TOM, said);
    const ways =
      answer.kind === 'form'
        ? answer.buttons
        : [{ label: 'My declarations', run: buttonsOf(answer)['My declarations'] }];
    expect(ways, said).toEqual([{ label: 'My declarations', run: way }]);
  }
});

it('a name that is to be matched first is asked about in a form with a way to do so', async () => {
  await elm.view(TOM, 'declare "Sara Reed" friend since=2015 none_of_these=yes');
  const form = await elm.form(MAEVE, {
    command: 'decide',
    input: { ref: 'D-1', outcome: 'noted' },
    submitted: true,
  });
  const again = await elm.form(MAEVE, {
    command: 'decide',
    input: Object.fromEntries(
      form.inputs.flatMap(({ name, value }) => (value === undefined ? [] : [[name, value]])),
    ),
    submitted: true,
  });
  expect(again.buttons).toEqual([
    { label: 'Say who it is', run: { command: 'match', input: { ref: 'D-1' } } },
  ]);
});

it.each([
  [
    'a name like somebody’s',
    [TOM, 'declare "Sara Reed" friend since=2015 none_of_these=yes'],
    'Say who it is',
    'match',
  ],
  [
    'what its declarer, without an account, is to say',
    [MAEVE, `declare "Sarah Reed" friend since=2015 on_behalf_of="${TOM}"`],
    'Record their word',
    'confirm',
  ],
] as const)('a case offers a button for %s, and names no verb', async (_, [who, said], label, command) => {
  await elm.view(who, said);
  const officer = who === MAEVE ? PRIYA : MAEVE;
  const form = await elm.form(officer, 'decide D-1');
  expect(form.buttons).toEqual([{ label, run: { command, input: { ref: 'D-1' } } }]);
  expect(form.intro).not.toMatch(/\b(with|use) (match|confirm)\b/);
});
