import type { Stopwatch } from '../core/notices/lanes.ts';
import type { MachineFault } from '../core/notices/machine.ts';
import { describeMachineFault } from '../core/notices/machine.ts';
import type { Log } from '../core/platform.ts';

interface AlertOptions {
  url: string;
  stopwatch: Pick<Stopwatch, 'elapsed'>;
  log: Log;
}

/** What is posted: names nobody, and nothing of the register. */
interface Alert {
  fault: MachineFault;
  state: 'begun' | 'over';
  /** When it began, and when it was over, as ISO text. */
  since: string;
  over: string | null;
  /** A sentence for whoever reads it. */
  text: string;
}

/** How long an answer is waited for, and how soon what failed is tried again, in milliseconds. */
const ANSWER_MS = 10_000;
const AGAIN_MS = 600_000;

/** Posts to CANDOUR_ALERT_URL that a fault has begun, and that it is over, until that is taken. Of one fault only the latest. */
export function createAlerts({ url, stopwatch, log }: AlertOptions) {
  const waiting = new Map<MachineFault, Alert>();
  let after = 0;
  let isFailing = false;

  return {
    add(fault: MachineFault, since: Date, over: Date | undefined): void {
      const what = describeMachineFault(fault);
      waiting.set(fault, {
        fault,
        state: over === undefined ? 'begun' : 'over',
        since: since.toISOString(),
        over: over?.toISOString() ?? null,
        text: over === undefined ? `${what} Run: npx candour doctor` : `It is over: ${what}`,
      });
    },
    async step(): Promise<void> {
      if (stopwatch.elapsed() < after) return;
      for (const [fault, alert] of [...waiting]) {
        const reason = await post(url, alert);
        if (reason !== undefined) {
          after = stopwatch.elapsed() + AGAIN_MS;
          if (!isFailing) log.warn({ reason }, 'CANDOUR_ALERT_URL cannot be reached: it is tried again');
          isFailing = true;
          return;
        }
        if (isFailing) log.info({}, 'CANDOUR_ALERT_URL is reached again');
        isFailing = false;
        if (waiting.get(fault) === alert) waiting.delete(fault);
      }
    },
  };
}

/** Gives why it was not taken; undefined where it was. A redirect is not followed: it is nobody whom the operator named. */
async function post(url: string, alert: Alert): Promise<string | undefined> {
  const { request } = url.startsWith('https:') ? await import('node:https') : await import('node:http');
  const body = JSON.stringify(alert);
  return new Promise((resolve) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const asked = request(
      url,
      { method: 'POST', headers, signal: AbortSignal.timeout(ANSWER_MS) },
      (answer) => {
        const status = answer.statusCode ?? 0;
        answer.destroy();
        resolve(status >= 200 && status < 300 ? undefined : `it answered ${status}`);
      },
    );
    asked.on('error', (error: NodeJS.ErrnoException) =>
      resolve(
        error.name === 'AbortError' || error.name === 'TimeoutError'
          ? 'no answer'
          : (error.code ?? error.name),
      ),
    );
    asked.end(body);
  });
}
