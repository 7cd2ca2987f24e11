import { afterEach, beforeEach, expect, it } from 'vitest';
import { createCalendar } from '../src/calendar.ts';
import { newId } from '../src/core/identifier.ts';
import { createDelivery } from '../src/core/notices/deliver.ts';
import type { Delivery, Platform } from '../src/core/platform.ts';
import { createReadiness } from '../src/readiness.ts';
import { acceptingPlatform } from './support/platforms.ts';
import { MONDAY, openSetting, type TestSetting } from './support/setting.ts';

const after = (minutes: number) => new Date(MONDAY.getTime() + minutes * 60_000);
const REFUSED: Delivery = { kind: 'later', reason: 'invalid_auth', cause: 'refused' };
const AWAY: Delivery = { kind: 'later', reason: '503', cause: 'away' };
const SENT: Delivery = { kind: 'sent' };

let elm: TestSetting;
let now: Date;
/** What the platform answers, by tenant. */
let answers: Record<string, Delivery>;
let isRefused: boolean;
let platforms: Platform[];

beforeEach(async () => {
  elm = await openSetting();
  now = MONDAY;
  answers = {};
  isRefused = false;
  platforms = [
    acceptingPlatform({
      name: 'slack',
      reachesEveryone: false,
      isRefused: () => isRefused,
      deliver: async ({ tenant }) => answers[tenant] ?? SENT,
    }),
  ];
});
afterEach(() => elm.close());

function start() {
  const clock = () => now;
  const delivery = createDelivery({ store: elm.store, platforms, calendar: createCalendar(), clock });
  return { run: delivery.run, ready: createReadiness({ store: elm.store, platforms, delivery, clock }) };
}

/** An alert to somebody who has an account in that tenant. */
async function alert(who: string, tenant: string): Promise<void> {
  const { id: recipient } = await elm.person(who);
  await elm.change(async (register, setting) => {
    await register.accounts.bind({
      setting,
      person: recipient,
      platform: 'slack',
      tenant,
      user: who,
      lastUsedAt: MONDAY,
    });
    const id = newId(now);
    await register.notices.queue({
      setting,
      id,
      recipient,
      subject: 'note',
      content: { kind: 'p5' },
      occasion: id,
      class: 'alert',
      title: 'A title',
      text: 'Text',
      button: null,
      state: 'queued',
      platform: null,
      attempts: 0,
      createdAt: now,
      notBefore: now,
      sentAt: null,
      error: null,
    });
  });
}

it('a platform that is away is told after ten minutes, with what waits, and stays ready', async () => {
  answers.T1 = AWAY;
  await alert('Tom Ridley', 'T1');
  await alert('Amina Yusuf', 'T1');
  const { run, ready } = start();
  await run();
  expect(await ready()).toEqual({ isReady: true, words: [] });
  now = after(11);
  const waiting = `2 alerts have not arrived yet, the oldest of ${MONDAY.toISOString()}.`;
  expect(await ready()).toEqual({
    isReady: true,
    words: [`slack has not been reached since ${MONDAY.toISOString()}.`, waiting],
  });
  // Another process knows only what the register holds.
  expect(await start().ready()).toEqual({ isReady: true, words: [waiting] });
  answers = {};
  await run();
  await run();
  expect(await ready()).toEqual({ isReady: true, words: [] });
});

it('a platform that refuses our credentials makes it not ready, until a message is taken', async () => {
  answers.T1 = REFUSED;
  await alert('Tom Ridley', 'T1');
  const { run, ready } = start();
  await run();
  expect(await ready()).toEqual({
    isReady: false,
    words: ['slack refuses our credentials. Run: npx candour doctor'],
  });
  // It may have been started anew with a good token.
  expect(await start().ready()).toEqual({ isReady: true, words: [] });
  answers = {};
  now = after(5);
  await run();
  expect(await ready()).toEqual({ isReady: true, words: [] });
});

it('one workspace of several that refuses us is told, and the others are served', async () => {
  answers.T2 = REFUSED;
  await alert('Tom Ridley', 'T1');
  await alert('Amina Yusuf', 'T2');
  const { run, ready } = start();
  await run();
  expect(await ready()).toEqual({
    isReady: true,
    words: ['slack refuses our credentials in one of several places. Run: npx candour doctor'],
  });
});

it('nor is it ready while a platform refuses to be listened to', async () => {
  const { ready } = start();
  isRefused = true;
  expect(await ready()).toMatchObject({ isReady: false, words: [expect.stringContaining('slack refuses')] });
});

it('that no backup can be made is told, and leaves it ready', async () => {
  const clock = () => now;
  const delivery = createDelivery({ store: elm.store, platforms, calendar: createCalendar(), clock });
  const backups = {
    lastGoodAt: MONDAY as Date | undefined,
    lastFailedAt: after(60),
    failingSince: after(60) as Date | undefined,
    copiedAt: undefined,
    copyFailedAt: undefined,
    copyFailingSince: undefined,
  };
  const upkeep = { facts: () => ({ backups, checkedAt: undefined, faults: [] }) };
  const ready = createReadiness({ store: elm.store, platforms, delivery, upkeep, clock });
  expect(await ready()).toEqual({
    isReady: true,
    words: [
      `No backup could be made since ${after(60).toISOString()}; the last good one is of ${MONDAY.toISOString()}. Run: npx candour doctor`,
    ],
  });
  backups.lastGoodAt = undefined;
  expect((await ready()).words[0]).toMatch(/^No backup could be made since \S+Z\. Run: npx candour doctor$/);
  backups.failingSince = undefined;
  expect(await ready()).toEqual({ isReady: true, words: [] });
});
