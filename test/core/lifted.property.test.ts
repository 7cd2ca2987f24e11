import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { liftedBy, sequences } from '../support/lifted.ts';
import { openTestStore, type TestStore } from '../support/store.ts';

let opened: TestStore;
beforeAll(async () => {
  opened = await openTestStore();
});
afterAll(() => opened.close());

test('nobody who was No becomes anything else without an officer’s act, whatever happens to the register', async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(sequences, async (sequence) => {
      run += 1;
      expect(await liftedBy(opened.store, `elm${run}`, sequence)).toEqual([]);
    }),
    { numRuns: 12 },
  );
});
