import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { judge, toRows, toTable, WANTED } from '../../bench/figures.ts';
import { makeRegister, STATEMENTS } from '../../bench/register.ts';
import { createCalendar } from '../../src/calendar.ts';
import { createApp } from '../../src/core/app.ts';
import { openStore } from '../../src/store/index.ts';
import { platformNames } from '../support/platforms.ts';

const SIZE = { settings: 3, staff: 40, children: 130, asked: 1, acknowledged: 0.5 };
const NOW = new Date('2026-11-23T10:00:00Z');
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'candour-bench-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('a register made from a seed is the same each time, and of the size that was asked for', async () => {
  const one = await makeRegister(join(folder, 'one.db'), SIZE, NOW);
  const other = await makeRegister(join(folder, 'other.db'), SIZE, NOW);
  expect(other.settings).toEqual(one.settings);
  expect(one.settings.map(({ staff, children }) => [staff.length, children.length])).toEqual([
    [15, 60],
    [13, 35],
    [12, 35],
  ]);
});

test('the core takes it for its own: somebody is known, asks, and is answered', async () => {
  const file = join(folder, 'asked.db');
  const { settings } = await makeRegister(file, SIZE, NOW);
  const store = await openStore(file);
  const app = createApp({ store, calendar: createCalendar(), clock: () => NOW, platformNames });
  const user = settings[0]?.staff[0]?.slack ?? '';
  const identity = await app.identify({ platform: 'slack', tenant: 'T1', user });
  if (!identity) throw new Error('the manager is not known');
  const answer = await app.run(identity, app.parse('keyperson C-1'));
  expect(answer.kind === 'view' && answer.blocks.some((block) => block.kind === 'table')).toBe(true);
  const ticked = STATEMENTS.join(',');
  const line = app.parse(`acknowledge SM answer=acknowledge statements=${ticked}`);
  expect(await app.run(identity, line)).toMatchObject({ kind: 'view', title: 'Acknowledged: Policy SM' });
  expect(await store.verifyAudit()).toMatchObject({ kind: 'sound', settings: 3, rows: 5 });
  await store.close();
});

test.each([
  ['throughput, ours / bare', 0.86, 1, 'goal'],
  ['throughput, ours / bare', 0.3, 1, 'floor'],
  ['throughput, ours / bare', 0.29, 1, 'FAILED'],
  ['throughput, ours / bare', 0.04, 2, 'beyond'],
  ['throughput, ours / bare', 0.03, 2, 'FAILED'],
  ['CPU per request, ours / bare', 2.51, 1, 'FAILED'],
  ['CPU per request, ours / bare', 4.9, 2, 'beyond'],
  ['CPU per request, ours / bare', 5.1, 2, 'FAILED'],
  ['answered commands missing after SIGKILL', 1, 2, 'FAILED'],
  ['something else', 1, 1, ''],
] as const)('%s at %d, with slack %d: %s', (name, seen, slack, verdict) => {
  expect(judge({ name, seen }, slack)).toBe(verdict);
});

test('a figure that failed is told as such, whatever it reached', () => {
  const rows = toRows([{ name: 'throughput, ours / bare', seen: 9, failed: 'no answer' }], 1);
  expect(toTable(rows)).toMatch(/throughput, ours \/ bare +\| 0\.30 +\| 0\.85 +\| 9; no answer \| FAILED/);
  expect(Object.keys(WANTED)).toHaveLength(28);
});
