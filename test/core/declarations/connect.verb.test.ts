import { afterEach, beforeEach, expect, test } from 'vitest';
import { asView, openSetting, type TestSetting, words } from '../../support/setting.ts';

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

test('says that G2 does not apply to somebody who is no parent here, or no more', async () => {
  expect(await ask('Tom Ridley', 'connect "Nobody Known" network=facebook')).toContain('G2 does not apply');
  expect(await ask('Tom Ridley', 'connect "Joanne Blackwell" network=x')).toContain('G2 does not apply');
});

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
