import { afterEach, beforeEach, expect, test } from 'vitest';
import { ADMIN, AMINA, CHAIR, MAEVE, PRIYA, RUTH, TOM, ZOE } from '../../support/elm.ts';
import { buttonsOf, openSetting, rowsOf, type TestSetting, words } from '../../support/setting.ts';

let elm: TestSetting;
beforeEach(async () => {
  elm = await openSetting();
});
afterEach(() => elm.close());

const refsOf = async (who: string, said = 'register') =>
  rowsOf(await elm.view(who, said)).map(([ref]) => ref);

test('is for manager, DSO and deputy', async () => {
  for (const who of [RUTH, MAEVE, PRIYA]) expect((await elm.view(who, 'register')).refused).toBeUndefined();
  for (const who of [ZOE, CHAIR, ADMIN])
    expect(await elm.view(who, 'register')).toMatchObject({ refused: true, cites: ['authority'] });
});

test('lists what is live of my cases with state and next date, and a decided case stays in it', async () => {
  await elm.view(TOM, 'declare "Sarah Reed" friend since=2019');
  await elm.view(AMINA, 'declare "Laura Ashdown" close_friend since=2015');
  await elm.view(MAEVE, 'decide D-2 managed');
  await elm.view(MAEVE, 'boundary D-2');
  await elm.view(ZOE, 'arrange "Isla Marsh" babysitting starts_on=24/11/2026');
  await elm.submit(MAEVE, 'hold', { child: 'Mia Reed', staff: PRIYA, reason: 'quiet' });
  const view = await elm.view(MAEVE, 'register');
  expect(rowsOf(view)).toEqual([
    [
      'B-1',
      AMINA,
      'Freya Ashdown, Rowan Ashdown',
      'Boundary agreement',
      'waits for the member of staff to sign',
      '7 Dec 2026',
    ],
    ['D-2', AMINA, 'Freya Ashdown, Rowan Ashdown', 'Declaration', 'Managed, with boundaries', '23 May 2027'],
    ['Hold, C-9', PRIYA, 'Mia Reed', 'Do not allocate', 'in force', ''],
    ['D-1', TOM, 'Mia Reed', 'Declaration', 'waits for your decision', '24 Nov 2026'],
    ['A-1', ZOE, 'Isla Marsh', 'Arrangement', 'waits for your answer', '24 Nov 2026'],
  ]);
  expect(words(view)).not.toMatch(/Sarah|Laura|friend|babysitting|quiet/);
  expect(buttonsOf(view)['D-2']).toEqual({ command: 'decide', input: { ref: 'D-2' } });
  expect(await refsOf(MAEVE, 'register state=settled')).toEqual(['D-2', 'Hold, C-9']);
  expect(await refsOf(MAEVE, `register person="${TOM}"`)).toEqual(['D-1']);
  expect(await refsOf(MAEVE, 'register child="Freya Ashdown"')).toEqual(['B-1', 'D-2']);
  await elm.view(MAEVE, 'decide D-2 closed note=over');
  expect(await refsOf(MAEVE)).toEqual(['Hold, C-9', 'D-1', 'A-1']);
  expect(await elm.audited('register.listed')).toBe(5);
});

test('another officer’s case, and what concerns oneself, is in nobody else’s list', async () => {
  await elm.view(MAEVE, 'declare "Sarah Reed" friend since=2019');
  await elm.view(TOM, 'declare "Sarah Reed" friend since=2019');
  expect(await refsOf(MAEVE)).toEqual([]);
  expect(await refsOf(PRIYA)).toEqual(['D-1', 'D-2']);
});

test('a manager sees effects: rules and references, no kind, no name of a parent, and nothing in conflict or about themselves', async () => {
  await elm.view(TOM, 'declare "Laura Ashdown" household');
  await elm.view(AMINA, 'declare "Sarah Reed" friend since=2019');
  await elm.submit(MAEVE, 'hold', { child: 'Isla Marsh', staff: TOM, reason: 'quiet' });
  await elm.submit(MAEVE, 'hold', { child: 'Isla Marsh', staff: RUTH, reason: 'quiet' });
  const view = await elm.view(RUTH, 'register');
  expect(rowsOf(view).map((cells) => cells.slice(0, 4))).toEqual([
    ['D-2', AMINA, 'Mia Reed', 'No (K4)'],
    ['D-1', TOM, 'Freya Ashdown, Rowan Ashdown', 'No (K4)'],
    ['Hold, C-2', TOM, 'Isla Marsh', 'No (K6)'],
  ]);
  expect(words(view)).not.toMatch(/K2|household|friend|Laura|Sarah|quiet/);
  await elm.view(RUTH, 'declare "Mike Reed" friend since=2019');
  expect(await refsOf(RUTH)).toEqual(['D-1', 'Hold, C-2']);
});
