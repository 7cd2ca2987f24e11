import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createCalendar } from '../src/calendar.ts';
import type { Log, Platform } from '../src/core/platform.ts';
import { createTicker } from '../src/tick.ts';
import { aSetting } from './store/fixture.ts';
import { acceptingPlatform } from './support/platforms.ts';
import { MONDAY, openSetting, type TestSetting } from './support/setting.ts';

const calendar = createCalendar();
const MINUTE = 60_000;
/** On PostgreSQL, amid much other work, a delivery takes longer than the second that is otherwise waited. */
const soon = (check: () => void) => vi.waitFor(check, 8000);
let elm: TestSetting;
let sent: string[];
let errors: Record<string, unknown>[];
let warnings: Record<string, unknown>[];
let now: Date;

const log: Log = {
  debug: () => {},
  info: () => {},
  warn: (facts) => void warnings.push(facts),
  error: (facts) => void errors.push(facts),
};

beforeEach(async () => {
  elm = await openSetting();
  sent = [];
  errors = [];
  warnings = [];
  now = MONDAY;
});
afterEach(async () => {
  vi.useRealTimers();
  await elm.close();
});

function ticker(given: Partial<Platform> = {}) {
  const platform = acceptingPlatform({
    deliver: async (_, { title }) => {
      sent.push(title);
      return { kind: 'sent' };
    },
    ...given,
  });
  return createTicker({ store: elm.store, platforms: [platform], calendar, clock: () => now, log });
}

const declare = (who = 'Zoë Adeyemi') =>
  elm.view(who, 'declare who="Sarah Reed" kind=friend since=2019', MONDAY);

it('every minute sends what has fallen due, and after a sleep what was missed', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const ticking = ticker();
  await declare();
  ticking.start();
  await soon(() => expect(sent).toContain('Please decide by 24 Nov 2026 (D-1)'));
  sent.length = 0;
  // Asleep until Wednesday: what fell due meanwhile collapses into the latest.
  now = new Date('2026-11-25T12:20:00Z');
  vi.advanceTimersByTime(MINUTE);
  await soon(() => expect(sent).toContain('Please decide: it was due by 24 Nov 2026 (D-1)'));
  expect(sent.filter((title) => /^Please decide.*D-1/.test(title))).toHaveLength(1);
  await ticking.stop();
});

it('a clock set back sends nothing again', async () => {
  const ticking = ticker();
  await declare();
  await ticking.tick();
  const count = sent.length;
  expect(count).toBeGreaterThan(0);
  now = new Date(MONDAY.getTime() - 3 * 3_600_000);
  await ticking.tick();
  now = new Date(MONDAY.getTime() + MINUTE);
  await ticking.tick();
  expect(sent).toHaveLength(count);
});

it.each([
  ['once', 1],
  ['three times, at other hours', 3],
])('a clock that leaps years ahead %s uses up nothing', async (_, leaps) => {
  const ticking = ticker();
  await declare();
  await ticking.tick();
  const before = (await elm.told()).length;
  for (let leap = 0; leap < leaps; leap++) {
    now = new Date(MONDAY.getTime() + (730 + 10 * leap) * 86_400_000);
    await ticking.tick();
  }
  expect(await elm.told()).toHaveLength(before);
  expect(warnings).toHaveLength(leaps);
  // A sound tick between two wrong ones: the second is believed no more than the first.
  now = new Date(MONDAY.getTime() + MINUTE);
  await ticking.tick();
  now = new Date(MONDAY.getTime() + (731 + 10 * leaps) * 86_400_000);
  await ticking.tick();
  expect(await elm.told()).toHaveLength(before);
  // Back in time: what is due by then is told as it would have been.
  now = new Date('2026-11-25T12:20:00Z');
  await ticking.tick();
  expect(sent).toContain('Please decide: it was due by 24 Nov 2026 (D-1)');
});

it('after a long sleep waits for one more tick that says the same, and then catches up', async () => {
  const ticking = ticker();
  await declare();
  await ticking.tick();
  const count = sent.length;
  now = new Date('2027-01-11T12:20:00Z');
  await ticking.tick();
  expect(sent).toHaveLength(count);
  now = new Date(now.getTime() + MINUTE);
  await ticking.tick();
  expect(sent.length).toBeGreaterThan(count);
  now = new Date(now.getTime() + MINUTE);
  await ticking.tick();
  expect(warnings).toHaveLength(1);
});

it('one that is asked for while another is under way sends nothing twice', async () => {
  const ticking = ticker({
    deliver: async (_, { title }) => {
      await new Promise((done) => setTimeout(done, 30));
      sent.push(title);
      return { kind: 'sent' };
    },
  });
  await declare();
  await Promise.all([ticking.tick(), ticking.tick(), ticking.settle(), ticking.tick()]);
  expect(sent.filter((title) => /^Please decide.*D-1/.test(title))).toHaveLength(1);
});

it('a platform that is slow holds up no minute', async () => {
  let free: (() => void) | undefined;
  const ticking = ticker({
    deliver: async (_, { title }) => {
      if (/^Please decide.*D-1/.test(title))
        await new Promise<void>((done) => {
          free = done;
        });
      sent.push(title);
      return { kind: 'sent' };
    },
  });
  await declare();
  const first = ticking.tick();
  await soon(() => expect(free).toBeDefined());
  await declare('Tom Ridley');
  ticking.wake();
  await soon(() => expect(sent).toContain('Please decide by 24 Nov 2026 (D-2)'));
  free?.();
  await first;
  await ticking.stop();
  expect(sent).toContain('Please decide by 24 Nov 2026 (D-1)');
});

it('once stopped it begins no further send, and leaves waiting messages to the next process', async () => {
  const given: Partial<Platform> = { reachesEveryone: true, pace: { perAccount: 0.2, perTenant: 0.2 } };
  const ticking = ticker(given);
  await declare();
  await declare('Tom Ridley');
  const began = performance.now();
  const under = ticking.tick();
  await soon(() => expect(sent).toHaveLength(1));
  await ticking.stop();
  await under;
  expect(performance.now() - began).toBeLessThan(4500);
  expect(sent).toHaveLength(1);
  await ticker().tick();
  const alerts = (await elm.told()).filter(({ milestone }) => milestone === 'submitted');
  expect(alerts.map(({ state }) => state)).toEqual(['sent', 'sent']);
});

it('a failure is logged, without what people wrote, and the next minute tries again', async () => {
  const ticking = ticker();
  await declare();
  const broken = vi.spyOn(elm.store, 'read').mockRejectedValueOnce(new Error('Sarah Reed'));
  await ticking.tick();
  broken.mockRestore();
  expect(errors).toHaveLength(1);
  expect(JSON.stringify(errors)).not.toContain('Sarah');
  await ticking.tick();
  expect(sent).toContain('Please decide by 24 Nov 2026 (D-1)');
});

it('lets others have their turn between two settings, however many it has to look at', async () => {
  const settings = Array.from({ length: 20 }, (_, index) => aSetting({ code: `other-${index}` }));
  await elm.store.write([], async (register) => {
    for (const setting of settings) await register.settings.save(setting);
  });
  let turns = 0;
  let next = setImmediate(function count() {
    turns += 1;
    next = setImmediate(count);
  });
  await ticker().tick();
  clearImmediate(next);
  expect(turns).toBeGreaterThanOrEqual(settings.length);
});
