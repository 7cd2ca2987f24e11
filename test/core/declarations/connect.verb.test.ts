import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Adult, adultsOf, COMMUNITIES, seeded, wholeName } from '../../support/communities.ts';
import { MAEVE, RUTH, TOM, ZOE } from '../../support/elm.ts';
import { put } from '../../support/put.ts';
import { asView, buttonsOf, openSetting, type TestSetting, words } from '../../support/setting.ts';
import { asWritten } from '../../support/slips.ts';

let elm: TestSetting;
beforeEach(async () => {
  elm = await openSetting();
});
afterEach(() => elm.close());

const ask = async (who: string, said: string) => words(await elm.view(who, said));

test('answers no without a declaration, with G2 and what to do', async () => {
  const said = await ask('Tom Ridley', 'connect "Sarah Reed" network=facebook');
  expect(said).toContain('No, please do not accept');
  expect(said).toContain('G2');
  expect(said).toContain('Thank you for asking');
});

test('answers ask first while undecided, then yes', async () => {
  await elm.view('Tom Ridley', 'declare "Sarah Reed" kind=friend since=2015');
  expect(await ask('Tom Ridley', 'connect "sarah reed" network=whatsapp')).toContain('Ask first');
  await elm.view("Maeve O'Sullivan", 'decide D-1 outcome=noted');
  const yes = await ask('Tom Ridley', 'accept "Sarah Reed" network=whatsapp');
  expect(yes).toContain('Yes, you may');
  expect(yes).toContain('D-1');
  expect(yes).toContain('add WhatsApp to D-1');
});

test('names the same officer whoever has the case, so that nobody learns who has a part in it', async () => {
  await elm.view(TOM, 'declare "Sarah Reed" kind=friend since=2015');
  const before = await ask(TOM, 'connect "Sarah Reed" network=whatsapp');
  expect(before).toContain(`${MAEVE} can tell you more`);
  await elm.view(MAEVE, 'pass D-1 confirm=yes');
  await elm.view(RUTH, `declare "${TOM}" kind=partner since=2015`);
  expect(await ask(TOM, 'connect "Sarah Reed" network=whatsapp')).toBe(before);
});

test('answers no where the friendship began after the child’s start, whatever was decided', async () => {
  await elm.view('Tom Ridley', 'declare "Sarah Reed" kind=friend since=2026');
  await elm.view("Maeve O'Sullivan", 'decide D-1 outcome=noted');
  expect(await ask('Tom Ridley', 'connect "Sarah Reed" network=facebook')).toContain('No, please');
});

test('asks first where a declared name has to be matched', async () => {
  await elm.view('Tom Ridley', 'declare "Nadia Iqbal" kind=friend since=2015');
  await elm.view('Ruth Hallam', 'child "Maryam Iqbal" starts_on=2027-01-04 carers="Nadia Iqbal"');
  expect(await ask('Tom Ridley', 'connect "Nadia Iqbal" network=facebook')).toContain('Ask first');
  await elm.view("Maeve O'Sullivan", 'match D-1 reject=yes');
  expect(await ask('Tom Ridley', 'connect "Nadia Iqbal" network=facebook')).toContain('No, please');
});

test('says that G2 does not apply to somebody whom the register knows as no parent, or none any more', async () => {
  expect(await ask('Tom Ridley', 'connect "Karolina Nowak" network=facebook')).toContain('G2 does not apply');
  await elm.view('Ruth Hallam', 'child "Jude Harrington" leaves_on=20/11/2026');
  await elm.view('Ruth Hallam', 'child "Elsie Wood" leaves_on=20/11/2026');
  expect(await ask('Tom Ridley', 'connect "Emma Wood" network=x')).toContain('G2 does not apply');
});

describe('a name that is like a parent’s or of a child here', () => {
  test.each([
    ['Sara Reed', 'Sarah Reed, parent of Mia Reed'],
    ['Sally Reed', 'Sarah Reed, parent of Mia Reed'],
    ['S Reed', 'Sarah Reed, parent of Mia Reed'],
    ['Fionna MacBride', 'Fiona McBride, parent of Callum McBride'],
    ['Mia Reed', 'Sarah Reed, parent of Mia Reed'],
    ['Calum MacBride', 'Fiona McBride, parent of Callum McBride'],
  ])('%s: ask first, with the one it may be', async (said, label) => {
    const view = await elm.view('Tom Ridley', `connect "${said}" network=facebook`);
    expect(view.title).toBe('Ask first');
    expect(words(view)).toContain("ask Maeve O'Sullivan");
    const run = buttonsOf(view)[label];
    expect(run).toMatchObject({ command: 'connect', input: { network: 'facebook' } });
    if (run) expect((await elm.view('Tom Ridley', run)).title).toBe('No, please do not accept');
  });

  test.each([
    ['Sarah', 'Sarah Reed, parent of Mia Reed'],
    ['Mrs McBride', 'Fiona McBride, parent of Callum McBride'],
    ['Mia’s mum', 'Mia’s mum'],
    ['Reed', 'Reed'],
  ])('%s is a part that is enough: no', async (said, who) => {
    const view = await elm.view('Tom Ridley', `connect "${said}" network=facebook`);
    expect(view.title).toBe('No, please do not accept');
    expect(words(view)).toContain(`Who: ${who}`);
  });

  test('even somebody who works here, where a parent’s name is like theirs', async () => {
    await elm.view('Ruth Hallam', 'child "Zuza Novak" starts_on=2027-01-04 carers="Karolina Novak"');
    expect(await ask('Tom Ridley', 'connect "Karolina Nowak" network=x')).toContain('Ask first');
  });

  test('a relative of a child', async () => {
    await elm.view(
      'Ruth Hallam',
      'child "Nell Lott" starts_on=2027-01-04 carers="Joan Lott (relative: aunt)"',
    );
    expect(await ask('Tom Ridley', 'connect "Joan Lott" network=x')).toContain('Ask first');
  });

  test('a name that I declared may be theirs', async () => {
    await elm.view('Tom Ridley', 'declare "Nadja Iqbal" kind=friend since=2015');
    await elm.view('Ruth Hallam', 'child "Maryam Iqbal" starts_on=2027-01-04 carers="Nadia Iqbal"');
    expect(await ask('Tom Ridley', 'connect "Nadia Iqbal" network=facebook')).toContain('Ask first');
  });
});

test('of a name unlike any it says that it knows no such parent, and whom to ask, and clears nobody', async () => {
  const said = await ask('Tom Ridley', 'connect "Kit Vale" network=facebook');
  expect(said).toContain('I know no parent here of that name.');
  expect(said).toContain("wait and ask Maeve O'Sullivan");
  expect(said).toContain('this rule (G2) is not about them');
  expect(said).not.toContain('does not apply');
});

test('of the carers of a protected child it says no more than of an unknown name', async () => {
  await elm.change(async (register) => {
    await put(register, { children: [{ ...(await elm.child('Mia Reed')), protected: true }] });
  });
  const answer = async (who: string, name: string) =>
    (await ask(who, `connect "${name}" network=facebook`)).replaceAll(name, 'NAME');
  for (const name of ['Sarah Reed', 'Sara Reed', 'Sarah'])
    expect(await answer('Tom Ridley', name)).toBe(await answer('Tom Ridley', 'Kit Vale'));
  expect(await answer("Maeve O'Sullivan", 'Sarah Reed')).toContain('No, please');
});

test('never clears a parent through the folds and slips that people make', async () => {
  const random = seeded(17);
  const parents: Adult[] = [];
  for (const community of Object.keys(COMMUNITIES)) {
    const next = adultsOf(community, random);
    for (let count = 0; count < 5; count++) parents.push(next());
  }
  for (const [at, parent] of parents.entries())
    await elm.view('Ruth Hallam', {
      command: 'child',
      input: {
        name: `Zq${'abcdefghij'[at % 10]}x Xq${'klmnopqrst'[Math.floor(at / 10)]}v`,
        starts_on: '2027-01-04',
        carers: wholeName(parent),
      },
    });
  for (const parent of parents) {
    const written = asWritten(parent, random);
    const answer = await elm.ask('Tom Ridley', { command: 'connect', input: { who: written, network: 'x' } });
    expect(
      ['Ask first', 'No, please do not accept', 'May I accept them?'],
      `${wholeName(parent)} | ${written}`,
    ).toContain(answer.title);
  }
}, 60_000);

test('asks which of two parents is meant only where the answers differ', async () => {
  expect(await ask('Amina Yusuf', 'connect "Emma Wood" network=facebook')).toContain('No, please');
  await elm.view('Amina Yusuf', 'declare "Emma Wood" child="Elsie Wood" kind=friend since=2015');
  await elm.view("Maeve O'Sullivan", 'decide D-1 outcome=noted');
  const form = await elm.form('Amina Yusuf', 'connect "Emma Wood" network=facebook');
  const who = form.inputs.find(({ name }) => name === 'who');
  expect(who?.error).toContain('Several parents');
  const choices = who?.widget.kind === 'choice' ? who.widget.choices : [];
  const elsies = choices.find(({ label }) => label.includes('Elsie'))?.value ?? '';
  const answer = await elm.submit('Amina Yusuf', 'connect', { who: elsies, network: 'facebook' });
  expect(asView(answer).title).toBe('Yes, you may');
});

test.each(['Helen Whitcombe', 'Colin Threadgold'])(
  'tells %s the same of a parent, a name of two parents and of nobody',
  async (committee) => {
    const answers = await Promise.all(
      ['sarah reed', 'Emma Wood', 'Nobody Known'].map((name) =>
        ask(committee, `connect "${name}" network=facebook`),
      ),
    );
    expect(new Set(answers).size).toBe(1);
    expect(answers[0]).toContain('It depends');
  },
);

test('alerts the DSO once, and tells the person kindly, where a link is declared without a prior relationship', async () => {
  const said = await ask('Tom Ridley', 'declare "Sarah Reed" kind=friend since=2026 networks=facebook');
  expect(said).toContain('Please end the link, kindly');
  await elm.ask('Tom Ridley', 'declare "Sarah Reed" kind=friend since=2026 networks=facebook');
  const told = (await elm.told("Maeve O'Sullivan")).filter(({ subject }) => subject === 'D-1');
  expect(told).toHaveLength(1);
  expect(told[0]?.class).toBe('alert');
  expect(told[0]?.text).toContain('G2');
});

test('who is no carer any more, as the officer said, is no parent in the name’s line either', async () => {
  await elm.view(TOM, 'declare "Sarah Reed" friend since=2019');
  await elm.view(MAEVE, 'decide D-1 noted affected_child=no');
  await elm.view(RUTH, 'child "Mia Reed" carers="Mike Reed (father)"');
  expect(words(await elm.view(ZOE, 'connect "Sarah Reed" facebook'))).toContain('parent of Mia Reed');
  await elm.view(MAEVE, 'match D-1 carer=former');
  const said = words(await elm.view(ZOE, 'connect "Sarah Reed" facebook'));
  expect(said).toContain('Not a parent here');
  expect(said).toContain('Who: Sarah Reed, former carer of Mia Reed');
  expect(said).not.toContain('parent of Mia');
});
