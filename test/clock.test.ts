import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { createClock, parseInstant, stopwatch } from '../src/clock.ts';

describe('an instant', () => {
  it.each([
    ['2026-12-01', '2026-12-01T12:00:00.000Z'],
    ['2026-12-01T08:05:00Z', '2026-12-01T08:05:00.000Z'],
    ['2026-12-01T08:05Z', '2026-12-01T08:05:00.000Z'],
    ['2026-12-01 08:05:00.123z', '2026-12-01T08:05:00.123Z'],
    ['2026-07-01T08:05:00+01:00', '2026-07-01T07:05:00.000Z'],
    ['2026-07-01T08:05:00+0100', '2026-07-01T07:05:00.000Z'],
  ])('is read from %s', (words, instant) => {
    expect(parseInstant(words)?.toISOString()).toBe(instant);
  });

  it.each([
    '',
    'now',
    '2026-02-30',
    '2026-02-30T08:00:00Z',
    '2026-12-01T08:05',
    '2026-12-01T25:05:00Z',
    '2026',
    '1764576300',
    '9999-12-31',
    '2200-01-01T00:00:00Z',
    '1899-12-31',
  ])('is not read from “%s”', (words) => {
    expect(parseInstant(words)).toBeUndefined();
  });
});

describe('a sleep', () => {
  it('wakes in time, or all at once when it is over', async () => {
    const over = new AbortController();
    const woken: string[] = [];
    const sleep = (name: string, ms: number) =>
      stopwatch.sleep(ms, over.signal).then(() => void woken.push(name));
    const long = [sleep('long', 60_000), sleep('longer', 90_000)];
    expect(getEventListeners(over.signal, 'abort')).toHaveLength(1);
    await sleep('short', 5);
    expect(woken).toEqual(['short']);
    over.abort();
    await Promise.all(long);
    expect(woken).toEqual(['short', 'long', 'longer']);
    await sleep('too late', 60_000);
    expect(woken).toHaveLength(4);
  });
});

describe('the clock', () => {
  it('runs on from wherever it is set', async () => {
    const clock = createClock();
    const before = Date.now();
    expect(clock.now().getTime()).toBeGreaterThanOrEqual(before);
    clock.set(new Date('2030-01-01T00:00:00Z'));
    await new Promise((resolve) => setTimeout(resolve, 20));
    const since = clock.now().getTime() - Date.parse('2030-01-01T00:00:00Z');
    expect(since).toBeGreaterThanOrEqual(15);
    expect(since).toBeLessThan(5_000);
  });
});
