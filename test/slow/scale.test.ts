import Driver from 'better-sqlite3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createDelivery } from '../../src/core/notices/deliver.ts';
import { remind } from '../../src/core/notices/due.ts';
import type { Store } from '../../src/core/store.ts';
import { acceptingPlatform } from '../support/platforms.ts';
import { calendar, openYear, type Year } from '../support/year.ts';

/** Every pre-school of England. */
const SETTINGS = 60_000;
const NOW = new Date('2026-11-23T10:00:00.000Z');

let year: Year;

beforeAll(async () => {
  year = await openYear(NOW);
  await remind({ store: year.store, calendar, now: NOW });
  // As many more, each looked at this morning: there is nothing due in them until tomorrow.
  const driver = new Driver(year.file);
  driver.pragma('foreign_keys = OFF');
  const settings = driver.prepare(
    `INSERT INTO settings (id, code, code_key, name, timezone, nation, closures, delivery_windows, tenants, titles, profile,
       first_import_on, demo) SELECT ?, ?, ?, 'S', timezone, nation, closures, delivery_windows, tenants, titles, profile,
       first_import_on, demo FROM settings WHERE id = ?`,
  );
  const heads = driver.prepare(
    "INSERT INTO chain_heads (setting, seq, hash, look_at, looked_at) VALUES (?, 0, '', ?, ?)",
  );
  driver.transaction(() => {
    for (let n = 0; n < SETTINGS; n++) {
      const id = `s${n}`;
      settings.run(id, id, id, year.setting.id);
      heads.run(id, '2026-11-24T01:00:00.000Z', '2026-11-23T01:00:00.000Z');
    }
  })();
  driver.close();
});
afterAll(() => year.close());

it(`with ${SETTINGS.toLocaleString('en')} settings, a minute in which nothing is due costs a few questions and milliseconds`, async () => {
  let questions = 0;
  const counting: Store = {
    ...year.store,
    read: (work) => {
      questions++;
      return year.store.read(work);
    },
    write: (settings, work) => {
      questions++;
      return year.store.write(settings, work);
    },
  };
  const clock = () => NOW;
  const delivery = createDelivery({ store: counting, platforms: [acceptingPlatform()], calendar, clock });
  await remind({ store: counting, calendar, now: NOW });
  await delivery.run();
  questions = 0;
  const times: number[] = [];
  for (let minute = 0; minute < 9; minute++) {
    const began = performance.now();
    await remind({ store: counting, calendar, now: NOW });
    await delivery.run();
    times.push(performance.now() - began);
  }
  expect(questions / times.length).toBe(3);
  const median = times.sort((a, b) => a - b)[4] ?? 0;
  console.log(`a minute with nothing due: ${median.toFixed(1)} ms in the middle of ${times.length}`);
  expect(median).toBeLessThan(100);
});

it('and what happens in one of them is looked at in the next minute, alone', async () => {
  await year.store.write(['s17'], (register) =>
    register.audit.append('s17', { action: 'test', actor: 'clock', subject: 's', payload: {} }, NOW),
  );
  const due = await year.store.read((register) => register.dailyChecks.due(NOW, 10));
  expect(due).toEqual(['s17']);
  const began = performance.now();
  await remind({ store: year.store, calendar, now: NOW });
  console.log(`one look: ${(performance.now() - began).toFixed(1)} ms`);
  expect(await year.store.read((register) => register.dailyChecks.due(NOW, 10))).toEqual([]);
});
