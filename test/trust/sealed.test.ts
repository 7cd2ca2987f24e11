import { randomBytes } from 'node:crypto';
import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { toConfig } from '../../src/config.ts';
import { openStore } from '../../src/store/index.ts';
import { sealFile } from '../../src/store/sealed.ts';
import { backup, restore } from '../../src/store/sqlite/backup.ts';
import { openSetting, type TestSetting } from '../support/setting.ts';

const KEY = randomBytes(32);
let elm: TestSetting;
let copy: string;
let back: string;

beforeEach(async () => {
  elm = await openSetting();
  copy = join(dirname(elm.file), 'sealed.bak');
  back = join(dirname(elm.file), 'back.db');
});
afterEach(() => elm.close());

const parts = async () => (await readdir(dirname(elm.file))).filter((name) => name.includes('.part'));

describe('an encrypted backup', () => {
  test('shows nobody a name, is closed to others, and comes back whole with its key', async () => {
    await elm.view('Zoë Adeyemi', 'declare "Sarah Reed" friend since=2019 note=quokka-nineteen');
    await backup(elm.file, copy, KEY);
    const bytes = readFileSync(copy).toString('latin1');
    expect(bytes).not.toMatch(/SQLite|Sarah|quokka|CREATE TABLE/);
    expect(statSync(copy).mode & 0o777).toBe(0o600);
    await restore(copy, back, { key: KEY });
    const store = await openStore(back);
    expect(await store.verifyAudit()).toEqual(await elm.store.verifyAudit());
    await store.close();
    expect(await parts()).toEqual([]);
  });

  test.skipIf(process.platform !== 'linux')('counts only once it gives back what was sealed', async () => {
    // Each reading of this file gives something else.
    const changing = '/proc/sys/kernel/random/uuid';
    await expect(sealFile(changing, copy, KEY)).rejects.toThrow(/does not give back what was written to it/);
  });

  test('is never the same twice, and may be replaced by the next', async () => {
    await backup(elm.file, copy, KEY);
    const first = readFileSync(copy);
    await backup(elm.file, copy, KEY);
    expect(readFileSync(copy).subarray(16, 200).equals(first.subarray(16, 200))).toBe(false);
  });

  test.each([
    ['without a key', undefined, /is encrypted\. Set CANDOUR_KEY/],
    ['with another key', randomBytes(32), /another CANDOUR_KEY, or it is damaged/],
  ])('does not open %s, and the database of before stays', async (_, key, words) => {
    await backup(elm.file, copy, KEY);
    await restore(copy, back, { key: KEY });
    const before = readFileSync(back);
    await expect(restore(copy, back, { key, force: true })).rejects.toThrow(words);
    expect(readFileSync(back).equals(before)).toBe(true);
    expect(await parts()).toEqual([]);
  });

  test('that was changed anywhere, cut short, or put together anew does not open', async () => {
    await backup(elm.file, copy, KEY);
    const whole = readFileSync(copy);
    for (const at of [20, 40, whole.length >> 1, whole.length - 1]) {
      const changed = Buffer.from(whole);
      changed[at] = (changed[at] ?? 0) ^ 1;
      writeFileSync(copy, changed);
      await expect(restore(copy, back, { key: KEY })).rejects.toThrow(/cannot be opened/);
    }
    writeFileSync(copy, whole);
    truncateSync(copy, whole.length - 1000);
    await expect(restore(copy, back, { key: KEY })).rejects.toThrow(/cannot be opened/);
    // Cut between two pieces, as a copy that ran out of space would be.
    const padded = join(dirname(copy), 'long');
    await elm.change(async (register, setting) => {
      for (let at = 0; at < 24; at++) {
        const payload = { text: randomBytes(60_000).toString('hex') };
        await register.audit.append(
          setting,
          { action: 'x', actor: 'operator', subject: 's', payload },
          new Date(),
        );
      }
    });
    await backup(elm.file, padded, KEY);
    expect(statSync(padded).size).toBeGreaterThan(2 * (1 << 20));
    truncateSync(padded, 32 + (1 << 20) + 16);
    await expect(restore(padded, back, { key: KEY })).rejects.toThrow(/is damaged/);
  });
});

test('a key that is none is refused before anything is done with it', () => {
  expect(() => toConfig({ CANDOUR_KEY: 'hunter2' })).toThrow(/32 bytes in base64/);
  expect(toConfig({ CANDOUR_KEY: KEY.toString('base64') }).key).toEqual(KEY);
  expect(toConfig({}).key).toBeUndefined();
});
