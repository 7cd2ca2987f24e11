import type { Account } from '../accounts/account.ts';
import type { Delivery, OutageCause, Platform } from '../platform.ts';
import type { Store } from '../store.ts';
import { writeEach } from '../write-each.ts';
import type { ClaimedNotice, FailedNotice, Notice, NoticeRow } from './notice.ts';
import type { Outcome } from './outcome.ts';

/** How often one waiting message is tried while a platform is not known to work, in milliseconds. */
const PROBE_EVERY_MS = 600_000;
/** How many brought-forward messages are remembered. */
const REMEMBERED = 10_000;

/**
 * A platform that accepts no message for this tenant (a workspace, an organisation), since its last success or since this
 * process began.
 */
export interface Outage {
  platform: string;
  tenant: string;
  cause: OutageCause;
  /** The platform's word for the reason. */
  reason: string;
  since: Date;
}

/**
 * What happens to deliveries, reported to the operator: ids and the platform's own words, no names and nothing people
 * wrote.
 */
export type DeliveryEvent =
  | ({ kind: 'outage' } & Outage)
  /**
   * Messages arrive again, and `brought` waiting ones are tried now. `since` is missing where the outage began before this
   * process.
   */
  | { kind: 'recovered'; platform: string; tenant: string; since: Date | undefined; brought: number }
  | (Undelivered & { kind: 'failed'; next: Date })
  | (Undelivered & { kind: 'dead' });

interface Undelivered extends Pick<Notice, 'id' | 'class' | 'attempts'> {
  /** The setting's code. */
  setting: string;
  /** The platform that was tried last; null where the person has no account yet. */
  platform: string | null;
  reason: string;
}

interface RecoveryOptions {
  store: Store;
  platforms: readonly Platform[];
  clock: () => Date;
  report: (event: DeliveryEvent) => void;
}

/**
 * Tracks, from the platforms' answers, whether each platform works for each tenant. The first message that is accepted
 * brings forward those that failed there. Until then one waiting message is tried every ten minutes, which does not count
 * as one of its attempts; so a platform that works again is noticed, also after a restart.
 */
export function createRecovery({ store, platforms, clock, report }: RecoveryOptions) {
  const known = new Map<string, Outage | 'works'>();
  const probedAt = new Map<string, number>();
  /** Each message is brought forward once: one that fails for a reason of its own keeps its own intervals. */
  const brought = new Set<string>();
  const keyOf = ({ platform, tenant }: Pick<Account, 'platform' | 'tenant'>) => `${platform} ${tenant}`;

  /** Records a platform's answer, and returns the outage that it ends, if any. */
  function recordAnswer(account: Account, answer: Delivery): Outage | undefined {
    const { platform, tenant } = account;
    const before = known.get(keyOf(account));
    const outage = before === 'works' ? undefined : before;
    if (answer.kind === 'sent') {
      known.set(keyOf(account), 'works');
      return outage;
    }
    if (answer.kind === 'later' && answer.cause !== undefined) {
      const { cause, reason } = answer;
      const now = { platform, tenant, cause, reason, since: outage?.since ?? clock() };
      known.set(keyOf(account), now);
      if (outage?.cause !== cause) report({ kind: 'outage', ...now });
    }
    return undefined;
  }

  /**
   * Called when messages were sent: brings forward what waits for the same person, and, where the platform has just started
   * to work again, what waits for that platform and tenant.
   */
  async function afterSuccess(
    rows: readonly [NoticeRow, ...NoticeRow[]],
    account: Account,
    ended: Outage | undefined,
  ): Promise<void> {
    const now = clock();
    const { setting, recipient } = rows[0];
    const isBack = ended !== undefined || rows.some(({ state }) => state === 'failed');
    const waiting = await store.read(({ notices }) =>
      isBack ? notices.failed() : notices.failedTo(setting, recipient),
    );
    const isHere = (row: FailedNotice) =>
      (row.setting === setting && row.recipient === recipient) ||
      (isBack && row.platform === account.platform && row.tenant === account.tenant);
    const found = new Map<string, FailedNotice>();
    for (const row of waiting) {
      if (isHere(row) && row.notBefore > now && !brought.has(row.id)) found.set(row.id, row);
    }
    if (found.size > 0) {
      await bringForward([...found.values()], now);
      if (brought.size + found.size > REMEMBERED) brought.clear();
      for (const id of found.keys()) brought.add(id);
    }
    if (ended === undefined && found.size === 0) return;
    const { platform, tenant } = account;
    report({ kind: 'recovered', platform, tenant, since: ended?.since, brought: found.size });
  }

  async function bringForward(rows: readonly FailedNotice[], now: Date, asProbe?: 'asProbe'): Promise<void> {
    const settings = [...new Set(rows.map(({ setting }) => setting))];
    const { faults } = await writeEach(store, settings, (register, setting) => {
      const ids = rows.filter((row) => row.setting === setting).map(({ id }) => id);
      return register.notices.bringForward(setting, ids, now, asProbe);
    });
    if (faults.length > 0) throw new AggregateError(faults, 'some messages were not brought forward');
  }

  /** Tries one message for each platform and tenant not known to work, alerts first. */
  async function probe(): Promise<void> {
    const now = clock();
    const waiting = new Map<string, FailedNotice[]>();
    for (const row of await store.read(({ notices }) => notices.failed())) {
      const { platform, tenant } = row;
      if (platform === null || tenant === null || !platforms.some(({ name }) => name === platform)) continue;
      const key = keyOf({ platform, tenant });
      if (known.get(key) === 'works') continue;
      const others = waiting.get(key);
      if (others) others.push(row);
      else waiting.set(key, [row]);
    }
    for (const [key, rows] of waiting) {
      const since = Math.abs(now.getTime() - (probedAt.get(key) ?? Number.NEGATIVE_INFINITY));
      const [first] = rows;
      if (since < PROBE_EVERY_MS || !first || rows.some(({ notBefore }) => notBefore <= now)) continue;
      probedAt.set(key, now.getTime());
      await bringForward([first], now, 'asProbe');
    }
  }

  /**
   * The state of a message after a failed probe, which another process may have asked for: as if it had not been tried. Undefined
   * where it was no probe.
   */
  function afterProbe({ plannedFor, attempts }: ClaimedNotice, outcome: Delivery): Outcome | undefined {
    if (plannedFor === null || plannedFor <= clock() || outcome.kind !== 'later') return undefined;
    return { state: 'failed', attempts, notBefore: plannedFor, sentAt: null, error: outcome.reason };
  }

  return {
    recordAnswer,
    afterSuccess,
    probe,
    afterProbe,
    /** The outages that this process has met and that have not ended. */
    outages: () => [...known.values()].filter((state) => state !== 'works'),
    /** Platforms that refuse our credentials and work for no tenant. */
    refusing: () => {
      const working = [...known].filter(([, state]) => state === 'works').map(([key]) => key.split(' ')[0]);
      const refused = [...known.values()].flatMap((state) =>
        state !== 'works' && state.cause === 'refused' ? [state.platform] : [],
      );
      return [...new Set(refused)].filter((platform) => !working.includes(platform));
    },
  };
}
