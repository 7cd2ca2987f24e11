import { letOthersRun, stopwatch } from './clock.ts';
import { createDelivery } from './core/notices/deliver.ts';
import { logDeliveries } from './core/notices/delivery-log.ts';
import { remind } from './core/notices/due.ts';
import type { DeliveryEvent } from './core/notices/recovery.ts';
import type { Log, Platform } from './core/platform.ts';
import { retain } from './core/records/retain.ts';
import type { Calendar } from './core/rules/days.ts';
import type { Store } from './core/store.ts';
import { newReference, toFacts } from './log.ts';

interface TickerOptions {
  store: Store;
  /** May grow until the first tick. */
  platforms: readonly Platform[];
  calendar: Calendar;
  clock: () => Date;
  log: Log;
}

const MINUTE = 60_000;

/**
 * What the minute does, and the deliveries after a commit. Looking for what is due never overlaps itself; deliveries may,
 * since each claims only what nobody else has, and one that waits for a slow platform is not to hold up the next. A failure
 * is logged and tried again. After a sleep the next tick makes up for what was missed, and a clock set back sends nothing
 * twice: what is due is asked of the register, never counted in ticks.
 */
export function createTicker({ store, platforms, calendar, clock, log }: TickerOptions) {
  const note = logDeliveries(log);
  const report = (event: DeliveryEvent) => {
    note(event);
    if (event.kind === 'recovered' && event.brought > 0) wake();
  };
  const delivery = createDelivery({ store, platforms, calendar, clock, stopwatch, letOthersRun, report });
  const under = new Set<Promise<void>>();
  let looking: Promise<void> | undefined;
  let waking: NodeJS.Immediate | undefined;
  let timer: NodeJS.Timeout | undefined;

  function attempt(work: () => Promise<unknown>): Promise<void> {
    const done = (async () => {
      try {
        await work();
      } catch (error) {
        const faults = error instanceof AggregateError ? error.errors : [error];
        for (const fault of faults)
          log.error({ reference: newReference(), ...toFacts(fault) }, 'a tick failed');
      }
    })();
    under.add(done);
    void done.then(() => under.delete(done));
    return done;
  }

  const settle = () => attempt(delivery.run);

  /** What may be kept no longer goes: once in each setting's day. */
  async function erase(): Promise<void> {
    for (const { setting, gone, messages } of await retain({ store, now: clock(), letOthersRun }))
      log.info({ setting, records: gone.length, messages }, 'erased what may be kept no longer');
  }

  /** One that is under way is waited for, and then looks once more: its time may have been another. */
  async function look(): Promise<void> {
    while (looking) await looking;
    looking = attempt(() => both(remind({ store, calendar, now: clock(), letOthersRun }), erase()));
    await looking;
    looking = undefined;
  }

  async function tick(): Promise<void> {
    await look();
    await attempt(delivery.probe);
    await settle();
  }

  function wake(): void {
    waking ??= setImmediate(() => {
      waking = undefined;
      void settle();
    });
  }

  return {
    tick,
    /** Delivers what is due now, and comes back when it is out. */
    settle,
    /** As `settle`, soon; however often it is called meanwhile. */
    wake,
    /** What this process has met of platforms that take nothing. */
    outages: delivery.outages,
    refusing: delivery.refusing,
    /** Ticks now and at every minute. */
    start() {
      const once = () => {
        if (looking) void settle();
        else void tick();
      };
      once();
      timer = setInterval(once, MINUTE);
    },
    /** Begins nothing more, and waits for what is under way. */
    async stop() {
      clearInterval(timer);
      clearImmediate(waking);
      delivery.stop();
      while (under.size > 0) await Promise.all(under);
    },
  };
}

/** Neither is to wait for the other's faults. */
async function both(...work: Promise<unknown>[]): Promise<void> {
  const faults = (await Promise.allSettled(work)).flatMap((done) => {
    if (done.status === 'fulfilled') return [];
    return done.reason instanceof AggregateError ? done.reason.errors : [done.reason];
  });
  if (faults.length > 0) throw new AggregateError(faults);
}
