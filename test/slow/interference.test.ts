import { expect, test } from 'vitest';
import { PERMITTED } from '../trust/interference/permitted.ts';
import { inWords, search } from '../trust/interference/search.ts';

const IS_LONG = process.env.CANDOUR_SLOW === '1';
/** The budget is time: four minutes in CI, two hours by `npm run slow`. */
const MINUTES = Number(process.env.CANDOUR_MINUTES ?? (IS_LONG ? 120 : 4));
/** In CI the same in each run; a long run looks at something new. Its seed is printed. */
const SEED = process.env.CANDOUR_SEED ?? (IS_LONG ? new Date().toISOString() : 'four minutes');

test(
  `in ${MINUTES} minutes nobody learns of what concerns them, or what they may not see, but by what the rules permit`,
  async () => {
    const searched = await search(SEED, MINUTES * 60_000, { atMost: 4 * MINUTES * 60_000 });
    const told = inWords(searched, SEED);
    process.stdout.write(`\n${told}\n`);
    expect(searched.found.length, told).toBe(0);
    // Each role was compared for each kind of deed, and no effect is permitted that nothing has.
    expect(searched.missed).toEqual([]);
    expect(PERMITTED.filter((effect) => !searched.used.has(effect)).map(({ sentence }) => sentence)).toEqual(
      [],
    );
  },
  (4 * MINUTES + 10) * 60_000,
);
