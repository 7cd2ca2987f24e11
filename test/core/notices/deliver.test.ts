import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCalendar } from '../../../src/calendar.ts';
import { stopwatch } from '../../../src/clock.ts';
import { newId } from '../../../src/core/identifier.ts';
import { createDelivery, deliver } from '../../../src/core/notices/deliver.ts';
import type { Stopwatch } from '../../../src/core/notices/lanes.ts';
import type { Notice, NoticeClass, Notices } from '../../../src/core/notices/notice.ts';
import type { Message, Platform } from '../../../src/core/platform.ts';
import { alertTime } from '../../../src/core/rules/working-days.ts';
import type { Store } from '../../../src/core/store.ts';
import { Refusal } from '../../../src/core/talk/refusal.ts';
import { openPeer, type Peer, peerPlatform } from '../../support/peer.ts';
import { explain, put } from '../../support/put.ts';
import { MONDAY, openSetting, type TestSetting } from '../../support/setting.ts';
import { POSTGRES } from '../../support/store.ts';

const calendar = createCalendar();
const MINUTE = 60_000;
/** 12:20 on a Monday in term: a window is open. */
const NOON = new Date('2026-11-23T12:20:00.000Z');
const later = (minutes: number, from = NOON) => new Date(from.getTime() + minutes * MINUTE);

let elm: TestSetting;
let peer: Peer;
let slack: Platform;

beforeEach(async () => {
  elm = await openSetting();
  peer = await openPeer();
  slack = peerPlatform('slack', peer.url, { pace: { perAccount: 1000, perTenant: 1000 } });
});
afterEach(async () => {
  await peer.close();
  await elm.close();
});

/** Binds an account of that name on a platform. */
async function bind(who: string, platform = 'slack', lastUsedAt = MONDAY): Promise<void> {
  const { id } = await elm.person(who);
  await elm.change((register, setting) =>
    register.accounts.bind({
      setting,
      person: id,
      platform,
      tenant: 'T1',
      user: `${platform} ${who}`,
      lastUsedAt,
    }),
  );
}

/** A message that stands whatever happens. */
async function queue(who: string, occasion: string, given: Partial<Notice> = {}): Promise<string> {
  const { id: recipient } = await elm.person(who);
  const id = newId(NOON);
  await elm.change(async (register, setting) => {
    await register.notices.queue({
      setting,
      id,
      recipient,
      subject: 'note',
      content: { kind: 'p5' },
      occasion,
      class: 'routine',
      title: `Title of ${occasion}`,
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

/** A message of its own to an account, whatever else leaves for the same person. */
const alone = (who: string): Partial<Notice> => ({
  class: 'alert',
  content: { kind: 'account-ended', account: { platform: 'slack', tenant: 'T1', user: `slack ${who}` } },
});

const run = (now: Date, platforms: readonly Platform[] = [slack], watch?: Stopwatch) =>
  deliver({
    store: elm.store,
    platforms,
    calendar,
    now,
    ...(watch ? { stopwatch: watch } : {}),
  });
const one = async (id: string) => {
  const found = (await elm.told()).find((row) => row.id === id);
  if (!found) throw new Error('it is not in the outbox');
  return found;
};

describe('When a message may go', () => {
  const at = (time: string) => new Date(`2026-${time}:00.000Z`);
  const CASES: [NoticeClass, string, string, string | null][] = [
    ['routine', 'in a window', '11-23T12:20', null],
    ['routine', 'between two windows', '11-23T10:00', '11-23T12:15'],
    ['routine', 'at night', '11-23T03:00', '11-23T08:00'],
    ['routine', 'on a Saturday', '11-21T12:20', '11-23T08:00'],
    ['routine', 'as the last window closes', '11-23T17:30', '11-24T08:00'],
    ['routine', 'in the summer, by summer time', '07-06T07:10', null],
    ['summary', 'between two windows', '11-23T10:00', '11-23T12:15'],
    ['alert', 'between two windows', '11-23T10:00', null],
    ['alert', 'on a Saturday', '11-21T12:20', '11-23T07:00'],
    ['alert', 'on a bank holiday', '08-31T12:20', '09-01T06:00'],
    ['alert', 'late in the evening', '11-23T20:00', '11-24T07:00'],
    ['alert', 'before dawn', '11-23T06:59', '11-23T07:00'],
  ];
  it.each(CASES)('%s %s', async (urgency, _, now, next) => {
    await bind('Tom Ridley');
    const id = await queue('Tom Ridley', 'a', { class: urgency, notBefore: at('01-01T00:00') });
    expect(await run(at(now))).toBe(next === null ? 1 : 0);
    const row = await one(id);
    expect(row).toMatchObject(
      next === null
        ? { state: 'sent', sentAt: at(now), attempts: 1 }
        : { state: 'queued', notBefore: at(next), attempts: 0 },
    );
    expect(peer.received).toHaveLength(next === null ? 1 : 0);
  });
});

describe('Several to one person', () => {
  it('in one window are joined in one message, each with a line, and each marked', async () => {
    await bind('Tom Ridley');
    await bind('Amina Yusuf');
    const ids = [
      await queue('Tom Ridley', 'a'),
      await queue('Tom Ridley', 'b'),
      await queue('Tom Ridley', 'c'),
    ];
    const button = { label: 'Open', run: { command: 'inbox', input: {} } };
    const alert = await queue('Tom Ridley', 'd', { class: 'alert', button });
    await queue('Amina Yusuf', 'a');
    const messages: Message[] = [];
    const ears = {
      ...slack,
      deliver: async (_: unknown, message: Message) => {
        messages.push(message);
        return { kind: 'sent' as const };
      },
    };
    expect(await run(NOON, [ears])).toBe(5);
    expect(messages).toHaveLength(2);
    // The most urgent gives the title, and comes first.
    const joined = messages.find(({ title }) => title === 'Title of d');
    expect(joined?.parts).toEqual([
      { text: 'Text', button },
      { text: 'Title of a: Text', button: null },
      { text: 'Title of b: Text', button: null },
      { text: 'Title of c: Text', button: null },
    ]);
    expect(joined?.text.split('\n')).toEqual(joined?.parts?.map(({ text }) => text));
    expect(joined?.button).toBeNull();
    for (const id of [...ids, alert])
      expect(await one(id)).toMatchObject({ state: 'sent', platform: 'slack' });
  });

  it('are five at most, and then a number that leads to their page', async () => {
    await bind('Tom Ridley');
    const button = { label: 'Open', run: { command: 'inbox', input: {} } };
    for (let at = 0; at < 7; at++) await queue('Tom Ridley', `${at}`, { button });
    await queue('Tom Ridley', 'first', { class: 'alert', button });
    const messages: Message[] = [];
    const deliver = async (_: unknown, message: Message) => {
      messages.push(message);
      return { kind: 'sent' as const };
    };
    expect(await run(NOON, [{ ...slack, deliver }])).toBe(8);
    const [{ title, parts, button: way } = { title: '', button: null }, ...others] = messages;
    expect(others).toEqual([]);
    expect(title).toBe('Title of first');
    expect(parts?.map(({ text }) => text)).toEqual([
      'Text',
      ...[0, 1, 2, 3].map((at) => `Title of ${at}`),
      'and 3 more',
    ]);
    expect(parts?.map((part) => part.button?.label)).toEqual([...Array(5).fill('Open'), undefined]);
    expect(way?.run).toEqual({ command: 'me', input: {} });
  });

  it('are never joined with a word that it affected the child, nor with what an ended account is told', async () => {
    await bind("Maeve O'Sullivan");
    await elm.view('Tom Ridley', 'declare "Sarah Reed" friend since=2015', '2026-11-23T10:00:00Z');
    await elm.view("Maeve O'Sullivan", 'decide D-1 noted', '2026-11-23T10:10:00Z');
    await run(new Date('2026-11-23T10:11:00Z'));
    await elm.view('Tom Ridley', 'confirm D-1 still_true=yes affected_child=yes', '2026-11-23T12:19:00Z');
    await queue("Maeve O'Sullivan", 'a', { class: 'alert' });
    await queue("Maeve O'Sullivan", 'b');
    await queue("Maeve O'Sullivan", 'c', alone('of before'));
    const sent: [string, number][] = [];
    const deliver = async ({ user }: { user: string }, { title, parts = [] }: Message) => {
      sent.push([`${user}: ${title}`, parts.length]);
      return { kind: 'sent' as const };
    };
    await run(NOON, [{ ...slack, deliver }]);
    expect(sent.sort()).toEqual([
      [expect.stringMatching(/^slack Maeve O'Sullivan: .*24 Nov 2026 \(D-1\)$/), 0],
      ["slack Maeve O'Sullivan: Title of a", 2],
      ['slack of before: Title of c', 0],
    ]);
  });

  it('are tried again together when the platform fails', async () => {
    await bind('Tom Ridley');
    await queue('Tom Ridley', 'a');
    await queue('Tom Ridley', 'b');
    peer.behave(() => ({ kind: 'breaks' }));
    await run(NOON);
    expect((await elm.told()).map(({ state, attempts }) => [state, attempts])).toEqual([
      ['failed', 1],
      ['failed', 1],
    ]);
  });
});

describe('A platform that', () => {
  it('fails is tried again after 1, 5, 30, 120 and 720 minutes and a little, and then no more', async () => {
    await bind('Tom Ridley');
    const id = await queue('Tom Ridley', 'a', { class: 'alert' });
    const setting = await elm.read((register, own) => register.settings.byId(own));
    if (!setting) throw new Error('no setting');
    peer.behave(() => ({ kind: 'breaks' }));
    let at = NOON;
    for (const minutes of [1, 5, 30, 120, 720]) {
      await run(at);
      const { state, notBefore } = await one(id);
      expect(state).toBe('failed');
      // What would fall into the night waits for the morning.
      const [soonest, latest] = [minutes, minutes * 1.2].map((wait) =>
        alertTime(later(wait, at), setting, calendar).getTime(),
      );
      expect(notBefore.getTime()).toBeGreaterThanOrEqual(soonest ?? 0);
      expect(notBefore.getTime()).toBeLessThanOrEqual(latest ?? 0);
      await run(new Date(notBefore.getTime() - 1));
      expect((await one(id)).state).toBe('failed');
      at = notBefore;
    }
    await run(at);
    expect(await one(id)).toMatchObject({ state: 'dead', attempts: 6, error: '500' });
    await run(later(100_000));
    expect((await one(id)).attempts).toBe(6);
  });

  it('asks for patience gets it', async () => {
    await bind('Tom Ridley');
    const id = await queue('Tom Ridley', 'a', { class: 'alert' });
    peer.behave(() => ({ kind: 'limits', seconds: 1200 }));
    await run(NOON);
    expect(await one(id)).toMatchObject({ state: 'failed', error: '429', notBefore: later(20) });
    peer.behave(() => ({ kind: 'takes' }));
    await run(later(19));
    expect(peer.received).toEqual([]);
    await run(later(20));
    expect(peer.received).toHaveLength(1);
  });

  it('says never is not asked again; the other account is', async () => {
    await bind('Tom Ridley', 'slack', MONDAY);
    await bind('Tom Ridley', 'teams', later(-9000));
    const teams = peerPlatform('teams', peer.url, { pace: { perAccount: 1000, perTenant: 1000 } });
    peer.behave(({ user }) => (user.startsWith('slack') ? { kind: 'refuses' } : { kind: 'takes' }));
    const id = await queue('Tom Ridley', 'a');
    await run(NOON, [slack, teams]);
    expect(await one(id)).toMatchObject({ state: 'sent', platform: 'teams' });
    peer.behave(() => ({ kind: 'refuses' }));
    const lost = await queue('Tom Ridley', 'b');
    await run(NOON, [slack, teams]);
    expect(await one(lost)).toMatchObject({ state: 'dead', attempts: 1, error: '403' });
  });

  it('fails for now is kept to for what can wait; an alert tries the other account at once', async () => {
    await bind('Tom Ridley', 'slack', MONDAY);
    await bind('Tom Ridley', 'teams', later(-9000));
    const teams = peerPlatform('teams', peer.url, { pace: { perAccount: 1000, perTenant: 1000 } });
    peer.behave(({ user }) => (user.startsWith('slack') ? { kind: 'breaks' } : { kind: 'takes' }));
    const routine = await queue('Tom Ridley', 'a');
    await run(NOON, [slack, teams]);
    expect(await one(routine)).toMatchObject({ state: 'failed' });
    const alert = await queue('Tom Ridley', 'b', { class: 'alert' });
    await run(NOON, [slack, teams]);
    expect(await one(alert)).toMatchObject({ state: 'sent', platform: 'teams' });
  });

  it('cuts the line after it took the message gets it again: at least once', async () => {
    await bind('Tom Ridley');
    const id = await queue('Tom Ridley', 'a', { class: 'alert' });
    peer.behave(() => ({ kind: 'tears' }));
    await run(NOON);
    expect(await one(id)).toMatchObject({ state: 'failed', error: 'the platform failed' });
    peer.behave(() => ({ kind: 'takes' }));
    await run(later(2));
    expect((await one(id)).state).toBe('sent');
    expect(peer.received.map(({ message }) => message)).toEqual([id, id]);
  });

  it('never answers is given up on, and delays no other platform', async () => {
    await bind('Tom Ridley', 'slack');
    await bind('Amina Yusuf', 'teams');
    const teams = peerPlatform('teams', peer.url);
    peer.behave(({ user }) => (user.startsWith('slack') ? { kind: 'is silent' } : { kind: 'takes' }));
    const stuck = await queue('Tom Ridley', 'a');
    const delivery = createDelivery({
      store: elm.store,
      platforms: [slack, teams],
      calendar,
      clock: () => NOON,
      stopwatch,
      timeoutMs: 4000,
    });
    const first = delivery.run();
    await until(() => peer.received.length === 1);
    const free = await queue('Amina Yusuf', 'a');
    await Promise.race([delivery.run(), first]);
    expect(await one(free)).toMatchObject({ state: 'sent', platform: 'teams' });
    expect((await one(stuck)).state).toBe('queued');
    await first;
    expect(await one(stuck)).toMatchObject({ state: 'failed', error: 'no answer' });
  });

  it('answers too late, but takes it, is not sent it again', async () => {
    await bind('Tom Ridley');
    const id = await queue('Tom Ridley', 'a');
    peer.behave(() => ({ kind: 'takes', afterMs: 300 }));
    await createDelivery({
      store: elm.store,
      platforms: [slack],
      calendar,
      clock: () => NOON,
      stopwatch,
      timeoutMs: 50,
    }).run();
    expect((await one(id)).state).toBe('failed');
    await untilAsync(async () => (await one(id)).state === 'sent');
    await run(later(2));
    expect(peer.received).toHaveLength(1);
  });

  it('sets a pace is written to no faster, and nobody else waits for that', async () => {
    await bind('Tom Ridley');
    await bind('Amina Yusuf');
    for (const occasion of ['a', 'b', 'c']) await queue('Tom Ridley', occasion, alone('Tom Ridley'));
    await queue('Amina Yusuf', 'a');
    await run(NOON, [{ ...slack, pace: { perAccount: 5, perTenant: 50 } }], stopwatch);
    const toTom = peer.received.filter(({ user }) => user.endsWith('Tom Ridley')).map(({ at }) => at);
    expect(toTom).toHaveLength(3);
    // As the peer saw it, which is a little after they left.
    expect((toTom[2] ?? 0) - (toTom[0] ?? 0)).toBeGreaterThanOrEqual(320);
    const toAmina = peer.received.find(({ user }) => user.endsWith('Amina Yusuf'));
    expect(toAmina?.at).toBeLessThan(toTom[2] ?? 0);
  });
});

describe('Before it leaves', () => {
  it('a message to somebody who has left is suppressed', async () => {
    await bind('Ellis Farrow');
    const id = await queue('Ellis Farrow', 'a');
    const gone = new Date('2027-04-12T11:20:00.000Z');
    await run(gone);
    expect(await one(id)).toMatchObject({ state: 'suppressed', attempts: 0 });
    expect(peer.received).toEqual([]);
  });

  it('an alert about a case that has been decided meanwhile is suppressed', async () => {
    for (const who of ["Maeve O'Sullivan", 'Ruth Hallam', 'Zoë Adeyemi']) await bind(who);
    await elm.view(
      'Zoë Adeyemi',
      'declare who="Sarah Reed" kind=friend since=2019 networks=whatsapp',
      '2026-11-23T21:00:00Z',
    );
    await elm.view("Maeve O'Sullivan", 'decide D-1 outcome=noted', '2026-11-23T22:00:00Z');
    await run(new Date('2026-11-24T07:00:00Z'));
    const toOfficer = (await elm.told("Maeve O'Sullivan")).filter(({ subject }) => subject === 'D-1');
    expect(toOfficer.map(({ milestone, state }) => [milestone, state])).toEqual([
      ['submitted', 'suppressed'],
    ]);
  });

  it('a request to sign, and word of a signature, are suppressed once both have signed', async () => {
    const DSO = "Maeve O'Sullivan";
    for (const who of [DSO, 'Tom Ridley']) await bind(who);
    await elm.view('Tom Ridley', 'declare "Sarah Reed" kind=friend since=2015', '2026-11-23T21:00:00Z');
    await elm.view(DSO, 'boundary D-1');
    await elm.view('Tom Ridley', 'boundary B-1 agree=yes', '2026-11-23T22:00:00Z');
    await elm.view(DSO, 'boundary B-1 parent_answer=paper parent_signed_on=2026-11-23');
    await run(new Date('2026-11-24T12:20:00Z'));
    const about = (await elm.told()).filter(({ subject }) => subject === 'B-1');
    expect(about.map(({ title, state }) => [title, state])).toEqual([
      ['Please read and sign: professional boundaries (B-1)', 'suppressed'],
      ['Please see to the other signature (B-1)', 'suppressed'],
      ['Boundaries are in force (B-1)', 'sent'],
    ]);
  });

  it('and go out while they are still so', async () => {
    const DSO = "Maeve O'Sullivan";
    for (const who of [DSO, 'Tom Ridley']) await bind(who);
    await elm.view('Tom Ridley', 'declare "Sarah Reed" kind=friend since=2015', '2026-11-23T12:16:00Z');
    await elm.view(DSO, 'boundary D-1');
    await run(NOON);
    await elm.view('Tom Ridley', 'boundary B-1 agree=yes');
    await elm.view(DSO, 'pass B-1');
    await run(later(1));
    const about = (await elm.told()).filter(({ subject }) => subject === 'B-1');
    expect(about.map(({ title, state }) => [title, state])).toEqual([
      ['Please read and sign: professional boundaries (B-1)', 'sent'],
      ['Please see to the other signature (B-1)', 'sent'],
      [expect.stringMatching(/^Passed on to you: please see to it by .* \(B-1\)$/), 'failed'],
    ]);
  });

  it('an alert about an open case is sent', async () => {
    await bind("Maeve O'Sullivan");
    await elm.view(
      'Zoë Adeyemi',
      'declare who="Sarah Reed" kind=friend since=2019 networks=whatsapp',
      '2026-11-23T10:00:00Z',
    );
    await run(new Date('2026-11-23T10:01:00Z'));
    expect(peer.received.map(({ user }) => user)).toEqual(["slack Maeve O'Sullivan"]);
  });
});

describe('An officer whom no message reaches', () => {
  const declared = () =>
    elm.view(
      'Zoë Adeyemi',
      'declare who="Sarah Reed" kind=friend since=2019 networks=whatsapp',
      '2026-11-23T10:00:00Z',
    );
  const notices = async () =>
    (await elm.told())
      .filter(({ milestone }) => milestone.startsWith('unreachable:'))
      .map(({ recipientName, subject, title }) => [recipientName, subject, title]);

  it('has the next in the order told that a case waits, and the admin', async () => {
    await bind("Maeve O'Sullivan");
    await bind('Priya Raman-Clarke');
    peer.behave(({ user }) => (user.includes('Maeve') ? { kind: 'refuses' } : { kind: 'takes' }));
    await declared();
    await run(new Date('2026-11-23T10:01:00Z'));
    expect(await notices()).toEqual([
      ['Priya Raman-Clarke', 'D-1', 'A case waits (D-1)'],
      ['Colin Threadgold', 'D-1', 'Please check an account: an officer cannot be reached'],
    ]);
    await run(new Date('2026-11-23T10:02:00Z'));
    expect(peer.received.map(({ user, title }) => [user, title])).toContainEqual([
      'slack Priya Raman-Clarke',
      'A case waits (D-1)',
    ]);
  });

  it('for want of an account is tried again, and the next is told meanwhile', async () => {
    await declared();
    await run(new Date('2026-11-23T10:01:00Z'));
    expect((await notices()).map(([who]) => who)).toEqual(['Priya Raman-Clarke', 'Colin Threadgold']);
    const [alert] = await elm.told("Maeve O'Sullivan");
    expect(alert).toMatchObject({ state: 'failed', error: 'no account yet' });
    await bind("Maeve O'Sullivan");
    await run(new Date('2026-11-23T10:03:00Z'));
    expect(peer.received.map(({ user }) => user)).toContain("slack Maeve O'Sullivan");
  });
});

describe('Two processes on one database', () => {
  it('leave to each other the people whom only the other reaches, and count no attempt for a day', async () => {
    await bind('Tom Ridley', 'teams');
    await queue('Tom Ridley', 'to tom');
    expect(await run(NOON)).toBe(0);
    expect(await elm.told('Tom Ridley')).toMatchObject([{ state: 'queued', attempts: 0, notBefore: NOON }]);
    const teams = peerPlatform('teams', peer.url, { pace: { perAccount: 1000, perTenant: 1000 } });
    expect(await run(NOON, [teams])).toBe(1);
    await queue('Tom Ridley', 'to nobody');
    await run(later(24 * 60));
    expect((await elm.told('Tom Ridley')).map(({ state, attempts }) => [state, attempts])).toEqual([
      ['sent', 1],
      ['failed', 1],
    ]);
  });

  it('keep nobody waiting behind a hundred people whom only the other reaches', async () => {
    const EARLIER = later(-60);
    const tom = await elm.person('Tom Ridley');
    const strangers = Array.from({ length: 130 }, (_, n) => ({
      ...tom,
      id: newId(NOON),
      ref: null,
      email: null,
      name: `Stranger ${n}`,
    }));
    await elm.change(async (register, setting) => {
      await register.people.add(strangers);
      for (const { id: person } of strangers)
        await register.accounts.bind({
          setting,
          person,
          platform: 'teams',
          tenant: 'T2',
          user: person,
          lastUsedAt: MONDAY,
        });
    });
    for (const { name } of strangers)
      await queue(name, 'a', { class: 'alert', createdAt: EARLIER, notBefore: EARLIER });
    await bind('Tom Ridley');
    const id = await queue('Tom Ridley', 'b');
    expect(await run(NOON)).toBe(1);
    expect(await one(id)).toMatchObject({ state: 'sent' });
    const waiting = async () =>
      (await elm.told()).filter(({ recipient }) =>
        strangers.some(({ id: stranger }) => stranger === recipient),
      );
    const first = await waiting();
    expect(first.every(({ state, attempts }) => state === 'queued' && attempts === 0)).toBe(true);
    // As many as were claimed at once stand back for a minute; behind them nobody waited.
    expect(first.filter(({ notBefore }) => notBefore.getTime() === later(1).getTime())).toHaveLength(100);
    expect(first.filter(({ notBefore }) => notBefore.getTime() === EARLIER.getTime())).toHaveLength(30);
    const teams = peerPlatform('teams', peer.url, { pace: { perAccount: 1000, perTenant: 1000 } });
    expect(await run(later(1), [teams])).toBe(130);
  });

  it('send nothing twice', async () => {
    await bind('Tom Ridley');
    await bind('Amina Yusuf');
    for (let n = 0; n < 20; n++)
      await queue(n % 2 ? 'Tom Ridley' : 'Amina Yusuf', `a${n}`, alone(n % 2 ? 'Tom Ridley' : 'Amina Yusuf'));
    peer.behave(() => ({ kind: 'takes', afterMs: 20 }));
    await Promise.all([run(NOON), run(NOON), run(NOON)]);
    expect(new Set(peer.received.map(({ message }) => message)).size).toBe(20);
    expect(peer.received).toHaveLength(20);
  });
});

async function until(is: () => boolean): Promise<void> {
  for (let tries = 0; !is(); tries++) {
    if (tries > 400) throw new Error('it never came about');
    await stopwatch.sleep(10);
  }
}

async function untilAsync(is: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; !(await is()); tries++) {
    if (tries > 400) throw new Error('it never came about');
    await stopwatch.sleep(10);
  }
}

describe('What one process has claimed', () => {
  const PEOPLE = ['Tom Ridley', 'Amina Yusuf', 'Zoë Adeyemi', 'Ruth Hallam', "Maeve O'Sullivan"];
  /** A message to each, and a watch and clock that go on only while somebody waits. */
  async function queueAll() {
    for (const who of PEOPLE) {
      await bind(who);
      await queue(who, 'a', alone(who));
    }
    let passed = 0;
    let asleep: { until: number; wake: () => void }[] = [];
    const watch: Stopwatch = {
      elapsed: () => passed,
      sleep: (ms, over) =>
        new Promise((wake) => {
          const sleeper = { until: passed + ms, wake };
          asleep.push(sleeper);
          over?.addEventListener('abort', () => {
            asleep = asleep.filter((each) => each !== sleeper);
            wake();
          });
        }),
    };
    const held = { sends: 0 };
    timer = setInterval(
      () => {
        const [next] = asleep.sort((a, b) => a.until - b.until);
        if (!next || held.sends > 0) return;
        asleep.shift();
        passed = Math.max(passed, next.until);
        next.wake();
        // Meanwhile what the one before has asked the register is answered, which takes longer on a server.
      },
      POSTGRES ? 250 : 5,
    );
    return { watch, clock: () => new Date(NOON.getTime() + passed), held };
  }
  let timer: NodeJS.Timeout | undefined;
  afterEach(() => clearInterval(timer));
  const begin = (
    deliver: Platform['deliver'],
    { watch, clock }: { watch?: Stopwatch; clock: () => Date },
    pace = { perAccount: 1000, perTenant: 1000 },
  ) =>
    createDelivery({
      store: elm.store,
      platforms: [{ ...slack, deliver, pace }],
      calendar,
      clock,
      timeoutMs: 3_600_000,
      ...(watch ? { stopwatch: watch } : {}),
    });
  /** Two minutes between two messages: the fifth leaves eight minutes after all were claimed. */
  const SLOW = { perAccount: 1, perTenant: 1 / 120 };

  it('is prolonged before a send that the platform’s pace has held up', async () => {
    const time = await queueAll();
    const sent: string[] = [];
    const deliver: Platform['deliver'] = async ({ user }) => {
      sent.push(user);
      return { kind: 'sent' };
    };
    expect(await begin(deliver, time, SLOW).run()).toBe(5);
    expect(time.watch.elapsed()).toBeGreaterThanOrEqual(8 * MINUTE);
    expect(sent).toHaveLength(5);
    const told = (await elm.told()).filter(({ subject }) => subject === 'note');
    expect(told.map(({ state, attempts }) => [state, attempts])).toEqual(PEOPLE.map(() => ['sent', 1]));
  });

  it('and another has taken meanwhile is not sent by the first', async () => {
    const time = await queueAll();
    const sent: string[] = [];
    const deliver =
      (by: string): Platform['deliver'] =>
      async ({ user }) => {
        sent.push(`${by}: ${user}`);
        // The fourth leaves after six minutes, and is prolonged; by now nobody has the fifth.
        time.held.sends += 1;
        if (sent.length === 4) await begin(deliver('other'), { clock: time.clock }).run();
        time.held.sends -= 1;
        return { kind: 'sent' };
      };
    expect(await begin(deliver('one'), time, SLOW).run()).toBe(4);
    expect(sent.map((line) => line.split(':')[0])).toEqual(['one', 'one', 'one', 'one', 'other']);
    expect(new Set(sent.map((line) => line.split(':')[1])).size).toBe(5);
  });

  it('and another has sent while it was stopped in the middle stays as the other has marked it', async () => {
    await bind('Tom Ridley');
    const id = await queue('Tom Ridley', 'a', { class: 'alert' });
    let now = NOON;
    const deliver: Platform['deliver'] = async () => {
      // Stopped for six minutes with the request on its way, which ends in a timeout.
      now = later(6);
      expect(await run(now)).toBe(1);
      return { kind: 'later', reason: 'stopped' };
    };
    expect(await begin(deliver, { clock: () => now }).run()).toBe(0);
    expect(await one(id)).toMatchObject({ state: 'sent', attempts: 1, sentAt: later(6), error: null });
    expect(await run(later(60))).toBe(0);
  });

  it('is each one’s share of the pace, where several serve the register', async () => {
    const time = await queueAll();
    const deliver: Platform['deliver'] = async () => ({ kind: 'sent' });
    const options = {
      store: elm.store,
      calendar,
      clock: time.clock,
      stopwatch: time.watch,
      timeoutMs: 3_600_000,
    };
    const platforms = [{ ...slack, deliver, pace: { perAccount: 1, perTenant: 1 } }];
    await createDelivery({ ...options, platforms, processes: 3 }).run();
    // Four waits of a second each, three times as long.
    expect(time.watch.elapsed()).toBeGreaterThanOrEqual(12_000);
    expect(time.watch.elapsed()).toBeLessThan(16_000);
  });
});

describe('Who comes while another claims', () => {
  /** A store that counts how often it is asked what is due. The first answer comes when `go` is called: it was looked up before. */
  function slowly() {
    let claims = 0;
    let go = () => {};
    const isFree = new Promise<void>((resolve) => {
      go = resolve;
    });
    const store: Store = {
      ...elm.store,
      async read(work) {
        let number = 0;
        const done = await elm.store.read((register) => {
          const due: Notices['due'] = (...given) => {
            number = ++claims;
            return register.notices.due(...given);
          };
          return work(Object.create(register, { notices: { value: { ...register.notices, due } } }));
        });
        if (number === 1) await isFree;
        return done;
      },
    };
    const delivery = createDelivery({ store, platforms: [slack], calendar, clock: () => NOON });
    return { delivery, go: () => go(), claims: () => claims };
  }

  it('is served by the next claim, one for all of them, with the messages queued meanwhile', async () => {
    await bind('Zoë Adeyemi');
    await bind('Tom Ridley');
    await queue('Zoë Adeyemi', 'before');
    const { delivery, go, claims } = slowly();
    const first = delivery.run();
    await queue('Tom Ridley', 'meanwhile');
    const others = Array.from({ length: 20 }, () => delivery.run());
    await until(() => claims() === 1);
    go();
    await Promise.all([first, ...others]);
    expect(claims()).toBe(2);
    expect(peer.received).toHaveLength(2);
  });

  it('is served although that one failed', async () => {
    await bind('Zoë Adeyemi');
    let hasFailed = false;
    const store: Store = {
      ...elm.store,
      read(work) {
        if (hasFailed) return elm.store.read(work);
        hasFailed = true;
        return Promise.reject(new Error('away'));
      },
    };
    const delivery = createDelivery({ store, platforms: [slack], calendar, clock: () => NOON });
    await queue('Zoë Adeyemi', 'once');
    const [first, second] = await Promise.allSettled([delivery.run(), delivery.run()]);
    expect([first?.status, second]).toEqual(['rejected', { status: 'fulfilled', value: 1 }]);
  });

  it('and is refused a setting’s lock for a while sends what is due there all the same', async () => {
    await bind('Zoë Adeyemi');
    await queue('Zoë Adeyemi', 'once');
    let refusals = 0;
    const store: Store = {
      ...elm.store,
      write: (settings, work) =>
        settings.length === 1 && ++refusals < 4
          ? Promise.reject(new Refusal('Others are busy with the same records just now.'))
          : elm.store.write(settings, work),
    };
    const delivery = createDelivery({ store, platforms: [slack], calendar, clock: () => NOON });
    expect(await delivery.run()).toBe(1);
    expect(refusals).toBe(4);
  });
});

describe('What comes faster than a platform takes it', () => {
  it('waits in the outbox while two messages of its setting are under way, and leaves in one', async () => {
    await bind('Zoë Adeyemi');
    const { setting } = await elm.person('Zoë Adeyemi');
    let open = () => {};
    const isOpen = new Promise<void>((resolve) => {
      open = resolve;
    });
    const texts: string[] = [];
    const deliver: Platform['deliver'] = async (_, { text }) => {
      texts.push(text);
      await isOpen;
      return { kind: 'sent' };
    };
    const delivery = createDelivery({
      store: elm.store,
      platforms: [{ ...slack, deliver }],
      calendar,
      clock: () => NOON,
    });
    const runs: Promise<number>[] = [];
    for (let each = 1; each <= 12; each++) {
      expect(delivery.passOver(setting)).toBe(each > 2);
      await queue('Zoë Adeyemi', `${each}`, { class: 'alert', text: `Text ${each}` });
      runs.push(delivery.run());
      await until(() => texts.length === Math.min(each, 2));
    }
    expect(delivery.leaving('slack')).toBe(2);
    open();
    const sent = (await Promise.all(runs)).reduce((sum, count) => sum + count, 0);
    expect(sent).toBe(12);
    expect(texts).toEqual(['Text 1', 'Text 2', 'Text 3\nText 4\nText 5\nText 6\nText 7\nand 5 more']);
    expect(delivery.passOver(setting)).toBe(false);
    expect((await elm.told()).filter(({ state }) => state === 'queued')).toEqual([]);
  });

  it('is not waited for by another setting', async () => {
    const { setting } = await elm.person('Zoë Adeyemi');
    const due = (passedOver: string[]) =>
      elm.store.read((register) => register.notices.due(NOON, 10, passedOver));
    await queue('Zoë Adeyemi', 'a');
    expect(await due(['another'])).toMatchObject([{ setting: setting }]);
    expect(await due([setting])).toEqual([]);
  });
});

describe('What became of a message', () => {
  /** A store whose writes fail that belong to no setting, so many of them. */
  const failing = (times: number): Store => ({
    ...elm.store,
    write: (settings, work) =>
      settings.length === 0 && times-- > 0
        ? Promise.reject(new Refusal('The database cannot be reached just now.'))
        : elm.store.write(settings, work),
  });

  it('is written once the database is back, and the message does not leave a second time', async () => {
    await bind('Tom Ridley');
    const id = await queue('Tom Ridley', 'a', { class: 'alert' });
    const delivery = createDelivery({
      store: failing(5),
      platforms: [slack],
      calendar,
      clock: () => NOON,
    });
    expect(await delivery.run()).toBe(1);
    expect(await one(id)).toMatchObject({ state: 'sent', attempts: 1 });
    expect(await run(later(60))).toBe(0);
    expect(peer.received).toHaveLength(1);
  });

  it('is given up on after some tries, and reported, while others go on', async () => {
    for (const who of ['Tom Ridley', 'Amina Yusuf']) await bind(who);
    await queue('Tom Ridley', 'a');
    const delivery = createDelivery({
      store: failing(1000),
      platforms: [slack],
      calendar,
      clock: () => NOON,
    });
    await expect(delivery.run()).rejects.toThrow('could not be delivered or marked');
    const free = await queue('Amina Yusuf', 'a');
    expect(await run(NOON)).toBe(1);
    expect(await one(free)).toMatchObject({ state: 'sent' });
  });

  it('of one setting is written together, however many end at once', async () => {
    const people = ['Tom Ridley', 'Amina Yusuf', 'Zoë Adeyemi', 'Ruth Hallam', "Maeve O'Sullivan"];
    for (const who of people) await bind(who);
    for (const who of people) await queue(who, 'a');
    let marks = 0;
    const store: Store = {
      ...elm.store,
      async write(settings, work) {
        if (settings.length === 0 && ++marks === 1) {
          await until(() => peer.received.length === 5);
          await stopwatch.sleep(300);
        }
        return elm.store.write(settings, work);
      },
    };
    expect(await createDelivery({ store, platforms: [slack], calendar, clock: () => NOON }).run()).toBe(5);
    // The first by itself; what ended meanwhile, behind it.
    expect(marks).toBeLessThan(4);
    expect(new Set((await elm.told()).map(({ state }) => state))).toEqual(new Set(['sent']));
  });
});

it('a button to somebody who works in two settings says which it is about, on the account used last', async () => {
  await bind('Tom Ridley', 'slack', MONDAY);
  await bind('Amina Yusuf');
  const tom = await elm.person('Tom Ridley');
  await elm.change(async (register, setting) => {
    const here = await register.settings.byId(setting);
    if (!here) throw new Error('no setting');
    const oak = { ...here, id: newId(NOON), code: 'oak', name: 'Oak' };
    await register.settings.save(oak);
    await put(register, { people: [{ ...tom, setting: oak.id, id: newId(NOON) }] });
    const [there] = await register.people.all(oak.id);
    for (const [user, lastUsedAt, place, person] of [
      ['both', later(-1), setting, tom.id],
      ['both', MONDAY, oak.id, there?.id ?? ''],
    ] as const)
      await register.accounts.bind({
        setting: place,
        person,
        platform: 'slack',
        tenant: 'T1',
        user,
        lastUsedAt,
      });
    await explain(register, oak.id);
  });
  const sent: [string, unknown][] = [];
  const noting: Platform = {
    ...slack,
    deliver: async ({ user }, message) => {
      sent.push([user, message.button?.run.input]);
      return { kind: 'sent' };
    },
  };
  const button = { label: 'Open', run: { command: 'me', input: {} } };
  await queue('Tom Ridley', 'a', { button });
  await queue('Amina Yusuf', 'a', { button });
  expect(await run(NOON, [noting])).toBe(2);
  expect(sent.sort()).toEqual([
    ['both', { setting: 'elm' }],
    ['slack Amina Yusuf', {}],
  ]);
});
