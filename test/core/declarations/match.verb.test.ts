import { afterEach, beforeEach, expect, test } from 'vitest';
import { MAEVE, PRIYA, RUTH, TOM, ZOE } from '../../support/elm.ts';
import { buttonsOf, errorOf, openSetting, rowsOf, type TestSetting, words } from '../../support/setting.ts';

let elm: TestSetting;
beforeEach(async () => {
  elm = await openSetting();
  await elm.view(TOM, 'declare "Peter Lund" friend since=2019');
  await elm.view(MAEVE, 'decide D-1 noted');
  await elm.view(RUTH, 'child "Anna Lund" starts_on=24/11/2026 carers="Peter Lund (father)"');
  await elm.view(RUTH, 'assign "Anna Lund" "Amina Yusuf"');
});
afterEach(() => elm.close());

test('is in the inbox, shows whom it may be, and asks; the opening is recorded', async () => {
  const inbox = await elm.view(MAEVE, 'inbox');
  expect(rowsOf(inbox)[0]?.slice(0, 3)).toEqual(['D-1', TOM, 'a name to be matched (K5)']);
  const form = await elm.form(MAEVE, buttonsOf(inbox)['Open D-1'] ?? 'me');
  expect(form.intro).toContain('Peter Lund (parent of Anna Lund)');
  expect(form.inputs.filter((each) => each.error)).toEqual([]);
  expect(await elm.openings(1)).toContain(MAEVE);
  expect(errorOf(await elm.submit(MAEVE, 'match', { ref: 'D-1', reject: 'no' }), 'person')).toMatch(
    /which parent or child/,
  );
});

test('matched: it blocks, the declarer is asked to look again, and who matched it is not told of it', async () => {
  const before = (await elm.told(MAEVE)).length;
  const view = await elm.view(MAEVE, 'match D-1 person="peter lund"');
  expect(words(view)).toContain('Is: Peter Lund');
  expect(await elm.declaration(1)).toMatchObject({
    state: 'update_required',
    counterpartName: 'Peter Lund',
  });
  expect((await elm.view(RUTH, `assign "Anna Lund" "${TOM}"`)).cites).toEqual(['P4', 'K4']);
  expect((await elm.told(TOM)).map((each) => each.title)).toContain(
    'Please look at your declaration again (D-1)',
  );
  expect((await elm.told(MAEVE)).length).toBe(before);
  expect(words(await elm.view(MAEVE, 'match D-1 person="Peter Lund"'))).toContain('matched so already');
  expect(await elm.audited('declaration.matched')).toBe(1);
});

test('rejected: it is no longer to be checked; and either may be taken back', async () => {
  await elm.view(MAEVE, 'match D-1 reject');
  expect((await elm.view(RUTH, `assign "Anna Lund" "${TOM}"`)).title).toBe('Allocated');
  expect(words(await elm.view(MAEVE, 'inbox'))).toContain('Nothing waits for you');
  expect(words(await elm.view(MAEVE, 'match D-1 reject'))).toContain('nothing to reject');
  const matched = await elm.view(MAEVE, 'match D-1 person="Peter Lund"');
  const marked = async () => (await elm.held('Anna Lund', '2026-11-24')).map((each) => each.flaggedOn);
  expect(await marked()).toEqual(['2026-11-23']);
  await elm.view(MAEVE, buttonsOf(matched).Undo ?? 'me');
  expect(await marked()).toEqual([null]);
  expect(await elm.declaration(1)).toMatchObject({
    state: 'active',
    counterpart: null,
    counterpartName: 'Peter Lund',
  });
});

test('matched to the wrong one and then to the right one: only that family is blocked', async () => {
  await elm.view(MAEVE, 'match D-1 person="Emma Wood / Elsie Wood"');
  expect(errorOf(await elm.ask(MAEVE, 'match D-1 person="Emma Wood"'), 'person')).toMatch(/Several parents/);
  await elm.view(MAEVE, 'match D-1 person="Peter Lund"');
  expect((await elm.view(RUTH, `assign "Elsie Wood" "${TOM}"`)).refused).toBeUndefined();
  const elsie = await elm.held('Elsie Wood');
  expect(elsie.map((each) => each.flaggedOn)).toEqual([null]);
});

test('whom the declarer has chosen is not changed under their hand', async () => {
  await elm.view(ZOE, 'declare "Sarah Reed" friend since=2019');
  expect(errorOf(await elm.ask(MAEVE, 'match D-2 person="Peter Lund"'), 'person')).toMatch(
    /Its declarer has said which parent/,
  );
  expect(errorOf(await elm.ask(MAEVE, 'match D-1 person="Nobody Here"'), 'person')).toMatch(
    /No parent of that name/,
  );
  expect(errorOf(await elm.ask(MAEVE, 'match D-1 child="Nobody Here"'), 'child')).toMatch(
    /No child of that name/,
  );
});

test('says so when there is nothing to match', async () => {
  expect(words(await elm.view(PRIYA, 'match'))).toMatch(/No declared name of yours/);
  expect((await elm.view(ZOE, 'match D-1 reject')).cites).toEqual(['authority']);
});

test('a declared child’s name is matched likewise', async () => {
  await elm.view(TOM, 'declare "Their Aunt" family child="Otto Berg"');
  await elm.view(RUTH, 'child "Otto Berg" starts_on=24/11/2026 carers="Eva Berg (mother)"');
  expect((await elm.view(RUTH, `assign "Otto Berg" "${TOM}"`)).cites).toEqual(['P4', 'K5']);
  await elm.view(MAEVE, 'match D-2 child="Otto Berg"');
  expect((await elm.view(RUTH, `assign "Otto Berg" "${TOM}"`)).cites).toEqual(['P4', 'K4']);
});
