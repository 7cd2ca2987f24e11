import { expect, test } from 'vitest';
import { commands } from '../../support/platforms.ts';
import { KINDS } from './deeds.ts';
import { SAID } from './looks.ts';
import { inWords, search } from './search.ts';

/** The same in each run; test/slow/interference.test.ts looks further, and at something new each time where it is long. */
const SEED = process.env.CANDOUR_SEED ?? 'short';
const MILLISECONDS = 20_000;

test('nobody learns of what concerns them, or what they may not see, but by what the rules permit', async () => {
  const searched = await search(SEED, MILLISECONDS, { kindsOfEach: 4, stopAfter: 1 });
  expect(searched.pairs).toBeGreaterThan(0);
  expect(searched.found.length, inWords(searched, SEED)).toBe(0);
}, 120_000);

test('every verb that asks anything is asked about a deed, too', () => {
  const silent = commands.filter(
    ({ name, fields }) => SAID[name] === undefined && Object.keys(fields).length > 0,
  );
  expect(silent.map(({ name }) => name)).toEqual([]);
  expect(Object.keys(KINDS).length).toBeGreaterThan(15);
});
