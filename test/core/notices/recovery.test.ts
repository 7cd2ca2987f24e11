import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCalendar } from '../../../src/calendar.ts';
import { newId } from '../../../src/core/identifier.ts';
import { createDelivery } from '../../../src/core/notices/deliver.ts';
import type { Notice } from '../../../src/core/notices/notice.ts';
import type { DeliveryEvent } from '../../../src/core/notices/recovery.ts';
import type { Platform } from '../../../src/core/platform.ts';
import { type Conduct, openPeer, type Peer, peerPlatform, type Received } from '../../support/peer.ts';
import { MONDAY, openSetting, type TestSetting } from '../../support/setting.ts';

const calendar = createCalendar();
/** 12:20 on a Monday in term: a window is open. */
const NOON = new Date('2026-11-23T12:20:00.000Z');
const after = (minutes: number) => new Date(NOON.getTime() + minutes * 60_000);

let elm: TestSetting;
let peer: Peer;
let slack: Platform;
let now: Date;
let events: DeliveryEvent[];

beforeEach(async () => {
  elm = await openSetting();
  peer = await openPeer();
  slack = peerPlatform('slack', peer.url, { pace: { perAccount: 1000, perTenant: 1000 } });
  now = NOON;
  events = [];
});
afterEach(async () => {
  await peer.close();
  await elm.close();
});

/** A process that delivers, which knows nothing of what happened before it. */
const start = (platforms: readonly Platform[] = [slack]) =>
  createDelivery({
    store: elm.store,
    platforms,
    calendar,
    clock: () => now,
    report: (event) => void events.push(event),
  });

async function bind(who: string, tenant = 'T1', platform = 'slack'): Promise<void> {
  const { id: person } = await elm.person(who);
  await elm.change((register, setting) =>
    register.accounts.bind({ setting, person, platform, tenant, user: who, lastUsedAt: MONDAY }),
  );
}

async function queue(who: string, given: Partial<Notice> = {}): Promise<string> {
  const { id: recipient } = await elm.person(who);
  const id = newId(NOON);
  await elm.change(async (register, setting) => {
    await register.notices.queue({
      setting,
      id,
      recipient,
      subject: 'note',
      content: { kind: 'p5' },
      occasion: id,
      class: 'alert',
      title: id,
      text: 'Text',
      button: null,
      state: 'queued',
      platform: null,
      attempts: 0,
      createdAt: NOON,
      notBefore: NOON,
      sentAt: null,
      error: null,
      ...given,
    });
  });
  return id;
}

/** As after two attempts; the next one is due in two hours. */
const FAILED = { state: 'failed', attempts: 2, notBefore: after(120), error: '500' } as const;
const one = async (id: string) => {
  const found = (await elm.told()).find((row) => row.id === id);
  if (!found) throw new Error('it is not in the outbox');
  return found;
};

const kinds = () => events.map(({ kind }) => kind);
const conducting = (kind: 'refuses us' | 'breaks') => peer.behave(() => ({ kind }));
const working = () => peer.behave(() => ({ kind: 'takes' }));

describe('What is reported of deliveries', () => {
  it.each([
    ['refuses us', 'refused', '401'],
    ['breaks', 'away', '500'],
  ] as const)(
    'an outage once where the platform %s, each failure, and that it works again',
    async (conduct, cause, reason) => {
      await bind('Tom Ridley');
      await bind('Amina Yusuf');
      const [tom, amina] = [await queue('Tom Ridley'), await queue('Amina Yusuf')];
      conducting(conduct);
      const delivery = start();
      await delivery.run();
      const place = { platform: 'slack', tenant: 'T1', cause, reason, since: NOON };
      expect(events.filter(({ kind }) => kind === 'outage')).toEqual([{ kind: 'outage', ...place }]);
      expect(events.filter(({ kind }) => kind === 'failed')).toHaveLength(2);
      const { notBefore: next } = await one(tom);
      const facts = { class: 'alert', setting: 'elm', platform: 'slack', attempts: 1, reason };
      expect(events).toContainEqual({ kind: 'failed', id: tom, ...facts, next });
      expect(delivery.outages()).toEqual([place]);
      expect(delivery.refusing()).toEqual(cause === 'refused' ? ['slack'] : []);
      events.length = 0;
      now = after(5);
      await delivery.run();
      expect(kinds()).toEqual(['failed', 'failed']);
      events.length = 0;
      working();
      now = after(30);
      await delivery.run();
      expect([(await one(tom)).state, (await one(amina)).state]).toEqual(['sent', 'sent']);
      expect(events).toEqual([
        { kind: 'recovered', platform: 'slack', tenant: 'T1', since: NOON, brought: 0 },
      ]);
      expect([delivery.outages(), delivery.refusing()]).toEqual([[], []]);
    },
  );

  it('that one was given up on, with nobody’s name', async () => {
    await bind('Tom Ridley');
    const id = await queue('Tom Ridley', { attempts: 5, state: 'failed' });
    conducting('breaks');
    await start().run();
    const facts = { class: 'alert', setting: 'elm', platform: 'slack', attempts: 6, reason: '500' };
    expect(events).toContainEqual({ kind: 'dead', id, ...facts });
    peer.behave(() => ({ kind: 'refuses' }));
    const never = await queue('Tom Ridley');
    await start().run();
    expect(events).toContainEqual({ kind: 'dead', ...facts, id: never, attempts: 1, reason: '403' });
    expect(JSON.stringify(events)).not.toContain('Ridley');
  });

  it('one without an account, of no platform; and what a platform says of one person is no outage', async () => {
    await bind('Tom Ridley');
    const lost = await queue('Amina Yusuf');
    await queue('Tom Ridley');
    peer.behave(() => ({ kind: 'limits', seconds: 30 }));
    const delivery = start();
    await delivery.run();
    expect(kinds()).toEqual(['failed', 'failed']);
    expect(events).toContainEqual(
      expect.objectContaining({ id: lost, platform: null, reason: 'no account yet' }),
    );
    expect(delivery.outages()).toEqual([]);
  });

  it('a tenant that refuses us says nothing of another of the same platform', async () => {
    await bind('Tom Ridley', 'T1');
    await bind('Amina Yusuf', 'T2');
    await queue('Tom Ridley');
    await queue('Amina Yusuf');
    peer.behave(({ user }) => ({ kind: user === 'Tom Ridley' ? 'refuses us' : 'takes' }));
    const delivery = start();
    await delivery.run();
    expect(delivery.outages()).toMatchObject([{ tenant: 'T1', cause: 'refused' }]);
    expect(delivery.refusing()).toEqual([]);
  });
});

describe('Once a platform takes messages again', () => {
  const failing = (given: (message: Received) => Conduct['kind']) =>
    peer.behave((message) => ({ kind: given(message) }) as Conduct);

  it('what waited there is tried at once, with the attempts it had; what waits elsewhere is not', async () => {
    await bind('Tom Ridley');
    await bind('Amina Yusuf');
    await bind('Bethany Marsh', 'T2');
    await bind("Maeve O'Sullivan", 'T1', 'teams');
    const first = await queue('Tom Ridley');
    const waiting = await queue('Amina Yusuf', FAILED);
    const others = [await queue('Bethany Marsh', FAILED), await queue("Maeve O'Sullivan", FAILED)];
    const dead = await queue('Amina Yusuf', { ...FAILED, state: 'dead' });
    conducting('breaks');
    const delivery = start();
    await delivery.run();
    now = after(2);
    working();
    await delivery.run();
    expect(await one(first)).toMatchObject({ state: 'sent', attempts: 2 });
    expect(await one(waiting)).toMatchObject({ state: 'failed', attempts: 2, notBefore: now });
    for (const id of others) expect(await one(id)).toMatchObject({ notBefore: after(120) });
    expect(events.at(-1)).toMatchObject({ kind: 'recovered', brought: 1, since: NOON });
    await delivery.run();
    expect(await one(waiting)).toMatchObject({ state: 'sent', attempts: 3 });
    expect(await one(dead)).toMatchObject({ state: 'dead', notBefore: after(120) });
  });

  it('so they are where the first to arrive is a new one', async () => {
    await bind('Tom Ridley');
    await bind('Amina Yusuf');
    const waiting = await queue('Amina Yusuf');
    conducting('refuses us');
    const delivery = start();
    await delivery.run();
    working();
    await queue('Tom Ridley');
    await delivery.run();
    await delivery.run();
    expect(await one(waiting)).toMatchObject({ state: 'sent', attempts: 2 });
  });

  it('routine ones leave in their window all the same', async () => {
    await bind('Tom Ridley');
    now = new Date('2026-11-23T13:30:00Z');
    const first = await queue('Tom Ridley', { ...FAILED, notBefore: now });
    const routine = await queue('Tom Ridley', { ...FAILED, class: 'routine', notBefore: after(24 * 60) });
    const delivery = start();
    await delivery.run();
    await delivery.run();
    expect(await one(first)).toMatchObject({ state: 'sent' });
    expect(await one(routine)).toMatchObject({
      state: 'failed',
      attempts: 2,
      notBefore: new Date('2026-11-23T15:30:00Z'),
    });
  });

  it('a message that fails for a reason of its own keeps its own pace', async () => {
    await bind('Tom Ridley');
    await bind('Amina Yusuf');
    const poison = await queue('Amina Yusuf', FAILED);
    failing(({ title }) => (title === poison ? 'breaks' : 'takes'));
    const delivery = start();
    // It is brought forward once at most, however often others fail and arrive.
    for (let round = 0; round < 6; round++) {
      now = after(round);
      await queue('Tom Ridley', { state: 'failed', attempts: 1, notBefore: now, createdAt: now });
      await delivery.run();
    }
    expect(await one(poison)).toMatchObject({ state: 'failed', attempts: 3 });
  });

  it('a person who is reached again gets what waited for them', async () => {
    await bind('Tom Ridley');
    await bind('Amina Yusuf');
    const [toms, aminas] = [await queue('Tom Ridley', FAILED), await queue('Amina Yusuf', FAILED)];
    const delivery = start();
    await queue('Tom Ridley');
    await delivery.run();
    expect(await one(toms)).toMatchObject({ notBefore: NOON, attempts: 2 });
    expect(await one(aminas)).toMatchObject({ notBefore: after(120) });
  });

  it('somebody whose account was missing gets what waited once it is there', async () => {
    const id = await queue('Tom Ridley', { ...FAILED, error: 'no account yet' });
    const account = { platform: 'slack', tenant: 'T1', user: 'tom' };
    await elm.app.meet(account, 'tom@elm.test', () => true);
    expect((await one(id)).notBefore.getTime()).toBeLessThan(after(120).getTime());
  });
});

describe('While a platform is not known to take any', () => {
  it('one that waits is tried each ten minutes, alerts first, and it counts as no attempt', async () => {
    await bind('Tom Ridley');
    await bind('Amina Yusuf');
    const routine = await queue('Tom Ridley', { ...FAILED, class: 'routine', createdAt: MONDAY });
    const alert = await queue('Amina Yusuf', FAILED);
    conducting('refuses us');
    const delivery = start();
    let asked = 0;
    peer.behave(() => {
      asked += 1;
      return { kind: 'refuses us' };
    });
    for (const minute of [0, 1, 5, 9, 10, 11, 20]) {
      now = after(minute);
      await delivery.probe();
      await delivery.run();
    }
    expect(asked).toBe(3);
    expect(await one(alert)).toMatchObject({ ...FAILED, error: '401' });
    expect(await one(routine)).toMatchObject(FAILED);
    expect(kinds()).toEqual(['outage']);
    // Its own turn counts.
    now = after(121);
    await delivery.probe();
    await delivery.run();
    expect(await one(alert)).toMatchObject({ attempts: 3 });
  });

  it('a process that starts anew finds out by itself that the platform works again', async () => {
    await bind('Tom Ridley');
    await bind('Amina Yusuf');
    const all = [await queue('Tom Ridley', FAILED), await queue('Amina Yusuf', FAILED)];
    const delivery = start();
    await delivery.probe();
    await delivery.run();
    await delivery.run();
    for (const id of all) expect(await one(id)).toMatchObject({ state: 'sent', attempts: 3 });
    expect(events.at(-1)).toMatchObject({ kind: 'recovered', since: undefined, brought: 1 });
  });

  it('nothing is tried out of its turn where messages arrive', async () => {
    await bind('Tom Ridley');
    await bind('Amina Yusuf');
    const delivery = start();
    await queue('Tom Ridley');
    await delivery.run();
    const waiting = await queue('Amina Yusuf', FAILED);
    await delivery.probe();
    expect(await one(waiting)).toMatchObject(FAILED);
  });

  it('nor at night', async () => {
    await bind('Tom Ridley');
    const id = await queue('Tom Ridley', { ...FAILED, notBefore: after(24 * 60) });
    now = new Date('2026-11-23T22:00:00Z');
    const delivery = start();
    await delivery.probe();
    await delivery.run();
    expect(peer.received).toEqual([]);
    expect(await one(id)).toMatchObject({ attempts: 2, notBefore: new Date('2026-11-24T07:00:00Z') });
  });
});
