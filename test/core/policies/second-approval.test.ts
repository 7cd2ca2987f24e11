import { afterEach, beforeEach, expect, test } from 'vitest';
import { DEFAULT_PROFILE } from '../../../src/core/settings/setting.ts';
import { ACKNOWLEDGE, ADMIN, CHAIR, MAEVE, RUTH, ZOE } from '../../support/elm.ts';
import {
  buttonsOf,
  draft,
  errorOf,
  filled,
  openSetting,
  type TestSetting,
  words,
} from '../../support/setting.ts';

const PROFILE = { ...DEFAULT_PROFILE, second_approval: true };

let elm: TestSetting;
beforeEach(async () => {
  elm = await openSetting({ setting: { profile: PROFILE } });
  await draft(elm, 'social-media', 'policy', '2.0');
});
afterEach(() => elm.close());

const inForce = async () =>
  elm.read(async (register, setting) =>
    (await register.policies.inForce(setting)).find(({ code }) => code === 'social-media'),
  );

test('an adoption waits for another officer or the admin: until then nothing changes', async () => {
  await elm.view(ZOE, ACKNOWLEDGE);
  const view = await elm.view(CHAIR, 'adopt social-media material');
  expect(view.title).toBe('Waits for a second person');
  expect((await inForce())?.version).toBe('1.0');
  expect(await elm.owed(ZOE)).toEqual(['confidentiality']);
  expect(new Set((await elm.told()).map(({ title }) => title))).toEqual(
    new Set(['A second word is needed: our policy “A new text” (2.0)']),
  );
  expect(await elm.told(CHAIR)).toEqual([]);
  expect((await elm.view(CHAIR, 'confirm')).title).toBe('Nothing to confirm');
  expect((await elm.view(CHAIR, 'adopt social-media material')).title).toBe('Recorded already');
  expect(await elm.audited('policy.adoption_proposed')).toBe(1);
});

test('is in force once one of them has been shown what differs and said yes; both are on record', async () => {
  await elm.view(CHAIR, 'adopt social-media material');
  const form = await elm.form(MAEVE, 'confirm "social-media"');
  expect(form.intro).toMatch(
    /Helen Whitcombe has recorded.*Change: material.*New: A new text of social-media\./s,
  );
  const view = await elm.submit(MAEVE, 'confirm', { ...filled(form), still_true: 'yes' });
  expect(words(view)).toContain('Everyone is asked to acknowledge or sign it anew');
  const [chair, maeve] = [await elm.person(CHAIR), await elm.person(MAEVE)];
  expect(await inForce()).toMatchObject({
    version: '2.0',
    recorded: { by: chair.id, confirmedBy: maeve.id, waits: null },
  });
  expect((await elm.told(CHAIR)).map(({ title }) => title)).toEqual([
    'Confirmed: our policy “A new text” (2.0) is in force',
  ]);
  expect(words(await elm.view(ZOE, 'policy social-media'))).toMatch(
    /Recorded by: Helen Whitcombe, confirmed by Maeve/,
  );
});

test('a no changes nothing and is told to whoever recorded it', async () => {
  await elm.view(RUTH, 'adopt social-media minor');
  await elm.view(CHAIR, 'confirm "social-media" still_true=no');
  expect((await inForce())?.version).toBe('1.0');
  expect((await elm.told(RUTH)).map(({ title }) => title)).toEqual([
    'Not agreed: our policy “A new text” (2.0)',
  ]);
  expect((await elm.view(CHAIR, 'confirm')).title).toBe('Nothing to confirm');
  expect((await elm.view(RUTH, 'adopt social-media minor')).title).toBe('Waits for a second person');
});

test('the same decision recorded by another is the second word; a different one takes its place', async () => {
  await elm.view(RUTH, 'adopt social-media minor');
  expect((await elm.view(CHAIR, 'adopt social-media material')).title).toBe('Waits for a second person');
  expect((await elm.view(RUTH, 'adopt social-media material')).title).toBe('Adopted');
  expect(await inForce()).toMatchObject({ version: '2.0', change: 'material' });
});

test('of another text than was put to the second person, or two weeks later, it counts for nothing', async () => {
  await elm.view(CHAIR, 'adopt social-media material');
  const [asked] = (await elm.told(MAEVE)).map(({ button }) => button?.run);
  expect((await elm.form(MAEVE, { command: 'confirm', input: asked?.input ?? {} })).intro).toContain('2.0');
  await elm.ask(MAEVE, 'me', '2026-12-08T10:00:00Z');
  expect((await elm.view(MAEVE, 'confirm')).title).toBe('Nothing to confirm');
});

test('reaffirming waits likewise', async () => {
  await elm.view(RUTH, 'adopt social-media reaffirmed');
  expect((await inForce())?.version).toBe('1.0');
  await elm.view(MAEVE, 'confirm "social-media" still_true=yes');
  expect(await inForce()).toMatchObject({ version: '1.1', change: 'reaffirmed' });
});

test('is void where there is nobody else', async () => {
  await elm.close();
  elm = await openSetting({
    setting: { profile: PROFILE },
    without: [MAEVE, RUTH, 'Priya Raman-Clarke', ADMIN],
  });
  expect((await elm.view(CHAIR, 'adopt social-media reaffirmed')).title).toBe('Adopted');
});

test('policy lists every version that was adopted, by whom, each to be read; who may adopt reads the draft', async () => {
  await elm.view(CHAIR, 'adopt social-media material');
  await elm.view(MAEVE, 'confirm "social-media" still_true=yes');
  const view = await elm.view(ZOE, 'policy social-media');
  expect(words(view)).toMatch(/2\.0 \| material.*\n.*1\.0 \| material \| 25 Mar 2019/);
  expect(buttonsOf(view)['Read version 1.0']).toMatchObject({
    input: { code: 'social-media', version: '1.0' },
  });
  await draft(elm, 'social-media', 'policy', '3.0', 'What may come.');
  expect(words(await elm.view(CHAIR, 'policy social-media version=3.0'))).toMatch(/draft.*What may come/s);
  expect(errorOf(await elm.ask(ZOE, 'policy social-media version=3.0'), 'version')).toContain(
    'no such version',
  );
});
