import type { Stopwatch } from '../core/notices/lanes.ts';
import type { MachineFault } from '../core/notices/machine.ts';
import { type OpenFault, openFaults, recordMended, tellOfFault } from '../core/notices/tell-of-machine.ts';
import type { Log } from '../core/platform.ts';
import type { Calendar } from '../core/rules/days.ts';
import type { Store } from '../core/store.ts';

interface FaultOptions {
  store: Store;
  calendar: Calendar;
  clock: () => Date;
  stopwatch: Pick<Stopwatch, 'elapsed'>;
  letOthersRun: () => Promise<void>;
  log: Log;
  /** What may be logged of an error. */
  toFacts(error: unknown): Record<string, unknown>;
  /** Called when a fault begins, and when it is over. */
  onChange(fault: MachineFault, since: Date, over: Date | undefined): void;
  /** Called when there may be something to deliver. */
  onTold(): void;
}

interface Known {
  /** Since when it is wrong; undefined: all is well. */
  since: Date | undefined;
  /** Since when it was wrong before this process found it well. */
  before?: Date | undefined;
  /** When chat was told, by the stopwatch; undefined: not yet. */
  toldAt?: number;
}

/** How soon those are told who look after the machine since, in milliseconds. */
const TELL_ANEW_MS = 86_400_000;

/**
 * What is wrong with the machine, as far as this process knows, told in chat when it begins and when it is over. What an earlier
 * process has told of is over once this one finds it well; what another tells of meanwhile is that one's, which may run on another
 * machine.
 */
export function createFaults(options: FaultOptions) {
  const { store, calendar, clock, stopwatch, letOthersRun, log, toFacts, onChange, onTold } = options;
  const known = new Map<MachineFault, Known>();
  /** What an earlier process has told of; undefined until the register is asked. */
  let earlier: Map<MachineFault, Date> | undefined;
  let isFailing = false;

  function begin(fault: MachineFault, since: Date): void {
    log.error(
      { fault, since: since.toISOString() },
      'something is wrong with the machine: run npx candour doctor',
    );
    onChange(fault, since, undefined);
  }

  function end(fault: MachineFault, since: Date): void {
    log.info({ fault, since: since.toISOString() }, 'what was wrong with the machine is mended');
    onChange(fault, since, clock());
  }

  async function tell(fault: MachineFault, state: Known): Promise<void> {
    earlier ??= new Map((await openFaults(store, letOthersRun)).map((open) => [open.fault, open.since]));
    const now = clock();
    if (state.since) await tellOfFault({ store, calendar, now, letOthersRun }, fault, state.since);
    else if (state.before) await recordMended({ store, now, letOthersRun }, fault);
    else {
      const since = earlier.get(fault);
      if (since && (await recordMended({ store, now, letOthersRun }, fault))) end(fault, since);
    }
    earlier.delete(fault);
  }

  function isToTell({ since, toldAt }: Known): boolean {
    return toldAt === undefined || (since !== undefined && stopwatch.elapsed() - toldAt > TELL_ANEW_MS);
  }

  return {
    /** @param since when it began; undefined: all is well */
    report(fault: MachineFault, since: Date | undefined): void {
      const found = known.get(fault);
      if (found && (found.since === undefined) === (since === undefined)) return;
      known.set(fault, { since, before: found?.since });
      if (since) begin(fault, since);
      else if (found?.since) end(fault, found.since);
    },
    standing: (): OpenFault[] =>
      [...known].flatMap(([fault, { since }]) => (since === undefined ? [] : [{ fault, since }])),
    /** Tells chat what it has not been told. What fails is tried again at the next step, and logged once. */
    async step(): Promise<void> {
      for (const [fault, state] of [...known].filter(([, each]) => isToTell(each))) {
        try {
          await tell(fault, state);
          state.toldAt = stopwatch.elapsed();
          isFailing = false;
        } catch (error) {
          // Of several errors each is of one setting: all the others were told.
          const isPartial = error instanceof AggregateError;
          if (isPartial) state.toldAt = stopwatch.elapsed();
          if (!isFailing)
            log.error(
              { fault, ...toFacts(isPartial ? error.errors[0] : error) },
              'a fault of the machine could not be told in chat',
            );
          isFailing = true;
        }
        if (state.since) onTold();
      }
    },
  };
}
