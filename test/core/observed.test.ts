import { afterEach, expect, test } from 'vitest';
import { OUTCOMES, verbsOf } from '../../src/core/talk/outcome.ts';
import { commands } from '../support/platforms.ts';
import { MONDAY, openSetting, type TestSetting } from '../support/setting.ts';

let elm: TestSetting;
let told: [verb: string, outcome: string, platform: string, ms: number][];
/** Goes on by a millisecond each time that it is read. */
let watch: number;
afterEach(() => elm.close());

async function open(): Promise<void> {
  told = [];
  watch = 0;
  elm = await openSetting({
    app: { observer: { elapsed: () => watch++, answered: (...facts) => void told.push(facts) } },
  });
}

const heard = async (who: string, said: string) => {
  told = [];
  await elm.ask(who, said, MONDAY);
  return told.map(([verb, outcome]) => `${verb} ${outcome}`);
};

test('each answer is told of once, by its verb and how it went, on the platform, with how long it took', async () => {
  await open();
  expect(await heard('Zoë Adeyemi', 'me')).toEqual(['me done']);
  expect(told).toEqual([['me', 'done', 'test', 1]]);
  expect(await heard('Zoë Adeyemi', 'declare')).toEqual(['declare asked']);
  expect(await heard('Zoë Adeyemi', 'declare "Sarah Reed" friend since=2019')).toEqual(['declare done']);
  expect(await heard('Zoë Adeyemi', 'inbox')).toEqual(['inbox refused']);
  // Another name of a verb, and what is no verb.
  expect(await heard('Zoë Adeyemi', 'accept "Sarah Reed"')).toEqual([expect.stringMatching(/^connect /)]);
  for (const words of ['sarah reed', 'hello', 'thanks', 'DROP TABLE people'])
    expect(await heard('Zoë Adeyemi', words), words).toEqual(['unknown done']);
});

test('nothing is told of a concern: not that somebody has one, nor that words read like one', async () => {
  await open();
  for (const words of ['concern', 'concern about Mia', 'I am worried that a child is being hurt at home'])
    expect(await heard('Zoë Adeyemi', words), words).toEqual([]);
  const worried = await elm.ask('Zoë Adeyemi', 'hurt a child');
  expect(worried).toMatchObject({ worry: true });
  expect(verbsOf(commands)).not.toContain('concern');
});

test('nothing is told of what nobody asked for', async () => {
  await open();
  await elm.ask('Zoë Adeyemi', { command: 'me', input: {}, isUnasked: true });
  expect(told).toEqual([]);
});

test('a bug is told as failed, also of a concern, which then has no name', async () => {
  await open();
  const identity = await elm.identity('Zoë Adeyemi');
  const stranger = {
    ...identity,
    memberships: [{ setting: identity.memberships[0]?.setting ?? '', person: 'nobody' }],
  };
  await expect(elm.app.run(stranger, { command: 'me', input: {} })).rejects.toThrow();
  await expect(elm.app.run(stranger, { command: 'concern', input: {} })).rejects.toThrow();
  expect(told.map(([verb, outcome]) => `${verb} ${outcome}`)).toEqual(['me failed', 'unknown failed']);
});

test('what the database could not serve is told as unavailable, and not as refused', async () => {
  await open();
  await elm.sql("INSERT INTO schema_migrations VALUES (9999, '9999_later.sql', 'x')");
  expect(await heard('Zoë Adeyemi', 'declare "Sarah Reed" friend since=2019')).toEqual([
    'declare unavailable',
  ]);
});

test('every word is from a closed list', async () => {
  await open();
  const verbs = verbsOf(commands);
  expect(verbs).toHaveLength(commands.length);
  expect(verbs).toContain('unknown');
  for (const { name } of commands) await elm.ask('Ruth Hallam', name, MONDAY);
  for (const [verb, outcome] of told) {
    expect(verbs).toContain(verb);
    expect(OUTCOMES).toContain(outcome);
  }
  expect(told.length).toBe(commands.length - 1);
});
