import { deliver } from './core/deliver.ts';
import type { Log, Platform } from './core/platform.ts';
import { remind } from './core/remind.ts';
import type { Calendar } from './core/rules/days.ts';
import type { Store } from './core/store.ts';
import { newReference, toFacts } from './log.ts';

interface TickerOptions {
  store: Store;
  platforms: readonly Platform[];
  calendar: Calendar;
  clock: () => Date;
  log: Log;
}

export type Ticker = ReturnType<typeof createTicker>;

/** What the minute does, and the deliveries after a commit: never two at once, and a failure is logged and tried again. */
export function createTicker({ store, platforms, calendar, clock, log }: TickerOptions) {
  let last: Promise<void> = Promise.resolve();
  let woken = false;
  let timer: NodeJS.Timeout | undefined;

  function next(work: () => Promise<unknown>): Promise<void> {
    last = last.then(async () => {
      try {
        await work();
      } catch (error) {
        log.error({ reference: newReference(), ...toFacts(error) }, 'a tick failed');
      }
    });
    return last;
  }

  const deliverDue = () => deliver({ store, platforms, calendar, now: clock() });

  function tick(): Promise<void> {
    return next(async () => {
      await remind({ store, calendar, now: clock() });
      await deliverDue();
    });
  }

  return {
    tick,
    /** Delivers what is due now, and comes back when it is out. */
    settle: () => next(deliverDue),
    /** As `settle`, soon; however often it is called meanwhile. */
    wake() {
      if (woken) return;
      woken = true;
      void next(() => {
        woken = false;
        return deliverDue();
      });
    },
    /** Ticks now and at every minute, leaving one out while the last is still under way. */
    start() {
      let busy = false;
      const once = async () => {
        if (busy) return;
        busy = true;
        await tick();
        busy = false;
      };
      void once();
      timer = setInterval(() => void once(), 60_000);
    },
    /** Begins nothing more, and waits for what is under way. */
    async stop() {
      clearInterval(timer);
      await last;
    },
  };
}
