import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Log } from '../../src/core/platform.ts';
import { createAlerts } from '../../src/upkeep/alerts.ts';
import { type Alarm, openAlarm } from '../support/alarm.ts';

vi.setConfig({ testTimeout: 60_000 });

const SINCE = new Date('2026-11-24T02:31:00Z');
const OVER = new Date('2026-11-24T05:00:00Z');
let alarm: Alarm;
let elapsed: number;
let lines: Record<string, unknown>[];
const write = (level: string) => (facts: Record<string, unknown>, msg: string) =>
  void lines.push({ level, msg, ...facts });
const log: Log = { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };
const start = (url = alarm.url) => createAlerts({ url, stopwatch: { elapsed: () => elapsed }, log });

beforeEach(async () => {
  alarm = await openAlarm();
  elapsed = 0;
  lines = [];
});
afterEach(() => alarm.close());

it('posts once that a fault has begun, and once that it is over', async () => {
  const alerts = start();
  alerts.add('backup', SINCE, undefined);
  await alerts.step();
  await alerts.step();
  alerts.add('backup', SINCE, OVER);
  await alerts.step();
  await alerts.step();
  const common = { method: 'POST', path: '/hook?token=quokka', fault: 'backup', since: SINCE.toISOString() };
  expect(alarm.posted).toEqual([
    {
      ...common,
      state: 'begun',
      over: null,
      text: 'Candour cannot make its nightly backup. Run: npx candour doctor',
    },
    {
      ...common,
      state: 'over',
      over: OVER.toISOString(),
      text: 'It is over: Candour cannot make its nightly backup.',
    },
  ]);
  expect(lines).toEqual([]);
});

it('what is not taken is logged once without the address, and tried again after ten minutes: of one fault the latest', async () => {
  const alerts = start();
  alarm.answer((response) => void response.writeHead(503).end('busy'));
  alerts.add('disk', SINCE, undefined);
  await alerts.step();
  elapsed += 599_000;
  await alerts.step();
  elapsed += 1_001;
  await alerts.step();
  expect(alarm.posted.length).toBe(2);
  expect(lines).toEqual([
    {
      level: 'warn',
      msg: 'CANDOUR_ALERT_URL cannot be reached: it is tried again',
      reason: 'it answered 503',
    },
  ]);
  alerts.add('disk', SINCE, OVER);
  alarm.answer((response) => void response.writeHead(200).end('ok'));
  elapsed += 600_001;
  await alerts.step();
  await alerts.step();
  expect(alarm.posted.slice(2).map(({ state }) => state)).toEqual(['over']);
  expect(lines.slice(1)).toEqual([{ level: 'info', msg: 'CANDOUR_ALERT_URL is reached again' }]);
});

it('follows nobody elsewhere', async () => {
  const other = await openAlarm();
  alarm.answer((response) => void response.writeHead(307, { location: other.url }).end());
  const alerts = start();
  alerts.add('clock', SINCE, undefined);
  await alerts.step();
  expect(other.posted).toEqual([]);
  expect(lines[0]).toMatchObject({ reason: 'it answered 307' });
  await other.close();
});

it('waits ten seconds for an answer, and no longer', async () => {
  alarm.answer(() => undefined);
  const alerts = start();
  alerts.add('clock', SINCE, undefined);
  await alerts.step();
  expect(lines[0]).toMatchObject({ reason: 'no answer' });
});

it('says what failed where nobody listens', async () => {
  const { url } = alarm;
  await alarm.close();
  const alerts = start(url);
  alerts.add('clock', SINCE, undefined);
  await alerts.step();
  expect(lines[0]).toMatchObject({ reason: 'ECONNREFUSED' });
  expect(JSON.stringify(lines)).not.toContain('quokka');
  alarm = await openAlarm();
});
