import { CLOCK_DIFFERENCE_MS } from './health.ts';
import { prepared } from './open.ts';

const NOW = "SELECT to_json(clock_timestamp()) #>> '{}' AS now";

/**
 * By how many seconds the server's clock and this machine's differ, where that is too much for several processes; undefined where
 * they agree.
 * @param now this machine's clock
 * @throws Error with a sentence for the operator where the server does not answer
 */
export async function secondsApart(url: string, now: () => Date): Promise<number | undefined> {
  return prepared(url, async (ask) => {
    const asked = now().getTime();
    const [row] = await ask<{ now: string }>(NOW);
    if (!row) throw new Error('PostgreSQL says nothing of its clock.');
    const [first, last] = [asked, now().getTime()];
    const there = Date.parse(row.now);
    // The server looked at its clock at some moment between the two.
    const apart = Math.max(first - there, there - last);
    return apart > CLOCK_DIFFERENCE_MS ? Math.round(apart / 1000) : undefined;
  });
}
