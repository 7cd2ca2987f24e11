import type { Log } from '../platform.ts';
import type { DeliveryEvent } from './recovery.ts';

/** What the log says of deliveries: each outage and each alert that fails once, not each attempt; each that is given up on. */
export function logDeliveries(log: Log): (event: DeliveryEvent) => void {
  return (event) => {
    const { kind: _, ...facts } = event;
    switch (event.kind) {
      case 'outage':
        if (event.cause === 'refused')
          log.error(facts, 'a platform refuses our credentials: run npx candour doctor');
        else log.warn(facts, 'a platform cannot be reached: messages wait until it can');
        break;
      case 'recovered':
        log.info(facts, 'messages arrive again');
        break;
      case 'failed':
        if (event.class === 'alert' && event.attempts === 1)
          log.warn(facts, 'an alert did not arrive: it is tried again');
        break;
      case 'dead':
        log.error(facts, 'a message was given up on: npx candour outbox --resend ID tries it anew');
    }
  };
}
