import { afterEach, beforeEach, expect, test } from 'vitest';
import { openSetting, type TestSetting, words } from '../support/setting.ts';

let elm: TestSetting;
beforeEach(async () => {
  elm = await openSetting({ app: { perMinute: 30 } });
});
afterEach(() => elm.close());

const ZOE = 'Zoë Adeyemi';
const TOO_FAST = /a great deal in one minute/;

test('thirty a minute and account, then a kind sentence and nothing done; it passes with the minute', async () => {
  for (let at = 0; at < 30; at++) expect(words(await elm.ask(ZOE, 'declare'))).not.toMatch(TOO_FAST);
  const said = 'declare "Sarah Reed" friend since=2019';
  expect(words(await elm.ask(ZOE, said))).toMatch(TOO_FAST);
  expect(await elm.read((register, id) => register.declarations.open(id))).toEqual([]);
  expect(words(await elm.ask('Tom Ridley', 'declare'))).not.toMatch(TOO_FAST);
  expect(words(await elm.ask(ZOE, said, '2026-11-23T10:00:03.000Z'))).not.toMatch(TOO_FAST);
  expect(await elm.read((register, id) => register.declarations.open(id))).toHaveLength(1);
});

test('a worry, help, and what only reads are never too much', async () => {
  for (let at = 0; at < 40; at++) await elm.ask(ZOE, 'declare');
  for (const said of ['concern', 'help', 'me', 'declarations'])
    expect(words(await elm.ask(ZOE, said))).not.toMatch(TOO_FAST);
});

test('nobody else’s answers are searched by hundreds: a manager who asks about every child must wait as well', async () => {
  let refused = 0;
  for (let at = 0; at < 60; at++)
    if (TOO_FAST.test(words(await elm.ask('Ruth Hallam', 'keyperson "Mia Reed"')))) refused++;
  expect(refused).toBe(30);
});

test('a clock set back takes nothing away', async () => {
  await elm.ask(ZOE, 'declare', '2026-11-23T10:00:00.000Z');
  expect(words(await elm.ask(ZOE, 'declare', '2020-01-01T00:00:00.000Z'))).not.toMatch(TOO_FAST);
});

test('more than can be taken in is refused, and nothing of it kept', async () => {
  const answer = await elm.ask(ZOE, `declare "Sarah Reed" friend since=2019 note="${'x'.repeat(9000)}"`);
  expect(words(answer)).toMatch(/below 8000 characters/);
  expect(words(await elm.ask(ZOE, `concern ${'x'.repeat(9000)}`))).not.toMatch(/characters/);
});
