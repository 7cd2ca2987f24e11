import { mkdirSync, readdirSync, realpathSync, rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createCalendar } from '../../src/calendar.ts';
import { letOthersRun } from '../../src/clock.ts';
import { openFaults } from '../../src/core/notices/tell-of-machine.ts';
import type { Log } from '../../src/core/platform.ts';
import { toFacts } from '../../src/log.ts';
import { createUpkeep } from '../../src/upkeep/index.ts';
import { type Alarm, openAlarm } from '../support/alarm.ts';
import { ADMIN } from '../support/elm.ts';
import { put } from '../support/put.ts';
import { openSetting, type TestSetting } from '../support/setting.ts';
import { POSTGRES } from '../support/store.ts';

// Every test starts processes, beside those of other rooms.
vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const CLI = join(import.meta.dirname, '../../dist/src/cli.js');
const HOUR = 3_600_000;
let elm: TestSetting;
let alarm: Alarm;
let folder: string;
let now: Date;
let elapsed: number;
let lines: Record<string, unknown>[];
const upkeeps: { stop(): Promise<void> }[] = [];

const write = (level: string) => (facts: Record<string, unknown>, msg: string) =>
  void lines.push({ level, msg, ...facts });
const log: Log = { debug: write('debug'), info: write('info'), warn: write('warn'), error: write('error') };

beforeEach(async () => {
  elm = await openSetting();
  alarm = await openAlarm();
  folder = await mkdtemp(join(tmpdir(), 'candour-upkeep-'));
  now = new Date();
  elapsed = 0;
  lines = [];
  // What the command line reads, which the service has in its environment.
  vi.stubEnv('CANDOUR_DATABASE', elm.database);
  vi.stubEnv('CANDOUR_KEY', '');
});
afterEach(async () => {
  for (const upkeep of upkeeps.splice(0)) await upkeep.stop();
  vi.unstubAllEnvs();
  await alarm.close();
  await elm.close();
  await rm(folder, { recursive: true, force: true });
});

/** The upkeep of a service, from its start on. */
function start(command?: string[], withBackups = POSTGRES === undefined, wait = letOthersRun) {
  const upkeep = createUpkeep({
    store: elm.store,
    calendar: createCalendar(),
    clock: () => now,
    stopwatch: { elapsed: () => elapsed },
    letOthersRun: wait,
    log,
    toFacts,
    cli: CLI,
    database: POSTGRES === undefined ? realpathSync(elm.file) : undefined,
    plan: withBackups ? { folder, days: 14, command } : undefined,
    environment: { PATH: process.env.PATH },
    alertUrl: alarm.url,
    onTold: () => undefined,
  });
  upkeeps.push(upkeep);
  return upkeep;
}
const pass = (ms: number) => {
  now = new Date(now.getTime() + ms);
  elapsed += ms;
};
const told = async () =>
  (await elm.told())
    .filter(({ content }) => content.kind === 'machine')
    .map(({ recipientName, subject }) => `${recipientName}: ${subject}`);
const posted = () => alarm.posted.map(({ fault, state }) => `${fault} ${state}`);

it.skipIf(POSTGRES !== undefined)(
  'a fault that comes up while the register is asked about another is told in chat at once, too',
  async () => {
    rmSync(folder, { recursive: true });
    const slowly = () => new Promise<void>((resolve) => setTimeout(resolve, 500));
    await start(undefined, true, slowly).step();
    expect(await told()).toEqual([`${ADMIN}: machine-backup`]);
  },
);

it.skipIf(POSTGRES !== undefined)(
  'a backup that fails is told at once in chat and to the address, once, and so is that it is over; also by the next process',
  async () => {
    rmSync(folder, { recursive: true });
    const upkeep = start();
    await upkeep.step();
    await upkeep.step();
    expect(await told()).toEqual([`${ADMIN}: machine-backup`]);
    expect(posted()).toEqual(['backup begun']);
    expect(upkeep.facts()).toMatchObject({
      backups: { lastGoodAt: undefined, lastFailedAt: now, failingSince: now },
      faults: [{ fault: 'backup', since: now }],
    });
    pass(HOUR + 1);
    await upkeep.step();
    expect([await told(), posted()]).toEqual([[`${ADMIN}: machine-backup`], ['backup begun']]);
    await upkeep.stop();

    // Another process cannot, either; and then it can.
    const next = start();
    await next.step();
    expect(await told()).toEqual([`${ADMIN}: machine-backup`]);
    mkdirSync(folder);
    pass(HOUR + 1);
    await next.step();
    expect(await openFaults(elm.store)).toEqual([]);
    expect(posted()).toEqual(['backup begun', 'backup begun', 'backup over']);
    expect(readdirSync(folder).filter((name) => name.endsWith('.db')).length).toBe(1);
    expect(next.facts().faults).toEqual([]);
    const said = lines.map(({ level, msg }) => `${level}: ${msg}`);
    expect(said.filter((line) => line.startsWith('error: something is wrong with the machine'))).toHaveLength(
      2,
    );
    expect(said).toContain('info: what was wrong with the machine is mended');
  },
);

it.skipIf(POSTGRES !== undefined)(
  'what an earlier process told of is over once this one finds it well',
  async () => {
    const upkeep = start(['no-such-programme-here']);
    await upkeep.step();
    expect(await told()).toEqual([`${ADMIN}: machine-off-site`]);
    await upkeep.stop();
    const next = start([process.execPath, '-e', '']);
    await next.step();
    expect(await openFaults(elm.store)).toEqual([]);
    expect(posted()).toEqual(['off-site begun', 'off-site over']);
    await next.stop();
    // And what is not done any more is no fault any more.
    const failing = start(['no-such-programme-here']);
    pass(24 * HOUR);
    await failing.step();
    expect((await openFaults(elm.store)).map(({ fault }) => fault)).toEqual(['off-site']);
    await failing.stop();
    await start(undefined, false).step();
    expect(await openFaults(elm.store)).toEqual([]);
  },
);

it.skipIf(POSTGRES !== undefined)(
  'a register that takes nothing delays no alert, and is told later',
  async () => {
    rmSync(folder, { recursive: true });
    const upkeep = start();
    await elm.sql('ALTER TABLE audit RENAME TO audit_away');
    await upkeep.step();
    await upkeep.step();
    expect(posted()).toEqual(['backup begun']);
    expect(
      lines.filter(({ msg }) => msg === 'a fault of the machine could not be told in chat'),
    ).toHaveLength(1);
    await elm.sql('ALTER TABLE audit_away RENAME TO audit');
    await upkeep.step();
    expect(await told()).toEqual([`${ADMIN}: machine-backup`]);
  },
);

// A server that only tests use has faults of its own, which are looked at every hour.
it.skipIf(POSTGRES !== undefined)(
  'the nightly check tells what two checks find, an hour apart, and that it is over as soon as one does not',
  async () => {
    const officers = await elm.read(async (register, setting) => {
      const people = await register.people.employed(setting);
      return people.filter(({ posts }) => posts.some(({ role }) => role !== 'staff' && role !== 'admin'));
    });
    /** Whether anybody handles cases: a fault of the set-up. */
    const handled = (yes: boolean) =>
      elm.change((register) =>
        put(register, { people: officers.map((person) => (yes ? person : { ...person, posts: [] })) }),
      );
    const upkeep = start();
    /** The faults that are told, after so long. */
    const after = async (ms: number) => {
      pass(ms);
      await upkeep.step();
      return (await openFaults(elm.store)).map(({ fault }) => fault);
    };
    await handled(false);
    await after(599_000);
    expect(upkeep.facts().checkedAt).toBeUndefined();
    expect(await after(2_000)).toEqual([]);
    const first = now;
    expect(upkeep.facts().checkedAt).toEqual(first);
    // It is looked at again in an hour; what is gone by then was nothing.
    await handled(true);
    await after(HOUR / 2);
    expect(upkeep.facts().checkedAt).toEqual(first);
    expect(await after(HOUR)).toEqual([]);
    expect(upkeep.facts().checkedAt).toEqual(now);
    await handled(false);
    expect(await after(HOUR)).toEqual([]);
    expect(await after(24 * HOUR)).toEqual([]);
    const since = now;
    expect(await after(HOUR + 1)).toEqual(['setting']);
    expect(await openFaults(elm.store)).toEqual([{ fault: 'setting', since }]);
    expect(await told()).toEqual([`${ADMIN}: machine-setting`]);
    expect(await after(HOUR + 1)).toEqual(['setting']);
    await handled(true);
    expect(await after(HOUR + 1)).toEqual([]);
    expect(posted()).toEqual(['setting begun', 'setting over']);
    expect(JSON.stringify([lines, alarm.posted])).not.toMatch(/Elm|elm-|Colin/);
  },
);

it('a check that does not come to its end is no fault, and is logged', async () => {
  vi.stubEnv('CANDOUR_PORT', 'eighty');
  const upkeep = start(undefined, false);
  pass(601_000);
  await upkeep.step();
  expect(lines).toEqual([
    {
      level: 'warn',
      msg: 'the nightly check did not come to its end',
      code: 1,
      late: false,
      said: expect.stringContaining('CANDOUR_PORT is a number'),
    },
  ]);
  expect(upkeep.facts().checkedAt).toBeUndefined();
  expect(await openFaults(elm.store)).toEqual([]);
});
