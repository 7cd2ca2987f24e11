import type { App as Bolt, Receiver, ReceiverEvent } from '@slack/bolt';
import type { Log } from '../../src/core/platform.ts';
import { newReference, withReference } from '../shared/faults.ts';
import type { UnderWay } from '../shared/under-way.ts';
import { toFacts } from './faults.ts';

/**
 * Requests from Slack, on their way to Bolt from either transport. Each is acknowledged once, and counted, so that stopping
 * can wait for it.
 */
export class EventsUnderWay implements Receiver {
  private readonly log: Log;
  private bolt!: Bolt;
  private readonly underWay: UnderWay;

  constructor(log: Log, underWay: UnderWay) {
    this.log = log;
    this.underWay = underWay;
  }

  init(bolt: Bolt): void {
    this.bolt = bolt;
  }
  start = async () => undefined;
  stop = async () => undefined;

  take(event: ReceiverEvent): Promise<void> {
    const turn = this.run(event);
    this.underWay.add(turn);
    return turn;
  }

  /** Acknowledges also what no listener handles, and requests on which Bolt itself throws. */
  private async run({ ack: answer, ...event }: ReceiverEvent): Promise<void> {
    let acknowledged = false;
    const ack: ReceiverEvent['ack'] = async (body) => {
      if (acknowledged) return;
      acknowledged = true;
      await answer(body);
    };
    try {
      await this.bolt.processEvent({ ...event, ack });
    } catch (error) {
      const reference = newReference();
      this.log.error({ reference, ...toFacts(error) }, 'slack: a request failed');
      if (event.body.command !== undefined) {
        await ack({
          response_type: 'ephemeral',
          text: withReference(reference),
        });
      }
    }
    await ack();
  }
}
