import { afterEach, beforeEach, expect, test } from 'vitest';
import { toBlocks } from '../../../adapters/slack/render.ts';
import { aPerson } from '../../store/fixture.ts';
import { ADMIN, AMINA, CHAIR, MAEVE, PRIYA, RUTH, TOM, ZOE } from '../../support/elm.ts';
import { enrolMore } from '../../support/nursery.ts';
import { put } from '../../support/put.ts';
import { buttonsOf, MONDAY, openSetting, type TestSetting, words } from '../../support/setting.ts';

let elm: TestSetting;
beforeEach(async () => {
  elm = await openSetting({ setting: { tenants: { slack: 'T1' } } });
});
afterEach(() => elm.close());

test('me is what no verb gives: what I owe, my declarations, my key children, and the line about concerns', async () => {
  await elm.view(ZOE, 'declare "Sarah Reed" friend since=2019');
  const shown = words(await elm.view(ZOE, ''));
  for (const said of [
    'Read and sign the confidentiality agreement\nBy 30 Nov 2026 (in 7 days)',
    'D-1',
    'Isla Marsh: key person',
    'Worried about a child: tell',
  ])
    expect(shown).toContain(said);
  expect(words(await elm.view(ZOE, 'me please'))).toContain('Needs you now');
  expect(words(await elm.view('Marcus Bell', 'me'))).toContain('You hold no role here today');
  expect(words(await elm.view(MAEVE, 'me'))).toContain('My cases: 1');
});

test('me says for whom I stand in, while the key person is away and I may', async () => {
  await elm.view(ZOE, 'away from=2026-11-23 to=2026-12-11');
  expect(words(await elm.view(AMINA, 'me'))).toContain('Isla Marsh: back-up; you stand in for Zoë Adeyemi');
  expect(words(await elm.view(ZOE, 'me'))).not.toContain('stand in');
  expect(words(await elm.view(AMINA, 'me', '2026-12-14T10:00:00Z'))).not.toContain('stand in');
});

test('me tells the administrator, and nobody else, which numbers of the line about concerns are not known', async () => {
  const missing = /Still to set up\n.*he line about concerns leaves out the number of .*social care/;
  expect(words(await elm.view(ADMIN, 'me'))).toMatch(missing);
  for (const who of [RUTH, MAEVE, ZOE, TOM])
    expect(words(await elm.view(who, 'me'))).not.toMatch(/Still to set up/);
  expect(words(await elm.view(ADMIN, 'concern'))).not.toMatch(/Still to set up/);
});

test('me and inbox say which account, absence or office waits for the word of an officer or the administrator', async () => {
  await elm.view(ADMIN, `person "${TOM}" slack_user=UX`);
  await elm.view(RUTH, `away "${PRIYA}" from=2026-11-24 to=2026-11-27`);
  await elm.view(ADMIN, `person "${ADMIN}" roles=admin;manager`);
  const asked = [
    `Is a new account ${TOM}’s?`,
    `Is ${PRIYA} away, 24 Nov 2026 to 27 Nov 2026?`,
    `Is ${ADMIN} to be`,
  ];
  for (const said of ['me show=all', 'inbox']) {
    const shown = words(await elm.view(MAEVE, said));
    for (const question of asked) expect(shown).toContain(question);
    expect(words(await elm.view(ZOE, 'me'))).not.toMatch(/^Is .*\?/m);
  }
  expect(words(await elm.view(ADMIN, 'me'))).toContain(asked[1]);
  // Nobody confirms what they recorded themselves.
  expect(words(await elm.view(ADMIN, 'me'))).not.toContain(asked[0]);
  expect(words(await elm.view(RUTH, 'inbox'))).not.toContain(asked[1]);
  const press = buttonsOf(await elm.view(MAEVE, 'inbox'))[asked[0] ?? ''];
  await elm.submit(MAEVE, 'confirm', { ...press?.input, still_true: 'yes' });
  expect(words(await elm.view(MAEVE, 'me'))).not.toContain(asked[0]);
});

/** The lines of what needs somebody now, each with the label of its button. */
async function needs(who: string, said = 'me'): Promise<[string, string | undefined][]> {
  const { blocks } = await elm.view(who, said);
  const at = blocks.findIndex((block) => block.kind === 'list');
  const [lines, next] = [blocks[at], blocks[at + 1]];
  if (lines?.kind !== 'list' || next?.kind !== 'buttons' || !next.ofRows) return [];
  for (const { style } of next.buttons) expect(style).toBe('primary');
  return lines.items.map((item, i) => [item, next.buttons[i]?.label]);
}

test('what needs me now comes overdue first, five lines at most, each with one button', async () => {
  const [review, ...others] = await needs(RUTH);
  expect(review).toEqual([
    'The review of our policy “Social media and relationships”\nBy 31 Mar 2020 (overdue by 2428 days)',
    'Review it',
  ]);
  // Callum attends and Idris is to start: what is of one kind is joined before anything is left out.
  expect(others).toEqual([
    ['2 children need a key person', 'Children who need one'],
    ['9 families wait for your answer', 'Do you know them?'],
    ['Read and sign the confidentiality agreement\nBy 30 Nov 2026 (in 7 days)', 'Sign'],
    [
      'Read and acknowledge our policy “Social media and relationships”\nBy 30 Nov 2026 (in 7 days)',
      'Acknowledge',
    ],
  ]);
});

test('for sixty staff and two hundred children nothing is left out that waits, and the page stays short', async () => {
  await elm.change(async (register, setting) => {
    const people = Array.from({ length: 48 }, (_, i) => {
      const letters = String.fromCharCode(97 + (i % 26), 97 + Math.floor(i / 26));
      return aPerson(setting, `Colleague ${letters}`, ['staff'], { email: `c${i}@elm.test` });
    });
    await put(register, { people });
  });
  await enrolMore(elm, { attending: 180, later: 8 });
  for (const who of [ZOE, TOM, AMINA, PRIYA])
    for (const name of ['Joanne Plover', 'Edith Crowe', 'Wilma Finch'])
      await elm.view(who, `declare "${name}" neighbour since=2019`);
  await elm.view(ADMIN, `person "${TOM}" slack_user=UX`);
  for (const who of [MAEVE, RUTH, CHAIR, ADMIN, ZOE]) {
    const page = await elm.view(who, 'me', '2026-12-08T10:00:00Z');
    const lines = await needs(who);
    expect(lines.length, who).toBeGreaterThan(0);
    expect(lines.length, who).toBeLessThanOrEqual(5);
    expect(toBlocks(page.blocks).length, who).toBeLessThanOrEqual(30);
    expect(words(page).length, who).toBeLessThan(2500);
  }
  expect((await needs(MAEVE)).map(([words]) => words)).toContainEqual(
    expect.stringMatching(/^12 cases wait for you, 12 overdue\n/),
  );
  expect(buttonsOf(await elm.view(MAEVE, 'me'))).toHaveProperty('See all 17');
  expect(await needs(MAEVE, 'me show=all')).toHaveLength(17);
});

test('me tells the administrator alone who has no account yet, and that a second officer is missing', async () => {
  const bind = async (...who: string[]) => {
    for (const name of who) {
      const { id: person } = await elm.person(name);
      await elm.change((register, setting) =>
        register.accounts.bind({
          platform: 'slack',
          tenant: 'T1',
          user: person,
          setting,
          person,
          lastUsedAt: MONDAY,
        }),
      );
    }
  };
  expect(words(await elm.view(ADMIN, 'me'))).not.toContain('Not found in the chat');
  await bind(MAEVE, RUTH, PRIYA, CHAIR, ADMIN, ZOE, AMINA);
  expect(words(await elm.view(ADMIN, 'me'))).toContain(
    'Not found in the chat yet, 4 of 11: Bethany Marsh, Ellis Farrow, Karolina Nowak, Tom Ridley.',
  );
  expect(words(await elm.view(RUTH, 'me'))).not.toContain('Not found in the chat');
  expect(words(await elm.view(ADMIN, 'me'))).not.toContain('second officer');
  await elm.close();
  elm = await openSetting({ without: [MAEVE, PRIYA] });
  expect(words(await elm.view(ADMIN, 'me'))).toContain('There is no second officer');
  expect(words(await elm.view(RUTH, 'me'))).not.toContain('There is no second officer');
});
