import type { Platform } from '../platform.ts';
import type { Calendar } from '../rules/days.ts';
import type { Store } from '../store.ts';
import { createDelivery } from './deliver.ts';
import { remind } from './due.ts';
import type { NoticeRow } from './notice.ts';

interface RehearseOptions {
  /** A copy of the register; the rehearsal writes into it. */
  store: Store;
  calendar: Calendar;
  from: Date;
  to: Date;
}

/** A platform that accepts every message and sends none. */
const silentPlatform: Platform = {
  name: 'rehearsal',
  reachesEveryone: true,
  start: async () => {},
  stop: async () => {},
  deliver: async () => ({ kind: 'sent' }),
};

/**
 * What would be sent between two instants, both included, if nobody did anything meanwhile: runs each minute in which
 * something falls due, one after the other. In the order of sending.
 */
export async function rehearse({ store, calendar, from, to }: RehearseOptions): Promise<NoticeRow[]> {
  let at = from;
  const delivery = createDelivery({ store, platforms: [silentPlatform], calendar, clock: () => at });
  for (;;) {
    await remind({ store, calendar, now: at });
    await delivery.run();
    const next = await nextTick(store, at);
    if (next === undefined || next > to) break;
    at = next;
  }
  const all = await store.read((register) => register.notices.all());
  return all
    .filter(({ platform, sentAt }) => platform === silentPlatform.name && sentAt !== null && sentAt <= to)
    .sort((a, b) => (a.sentAt?.getTime() ?? 0) - (b.sentAt?.getTime() ?? 0));
}

/** The next minute in which a tick would have anything to do; undefined when there is none. */
export async function nextTick(store: Store, now: Date): Promise<Date | undefined> {
  const [check, message] = await store.read(async (register) => [
    await register.dailyChecks.next(),
    await register.notices.next(),
  ]);
  const times = [check, message].flatMap((time) => (time === undefined ? [] : [time.getTime()]));
  if (times.length === 0) return undefined;
  return new Date(Math.max(now.getTime() + MINUTE, Math.min(...times)));
}

const MINUTE = 60_000;
