import type { Register, Store } from './store.ts';

/** What was done in each setting, and what failed in some. */
interface Done<T> {
  done: T[];
  faults: unknown[];
}

/**
 * Runs `work` for each of these settings (ids) in a transaction of its own, as `Store.write` does: no setting waits for another
 * one's lock, and a failure in one leaves the others as they are.
 */
export async function writeEach<T>(
  store: Store,
  settings: readonly string[],
  work: (register: Register, setting: string) => Promise<T>,
): Promise<Done<T>> {
  const results: Done<T> = { done: [], faults: [] };
  for (let at = 0; at < settings.length; at += store.atOnce) {
    const some = settings.slice(at, at + store.atOnce);
    const asked = some.map((setting) => store.write([setting], (register) => work(register, setting)));
    for (const result of await Promise.allSettled(asked)) {
      if (result.status === 'fulfilled') results.done.push(result.value);
      else results.faults.push(result.reason);
    }
  }
  return results;
}
