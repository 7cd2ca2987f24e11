import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { View } from '../../../src/core/talk/view.ts';
import { ACKNOWLEDGE, CHAIR, MAEVE, RUTH, TOM, ZOE } from '../../support/elm.ts';
import { put } from '../../support/put.ts';
import {
  buttonsOf,
  draft,
  errorOf,
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

const csvIn = ({ file }: View) => new TextDecoder().decode(file?.bytes());

test('names who owes what, when it is due, how late; as a CSV file too', async () => {
  await elm.view(ZOE, ACKNOWLEDGE);
  const view = await elm.view(RUTH, 'outstanding social-media on=02/12/2026');
  const mine = rowsOf(view).find(([name]) => name === TOM);
  expect(mine).toEqual([
    TOM,
    'Acknowledge our policy “Social media and relationships”',
    '30 Nov 2026',
    'overdue by 2 days',
    '',
  ]);
  expect(rowsOf(view).map(([name]) => name)).not.toContain(ZOE);
  const asked = await elm.view(RUTH, buttonsOf(view)['As a CSV file'] ?? 'me');
  expect(asked.file?.name).toBe('outstanding-2026-12-02.csv');
  const csv = csvIn(asked);
  expect(csv).toContain('Name,What,Due,When,Declined');
  expect(csv).toContain(
    `${TOM},Acknowledge our policy “Social media and relationships”,30 Nov 2026,overdue by 2 days,`,
  );
});

test('a cell that a spreadsheet would take for a formula is made plain', async () => {
  await elm.view(ZOE, 'acknowledge answer=decline reason="=1+1"');
  expect(csvIn(await elm.view(RUTH, 'outstanding format=csv'))).not.toMatch(/,=1\+1/);
});

test('gives the chair the totals and no name, also as a CSV file', async () => {
  for (const said of ['outstanding', 'outstanding format=csv']) {
    const shown = words(await elm.view(CHAIR, said));
    expect(shown).toContain('Our policy “Social media and relationships”: acknowledged: 0 of 11');
    expect(shown).not.toMatch(/Tom|Zoë|Ruth/);
  }
  expect((await elm.view(ZOE, 'outstanding')).cites).toEqual(['authority']);
});

describe('on a day gone by', () => {
  const named = async (said: string) => rowsOf(await elm.view(RUTH, said)).map(([name]) => name);

  test('nothing was owed before anything was adopted; then it was, to the day', async () => {
    const tom = await elm.person(TOM);
    const always = tom.posts.map((post) => ({ ...post, from: null }));
    await elm.change((register) => put(register, { people: [{ ...tom, startsOn: null, posts: always }] }));
    expect(words(await elm.view(RUTH, 'outstanding on=2019-03-24'))).toBe(
      'Outstanding\nNothing was owed here on 24 Mar 2019.',
    );
    expect(words(await elm.view(CHAIR, 'outstanding on=2019-03-24'))).not.toContain('0 of');
    expect(await named('outstanding social-media on=2019-03-25')).toEqual([TOM]);
  });

  test('a document that came later was none then, and what it replaced counts as it stood', async () => {
    await elm.view(ZOE, ACKNOWLEDGE);
    await draft(elm, 'social-media', 'policy', '2.0');
    await draft(elm, 'phones', 'policy', '1.0');
    await elm.view(CHAIR, 'adopt social-media material', '2026-11-24T10:00:00Z');
    await elm.view(CHAIR, 'adopt phones material');
    const policies = (view: Awaited<ReturnType<TestSetting['view']>>) =>
      view.blocks.filter(({ kind }) => kind === 'meter').length;
    expect(policies(await elm.view(RUTH, 'outstanding', '2026-11-26T10:00:00Z'))).toBe(3);
    expect(policies(await elm.view(RUTH, 'outstanding on=2026-11-23'))).toBe(2);
    expect(errorOf(await elm.ask(RUTH, 'outstanding phones on=2026-11-23'), 'code')).toBe(
      'There was no such code on 23 Nov 2026. There were: confidentiality, social-media.',
    );
    expect(await named('outstanding social-media on=2026-11-22')).toContain(ZOE);
    expect(await named('outstanding social-media on=2026-11-23')).not.toContain(ZOE);
    expect(await named('outstanding social-media on=2026-11-24')).toContain(ZOE);
    expect(await named('outstanding phones on=2026-11-24')).toContain(ZOE);
  });

  test('who joined later, or had left, owed nothing then', async () => {
    expect(await named('outstanding on=2026-09-06')).not.toContain('Ellis Farrow');
    expect(await named('outstanding on=2026-09-07')).toContain('Ellis Farrow');
    expect(await named('outstanding on=2027-03-25')).toContain('Ellis Farrow');
    await elm.view(RUTH, 'inbox', '2027-04-01T09:00:00Z');
    expect(await named('outstanding on=2027-03-25')).toContain('Ellis Farrow');
    expect(await named('outstanding on=2027-03-26')).not.toContain('Ellis Farrow');
  });

  test('a decline that came later had not been said', async () => {
    await elm.view(ZOE, 'acknowledge answer=decline reason="not yet"', '2026-11-24T10:00:00Z');
    await elm.view(RUTH, 'inbox', '2026-11-26T10:00:00Z');
    const declined = async (on: string) =>
      rowsOf(await elm.view(RUTH, `outstanding social-media on=${on}`)).find(([name]) => name === ZOE)?.[4];
    expect(await declined('2026-11-23')).toBe('');
    expect(await declined('2026-11-24')).toBe('24 Nov 2026: not yet');
  });
});

describe('show=signed', () => {
  const columns = ['Name', 'What', 'Version', 'When', 'How', 'Note'];
  const policy = 'Our policy “Social media and relationships”';
  const agreement = 'The confidentiality agreement';

  test('names who has, which version, when and how, leavers too', async () => {
    await elm.view(ZOE, ACKNOWLEDGE);
    await elm.view(RUTH, `paper "Ellis Farrow" confidentiality 20/11/2026 "${MAEVE}"`);
    const view = await elm.view(RUTH, 'outstanding show=signed');
    expect(view.blocks.find(({ kind }) => kind === 'table')).toMatchObject({ columns });
    const ellis = ['Ellis Farrow', agreement, '1.0', '20 Nov 2026', `on paper, witness ${MAEVE}`];
    const zoe = [ZOE, policy, '1.0', '23 Nov 2026', 'in chat', ''];
    expect(rowsOf(view)).toEqual([[...ellis, ''], zoe]);
    expect(words(view)).toContain(`${policy}: acknowledged: 1 of 11`);
    expect(rowsOf(await elm.view(MAEVE, 'outstanding social-media show=signed'))).toEqual([zoe]);
    expect(
      rowsOf(await elm.view(RUTH, buttonsOf(view)['Who has not'] ?? 'me')).map(([name]) => name),
    ).toContain(TOM);
    const later = await elm.view(RUTH, 'outstanding show=signed', '2027-04-01T10:00:00Z');
    expect(rowsOf(later)).toEqual([[...ellis, 'left on 25 Mar 2027'], zoe]);
  });

  test('of a past day, what had been signed by then; of what was replaced or declined since, that too', async () => {
    await elm.view(ZOE, ACKNOWLEDGE);
    await elm.view(TOM, ACKNOWLEDGE);
    await elm.view(TOM, 'acknowledge answer=decline reason="no more"', '2026-11-24T10:00:00Z');
    const on = async (day: string) => rowsOf(await elm.view(RUTH, `outstanding show=signed on=${day}`));
    expect(await on('2026-11-22')).toEqual([]);
    expect((await on('2026-11-23')).map((cells) => cells[5])).toEqual(['', '']);
    expect((await on('2026-11-24')).map((cells) => cells[5])).toEqual(['declined since, on 24 Nov 2026', '']);
    await draft(elm, 'social-media', 'policy', '2.0');
    await elm.view(CHAIR, 'adopt social-media material', '2026-11-25T10:00:00Z');
    await elm.view(ZOE, ACKNOWLEDGE, '2026-11-26T10:00:00Z');
    expect((await on('2026-11-26')).map(([name, , version, , , note]) => [name, version, note])).toEqual([
      [ZOE, '2.0', ''],
      [TOM, '1.0', 'replaced by a later version, declined since, on 24 Nov 2026'],
      [ZOE, '1.0', 'replaced by a later version'],
    ]);
    expect((await on('2026-11-24')).map((cells) => cells[5])).toEqual(['declined since, on 24 Nov 2026', '']);
  });

  test('as a CSV file too, and so is what is open', async () => {
    await elm.view(ZOE, ACKNOWLEDGE);
    const view = await elm.view(RUTH, 'outstanding show=signed');
    const csv = await elm.view(RUTH, buttonsOf(view)['As a CSV file'] ?? 'me');
    expect(csv.file).toMatchObject({ name: 'signed-2026-11-23.csv', type: 'text/csv; charset=utf-8' });
    expect(new TextDecoder().decode(csv.file?.bytes())).toBe(
      `${columns.join(',')}\n${ZOE},${policy},1.0,23 Nov 2026,in chat,\n`,
    );
    const open = await elm.view(RUTH, 'outstanding format=csv');
    expect(open.file?.name).toBe('outstanding-2026-11-23.csv');
    expect(new TextDecoder().decode(open.file?.bytes())).toContain('Name,What,Due,When,Declined');
  });

  test('gives the chair the totals and no name', async () => {
    await elm.view(ZOE, ACKNOWLEDGE);
    for (const said of ['outstanding show=signed', 'outstanding show=signed format=csv']) {
      const view = await elm.view(CHAIR, said);
      expect(words(view)).toContain('acknowledged: 1 of 11');
      expect(words(view)).not.toMatch(/Tom|Zoë|Ruth/);
      expect(view.file).toBeUndefined();
    }
  });
});

test('says so when all is done', async () => {
  await elm.close();
  elm = await openSetting({
    without: [
      MAEVE,
      'Priya Raman-Clarke',
      CHAIR,
      'Colin Threadgold',
      ZOE,
      'Amina Yusuf',
      'Karolina Nowak',
      TOM,
      'Bethany Marsh',
      'Ellis Farrow',
      'Marcus Bell',
    ],
  });
  await elm.view(RUTH, ACKNOWLEDGE);
  await elm.view(RUTH, `sign "${RUTH}" agree=yes`);
  expect(words(await elm.view(RUTH, 'outstanding'))).toContain('Everybody has acknowledged and signed');
  expect(words(await elm.view(RUTH, 'me'))).not.toMatch(/Read and (acknowledge|sign)/);
});

test('a due date that falls in a closure moves to the third open day after it', async () => {
  await elm.close();
  elm = await openSetting({ setting: { firstImportOn: '2026-12-04' } });
  expect(rowsOf(await elm.view(RUTH, 'outstanding'))[0]?.[2]).toBe('6 Jan 2027');
});
