import { afterEach, beforeEach, expect, test } from 'vitest';
import { ADMIN, AMINA, BETHANY, CHAIR, MAEVE, PRIYA, RUTH, TOM, ZOE } from '../../support/elm.ts';
import { allocate } from '../../support/nursery.ts';
import { put } from '../../support/put.ts';
import { asView, buttonsOf, openSetting, rowsOf, type TestSetting, words } from '../../support/setting.ts';

let elm: TestSetting;
beforeEach(async () => {
  elm = await openSetting();
});
afterEach(() => elm.close());

const rowOf = async (child: string, said = 'keypeople', who = RUTH, at?: string) =>
  rowsOf(await elm.view(who, said, at)).find(([name]) => name === child);

test('is for manager, DSO and deputy', async () => {
  for (const who of [RUTH, MAEVE, PRIYA]) expect((await elm.view(who, 'keypeople')).refused).toBeUndefined();
  for (const who of [ZOE, CHAIR, ADMIN])
    expect(await elm.view(who, 'keypeople')).toMatchObject({ refused: true, cites: ['authority'] });
});

test('lists every child with key person, co-key person, back-up, who acts, and what it needs', async () => {
  await allocate(elm, 'Isla Marsh', TOM, 'co_key_person');
  const view = await elm.view(RUTH, 'keypeople');
  expect(view.blocks.find((block) => block.kind === 'table')).toMatchObject({
    columns: ['Child', 'When', 'Key person', 'Co-key person', 'Back-up', 'Who acts', 'Needs'],
  });
  expect(rowsOf(view)).toHaveLength(11);
  expect(rowsOf(view)).toEqual(
    expect.arrayContaining([
      ['Isla Marsh', 'attends', ZOE, TOM, AMINA, ZOE, ''],
      ['Callum McBride', 'attends', '', '', '', 'nobody', 'needs a key person from 23 Nov 2026'],
      ['Idris Rahman', 'starts 11 Jan 2027', '', '', '', 'nobody', 'needs a key person from 11 Jan 2027'],
    ]),
  );
  expect(words(view)).toContain('Attending, with a key person: 9 of 10');
});

test('says when the parents were told, once anything of it is recorded', async () => {
  await elm.view(RUTH, `assign "Mia Reed" "${ZOE}" told_on=20/11/2026`);
  const lastOf = (cells: string[] | undefined) => cells?.[7];
  expect(lastOf(await rowOf('Mia Reed'))).toBe('20 Nov 2026');
  expect(lastOf(await rowOf('Isla Marsh'))).toBe('');
  const { file } = await elm.view(RUTH, 'keypeople format=csv');
  expect(new TextDecoder().decode(file?.bytes())).toMatch(/Needs,Parents told\n/);
  expect(await rowOf('Mia Reed', 'keypeople on=2026-11-19')).toHaveLength(7);
});

test('whoever must be replaced is shown as interim, with no reason, to a reader in conflict too', async () => {
  await elm.view(ZOE, 'declare "Sarah Reed" friend since=2019');
  await elm.view(RUTH, 'declare "Mike Reed" friend since=2019');
  for (const who of [RUTH, MAEVE]) {
    const view = await elm.view(who, 'keypeople');
    expect(rowsOf(view).find(([name]) => name === 'Mia Reed')).toEqual([
      'Mia Reed',
      'attends',
      `${ZOE} (interim)`,
      '',
      '',
      ZOE,
      'needs a new key person by 30 Nov 2026 (KP-10)',
    ]);
    expect(words(view)).not.toMatch(/\bK\d|D-\d|Reed \(|friend|Sarah|Mike/);
  }
});

test('while a key person is away the co-key person acts, else the back-up, if they may on that day', async () => {
  await allocate(elm, 'Isla Marsh', TOM, 'co_key_person');
  await elm.view(RUTH, `away staff="${ZOE}" from=24/11/2026 to=4/12/2026`);
  const away = 'keypeople on=2026-11-25';
  expect((await rowOf('Isla Marsh', away))?.slice(5)).toEqual([
    TOM,
    `needs a stand-in from 25 Nov 2026 until 4 Dec 2026: ${TOM} (co-key person) acts`,
  ]);
  expect((await rowOf('Mia Reed', away))?.slice(5)).toEqual([
    'nobody',
    'needs a stand-in from 25 Nov 2026 until 4 Dec 2026: nobody may act yet',
  ]);
  await elm.view(TOM, 'declare "Daniel Marsh" friend since=2019');
  expect((await rowOf('Isla Marsh', away))?.[5]).toBe(AMINA);
  await elm.view(AMINA, 'away 25/11/2026 to=25/11/2026');
  expect((await rowOf('Isla Marsh', away))?.[5]).toBe('nobody');
});

test('whoever must be replaced looks after the child until then: while they are away it needs a stand-in, too', async () => {
  await elm.view(ZOE, 'declare "Sarah Reed" friend since=2019');
  const standIn = 'Mia Reed needs a stand-in from 24 Nov 2026 until 4 Dec 2026';
  for (const who of [RUTH, ZOE])
    expect(words(await elm.view(who, `away staff="${ZOE}" from=24/11/2026 to=4/12/2026`))).toContain(standIn);
  const needs =
    'needs a new key person by 30 Nov 2026 (KP-10); needs a stand-in from 24 Nov 2026 until 4 Dec 2026: nobody may act yet';
  expect((await rowOf('Mia Reed'))?.[6]).toBe(needs);
  expect(words(await elm.view(RUTH, 'keyperson'))).toContain(needs);
  expect(words(await elm.view(RUTH, 'keyperson "Mia Reed"'))).toContain('needs a stand-in from 24 Nov 2026');
});

test('a past day is answered from history: who held the roles then, and the children of that day', async () => {
  await elm.view(RUTH, `assign "Mia Reed" "${BETHANY}" from=2026-11-25`);
  const rosie = await elm.child('Rosie Blackwell');
  await allocate(elm, 'Rosie Blackwell', TOM, 'key_person', '2025-09-03');
  // She left in July, and is back from January.
  await elm.change((register) =>
    put(register, { children: [{ ...rosie, startsOn: '2027-01-04', leavesOn: null }] }),
  );
  const later = '2026-12-01T10:00:00.000Z';
  expect((await rowOf('Mia Reed', 'keypeople', RUTH, later))?.[2]).toBe(BETHANY);
  expect((await rowOf('Mia Reed', 'keypeople on=2026-11-24', RUTH, later))?.[2]).toBe(ZOE);
  expect(await rowOf('Rosie Blackwell', 'keypeople on=2026-06-01', RUTH, later)).toEqual([
    'Rosie Blackwell',
    'attends',
    TOM,
    '',
    '',
    TOM,
    '',
  ]);
  expect(await rowOf('Rosie Blackwell', 'keypeople on=2026-09-01', RUTH, later)).toBeUndefined();
  expect(await rowOf('Callum McBride', 'keypeople on=2026-06-01', RUTH, later)).toBeUndefined();
  expect(words(await elm.view(RUTH, 'keypeople on=2020-01-01'))).toContain('No child attended');
});

test('is there as a CSV file too', async () => {
  const way = buttonsOf(await elm.view(RUTH, 'keypeople'))['As a CSV file'];
  const view = asView(await elm.ask(RUTH, way ?? 'help'));
  // It names children, and a chat keeps what is written in it.
  expect(words(view)).not.toContain('Isla');
  expect(view.file?.name).toBe('key-people-2026-11-23.csv');
  const csv = new TextDecoder().decode(view.file?.bytes());
  expect(csv.split('\n')[0]).toBe('Child,When,Key person,Co-key person,Back-up,Who acts,Needs');
  expect(csv).toContain(`Isla Marsh,attends,${ZOE},,${AMINA},${ZOE},\n`);
  expect(csv.trim().split('\n')).toHaveLength(12);
});
