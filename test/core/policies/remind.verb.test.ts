import { afterEach, beforeEach, expect, test } from 'vitest';
import { ACKNOWLEDGE, AMINA, CHAIR, MAEVE, RUTH, TOM, ZOE } from '../../support/elm.ts';
import { buttonsOf, openSetting, type TestSetting, words } from '../../support/setting.ts';

let elm: TestSetting;
beforeEach(async () => {
  elm = await openSetting();
});
afterEach(() => elm.close());

const reminded = async () =>
  (await elm.told())
    .filter(({ content }) => content.kind === 'reminded')
    .map(({ recipientName, subject }) => `${recipientName} ${subject}`)
    .sort();

test('those who have not are reminded, each of what they owe, and not who has answered, is away, or asks', async () => {
  await elm.view(ZOE, ACKNOWLEDGE);
  await elm.view(TOM, 'acknowledge answer=decline reason="not yet"');
  await elm.view(RUTH, `away "${AMINA}" from=2026-11-23 to=2026-11-27`);
  const press = buttonsOf(await elm.view(RUTH, 'outstanding'))['Remind those 9'];
  const shown = words(await elm.view(RUTH, press ?? 'me'));
  expect(shown).toContain('9 people are reminded');
  expect(shown).toContain('today at 12:15');
  const told = await reminded();
  expect(told).toContain(`${ZOE} confidentiality`);
  expect(told).toContain(`${TOM} confidentiality`);
  for (const not of [
    `${ZOE} social-media`,
    `${TOM} social-media`,
    `${AMINA} confidentiality`,
    `${RUTH} confidentiality`,
  ])
    expect(told).not.toContain(not);
  expect(await elm.audited('duties.reminded')).toBe(1);
});

test('nobody is reminded of one document twice a day, whoever asks, and again on the next', async () => {
  await elm.view(RUTH, 'remind social-media');
  const before = await reminded();
  expect(words(await elm.view(RUTH, 'remind social-media'))).toContain('Nobody to remind');
  // The manager owes it as well, and the officer may remind her.
  await elm.view(MAEVE, 'remind about=policy');
  expect(await reminded()).toEqual([...before, `${RUTH} social-media`].sort());
  expect(buttonsOf(await elm.view(MAEVE, 'outstanding social-media'))).not.toHaveProperty('Remind those 11');
  await elm.view(RUTH, 'remind about=signature', '2026-11-24T10:00:00Z');
  await elm.view(RUTH, 'remind social-media', '2026-11-24T10:00:00Z');
  expect((await reminded()).length).toBeGreaterThan(2 * before.length);
});

test('the chair sees totals, and reminds nobody; a code that is none is said', async () => {
  expect(buttonsOf(await elm.view(CHAIR, 'outstanding'))).not.toHaveProperty('Remind those 10');
  expect(words(await elm.ask(CHAIR, 'remind'))).toContain('not among the commands for your role');
  expect(words(await elm.ask(RUTH, 'remind nothing'))).toContain('There are: confidentiality, social-media');
});
