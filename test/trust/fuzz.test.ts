import { describe, it } from 'vitest';
import { DOORS } from './doors.ts';

/** A taste of what test/slow/fuzz.test.ts does at length. */
const RUNS = 200;

describe('hostile inputs', () => {
  it.each(Object.entries(DOORS))(
    '%s: no crash, no unescaped word, nothing half written',
    async (_, fuzz) => fuzz(RUNS),
    60_000,
  );
});
