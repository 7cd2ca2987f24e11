import { expect, test } from 'vitest';
import { likeness } from '../../src/core/rules/alike.ts';
import { alarmsIn } from '../support/alarms.ts';
import { adultsOf, COMMUNITIES, seeded, wholeName } from '../support/communities.ts';
import { asWritten } from '../support/slips.ts';

const long = process.env.CANDOUR_SLOW === '1';
const RUNS = long ? 100_000 : 10_000;
const SETTINGS = long ? 20 : 3;
const NAMES = Object.keys(COMMUNITIES);

test(`${RUNS} names are found again through the folds and slips that people make`, () => {
  const missed: string[] = [];
  const random = seeded(17);
  for (const community of NAMES) {
    const next = adultsOf(community, random);
    for (let run = 0; run < RUNS / NAMES.length; run++) {
      const adult = next();
      const written = asWritten(adult, random);
      const found = likeness(wholeName(adult), written);
      if (found !== 'equal' && found !== 'close') missed.push(`${wholeName(adult)} | ${written}`);
    }
  }
  expect(missed).toEqual([]);
});

test('of two unrelated names in one setting at most one pair in 2,000 is closely alike, in no community twice the mean', () => {
  const rows = NAMES.map((community) => {
    let pairs = 0;
    let close = 0;
    for (let seed = 1; seed <= SETTINGS; seed++) {
      const alarms = alarmsIn(community, seed * 77);
      pairs += alarms.pairs;
      close += alarms.close;
    }
    return { community, pairs, close, rate: close / pairs };
  });
  const mean = rows.reduce((sum, { rate }) => sum + rate, 0) / rows.length;
  console.table(
    rows.map(({ community, pairs, close, rate }) => ({
      community,
      pairs,
      close,
      'one in': close === 0 ? 'none' : Math.round(pairs / close),
      'of the mean': (rate / mean).toFixed(2),
    })),
  );
  for (const { community, rate } of rows) {
    expect(rate, community).toBeLessThanOrEqual(1 / 2000);
    // Of a few alarms, twice the mean says nothing.
    if (long) expect(rate, community).toBeLessThanOrEqual(2 * mean);
  }
});
