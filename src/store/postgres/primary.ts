import { setTimeout as pause } from 'node:timers/promises';
import type { PoolClient } from 'pg';
import { addressesOf, toHosts } from './address.ts';
import { isAway, PostgresFault, toFault } from './faults.ts';
import { type Ask, CONNECT_MS, connect, openPool, takesNone, withConnection } from './pool.ts';

/** How long the other hosts are waited for once one has said that it is the primary, in milliseconds. */
const OTHERS_MS = 500;
/** How long everybody is refused after no primary was found, in milliseconds; it doubles up to the longest. */
const PAUSE_MS = 50;
const LONGEST_PAUSE_MS = 1000;

/** How often it is asked whether another host has taken over meanwhile, in milliseconds. */
const AGAIN_MS = 10_000;

/** What is asked of a host: it is to answer as quickly as a connection is made. */
const BRIEFLY = { limits: { lock: 0, statement: 0, answer: CONNECT_MS } };

/** A host that takes changes. */
export interface Primary {
  address: string;
  /** Which register's copies it belongs to: standbys have that of their primary. Undefined where it does not say. */
  system: string | undefined;
  /** Counts up whenever a standby is promoted. */
  timeline: number;
}

const LINE = `SELECT system_identifier::text AS system, left(pg_walfile_name(pg_current_wal_lsn()), 8) AS timeline
  FROM pg_control_system()`;

/** @throws PostgresFault where it does not answer, or takes no changes */
export const lookAt = (address: string): Promise<Primary> =>
  withConnection(
    address,
    async (ask) => {
      // Not every server that speaks PostgreSQL's protocol has one.
      const [line] = await ask<{ system: string; timeline: string }>(LINE).catch(() => []);
      return { address, system: line?.system, timeline: Number.parseInt(line?.timeline ?? '0', 16) };
    },
    BRIEFLY,
  );

/** Whether one goes on from where the other was left: what the other has taken since is lost to it. */
const isNewer = (one: Primary, other: Primary) =>
  one.system !== undefined && one.system === other.system && one.timeline > other.timeline;

/**
 * Asks all hosts at once. Where several take changes, a former primary has come back: the newer one counts.
 * @param last the primary before: an older one is refused
 * @throws PostgresFault while there is none
 */
export async function findPrimary(url: string, last?: Primary): Promise<Primary> {
  const found: (Primary | undefined)[] = [];
  const asked = addressesOf(url).map(async (address, at) => {
    found[at] = await lookAt(address);
  });
  const all = Promise.allSettled(asked);
  await Promise.race([
    all,
    Promise.any(asked).then(
      () => pause(OTHERS_MS),
      () => all,
    ),
  ]);
  const primaries = found.filter((primary) => primary !== undefined);
  const [first, ...others] = primaries.filter((primary) => !(last && isNewer(last, primary)));
  if (first) return others.reduce((best, next) => (isNewer(next, best) ? next : best), first);
  if (primaries.length > 0)
    throw takesNone('A former primary has come back, and the one that took its place does not answer.');
  const faults = (await all).flatMap((each) => (each.status === 'rejected' ? [toFault(each.reason)] : []));
  // What a server says is more than that another does not answer.
  throw faults.find((fault) => fault instanceof PostgresFault && /^\d/.test(fault.code)) ?? faults[0];
}

/**
 * Runs `work` on one connection to the primary, outside any transaction, and closes it.
 * @throws PostgresFault
 */
export async function onPrimary<T>(url: string, work: (ask: Ask) => Promise<T>): Promise<T> {
  return withConnection((await findPrimary(url)).address, work);
}

/** A connection to the primary. */
export interface Connection {
  client: PoolClient;
  /** Gives it back. `isLost`: it cannot be used again, and the primary is looked for anew. */
  release(isLost: boolean): void;
}

/** Connections to the primary, whichever host that is. */
export interface Connections {
  /** @throws PostgresFault while there is no primary, or no connection is free */
  connect(): Promise<Connection>;
  close(): Promise<void>;
}

/**
 * @param onMoved called with the host's name when another host has become the primary
 * @param againMs how often the other hosts are asked, in milliseconds
 */
export function openConnections(
  url: string,
  onMoved?: (host: string) => void,
  againMs = AGAIN_MS,
): Connections {
  const hasOthers = addressesOf(url).length > 1;
  let last: Primary | undefined;
  /** Rejected while everybody is refused. */
  let current: Promise<Host> | undefined;
  let failures = 0;
  let askedAt = 0;

  async function find(): Promise<Host> {
    const found = await findPrimary(url, last);
    if (last && found.address !== last.address) onMoved?.(toHosts(found.address));
    last = found;
    failures = 0;
    askedAt = performance.now();
    return openHost(found.address, () => {
      current = undefined;
    });
  }

  function host(): Promise<Host> {
    if (current) return current;
    current = find();
    current.catch(() => {
      const ms = Math.min(PAUSE_MS * 2 ** failures++, LONGEST_PAUSE_MS);
      const again = () => {
        current = undefined;
      };
      setTimeout(again, ms * (0.5 + Math.random() / 2)).unref();
    });
    return current;
  }

  /** A primary that nobody has stopped goes on answering after a standby has taken its place. */
  function askOthers(primary: Host): void {
    if (!hasOthers || performance.now() - askedAt < againMs) return;
    askedAt = performance.now();
    findPrimary(url, last).then(
      (found) => {
        if (last && isNewer(found, last)) void primary.leave();
      },
      () => undefined,
    );
  }

  return {
    async connect() {
      for (let attempt = 1; ; attempt++) {
        const primary = await host();
        askOthers(primary);
        try {
          const client = await primary.connect();
          return {
            client,
            release(isLost) {
              client.release(isLost);
              if (isLost) void primary.leave();
            },
          };
        } catch (error) {
          if (!isAway(error)) throw error;
          void primary.leave();
          if (attempt === 2) throw error;
        }
      }
    },
    async close() {
      const open = await current?.catch(() => undefined);
      await open?.leave();
    },
  };
}

/** A host for as long as it is the primary. */
interface Host {
  /** @throws PostgresFault */
  connect(): Promise<PoolClient>;
  /** Closes its connections, those in use once they are given back. */
  leave(): Promise<void>;
}

function openHost(address: string, onLeave: () => void): Host {
  const pool = openPool(address);
  const waiting = new Set<(fault: Error) => void>();
  let left: Promise<void> | undefined;

  return {
    connect: () =>
      new Promise((resolve, reject) => {
        waiting.add(reject);
        connect(pool)
          .finally(() => waiting.delete(reject))
          .then((client) => (left ? client.release(true) : resolve(client)), reject);
      }),
    leave() {
      if (left) return left;
      onLeave();
      left = pool.end();
      // The pool itself would keep them until their time is up.
      for (const reject of waiting) reject(takesNone('This PostgreSQL is no longer the primary.'));
      return left;
    },
  };
}
