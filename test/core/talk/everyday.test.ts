import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { mayUse } from '../../../src/core/talk/command.ts';
import { parse } from '../../../src/core/talk/parse.ts';
import type { Button, Run, View } from '../../../src/core/talk/view.ts';
import { ADMIN, CHAIR, MAEVE, RUTH, ZOE } from '../../support/elm.ts';
import { commandNamed, commands, everyday } from '../../support/platforms.ts';
import { asView, openSetting, type TestSetting, words } from '../../support/setting.ts';

const read = (text: string) => parse(text, commandNamed, everyday);
const run = (text: string): Run => {
  const { command, input } = read(text);
  return { command, input };
};

const buttonsOf = ({ blocks }: View): Button[] =>
  blocks.flatMap((block) => (block.kind === 'buttons' ? block.buttons : []));

let elm: TestSetting;
beforeAll(async () => {
  elm = await openSetting();
});
afterAll(() => elm.close());

/** The labels of the buttons in the source that need no answer, with the verb that each runs. */
const LABELS = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .flatMap((path) => [
    ...readFileSync(join('src', path), 'utf8').matchAll(/button\(\s*'([^']+)',\s*'([a-z]+)',?\s*\)/g),
  ])
  .map(([, label = '', verb = '']): [string, string] => [label, verb]);

describe('the label of one of our own buttons, typed, does what that button does', () => {
  test('there are many', () => expect(new Set(LABELS.map(([label]) => label)).size).toBeGreaterThan(25));

  test.each([...new Map(LABELS)])('“%s” is %s, and nothing else', (label, verb) => {
    expect(new Set(LABELS.filter(([other]) => other === label).map(([, each]) => each))).toEqual(
      new Set([verb]),
    );
    expect(run(label)).toEqual({ command: verb, input: {} });
  });

  test.each(commands.map(({ title, name }): [string, string] => [title, name]))(
    'the title “%s” is %s',
    (title, name) => {
      expect(read(title).command).toBe(name);
    },
  );

  test('on my page, and on the page of help, for everybody', async () => {
    for (const who of [ZOE, RUTH, MAEVE, CHAIR, ADMIN])
      for (const page of ['me', 'help'])
        for (const { label, run: pressed } of buttonsOf(await elm.view(who, page))) {
          const needsMore = Object.values(pressed.input).some((value) => value !== '' && value !== 'all');
          if (!needsMore) expect(run(label), `${label} of ${who}`).toEqual(pressed);
        }
  });
});

test('capitals, a greeting and the signs behind a verb do not matter', () => {
  const names = commands.flatMap(({ name, aliases = [] }) =>
    [name, ...aliases].map((said) => ({ name, said })),
  );
  fc.assert(
    fc.property(
      fc.constantFrom(...names),
      fc.constantFrom('.', '!', '?', '…', ',', '...', ' ', ''),
      fc.constantFrom('', 'Hello, ', 'hi ', '/'),
      fc.boolean(),
      ({ name, said }, sign, before, isLoud) => {
        const typed = `${before}${isLoud ? said.toUpperCase() : said.charAt(0).toUpperCase() + said.slice(1)}${sign}`;
        expect(read(typed).command, typed).toBe(name);
      },
    ),
  );
});

test.each([
  ['key person Freya', 'keyperson', { child: 'Freya' }],
  ['Key person for Freya Ashdown?', 'keyperson', { child: 'Freya Ashdown?' }],
  ['who may be key person for Freya', 'keyperson', { child: 'Freya' }],
  ['babysit', 'arrange', {}],
  ['babysit Mia Reed', 'arrange', { child: 'Mia Reed' }],
  ['May I accept Sarah Reed', 'connect', { who: 'Sarah Reed' }],
  ['help with declare', 'help', { verb: 'declare' }],
  ['All commands', 'help', { verb: 'all' }],
  ['my page please', 'me', {}],
  ['Hello, my page.', 'me', {}],
  ['sign the agreement', 'sign', {}],
  ['Policy.', 'policy', {}],
])('“%s” is %s', (typed, command, input) => {
  expect(run(typed)).toEqual({ command, input });
});

test.each(['hello', 'Hi!', 'Hey there', 'Good morning.', 'hello 👋'])(
  '“%s” is answered with who I am and two ways on',
  async (typed) => {
    const shown = asView(await elm.ask(ZOE, typed));
    expect(words(shown)).toMatch(/I am Candour.*In danger: 999/s);
    expect(buttonsOf(shown).map(({ label }) => label)).toEqual(['My page', 'Declare']);
  },
);

test.each(['thanks', 'Thank you!', 'thank you very much', 'Thanks a lot.', 'OK', 'ok, thanks', 'cheers'])(
  '“%s” is returned',
  async (typed) => {
    const shown = asView(await elm.ask(ZOE, typed));
    expect(shown).toMatchObject({ title: 'You are welcome' });
  },
);

describe('words that are no command', () => {
  test('get the line about concerns first, then two buttons', async () => {
    const shown = asView(await elm.ask(ZOE, 'xyzzy plugh'));
    expect(shown.unknown).toBe(true);
    expect(shown.blocks.map(({ kind }) => kind)).toEqual(['text', 'text', 'buttons']);
    expect(words(shown)).toMatch(/^I did not understand that\s+In danger: 999/);
    expect(words(shown)).not.toMatch(/xyzzy|plugh|Did you mean/);
    expect(buttonsOf(shown).map(({ run: { command } }) => command)).toEqual(['me', 'help']);
  });

  test.each([
    [ZOE, 'decalre "Sarah Reed"', 'declare'],
    [ZOE, 'accepting a parent', 'connect'],
    [ZOE, 'acknowlege', 'acknowledge'],
    [ZOE, 'my declaratoins', 'declarations'],
    [RUTH, 'keypersn Freya', 'keyperson'],
    [RUTH, 'oustanding', 'outstanding'],
  ])('%s types “%s”: did you mean %s?', async (who, typed, verb) => {
    const shown = asView(await elm.ask(who, typed));
    expect(shown.blocks.map(({ kind }) => kind)).toEqual(['text', 'text', 'buttons']);
    expect(words(shown)).toMatch(/In danger: 999.*I have not kept it\. Did you mean “[^”]+”\?/s);
    expect(words(shown)).not.toMatch(/Sarah|Freya/);
    expect(buttonsOf(shown).map(({ run: { command } }) => command)).toEqual([verb]);
  });

  test('nobody is offered what is not theirs', async () => {
    for (const { name, ...command } of commands) {
      if (name.length < 5) continue;
      const slip = `${name.slice(0, 2)}${name[3]}${name[2]}${name.slice(4)}`;
      if (commandNamed(slip)) continue;
      for (const who of [ZOE, RUTH, CHAIR]) {
        const { roles } = { roles: (await elm.person(who)).posts.map(({ role }) => role) };
        const [offered] = buttonsOf(asView(await elm.ask(who, slip)));
        const found = commandNamed(offered?.run.command ?? '');
        expect(found && mayUse(found, roles), `${slip} by ${who}`).toBe(true);
        if (mayUse({ name, ...command }, roles)) expect(found?.name, slip).toBe(name);
      }
    }
  });
});
