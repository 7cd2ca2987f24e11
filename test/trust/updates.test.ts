import { afterEach, beforeEach, expect, test } from 'vitest';
import { MAEVE, PRIYA, RUTH, TOM, ZOE } from '../support/elm.ts';
import { openSetting, rowsOf, type TestSetting } from '../support/setting.ts';

// What its declarer changes in a declaration takes nothing away before an officer has looked at it.

let elm: TestSetting;
beforeEach(async () => {
  elm = await openSetting();
});
afterEach(() => elm.close());

const CHILD = '"Mia Reed"';
/** The answer and the rules for somebody. */
const may = async (who: string, on = '', at?: string) => {
  const row = rowsOf(await elm.view(RUTH, `keyperson ${CHILD} ${on}`, at)).find(([name]) => name === who);
  return `${row?.[1]}: ${row?.[2]}`;
};
const isRefused = async (who: string, said: string) => (await elm.view(who, said)).refused === true;

test.each(['partner', 'household'])(
  'the colleague of a %s is checked until it is decided (K16)',
  async (kind) => {
    await elm.view(ZOE, 'declare "Sarah Reed" family');
    await elm.view(TOM, `declare "${ZOE}" ${kind} since=2019`);
    expect(await may(TOM)).toMatch(/^Check first.*K16/);
    for (const other of ['friend', 'close_friend', 'family', 'community']) {
      await elm.view(TOM, `update D-2 kind=${other}`);
      expect(await may(TOM), other).toMatch(/^Check first.*K16/);
    }
    expect(await may(TOM, 'on=2026-11-23', '2026-11-24T10:00:00Z')).toMatch(/^Check first.*K16/);
    await elm.view(MAEVE, 'decide D-2 noted affected_child=no');
    expect(await may(TOM)).toMatch(/^Yes/);
  },
);

test.each(['partner', 'household', 'family', 'close_friend'])(
  'an officer stays out of what is about her %s until another has decided that',
  async (kind) => {
    await elm.view(MAEVE, `declare "${TOM}" ${kind} since=2019`);
    await elm.view(PRIYA, `hold ${CHILD} "${TOM}" reason="Wait."`);
    await elm.view(MAEVE, 'update D-1 kind=friend');
    await elm.view(MAEVE, 'update D-1 kind=neighbour');
    expect(await isRefused(MAEVE, `unhold ${CHILD} "${TOM}" reason="No more."`)).toBe(true);
    expect(await may(TOM)).toMatch(/^No: K6/);
    await elm.view(PRIYA, 'decide D-1 noted affected_child=no');
    expect(await isRefused(MAEVE, `unhold ${CHILD} "${TOM}" reason="No more."`)).toBe(false);
  },
);

test('that a relative’s friend may be key person all the same is asked again of who lives with them (K8)', async () => {
  await elm.view(RUTH, `child ${CHILD} carers="Sarah Reed; Mike Reed; Joan Reed (relative: aunt)"`);
  await elm.view(TOM, 'declare "Joan Reed" friend since=2019');
  await elm.view(MAEVE, `match D-1 child=${CHILD} may=yes`);
  expect(await may(TOM)).toMatch(/^Yes, with a note: K8/);
  await elm.view(TOM, 'update D-1 kind=household');
  expect(await may(TOM)).toMatch(/^No: K8/);
  expect(await may(TOM, 'on=2026-11-23', '2026-11-24T10:00:00Z')).toMatch(/^No: K8/);
  await elm.view(MAEVE, `match D-1 child=${CHILD} may=no`);
  await elm.view(TOM, 'update D-1 kind=friend');
  expect(await may(TOM)).toMatch(/^No: K8/);
});

test('and so it is once the declaration is undecided again: at a review they say that it has affected the child (K8)', async () => {
  await elm.view(RUTH, `child ${CHILD} carers="Sarah Reed; Mike Reed; Joan Reed (relative: aunt)"`);
  await elm.view(TOM, 'declare "Joan Reed" friend since=2019');
  await elm.view(MAEVE, `match D-1 child=${CHILD} may=yes`);
  await elm.view(MAEVE, 'decide D-1 noted');
  expect(await may(TOM)).toMatch(/^Yes, with a note: K8/);
  await elm.view(TOM, 'confirm D-1 still_true=yes affected_child=yes', '2027-11-20T10:00:00Z');
  expect(await may(TOM)).toMatch(/^No: K8/);
  await elm.view(MAEVE, `match D-1 child=${CHILD} may=yes`);
  expect(await may(TOM)).toMatch(/^Yes, with a note: K8/);
});

test('and so it is of another relative, once the officer says that it is they who are meant (K8)', async () => {
  const carers = 'Sarah Reed; Mike Reed; Joan Reed (relative: aunt); Bob Vale (relative: uncle)';
  await elm.view(RUTH, `child ${CHILD} carers="${carers}"`);
  await elm.view(TOM, 'declare "Somebody Else" friend since=2019');
  await elm.view(MAEVE, 'match D-1 person="Joan Reed"');
  await elm.view(MAEVE, `match D-1 child=${CHILD} may=yes`);
  expect(await may(TOM)).toMatch(/^Yes, with a note: K8/);
  await elm.view(MAEVE, 'match D-1 person="Bob Vale"');
  expect(await may(TOM)).toMatch(/^No: K8/);
});

test('that a name is nobody here is asked again of another name (K5)', async () => {
  await elm.view(TOM, 'declare "Sarah Reid" friend since=2019 none_of_these=yes');
  await elm.view(MAEVE, 'match D-1 reject=yes');
  await elm.view(TOM, 'update D-1 kind=close_friend');
  expect(await may(TOM)).toMatch(/^Yes/);
  await elm.view(TOM, 'update D-1 who="Sarah Reed" none_of_these=yes');
  expect(await may(TOM)).toMatch(/^Check first: K5/);
});

test('an officer answers no check that is about somebody close to her (K8, K16)', async () => {
  await elm.view(MAEVE, `declare "${TOM}" partner since=2019`);
  await elm.view(RUTH, `child ${CHILD} carers="Sarah Reed; Mike Reed; Joan Reed (relative: aunt)"`);
  await elm.view(TOM, 'declare "Joan Reed" friend since=2019');
  await elm.view(ZOE, 'declare "Sarah Reed" family');
  await elm.view(ZOE, `declare "${TOM}" household`);
  for (const ref of ['D-2', 'D-4'])
    expect(await isRefused(MAEVE, `match ${ref} child=${CHILD} may=yes`), ref).toBe(true);
  expect(await may(TOM)).toMatch(/^No: K8 \(D-2\).*K16/);
  expect(await isRefused(PRIYA, `match D-2 child=${CHILD} may=yes`)).toBe(false);
  expect(await isRefused(PRIYA, `match D-4 child=${CHILD} may=yes`)).toBe(false);
  expect(await may(TOM)).toMatch(/^Yes, with a note/);
});
