import type { Outage } from './core/notices/recovery.ts';
import type { Platform } from './core/platform.ts';
import type { OpenedStore } from './store/index.ts';
import type { UpkeepFacts } from './upkeep/index.ts';

/** The answer of `/readyz`. `words` name no setting and no person. */
export interface Readiness {
  isReady: boolean;
  words: readonly string[];
}

interface ReadinessOptions {
  store: OpenedStore;
  platforms: readonly Platform[];
  delivery: { outages(): Outage[]; refusing(): string[] };
  upkeep?: { facts(): UpkeepFacts };
  clock: () => Date;
}

/** Outages shorter than this are not reported, in milliseconds. */
const SHORT_MS = 600_000;

/**
 * Not ready: the database does not answer, has no room or has a newer Candour's schema, or a platform refuses our
 * credentials, which somebody must mend. A platform that is away is reported but leaves the service ready, because a
 * restart would not help and the other platforms still work; so is that no backup can be made.
 */
export function createReadiness({ store, platforms, delivery, upkeep, clock }: ReadinessOptions) {
  return async (): Promise<Readiness> => {
    if (!(await store.isCurrent()))
      return {
        isReady: false,
        words: ['A newer Candour has brought up the database, or it was moved, so this one stops.'],
      };
    const waiting = await store.read((register) => register.notices.failed());
    const faults: string[] = [];
    if (!(await store.hasRoom())) faults.push('The disk is full, so nothing can be kept. Please make room.');
    const refusing = new Set([
      ...delivery.refusing(),
      ...platforms.filter((platform) => platform.isRefused?.()).map(({ name }) => name),
    ]);
    for (const name of refusing) faults.push(`${name} refuses our credentials. Run: npx candour doctor`);
    const words: string[] = [];
    const now = clock().getTime();
    for (const { platform, cause, since } of delivery.outages()) {
      if (cause === 'away' && now - since.getTime() > SHORT_MS)
        words.push(`${platform} has not been reached since ${since.toISOString()}.`);
      if (cause === 'refused' && !refusing.has(platform))
        words.push(`${platform} refuses our credentials in one of several places. Run: npx candour doctor`);
    }
    const alerts = new Map(waiting.filter((row) => row.class === 'alert').map((row) => [row.id, row]));
    const [oldest] = [...alerts.values()];
    if (oldest && now - oldest.createdAt.getTime() > SHORT_MS) {
      const what = alerts.size === 1 ? 'One alert has' : `${alerts.size} alerts have`;
      words.push(`${what} not arrived yet, the oldest of ${oldest.createdAt.toISOString()}.`);
    }
    const { failingSince, lastGoodAt } = upkeep?.facts().backups ?? {};
    if (failingSince)
      words.push(
        `No backup could be made since ${failingSince.toISOString()}${lastGoodAt ? `; the last good one is of ${lastGoodAt.toISOString()}` : ''}. Run: npx candour doctor`,
      );
    return { isReady: faults.length === 0, words: [...faults, ...new Set(words)] };
  };
}
