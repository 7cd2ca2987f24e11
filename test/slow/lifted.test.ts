import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { liftedBy, sequences } from '../support/lifted.ts';
import { openTestStore, type TestStore } from '../support/store.ts';

const RUNS = process.env.CANDOUR_SLOW === '1' ? 2000 : 100;

let opened: TestStore;
beforeAll(async () => {
  opened = await openTestStore();
});
afterAll(() => opened.close());

test(`${RUNS} sequences of imports, child and person lift no block without an officer’s act`, async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(sequences, async (sequence) => {
      run += 1;
      expect(await liftedBy(opened.store, `elm${run}`, sequence)).toEqual([]);
    }),
    { numRuns: RUNS },
  );
});
