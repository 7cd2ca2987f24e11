import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCalendar } from '../../src/calendar.ts';
import { createApp } from '../../src/core/app.ts';
import { createDelivery, deliver } from '../../src/core/notices/deliver.ts';
import { remind } from '../../src/core/notices/due.ts';
import type { Platform } from '../../src/core/platform.ts';
import { retain } from '../../src/core/records/retain.ts';
import type { Store } from '../../src/core/store.ts';
import type { Invocation } from '../../src/core/talk/parse.ts';
import { type OpenedStore, openStore } from '../../src/store/index.ts';
import { MAEVE, TOM, ZOE } from '../support/elm.ts';
import { acceptingPlatform, platformNames } from '../support/platforms.ts';
import { put } from '../support/put.ts';
import { asForm, asView, filled, MONDAY, openSetting, type TestSetting } from '../support/setting.ts';

// Two processes of one register: each has a store, an app and a delivery of its own, and nothing else in common.

const calendar = createCalendar();
const MINUTE = 60_000;
const after = (minutes: number, from = MONDAY) => new Date(from.getTime() + minutes * MINUTE);
const pause = (ms: number) => new Promise((resume) => setTimeout(resume, ms));

let elm: TestSetting;
let other: OpenedStore;
beforeEach(async () => {
  elm = await openSetting();
  other = await openStore(elm.database);
});
afterEach(async () => {
  await other.close();
  await elm.close();
});

const appOn = (store: Store) => createApp({ store, calendar, clock: () => MONDAY, platformNames });

/** Two processes that are told the same at once. */
async function both(who: string, invocation: Invocation) {
  const identity = await elm.identity(who);
  return Promise.all([elm.app, appOn(other)].map((app) => app.run(identity, invocation)));
}

describe('What reaches two processes at once', () => {
  it('as one delivery is done once, and each gives the first answer', async () => {
    for (let count = 1; count <= 5; count++) {
      const typed = elm.app.parse(`declare who="Somebody ${'ABCDE'[count - 1]}" kind=friend since=2019`);
      const [one, two] = await both(ZOE, { ...typed, keys: [`delivery-${count}`] });
      expect(asView(one as never).title).toMatch(/^Declared: D-/);
      expect(two).toEqual(one);
      expect(await elm.audited('declaration.submitted')).toBe(count);
    }
  });

  it('as one form, which either of them drew, is answered once, as it was shown', async () => {
    const identity = await elm.identity(ZOE);
    const said = elm.app.parse('acknowledge answer=acknowledge statements=S1,S2,S3');
    const form = asForm(await appOn(other).run(identity, said));
    const sent = { command: form.command, input: filled(form), submitted: true };
    const [one, two] = await both(ZOE, sent);
    expect(asView(one as never).refused).toBeUndefined();
    expect(two).toEqual(one);
    expect(await elm.audited('policy.acknowledged')).toBe(1);
  });

  it('as two answers to one case counts once; the other is told that it has changed', async () => {
    await elm.view(TOM, 'declare "Sarah Reed" kind=friend since=2015');
    const identity = await elm.identity(MAEVE);
    const apps = [elm.app, appOn(other)];
    const forms = await Promise.all(
      apps.map(async (app) => asForm(await app.run(identity, app.parse('decide D-1')))),
    );
    const answers = await Promise.all(
      forms.map((form, at) => {
        const input = { ...filled(form), outcome: ['noted', 'managed'][at] ?? '', note: 'Seen.' };
        return apps[at]?.run(identity, { command: 'decide', input, submitted: true });
      }),
    );
    const done = answers.filter((answer) => answer?.kind === 'view' && answer.refused !== true);
    expect(done).toHaveLength(1);
    const decided = await Promise.all(['noted', 'managed'].map((as) => elm.audited(`declaration.${as}`)));
    expect(decided.sort()).toEqual([0, 1]);
  });
});

/** What two processes do in the same minute. */
const inBoth = <T>(work: (store: OpenedStore) => Promise<T>) => Promise.all([elm.store, other].map(work));

describe('What is due', () => {
  /** A store that counts the checks of settings which were recorded. */
  function counting(store: Store, counts: { checks: number; erasures: number }): Store {
    return {
      ...store,
      write: async (settings, work) => {
        const found = { checks: 0, erasures: 0 };
        const done = await store.write(settings, (register) => {
          found.checks = 0;
          found.erasures = 0;
          const dailyChecks: typeof register.dailyChecks = {
            ...register.dailyChecks,
            claim: async (...given) => {
              const claimed = await register.dailyChecks.claim(...given);
              if (claimed) found.checks += 1;
              return claimed;
            },
          };
          const retention: typeof register.retention = {
            ...register.retention,
            claim: async (...given) => {
              const isOurs = await register.retention.claim(...given);
              if (isOurs) found.erasures += 1;
              return isOurs;
            },
          };
          return work(
            Object.create(register, { dailyChecks: { value: dailyChecks }, retention: { value: retention } }),
          );
        });
        counts.checks += found.checks;
        counts.erasures += found.erasures;
        return done;
      },
    };
  }

  it('is looked for by one of them, and told once', async () => {
    await elm.view(TOM, 'declare "Sarah Reed" kind=friend since=2015');
    const counts = { checks: 0, erasures: 0 };
    await inBoth((store) => remind({ store: counting(store, counts), calendar, now: after(3 * 24 * 60) }));
    expect(counts.checks).toBe(1);
    const told = await elm.told();
    expect(told.length).toBeGreaterThan(5);
    const once = new Set(
      told.map(({ recipient, subject, milestone }) => `${recipient} ${subject} ${milestone}`),
    );
    expect(once.size).toBe(told.length);
    await inBoth((store) =>
      remind({ store: counting(store, counts), calendar, now: after(3 * 24 * 60 + 1) }),
    );
    expect(await elm.told()).toHaveLength(told.length);
  });

  it('is looked for again once a process has died in the middle, and the one that was stopped changes nothing', async () => {
    const now = after(24 * 60);
    let isStopped = true;
    let wake = () => {};
    const woken = new Promise<void>((resume) => {
      wake = resume;
    });
    // Stopped after it has claimed the check and before it begins.
    const stopped = remind({ store: elm.store, calendar, now, letOthersRun: () => woken });
    void stopped.then(() => {
      isStopped = false;
    });
    await pause(200);
    expect(await remind({ store: other, calendar, now: after(1, now) })).toBe(0);
    expect(await remind({ store: other, calendar, now: after(6, now) })).toBeGreaterThan(0);
    const told = await elm.told();
    expect(isStopped).toBe(true);
    const [before] = await elm.sql('SELECT * FROM chain_heads');
    wake();
    expect(await stopped).toBe(0);
    expect(await elm.told()).toEqual(told);
    expect((await elm.sql('SELECT * FROM chain_heads'))[0]).toEqual(before);
  });

  it('to be erased is erased by one of them, which goes on where another was stopped', async () => {
    await elm.view(ZOE, 'declare "Sarah Reed" friend since=2019');
    await elm.view(MAEVE, 'decide D-1 noted');
    await elm.change(async (register, id) => {
      const mia = (await register.children.all(id)).find(({ name }) => name === 'Mia Reed');
      if (mia) await put(register, { children: [{ ...mia, leavesOn: '2027-07-21' }] });
    });
    // The operator has said that the clock is right.
    const now = new Date('2030-07-21T12:00:00Z');
    await elm.change((register, id) => register.retention.recordCheck(id, now, now));
    const counts = { checks: 0, erasures: 0 };
    let wake = () => {};
    const woken = new Promise<void>((resume) => {
      wake = resume;
    });
    const stopped = retain({ store: elm.store, now, letOthersRun: () => woken });
    await pause(200);
    expect(await retain({ store: other, now: after(1, now) })).toEqual([]);
    const [first] = await retain({ store: counting(other, counts), now: after(6, now) });
    expect(first?.gone.map(({ ref }) => ref)).toContain('D-1');
    expect(counts.erasures).toBe(1);
    wake();
    const [late] = await stopped;
    expect(late).toBeUndefined();
    expect(await elm.audited('declaration.erased')).toBe(1);
    expect(await elm.store.verifyAudit()).toMatchObject({ kind: 'sound' });
  });
});

describe('A message', () => {
  /** A platform that keeps what stands where, and takes a while. */
  function openChat(name = 'test') {
    const standing = new Map<string, string>();
    const asked: string[] = [];
    const platform = (given: Partial<Platform> = {}): Platform =>
      acceptingPlatform({
        name,
        async deliver({ user }, { title }) {
          const handle = `${standing.size}`;
          asked.push(`deliver ${handle}`);
          await pause(10);
          standing.set(handle, title);
          return { kind: 'sent', at: { chat: user, handle } };
        },
        async rewrite(_, { handle }, { title }) {
          asked.push(`rewrite ${handle}`);
          await pause(10);
          standing.set(handle, title);
          return { kind: 'sent' };
        },
        ...given,
      });
    return { standing, asked, platform };
  }

  it('that both send at once leaves once, and is rewritten once, to what is so', async () => {
    const chat = openChat();
    await elm.view(TOM, 'declare "Sarah Reed" kind=friend since=2015');
    const send = (now: Date) =>
      inBoth((store) => deliver({ store, platforms: [chat.platform()], calendar, now }));
    expect((await send(after(1))).reduce((a, b) => a + b)).toBe(chat.standing.size);
    const sent = chat.asked.length;
    expect(new Set(chat.asked).size).toBe(sent);
    expect([...chat.standing.values()].join()).not.toContain('✓');
    await elm.view(MAEVE, 'decide D-1 noted');
    await inBoth((store) => remind({ store, calendar, now: after(2) }));
    await send(after(2));
    const rewritten = chat.asked.filter((line) => line.startsWith('rewrite'));
    expect(rewritten.length).toBeGreaterThan(0);
    expect(new Set(rewritten).size).toBe(rewritten.length);
    expect([...chat.standing.values()].join()).toContain('✓ Please decide by');
    await send(after(3));
    expect(chat.asked.filter((line) => line.startsWith('rewrite'))).toEqual(rewritten);
  });

  it('that a stopped process rewrote with old words is rewritten once more', async () => {
    const chat = openChat();
    await elm.view(TOM, 'declare "Sarah Reed" kind=friend since=2015');
    await deliver({ store: elm.store, platforms: [chat.platform()], calendar, now: after(1) });
    const open = [...chat.standing].find(([, title]) => title.startsWith('Please decide by'));
    if (!open) throw new Error('Maeve was not told');
    const [handle, old] = open;
    await elm.view(MAEVE, 'decide D-1 noted');
    await remind({ store: elm.store, calendar, now: after(2) });
    // Stopped as its words are on their way, for six minutes, in which another rewrites it.
    let now = after(2);
    const stopped = chat.platform({
      async rewrite() {
        now = after(8);
        await deliver({ store: other, platforms: [chat.platform()], calendar, now });
        expect(chat.standing.get(handle)).not.toBe(old);
        chat.standing.set(handle, old);
        return { kind: 'sent' };
      },
    });
    await createDelivery({ store: elm.store, platforms: [stopped], calendar, clock: () => now }).run();
    expect(chat.standing.get(handle)).toBe(old);
    await deliver({ store: other, platforms: [chat.platform()], calendar, now: after(9) });
    expect(chat.standing.get(handle)).not.toBe(old);
    expect(await elm.read((register, setting) => register.sentMessages.ofSetting(setting))).toEqual([]);
  });

  it('of which another process tries whether its platform is back counts no attempt of its own', async () => {
    const away: Partial<Platform> = {
      deliver: async () => ({ kind: 'later', reason: '503', cause: 'away' }),
    };
    await elm.change(async (register, setting) => {
      const { id: person } = await elm.person(MAEVE);
      await register.accounts.bind({
        setting,
        person,
        platform: 'slack',
        tenant: 'T1',
        user: 'U1',
        lastUsedAt: MONDAY,
      });
    });
    await elm.view(TOM, 'declare "Sarah Reed" kind=friend since=2015');
    let now = after(1);
    const [one, two] = [elm.store, other].map((store) =>
      createDelivery({
        store,
        platforms: [acceptingPlatform({ name: 'slack', reachesEveryone: false, ...away })],
        calendar,
        clock: () => now,
      }),
    );
    await one?.run();
    const alert = async () => (await elm.told(MAEVE)).find(({ milestone }) => milestone === 'submitted');
    const failed = await alert();
    expect(failed).toMatchObject({ state: 'failed', attempts: 1 });
    now = after(1.5);
    await one?.probe();
    expect((await alert())?.notBefore).toEqual(now);
    await two?.run();
    expect(await alert()).toEqual(failed);
  });
});
