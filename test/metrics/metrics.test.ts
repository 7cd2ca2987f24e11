import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createCalendar } from '../../src/calendar.ts';
import { newClaim } from '../../src/core/claim.ts';
import { createDelivery } from '../../src/core/notices/deliver.ts';
import type { Delivery, Platform } from '../../src/core/platform.ts';
import { OUTCOMES, verbsOf } from '../../src/core/talk/outcome.ts';
import { createMetrics } from '../../src/metrics/metrics.ts';
import { read } from '../support/exposition.ts';
import { acceptingPlatform, commands } from '../support/platforms.ts';
import { MONDAY, openSetting, type TestSetting } from '../support/setting.ts';

const DECLARE = 'declare "Sarah Reed" friend since=2019';

let elm: TestSetting;
let now: Date;
let ms: number;
let backups: { lastGoodAt?: Date; lastFailedAt?: Date };
let given: Partial<Platform>;
let metrics: ReturnType<typeof createMetrics>;
let free: () => number;
let look: () => Promise<string>;
let deliver: () => Promise<unknown>;

beforeEach(async () => {
  now = MONDAY;
  ms = 0;
  backups = {};
  given = {};
  free = () => 4096;
  metrics = createMetrics({ version: '1.2.3', commit: 'abc1234', elapsed: () => ms });
  const observer = { elapsed: () => performance.now(), answered: metrics.answered };
  elm = await openSetting({ store: { decorate: metrics.decorate }, app: { observer } });
  const platform = acceptingPlatform({
    deliver: async (...said) => given.deliver?.(...said) ?? { kind: 'sent' },
    isRefused: () => given.isRefused?.() ?? false,
    isAway: () => given.isAway?.() ?? false,
  });
  const delivery = createDelivery({
    store: elm.store,
    platforms: [platform],
    calendar: createCalendar(),
    clock: () => now,
    onTried: metrics.tried,
    report: metrics.delivery,
  });
  deliver = delivery.run;
  look = metrics.watch({
    store: elm.store,
    verbs: verbsOf(commands),
    platforms: [platform],
    delivery,
    clock: () => now,
    freeBytes: () => free(),
    backups: () => backups,
  });
});
afterEach(() => elm.close());

/** A look that asks the database anew. */
const figures = async () => {
  ms += 10_000;
  return read(await look());
};

describe('the metrics', () => {
  it('begin at nought for every verb, outcome and platform, so that the first of a kind is a rise', async () => {
    const { series, value } = await figures();
    expect(series('candour_answers_total')).toHaveLength(commands.length * OUTCOMES.length);
    expect(value('candour_answers_total', { verb: 'decide', outcome: 'failed', platform: 'test' })).toBe(0);
    expect(value('candour_deliveries_total', { platform: 'test', outcome: 'never' })).toBe(0);
    expect(value('candour_log_lines_total', { level: 'error' })).toBe(0);
    expect(value('candour_answer_seconds_count', { platform: 'test' })).toBe(0);
    const build = { version: '1.2.3', commit: 'abc1234', node: process.versions.node };
    expect(value('candour_build_info', build)).toBe(1);
  });

  it('count what is answered, delivered, kept and logged', async () => {
    const before = (await figures()).value('candour_write_seconds_count');
    await elm.view('Zoë Adeyemi', DECLARE);
    await elm.ask('Zoë Adeyemi', 'inbox');
    await elm.ask('Zoë Adeyemi', 'Sarah Reed knows best');
    const queued = (await elm.told()).filter(({ notBefore }) => notBefore <= now).length;
    await deliver();
    metrics.logged('error');
    const { value } = await figures();
    const answered = (verb: string, outcome: string) =>
      value('candour_answers_total', { verb, outcome, platform: 'test' });
    expect([answered('declare', 'done'), answered('inbox', 'refused'), answered('unknown', 'done')]).toEqual([
      1, 1, 1,
    ]);
    expect(value('candour_answer_seconds_count', { platform: 'test' })).toBeGreaterThanOrEqual(3);
    expect(value('candour_answer_seconds_bucket', { platform: 'test', le: '3' })).toBeGreaterThanOrEqual(3);
    expect(queued).toBeGreaterThan(0);
    expect(value('candour_deliveries_total', { platform: 'test', outcome: 'sent' })).toBeGreaterThan(0);
    expect(value('candour_write_seconds_count')).toBeGreaterThan(before ?? 0);
    expect(value('candour_writes_under_way')).toBe(0);
    expect(value('candour_log_lines_total', { level: 'error' })).toBe(1);
  });

  it('tell which alert is late, and what was given up on', async () => {
    given = { deliver: async (): Promise<Delivery> => ({ kind: 'later', reason: '503', cause: 'away' }) };
    await elm.view('Zoë Adeyemi', DECLARE);
    await deliver();
    now = new Date(MONDAY.getTime() + 700_000);
    const { value } = await figures();
    expect(value('candour_messages', { state: 'failed' })).toBeGreaterThan(0);
    expect(value('candour_oldest_alert_seconds')).toBe(700);
    expect(value('candour_platform_outages', { platform: 'test', cause: 'away' })).toBe(1);
    expect(value('candour_platform_outages', { platform: 'test', cause: 'refused' })).toBe(0);
    expect(value('candour_messages_leaving', { platform: 'test' })).toBe(0);
    given = { deliver: async (): Promise<Delivery> => ({ kind: 'never', reason: 'gone' }) };
    await deliver();
    const after = await figures();
    const dead = after.value('candour_messages', { state: 'dead' });
    expect(dead).toBeGreaterThan(0);
    expect([
      value('candour_messages_given_up_total'),
      after.value('candour_messages_given_up_total'),
    ]).toEqual([0, dead]);
    expect(after.value('candour_oldest_alert_seconds')).toBe(0);
  });

  it('tell of a platform that refuses us, or cannot be connected to', async () => {
    const of = async (name: string) => (await figures()).value(name, { platform: 'test' });
    expect([await of('candour_platform_refused'), await of('candour_platform_connected')]).toEqual([0, 1]);
    given = { isRefused: () => true, isAway: () => true };
    expect([await of('candour_platform_refused'), await of('candour_platform_connected')]).toEqual([1, 0]);
  });

  it('tell how late a daily check is; of a new setting, since it was first seen', async () => {
    const late = async () => (await figures()).value('candour_check_late_seconds');
    expect(await late()).toBe(0);
    now = new Date(MONDAY.getTime() + 60_000);
    expect(await late()).toBe(60);
    const next = new Date(MONDAY.getTime() + 30_000);
    await elm.change(async ({ dailyChecks }, setting) => {
      const check = await dailyChecks.claim(setting, MONDAY, newClaim(MONDAY));
      if (check) await dailyChecks.checked(check, MONDAY, next);
    });
    await elm.sql('UPDATE chain_heads SET look_at = ?', next.toISOString());
    expect(await late()).toBe(30);
    await elm.sql('UPDATE chain_heads SET look_at = ?', new Date(MONDAY.getTime() + 120_000).toISOString());
    expect(await late()).toBe(0);
  });

  it('tell of backups only what is known of them', async () => {
    const of = async (what: string) =>
      (await figures()).value(`candour_backup_last_${what}_timestamp_seconds`);
    expect([await of('good'), await of('failure')]).toEqual([undefined, undefined]);
    backups = { lastGoodAt: MONDAY };
    expect([await of('good'), await of('failure')]).toEqual([MONDAY.getTime() / 1000, undefined]);
    backups = { lastFailedAt: MONDAY };
    expect([await of('good'), await of('failure')]).toEqual([undefined, MONDAY.getTime() / 1000]);
  });

  it('ask the database once in five seconds, however many look', async () => {
    let reads = 0;
    const counting = createMetrics({ version: '1', commit: 'a', elapsed: () => ms });
    const asking = counting.watch({
      store: {
        read: (work) => {
          reads += 1;
          return elm.store.read(work);
        },
        hasRoom: () => elm.store.hasRoom(),
      },
      verbs: [],
      platforms: [],
      delivery: { outages: () => [], refusing: () => [], leaving: () => 0 },
      clock: () => now,
    });
    await Promise.all([asking(), asking(), asking()]);
    ms += 4_000;
    await asking();
    expect(reads).toBe(1);
    ms += 1_000;
    await asking();
    expect(reads).toBe(2);
    expect(read(await asking()).value('candour_database_free_bytes')).toBeUndefined();
  });

  it('tell the rest where the disk cannot be asked', async () => {
    const of = async () => (await figures()).value('candour_database_free_bytes');
    expect(await of()).toBe(4096);
    free = () => {
      throw new Error('ENOENT');
    };
    expect([await of(), (await figures()).value('candour_database_up')]).toEqual([undefined, 1]);
  });

  it('tell what they know while the database does not answer, and that it does not', async () => {
    await elm.view('Zoë Adeyemi', DECLARE);
    expect((await figures()).value('candour_database_up')).toBe(1);
    await elm.close();
    const { value } = await figures();
    expect(value('candour_database_up')).toBe(0);
    expect(value('candour_messages', { state: 'queued' })).toBeUndefined();
    expect(value('candour_oldest_alert_seconds')).toBeUndefined();
    expect(value('candour_answers_total', { verb: 'declare', outcome: 'done', platform: 'test' })).toBe(1);
    elm = await openSetting();
    // A database that hangs is no reason to answer nothing.
    const hanging = createMetrics({ version: '1', commit: 'a', elapsed: () => ms });
    const waiting = hanging.watch({
      store: { read: () => new Promise(() => {}), hasRoom: async () => true },
      verbs: [],
      platforms: [],
      delivery: { outages: () => [], refusing: () => [], leaving: () => 0 },
      clock: () => now,
    });
    expect(read(await waiting()).value('candour_database_up')).toBe(0);
  });

  it('a change that is undone is not counted as kept', async () => {
    const kept = async () => (await figures()).value('candour_write_seconds_count');
    const before = await kept();
    await expect(
      elm.store.write([], async () => {
        throw new Error('undone');
      }),
    ).rejects.toThrow('undone');
    expect(await kept()).toBe(before);
    expect((await figures()).value('candour_writes_under_way')).toBe(0);
  });
});
