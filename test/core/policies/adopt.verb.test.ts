import { afterEach, beforeEach, expect, test } from 'vitest';
import { DEFAULT_PROFILE } from '../../../src/core/settings/setting.ts';
import { ACKNOWLEDGE, CHAIR, MAEVE, RUTH, ZOE } from '../../support/elm.ts';
import { put } from '../../support/put.ts';
import {
  draft,
  errorOf,
  filled,
  openSetting,
  rowsOf,
  type TestSetting,
  words,
} from '../../support/setting.ts';

let elm: TestSetting;
beforeEach(async () => {
  elm = await openSetting();
});
afterEach(() => elm.close());

const preview = async (who: string) =>
  (await elm.form(who, { command: 'adopt', input: { code: 'social-media' } })).intro ?? '';

const prohibitBabysitting = () =>
  elm.change(async (register, id) => {
    const setting = await register.settings.byId(id);
    if (setting)
      await register.settings.save({
        ...setting,
        profile: { ...DEFAULT_PROFILE, babysitting: 'prohibited' },
      });
  });

test('asks for the change, everything else prefilled, and first shows what differs and whom it affects', async () => {
  await draft(elm, 'social-media', 'policy', '2.0');
  const form = await elm.form(CHAIR, 'adopt social-media');
  expect(form.intro).toMatch(/version 1\.0.*Draft: version 2\.0.*11 people/s);
  expect(Object.fromEntries(form.inputs.map((each) => [each.name, each.value]))).toMatchObject({
    version: '2.0',
    adopted_on: '2026-11-23',
    next_review: '2027-11-23',
    signatory: CHAIR,
    signatory_role: 'chair',
  });
  expect(errorOf(form, 'change')).toBeUndefined();
  expect((await elm.form(CHAIR, 'adopt')).intro).toContain('confidentiality, social-media');
});

test('material: everyone owes it again, and signs again', async () => {
  await elm.view(ZOE, ACKNOWLEDGE);
  await elm.view(ZOE, `sign "${ZOE}" agree=yes`);
  await draft(elm, 'social-media', 'policy', '2.0');
  await draft(elm, 'confidentiality', 'confidentiality', '2.0');
  await elm.view(CHAIR, 'adopt social-media material');
  await elm.view(CHAIR, 'adopt confidentiality material');
  expect(await elm.owed(ZOE)).toEqual(['confidentiality', 'social-media']);
  expect(words(await elm.view(ZOE, 'policy'))).toContain('A new text of social-media');
  const kept = await elm.read(async (register, setting) =>
    register.policies.acknowledgementsOf(setting, (await elm.person(ZOE)).id),
  );
  expect(kept).toHaveLength(1);
});

test('minor and reaffirmed: acknowledgements stay valid', async () => {
  await elm.view(ZOE, ACKNOWLEDGE);
  await draft(elm, 'social-media', 'policy', '1.1');
  await elm.view(CHAIR, 'adopt social-media minor');
  expect(await elm.owed(ZOE)).toEqual(['confidentiality']);
  const view = await elm.view(CHAIR, 'adopt social-media reaffirmed next_review="Nov 2027"');
  expect(words(view)).toContain('Our policy “A new text” (1.2)');
  expect(await elm.owed(ZOE)).toEqual(['confidentiality']);
  expect(rowsOf(await elm.view(CHAIR, 'due', '2027-10-01T09:00:00Z'))).toContainEqual([
    'Our policy “A new text”',
    '30 Nov 2027',
    'in 60 days',
  ]);
});

test('once when repeated, whatever the change and the spelling of the code', async () => {
  await elm.view(CHAIR, 'adopt social-media reaffirmed');
  expect(words(await elm.view(CHAIR, 'adopt Social-Media reaffirmed'))).toContain('Adopted already');
  await draft(elm, 'confidentiality', 'confidentiality', '2.0');
  await elm.view(CHAIR, 'adopt confidentiality material');
  expect(words(await elm.view(CHAIR, 'adopt CONFIDENTIALITY material'))).toContain('Adopted already');
  expect(await elm.audited('policy.adopted')).toBe(2);
});

test('by a manager, for a minuted decision: the chair is told', async () => {
  await elm.view(RUTH, 'adopt social-media reaffirmed');
  expect((await elm.told(CHAIR)).map((each) => each.title)).toEqual([
    'A new version is recorded: our policy “Social media and relationships” (1.1)',
  ]);
});

test.each([
  ['adopt social-media material', 'change', /There is no draft/],
  ['adopt social-media reaffirmed version=1.0', 'version', /adopted before/],
  ['adopt social-media reaffirmed adopted_on=24/11/2026', 'adopted_on', /still to come/],
  ['adopt social-media reaffirmed next_review=2025', 'next_review', /day to come/],
  ['adopt social-media reaffirmed next_review=always', 'next_review', /day to come/],
  ['adopt other reaffirmed', 'code', /no such code here/],
  ['adopt social-media renewed', 'change', /material, minor, reaffirmed/],
])('refuses in words: %s', async (said, field, complaint) => {
  expect(errorOf(await elm.ask(CHAIR, said), field)).toMatch(complaint);
  expect(await elm.audited('policy.adopted')).toBe(0);
});

test('is nobody else’s', async () => {
  for (const who of [MAEVE, ZOE, 'Colin Threadgold'])
    expect((await elm.view(who, 'adopt social-media reaffirmed')).cites).toEqual(['authority']);
});

test('says before adopting who must acknowledge again, and which arrangements and links are not allowed', async () => {
  await elm.view('Tom Ridley', 'arrange "Mia Reed" kind=lift starts_on=2026-12-05');
  await elm.view('Amina Yusuf', 'declare "Sarah Reed" kind=friend since=2026 networks=facebook');
  await elm.view('Karolina Nowak', 'declare "Sarah Reed" kind=friend since=2015 networks=facebook');
  const before = await preview('Ruth Hallam');
  expect(before).toContain('They are: Amina Yusuf, ');
  expect(before).not.toContain('A-1');
  expect(before).not.toContain('G2');
  await prohibitBabysitting();
  expect(await preview('Ruth Hallam')).toContain('1 arrangement outside (A-1) must end (P9)');
});

test('counts before adopting what its reader may open, and nothing else', async () => {
  await elm.view('Tom Ridley', 'arrange "Barnaby Whitcombe" kind=lift starts_on=2026-12-05');
  await prohibitBabysitting();
  await elm.view('Amina Yusuf', 'declare "James Whitcombe" kind=friend since=2026 networks=facebook');
  expect(await preview('Helen Whitcombe')).not.toMatch(/P9|G2/);
  expect(await preview('Ruth Hallam')).toContain('1 arrangement outside (A-1) must end (P9)');
  // Once she is conflicted for the family, the manager is not told either.
  await elm.view('Ruth Hallam', 'declare "James Whitcombe" kind=friend since=2015');
  expect(await preview('Ruth Hallam')).not.toMatch(/P9|G2/);
  // Two officers away, and the cases are hers.
  await elm.view('Amina Yusuf', 'declare "Sarah Reed" kind=friend since=2026 networks=facebook');
  for (const officer of ["Maeve O'Sullivan", 'Priya Raman-Clarke'])
    await elm.view(officer, 'away 23/11/2026 24/12/2026');
  expect(await preview('Ruth Hallam')).toContain('in 1 declaration (D-3).');
});

test('refuses a decision older than the one in force, which the next import would put above it', async () => {
  const adopt = (on: string) => `adopt social-media reaffirmed adopted_on=${on}`;
  const early = await elm.ask('Helen Whitcombe', adopt('2019-03-24'));
  expect(errorOf(early, 'adopted_on')).toMatch(
    /in force was adopted on 25 Mar 2019.*that day or a later one/,
  );
  expect((await elm.view('Helen Whitcombe', adopt('2019-03-25'))).title).toBe('Adopted');
});

test('says nothing about changes that are allowed', async () => {
  expect(await preview('Ruth Hallam')).not.toMatch(/P9|G2/);
});

const LONGER = [
  '# Our policy',
  '',
  'We look after children. Links on TikTok and Signal are never made.',
].join('\n');

test('shows what differs sentence by sentence, in the form and in words', async () => {
  await draft(elm, 'social-media', 'policy', '2.0', LONGER);
  const form = await elm.form(CHAIR, 'adopt social-media');
  const difference = form.reading?.find((block) => block.kind === 'difference');
  expect(difference && JSON.stringify(difference)).toContain('Links on TikTok and Signal are never made.');
  expect(form.intro).toMatch(
    /What differs from version 1\.0\n\n.*New: Links on TikTok and Signal are never made\./s,
  );
});

test('shows a first version, and what would be reaffirmed, from beginning to end', async () => {
  expect((await elm.form(CHAIR, 'adopt social-media')).intro).toMatch(
    /There is no draft.*We look after children/s,
  );
  await draft(elm, 'phones', 'policy', '1', 'No phones in the room. Ever.');
  expect((await elm.form(CHAIR, 'adopt phones')).intro).toMatch(
    /Nothing is in force.*No phones in the room\. Ever\./s,
  );
});

test('is shown again where the draft’s statements have changed since it was shown', async () => {
  await draft(elm, 'social-media', 'policy', '2.0', LONGER);
  const form = await elm.form(CHAIR, {
    command: 'adopt',
    input: { code: 'social-media', change: 'material' },
  });
  await elm.change(async (register, id) => {
    const found = (await register.policies.versions(id, 'social-media')).find(
      ({ state }) => state === 'draft',
    );
    if (found)
      await put(register, { policies: [{ ...found, statements: [{ id: 'S1', text: 'Another.' }] }] });
  });
  const again = await elm.ask(CHAIR, { command: 'adopt', input: filled(form), submitted: true });
  expect(again.kind).toBe('form');
  expect(await elm.audited('policy.adopted')).toBe(0);
});

test('names the networks that only the new text names, and the cases of its reader with a link there', async () => {
  await elm.view('Tom Ridley', 'declare "Sarah Reed" kind=friend since=2015 networks=tiktok');
  await draft(elm, 'social-media', 'policy', '2.0', LONGER);
  expect(await preview(RUTH)).toMatch(
    /names TikTok, Signal, which the one in force does not \(G3\)\.(?! Please look)/,
  );
  for (const officer of [MAEVE, 'Priya Raman-Clarke']) await elm.view(officer, 'away 23/11/2026 24/12/2026');
  await elm.view('Amina Yusuf', 'declare "Sarah Reed" kind=friend since=2015 networks=tiktok');
  expect(await preview(RUTH)).toMatch(/look whether links there may stay: D-1, D-2\./);
  expect(await preview(CHAIR)).not.toContain('D-');
});

test.each([
  ['listed', /No child is left without anybody/],
  ['no', /nobody may newly be made key person before they have answered \(K10\)/],
] as const)(
  'says which children would be left without anybody, where what is owed is %s',
  async (unsigned, said) => {
    await elm.change(async (register, id) => {
      const setting = await register.settings.byId(id);
      if (setting) await register.settings.save({ ...setting, profile: { ...DEFAULT_PROFILE, unsigned } });
    });
    await elm.view(RUTH, 'unassign "Mia Reed" staff="Zoë Adeyemi" on=2026-11-23 reason=over');
    await elm.ask(RUTH, 'me', '2026-11-24T10:00:00Z');
    await draft(elm, 'social-media', 'policy', '2.0', LONGER);
    expect(await preview(RUTH)).toMatch(said);
    const isNamed = unsigned === 'no';
    expect((await preview(RUTH)).includes('Mia Reed')).toBe(isNamed);
    expect(await preview(CHAIR)).toMatch(said);
    expect(await preview(CHAIR)).not.toContain('Reed');
  },
);
