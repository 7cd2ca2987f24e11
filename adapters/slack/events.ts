import type { App as Bolt, Receiver, ReceiverEvent } from '@slack/bolt';
import type { Log } from '../../src/core/platform.ts';
import { newReference, toFacts } from './trouble.ts';

/** What Slack said, on its way to Bolt from either transport: acknowledged once, and counted, so that stopping can wait for it. */
export class EventsUnderWay implements Receiver {
  private readonly log: Log;
  private bolt!: Bolt;
  private underWay = 0;
  private rested: () => void = () => undefined;

  constructor(log: Log) {
    this.log = log;
  }

  init(bolt: Bolt): void {
    this.bolt = bolt;
  }
  start = async () => undefined;
  stop = async () => undefined;

  /** Counts what goes on. */
  add(work: Promise<unknown>): void {
    this.underWay += 1;
    const done = () => {
      this.underWay -= 1;
      if (this.underWay === 0) this.rested();
    };
    work.then(done, done);
  }

  /** Waits so many milliseconds for what is under way. */
  async drained(within: number): Promise<void> {
    if (this.underWay === 0) return;
    let late: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.rested = resolve;
      late = setTimeout(resolve, within);
    });
    clearTimeout(late);
  }

  take(event: ReceiverEvent): Promise<void> {
    const turn = this.run(event);
    this.add(turn);
    return turn;
  }

  /** Acknowledges also what no listener takes, and what Bolt itself stumbles over. */
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
          text: `Something went wrong here, and it has been noted (reference ${reference}). Please try again.`,
        });
      }
    }
    await ack();
  }
}
