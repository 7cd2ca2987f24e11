import { describe, it } from 'vitest';
import { DOORS } from '../trust/doors.ts';

const RUNS = process.env.CANDOUR_SLOW === '1' ? 100_000 : 2000;

describe(`${RUNS} hostile inputs`, () => {
  it.each(Object.entries(DOORS))('%s: no crash, no unescaped word, nothing half written', async (_, fuzz) =>
    fuzz(RUNS),
  );
});
