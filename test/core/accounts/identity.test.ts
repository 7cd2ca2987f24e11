import { afterEach, beforeEach, expect, test } from 'vitest';
import { createCalendar } from '../../../src/calendar.ts';
import { NEVER_USED } from '../../../src/core/accounts/account.ts';
import { forget, identify, meet } from '../../../src/core/accounts/identity.ts';
import { MONDAY, openSetting, type TestSetting } from '../../support/setting.ts';

let elm: TestSetting;
beforeEach(async () => {
  elm = await openSetting();
});
afterEach(() => elm.close());

const account = { platform: 'slack', tenant: 'T1', user: 'U1' };
const here = () => ({ store: elm.store, calendar: createCalendar(), now: MONDAY });
const later = (minutes: number) => new Date(MONDAY.getTime() + minutes * 60_000);
/** In SQLite's one queue of writes, what is written after a note has waited for it. */
const lastUse = async () => {
  await elm.store.write([], async () => undefined);
  return elm.read(async (register) => (await register.accounts.find(account)).map((each) => each.lastUsedAt));
};
/** Nobody waits for the note of a use: with several connections it is on disk only some time after the answer. */
const noted = async (...uses: Date[]) => expect.poll(lastUse, { timeout: 8000 }).toEqual(uses);

test('the use of an account is noted, so that messages go to the one used last', async () => {
  const zoe = await elm.person('Zoë Adeyemi');
  const email = zoe.email ?? '';
  expect(email).not.toBe('');
  await meet(here(), account, email, () => true);
  await identify(elm.store, account, later(2));
  expect(await lastUse()).toEqual([MONDAY]);
  await identify(elm.store, account, later(9));
  await noted(later(9));
});

test('an account that is only looked at draws no messages to itself', async () => {
  const zoe = await elm.person('Zoë Adeyemi');
  await meet(here(), account, zoe.email ?? '', () => true, 'seen');
  expect(await lastUse()).toEqual([NEVER_USED]);
  await identify(elm.store, account, later(9), 'seen');
  expect(await lastUse()).toEqual([NEVER_USED]);
  await identify(elm.store, account, later(10));
  await noted(later(10));
});

test('an account that was let go is not brought back by its own last use', async () => {
  const zoe = await elm.person('Zoë Adeyemi');
  await meet(here(), account, zoe.email ?? '', () => true);
  const [, met] = await Promise.all([
    forget(elm.store, account, later(10)),
    identify(elm.store, account, later(10)),
  ]);
  expect(met?.account ?? account).toEqual(account);
  expect(await lastUse()).toEqual([]);
  expect(await identify(elm.store, account, later(11))).toBeUndefined();
});
