import { letOthersRun, stopwatch } from './clock.ts';
import { createDelivery } from './core/notices/deliver.ts';
import { logDeliveries } from './core/notices/delivery-log.ts';
import { remind } from './core/notices/due.ts';
import type { DeliveryEvent } from './core/notices/recovery.ts';
import type { Delivery, Log, Platform } from './core/platform.ts';
import { retain } from './core/records/retain.ts';
import type { Calendar } from './core/rules/days.ts';
import type { Store } from './core/store.ts';
import { newReference, toFacts } from './log.ts';

interface TickerOptions {
  store: Store;
  /** The running platforms; the list may grow until the first tick. */
  platforms: readonly Platform[];
  calendar: Calendar;
  clock: () => Date;
  /** How many processes serve this register; one by default. */
  processes?: number;
  /** Somebody sets the clock by hand, as on the console: it is believed however far it leaps. */
  isSetByHand?: boolean;
  log: Log;
  /** Told of each platform's answer to a message. It must not throw. */
  onTried?: ((platform: string, outcome: Delivery['kind']) => void) | undefined;
  /** Told, as the log is, of what happens to deliveries. It must not throw. */
  onDelivery?: ((event: DeliveryEvent) => void) | undefined;
}

const MINUTE = 60_000;
/** A clock that has moved ahead by more than this since anything was last looked at is not believed by one tick alone. */
const LEAP = 3 * 86_400_000;

/**
 * Runs what is due every minute, and the deliveries after a commit. Two searches for due reminders never run at once.
 * Deliveries may overlap, since each claims its own rows, and a delivery that waits for a slow platform must not delay the
 * next. A failure is logged and tried again. What is due comes from the register and is not counted in ticks, so the first
 * tick after a sleep catches up, and a clock set back sends nothing twice. A tick that leaps ahead by more than three days does
 * nothing until the next one agrees, since a clock that is wrong for a moment would use up what is due later.
 */
export function createTicker({
  store,
  platforms,
  calendar,
  clock,
  processes = 1,
  isSetByHand = false,
  log,
  onTried,
  onDelivery,
}: TickerOptions) {
  const note = logDeliveries(log);
  const report = (event: DeliveryEvent) => {
    note(event);
    onDelivery?.(event);
    if (event.kind === 'recovered' && event.brought > 0) wake();
  };
  const delivery = createDelivery({
    store,
    platforms,
    calendar,
    clock,
    stopwatch,
    processes,
    letOthersRun,
    report,
    onTried,
  });
  const under = new Set<Promise<void>>();
  let checking: Promise<void> | undefined;
  let waking: NodeJS.Immediate | undefined;
  let timer: NodeJS.Timeout | undefined;
  /** When a tick last leapt ahead. */
  let leapt: Date | undefined;

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

  /** Erases what the retention rules no longer allow to be kept: once in each setting's day. */
  async function erase(): Promise<void> {
    for (const { setting, gone, messages } of await retain({ store, now: clock(), letOthersRun }))
      log.info({ setting, records: gone.length, messages }, 'erased what may be kept no longer');
  }

  /** Waits for a search under way and then searches once more, because the clock may have been set since it began. */
  async function checkSettings(): Promise<void> {
    while (checking) await checking;
    checking = attempt(() => both(remind({ store, calendar, now: clock(), letOthersRun }), erase()));
    await checking;
    checking = undefined;
  }

  /** Whether the clock is far ahead of what was last looked at, and no tick before this one has said the same. */
  async function isDoubtful(): Promise<boolean> {
    const now = clock();
    const last = await store.read((register) => register.dailyChecks.latest());
    if (last === undefined || now.getTime() - last.getTime() <= LEAP) {
      leapt = undefined;
      return false;
    }
    const before = leapt;
    leapt = now;
    if (before !== undefined && before <= now && now.getTime() - before.getTime() <= LEAP) return false;
    const days = Math.floor((now.getTime() - last.getTime()) / 86_400_000);
    log.warn({ days }, 'the clock is days ahead of the last tick: nothing is sent until the next one agrees');
    return true;
  }

  async function tick(): Promise<void> {
    let waits = false;
    await attempt(async () => {
      waits = !isSetByHand && (await isDoubtful());
    });
    if (waits) return;
    await checkSettings();
    await attempt(delivery.probe);
    await settle();
  }

  function wake(setting?: string): void {
    if (setting !== undefined && delivery.passOver(setting)) return;
    waking ??= setImmediate(() => {
      waking = undefined;
      void settle();
    });
  }

  return {
    tick,
    /** Delivers what is due now, and resolves once it is sent. */
    settle,
    /** Delivers soon; several calls before it starts count as one. `setting`: the only one in which anything new is due. */
    wake,
    /** The outages of platforms that this process has met and that have not ended. */
    outages: delivery.outages,
    refusing: delivery.refusing,
    leaving: delivery.leaving,
    /** Runs a tick now and then every minute. */
    start() {
      const once = () => {
        if (checking) void settle();
        else void tick();
      };
      once();
      timer = setInterval(once, MINUTE);
    },
    /** Starts nothing more, and waits for what is under way. */
    async stop() {
      clearInterval(timer);
      clearImmediate(waking);
      delivery.stop();
      while (under.size > 0) await Promise.all(under);
    },
  };
}

/** Awaits all of the work, then throws the first error: a failure of one must not cut the other short. */
async function both(...work: Promise<unknown>[]): Promise<void> {
  const faults = (await Promise.allSettled(work)).flatMap((done) => {
    if (done.status === 'fulfilled') return [];
    return done.reason instanceof AggregateError ? done.reason.errors : [done.reason];
  });
  if (faults.length > 0) throw new AggregateError(faults);
}
